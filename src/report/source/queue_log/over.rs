//! The calls that are over, for a while: lines that come twice or out of order must not count again.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use foldhash::fast::FixedState;

use crate::{metrics::Key, report::source::Name};

/// How many calls are remembered.
const KEPT: usize = 16_384;
/// How far lines may be out of order.
const DISORDER: TimeDelta = TimeDelta::seconds(60);

/// The latest calls that are over, and those whose answer was told before their entrance.
pub struct Over<C> {
    ends: HashMap<C, (Name, DateTime<Utc>), FixedState>,
    order: VecDeque<C>,
    early: HashMap<C, (Name, DateTime<Utc>), FixedState>,
}

impl<C> Default for Over<C> {
    fn default() -> Self {
        Self { ends: HashMap::default(), order: VecDeque::new(), early: HashMap::default() }
    }
}

impl<C: Key + std::hash::Hash> Over<C> {
    /// A call is over in this queue.
    pub fn end(&mut self, call: C, queue: Name, at: DateTime<Utc>) {
        self.early.remove(&call);
        if self.ends.insert(call.clone(), (queue, at)).is_none() {
            self.order.push_back(call);
        }
        if self.order.len() > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.ends.remove(&oldest);
        }
    }

    /// The answer of a call was told, and not its entrance.
    pub fn note_early(&mut self, call: C, queue: Name, at: DateTime<Utc>) {
        self.early.insert(call, (queue, at));
    }

    /// Whether this entrance is the one that was missing.
    pub fn was_early(&mut self, call: &C, queue: Name, at: DateTime<Utc>) -> bool {
        let known = self.early.get(call).is_some_and(|(before, answered_at)| {
            *before == queue && at <= *answered_at + DISORDER && *answered_at <= at + DISORDER
        });
        known && self.early.remove(call).is_some()
    }

    /// Whether the call was over in this queue after that instant.
    pub fn is_past(&self, call: &C, queue: Name, at: DateTime<Utc>) -> bool {
        self.ends.get(call).is_some_and(|(before, ended_at)| *before == queue && at <= *ended_at)
    }

    /// Whether the call was in a queue before.
    pub fn knows(&self, call: &C) -> bool {
        self.ends.contains_key(call)
    }
}
