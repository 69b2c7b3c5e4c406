//! What was promised for a ticket by its clocks, and whether that was kept.

use chrono::{DateTime, Utc};

use crate::domain::lifecycle::{ClockCount, TicketClock};

/// The promises of one ticket: of each kind the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Promises([Option<Promised>; 4]);

/// One promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Promised {
    /// When its clock began: another start is another promise.
    since: DateTime<Utc>,
    /// When it is due; none while its clock stands still.
    due: Option<DateTime<Utc>>,
    is_over: bool,
}

/// A promise that was kept, or broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub count: ClockCount,
    pub due: DateTime<Utc>,
    /// It was done when it was due at the latest.
    pub in_time: bool,
}

impl Promises {
    /// All kinds.
    pub const KINDS: [ClockCount; 4] =
        [ClockCount::Sign, ClockCount::Reply, ClockCount::Callback, ClockCount::Close];

    /// A promise begins.
    pub fn begin(&mut self, count: ClockCount, since: DateTime<Utc>, due: Option<DateTime<Utc>>) {
        self.0[count as usize] = Some(Promised { since, due, is_over: false });
    }

    /// When this is due, as far as it is still to be kept.
    pub fn due(&self, count: ClockCount) -> Option<DateTime<Utc>> {
        self.0[count as usize].filter(|promised| !promised.is_over)?.due
    }

    /// When the last promise of this kind was due, kept or not.
    pub fn was_due(&self, count: ClockCount) -> Option<DateTime<Utc>> {
        self.0[count as usize]?.due
    }

    /// A clock is stopped: where it stood still before, its deadline is known again.
    pub fn stopped(&mut self, count: ClockCount, clock: &TicketClock) {
        let due =
            clock.deadline.as_ref().filter(|_| clock.clock.stopped.is_some()).map(|deadline| deadline.due);
        let promised = self.0[count as usize].as_mut();
        if let Some(promised) = promised.filter(|one| !one.is_over && one.since == clock.clock.start) {
            promised.due = due.or(promised.due);
        }
    }

    /// What was promised is done. Nothing comes of it where nothing was promised, or no time is known.
    pub fn keep(&mut self, count: ClockCount, at: DateTime<Utc>) -> Option<Kept> {
        let due = self.over(count)?;
        Some(Kept { count, due, in_time: at <= due })
    }

    /// What was promised is not to be done any more. It counts only if it was late by then.
    pub fn drop(&mut self, count: ClockCount, at: DateTime<Utc>) -> Option<Kept> {
        let due = self.over(count)?;
        (due < at).then_some(Kept { count, due, in_time: false })
    }

    /// A clock changed: it began anew, has another deadline, or was stopped.
    pub fn clock(&mut self, count: ClockCount, clock: &TicketClock, at: DateTime<Utc>) -> Option<Kept> {
        let (since, due) = (clock.clock.start, clock.deadline.as_ref().map(|deadline| deadline.due));
        if clock.clock.stopped.is_some() {
            return self.drop(count, at);
        }
        match &mut self.0[count as usize] {
            Some(promised) if promised.since == since => {
                if !promised.is_over {
                    promised.due = due;
                }
                None
            }
            _ => {
                let broken = self.drop(count, at);
                self.begin(count, since, due);
                broken
            }
        }
    }

    fn over(&mut self, count: ClockCount) -> Option<DateTime<Utc>> {
        let promised = self.0[count as usize].as_mut().filter(|promised| !promised.is_over)?;
        promised.is_over = true;
        promised.due
    }
}
