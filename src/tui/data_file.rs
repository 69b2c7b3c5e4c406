//! A file of data that this room reads (keys, colours, words): its name, its text, and where in it a fault lies.
//! It must not know what the data means.

use std::ops::Range;

use serde::de::DeserializeOwned;
use thiserror::Error;

/// The text of a data file and the name by which its reader knows it.
#[derive(Debug, Clone, Copy)]
pub struct DataFile<'a> {
    /// Shown in errors: a path, or `config/keymap.toml (built in)`.
    pub name: &'a str,
    /// The whole TOML text.
    pub text: &'a str,
}

/// A fault in a data file: which file, which line, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}: {problem}")]
pub struct DataError {
    /// Name of the file.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what to do about it.
    pub problem: String,
}

impl DataFile<'_> {
    /// Reads the TOML; errors carry the line of the fault.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, DataError> {
        toml::from_str(self.text).map_err(|error| {
            let at = error.span().unwrap_or(0..0);
            self.error(at, error.message().trim_end().to_string())
        })
    }

    /// An error at a place of this file (a byte range, as TOML spans give it).
    pub fn error(&self, at: Range<usize>, problem: String) -> DataError {
        let before = self.text.as_bytes().iter().take(at.start);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        DataError { file: self.name.to_string(), line, problem }
    }
}
