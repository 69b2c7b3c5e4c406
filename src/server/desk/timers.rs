//! When the desk wants to be called though nothing happens: limits of waits, rings and wrap-ups, and rings asked for in vain.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::{AgentId, CallId};

/// What a timer is for. At most one of each runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A call has waited or rung long enough.
    Call(CallId),
    /// An agent's wrap-up has lasted long enough.
    WrapUp(AgentId),
    /// A ring asked for should have begun.
    Asked(CallId),
    /// An agent left out of routing is taken in again.
    Aside(AgentId),
}

/// The timers that run. While a log is replayed they are forgotten, and set once when it is through.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    forgotten: bool,
    times: BTreeMap<Due, DateTime<Utc>>,
    order: BTreeSet<(DateTime<Utc>, Due)>,
}

impl Timers {
    /// When the first one is due.
    pub fn first(&self) -> Option<DateTime<Utc>> {
        if self.forgotten {
            return Some(DateTime::UNIX_EPOCH);
        }
        self.order.first().map(|(time, _)| *time)
    }

    /// Forgets all timers, until somebody sets them anew.
    pub fn forget(&mut self) {
        if !self.forgotten {
            *self = Self { forgotten: true, ..Self::default() };
        }
    }

    pub fn are_forgotten(&self) -> bool {
        self.forgotten
    }

    /// From here on the timers are kept.
    pub fn remember(&mut self) {
        self.forgotten = false;
    }

    /// Sets a timer, or stops it.
    pub fn set(&mut self, due: Due, time: Option<DateTime<Utc>>) {
        let before = match time {
            Some(time) => self.times.insert(due.clone(), time),
            None => self.times.remove(&due),
        };
        if before == time {
            return;
        }
        if let Some(before) = before {
            self.order.remove(&(before, due.clone()));
        }
        if let Some(time) = time {
            self.order.insert((time, due));
        }
    }

    /// Takes out the first timer that is due.
    pub fn pop(&mut self, now: DateTime<Utc>) -> Option<Due> {
        let (time, due) = self.order.pop_first()?;
        if time > now {
            self.order.insert((time, due));
            return None;
        }
        self.times.remove(&due);
        Some(due)
    }
}
