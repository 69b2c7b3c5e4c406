//! The reports of calls and agents: which columns they have, and how their rows are read off tallies.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cell, Column, Interval, Keys, Measure, Periods, Sheet, Tally, Whom};

mod fields;

pub use fields::{Field, Number};

/// The reports that are read off tallies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// A row for each queue and interval.
    Queues,
    /// A row for each service type and interval.
    Services,
    /// A row for each agent and interval.
    Agents,
    /// A row for each interval: the whole centre.
    Intervals,
    /// A row for each queue, interval and way out.
    Exits,
    /// A row for each agent, interval, state and reason.
    States,
}

/// What names are called on paper.
pub trait Labels<K: Keys> {
    /// A queue.
    fn queue(&self, queue: &K::Queue) -> String;
    /// A service type.
    fn service(&self, service: &K::Service) -> String;
    /// An agent.
    fn agent(&self, agent: &K::Agent) -> String;
}

impl Report {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Queues, Self::Services, Self::Agents, Self::Intervals, Self::Exits, Self::States];

    /// Its name, as the command line has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queues => "queues",
            Self::Services => "services",
            Self::Agents => "agents",
            Self::Intervals => "intervals",
            Self::Exits => "exits",
            Self::States => "states",
        }
    }

    /// Its columns that are numbers.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Queues | Self::Services => &fields::OF_CALLS,
            Self::Intervals => &fields::OF_THE_CENTRE,
            Self::Agents => &fields::OF_AGENTS,
            Self::Exits | Self::States => &[],
        }
    }

    /// Whose numbers it shows.
    pub fn whom(self) -> Whom {
        match self {
            Self::Queues | Self::Exits => Whom::Queues,
            Self::Services => Whom::Services,
            Self::Agents | Self::States => Whom::Agents,
            Self::Intervals => Whom::Centre,
        }
    }

    /// The column of this name, if its numbers are read off a tally.
    pub fn field(self, key: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.key == key)
    }

    /// The column that says what a row is of; none where it is the centre.
    pub fn subject(self) -> Option<&'static str> {
        match self {
            Self::Queues | Self::Exits => Some("queue"),
            Self::Services => Some("service"),
            Self::Agents | Self::States => Some("agent"),
            Self::Intervals => None,
        }
    }

    /// The report: rows in order of time, then of names. Rows in which nothing was counted are not there. An interval that is cut by the
    /// `range` begins with it.
    pub fn sheet<K: Keys>(self, periods: &Periods<K>, labels: &impl Labels<K>, range: Interval) -> Sheet {
        let mut sheet = self.empty();
        for period in periods.iter() {
            let begin = begin(period.interval, range, periods);
            let mut rows: Vec<(String, &Tally)> = match self {
                Self::Queues | Self::Exits => named(&period.queues, |queue| labels.queue(queue)),
                Self::Services => named(&period.services, |service| labels.service(service)),
                Self::Agents | Self::States => named(&period.agents, |agent| labels.agent(agent)),
                Self::Intervals => vec![(String::new(), &period.centre)],
            };
            rows.retain(|(_, tally)| **tally != Tally::default());
            for (name, tally) in rows {
                self.push(&mut sheet, &name, &begin, tally);
            }
        }
        sheet
    }

    /// The queues with the wait that half, nine tenths and nineteen of twenty of those who were answered did not pass; each is at most
    /// 1 % off. Wants [`Periods::with_waits`].
    pub fn queues_with_percentiles<K: Keys>(
        periods: &Periods<K>,
        labels: &impl Labels<K>,
        range: Interval,
    ) -> Sheet {
        let mut sheet = Self::Queues.sheet(periods, labels, range);
        let mut waits = BTreeMap::new();
        for period in periods.iter() {
            let begin = begin(period.interval, range, periods);
            waits.extend(
                period.waits.iter().map(|(queue, waits)| ((labels.queue(queue), key(&begin)), waits)),
            );
        }
        for (name, share) in PERCENTILES {
            sheet.columns.push(Column { key: name.to_owned(), measure: Measure::Seconds });
            for row in &mut sheet.rows {
                let (Cell::Text(queue), begin) = (&row[0], &row[1]) else { continue };
                let waits = waits.get(&(queue.clone(), key(begin)));
                row.push(Cell::number(waits.and_then(|waits| waits.percentile(share))));
            }
        }
        sheet
    }

    fn empty(self) -> Sheet {
        let mut columns: Vec<(&str, Measure)> = Vec::new();
        columns.extend(self.subject().map(|subject| (subject, Measure::Text)));
        columns.push(("interval_start", Measure::Time));
        match self {
            Self::Exits => columns.extend([
                ("exit", Measure::Text),
                ("calls", Measure::Count),
                ("share", Measure::Share),
            ]),
            Self::States => columns.extend([
                ("state", Measure::Text),
                ("reason", Measure::Text),
                ("seconds", Measure::Seconds),
                ("share", Measure::Share),
            ]),
            _ => columns.extend(self.fields().iter().map(|field| (field.key, field.measure()))),
        }
        Sheet::new(self.name(), &columns)
    }

    fn push(self, sheet: &mut Sheet, name: &str, begin: &Cell, tally: &Tally) {
        let head = || self.subject().map(|_| Cell::Text(name.to_owned())).into_iter().chain([begin.clone()]);
        let rows: Vec<Vec<Cell>> = match self {
            Self::Exits => exits(tally),
            Self::States => states(tally),
            _ => vec![self.fields().iter().map(|field| field.of(tally)).collect()],
        };
        sheet.rows.extend(rows.into_iter().map(|cells| head().chain(cells).collect()));
    }
}

/// The percentiles that are told.
const PERCENTILES: [(&str, f64); 3] = [("wait_p50_s", 0.5), ("wait_p90_s", 0.9), ("wait_p95_s", 0.95)];

/// An interval's beginning as something that can be looked up.
fn key(begin: &Cell) -> Option<DateTime<Utc>> {
    match begin {
        Cell::Time(at) => Some(at.to_utc()),
        _ => None,
    }
}

/// Names as people read them, in their order.
fn named<N>(tallies: &BTreeMap<N, Tally>, label: impl Fn(&N) -> String) -> Vec<(String, &Tally)> {
    let mut rows: Vec<_> = tallies.iter().map(|(name, tally)| (label(name), tally)).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

/// The beginning of an interval on paper; nothing for all time.
fn begin<K: Keys>(interval: Interval, range: Interval, periods: &Periods<K>) -> Cell {
    let from: DateTime<Utc> = interval.from.max(range.from);
    if from == DateTime::<Utc>::MIN_UTC {
        return Cell::Nothing;
    }
    Cell::Time(from.with_timezone(&periods.zone()).fixed_offset())
}

/// The ways out of a queue, and how many callers took each.
fn exits(tally: &Tally) -> Vec<Vec<Cell>> {
    let ways = [
        ("answered", tally.answered),
        ("abandoned", tally.abandoned),
        ("key_exit", tally.key_exits),
        ("timed_out", tally.timed_out),
        ("left_empty", tally.left_empty),
        ("withdrawn", tally.withdrawn),
        ("failed", tally.failed),
        ("in_progress", tally.in_progress()),
    ];
    let share = |calls: u64| (tally.offered > 0).then(|| calls as f64 / tally.offered as f64);
    let row = |(way, calls): (&str, u64)| {
        vec![Cell::Text(way.to_owned()), Cell::Count(calls), Cell::number(share(calls))]
    };
    // Those who never entered the queue have no share of it.
    let outside = [("abandoned_in_greeting", tally.abandoned_in_greeting), ("refused", tally.refused)];
    let row_outside =
        |(way, calls): (&str, u64)| vec![Cell::Text(way.to_owned()), Cell::Count(calls), Cell::Nothing];
    let taken = |(_, calls): &(&str, u64)| *calls > 0;
    ways.into_iter()
        .filter(taken)
        .map(row)
        .chain(outside.into_iter().filter(taken).map(row_outside))
        .collect()
}

/// What an agent did, and for how long.
fn states(tally: &Tally) -> Vec<Vec<Cell>> {
    let plain = [
        ("ready", tally.ready_ms()),
        ("ringing", tally.ringing_ms),
        ("talking", tally.talk_ms),
        ("holding", tally.hold_ms),
        ("wrap_up", tally.wrap_up_ms),
    ];
    let paused = tally.paused_ms.iter().map(|(reason, ms)| ("paused", reason.as_str(), *ms));
    let all = plain.into_iter().map(|(state, ms)| (state, "", ms)).chain(paused);
    let share = |ms: u64| (tally.signed_in_ms > 0).then(|| ms as f64 / tally.signed_in_ms as f64);
    all.filter(|(.., ms)| *ms > 0)
        .map(|(state, reason, ms)| {
            let reason = if reason.is_empty() { Cell::Nothing } else { Cell::Text(reason.to_owned()) };
            vec![Cell::Text(state.to_owned()), reason, Cell::seconds(ms), Cell::number(share(ms))]
        })
        .collect()
}
