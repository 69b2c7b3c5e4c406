//! The board of queues: what a row holds, what its columns are, how they order. Pure; it must not know how it is drawn.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    board::{Direction, SortColumn, SortKey},
    trouble::{self, Trouble},
};
use crate::{
    domain::{AgentState, Floor, QueueId, QueueState},
    metrics::{Metric, Tally},
    tui::desk::Desk,
};

/// A queue with all that its columns show.
pub(super) struct QueueRow<'a> {
    pub queue: &'a QueueState,
    pub trouble: Option<Trouble>,
    /// How long the first caller has waited.
    pub longest: Option<TimeDelta>,
    pub crew: Crew,
    /// Today's numbers; none before the first call.
    pub tally: Option<&'a Tally>,
}

/// Who works for a queue. An agent serves several queues and has one call in hand: who is ready or away counts for each of them, who
/// is busy only for the queue that the call came through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Crew {
    /// Serve it, and can take its next call now.
    pub ready: usize,
    /// Have one of its calls ringing.
    pub ringing: usize,
    /// Have one of its calls in hand: it is spoken with, or held.
    pub on_call: usize,
    /// Finish the work of one of its calls.
    pub wrap_up: usize,
    /// Serve it, and are away.
    pub paused: usize,
}

/// The columns, from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum QueueColumn {
    Mark,
    Name,
    Waiting,
    Longest,
    Ready,
    Ringing,
    OnCall,
    WrapUp,
    Paused,
    ServiceLevel,
    AnswerRate,
    AbandonRate,
    Asa,
    Offered,
}

impl SortColumn for QueueColumn {
    const ALL: &'static [Self] = &[
        Self::Mark,
        Self::Name,
        Self::Waiting,
        Self::Longest,
        Self::Ready,
        Self::Ringing,
        Self::OnCall,
        Self::WrapUp,
        Self::Paused,
        Self::ServiceLevel,
        Self::AnswerRate,
        Self::AbandonRate,
        Self::Asa,
        Self::Offered,
    ];

    fn natural(self) -> Direction {
        match self {
            Self::Name | Self::Ready | Self::ServiceLevel | Self::AnswerRate => Direction::Ascending,
            _ => Direction::Descending,
        }
    }
}

impl QueueColumn {
    /// The number of today that the column shows, if it is one.
    pub fn metric(self) -> Option<Metric> {
        match self {
            Self::ServiceLevel => Some(Metric::ServiceLevel),
            Self::AnswerRate => Some(Metric::AnswerRate),
            Self::AbandonRate => Some(Metric::AbandonRate),
            Self::Asa => Some(Metric::Asa),
            _ => None,
        }
    }

    /// What a row is ordered by in this column.
    pub fn key(self, row: &QueueRow<'_>) -> SortKey {
        let count = |number: usize| SortKey::Number(number as f64);
        match self {
            Self::Mark => SortKey::Number(row.trouble.map_or(0.0, |trouble| trouble.weight())),
            Self::Name => SortKey::Text(row.queue.settings.id.to_string()),
            Self::Waiting => count(row.queue.waiting.len()),
            Self::Longest => SortKey::number(row.longest.map(|wait| wait.num_milliseconds() as f64)),
            Self::Ready => count(row.crew.ready),
            Self::Ringing => count(row.crew.ringing),
            Self::OnCall => count(row.crew.on_call),
            Self::WrapUp => count(row.crew.wrap_up),
            Self::Paused => count(row.crew.paused),
            Self::Offered => SortKey::Number(row.tally.map_or(0.0, |tally| tally.offered as f64)),
            Self::ServiceLevel | Self::AnswerRate | Self::AbandonRate | Self::Asa => {
                SortKey::number(self.metric().zip(row.tally).and_then(|(metric, tally)| metric.of(tally)))
            }
        }
    }
}

impl<'a> QueueRow<'a> {
    /// The row of a queue; none when it is not configured.
    pub fn of(desk: &'a Desk, id: &QueueId, now: DateTime<Utc>) -> Option<Self> {
        let queue = desk.floor.queues.get(id)?;
        Some(Self {
            queue,
            trouble: trouble::of_queue(queue, &desk.floor, now),
            longest: trouble::longest_wait(queue, &desk.floor, now),
            crew: Crew::of(&desk.floor, id),
            tally: desk.today.tallies.queues.get(id),
        })
    }
}

impl Crew {
    fn of(floor: &Floor, queue: &QueueId) -> Self {
        let mut crew = Self::default();
        for agent in floor.agents.values() {
            let serves = usize::from(agent.queues.contains(queue));
            let call = agent.state.call().and_then(|call| floor.calls.get(&call));
            let busy = usize::from(call.is_some_and(|call| call.queue.as_ref() == Some(queue)));
            match agent.state {
                AgentState::Ready if !agent.is_in_reach() => {}
                AgentState::Ready => crew.ready += serves,
                AgentState::Ringing { .. } => crew.ringing += busy,
                AgentState::Talking { .. } | AgentState::Holding { .. } => crew.on_call += busy,
                AgentState::WrapUp { .. } => crew.wrap_up += busy,
                AgentState::Paused { .. } => crew.paused += serves,
                AgentState::Offline => {}
            }
        }
        crew
    }
}
