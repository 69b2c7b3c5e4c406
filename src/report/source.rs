//! Where the facts of a report come from: the records of other systems, in one pass and in the memory of what is under way.

use std::io::BufRead;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    import::RecordFormat,
    metrics::{Fact, FirstContacts, Fold, Interval, Keys, Ledger, Promise, Promises},
};

mod bank;
mod names;
mod queue_log;
mod whole;

pub use names::{ByNumber, ByText, FileKeys, Name, Names};

/// A record that is read: what is under way, what was counted, and what could not be read.
#[derive(Debug)]
pub struct Reading<K: Keys, L> {
    /// What names stand for.
    pub names: Names,
    /// What was counted.
    pub ledger: L,
    /// How much was read.
    pub so_far: SoFar,
    fold: Fold<K>,
    first_contacts: Option<FirstContacts<K>>,
}

/// How far a reading has come.
#[derive(Clone, Debug, Default)]
pub struct SoFar {
    /// Lines, those that cannot be read too.
    pub lines: u64,
    /// Those of them that cannot be read; the first [`SoFar::SHOWN`] are in `bad`.
    pub bad_lines: u64,
    /// Lines that cannot be read: their number, and why.
    pub bad: Vec<(u64, String)>,
    /// Lines that say again what was said before.
    pub repeated: u64,
    /// The first and the last instant that were told.
    pub span: Option<Interval>,
}

/// Forms of a record.
#[derive(Clone, Debug)]
pub enum LogFormat {
    /// Asterisk's `queue_log`.
    QueueLog,
    /// The call records of the Anonymous Bank.
    Bank,
    /// A record that tells of whole calls.
    Calls(RecordFormat),
}

impl LogFormat {
    /// How far its lines may be out of order: the bank's are sorted by the line that took the call, a table by anything.
    fn disorder(&self) -> TimeDelta {
        match self {
            Self::Bank | Self::Calls(RecordFormat::Csv(..)) => TimeDelta::days(366),
            Self::QueueLog | Self::Calls(_) => TimeDelta::days(1),
        }
    }
}

/// What a reading stops at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Lines that cannot be read are counted, and the next one follows.
    Lenient,
    /// At the first line that cannot be read.
    Strict,
}

/// A line that cannot be read, where that is not allowed.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

impl<K: FileKeys, L: Ledger<K>> Reading<K, L> {
    /// Nothing read yet but these names; queues that nothing else is said of promise `otherwise`.
    pub fn new(names: Names, ledger: L, otherwise: Promises) -> Self {
        Self { names, ledger, so_far: SoFar::default(), fold: Fold::new(otherwise), first_contacts: None }
    }

    /// Counts, too, whose callers came back within this time.
    pub fn with_first_contacts(self, format: &LogFormat, within: TimeDelta) -> Self {
        Self { first_contacts: Some(FirstContacts::new(within, format.disorder())), ..self }
    }

    /// A queue promises something else from then on.
    pub fn promise(&mut self, queue: &str, from: DateTime<Utc>, promise: Promise) {
        let queue = self.names.of(queue);
        self.tell(from, Fact::Promised { queue: &queue, promise });
    }

    /// Reads a record to its end. Agents who never signed off were there until `until`, if that is after the last line.
    ///
    /// # Errors
    /// In a strict reading at the first line that cannot be read.
    pub fn read(
        &mut self,
        format: &LogFormat,
        reader: impl BufRead,
        strictness: Strictness,
        range: Interval,
    ) -> Result<(), BadLine> {
        match format {
            LogFormat::QueueLog => queue_log::read(self, reader, strictness, range.from)?,
            LogFormat::Bank => bank::read(self, reader, strictness)?,
            LogFormat::Calls(format) => whole::read(self, format, reader, strictness)?,
        }
        Ok(())
    }

    /// Ends the reading: who is still signed in was so until `until`, or until the last line if that is later.
    pub fn end(&mut self, until: Option<DateTime<Utc>>) {
        if let Some(span) = self.so_far.span {
            let until = until.map_or(span.to, |until| until.max(span.to));
            self.fold.settle_all(until, &mut self.ledger);
        }
    }

    fn tell(&mut self, at: DateTime<Utc>, fact: Fact<'_, K>) {
        if let Some(first_contacts) = &mut self.first_contacts {
            first_contacts.apply(at, &fact, &mut self.ledger);
        }
        self.fold.apply(at, fact, &mut self.ledger);
    }

    /// Tells who calls, if anybody wants to know.
    fn tell_caller(&mut self, at: DateTime<Utc>, call: &K::Call, who: &str) {
        if self.first_contacts.is_some() && !who.is_empty() {
            self.tell(at, Fact::Known { call, contact: &names::contact(who) });
        }
    }

    /// Counts a line that cannot be read.
    fn bad(&mut self, line: u64, why: impl ToString, strictness: Strictness) -> Result<(), BadLine> {
        if strictness == Strictness::Strict {
            return Err(BadLine { line, why: why.to_string() });
        }
        self.so_far.bad_lines += 1;
        if self.so_far.bad.len() < SoFar::SHOWN {
            self.so_far.bad.push((line, why.to_string()));
        }
        Ok(())
    }
}

impl SoFar {
    /// Most lines that are shown of those that cannot be read.
    pub const SHOWN: usize = 100;

    /// Something was told of this instant.
    fn see(&mut self, at: DateTime<Utc>) {
        let span = self.span.get_or_insert(Interval { from: at, to: at });
        span.from = span.from.min(at);
        span.to = span.to.max(at);
    }
}
