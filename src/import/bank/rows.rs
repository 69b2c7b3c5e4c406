//! The rows of a record, one by one, in the memory of one line.

use std::io::{self, BufRead, Read};

use super::{BankCall, Trouble, line};

/// No line of a record is nearly as long; what follows on a longer one is skipped, bytes.
const LONGEST_LINE: u64 = 1024;

/// The rows of a record. A header is skipped; a line that cannot be read is an error with its number, and the next one follows.
pub struct Rows<R> {
    reader: R,
    number: u64,
    buffer: Vec<u8>,
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
        Self { reader, number: 0, buffer: Vec::new(), broken: false }
    }

    /// Reads the next line into the buffer; false at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        let length = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.buffer)?;
        if length as u64 == LONGEST_LINE && self.buffer.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
        }
        self.number += 1;
        Ok(length > 0)
    }

    fn parse(&self) -> Option<Result<BankCall, Trouble>> {
        let Ok(text) = std::str::from_utf8(&self.buffer) else { return Some(Err(Trouble::NotText)) };
        let text = text.trim_end_matches(['\n', '\r']);
        let header = self.number == 1 && text.trim_start_matches(['\u{feff}', '"']).starts_with("vru+line");
        (!header && !text.is_empty()).then(|| line::parse(text))
    }
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Result<BankCall, BadLine>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.broken {
            let row = match self.next_line() {
                Ok(false) => return None,
                Ok(true) => self.parse(),
                Err(error) => {
                    self.broken = true;
                    self.number += 1;
                    Some(Err(Trouble::Read(error)))
                }
            };
            let line = self.number;
            if let Some(row) = row {
                return Some(row.map_err(|why| BadLine { line, why }));
            }
        }
        None
    }
}
