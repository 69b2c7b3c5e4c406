//! What a mapping file says. Every setting is told in `config/import/README.md`.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use encoding_rs::{Encoding, UTF_8};
use serde::Deserialize;

/// Which column of a table is what, and how its values are written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What stands between two columns.
    #[serde(default = "comma")]
    delimiter: char,
    /// How characters are written: utf-8, gb18030, windows-1252, …
    #[serde(default)]
    encoding: Option<String>,
    /// Whether the first line names the columns.
    #[serde(default = "yes")]
    pub(super) header: bool,
    /// The zone of times that tell none.
    pub(super) zone: Option<Tz>,
    /// How times are written; the first form that fits.
    #[serde(default = "usual")]
    pub(super) time: Several<String>,
    /// Which column is what.
    pub(super) columns: Columns,
    /// What the values of the outcome mean.
    #[serde(default)]
    pub(super) outcomes: BTreeMap<String, Outcome>,
    /// What is the same for all calls, where no column tells it.
    #[serde(default)]
    pub(super) fixed: Fixed,
}

/// Which column is what; several are put together with a blank between them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    pub(super) call: Option<Several<Column>>,
    pub(super) number: Option<Several<Column>>,
    pub(super) queue: Option<Several<Column>>,
    pub(super) service: Option<Several<Column>>,
    pub(super) entered: Option<Several<Column>>,
    pub(super) offered: Option<Several<Column>>,
    pub(super) answered: Option<Several<Column>>,
    pub(super) ended: Option<Several<Column>>,
    pub(super) wait: Option<Several<Column>>,
    pub(super) talk: Option<Several<Column>>,
    pub(super) hold: Option<Several<Column>>,
    pub(super) wrap_up: Option<Several<Column>>,
    pub(super) agent: Option<Several<Column>>,
    pub(super) outcome: Option<Several<Column>>,
}

/// A column, by its name or, counted from 1, by its place.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// Its name in the first line.
    Named(String),
    /// Its place.
    Nth(usize),
}

/// One or several.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Several<T> {
    /// One.
    One(T),
    /// Several.
    All(Vec<T>),
}

/// What a value of the outcome means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An agent spoke with the caller.
    Answered,
    /// The same, and handed the call on.
    Transferred,
    /// The caller hung up while waiting.
    Abandoned,
    /// The caller hung up before.
    AbandonedInGreeting,
    /// The caller pressed a key.
    KeyExit,
    /// The longest wait was reached.
    TimedOut,
    /// As many waited as may.
    Full,
    /// Outside service hours.
    Closed,
    /// No agent was signed in.
    NobodySignedIn,
    /// Nobody was left who serves the queue.
    LeftEmpty,
    /// Somebody took the caller out of the queue.
    Withdrawn,
    /// A fault of the system.
    Failed,
    /// The greeting gave all that was wanted.
    SelfServed,
    /// No call at all.
    Skip,
}

/// What is the same for all calls.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fixed {
    pub(super) queue: Option<String>,
    pub(super) service: Option<String>,
    pub(super) agent: Option<String>,
}

/// Why a mapping makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It cannot be read.
    #[error("the mapping cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// There is no such encoding.
    #[error("encoding {0:?} is not known; write utf-8, gb18030 or another name that browsers know")]
    Encoding(String),
    /// Lines cannot be told apart in it.
    #[error("encoding {0:?} has no lines of its own; convert the table to utf-8")]
    Wide(String),
    /// The separator is no plain character.
    #[error(
        "delimiter {0:?} cannot part columns; write a comma, a semicolon, a tab or another plain character"
    )]
    Delimiter(char),
    /// Something that every call needs is not there.
    #[error("[columns] does not tell {0}; name its column")]
    Missing(&'static str),
    /// Nothing can be found by name.
    #[error("column {0:?} is named, and header = false says that the table has no names; give its place")]
    Named(String),
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// When it cannot be read or makes no sense: why, and what to write.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text)?;
        mapping.check()?;
        Ok(mapping)
    }

    fn check(&self) -> Result<(), MappingError> {
        let label = self.encoding.clone().unwrap_or_default();
        match Encoding::for_label(label.as_bytes()) {
            None if self.encoding.is_some() => return Err(MappingError::Encoding(label)),
            Some(known) if !known.is_ascii_compatible() => return Err(MappingError::Wide(label)),
            _ => {}
        }
        if !self.delimiter.is_ascii() || matches!(self.delimiter, '\n' | '\r' | '"') {
            return Err(MappingError::Delimiter(self.delimiter));
        }
        if self.columns.call.is_none() {
            return Err(MappingError::Missing("call"));
        }
        if self.columns.entered.is_none() && self.columns.offered.is_none() {
            return Err(MappingError::Missing("entered or offered"));
        }
        let named = self.columns.all().into_iter().flat_map(|(_, column)| column.parts());
        match named.into_iter().find(|column| matches!(column, Column::Named(_)) && !self.header) {
            Some(Column::Named(name)) => Err(MappingError::Named(name.clone())),
            _ => Ok(()),
        }
    }

    /// How its characters are written.
    pub fn encoding(&self) -> &'static Encoding {
        let label = self.encoding.as_deref().unwrap_or_default();
        Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8)
    }

    pub(super) fn separator(&self) -> u8 {
        u8::try_from(self.delimiter).unwrap_or(b',')
    }
}

impl Columns {
    /// All that are told, by name.
    pub(super) fn all(&self) -> Vec<(&'static str, &Several<Column>)> {
        let all = [
            ("call", &self.call),
            ("number", &self.number),
            ("queue", &self.queue),
            ("service", &self.service),
            ("entered", &self.entered),
            ("offered", &self.offered),
            ("answered", &self.answered),
            ("ended", &self.ended),
            ("wait", &self.wait),
            ("talk", &self.talk),
            ("hold", &self.hold),
            ("wrap_up", &self.wrap_up),
            ("agent", &self.agent),
            ("outcome", &self.outcome),
        ];
        all.into_iter().filter_map(|(name, column)| Some((name, column.as_ref()?))).collect()
    }
}

impl<T> Several<T> {
    /// Each of them.
    pub(super) fn parts(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::All(all) => all,
        }
    }
}

fn comma() -> char {
    ','
}

fn yes() -> bool {
    true
}

fn usual() -> Several<String> {
    Several::One("%Y-%m-%d %H:%M:%S".to_owned())
}
