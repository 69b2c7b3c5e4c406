//! The calls behind one number: the same fold, written down call by call.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{
    Cell, Count, Doing, Field, Interval, Keys, Ledger, Measure, Number, Report, Sheet, Tally, Term, Whose,
};

/// What each call adds to the numbers of one row of a report: a ledger with a tally for each call.
#[derive(Clone, Debug)]
pub struct Behind<K: Keys> {
    row: Row<K>,
    interval: Interval,
    /// What no call is behind, such as time away, is under none.
    calls: BTreeMap<Option<K::Call>, Share>,
}

/// Whose row it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Row<K: Keys> {
    /// The centre's.
    Centre,
    /// A queue's.
    Queue(K::Queue),
    /// A service type's.
    Service(K::Service),
    /// An agent's.
    Agent(K::Agent),
}

/// What one call adds.
#[derive(Clone, Debug)]
struct Share {
    first_at: DateTime<Utc>,
    tally: Tally,
}

impl<K: Keys> Behind<K> {
    /// Nothing yet, of this row and interval.
    pub fn new(row: Row<K>, interval: Interval) -> Self {
        Self { row, interval, calls: BTreeMap::new() }
    }

    /// A row for each call that adds to the number: which, when, and how much to each count that the number is made of.
    pub fn sheet(
        &self,
        report: Report,
        field: &Field,
        zone: Tz,
        label: impl Fn(&K::Call) -> String,
    ) -> Sheet {
        let counts = counts(field);
        let mut columns = vec![("call", Measure::Text), ("at", Measure::Time)];
        columns.extend(counts.iter().map(|count| (count.key, count.measure)));
        let mut sheet = Sheet::new(report.name(), &columns);
        let mut shares: Vec<_> = self.calls.iter().collect();
        shares.sort_by_key(|(_, share)| share.first_at);
        for (call, share) in shares {
            let amounts: Vec<u64> = counts.iter().map(|count| (count.of)(&share.tally)).collect();
            if amounts.iter().all(|amount| *amount == 0) {
                continue;
            }
            let call = call.as_ref().map_or(Cell::Nothing, |call| Cell::Text(label(call)));
            let mut row = vec![call, Cell::Time(share.first_at.with_timezone(&zone).fixed_offset())];
            row.extend(counts.iter().zip(amounts).map(|(count, amount)| match count.measure {
                Measure::Seconds => Cell::seconds(amount),
                _ => Cell::Count(amount),
            }));
            sheet.rows.push(row);
        }
        sheet
    }

    fn share(&mut self, at: DateTime<Utc>, call: Option<&K::Call>) -> &mut Tally {
        let share = self
            .calls
            .entry(call.cloned())
            .or_insert_with(|| Share { first_at: at, tally: Tally::default() });
        share.first_at = share.first_at.min(at);
        &mut share.tally
    }

    /// Adds what lies in the interval of the agent's time.
    fn add(
        &mut self,
        time: Interval,
        agent: &K::Agent,
        call: Option<&K::Call>,
        add: impl Fn(&mut Tally, u64),
    ) {
        let piece = time.within(self.interval);
        let ms = u64::try_from((piece.to - piece.from).num_milliseconds()).unwrap_or(0);
        if ms > 0 && self.row == Row::Agent(agent.clone()) {
            add(self.share(piece.from, call), ms);
        }
    }
}

/// The counts that a number is made of, each once.
fn counts(field: &Field) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    match field.number {
        Number::Count(of) => counts.push(Count { key: field.key, measure: Measure::Count, of }),
        Number::Time(of) => counts.push(Count { key: field.key, measure: Measure::Seconds, of }),
        Number::Pauses => {
            counts.push(Count { key: field.key, measure: Measure::Seconds, of: Tally::paused_total_ms });
        }
        Number::Metric(metric) => {
            let formula = metric.formula();
            for Term::Plus(count) | Term::Minus(count) in formula.over.iter().chain(formula.under) {
                if counts.iter().all(|known| known.key != count.key) {
                    counts.push(*count);
                }
            }
        }
    }
    counts
}

impl<K: Keys> Ledger<K> for Behind<K> {
    fn count(
        &mut self,
        at: DateTime<Utc>,
        whose: Whose<'_, K>,
        call: Option<&K::Call>,
        change: impl Fn(&mut Tally),
    ) {
        let is_mine = match (&self.row, whose) {
            (Row::Centre, Whose::Centre) => true,
            (Row::Queue(mine), Whose::Queue(theirs)) => mine == theirs,
            (Row::Service(mine), Whose::Service(theirs)) => mine == theirs,
            (Row::Agent(mine), Whose::Agent(theirs)) => mine == theirs,
            _ => false,
        };
        if is_mine && self.interval.holds(at) {
            change(self.share(at, call));
        }
    }

    fn spend(&mut self, time: Interval, agent: &K::Agent, call: Option<&K::Call>, doing: &Doing) {
        self.add(time, agent, call, |tally, ms| tally.spend(doing, ms));
    }

    fn attend(&mut self, time: Interval, agent: &K::Agent) {
        self.add(time, agent, None, |tally, ms| tally.signed_in_ms += ms);
    }
}
