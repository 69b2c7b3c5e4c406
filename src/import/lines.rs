//! The lines of a record, one by one, in the memory of one block. It must not know what they mean.

use std::{
    io::{self, ErrorKind, Read},
    ops::Range,
};

use memchr::memchr;

/// Read at once, bytes.
const BLOCK: usize = 1 << 16;

/// Reads lines that are not longer than a limit; what follows on a longer one is skipped.
pub struct Lines<R> {
    reader: R,
    longest: usize,
    number: u64,
    /// Bytes before the present line, and before the next one.
    from: u64,
    to: u64,
    block: Vec<u8>,
    /// The present line in the block.
    line: Range<usize>,
    /// What follows it there.
    rest: Range<usize>,
}

impl<R: Read> Lines<R> {
    /// The lines that this reader holds, each of at most `longest` bytes.
    pub fn new(reader: R, longest: usize) -> Self {
        Self::after(reader, longest, Spot::default())
    }

    /// The lines of a reader that stands at this spot of its record.
    pub fn after(reader: R, longest: usize, spot: Spot) -> Self {
        let (number, from, to) = (spot.line, spot.byte, spot.byte);
        Self { reader, longest, number, from, to, block: vec![0; BLOCK + longest], line: 0..0, rest: 0..0 }
    }

    /// Goes to the next line; false at the end. A line that cannot be read counts as one.
    pub fn advance(&mut self) -> io::Result<bool> {
        self.number += 1;
        self.from = self.to;
        let length = self.length()?;
        self.to += length as u64;
        let begin = self.rest.start;
        self.line = begin..begin + length.min(self.longest);
        self.rest.start += length;
        Ok(length > 0)
    }

    /// The number of the present line, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The present line as it came, with its end.
    pub fn bytes(&self) -> &[u8] {
        &self.block[self.line.clone()]
    }

    /// Whether there is more of the present line than was read.
    pub fn is_cut(&self) -> bool {
        self.to - self.from > self.line.len() as u64
    }

    /// Where the present line begins.
    pub fn begin(&self) -> Spot {
        Spot { line: self.number.saturating_sub(1), byte: self.from }
    }

    /// Where the next line begins.
    pub fn end(&self) -> Spot {
        Spot { line: self.number, byte: self.to }
    }

    /// The length of the next line with its end; 0 if there is none. What is too long of it makes room in the block.
    fn length(&mut self) -> io::Result<usize> {
        let mut seen = 0;
        loop {
            if let Some(end) = memchr(b'\n', &self.block[self.rest.start + seen..self.rest.end]) {
                return Ok(seen + end + 1);
            }
            seen = self.rest.len().min(self.longest);
            self.to += (self.rest.len() - seen) as u64;
            self.rest.end = self.rest.start + seen;
            if !self.fill()? {
                return Ok(seen);
            }
        }
    }

    /// Reads on, behind what is left in the block; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.block.copy_within(self.rest.clone(), 0);
        self.rest = 0..self.rest.len();
        loop {
            match self.reader.read(&mut self.block[self.rest.end..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => {
                    let length = read?;
                    self.rest.end += length;
                    return Ok(length > 0);
                }
            }
        }
    }
}

/// A spot between two lines of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Lines before it.
    pub line: u64,
    /// Bytes before it, unpacked.
    pub byte: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives few bytes at a time.
    struct Drip<'text>(&'text [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0.by_ref().take(self.1 as u64).read(into)
        }
    }

    #[track_caller]
    fn check(text: &str, longest: usize, want: &[&str]) {
        for at_once in 1..=text.len() + 1 {
            let mut lines = Lines::new(Drip(text.as_bytes(), at_once), longest);
            let mut read = Vec::new();
            while lines.advance().expect("it can be read") {
                read.push(String::from_utf8(lines.bytes().to_vec()).expect("text"));
                let end = lines.end().byte as usize;
                let whole = &text[lines.begin().byte as usize..end];
                assert!(whole.ends_with('\n') || end == text.len(), "a line ends where the next one begins");
                assert_eq!(lines.is_cut(), whole.len() > longest, "{whole}");
            }
            assert_eq!(
                (read, lines.number()),
                (want.iter().map(ToString::to_string).collect(), want.len() as u64 + 1)
            );
        }
    }

    #[test]
    fn lines_are_the_same_however_they_come() {
        check("", 4, &[]);
        check("\n\nab\nc", 4, &["\n", "\n", "ab\n", "c"]);
        check("abc\nabcd\nabcdefgh\ne\n", 4, &["abc\n", "abcd", "abcd", "e\n"]);
        check("abcdefghijkl", 4, &["abcd"]);
    }

    #[test]
    fn lines_go_on_from_block_to_block() {
        let line = "x".repeat(1_000) + "\n";
        let text = line.repeat(3 * BLOCK / line.len());
        let mut lines = Lines::new(text.as_bytes(), line.len());
        while lines.advance().expect("it can be read") {
            assert_eq!(lines.bytes(), line.as_bytes());
        }
        assert_eq!(lines.number() as usize, text.len() / line.len() + 1);
    }
}
