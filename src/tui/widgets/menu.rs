//! A short list in which each thing has its letter: one key chooses.
//!
//! ```text
//! ┏ 20261122-0003 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
//! ┃ d  Dispatch  send it to the unit that handles it    ┃
//! ┃ v  Void      it was none               lead decides ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::{Column, HasFocus, Pane, Picked, Selection, Table, Width};
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Input, Look, Zone},
    text,
};

/// The zone of the rows of an open menu.
const MENU_ZONE: Zone = Zone(60_005);

/// One thing of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// The key that chooses it.
    pub letter: char,
    /// What it is.
    pub label: String,
    /// What it does, for who has not used it yet. May be empty.
    pub about: String,
    /// Shown dim at the right. May be empty.
    pub detail: String,
}

/// An open menu.
#[derive(Debug, Clone)]
pub struct Menu {
    title: String,
    items: Vec<MenuItem>,
    selection: Selection,
}

/// A letter for each name, no two the same: the first of its own that is free, else any that is.
pub fn letters<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let mut taken: Vec<char> = Vec::new();
    for name in names {
        let own = name.chars().filter(char::is_ascii_lowercase);
        let free = own.chain('a'..='z').find(|letter| !taken.contains(letter));
        taken.push(free.unwrap_or(' '));
    }
    taken
}

impl Menu {
    /// A menu under a title.
    pub fn new(title: impl Into<String>, items: Vec<MenuItem>) -> Self {
        Self { title: title.into(), items, selection: Selection::default() }
    }

    pub(in crate::tui) fn height(&self) -> u16 {
        u16::try_from(self.items.len()).unwrap_or(u16::MAX).saturating_add(2)
    }

    pub(in crate::tui) fn input<M>(&mut self, input: &Input<M>) -> Picked {
        let rows = self.items.len();
        if self.selection.input(input, MENU_ZONE, rows) {
            let clicked = matches!(input, Input::Click(_)).then(|| self.selection.row(rows)).flatten();
            return clicked.map_or(Picked::Open, Picked::Chosen);
        }
        match input {
            Input::Act(Action::Choose) => self.selection.row(rows).map_or(Picked::Open, Picked::Chosen),
            Input::Act(Action::Close) => Picked::Closed,
            Input::Key(key) => {
                let is_it = |item: &MenuItem| key.code == KeyCode::Char(item.letter);
                self.items.iter().position(is_it).map_or(Picked::Open, Picked::Chosen)
            }
            _ => Picked::Open,
        }
    }

    pub(in crate::tui) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let pane = Pane { title: &self.title, note: "", focus: HasFocus::Yes, zone: MENU_ZONE };
        let inner = pane.draw(canvas, area, look);
        let widest = |of: fn(&MenuItem) -> &str| {
            let widths = self.items.iter().map(|item| text::width(of(item)));
            widths.max().and_then(|width| u16::try_from(width).ok()).unwrap_or(0)
        };
        let table = Table {
            columns: &[
                Column { title: "", width: Width::Cells(2) },
                Column { title: "", width: Width::Cells(widest(|item| &item.label) + 1) },
                Column { title: "", width: Width::Share(1) },
                Column { title: "", width: Width::Cells(widest(|item| &item.detail)) },
            ],
            rows: self.items.len(),
            selected: self.selection.row(self.items.len()),
            focus: HasFocus::Yes,
            zone: MENU_ZONE,
        };
        table.draw_rows(canvas, inner, look, |row, column, cell| {
            let item = &self.items[row];
            match column {
                0 => cell.put(item.letter.encode_utf8(&mut [0; 4]), look.theme.key),
                1 => cell.put(&item.label, look.theme.text),
                2 => cell.put(&item.about, look.theme.dim),
                _ => cell.put_right(&item.detail, look.theme.dim),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn every_name_gets_a_letter_of_its_own() {
        assert_eq!(letters(["return", "reply", "extend", "rr"]), ['r', 'e', 'x', 'a']);
    }
}
