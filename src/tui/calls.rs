//! A list of past calls as lead and QA see it: when, who began it, where, with whom, how it ended, how long it took.
//!
//! It must not know why the list is shown, nor where it comes from.

mod freshness;

use chrono::TimeDelta;
use ratatui::layout::Rect;

pub use freshness::Freshness;

use super::{
    desk::Desk,
    runtime::{Canvas, Look, Zone},
    text,
    widgets::{Column, HasFocus, RowCell, Table, Width},
};
use crate::{
    api::CallSummary,
    domain::{CallRecord, Direction, Exit, NotReached},
};

/// Calls to be drawn, newest first.
#[derive(Debug, Clone, Copy)]
pub struct CallList<'a> {
    /// The calls.
    pub calls: &'a [CallSummary],
    /// The selected row.
    pub selected: Option<usize>,
    /// Whether keys go there.
    pub focus: HasFocus,
    /// What a click on a row means.
    pub zone: Zone,
}

/// The columns, from the left: key of the head, room for the content.
const COLUMNS: [(&str, Width); 10] = [
    ("calls.head.at", Width::Cells(14)),
    ("calls.head.direction", Width::Cells(3)),
    ("calls.head.queue", Width::Share(3)),
    ("calls.head.agent", Width::Cells(5)),
    ("calls.head.outcome", Width::Cells(12)),
    ("calls.head.wait", Width::Numbers(6)),
    ("calls.head.talk", Width::Numbers(6)),
    ("calls.head.tickets", Width::Numbers(3)),
    ("calls.head.replay", Width::Cells(2)),
    ("calls.head.service", Width::Share(2)),
];
/// Room that the column which takes the rest has at least, and the gap between columns.
const REST: u16 = 14;
const GAP: u16 = 1;

impl CallList<'_> {
    /// Draws heads and the calls that are seen; columns without room are left out from the right.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look, desk: &Desk) {
        let columns: Vec<Column<'_>> = COLUMNS.iter().map(|column| head(*column, look)).collect();
        let columns = &columns[..fitting(&columns, area.width)];
        let Self { calls, selected, focus, zone } = *self;
        let table = Table { columns, rows: calls.len(), selected, focus, zone };
        table.draw(canvas, area, look, |row, column, cell| put(cell, &calls[row], column, look, desk));
    }
}

/// A column as wide as its head at least.
fn head<'a>((key, width): (&'a str, Width), look: &'a Look) -> Column<'a> {
    let title = look.words.text(key);
    let wide = |cells: u16| cells.max(text::width(title) as u16);
    let width = match width {
        Width::Cells(cells) => Width::Cells(wide(cells)),
        Width::Numbers(cells) => Width::Numbers(wide(cells)),
        Width::Share(weight) => Width::Share(weight),
    };
    Column { title, width }
}

fn fitting(columns: &[Column<'_>], room: u16) -> usize {
    let mut used = 0;
    let fits = |column: &&Column<'_>| {
        used += GAP
            + match column.width {
                Width::Cells(cells) | Width::Numbers(cells) => cells,
                Width::Share(_) => REST,
            };
        used <= room + GAP
    };
    columns.iter().take_while(fits).count()
}

fn put(cell: &mut RowCell<'_, '_>, call: &CallSummary, column: usize, look: &Look, desk: &Desk) {
    let theme = &look.theme;
    let record = &call.record;
    match column {
        0 => cell.put(&moment(record, look, desk), theme.text),
        1 => match record.direction {
            Direction::Inbound => cell.put(look.words.text("calls.inbound"), theme.dim),
            Direction::Outbound => cell.put(look.words.text("calls.outbound"), theme.accent),
        },
        2 => {
            let label = record.queue.as_ref().map(|queue| desk.queue_label(queue, desk.locale));
            cell.put(label.unwrap_or_default(), theme.text);
        }
        3 => cell.put(record.agent.as_ref().map(|agent| agent.as_str()).unwrap_or_default(), theme.text),
        4 => {
            let style = match record.under_way {
                true => theme.accent,
                false if record.exit.is_some() => theme.warn,
                false => theme.good,
            };
            cell.put(look.words.text(outcome_key(record)), style);
        }
        // Of a call under way the record tells a time only when it is over.
        5 if !(record.under_way && record.wait_s == 0) => put_seconds(cell, record.wait_s, look),
        6 if record.exit.is_none() && !record.under_way => put_seconds(cell, record.talk_s, look),
        7 if !call.tickets.is_empty() => cell.put_right(&call.tickets.len().to_string(), theme.accent),
        8 if call.replayable => cell.put("▶", theme.accent),
        9 => cell.put(desk.service_label(&record.service, desk.locale), theme.dim),
        _ => {}
    }
}

fn put_seconds(cell: &mut RowCell<'_, '_>, seconds: u32, look: &Look) {
    cell.put_right(&look.words.timer(TimeDelta::seconds(i64::from(seconds))), look.theme.text);
}

/// Date and time of the entry; of today only the time.
fn moment(record: &CallRecord, look: &Look, desk: &Desk) -> String {
    let at = desk.local(record.entered_at);
    let time = at.format("%H:%M:%S").to_string();
    let Some(clock) = desk.clock else { return time };
    let now = desk.local(clock.now);
    match at.date_naive() == now.date_naive() {
        true => time,
        false => format!("{} {time}", look.words.date(&at, &now)),
    }
}

/// Key of how a call ended, in words.
pub fn outcome_key(record: &CallRecord) -> &'static str {
    match &record.exit {
        _ if record.under_way => "calls.outcome.under-way",
        Some(exit) => exit_key(exit),
        None if record.agent.is_some() || record.talk_s > 0 => "calls.outcome.answered",
        None => "calls.outcome.self-served",
    }
}

/// Key of an exit, in words.
pub fn exit_key(exit: &Exit) -> &'static str {
    match exit {
        Exit::Abandoned => "calls.outcome.abandoned",
        Exit::AbandonedInGreeting => "calls.outcome.abandoned-in-greeting",
        Exit::KeyExit { .. } => "calls.outcome.key-exit",
        Exit::TimedOut => "calls.outcome.timed-out",
        Exit::LeftEmpty => "calls.outcome.left-empty",
        Exit::Withdrawn => "calls.outcome.withdrawn",
        Exit::Refused { .. } => "calls.outcome.refused",
        Exit::Failed { .. } => "calls.outcome.failed",
        Exit::NotReached { .. } => "calls.outcome.not-reached",
    }
}

/// Key of why nobody was reached by a call that we began, in words.
pub fn not_reached_key(why: &NotReached) -> &'static str {
    match why {
        NotReached::Busy => "calls.not-reached.busy",
        NotReached::NoAnswer => "calls.not-reached.no-answer",
        NotReached::Rejected => "calls.not-reached.turned-down",
        NotReached::GaveUp => "calls.not-reached.given-up",
        NotReached::NotLifted => "calls.not-reached.not-lifted",
        NotReached::Failed { .. } => "calls.not-reached.failed",
    }
}
