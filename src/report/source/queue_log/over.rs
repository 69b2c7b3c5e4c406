//! The calls that are over, for a while: lines that come twice or out of order must not count again.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use foldhash::fast::FixedState;

use crate::{metrics::Key, report::source::Name};

/// How many calls are remembered.
const KEPT: usize = 16_384;
/// How far lines may be out of order.
const DISORDER: TimeDelta = TimeDelta::seconds(60);
/// How many lines that end no stay in a queue are remembered.
const MARKS: usize = 32;

/// The latest calls that are over, and those whose answer was told before their entrance.
pub struct Over<C> {
    ends: HashMap<C, End, FixedState>,
    order: VecDeque<C>,
    early: HashMap<C, (Name, DateTime<Utc>), FixedState>,
    marks: VecDeque<(DateTime<Utc>, C, Name)>,
}

/// How a call was over.
struct End {
    queue: Name,
    at: DateTime<Utc>,
    /// Whether the entrance stood before it.
    is_whole: bool,
}

impl<C> Default for Over<C> {
    fn default() -> Self {
        Self {
            ends: HashMap::default(),
            order: VecDeque::new(),
            early: HashMap::default(),
            marks: VecDeque::new(),
        }
    }
}

impl<C: Key + std::hash::Hash> Over<C> {
    /// A call is over in this queue.
    pub fn end(&mut self, call: C, queue: Name, at: DateTime<Utc>) {
        let is_whole = self.early.remove(&call).is_none();
        if self.ends.insert(call.clone(), End { queue, at, is_whole }).is_none() {
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
    pub fn was_early(&self, call: &C, queue: Name, at: DateTime<Utc>) -> bool {
        self.early.get(call).is_some_and(|(before, answered_at)| {
            *before == queue && at <= *answered_at + DISORDER && *answered_at <= at + DISORDER
        })
    }

    /// Whether the call was over in this queue after that instant.
    pub fn is_past(&self, call: &C, queue: Name, at: DateTime<Utc>) -> bool {
        self.ends.get(call).is_some_and(|end| end.queue == queue && at <= end.at)
    }

    /// Whether this entrance is that of a call that is over already. Who left may come back within the same second.
    pub fn has_entrance(&self, call: &C, queue: Name, at: DateTime<Utc>) -> bool {
        let is_past = |end: &End| at < end.at || at == end.at && !end.is_whole;
        self.ends.get(call).is_some_and(|end| end.queue == queue && is_past(end))
    }

    /// Whether the call was over in this queue not long before that instant, or after it: another end of it is none.
    pub fn was_lately(&self, call: &C, queue: Name, at: DateTime<Utc>) -> bool {
        self.is_past(call, queue, at - DISORDER)
    }

    /// Whether this was told already: what a queue or an agent did to a call at this instant, where that ends nothing.
    pub fn is_again(&mut self, at: DateTime<Utc>, call: &C, whose: Name) -> bool {
        let known =
            self.marks.iter().any(|(before, other, name)| (before, other, name) == (&at, call, &whose));
        if !known {
            self.marks.push_front((at, call.clone(), whose));
            self.marks.truncate(MARKS);
        }
        known
    }

    /// Whether the call was in a queue before.
    pub fn knows(&self, call: &C) -> bool {
        self.ends.contains_key(call)
    }
}
