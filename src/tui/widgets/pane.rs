//! A frame with a title; the one with the focus is seen without colour too.
//!
//! ```text
//! ┏━ Queue ━━━━━━━━━━━━━━━ 12 ┓      ╭─ Script ──────────────────╮
//! ┃                           ┃      │                           │
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━┛      ╰───────────────────────────╯
//! ```

use ratatui::{
    layout::{HorizontalAlignment, Rect},
    text::Line,
    widgets::{Block, BorderType},
};

use crate::tui::{
    runtime::{Canvas, Look, Spot, Zone},
    text,
};

/// Whether something has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasFocus {
    /// Keys go there.
    Yes,
    /// Keys go elsewhere.
    No,
}

impl HasFocus {
    /// Yes if the two are the same: `HasFocus::on(self.pane, Pane::Queue)`.
    pub fn on<T: PartialEq>(current: T, this: T) -> Self {
        if current == this { Self::Yes } else { Self::No }
    }
}

/// A titled frame.
#[derive(Debug, Clone, Copy)]
pub struct Pane<'a> {
    /// On the upper edge, left.
    pub title: &'a str,
    /// On the upper edge, right: counts, a timer. May be empty.
    pub note: &'a str,
    /// Whether keys go there.
    pub focus: HasFocus,
    /// A click anywhere in it means this zone.
    pub zone: Zone,
}

impl Pane<'_> {
    /// The area inside a frame.
    pub fn inner(area: Rect) -> Rect {
        Block::bordered().inner(area)
    }

    /// Draws the frame and returns the area inside.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) -> Rect {
        let theme = &look.theme;
        let (border, title, shape) = match self.focus {
            HasFocus::Yes => (theme.focus_border, theme.focus_title, BorderType::Thick),
            HasFocus::No => (theme.border, theme.title, BorderType::Rounded),
        };
        let room = usize::from(area.width).saturating_sub(4);
        // A note that leaves the title its room may be longer than half.
        let beside = room.saturating_sub(text::width(self.title) + 2);
        let note = text::fit(self.note, beside.max(room / 2));
        let left = text::fit(self.title, room.saturating_sub(text::width(&note) + 2));
        let mut block = Block::bordered().border_type(shape).border_style(border);
        if !left.is_empty() {
            block = block.title(Line::styled(format!(" {left} "), title));
        }
        if !note.is_empty() {
            let note = Line::styled(format!(" {note} "), title).alignment(HorizontalAlignment::Right);
            block = block.title(note);
        }
        let inner = Pane::inner(area);
        canvas.render(block, area);
        canvas.spot(area, Spot::Zone(self.zone));
        inner
    }
}
