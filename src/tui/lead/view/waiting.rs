//! The board of callers who wait.

use ratatui::layout::Rect;

use super::{
    Scene,
    board::{self, Head, HeadColumn, Place},
    cells,
};
use crate::{
    domain::Tier,
    tui::{
        lead::{
            Pane, WAITING, WAITING_HEADS,
            trouble::severity,
            waiting::{WaitingColumn, WaitingRow},
        },
        runtime::Canvas,
        widgets::{self, RowCell, Width},
    },
};

impl HeadColumn for WaitingColumn {
    fn head(self) -> Head {
        match self {
            Self::Mark => Head::of("lead.head.mark", Width::Cells(2)),
            Self::Wait => Head::of("lead.head.wait", Width::Numbers(6)),
            Self::Queue => Head::of("lead.head.queue", Width::Share(1)),
            Self::Number => Head::of("lead.head.caller", Width::Cells(16)),
            Self::Tier => Head::of("lead.head.tier", Width::Cells(4)),
            Self::Priority => Head::of("lead.head.priority", Width::Numbers(3)),
            Self::Repeats => Head::of("lead.head.repeats", Width::Numbers(3)),
            Self::Service => Head::of("lead.head.service", Width::Share(1)),
        }
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, now, look } = scene;
    let focus = scene.focus(Pane::Waiting);
    let count = screen.waiting.order.len().to_string();
    let pane =
        widgets::Pane { title: look.words.text("lead.waiting.title"), note: &count, focus, zone: WAITING };
    let inner = pane.draw(canvas, area, look);
    if screen.waiting.order.is_empty() {
        canvas.print(inner.x, inner.y, look.words.text("lead.waiting.none"), inner.width, look.theme.dim);
        return;
    }
    let place = Place { area: inner, focus, rows: WAITING, heads: WAITING_HEADS };
    let row = |id: &_| WaitingRow::of(&screen.desk, id, now);
    board::draw(canvas, place, look, &screen.waiting, row, |cell, row, column| put(cell, row, column, scene));
}

fn put(cell: &mut RowCell<'_, '_>, row: &WaitingRow<'_>, column: WaitingColumn, scene: Scene<'_>) {
    let look = scene.look;
    let theme = &look.theme;
    let call = row.call;
    match column {
        WaitingColumn::Mark => cells::put_mark(cell, row.trouble, look),
        WaitingColumn::Wait => {
            cells::put_time(cell, row.wait, cells::mark(severity(row.trouble), look).1, look);
        }
        WaitingColumn::Queue => {
            let label = call
                .queue
                .as_ref()
                .map(|queue| scene.screen.desk.queue_label(queue, scene.screen.desk.locale));
            cell.put(label.unwrap_or_default(), theme.text);
        }
        WaitingColumn::Number => cell.put(&look.words.number(&call.number), theme.dim),
        WaitingColumn::Tier if call.tier == Tier::Key => {
            cell.put(look.words.text("lead.tier.key"), theme.warn)
        }
        WaitingColumn::Tier => {}
        WaitingColumn::Priority => cells::put_count(cell, usize::from(call.priority), theme.text, look),
        // As on the agent's screen: which call of this caller it is.
        WaitingColumn::Repeats if call.repeats > 0 => {
            cell.put_right(&format!("{}x", call.repeats + 1), theme.warn)
        }
        WaitingColumn::Repeats => {}
        WaitingColumn::Service => {
            let desk = &scene.screen.desk;
            cell.put(desk.service_label(&call.service, desk.locale), theme.text);
        }
    }
}
