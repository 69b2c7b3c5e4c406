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

mod list;
mod row;

use chrono::{DateTime, Utc};
use ratatui::layout::{Constraint, Layout, Rect};

use super::{TABS, TicketScreen};
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Look, Screen, Spot},
    shell, text,
    widgets::{self},
};

/// From this width on list and ticket stand side by side.
const WIDE: u16 = 160;

/// Rows of title, lists and keys.
const AROUND: u16 = 3;

/// What every part of the view is drawn from.
#[derive(Clone, Copy)]
struct Scene<'a> {
    screen: &'a TicketScreen,
    now: DateTime<Utc>,
    look: &'a Look,
}

pub(super) fn draw(screen: &TicketScreen, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
    // What is not heard of any more does not go on counting.
    let scene = Scene { screen, now: screen.desk.as_of(now), look };
    let banner = shell::banner(&screen.desk, &look.words, screen.seat.role());
    let rows = [
        Constraint::Length(1),
        Constraint::Length(u16::from(banner.is_some())),
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
    ];
    let [title, banner_row, tabs, body, footer] = canvas.area().layout(&Layout::vertical(rows));
    draw_title(canvas, title, scene);
    if let Some(sentence) = banner {
        widgets::banner(canvas, banner_row, look, &sentence);
    }
    draw_tabs(canvas, tabs, scene);
    draw_body(canvas, body, scene);
    screen.pane.draw_over(canvas, &screen.desk, scene.now, look);
    screen.layers.draw(canvas, look);
    let edge = Rect { y: footer.y.saturating_sub(1), ..footer };
    shell::toasts(canvas, edge, &screen.desk, look, &screen.own_layers());
    shell::keys(canvas, footer, look, &screen.focus().layers, &hints(screen));
}

/// Columns and rows of a ticket that is looked at, on a terminal of this size.
pub(super) fn room(columns: u16, rows: u16) -> (u16, u16) {
    let columns = if columns < WIDE { columns } else { columns * 4 / 9 };
    (columns, rows.saturating_sub(AROUND))
}

fn draw_title(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, now, look } = scene;
    let words = &look.words;
    let x =
        canvas.print(area.x + 1, area.y, words.text(screen.seat.title()), area.width, look.theme.title) + 2;
    let time = screen.desk.local(now).format("%H:%M:%S").to_string();
    let (time, style) = match screen.desk.is_current() {
        true => (time, look.theme.accent),
        false => (words.fill("lead.as-of", &[("time", &time)]), look.theme.warn),
    };
    let x = canvas.print(x, area.y, &time, area.width, style) + 2;
    let Some(me) = &screen.desk.me else { return };
    let unit = me.unit.as_ref().map_or("", |unit| super::names::unit(&screen.desk, unit));
    let who = format!("{} {unit}", me.name);
    let x = canvas.print(x, area.y, &who, area.right().saturating_sub(x), look.theme.text) + 2;
    let late = screen.late(now);
    if late > 0 {
        let late = words.fill("tickets.late", &[("n", &late.to_string())]);
        canvas.print(x, area.y, &late, area.right().saturating_sub(x), look.theme.bad);
    }
}

/// The lists by name, each with its key and how many it holds.
fn draw_tabs(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, look, .. } = scene;
    let mut x = area.x + 1;
    for (place, (tab, list)) in screen.lists.iter().enumerate() {
        let count = if list.has_come { list.count() } else { "…".to_owned() };
        let label = format!(" {} {} {count} ", place + 1, look.words.text(tab.words_key()));
        let style = if place == screen.at { look.theme.selected } else { look.theme.dim };
        let width = text::width(&label) as u16;
        canvas.spot(Rect { x, width, ..area }, Spot::Row(TABS, place));
        x = canvas.print(x, area.y, &label, area.right().saturating_sub(x), style) + 1;
    }
}

fn draw_body(canvas: &mut Canvas<'_>, body: Rect, scene: Scene<'_>) {
    let Scene { screen, now, look } = scene;
    if screen.pane.open().is_none() {
        return list::draw(canvas, body, scene);
    }
    if body.width < WIDE {
        return screen.pane.draw(canvas, body, &screen.desk, now, look);
    }
    let [left, right] = body.layout(&Layout::horizontal([Constraint::Fill(5), Constraint::Fill(4)]));
    list::draw(canvas, left, scene);
    screen.pane.draw(canvas, right, &screen.desk, now, look);
}

/// Footer hints that fit the moment, the most important first.
fn hints(screen: &TicketScreen) -> Vec<Action> {
    if let Some(hints) = screen.layers.hints() {
        return hints.to_vec();
    }
    if let Some(hints) = screen.pane.hints() {
        return hints;
    }
    let duty = screen.seat.duty();
    let waits = match screen.pane.open().and_then(|open| open.ticket.as_deref()) {
        Some(ticket) => ticket.work.pending.as_ref().is_some_and(|pending| pending.approver == duty),
        None => {
            let pending = screen.list().selected().and_then(|ticket| ticket.pending.as_ref());
            pending.is_some_and(|pending| pending.approver == duty)
        }
    };
    let has_family =
        screen.pane.open().is_some_and(|open| open.mother.is_some() || !open.followers.is_empty());
    let own: &[Action] = match screen.pane.open() {
        Some(_) => &[
            Action::WorkAct,
            Action::WorkApprove,
            Action::WorkRefuse,
            Action::TicketWhy,
            Action::WorkFamily,
            Action::Close,
        ],
        None => {
            &[Action::WorkAct, Action::WorkApprove, Action::WorkRefuse, Action::ListOpen, Action::PaneNext]
        }
    };
    let fits = |action: &Action| match action {
        Action::WorkApprove | Action::WorkRefuse => waits,
        Action::WorkFamily => has_family,
        _ => true,
    };
    let rest = [Action::TicketDrafts, Action::Palette, Action::Quit, Action::Help];
    own.iter().copied().filter(fits).chain(rest).collect()
}
