//! The instants of a ticket at which something happens by itself: warnings, the end of a time limit, stages after it, the end of a wait.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{TicketClock, Work};
use crate::domain::{ClockId, clock::Calendar};

/// The share that is the whole time, percent: the deadline.
pub(super) const WHOLE: u8 = 100;

/// An instant at which somebody is told how much of a clock's time is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    /// How much, percent; 100 is the deadline.
    pub percent: u8,
    /// When.
    pub at: DateTime<Utc>,
}

/// What happens to a ticket by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A clock has used so much of its time.
    Mark {
        /// Which clock.
        clock: ClockId,
        /// How much, and when that was.
        mark: Mark,
    },
    /// What it waits for has come.
    Until {
        /// When that was.
        at: DateTime<Utc>,
    },
}

impl Wake {
    /// When.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Mark { mark, .. } => mark.at,
            Self::Until { at } => *at,
        }
    }
}

impl Work {
    /// What happens next by itself, and when; none if nothing will.
    pub fn next_wake(&self) -> Option<Wake> {
        let marks = self
            .clocks
            .iter()
            .filter_map(|(id, clock)| Some(Wake::Mark { clock: id.clone(), mark: *clock.next_mark()? }));
        let until = self.until.map(|at| Wake::Until { at });
        marks.chain(until).min_by_key(Wake::at)
    }
}

impl TicketClock {
    /// The next instant that was not told yet; none on a clock that does not run.
    fn next_mark(&self) -> Option<&Mark> {
        let runs = self.clock.stopped.is_none();
        self.marks.iter().find(|mark| runs && mark.percent > self.told)
    }

    /// The last one that was not told, of those that have come: one word for all that came while nobody looked.
    pub(super) fn last_mark_by(&self, now: DateTime<Utc>) -> Option<&Mark> {
        let runs = self.clock.stopped.is_none();
        self.marks.iter().rev().find(|mark| runs && mark.percent > self.told && mark.at <= now)
    }

    /// Counts the marks of its deadline: the shares asked for, and the deadline itself.
    pub(super) fn mark(&mut self, shares: &[u8], calendar: &Calendar, now: DateTime<Utc>) {
        let Some(deadline) = &self.deadline else {
            self.marks.clear();
            return;
        };
        let mut shares: Vec<u8> = shares.iter().copied().chain([WHOLE]).collect();
        shares.sort_unstable();
        shares.dedup();
        let marks = shares.into_iter().filter_map(|percent| {
            Some(Mark { percent, at: self.clock.at_share(deadline, percent, calendar)? })
        });
        self.marks = marks.collect();
        // More time: what was told of a share that is not used any more is told again when it is.
        let used = self.marks.iter().rev().find(|mark| mark.at <= now).map_or(0, |mark| mark.percent);
        self.told = self.told.min(used);
    }

    /// Takes note that it was told.
    pub(super) fn is_told(&mut self, percent: u8) {
        self.told = self.told.max(percent);
    }
}
