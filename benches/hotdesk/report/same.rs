//! Whether two programs gave the same report.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The numbers of a report by queue and beginning of the interval.
pub struct Rows(BTreeMap<(String, i64), Numbers>);

/// Counts of calls, then s.
#[derive(Debug, Default, PartialEq, Deserialize)]
struct Numbers {
    offered: u64,
    answered: u64,
    answered_within: u64,
    abandoned: u64,
    short: u64,
    by_key: u64,
    timed_out: u64,
    transferred: u64,
    waited: u64,
    talked: u64,
    longest: u64,
}

/// A row of the others'.
type Theirs = (String, i64, Numbers);

/// A row of ours, as far as it is compared.
#[derive(Deserialize)]
struct Ours {
    queue: String,
    interval_start: DateTime<Utc>,
    offered: u64,
    answered: u64,
    answered_within: u64,
    abandoned: u64,
    short_abandoned: u64,
    key_exit: u64,
    timed_out: u64,
    transferred: u64,
    asa_s: Option<f64>,
    talk_s: f64,
    longest_wait_s: f64,
}

impl Ours {
    fn numbers(&self) -> Numbers {
        Numbers {
            offered: self.offered,
            answered: self.answered,
            answered_within: self.answered_within,
            abandoned: self.abandoned,
            short: self.short_abandoned,
            by_key: self.key_exit,
            timed_out: self.timed_out,
            transferred: self.transferred,
            waited: (self.asa_s.unwrap_or_default() * self.answered as f64).round() as u64,
            talked: self.talk_s as u64,
            longest: self.longest_wait_s as u64,
        }
    }
}

impl Rows {
    /// Out of our csv.
    pub fn of_ours(csv: &str) -> Self {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let rows = reader.deserialize().map(|row| row.expect("a row of ours"));
        Self(
            rows.map(|row: Ours| ((row.queue.clone(), row.interval_start.timestamp()), row.numbers()))
                .collect(),
        )
    }

    /// Out of the csv without head that the others print.
    pub fn of_peer(csv: &str) -> Self {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
        let rows = reader.deserialize().map(|row| row.expect("a row"));
        Self(rows.map(|(queue, from, numbers): Theirs| ((queue, from), numbers)).collect())
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn assert_same(&self, theirs: &Self, name: &str) {
        for (cell, numbers) in &theirs.0 {
            assert_eq!(self.0.get(cell), Some(numbers), "ours beside what {name} has at {cell:?}");
        }
        assert_eq!(self.count(), theirs.count(), "{name} has not all rows");
    }

    /// Each queue's waits of answered calls.
    pub fn assert_waits(&self, printed: &str, name: &str) {
        let mut waits = BTreeMap::<&str, u64>::new();
        for ((queue, _), numbers) in &self.0 {
            *waits.entry(queue).or_default() += numbers.waited;
        }
        let printed = printed.lines().filter_map(|line| line.split_once(','));
        let theirs = printed.map(|(queue, waited)| (queue, waited.parse().expect("a sum"))).collect();
        assert_eq!(waits, theirs, "ours beside the waits of {name}");
    }
}
