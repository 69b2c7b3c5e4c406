//! The lines of a record, one by one, in the memory of one line. It must not know what they mean.

use std::io::{self, BufRead, Read};

/// Reads lines that are not longer than a limit; what follows on a longer one is skipped.
pub struct Lines<R> {
    reader: R,
    longest: u64,
    number: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// The lines that this reader holds, each of at most `longest` bytes.
    pub fn new(reader: R, longest: u64) -> Self {
        Self { reader, longest, number: 0, buffer: Vec::new() }
    }

    /// Goes to the next line; false at the end. A line that cannot be read counts as one.
    pub fn advance(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        self.number += 1;
        let length = self.reader.by_ref().take(self.longest).read_until(b'\n', &mut self.buffer)?;
        if length as u64 == self.longest && self.buffer.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
        }
        Ok(length > 0)
    }

    /// The number of the present line, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The present line as it came, with its end.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer
    }
}
