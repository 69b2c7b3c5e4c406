//! What can happen to a screen, and how keys become actions.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::{Deserialize, Serialize};

use super::{Screen, Spot};
use crate::tui::keymap::{Action, Keymap, Layer};

/// One thing that happens to a screen. It can be written to a file and read back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input<M> {
    /// A bound key, a click on [`Spot::Run`], or a command of the palette.
    Act(Action),
    /// A key that is text for a field, or is bound to nothing.
    Key(KeyEvent),
    /// Text pasted, without control characters but with its line ends (`\n`).
    Paste(String),
    /// The left button went down on a spot of the last frame.
    Click(Spot),
    /// The wheel turned over a spot: lines, downwards positive.
    Scroll {
        /// What lies under the pointer, if anything was marked there.
        over: Option<Spot>,
        /// Lines, downwards positive.
        lines: i16,
    },
    /// The terminal has this size now.
    Resize {
        /// Cells across.
        columns: u16,
        /// Cells down.
        rows: u16,
    },
    /// The terminal's window got the focus.
    FocusGained,
    /// The terminal's window lost the focus.
    FocusLost,
    /// A second began (see [`super::Pace`]).
    Tick,
    /// The key that interrupts programs elsewhere, where it is bound to nothing.
    Interrupt,
    /// The program is asked to end (a signal); effects returned now are still performed.
    Stop,
    /// A message from the runner.
    App(M),
}

/// Which keys count now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// The layers that are asked for a key, topmost first. A dialog names only itself, so that nothing shines through.
    pub layers: Vec<Layer>,
    /// Whether a text field has the cursor.
    pub typing: Typing,
}

/// What a text field takes before the keymap is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// No field has the cursor.
    Nothing,
    /// A field of one line: letters and what moves or deletes within the line.
    Line,
    /// A field of several lines: also Enter, up and down, and page keys.
    Lines,
}

impl Typing {
    fn takes(self, key: KeyEvent) -> bool {
        let chord = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match (self, key.code) {
            (Self::Nothing, _) => false,
            _ if chord => false,
            (_, KeyCode::Char(_) | KeyCode::Backspace | KeyCode::Delete) => true,
            (_, KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End) => true,
            (Self::Lines, code) => {
                matches!(
                    code,
                    KeyCode::Enter | KeyCode::Up | KeyCode::Down | KeyCode::PageUp | KeyCode::PageDown
                )
            }
            _ => false,
        }
    }
}

/// The input that a key is: text for the field first, then what the keymap says, else an interrupt, else the key itself.
pub fn resolve<M>(key: KeyEvent, focus: &Focus, keymap: &Keymap) -> Input<M> {
    if focus.typing.takes(key) {
        return Input::Key(key);
    }
    let interrupts = key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL;
    let otherwise = if interrupts { Input::Interrupt } else { Input::Key(key) };
    keymap.action(&focus.layers, key).map_or(otherwise, Input::Act)
}

/// Presses keys by their keymap names (`"f5"`, `"ctrl-s"`, `"x"`) as the loop would, and collects the effects. For tests.
///
/// A word that names no key is typed letter by letter.
pub fn press<S: Screen>(
    screen: &mut S,
    keys: &[&str],
    now: DateTime<Utc>,
    keymap: &Keymap,
) -> Vec<S::Effect> {
    let mut effects = Vec::new();
    for name in keys {
        for key in events(name) {
            let input = resolve(key, &screen.focus(), keymap);
            effects.extend(screen.update(input, now));
        }
    }
    effects
}

fn events(name: &str) -> Vec<KeyEvent> {
    match name.parse::<crokey::KeyCombination>() {
        Ok(key) => vec![key.into()],
        Err(_) => {
            name.chars().map(|letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)).collect()
        }
    }
}
