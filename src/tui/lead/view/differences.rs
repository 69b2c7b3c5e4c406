//! Where switch and desk disagree; below, both words on the selected matter in full.
//!
//! ```text
//! ┏━ 4 Switch and desk disagree ━━━━━━━━━━━━━━ 2 ┓
//! ┃ Since About           Switch says  We say    ┃
//! ┃ 12:01 7002 Avi Cohen  not paused   in wrap-… ┃
//! ┃ Switch: not paused                           ┃
//! ┃ We: in wrap-up                               ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```

use ratatui::layout::Rect;

use super::{
    Scene,
    board::{self, Head, HeadColumn, Place},
};
use crate::{
    domain::{Difference, Said},
    tui::{
        lead::{
            DIFFERENCE_HEADS, DIFFERENCES, Pane,
            differences::{self, DifferenceColumn},
            wording,
        },
        runtime::Canvas,
        text,
        widgets::{self, RowCell, Width},
    },
};

impl HeadColumn for DifferenceColumn {
    fn head(self) -> Head {
        match self {
            Self::Since => Head::of("lead.head.since", Width::Cells(5)),
            Self::About => Head::of("lead.head.about", Width::Share(2)).at_least(14),
            Self::Switch => Head::of("lead.head.switch-says", Width::Share(3)).at_least(14),
            Self::Desk => Head::of("lead.head.desk-says", Width::Share(3)).at_least(14),
        }
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, look, .. } = scene;
    let focus = scene.focus(Pane::Differences);
    let count = screen.differences.order.len().to_string();
    let title = look.words.text("lead.differences.title");
    let inner = widgets::Pane { title, note: &count, focus, zone: DIFFERENCES }.draw(canvas, area, look);
    let selected = screen.differences.selected().and_then(|about| differences::of(&screen.desk, about));
    let board = match selected {
        Some(difference) => draw_whole(canvas, inner, scene, difference),
        None => inner,
    };
    let place = Place { area: board, focus, rows: DIFFERENCES, heads: DIFFERENCE_HEADS };
    let row = |about: &_| differences::of(&screen.desk, about);
    board::draw(canvas, place, look, &screen.differences, row, |cell, row, column| {
        put(cell, row, column, scene)
    });
}

/// Both words in full on the lower half at most; returns the room above.
fn draw_whole(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, difference: &Difference) -> Rect {
    let words = &scene.look.words;
    let sentences = [
        words.fill("lead.differences.switch", &[("says", said(&difference.switch_says, scene))]),
        words.fill("lead.differences.desk", &[("says", said(&difference.desk_says, scene))]),
    ];
    let lines: Vec<&str> =
        sentences.iter().flat_map(|sentence| text::wrap(sentence, usize::from(area.width))).collect();
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height / 2);
    let top = area.bottom() - rows;
    for (y, line) in (top..area.bottom()).zip(lines) {
        canvas.print(area.x, y, line, area.width, scene.look.theme.accent);
    }
    Rect { height: area.height - rows, ..area }
}

fn said(said: &Said, scene: Scene<'_>) -> String {
    wording::said(said, &scene.screen.desk, &scene.look.words)
}

fn put(cell: &mut RowCell<'_, '_>, row: &Difference, column: DifferenceColumn, scene: Scene<'_>) {
    let Scene { screen, look, .. } = scene;
    let theme = &look.theme;
    match column {
        DifferenceColumn::Since => cell.put(&look.words.time(&screen.desk.local(row.since)), theme.dim),
        DifferenceColumn::About => {
            cell.put(&differences::whom(&row.about, &screen.desk, &look.words), theme.text);
        }
        DifferenceColumn::Switch => cell.put(&said(&row.switch_says, scene), theme.warn),
        DifferenceColumn::Desk => cell.put(&said(&row.desk_says, scene), theme.warn),
    }
}
