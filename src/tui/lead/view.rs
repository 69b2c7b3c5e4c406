//! Draws the lead's screen.
//!
//! ```text
//!  Board   14:05:09   8 signed in · 2 ready · 5 on a call · 3 waiting, longest 1:05
//!  !! billing: 1:05 waited, target 0:20   !! 014 Li Na: connection lost            what goes wrong now, worst first
//!  [broadcast, or what is wrong with the connection]
//! ╭ Queues ────────────────────────╮ ╭ Waiting ─────────╮   the right side from 160 columns on; with fewer, waiting
//! ╰────────────────────────────────╯ ╰──────────────────╯   callers and differences share their place with the agents,
//! ┏ Agents ━━━━━━━━━━━━━━━━━━━━━━━━┓ ╭ Detail ──────────╮   and a detail covers the boards; where nothing is looked at
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛ ╰──────────────────╯   closely, differences, if any, stand in its place
//!  f Set an agent's state  b Broadcast a line  …
//! ```

mod agents;
mod attention;
mod board;
mod cells;
mod detail;
mod differences;
mod queues;
mod waiting;

use chrono::{DateTime, Utc};
use ratatui::layout::{Constraint, Layout, Rect};

use super::{Entry, LeadScreen, Pane};
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Look, Screen},
    shell,
    tickets::Browser,
    widgets::{self, HasFocus, TextField},
};

/// From this width on there is a right side.
const WIDE: u16 = 160;

/// What every part of the view is drawn from.
#[derive(Clone, Copy)]
struct Scene<'a> {
    screen: &'a LeadScreen,
    now: DateTime<Utc>,
    look: &'a Look,
}

impl Scene<'_> {
    /// Whether keys go to a pane; they do not while a detail is open.
    fn focus(self, pane: Pane) -> HasFocus {
        match self.screen.detail {
            Some(_) => HasFocus::No,
            None => HasFocus::on(self.screen.pane, pane),
        }
    }
}

pub(super) fn draw(screen: &LeadScreen, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
    // What is not heard of any more does not go on counting.
    let scene = Scene { screen, now: screen.desk.as_of(now), look };
    let banner = shell::banner(&screen.desk, &look.words, "role.lead");
    let rows = [
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(u16::from(banner.is_some())),
        Constraint::Min(0),
        Constraint::Length(1),
    ];
    let [title, attention, banner_row, body, footer] = canvas.area().layout(&Layout::vertical(rows));
    attention::title(canvas, title, scene);
    attention::troubles(canvas, attention, scene);
    if let Some(sentence) = banner {
        widgets::banner(canvas, banner_row, look, &sentence);
    }
    if screen.is_browsing {
        screen.browser.draw(canvas, body, &screen.desk, scene.now, look);
        screen.browser.draw_over(canvas, &screen.desk, scene.now, look);
    } else {
        draw_body(canvas, body, scene);
    }
    screen.layers.draw(canvas, look);
    draw_entry(canvas, scene);
    let edge = Rect { y: footer.y.saturating_sub(1), ..footer };
    shell::toasts(canvas, edge, &screen.desk, look, LeadScreen::LAYERS);
    let actions = hints(scene, canvas.area().width);
    shell::keys(canvas, footer, look, &screen.focus().layers, &actions);
}

/// Rows of title, trouble and keys.
const AROUND: u16 = 3;

/// Columns and rows of a ticket that is looked at, on a terminal of this size.
pub(super) fn ticket_room(columns: u16, rows: u16) -> (u16, u16) {
    Browser::room(columns, rows.saturating_sub(AROUND))
}

/// Footer hints that fit the moment, the most important first; where not all boards are seen, the way to one that is hidden.
fn hints(scene: Scene<'_>, width: u16) -> Vec<Action> {
    let screen = scene.screen;
    if screen.entry.is_some() {
        return vec![Action::Choose, Action::Close];
    }
    if let Some(hints) = screen.layers.hints() {
        return hints.to_vec();
    }
    if screen.is_browsing {
        return screen.browser.hints(&screen.desk);
    }
    let actions =
        if screen.detail.is_some() { DETAIL_HINTS.to_vec() } else { board_hints(screen.pane, width) };
    actions.into_iter().filter(|action| screen.fits(*action, scene.now)).collect()
}

const DETAIL_HINTS: [Action; 7] = [
    Action::Close,
    Action::LeadForceState,
    Action::LeadMonitor,
    Action::LeadBroadcast,
    Action::Help,
    Action::Quit,
    Action::Palette,
];

fn board_hints(pane: Pane, width: u16) -> Vec<Action> {
    use Action::*;
    let own: &[Action] = match pane {
        Pane::Queues => &[LeadForceState, ListOpen],
        Pane::Agents => &[LeadForceState, LeadMonitor, ListOpen],
        Pane::Waiting => &[LeadGive, LeadPrioritise, LeadForceState, ListOpen],
        Pane::Differences => &[LeadSettle, ListOpen],
    };
    let hidden = match pane {
        _ if width >= WIDE => None,
        Pane::Waiting | Pane::Differences => Some(PaneTwo),
        Pane::Queues | Pane::Agents => Some(PaneThree),
    };
    let rest =
        [Help, Quit, WorkWatch, ListFilter, LeadFilterState, ListSort, ListSortReverse, PaneNext, Palette];
    let own = own.iter().copied().chain([PaneFour, WorkDecide, LeadBroadcast]);
    own.chain(hidden).chain(rest).collect()
}

fn draw_body(canvas: &mut Canvas<'_>, body: Rect, scene: Scene<'_>) {
    let detail = scene.screen.detail.as_ref();
    if body.width < WIDE {
        return match detail {
            Some(detail) => detail::draw(canvas, body, scene, detail),
            None => draw_boards(canvas, body, scene),
        };
    }
    let [left, right] = body.layout(&Layout::horizontal([Constraint::Fill(5), Constraint::Fill(3)]));
    let [top, bottom] = left.layout(&split(left, scene));
    queues::draw(canvas, top, scene);
    agents::draw(canvas, bottom, scene);
    let parts =
        |top, bottom| right.layout(&Layout::vertical([Constraint::Fill(top), Constraint::Fill(bottom)]));
    match detail {
        None if scene.screen.differences.order.is_empty() => waiting::draw(canvas, right, scene),
        None => {
            let [top, bottom] = parts(2, 1);
            waiting::draw(canvas, top, scene);
            differences::draw(canvas, bottom, scene);
        }
        Some(detail) => {
            let [top, bottom] = parts(1, 2);
            waiting::draw(canvas, top, scene);
            detail::draw(canvas, bottom, scene, detail);
        }
    }
}

fn draw_boards(canvas: &mut Canvas<'_>, body: Rect, scene: Scene<'_>) {
    let [top, bottom] = body.layout(&split(body, scene));
    queues::draw(canvas, top, scene);
    match scene.screen.pane {
        Pane::Waiting => waiting::draw(canvas, bottom, scene),
        Pane::Differences => differences::draw(canvas, bottom, scene),
        Pane::Queues | Pane::Agents => agents::draw(canvas, bottom, scene),
    }
}

/// The queues take what they need, up to half.
fn split(area: Rect, scene: Scene<'_>) -> Layout {
    let rows = u16::try_from(scene.screen.queues.order.len()).unwrap_or(u16::MAX);
    let queues = rows.saturating_add(3).clamp(4, (area.height / 2).max(4));
    Layout::vertical([Constraint::Length(queues), Constraint::Min(0)])
}

/// The line to everybody while it is typed.
fn draw_entry(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let Some(Entry::Broadcast(field)) = &scene.screen.entry else { return };
    let words = &scene.look.words;
    let whole = canvas.area();
    let width = whole.width.saturating_sub(4).min(100);
    let area = whole.centered(Constraint::Length(width), Constraint::Length(4));
    canvas.cover();
    canvas.clear(area);
    canvas.buffer.set_style(area, scene.look.theme.text);
    let pane = widgets::Pane {
        title: words.text("lead.broadcast.title"),
        note: "",
        focus: HasFocus::Yes,
        zone: super::DETAIL,
    };
    let inner = pane.draw(canvas, area, scene.look);
    line(canvas, Rect { height: 1, ..inner }, scene, field);
    let hint = Rect { y: inner.y + 1, height: 1, ..inner };
    canvas.print(hint.x, hint.y, words.text("lead.broadcast.hint"), hint.width, scene.look.theme.dim);
}

fn line(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, field: &TextField) {
    field.draw(canvas, area, scene.look, scene.look.words.text("lead.broadcast.placeholder"), HasFocus::Yes);
}
