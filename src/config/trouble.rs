//! What is wrong in a file: where, what, and what to do about it.

use std::fmt;

use serde::de::DeserializeOwned;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// File, variable or flag.
    pub place: String,
    /// Line in the file, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong, and what to do about it.
    pub what: String,
}

impl Trouble {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), line: None, what: what.into() }
    }

    pub(super) fn at_line(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for Trouble {}

/// Everything that was found wrong, one line each; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Troubles(pub Vec<Trouble>);

impl fmt::Display for Troubles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Trouble::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Troubles {}

impl From<Trouble> for Troubles {
    fn from(trouble: Trouble) -> Self {
        Self(vec![trouble])
    }
}

/// Reads a TOML text into its type; the trouble names line, key, and the nearest known word for an unknown one.
pub(super) fn read_toml<T: DeserializeOwned>(place: &str, text: &str) -> Result<T, Trouble> {
    let trouble = |what, span: Option<std::ops::Range<usize>>| Trouble {
        place: place.to_owned(),
        line: span.map(|span| line_of(text, span.start)),
        what,
    };
    let document =
        toml::Deserializer::parse(text).map_err(|error| trouble(error.message().into(), error.span()))?;
    serde_path_to_error::deserialize(document).map_err(|error| {
        let key = error.path().to_string();
        trouble(explain(&key, error.inner().message()), error.inner().span())
    })
}

/// The line, from 1, on which this byte of a text stands.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|&&byte| byte == b'\n').count() + 1
}

/// Says what to do about a message of the TOML reader about this key.
pub(super) fn explain(key: &str, message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let message = match (message.split(' ').next(), names.next()) {
        (Some("unknown"), Some(unknown)) => unknown_name(unknown, &names.collect::<Vec<_>>()),
        _ => message.trim_end().replace('\n', "; "),
    };
    let key: String =
        key.split('.').filter(|part| !part.starts_with(['$', '?'])).collect::<Vec<_>>().join(".");
    if key.is_empty() { message } else { format!("`{key}`: {message}") }
}

fn unknown_name(unknown: &str, known: &[&str]) -> String {
    let likeness = |name: &&&str| (strsim::jaro_winkler(unknown, name) * 1000.0) as u32;
    match known.iter().max_by_key(likeness).filter(|name| likeness(name) >= 800) {
        Some(name) => format!("unknown word `{unknown}`: did you mean `{name}`?"),
        None if known.is_empty() => format!("unknown word `{unknown}`: take it away"),
        None => format!("unknown word `{unknown}`: write one of {}", known.join(", ")),
    }
}
