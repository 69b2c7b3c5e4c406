//! One block of the Manager Interface: lines of `Key: value` up to an empty line. It must not know what any key means, but for the two
//! that tell events from answers, and the time.

use std::fmt::Write;

use chrono::{DateTime, Utc};

/// A block as it came. Keys may repeat; their order is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    fields: Vec<(String, String)>,
}

impl Block {
    /// What kind of event it is; none for an answer. An event may carry a `Response` of its own (`OriginateResponse` does), so this key decides.
    pub fn event(&self) -> Option<&str> {
        self.raw("Event")
    }

    /// Whether it answers an action, and how.
    pub fn response(&self) -> Option<&str> {
        self.raw("Response").filter(|_| self.event().is_none())
    }

    /// The value of a key, where there is one: the first of several.
    pub fn get(&self, key: &str) -> Option<&str> {
        present(self.raw(key)?)
    }

    /// The value of a key that has this word before it, as events have them that tell of several channels.
    pub fn get_of(&self, prefix: &str, key: &str) -> Option<&str> {
        let is_it = |name: &str| {
            let (before, rest) = name.split_at_checked(prefix.len()).unwrap_or_default();
            before.eq_ignore_ascii_case(prefix) && rest.eq_ignore_ascii_case(key)
        };
        present(self.fields().find(|(name, _)| is_it(name))?.1)
    }

    /// All values of a key that repeats.
    pub fn all<'block>(&'block self, key: &'block str) -> impl Iterator<Item = &'block str> {
        let of_key = move |(name, _): &(&str, &str)| name.eq_ignore_ascii_case(key);
        self.fields().filter(of_key).filter_map(|(_, value)| present(value))
    }

    /// The value of a key as a number; none if it is no such number.
    pub fn number<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.parse().ok()
    }

    /// When Asterisk says that it happened: seconds since 1970 with a fraction. Events have it with `timestampevents = yes`.
    pub fn time(&self) -> Option<DateTime<Utc>> {
        let (seconds, fraction) = self.get("Timestamp")?.split_once('.')?;
        let micros: u32 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
        DateTime::from_timestamp(seconds.parse().ok()?, micros * 1_000)
    }

    /// Adds a line.
    pub fn push(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.fields.push((key.into(), value.into()));
    }

    /// The lines, in their order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The value of a key as it stands there.
    pub fn raw(&self, key: &str) -> Option<&str> {
        self.fields().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// As it travels. A line break inside a value would begin a line of its own, so it becomes a space.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.fields() {
            let value = value.replace(['\r', '\n'], " ");
            // Writing to a text cannot fail.
            let _ = write!(text, "{key}: {value}\r\n");
        }
        text + "\r\n"
    }
}

/// What Asterisk writes for "there is none" is none.
fn present(value: &str) -> Option<&str> {
    Some(value).filter(|value| !matches!(*value, "" | "unknown" | "<unknown>"))
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Block {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(lines: I) -> Self {
        Self { fields: lines.into_iter().map(|(key, value)| (key.into(), value.into())).collect() }
    }
}
