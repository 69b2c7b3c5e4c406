//! What a view needs beside the model: colours, words, keys.

use crate::{
    domain::Locale,
    tui::{
        data_file::{DataError, DataFile},
        keymap::Keymap,
        theme::{Depth, Theme, Variant, detect_depth},
        words::{Words, choose_locale},
    },
};

/// Colours, words and keys of a session.
#[derive(Debug, Clone)]
pub struct Look {
    /// Colours by meaning.
    pub theme: Theme,
    /// Visible words.
    pub words: Words,
    /// Keys, for hints.
    pub keymap: Keymap,
}

/// Where the look of a session comes from: a user's files and wishes over what is built in.
#[derive(Debug, Clone, Copy, Default)]
pub struct LookSources<'a> {
    /// A user's keys.
    pub keymap: Option<DataFile<'a>>,
    /// A user's colours.
    pub theme: Option<DataFile<'a>>,
    /// Which colours, if not those that fit the terminal.
    pub variant: Option<Variant>,
    /// Which language, if not that of the environment.
    pub locale: Option<Locale>,
}

impl Look {
    /// Reads all sources; `env` gives environment variables (`TERM`, `NO_COLOR`, `LANG`, …).
    ///
    /// Errors name file and line; nothing is half loaded.
    pub fn load(sources: LookSources<'_>, env: impl Fn(&str) -> Option<String>) -> Result<Self, DataError> {
        let variant = Variant::detect(&env, sources.variant);
        Ok(Self {
            theme: Theme::load(sources.theme, variant, detect_depth(&env))?,
            words: Words::load(choose_locale(sources.locale, &env))?,
            keymap: Keymap::load(sources.keymap)?,
        })
    }

    /// The built-in look of a locale on a dark ground with all colours, the same on every machine: for tests and pictures.
    pub fn built_in(locale: Locale) -> Result<Self, DataError> {
        Ok(Self {
            theme: Theme::load(None, Variant::Dark, Depth::True)?,
            words: Words::load(locale)?,
            keymap: Keymap::load(None)?,
        })
    }
}
