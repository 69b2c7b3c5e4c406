//! Draws the screen of tickets.
//!
//! ```text
//!  Clerk   14:05:09   pan
//!  [banner: what is wrong with the connection]
//!  1 To dispatch 12   2 To approve 3   3 All open 100+
//! ┏ To dispatch ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
//! ┃ Due      Number        P  Marks  Subject                        ┃   from 160 columns on a ticket stands at the right;
//! ┃ …                                                               ┃   with fewer it covers the list
//! ┃ what is to be known of the selected one                         ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//!  Space What can be done  Enter Open  …
//! ```

mod browser;
mod list;
mod promise;
mod row;
mod search;

use chrono::{DateTime, Utc};
use ratatui::layout::{Constraint, Layout, Rect};

use super::TicketScreen;
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Look, Screen},
    shell,
    widgets::{self},
};

/// Rows of title and keys.
const AROUND: u16 = 2;

pub(super) fn draw(screen: &TicketScreen, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
    let desk = &screen.desk;
    // What is not heard of any more does not go on counting.
    let now = desk.as_of(now);
    let banner = shell::banner(desk, &look.words, screen.browser.seat.role());
    let rows = [
        Constraint::Length(1),
        Constraint::Length(u16::from(banner.is_some())),
        Constraint::Min(0),
        Constraint::Length(1),
    ];
    let [title, banner_row, body, footer] = canvas.area().layout(&Layout::vertical(rows));
    draw_title(canvas, title, screen, now, look);
    if let Some(sentence) = banner {
        widgets::banner(canvas, banner_row, look, &sentence);
    }
    screen.browser.draw(canvas, body, desk, now, look);
    screen.browser.draw_over(canvas, desk, now, look);
    screen.layers.draw(canvas, look);
    let edge = Rect { y: footer.y.saturating_sub(1), ..footer };
    shell::toasts(canvas, edge, desk, look, &screen.own_layers());
    shell::keys(canvas, footer, look, &screen.focus().layers, &hints(screen));
}

/// Columns and rows of a ticket that is looked at, on a terminal of this size.
pub(super) fn room(columns: u16, rows: u16) -> (u16, u16) {
    super::Browser::room(columns, rows.saturating_sub(AROUND))
}

fn draw_title(canvas: &mut Canvas<'_>, area: Rect, screen: &TicketScreen, now: DateTime<Utc>, look: &Look) {
    let (desk, words) = (&screen.desk, &look.words);
    let title = words.text(screen.browser.seat.title());
    let x = canvas.print(area.x + 1, area.y, title, area.width, look.theme.title) + 2;
    let time = desk.local(now).format("%H:%M:%S").to_string();
    let (time, style) = match desk.is_current() {
        true => (time, look.theme.accent),
        false => (words.fill("lead.as-of", &[("time", &time)]), look.theme.warn),
    };
    let x = canvas.print(x, area.y, &time, area.width, style) + 2;
    let Some(me) = &desk.me else { return };
    let unit = me.unit.as_ref().map_or("", |unit| super::names::unit(desk, unit));
    let who = format!("{} {unit}", me.name);
    let x = canvas.print(x, area.y, &who, area.right().saturating_sub(x), look.theme.text) + 2;
    let late = screen.browser.late(now);
    if late > 0 {
        let late = words.fill("tickets.late", &[("n", &late.to_string())]);
        canvas.print(x, area.y, &late, area.right().saturating_sub(x), look.theme.bad);
    }
}

/// Footer hints that fit the moment, the most important first.
fn hints(screen: &TicketScreen) -> Vec<Action> {
    let of_layers = screen.layers.hints().map(<[Action]>::to_vec);
    of_layers.unwrap_or_else(|| screen.browser.hints(&screen.desk))
}
