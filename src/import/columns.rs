//! The columns of a line: cells between separators, in quotes or not, and which of them is called what. It must not know what they mean.

use std::collections::HashMap;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Most cells of a line.
const MOST: usize = 1_024;

/// Splits lines into cells.
pub struct Cells {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Cells {
    /// For lines with this separator.
    pub fn new(separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { reader, text: Vec::new(), ends: vec![0; MOST], count: 0 }
    }

    /// Splits a line. What stands in quotes ends with it.
    pub fn split(&mut self, line: &str) {
        self.reader.reset();
        self.text.resize(line.len() + 1, 0);
        let (result, read, written, ends) =
            self.reader.read_record(line.as_bytes(), &mut self.text, &mut self.ends);
        self.count = ends;
        if result == ReadRecordResult::InputEmpty {
            let (_, _, _, more) = self.reader.read_record(
                &line.as_bytes()[read..],
                &mut self.text[written..],
                &mut self.ends[ends..],
            );
            // The line's end is the last cell's.
            self.count += more;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// What stands in one, without blanks around it; empty where there is none.
    pub fn get(&self, place: usize) -> &str {
        if place >= self.count {
            return "";
        }
        let from = if place == 0 { 0 } else { self.ends[place - 1] };
        let bytes = self.text.get(from..self.ends[place]).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default().trim()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        (0..self.count).map(|place| self.get(place))
    }
}

/// Which column is called what.
#[derive(Clone, Debug, Default)]
pub struct Header(HashMap<String, usize>);

impl Header {
    /// The columns in this order.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().enumerate();
        Self(names.map(|(place, name)| (plain(name), place)).collect())
    }

    /// The first of these that is there.
    pub fn place(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.0.get(&plain(name)).copied())
    }
}

/// A name as it is compared: upper or lower case, with or without lines between its words.
fn plain(name: &str) -> String {
    name.trim().chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}
