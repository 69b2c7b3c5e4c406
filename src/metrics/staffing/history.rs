//! What a record of calls says about staffing: how many came when, how long they waited, how long they took.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Arrivals, Intervals, Waits};
use crate::metrics::{Doing, Interval, Keys, Ledger, Metric, Tally, WaitEnd, Whose};

/// What is counted of a record, for one queue or all. It grows with the days of the record and its longest wait, not with its calls.
#[derive(Clone, Debug)]
pub struct History<K: Keys> {
    zone: Tz,
    queue: Option<K::Queue>,
    /// Calls offered by local day and interval.
    pub arrivals: Arrivals,
    /// How long callers waited, and for what.
    pub waits: Waits,
    worked: Tally,
}

impl<K: Keys> History<K> {
    /// Nothing yet; only of this queue if one is named.
    pub fn new(zone: Tz, intervals: Intervals, queue: Option<K::Queue>) -> Self {
        let (arrivals, waits) = (Arrivals::new(intervals), Waits::default());
        Self { zone, queue, arrivals, waits, worked: Tally::default() }
    }

    /// The zone of days and intervals.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Average handling time of the calls recorded, s.
    pub fn aht_s(&self) -> Option<f64> {
        Metric::Aht.of(&self.worked)
    }

    fn is_asked_for(&self, queue: &K::Queue) -> bool {
        self.queue.as_ref().is_none_or(|asked_for| asked_for == queue)
    }
}

impl<K: Keys> Ledger<K> for History<K> {
    fn count(
        &mut self,
        _at: DateTime<Utc>,
        whose: Whose<'_, K>,
        _call: Option<&K::Call>,
        change: impl Fn(&mut Tally),
    ) {
        if let Whose::Queue(queue) = whose
            && self.is_asked_for(queue)
        {
            change(&mut self.worked);
        }
    }

    fn spend(&mut self, _time: Interval, _agent: &K::Agent, _call: Option<&K::Call>, _doing: &Doing) {}

    fn attend(&mut self, _time: Interval, _agent: &K::Agent) {}

    fn wait(&mut self, offered_at: DateTime<Utc>, queue: &K::Queue, wait_ms: u64, end: WaitEnd) {
        if !self.is_asked_for(queue) {
            return;
        }
        self.arrivals.add(offered_at.with_timezone(&self.zone).naive_local());
        let wait_s = u32::try_from(wait_ms / 1_000).unwrap_or(u32::MAX);
        match end {
            WaitEnd::Abandoned => self.waits.abandoned(wait_s),
            WaitEnd::Answered | WaitEnd::Otherwise => self.waits.answered(wait_s),
        }
    }
}
