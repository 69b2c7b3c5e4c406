//! A table that asks for the cells it shows and writes them straight into the buffer, so thousands of rows cost nothing.

use std::borrow::Cow;

use ratatui::{layout::Rect, style::Style};

use super::{HasFocus, first_visible};
use crate::tui::{
    runtime::{Canvas, Look, Spot, Zone},
    text,
};

/// Blank columns between two columns.
const GAP: u16 = 1;

/// A column's head and width.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// The head; a mark such as `▼` may be part of it.
    pub title: &'a str,
    /// How wide.
    pub width: Width,
}

/// How wide a column is, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// So wide.
    Cells(u16),
    /// So wide, for numbers: the head stands at the right edge, as [`RowCell::put_right`] writes the cells.
    Numbers(u16),
    /// A share of what is left, by weight.
    Share(u16),
}

impl Width {
    /// Cells of its own, and weight in what is left.
    fn split(self) -> (u16, u16) {
        match self {
            Self::Cells(cells) | Self::Numbers(cells) => (cells, 0),
            Self::Share(weight) => (0, weight),
        }
    }
}

/// A scrolling table.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The columns, from the left; those that do not fit are left out.
    pub columns: &'a [Column<'a>],
    /// Number of rows.
    pub rows: usize,
    /// The selected row.
    pub selected: Option<usize>,
    /// Whether keys go there.
    pub focus: HasFocus,
    /// A click on row 3 is [`Spot::Row`] of this zone and 3.
    pub zone: Zone,
}

/// Where a cell is written.
pub struct RowCell<'a, 'b> {
    canvas: &'a mut Canvas<'b>,
    x: u16,
    y: u16,
    right: u16,
    base: Style,
}

impl RowCell<'_, '_> {
    /// Writes text after what the cell already holds, cut with an ellipsis.
    pub fn put(&mut self, content: &str, style: Style) {
        let room = self.right.saturating_sub(self.x);
        self.x = self.canvas.print(self.x, self.y, content, room, self.base.patch(style));
    }

    /// Writes text at the right edge of the cell, for numbers.
    pub fn put_right(&mut self, content: &str, style: Style) {
        let room = self.right.saturating_sub(self.x);
        let blank = room.saturating_sub(text::width(content).min(usize::from(room)) as u16);
        self.x += blank;
        self.put(content, style);
    }

    /// Cells left.
    pub fn room(&self) -> usize {
        usize::from(self.right.saturating_sub(self.x))
    }
}

impl Table<'_> {
    /// Draws heads and the visible rows; `cell` writes the cell of a (row, column).
    pub fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        look: &Look,
        cell: impl FnMut(usize, usize, &mut RowCell<'_, '_>),
    ) {
        self.draw_heads(canvas, area, look);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.draw_rows(canvas, below, look, cell);
    }

    /// Draws the visible rows without heads.
    pub fn draw_rows(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        look: &Look,
        mut cell: impl FnMut(usize, usize, &mut RowCell<'_, '_>),
    ) {
        let places = self.places(area);
        let first = first_visible(self.selected.unwrap_or_default(), usize::from(area.height), self.rows);
        for (y, row) in (area.y..area.bottom()).zip(first..self.rows) {
            let base = self.row_style(row, look);
            let line = Rect::new(area.x, y, area.width, 1);
            canvas.spot(line, Spot::Row(self.zone, row));
            if self.selected == Some(row) {
                canvas.buffer.set_style(line, base);
            }
            for (column, (x, width)) in places.iter().enumerate() {
                let mut place = RowCell { canvas, x: *x, y, right: x + width, base };
                cell(row, column, &mut place);
            }
        }
    }

    /// Makes the heads clickable: a click on the second head is [`Spot::Row`] of this zone and 1.
    pub fn spot_heads(&self, canvas: &mut Canvas<'_>, area: Rect, zone: Zone) {
        for (column, (x, width)) in self.places(area).into_iter().enumerate() {
            canvas.spot(Rect::new(x, area.y, width, 1), Spot::Row(zone, column));
        }
    }

    fn draw_heads(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        if area.height == 0 {
            return;
        }
        for (column, (x, width)) in self.columns.iter().zip(self.places(area)) {
            let title = match column.width {
                Width::Numbers(_) => text::pad_left(column.title, usize::from(width)).into(),
                Width::Cells(_) | Width::Share(_) => Cow::Borrowed(column.title),
            };
            canvas.print(x, area.y, &title, width, look.theme.head);
        }
    }

    fn row_style(&self, row: usize, look: &Look) -> Style {
        match (self.selected == Some(row), self.focus) {
            (true, HasFocus::Yes) => look.theme.selected,
            (true, HasFocus::No) => look.theme.selected_dim,
            (false, _) => look.theme.text,
        }
    }

    /// Left edge and width of each column that fits.
    fn places(&self, area: Rect) -> Vec<(u16, u16)> {
        let gaps = GAP * self.columns.len().saturating_sub(1) as u16;
        let fixed = |column: &Column<'_>| column.width.split().0;
        let weight = |column: &Column<'_>| column.width.split().1;
        let taken = self.columns.iter().map(fixed).sum::<u16>().saturating_add(gaps);
        let left = area.width.saturating_sub(taken);
        let weights = self.columns.iter().map(weight).sum::<u16>().max(1);
        let mut x = area.x;
        let mut places = Vec::with_capacity(self.columns.len());
        for column in self.columns {
            let share = u32::from(left) * u32::from(weight(column)) / u32::from(weights);
            let width = (fixed(column) + share as u16).min(area.right().saturating_sub(x));
            if width == 0 && fixed(column) > 0 {
                break;
            }
            places.push((x, width));
            x += width + GAP;
        }
        places
    }
}
