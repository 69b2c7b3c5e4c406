//! Something to read: lines with a name before each, wrapped and scrolled. Any key that closes, closes it.
//!
//! ```text
//! ┏ Ticket 19990119-0003 ━━━━━━━━━━━━━━━┓
//! ┃ Kind       Complaint                ┃
//! ┃ What       the card was swallowed … ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```

use ratatui::layout::Rect;

use super::{HasFocus, Pane, scroll};
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Input, Look, Zone},
    text,
};

/// The zone of the open text.
const READER_ZONE: Zone = Zone(60_004);
/// Widest name, in cells.
const WIDEST: usize = 16;

/// A text that lies over the panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    title: String,
    lines: Vec<(String, String)>,
    top: usize,
}

impl Reader {
    /// Lines under a title, each a name (which may be empty) and a text.
    pub fn new(title: impl Into<String>, lines: Vec<(String, String)>) -> Self {
        Self { title: title.into(), lines, top: 0 }
    }

    /// Moves in the text, which has this place on the screen; whether it stays open.
    pub(in crate::tui) fn input<M>(&mut self, input: &Input<M>, area: Rect) -> bool {
        let top = scroll::scrolled(self.top, input, || self.most(Pane::inner(area)));
        self.top = top.unwrap_or(self.top);
        !matches!(input, Input::Act(Action::Close | Action::Choose))
    }

    /// The lowest line that can be the first one seen.
    fn most(&self, inner: Rect) -> usize {
        self.rows(inner.width).len().saturating_sub(usize::from(inner.height))
    }

    /// Rows that the text needs at this width, frame included.
    pub(in crate::tui) fn height(&self, width: u16) -> u16 {
        let rows = self.rows(width.saturating_sub(2)).len();
        u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2)
    }

    pub(in crate::tui) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let pane = Pane { title: &self.title, note: "", focus: HasFocus::Yes, zone: READER_ZONE };
        let inner = pane.draw(canvas, area, look);
        let rows = self.rows(inner.width);
        let top = self.top.min(self.most(inner));
        let names = self.names();
        for (y, (name, line)) in (inner.y..inner.bottom()).zip(rows.into_iter().skip(top)) {
            canvas.print(inner.x, y, name, names.saturating_sub(1), look.theme.dim);
            canvas.print(inner.x + names, y, line, inner.width.saturating_sub(names), look.theme.text);
        }
    }

    /// Columns of the names with the gap after them.
    fn names(&self) -> u16 {
        let widest = self.lines.iter().map(|(name, _)| text::width(name)).max().unwrap_or_default();
        if widest == 0 { 0 } else { widest.min(WIDEST) as u16 + 2 }
    }

    fn rows(&self, width: u16) -> Vec<(&str, &str)> {
        let room = usize::from(width.saturating_sub(self.names()));
        let rows = self.lines.iter().flat_map(|(name, line)| {
            let parts = text::wrap(line, room).into_iter().enumerate();
            parts.map(move |(at, part)| (if at == 0 { name.as_str() } else { "" }, part))
        });
        rows.collect()
    }
}
