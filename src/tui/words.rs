//! Every visible word, by key and locale, and numbers, times and durations as people write them.
//!
//! `words.text("queue.title")`, `words.fill("queue.waiting", &[("count", "3")])`. A test holds the locales to the same keys
//! and placeholders, and finds keys that no code names; therefore keys stand in the code as whole literals.

mod format;
mod load;

use std::collections::BTreeMap;

use crate::{domain::Locale, tui::data_file::DataError};

/// All languages that the program speaks.
pub const LOCALES: [Locale; 2] = [Locale::En, Locale::ZhCn];

/// The tag of a locale, such as `zh-CN`.
pub const fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en",
        Locale::ZhCn => "zh-CN",
    }
}

/// The locale of a tag or of a `LANG` value: `zh-CN`, `zh_CN.UTF-8` and `zh` are the same.
pub fn locale_from_tag(tag: &str) -> Option<Locale> {
    let language = tag.split(['-', '_', '.', '@']).next()?;
    match language.to_ascii_lowercase().as_str() {
        "zh" => Some(Locale::ZhCn),
        "en" | "c" | "posix" => Some(Locale::En),
        _ => None,
    }
}

/// Chosen by what was asked for (flag, then config), else by `LC_ALL`, `LC_MESSAGES`, `LANG`; English where none is known.
pub fn choose_locale(wanted: Option<Locale>, env: impl Fn(&str) -> Option<String>) -> Locale {
    let from_env = || {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let set = names.iter().find_map(|name| env(name).filter(|tag| !tag.is_empty()));
        set.and_then(|tag| locale_from_tag(&tag))
    };
    wanted.or_else(from_env).unwrap_or(Locale::En)
}

fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../config/locales/en.toml"),
        Locale::ZhCn => include_str!("../../config/locales/zh-CN.toml"),
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
    pub fn fill<V: AsRef<str>>(&self, key: &str, values: &[(&str, V)]) -> String {
        load::fill(self.text(key), values)
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}
