//! The board of callers who wait: what a row holds, what its columns are, how they order. Pure; it must not know how it is drawn.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    board::{Direction, SortColumn, SortKey},
    trouble::{self, Trouble},
};
use crate::{
    domain::{Call, CallId, Tier},
    tui::desk::Desk,
};

/// A waiting caller with all that its columns show.
pub(super) struct WaitingRow<'a> {
    pub call: &'a Call,
    pub trouble: Option<Trouble>,
    pub wait: TimeDelta,
}

/// The columns, from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitingColumn {
    Mark,
    Wait,
    Queue,
    Number,
    Tier,
    Priority,
    Repeats,
    Service,
}

impl SortColumn for WaitingColumn {
    const ALL: &'static [Self] = &[
        Self::Mark,
        Self::Wait,
        Self::Queue,
        Self::Number,
        Self::Tier,
        Self::Priority,
        Self::Repeats,
        Self::Service,
    ];

    fn natural(self) -> Direction {
        match self {
            Self::Queue | Self::Number | Self::Service => Direction::Ascending,
            _ => Direction::Descending,
        }
    }
}

impl WaitingColumn {
    /// What a row is ordered by in this column.
    pub fn key(self, row: &WaitingRow<'_>) -> SortKey {
        let call = row.call;
        match self {
            Self::Mark => SortKey::Number(row.trouble.map_or(0.0, |trouble| trouble.weight())),
            Self::Wait => SortKey::Number(row.wait.num_milliseconds() as f64),
            Self::Queue => {
                call.queue.as_ref().map_or(SortKey::Nothing, |queue| SortKey::Text(queue.to_string()))
            }
            Self::Number => SortKey::Text(call.number.masked().reveal().to_string()),
            Self::Tier => SortKey::Number(f64::from(u8::from(call.tier == Tier::Key))),
            Self::Priority => SortKey::Number(f64::from(call.priority)),
            Self::Repeats => SortKey::Number(f64::from(call.repeats)),
            Self::Service => SortKey::Text(call.service.to_string()),
        }
    }
}

impl<'a> WaitingRow<'a> {
    /// The row of a call; none when it waits no more.
    pub fn of(desk: &'a Desk, id: &CallId, now: DateTime<Utc>) -> Option<Self> {
        let call = desk.floor.calls.get(id)?;
        let queue = desk.floor.queues.get(call.queue.as_ref()?)?;
        let wait = now - call.queued_at?;
        Some(Self { call, wait, trouble: trouble::of_wait(wait, queue.settings.target_s) })
    }
}
