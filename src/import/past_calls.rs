//! The calls of any record, whole, one after the other, in the memory of what is under way. It must not know what becomes of them.
//!
//! ```text
//!  lines ──▶ Gather (one a format): rows, groups of rows, events of a call ──▶ PastCall, once it is over
//! ```

use std::{collections::VecDeque, io::BufRead};

use chrono_tz::Tz;
use encoding_rs::{Encoding, UTF_8};

use super::{
    bank,
    cdr::Cdr,
    cel::Cel,
    lines::{Lines, Spot},
    mapped::{Mapping, Table},
    open::Lately,
    past::PastCall,
    queue_log,
};

/// Longest line, bytes; what is longer is no line of a record.
const LONGEST_LINE: usize = 64 * 1024;
/// How many names of calls are remembered, so that a call that is told twice counts once.
const LATELY: usize = 65_536;

/// Forms of records that tell of whole calls.
#[derive(Clone, Debug)]
pub enum RecordFormat {
    /// Asterisk's `queue_log`.
    QueueLog,
    /// The call records of the Anonymous Bank.
    Bank,
    /// Asterisk's call detail records, with times of this zone.
    Cdr(Tz),
    /// Asterisk's channel event log, with times of this zone.
    Cel(Tz),
    /// Any table, as a mapping tells, with times of this zone where the mapping tells none.
    Csv(Box<Mapping>, Tz),
}

/// Makes calls of lines.
pub(super) trait Gather {
    /// Takes the next line; calls that are over go to `ready`.
    fn line(&mut self, line: Line<'_>, ready: &mut VecDeque<PastCall>) -> Result<(), Trouble>;

    /// There are no more lines.
    fn finish(&mut self, _ready: &mut VecDeque<PastCall>) {}

    /// Where the first line stands of the calls that are not over.
    fn since(&self) -> Option<Spot> {
        None
    }
}

/// A line of a record.
#[derive(Clone, Copy)]
pub(super) struct Line<'l> {
    /// Where it begins.
    pub spot: Spot,
    /// What it says, without its end.
    pub text: &'l str,
}

/// What is wrong with a line.
pub(super) enum Trouble {
    /// It says nothing that can be read; the next one may.
    Line(String),
    /// No line of this record can be read.
    Record(String),
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadRow {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
    /// Nothing of the record can be read.
    pub is_fatal: bool,
}

/// The calls of a record, one by one.
pub struct PastCalls<R> {
    lines: Lines<R>,
    encoding: &'static Encoding,
    gather: Box<dyn Gather>,
    ready: VecDeque<PastCall>,
    lately: Lately,
    /// All calls of the lines before are given out.
    safe: Spot,
    read: u64,
    repeated: u64,
    is_over: bool,
}

impl<R: BufRead> PastCalls<R> {
    /// The calls of a whole record.
    pub fn new(format: &RecordFormat, reader: R) -> Self {
        Self::at(format, Lines::new(reader, LONGEST_LINE))
    }

    /// The calls from a spot on that [`PastCalls::safe`] told before; `first` is the record's first line, which may name its columns.
    pub fn after(format: &RecordFormat, first: &[u8], spot: Spot, reader: R) -> Self {
        let mut calls = Self::at(format, Lines::after(reader, LONGEST_LINE, spot));
        let text = calls.encoding.decode_with_bom_removal(first).0;
        let line = Line { spot: Spot::default(), text: text.trim_end_matches(['\n', '\r']) };
        // Whatever it says was counted before.
        let _ = calls.gather.line(line, &mut VecDeque::new());
        calls.gather.finish(&mut VecDeque::new());
        calls
    }

    fn at(format: &RecordFormat, lines: Lines<R>) -> Self {
        let encoding = match format {
            RecordFormat::Csv(mapping, _) => mapping.encoding(),
            _ => UTF_8,
        };
        Self {
            safe: lines.end(),
            lines,
            encoding,
            gather: gather(format),
            ready: VecDeque::new(),
            lately: Lately::new(LATELY),
            read: 0,
            repeated: 0,
            is_over: false,
        }
    }

    /// Lines read so far.
    pub fn lines(&self) -> u64 {
        self.read
    }

    /// Calls that were told before.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    /// Where a reading may go on that has had all calls so far; some may come again.
    pub fn safe(&self) -> Spot {
        self.safe
    }

    /// Takes the next line in.
    fn step(&mut self) -> Result<(), BadRow> {
        self.safe = self.gather.since().unwrap_or(self.lines.end());
        match self.lines.advance() {
            Ok(true) => {}
            Ok(false) => {
                self.is_over = true;
                self.gather.finish(&mut self.ready);
                return Ok(());
            }
            Err(error) => {
                self.is_over = true;
                let why = format!("the record cannot be read on ({error}); check the file");
                return Err(BadRow { line: self.lines.number(), why, is_fatal: true });
            }
        }
        self.read += 1;
        self.take().map_err(|trouble| {
            let line = self.lines.number();
            match trouble {
                Trouble::Line(why) => BadRow { line, why, is_fatal: false },
                Trouble::Record(why) => {
                    self.is_over = true;
                    BadRow { line, why, is_fatal: true }
                }
            }
        })
    }

    fn take(&mut self) -> Result<(), Trouble> {
        if self.lines.is_cut() {
            let why = format!("it is longer than {LONGEST_LINE} bytes; check that this is a record of calls");
            return Err(Trouble::Line(why));
        }
        let bytes = self.lines.bytes();
        let (text, _) = match self.lines.number() {
            1 => self.encoding.decode_with_bom_removal(bytes),
            _ => self.encoding.decode_without_bom_handling(bytes),
        };
        let text = text.trim_end_matches(['\n', '\r']);
        if text.trim().is_empty() {
            return Ok(());
        }
        self.gather.line(Line { spot: self.lines.begin(), text }, &mut self.ready)
    }
}

impl<R: BufRead> Iterator for PastCalls<R> {
    type Item = Result<PastCall, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while let Some(call) = self.ready.pop_front() {
                if self.lately.is_new(&call.name) {
                    return Some(Ok(call));
                }
                self.repeated += 1;
            }
            if self.is_over {
                return None;
            }
            if let Err(bad) = self.step() {
                return Some(Err(bad));
            }
        }
    }
}

fn gather(format: &RecordFormat) -> Box<dyn Gather> {
    match format {
        RecordFormat::QueueLog => Box::new(queue_log::Calls::default()),
        RecordFormat::Bank => Box::new(bank::Calls),
        RecordFormat::Cdr(zone) => Box::new(Cdr::new(*zone)),
        RecordFormat::Cel(zone) => Box::new(Cel::new(*zone)),
        RecordFormat::Csv(mapping, zone) => Box::new(Table::new((**mapping).clone(), *zone)),
    }
}
