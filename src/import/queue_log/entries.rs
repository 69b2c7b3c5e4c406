//! The entries of a whole file, in the memory of one line.

use std::io::BufRead;

use super::{Entry, Trouble};
use crate::import::lines::Lines;

/// Asterisk itself writes no longer line; what follows on a longer one is skipped, bytes.
const LONGEST_LINE: usize = 8_192;

/// The entries of a file, one by one. A line that cannot be read is an error with its number, and the next one follows.
///
/// An entry borrows from the line that is read, so this is no [`Iterator`]: `while let Some(entry) = entries.next() { … }`.
pub struct Entries<R> {
    lines: Lines<R>,
    text: String,
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

impl<R: BufRead> Entries<R> {
    /// The entries that this reader holds.
    pub fn new(reader: R) -> Self {
        Self { lines: Lines::new(reader, LONGEST_LINE), text: String::new(), broken: false }
    }

    /// The next entry; none at the end. Callers' names may be in any encoding: bytes that are no UTF-8 are shown as U+FFFD.
    ///
    /// # Errors
    /// When the line cannot be read: which one, and what is wrong with it. After an error of the file itself there is no more.
    #[expect(
        clippy::should_implement_trait,
        reason = "an entry borrows from the line, which an iterator's item cannot"
    )]
    pub fn next(&mut self) -> Option<Result<Entry<'_>, BadLine>> {
        match self.advance() {
            Ok(false) => None,
            Ok(true) => {
                let line = self.lines.number();
                Some(self.entry().map_err(|why| BadLine { line, why }))
            }
            Err(why) => Some(Err(BadLine { line: self.lines.number(), why })),
        }
    }

    /// Goes to the next line that is not empty.
    fn advance(&mut self) -> Result<bool, Trouble> {
        while !self.broken {
            match self.lines.advance() {
                Ok(true) if self.lines.bytes().trim_ascii().is_empty() => {}
                Ok(is_one) => return Ok(is_one),
                Err(error) => {
                    self.broken = true;
                    return Err(Trouble::Read(error));
                }
            }
        }
        Ok(false)
    }

    fn entry(&mut self) -> Result<Entry<'_>, Trouble> {
        match str::from_utf8(self.lines.bytes()) {
            Ok(text) => Entry::parse(text),
            Err(_) => {
                self.text = String::from_utf8_lossy(self.lines.bytes()).into_owned();
                Entry::parse(&self.text)
            }
        }
    }
}
