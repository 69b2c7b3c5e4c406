//! A short list in which each thing has its letter: one key chooses.
//!
//! ```text
//! ┏ 20261122-0003 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
//! ┃ d  Dispatch  send it to the unit that handles it    ┃
//! ┃ v  Void      it was none               lead decides ┃
//! ┃ x  Extend    asks for more time; the caller has to  ┃
//! ┃              be told            2 left, by the lead ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```
//!
//! What a thing does is for who has not used it yet: it is never cut, but goes on in the next line.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::{HasFocus, Pane, Picked, Selection, first_visible};
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Input, Look, Spot, Zone},
    text,
};

/// The zone of the rows of an open menu.
const MENU_ZONE: Zone = Zone(60_005);
/// Columns of the letter, with the blanks after it.
const LETTER: u16 = 3;
/// Blank columns between what stands beside each other.
const GAP: u16 = 2;

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

    /// Rows that it takes, frame and all, in so many columns.
    pub(in crate::tui) fn height(&self, columns: u16) -> u16 {
        let lines = self.lines(columns.saturating_sub(2)).len();
        u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2)
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
        let lines = self.lines(inner.width);
        let selected = self.selection.row(self.items.len());
        let shown = lines.iter().rposition(|line| Some(line.item) == selected).unwrap_or_default();
        let first = first_visible(shown, usize::from(inner.height), lines.len());
        for (y, line) in (inner.y..inner.bottom()).zip(&lines[first.min(lines.len())..]) {
            let row = Rect { y, height: 1, ..inner };
            canvas.spot(row, Spot::Row(MENU_ZONE, line.item));
            self.draw_line(canvas, row, look, line, selected == Some(line.item));
        }
    }

    fn draw_line(
        &self,
        canvas: &mut Canvas<'_>,
        row: Rect,
        look: &Look,
        line: &MenuLine<'_>,
        is_selected: bool,
    ) {
        let theme = &look.theme;
        let base = if is_selected { theme.selected } else { theme.text };
        if is_selected {
            canvas.buffer.set_style(row, base);
        }
        let room_from = |x: u16| row.right().saturating_sub(x);
        if line.is_first {
            let item = &self.items[line.item];
            let letter = item.letter.encode_utf8(&mut [0; 4]).to_owned();
            canvas.print(row.x, row.y, &letter, row.width, base.patch(theme.key));
            let x = row.x + LETTER;
            canvas.print(x, row.y, &item.label, room_from(x), base.patch(theme.text));
        }
        let x = row.x + self.about_at();
        canvas.print(x, row.y, line.about, room_from(x), base.patch(theme.dim));
        let x = row.right().saturating_sub(text::width(line.detail) as u16).max(row.x);
        canvas.print(x, row.y, line.detail, room_from(x), base.patch(theme.dim));
    }

    /// Columns before what things do.
    fn about_at(&self) -> u16 {
        let widest = self.items.iter().map(|item| text::width(&item.label)).max().unwrap_or_default();
        (widest as u16).saturating_add(LETTER + GAP)
    }

    /// All lines, in so many columns.
    fn lines(&self, columns: u16) -> Vec<MenuLine<'_>> {
        let room = usize::from(columns.saturating_sub(self.about_at()));
        self.items.iter().enumerate().flat_map(|(place, item)| item.lines(place, room)).collect()
    }
}

impl MenuItem {
    /// Its lines: what it does, and the detail after it or, where that does not fit, below it.
    fn lines(&self, place: usize, room: usize) -> Vec<MenuLine<'_>> {
        let parts = text::wrap(&self.about, room);
        let line = |(number, about)| MenuLine { item: place, is_first: number == 0, about, detail: "" };
        let mut lines: Vec<MenuLine<'_>> = parts.into_iter().enumerate().map(line).collect();
        let last = lines.last().map_or(0, |line| text::width(line.about));
        let gap = if last == 0 { 0 } else { usize::from(GAP) };
        if !self.detail.is_empty() && last + gap + text::width(&self.detail) > room {
            lines.push(MenuLine { item: place, is_first: false, about: "", detail: "" });
        }
        if let Some(last) = lines.last_mut() {
            last.detail = &self.detail;
        }
        lines
    }
}

/// A line of a menu: of which thing, and what of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MenuLine<'a> {
    item: usize,
    /// Letter and name stand on it.
    is_first: bool,
    about: &'a str,
    detail: &'a str,
}

#[cfg(test)]
mod tests {
    use super::{Menu, MenuItem, letters};

    /// The lines of a menu of one thing: what it does, and its detail.
    fn check(columns: u16, about: &str, detail: &str, expected: &[(&str, &str)]) {
        let item =
            MenuItem { letter: 'x', label: "Extend".into(), about: about.into(), detail: detail.into() };
        let menu = Menu::new("", vec![item]);
        let lines: Vec<_> = menu.lines(columns).iter().map(|line| (line.about, line.detail)).collect();
        assert_eq!(lines, expected);
        assert_eq!(usize::from(menu.height(columns + 2)), expected.len() + 2);
    }

    #[test]
    fn what_a_thing_does_is_never_cut() {
        check(40, "Ask for more time", "2 left", &[("Ask for more time", "2 left")]);
        check(30, "Ask for more time", "2 left", &[("Ask for more time", ""), ("", "2 left")]);
        check(30, "Ask for more time; tell", "2 left", &[("Ask for more time;", ""), ("tell", "2 left")]);
        check(30, "", "2 left", &[("", "2 left")]);
        check(30, "", "", &[("", "")]);
    }

    #[test]
    fn every_name_gets_a_letter_of_its_own() {
        assert_eq!(letters(["return", "reply", "extend", "rr"]), ['r', 'e', 'x', 'a']);
    }
}
