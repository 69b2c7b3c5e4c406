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
/// Room that a column which shares what is left has at least.
const LEAST: u16 = 8;

/// How a column looks.
#[derive(Clone, Copy)]
pub(super) struct Head {
    /// Key of its title.
    key: &'static str,
    /// Key of the title that it has where all long titles have room.
    long: &'static str,
    /// Cells that its content needs.
    width: Width,
    /// Cells that it has at least, of a share.
    least: u16,
}

impl Head {
    /// A head with one title.
    pub fn of(key: &'static str, width: Width) -> Self {
        Self { key, long: key, width, least: LEAST }
    }

    /// With another title where there is room.
    pub fn long(self, key: &'static str) -> Self {
        Self { long: key, ..self }
    }

    /// A share with more room than others.
    pub fn at_least(self, cells: u16) -> Self {
        Self { least: cells, ..self }
    }
}

/// Which titles the columns have.
#[derive(Clone, Copy)]
enum Titles {
    Short,
    Long,
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
    let heads = heads(place.area.width, board, look);
    let columns: Vec<Column<'_>> =
        heads.iter().map(|head| Column { title: &head.title, width: head.width }).collect();
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

/// A column as it is drawn.
struct Titled {
    title: String,
    width: Width,
    /// Cells that it takes at least.
    least: u16,
}

/// The columns that have room, from the left, by their long titles where all have room so.
fn heads<K, C: HeadColumn>(room: u16, board: &Board<K, C>, look: &Look) -> Vec<Titled> {
    let titled = |titles| C::ALL.iter().map(move |column| title(*column, titles, board, look));
    let long: Vec<Titled> = titled(Titles::Long).collect();
    if fitting(&long, room) == long.len() {
        return long;
    }
    let mut short: Vec<Titled> = titled(Titles::Short).collect();
    short.truncate(fitting(&short, room));
    short
}

/// A column's title with the mark of the order, and its width: that of content and title.
fn title<K, C: HeadColumn>(column: C, titles: Titles, board: &Board<K, C>, look: &Look) -> Titled {
    let Head { key, long, width, least } = column.head();
    let mark = match board.sort.direction {
        _ if board.sort.column != column => "",
        Direction::Ascending => "▲",
        Direction::Descending => "▼",
    };
    let key = match titles {
        Titles::Short => key,
        Titles::Long => long,
    };
    let title = format!("{}{mark}", look.words.text(key));
    let wide = |cells: u16| cells.max(text::width(&title) as u16);
    let (width, least) = match width {
        Width::Cells(cells) => (Width::Cells(wide(cells)), wide(cells)),
        Width::Numbers(cells) => (Width::Numbers(wide(cells)), wide(cells)),
        Width::Share(weight) => (Width::Share(weight), least),
    };
    Titled { title, width, least }
}

/// How many columns have room, from the left: the table itself would take it from those that share what is left.
fn fitting(heads: &[Titled], room: u16) -> usize {
    let mut used = 0;
    let fits = |head: &&Titled| {
        used += GAP + head.least;
        used <= room + GAP
    };
    heads.iter().take_while(fits).count()
}
