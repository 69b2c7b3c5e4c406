//! A field of several lines with undo. Lines wrap at the width that the screen gives it; moving up and down follows what is seen.
//!
//! The editing is `ratatui-textarea`'s; wrapping, drawing and vertical moves are ours, because its own depend on the last
//! frame drawn, and a replay must move the cursor the same without drawing.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::{Edit, HasFocus, first_visible};
use crate::tui::{
    runtime::{Canvas, Look},
    text,
};

/// Longest text unless said otherwise, in characters.
const LIMIT: usize = 4000;
/// Rows that a page key moves.
const PAGE: usize = 10;

/// A field of several lines.
#[derive(Debug, Clone)]
pub struct Notes {
    area: TextArea<'static>,
    limit: usize,
    columns: usize,
}

impl Default for Notes {
    fn default() -> Self {
        Self::with_limit(LIMIT)
    }
}

/// A row as it is seen: a part of a line, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SeenRow {
    line: usize,
    bytes: std::ops::Range<usize>,
}

impl Notes {
    /// An empty field for at most so many characters.
    pub fn with_limit(limit: usize) -> Self {
        Self { area: TextArea::default(), limit, columns: 40 }
    }

    /// The text, lines joined by `\n`.
    pub fn value(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Replaces the text; the cursor goes to its end. It can be undone no further back than here.
    pub fn set(&mut self, value: &str) {
        let value = text::clean_lines(value).chars().take(self.limit).collect::<String>();
        self.area = TextArea::from(value.split('\n'));
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// The width that the screen gives the field, in cells; to be called when the layout changes.
    pub fn set_columns(&mut self, columns: u16) {
        self.columns = usize::from(columns.max(2));
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Edit {
        let vertical = match key.code {
            KeyCode::Up => Some(-1),
            KeyCode::Down => Some(1),
            KeyCode::PageUp => Some(-(PAGE as isize)),
            KeyCode::PageDown => Some(PAGE as isize),
            _ => None,
        };
        match (vertical, key.modifiers) {
            (Some(rows), KeyModifiers::NONE) => self.move_rows(rows),
            _ => self.edit(|area| self::edit(area, key)),
        }
    }

    /// Inserts pasted text at the cursor; nothing of it if it does not fit.
    pub fn paste(&mut self, pasted: &str) -> Edit {
        let pasted = text::clean_lines(pasted).into_owned();
        self.edit(|area| area.insert_str(&pasted))
    }

    /// Draws the rows around the cursor.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look, placeholder: &str, focus: HasFocus) {
        let style = match focus {
            HasFocus::Yes => look.theme.focus_input,
            HasFocus::No => look.theme.text,
        };
        canvas.buffer.set_style(area, style);
        if self.is_empty() {
            canvas.print(area.x, area.y, placeholder, area.width, style.patch(look.theme.placeholder));
        }
        let rows = self.rows();
        let (at, column) = self.place(&rows);
        let first = first_visible(at, usize::from(area.height), rows.len());
        for (y, row) in (area.y..area.bottom()).zip(&rows[first..]) {
            canvas.print(area.x, y, self.seen(row), area.width, style);
        }
        if focus == HasFocus::Yes && area.height > 0 {
            let x = area.x + (column as u16).min(area.width.saturating_sub(1));
            canvas.set_cursor(x, area.y + (at - first) as u16);
        }
    }

    fn edit(&mut self, change: impl FnOnce(&mut TextArea<'static>) -> bool) -> Edit {
        let before = self.area.clone();
        if !change(&mut self.area) {
            return Edit::Moved;
        }
        let length =
            |area: &TextArea<'_>| area.lines().iter().map(|line| line.chars().count() + 1).sum::<usize>();
        if length(&self.area) > length(&before).max(self.limit + 1) {
            self.area = before;
            return Edit::Full;
        }
        Edit::Changed
    }

    fn rows(&self) -> Vec<SeenRow> {
        let lines = self.area.lines().iter().enumerate();
        let rows = lines.flat_map(|(line, content)| {
            let ranges = text::wrap_ranges(content, self.columns);
            ranges.into_iter().map(move |bytes| SeenRow { line, bytes })
        });
        rows.collect()
    }

    fn seen(&self, row: &SeenRow) -> &str {
        &self.area.lines()[row.line][row.bytes.clone()]
    }

    /// The row that holds the cursor, and the cursor's column in it.
    fn place(&self, rows: &[SeenRow]) -> (usize, usize) {
        let cursor = self.area.cursor();
        let content = &self.area.lines()[cursor.0];
        let byte = content.char_indices().nth(cursor.1).map_or(content.len(), |(at, _)| at);
        let holds = |row: &SeenRow| row.line == cursor.0 && row.bytes.start <= byte;
        let at = rows.iter().rposition(holds).unwrap_or_default();
        let start = rows.get(at).map_or(0, |row| row.bytes.start);
        (at, text::width(&content[start..byte]))
    }

    fn move_rows(&mut self, by: isize) -> Edit {
        let rows = self.rows();
        let (at, column) = self.place(&rows);
        let target = at.saturating_add_signed(by).min(rows.len().saturating_sub(1));
        let row = &rows[target];
        let inside = text::head(self.seen(row), column).len();
        let before = &self.area.lines()[row.line][..row.bytes.start + inside];
        let to = CursorMove::Jump(clamp(row.line), clamp(before.chars().count()));
        self.area.move_cursor(to);
        Edit::Moved
    }
}

fn clamp(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The textarea's own keys, but for Ctrl-U, which is undo there and clears to the line's start everywhere else.
fn edit(area: &mut TextArea<'static>, key: KeyEvent) -> bool {
    match (key.code, key.modifiers) {
        (KeyCode::Char('z'), KeyModifiers::CONTROL) => area.undo(),
        (KeyCode::Char('y'), KeyModifiers::CONTROL) => area.redo(),
        (KeyCode::Char('u'), KeyModifiers::CONTROL) => area.delete_line_by_head(),
        (KeyCode::Char('m'), KeyModifiers::CONTROL) => false,
        (KeyCode::Backspace, KeyModifiers::NONE) => delete_grapheme(area),
        _ => area.input(key),
    }
}

/// Deletes the whole grapheme before the cursor: an emoji of several people goes at once.
fn delete_grapheme(area: &mut TextArea<'static>) -> bool {
    let cursor = area.cursor();
    let before = area.lines()[cursor.0].chars().take(cursor.1).collect::<String>();
    let letters = before.graphemes(true).next_back().map_or(1, |last| last.chars().count());
    let mut deleted = false;
    for _ in 0..letters {
        deleted |= area.delete_char();
    }
    deleted
}
