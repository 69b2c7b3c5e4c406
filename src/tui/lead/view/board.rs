//! Draws any board as a table: heads that show and change the order, the columns that fit, the rows that are seen.

use ratatui::layout::Rect;

use super::super::board::{Board, Direction, SortColumn};
use crate::tui::{
    runtime::{Canvas, Look, Zone},
    text,
    widgets::{Column, HasFocus, RowCell, Table, Width},
};

/// Blank columns between two columns, as the table leaves them.
const GAP: u16 = 1;
/// Room that the column of a name has at least.
const NAME: u16 = 8;

/// How a column looks.
#[derive(Clone, Copy)]
pub(super) struct Head {
    /// Key of its title.
    pub key: &'static str,
    /// Cells that its content needs.
    pub width: Width,
}

/// A column that can be drawn.
pub(super) trait HeadColumn: SortColumn {
    fn head(self) -> Head;
}

/// Where a board is drawn, and what clicks on it mean.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub area: Rect,
    pub focus: HasFocus,
    pub rows: Zone,
    pub heads: Zone,
}

/// Draws heads and the rows that are seen. `row` makes a thing's row, once for each that is seen; `put` writes a cell of it.
pub(super) fn draw<K: Clone + PartialEq, C: HeadColumn, R>(
    canvas: &mut Canvas<'_>,
    place: Place,
    look: &Look,
    board: &Board<K, C>,
    row: impl Fn(&K) -> Option<R>,
    put: impl Fn(&mut RowCell<'_, '_>, &R, C),
) {
    let titles: Vec<(String, Width)> = C::ALL.iter().map(|column| title(*column, board, look)).collect();
    let fitting = fitting(&titles, place.area.width);
    let columns: Vec<Column<'_>> =
        titles[..fitting].iter().map(|(title, width)| Column { title, width: *width }).collect();
    let table = Table {
        columns: &columns,
        rows: board.order.len(),
        selected: board.row(),
        focus: place.focus,
        zone: place.rows,
    };
    let mut drawn: Option<(usize, Option<R>)> = None;
    table.draw(canvas, place.area, look, |at, column, cell| {
        if drawn.as_ref().is_none_or(|(row, _)| *row != at) {
            drawn = Some((at, row(&board.order[at])));
        }
        if let Some((_, Some(row))) = &drawn {
            put(cell, row, C::ALL[column]);
        }
    });
    table.spot_heads(canvas, place.area, place.heads);
}

/// A column's title with the mark of the order, and its width: that of content and title.
fn title<K, C: HeadColumn>(column: C, board: &Board<K, C>, look: &Look) -> (String, Width) {
    let Head { key, width } = column.head();
    let mark = match board.sort.direction {
        _ if board.sort.column != column => "",
        Direction::Ascending => "▲",
        Direction::Descending => "▼",
    };
    let title = format!("{}{mark}", look.words.text(key));
    let wide = |cells: u16| cells.max(text::width(&title) as u16);
    let width = match width {
        Width::Cells(cells) => Width::Cells(wide(cells)),
        Width::Numbers(cells) => Width::Numbers(wide(cells)),
        Width::Share(weight) => Width::Share(weight),
    };
    (title, width)
}

/// How many columns have room, from the left: the table itself would take it from the one that shares what is left.
fn fitting(titles: &[(String, Width)], room: u16) -> usize {
    let mut used = 0;
    let fits = |(_, width): &&(String, Width)| {
        used += GAP
            + match width {
                Width::Cells(cells) | Width::Numbers(cells) => *cells,
                Width::Share(_) => NAME,
            };
        used <= room + GAP
    };
    titles.iter().take_while(fits).count()
}
