//! The board of queues.

use ratatui::{layout::Rect, style::Style};

use super::{
    Scene,
    board::{self, Head, HeadColumn, Place},
    cells,
};
use crate::tui::{
    lead::{
        Pane, QUEUE_HEADS, QUEUES,
        queues::{QueueColumn, QueueRow},
    },
    numbers,
    runtime::Canvas,
    widgets::{self, RowCell, Width},
};

impl HeadColumn for QueueColumn {
    fn head(self) -> Head {
        match self {
            Self::Mark => Head::of("lead.head.mark", Width::Cells(2)),
            Self::Name => Head::of("lead.head.queue", Width::Share(1)).at_least(17),
            Self::Waiting => Head::of("lead.head.waiting", Width::Numbers(4)).long("lead.column.waiting"),
            Self::Longest => Head::of("lead.head.longest", Width::Numbers(6)).long("lead.column.longest"),
            Self::Ready => Head::of("lead.head.ready", Width::Numbers(4)).long("lead.column.ready"),
            Self::Ringing => Head::of("lead.head.ringing", Width::Numbers(4)).long("lead.column.ringing"),
            Self::OnCall => Head::of("lead.head.on-call", Width::Numbers(4)).long("lead.column.on-call"),
            Self::WrapUp => Head::of("lead.head.wrap-up", Width::Numbers(4)).long("lead.column.wrap-up"),
            Self::Paused => Head::of("lead.head.paused", Width::Numbers(4)).long("lead.column.paused"),
            Self::ServiceLevel => {
                Head::of("lead.head.service-level", Width::Numbers(4)).long("lead.column.service-level")
            }
            Self::AnswerRate => {
                Head::of("lead.head.answer-rate", Width::Numbers(4)).long("lead.column.answer-rate")
            }
            Self::AbandonRate => {
                Head::of("lead.head.abandon-rate", Width::Numbers(4)).long("lead.column.abandon-rate")
            }
            Self::Asa => Head::of("lead.head.asa", Width::Numbers(5)).long("lead.column.asa"),
            Self::Offered => Head::of("lead.head.offered", Width::Numbers(5)),
        }
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, now, look } = scene;
    let focus = scene.focus(Pane::Queues);
    let waiting = screen.waiting.order.len().to_string();
    let note = look.words.fill("lead.queues.note", &[("count", &waiting)]);
    let pane =
        widgets::Pane { title: look.words.text("lead.queues.title"), note: &note, focus, zone: QUEUES };
    let inner = pane.draw(canvas, area, look);
    let place = Place { area: inner, focus, rows: QUEUES, heads: QUEUE_HEADS };
    let row = |id: &_| QueueRow::of(&screen.desk, id, now);
    board::draw(canvas, place, look, &screen.queues, row, |cell, row, column| put(cell, row, column, scene));
}

fn put(cell: &mut RowCell<'_, '_>, row: &QueueRow<'_>, column: QueueColumn, scene: Scene<'_>) {
    let look = scene.look;
    let theme = &look.theme;
    match column {
        QueueColumn::Mark => cells::put_mark(cell, row.trouble, look),
        QueueColumn::Name => cell.put(row.queue.settings.label.text(scene.screen.desk.locale), theme.text),
        QueueColumn::Waiting => cells::put_count(cell, row.queue.waiting.len(), wait_style(row, scene), look),
        QueueColumn::Longest => {
            if let Some(wait) = row.longest {
                cells::put_time(cell, wait, wait_style(row, scene), look);
            }
        }
        QueueColumn::Ready => cells::put_count(cell, row.crew.ready, theme.good, look),
        QueueColumn::Ringing => cells::put_count(cell, row.crew.ringing, theme.accent, look),
        QueueColumn::OnCall => cells::put_count(cell, row.crew.on_call, theme.text, look),
        QueueColumn::WrapUp => cells::put_count(cell, row.crew.wrap_up, theme.text, look),
        QueueColumn::Paused => cells::put_count(cell, row.crew.paused, theme.text, look),
        QueueColumn::Offered => {
            let offered = row.tally.map_or(0, |tally| tally.offered);
            cells::put_count(cell, offered as usize, theme.text, look);
        }
        QueueColumn::ServiceLevel | QueueColumn::AnswerRate | QueueColumn::AbandonRate | QueueColumn::Asa => {
            put_metric(cell, row, column, scene);
        }
    }
}

fn put_metric(cell: &mut RowCell<'_, '_>, row: &QueueRow<'_>, column: QueueColumn, scene: Scene<'_>) {
    let Some(metric) = column.metric() else { return };
    let words = &scene.look.words;
    let value = row.tally.map_or_else(|| words.percent(None), |tally| numbers::value(metric, tally, words));
    cell.put_right(&value, scene.look.theme.text);
}

fn wait_style(row: &QueueRow<'_>, scene: Scene<'_>) -> Style {
    match row.trouble {
        Some(trouble) => cells::mark(trouble.severity, scene.look).1,
        None => scene.look.theme.accent,
    }
}
