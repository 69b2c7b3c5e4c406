//! Numbers of promised callbacks, as a fold: a callback belongs to the interval in which it was promised, however late it was made.
//!
//! `within_limit` of those that were due: done when they were due at the latest. Done is: the caller was reached, or the attempts that
//! reached nobody are on record. `tried_within_limit` is its variant that asks only whether somebody called in time.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Cell, Every, Interval, Measure, Sheet};
use crate::domain::{CallbackId, CallbackOutcome, Event, NotReached};

/// The callbacks that a log tells of.
#[derive(Clone, Debug)]
pub struct Callbacks {
    zone: Tz,
    every: Every,
    callbacks: HashMap<CallbackId, Promised>,
}

#[derive(Clone, Debug)]
struct Promised {
    at: DateTime<Utc>,
    due: DateTime<Utc>,
    /// The first call that was made for it, reaching somebody or not.
    first_call: Option<DateTime<Utc>>,
    /// Calls that reached nobody, by reason.
    failed: [u64; REASONS],
    done: Option<(DateTime<Utc>, CallbackOutcome)>,
}

const REASONS: usize = 6;

const COLUMNS: [(&str, Measure); 20] = {
    use Measure::{Count, Seconds, Share, Time};
    [
        ("interval_start", Time),
        ("promised", Count),
        ("done", Count),
        ("reached", Count),
        ("given_up", Count),
        ("pending", Count),
        ("due", Count),
        ("within_limit", Count),
        ("within_limit_rate", Share),
        ("tried_within_limit", Count),
        ("attempts", Count),
        ("reached_rate", Share),
        ("not_reached_busy", Count),
        ("not_reached_no_answer", Count),
        ("not_reached_rejected", Count),
        ("not_reached_gave_up", Count),
        ("not_reached_not_lifted", Count),
        ("not_reached_failed", Count),
        ("median_delay_s", Seconds),
        ("longest_delay_s", Seconds),
    ]
};

impl Callbacks {
    /// No callbacks yet.
    pub fn new(zone: Tz, every: Every) -> Self {
        Self { zone, every, callbacks: HashMap::new() }
    }

    /// Folds an event in.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        match event {
            Event::CallbackPromised { callback } => {
                let (first_call, failed, done) = Default::default();
                let promised = Promised { at, due: callback.due, first_call, failed, done };
                self.callbacks.insert(callback.id, promised);
            }
            Event::CallbackAttempted { callback, why, .. } => {
                if let Some(promised) = self.callbacks.get_mut(callback) {
                    promised.first_call.get_or_insert(at);
                    promised.failed[reason(why)] += 1;
                }
            }
            Event::CallbackDone { callback, outcome, .. } => {
                if let Some(promised) = self.callbacks.get_mut(callback) {
                    if *outcome == CallbackOutcome::Reached {
                        promised.first_call.get_or_insert(at);
                    }
                    promised.done = Some((at, *outcome));
                }
            }
            _ => {}
        }
    }

    /// Takes in other callbacks: a callback's events are all folded by one of the two.
    pub fn merge(&mut self, other: Self) {
        self.callbacks.extend(other.callbacks);
    }

    /// The numbers of those that were promised in this stretch of time, as they are at `now`.
    pub fn sheet(&self, span: Interval, now: DateTime<Utc>) -> Sheet {
        let mut rows: BTreeMap<DateTime<Utc>, Vec<&Promised>> = BTreeMap::new();
        for promised in self.callbacks.values().filter(|promised| span.holds(promised.at)) {
            rows.entry(self.every.of(self.zone, promised.at).from).or_default().push(promised);
        }
        let mut sheet = Sheet::new("callbacks", &COLUMNS);
        for (from, callbacks) in rows {
            let from = if from == Interval::ALL.from { span.from } else { from };
            let is_known = from != Interval::ALL.from;
            let start = is_known.then(|| Cell::Time(from.with_timezone(&self.zone).fixed_offset()));
            let mut cells = vec![start.unwrap_or(Cell::Nothing)];
            cells.extend(numbers(&callbacks, now));
            sheet.rows.push(cells);
        }
        sheet
    }
}

impl Promised {
    fn is(&self, outcome: CallbackOutcome) -> bool {
        self.done.is_some_and(|(_, how)| how == outcome)
    }

    fn is_done_in_time(&self) -> bool {
        self.done.is_some_and(|(at, _)| at <= self.due)
    }

    fn is_tried_in_time(&self) -> bool {
        self.first_call.is_some_and(|at| at <= self.due)
    }

    /// From the promise to the talk, ms.
    fn delay_ms(&self) -> Option<u64> {
        let (at, _) = self.done.filter(|(_, how)| *how == CallbackOutcome::Reached)?;
        Some(u64::try_from((at - self.at).num_milliseconds()).unwrap_or(0))
    }
}

fn numbers(callbacks: &[&Promised], now: DateTime<Utc>) -> Vec<Cell> {
    let count = |is: &dyn Fn(&Promised) -> bool| callbacks.iter().filter(|one| is(one)).count() as u64;
    let failed = |nth: usize| callbacks.iter().map(|one| one.failed[nth]).sum::<u64>();
    let done = count(&|one| one.done.is_some());
    let reached = count(&|one| one.is(CallbackOutcome::Reached));
    let due = count(&|one| one.due <= now);
    let kept = count(&|one| one.due <= now && one.is_done_in_time());
    let attempts = reached + (0..REASONS).map(failed).sum::<u64>();
    let mut delays: Vec<u64> = callbacks.iter().filter_map(|one| one.delay_ms()).collect();
    delays.sort_unstable();
    let given_up = count(&|one| one.is(CallbackOutcome::NotReached));
    let mut cells: Vec<Cell> =
        [callbacks.len() as u64, done, reached, given_up, callbacks.len() as u64 - done, due, kept]
            .map(Cell::Count)
            .into();
    cells.push(share(kept, due));
    cells.push(Cell::Count(count(&|one| one.due <= now && one.is_tried_in_time())));
    cells.extend([Cell::Count(attempts), share(reached, attempts)]);
    cells.extend((0..REASONS).map(|nth| Cell::Count(failed(nth))));
    cells.extend([median(&delays), delays.last().map_or(Cell::Nothing, |ms| Cell::seconds(*ms))]);
    cells
}

/// The middle one, or the mean of the two in the middle, s.
fn median(sorted: &[u64]) -> Cell {
    let middle = sorted.len() / 2;
    match (sorted.len() % 2, sorted.get(middle)) {
        (_, None) => Cell::Nothing,
        (0, Some(upper)) => Cell::Number((sorted[middle - 1] + upper) as f64 / 2_000.0),
        (_, Some(ms)) => Cell::seconds(*ms),
    }
}

fn share(part: u64, whole: u64) -> Cell {
    Cell::number((whole > 0).then(|| part as f64 / whole as f64))
}

/// Which column counts it.
fn reason(why: &NotReached) -> usize {
    match why {
        NotReached::Busy => 0,
        NotReached::NoAnswer => 1,
        NotReached::Rejected => 2,
        NotReached::GaveUp => 3,
        NotReached::NotLifted => 4,
        NotReached::Failed { .. } => 5,
    }
}
