//! A sheet as a table: names and times stay, numbers go by in pages of columns; one number is selected.
//!
//! ```text
//!                   Offered  Answered    Service      heads on as many lines as they take
//!                                          level
//!  hotline  09:00        12        10     [83.3%]     the row dim, the number bright
//! ```

use ratatui::layout::Rect;

use crate::{
    metrics::Measure,
    tui::{
        report::{
            ROWS, Shown,
            board::{Board, GAP, Pillar},
        },
        runtime::{Canvas, Look, Spot},
        text,
        widgets::first_visible,
    },
};

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, look: &Look, shown: &Shown<Board>, board: &Board) {
    if board.rows() == 0 {
        return super::sentence(canvas, area, look, look.words.text("report.note.empty"));
    }
    let numbers = board.window(shown.column, area.width);
    let columns = || board.keys.iter().chain(numbers);
    let heads = columns().map(|pillar| pillar.head_lines().len()).max().unwrap_or(1) as u16;
    draw_heads(canvas, Rect { height: heads, ..area }, look, columns());
    let body = Rect { y: area.y + heads, height: area.height.saturating_sub(heads), ..area };
    let selected = shown.row.row(board.rows()).unwrap_or(0);
    let column = board.numbers.get(shown.column.min(board.numbers.len().saturating_sub(1)));
    let first = first_visible(selected, usize::from(body.height), board.rows());
    for (y, row) in (body.y..body.bottom()).zip(first..board.rows()) {
        let line = Rect::new(body.x, y, body.width, 1);
        canvas.spot(line, Spot::Row(ROWS, row));
        let base = if row == selected { look.theme.selected_dim } else { look.theme.text };
        canvas.buffer.set_style(line, base);
        let mut x = body.x;
        for pillar in columns() {
            let is_it = row == selected && column.is_some_and(|column| column.at == pillar.at);
            let style = if is_it { look.theme.selected } else { base };
            let cell = pillar.cells.get(row).map_or("", String::as_str);
            canvas.print(x, y, &fitted(pillar, cell), room(body, x, pillar), style);
            x += pillar.width + GAP;
        }
    }
}

fn draw_heads<'a>(
    canvas: &mut Canvas<'_>,
    area: Rect,
    look: &Look,
    pillars: impl Iterator<Item = &'a Pillar>,
) {
    let mut x = area.x;
    for pillar in pillars {
        let lines = pillar.head_lines();
        let top = area.bottom().saturating_sub(lines.len() as u16);
        for (y, line) in (top..area.bottom()).zip(lines) {
            canvas.print(x, y, &fitted(pillar, line), room(area, x, pillar), look.theme.head);
        }
        x += pillar.width + GAP;
    }
}

/// Text as wide as its column, numbers to the right.
fn fitted(pillar: &Pillar, cell: &str) -> String {
    let width = usize::from(pillar.width);
    match pillar.measure {
        Measure::Text | Measure::Time | Measure::Parts => text::pad(cell, width),
        _ => text::pad_left(cell, width),
    }
}

fn room(area: Rect, x: u16, pillar: &Pillar) -> u16 {
    pillar.width.min(area.right().saturating_sub(x))
}
