//! Colours by meaning, from `config/theme.toml`. The only place of the program that knows a colour.
//!
//! A view asks for `look.theme.warn`, never for yellow. Each variant keeps the selection visible without colour.

mod depth;
mod load;

use ratatui::style::Style;

pub(in crate::tui) use depth::xterm_rgb;
pub use depth::{Depth, detect_depth};

use crate::tui::data_file::{DataError, DataFile};

const BUILT_IN: DataFile<'static> =
    DataFile { name: "config/theme.toml (built in)", text: include_str!("../../config/theme.toml") };

/// Styles by what they mean. Fields not set in a file are the terminal's own colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// Text of less weight: labels, units, past things.
    pub dim: Style,
    /// What stands out without being good or bad: numbers, names, marks.
    pub accent: Style,
    /// In order: ready, within target, done.
    pub good: Style,
    /// Near a limit.
    pub warn: Style,
    /// Past a limit, refused, failed.
    pub bad: Style,
    /// Needs a hand now: a ringing call.
    pub urgent: Style,
    /// The selected row of a pane that has the focus.
    pub selected: Style,
    /// The selected row of a pane without the focus.
    pub selected_dim: Style,
    /// Letters that a search found.
    pub found: Style,
    /// Frame of a pane.
    pub border: Style,
    /// Frame of the pane with the focus.
    pub focus_border: Style,
    /// Title of a pane.
    pub title: Style,
    /// Title of the pane with the focus.
    pub focus_title: Style,
    /// A key in the footer and in help.
    pub key: Style,
    /// Text in a field.
    pub input: Style,
    /// Text in the field that has the cursor.
    pub focus_input: Style,
    /// Hint in an empty field.
    pub placeholder: Style,
    /// A line across the screen that says what lasts: offline, emergency.
    pub banner: Style,
    /// Head of a table.
    pub head: Style,
    /// The filled part of a gauge.
    pub gauge: Style,
}

/// A set of colours made for a kind of terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Many colours on a dark ground.
    Dark,
    /// Many colours on a light ground.
    Light,
    /// The sixteen colours that the terminal's owner chose.
    Sixteen,
    /// No colour at all: weight, reversal and marks.
    None,
}

impl Variant {
    /// The variant of a name in a config file or on the command line.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "dark" => Some(Self::Dark),
            "light" => Some(Self::Light),
            "sixteen" => Some(Self::Sixteen),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// What fits the terminal: no colour if asked so, sixteen if there are no more, else as wished or as `COLORFGBG` says.
    pub fn detect(env: impl Fn(&str) -> Option<String>, wanted: Option<Self>) -> Self {
        match detect_depth(&env) {
            Depth::None => Self::None,
            Depth::Sixteen => match wanted {
                Some(Self::None) => Self::None,
                _ => Self::Sixteen,
            },
            _ => wanted.unwrap_or_else(|| ground(&env)),
        }
    }
}

/// `COLORFGBG` is `foreground;background` in the sixteen colours; 7 and 15 are light grounds.
fn ground(env: &impl Fn(&str) -> Option<String>) -> Variant {
    let colours = env("COLORFGBG").unwrap_or_default();
    match colours.rsplit(';').next() {
        Some("7" | "15") => Variant::Light,
        _ => Variant::Dark,
    }
}

impl Theme {
    /// The built-in styles of a variant with a user's file over them, reduced to the colours that the terminal has.
    ///
    /// Errors name file and line: an unknown variant, an unknown style, a colour that cannot be read.
    pub fn load(user: Option<DataFile<'_>>, variant: Variant, depth: Depth) -> Result<Self, DataError> {
        load::theme(BUILT_IN, user, variant, depth)
    }
}
