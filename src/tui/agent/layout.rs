//! Where the panes are, by the size of the terminal alone: nothing that happens moves them.
//!
//! ```text
//!  wide (from 110×30)                          narrow
//!  head: state · timer · next key (3 rows)     head (1 row)
//!  notice                                      tabs and notice
//!  ┌ Queue ┐┌ Call ─────┐┌ Ticket ──┐          two panes that belong together (from 80 columns):
//!  │       ││           ││          │          Queue│Me   Call   Script│Ticket
//!  └───────┘├ Script ───┤│          │          or the one with the focus
//!  ┌ Me ───┐│           ││          │
//!  └───────┘└───────────┘└──────────┘
//!  keys                        toasts          keys
//! ```

use ratatui::layout::{Constraint, Layout, Rect};

use super::Pane;
use crate::tui::keymap::Action;

/// The panes, each with the action that leads there and the key of its name.
pub const PANES: [(Pane, Action, &str); 5] = [
    (Pane::Queue, Action::PaneOne, "layer.queue"),
    (Pane::Call, Action::PaneTwo, "layer.call"),
    (Pane::Script, Action::PaneThree, "layer.script"),
    (Pane::Ticket, Action::PaneFour, "layer.ticket"),
    (Pane::Me, Action::PaneFive, "layer.me"),
];

/// From these sizes on all panes are seen at once.
const WIDE: (u16, u16) = (110, 30);
/// From this width on two panes stand side by side.
const TWO: u16 = 80;
/// Columns of the names of fields.
pub const LABEL: u16 = 10;

/// Where everything is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// State, timer, next key.
    pub head: Rect,
    /// Tabs, banner, broadcast.
    pub notice: Rect,
    /// The panes.
    body: Rect,
    /// Keys.
    pub foot: Rect,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    One,
    Two,
    All,
}

impl Plan {
    /// The plan of a terminal's size, columns and rows.
    pub fn of(size: (u16, u16)) -> Self {
        Self::at(Rect::new(0, 0, size.0, size.1))
    }

    /// The plan of an area.
    pub fn at(area: Rect) -> Self {
        let shape = if area.width >= WIDE.0 && area.height >= WIDE.1 {
            Shape::All
        } else if area.width >= TWO {
            Shape::Two
        } else {
            Shape::One
        };
        let head = if shape == Shape::All { 3 } else { 1 };
        let rows =
            [Constraint::Length(head), Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)];
        let [head, notice, body, foot] = area.layout(&Layout::vertical(rows));
        Self { head, notice, body, foot, shape }
    }

    /// The place of all panes.
    pub fn body(&self) -> Rect {
        self.body
    }

    /// Whether all panes are seen at once, so that no tabs are needed.
    pub fn shows_all(&self) -> bool {
        self.shape == Shape::All
    }

    /// Where a pane is while another has the focus; none if it is not seen then.
    pub fn pane(&self, pane: Pane, focus: Pane) -> Option<Rect> {
        match self.shape {
            Shape::All => Some(self.among_all(pane)),
            Shape::Two => self.in_pair(pane, focus),
            Shape::One => (pane == focus).then_some(self.body),
        }
    }

    /// Columns of a text field in the ticket pane.
    pub fn field_columns(&self) -> u16 {
        let pane = self.pane(Pane::Ticket, Pane::Ticket).unwrap_or(self.body);
        pane.width.saturating_sub(2 + LABEL)
    }

    fn among_all(&self, pane: Pane) -> Rect {
        let columns = [Constraint::Fill(26), Constraint::Fill(37), Constraint::Fill(37)];
        let [left, middle, right] = self.body.layout(&Layout::horizontal(columns));
        let me = if self.body.height >= 50 { 20 } else { 13 };
        let [queue, me] = left.layout(&Layout::vertical([Constraint::Min(0), Constraint::Length(me)]));
        let halves = [Constraint::Percentage(45), Constraint::Percentage(55)];
        let [call, script] = middle.layout(&Layout::vertical(halves));
        match pane {
            Pane::Queue => queue,
            Pane::Call => call,
            Pane::Script => script,
            Pane::Ticket => right,
            Pane::Me => me,
        }
    }

    fn in_pair(&self, pane: Pane, focus: Pane) -> Option<Rect> {
        let halves = |left: u16| {
            let columns = [Constraint::Percentage(left), Constraint::Percentage(100 - left)];
            self.body.layout::<2>(&Layout::horizontal(columns))
        };
        match (focus, pane) {
            (Pane::Call, Pane::Call) => Some(self.body),
            (Pane::Queue | Pane::Me, Pane::Queue) => Some(halves(60)[0]),
            (Pane::Queue | Pane::Me, Pane::Me) => Some(halves(60)[1]),
            (Pane::Script | Pane::Ticket, Pane::Script) => Some(halves(45)[0]),
            (Pane::Script | Pane::Ticket, Pane::Ticket) => Some(halves(45)[1]),
            _ => None,
        }
    }
}
