//! A field of one line. It moves and deletes by graphemes, and puts the terminal's cursor where input methods need it.

use crossterm::event::{Event, KeyEvent};
use ratatui::layout::Rect;
use tui_input::{Input, backend::crossterm::to_input_request};
use unicode_segmentation::UnicodeSegmentation;

use super::HasFocus;
use crate::tui::{
    runtime::{Canvas, Look},
    text,
};

/// Longest text of a field unless said otherwise, in characters.
const LIMIT: usize = 500;

/// What a key did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// The text is another now.
    Changed,
    /// The cursor may have moved.
    Moved,
    /// The key means nothing here.
    Ignored,
    /// The text would grow beyond its limit.
    Full,
}

/// A field of one line.
#[derive(Debug, Clone)]
pub struct TextField {
    input: Input,
    limit: usize,
}

impl Default for TextField {
    fn default() -> Self {
        Self { input: Input::default(), limit: LIMIT }
    }
}

impl TextField {
    /// An empty field for at most so many characters.
    pub fn with_limit(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// The text.
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// Replaces the text; the cursor goes to its end.
    pub fn set(&mut self, value: &str) {
        let value = text::clean(value);
        self.input = Input::new(value.chars().take(self.limit).collect());
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Edit {
        let Some(request) = to_input_request(&Event::Key(key)) else {
            return Edit::Ignored;
        };
        let before = self.input.clone();
        self.input.handle(request);
        if self.input.value() == before.value() {
            return Edit::Moved;
        }
        if self.input.value().chars().count() > self.limit.max(before.value().chars().count()) {
            self.input = before;
            return Edit::Full;
        }
        Edit::Changed
    }

    /// Inserts pasted text at the cursor, as one line; nothing of it if it does not fit.
    pub fn paste(&mut self, pasted: &str) -> Edit {
        let pasted = text::clean(pasted);
        let length = self.value().chars().count() + pasted.chars().count();
        if pasted.is_empty() {
            return Edit::Ignored;
        }
        if length > self.limit {
            return Edit::Full;
        }
        for letter in pasted.chars() {
            self.input.handle(tui_input::InputRequest::InsertChar(letter));
        }
        Edit::Changed
    }

    /// Draws the field; `placeholder` is shown while it is empty.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look, placeholder: &str, focus: HasFocus) {
        let columns = usize::from(area.width);
        let style = match focus {
            HasFocus::Yes => look.theme.focus_input,
            HasFocus::No => look.theme.input,
        };
        canvas.buffer.set_style(Rect { height: 1, ..area }, style);
        if self.value().is_empty() {
            canvas.print(area.x, area.y, placeholder, area.width, style.patch(look.theme.placeholder));
        }
        let scroll = match focus {
            HasFocus::Yes => self.input.visual_scroll(columns.saturating_sub(1)),
            HasFocus::No => 0,
        };
        canvas.print(area.x, area.y, after(self.value(), scroll), area.width, style);
        if focus == HasFocus::Yes {
            let column = self.input.visual_cursor().saturating_sub(scroll).min(columns.saturating_sub(1));
            canvas.set_cursor(area.x + column as u16, area.y);
        }
    }
}

/// The text without its first `columns` columns.
fn after(value: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in value.grapheme_indices(true) {
        if used >= columns {
            return &value[at..];
        }
        used += text::width(grapheme);
    }
    if columns == 0 { value } else { "" }
}
