//! What a view draws on: cells, the cursor, and what a click on a place means.

use chrono::{DateTime, Utc};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::{Clear, Widget},
};
use serde::{Deserialize, Serialize};

use super::{Look, SMALLEST, Screen};
use crate::tui::{keymap::Action, text};

/// What a click on a place means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spot {
    /// The same as the action's key.
    Run(Action),
    /// A pane or a field of the screen.
    Zone(Zone),
    /// A row of a list; the number is the row's index in the list, not on the screen.
    Row(Zone, usize),
}

/// A screen's own number for a pane, list or field: `const QUEUE: Zone = Zone(1)`. The shell's overlays use 60,000 and above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Zone(pub u16);

/// Cells to draw on, with the cursor and the spots that the drawing leaves behind.
pub struct Canvas<'a> {
    /// The cells.
    pub buffer: &'a mut Buffer,
    cursor: Option<Position>,
    spots: Vec<(Rect, Spot)>,
}

impl<'a> Canvas<'a> {
    /// A canvas over the cells of a buffer.
    pub fn new(buffer: &'a mut Buffer) -> Self {
        Self { buffer, cursor: None, spots: Vec::new() }
    }

    /// The whole area.
    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Draws a widget of ratatui.
    pub fn render(&mut self, widget: impl Widget, area: Rect) {
        widget.render(area.intersection(self.buffer.area), self.buffer);
    }

    /// Writes one line of text, cut with an ellipsis at `columns`; returns the column after it.
    pub fn print(&mut self, x: u16, y: u16, content: &str, columns: u16, style: Style) -> u16 {
        let area = self.buffer.area;
        if x >= area.right() || y >= area.bottom() || x < area.x || y < area.y {
            return x;
        }
        let columns = usize::from(columns.min(area.right() - x));
        self.buffer.set_stringn(x, y, text::fit(content, columns), columns, style).0
    }

    /// Says what a click in an area means; later spots lie above earlier ones.
    pub fn spot(&mut self, area: Rect, spot: Spot) {
        self.spots.push((area, spot));
    }

    /// Puts the terminal's cursor into a field, where input methods show their candidates.
    pub fn set_cursor(&mut self, x: u16, y: u16) {
        self.cursor = Some(Position { x, y });
    }

    /// Empties an area for something that lies over the panes. A wide character that the left edge would cut in two goes
    /// whole, because a terminal draws both halves or none.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            let cut = area.x.checked_sub(1).and_then(|x| self.buffer.cell_mut((x, y)));
            if let Some(cell) = cut.filter(|cell| text::width(cell.symbol()) > 1) {
                cell.set_symbol(" ");
            }
        }
        self.render(Clear, area);
    }

    /// Takes the cursor away again and makes everything below unclickable, before an overlay is drawn.
    pub fn cover(&mut self) {
        self.cursor = None;
        self.spots.clear();
    }

    /// Where the cursor is and what can be clicked, when drawing is done.
    pub fn finish(self) -> (Option<Position>, Vec<(Rect, Spot)>) {
        (self.cursor, self.spots)
    }
}

/// A frame drawn off screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Painted {
    /// The cells.
    pub buffer: Buffer,
    /// Where the cursor is.
    pub cursor: Option<Position>,
    /// What can be clicked, lowest first.
    pub spots: Vec<(Rect, Spot)>,
}

impl Painted {
    /// The topmost spot at a place.
    pub fn spot_at(&self, x: u16, y: u16) -> Option<Spot> {
        spot_at(&self.spots, x, y)
    }
}

pub(super) fn spot_at(spots: &[(Rect, Spot)], x: u16, y: u16) -> Option<Spot> {
    let at = Position { x, y };
    spots.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, spot)| *spot)
}

/// Draws a screen off screen: columns and rows, the moment, the look. For tests, pictures and replays.
pub fn paint<S: Screen>(screen: &S, size: (u16, u16), now: DateTime<Utc>, look: &Look) -> Painted {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let mut canvas = Canvas::new(&mut buffer);
    draw(screen, &mut canvas, now, look);
    let (cursor, spots) = canvas.finish();
    Painted { buffer, cursor, spots }
}

/// Draws a screen, or the sentence that the terminal is too small for it.
pub(super) fn draw<S: Screen>(screen: &S, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
    let area = canvas.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return draw_too_small(canvas, look);
    }
    canvas.buffer.set_style(area, look.theme.text);
    screen.view(canvas, now, look);
}

fn draw_too_small(canvas: &mut Canvas<'_>, look: &Look) {
    let area = canvas.area();
    let numbers = [area.width, area.height, SMALLEST.0, SMALLEST.1].map(|number| number.to_string());
    let [columns, rows, min_columns, min_rows] = numbers.each_ref().map(String::as_str);
    let values = [("columns", columns), ("rows", rows), ("min_columns", min_columns), ("min_rows", min_rows)];
    let sentence = look.words.fill("shell.too-small", &values);
    for (y, line) in (area.y..area.bottom()).zip(text::wrap(&sentence, usize::from(area.width))) {
        canvas.print(area.x, y, line, area.width, look.theme.text);
    }
}
