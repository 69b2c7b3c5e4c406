//! Every visible word, by key and locale, and numbers, times and durations as people write them.
//!
//! `words.text("queue.title")`, `words.fill("queue.waiting", &[("count", "3")])`. A test holds the locales to the same keys
//! and placeholders, and finds keys that no code names; therefore keys stand in the code as whole literals.

mod format;
mod load;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::tui::data_file::DataError;

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// English.
    #[serde(rename = "en")]
    En,
    /// Chinese of the mainland.
    #[serde(rename = "zh-CN")]
    ZhCn,
}

impl Locale {
    /// All locales.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The tag, such as `zh-CN`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The locale of a tag or of a `LANG` value: `zh-CN`, `zh_CN.UTF-8` and `zh` are the same.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.', '@']).next()?;
        match language.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhCn),
            "en" | "c" | "posix" => Some(Self::En),
            _ => None,
        }
    }

    /// Chosen by what was asked for, else by `LC_ALL`, `LC_MESSAGES`, `LANG`; English where none of them is known.
    pub fn choose(wanted: Option<Self>, env: impl Fn(&str) -> Option<String>) -> Self {
        let from_env = || {
            let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|name| env(name).filter(|tag| !tag.is_empty()));
            set.and_then(|tag| Self::from_tag(&tag))
        };
        wanted.or_else(from_env).unwrap_or(Self::En)
    }

    fn source(self) -> &'static str {
        match self {
            Self::En => include_str!("../../config/locales/en.toml"),
            Self::ZhCn => include_str!("../../config/locales/zh-CN.toml"),
        }
    }
}

/// The words of one locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The language they are in.
    pub locale: Locale,
    texts: BTreeMap<String, String>,
}

impl Words {
    /// The built-in words of a locale. The error is only possible with a broken build.
    pub fn load(locale: Locale) -> Result<Self, DataError> {
        Ok(Self { locale, texts: load::texts(locale)? })
    }

    /// The words of a key; the key itself if there are none, so that a gap is seen and does no harm.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The words of a key with `{name}` replaced by values.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        load::fill(self.text(key), values)
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}
