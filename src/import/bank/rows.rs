//! The rows of a record, one by one, in the memory of one line.

use std::io::BufRead;

use super::{BankCall, Trouble, line};
use crate::import::lines::Lines;

/// No line of a record is nearly as long; what follows on a longer one is skipped, bytes.
const LONGEST_LINE: usize = 1024;

/// The rows of a record. A header is skipped; a line that cannot be read is an error with its number, and the next one follows.
pub struct Rows<R> {
    lines: Lines<R>,
    broken: bool,
}

/// A line that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: Trouble,
}

impl<R: BufRead> Rows<R> {
    /// The rows that this reader holds.
    pub fn new(reader: R) -> Self {
        Self { lines: Lines::new(reader, LONGEST_LINE), broken: false }
    }

    fn parse(&self) -> Option<Result<BankCall, Trouble>> {
        let Ok(text) = std::str::from_utf8(self.lines.bytes()) else { return Some(Err(Trouble::NotText)) };
        let text = text.trim_end_matches(['\n', '\r']);
        let header =
            self.lines.number() == 1 && text.trim_start_matches(['\u{feff}', '"']).starts_with("vru+line");
        (!header && !text.is_empty()).then(|| line::parse(text))
    }
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Result<BankCall, BadLine>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.broken {
            let row = match self.lines.advance() {
                Ok(false) => return None,
                Ok(true) => self.parse(),
                Err(error) => {
                    self.broken = true;
                    Some(Err(Trouble::Read(error)))
                }
            };
            let line = self.lines.number();
            if let Some(row) = row {
                return Some(row.map_err(|why| BadLine { line, why }));
            }
        }
        None
    }
}
