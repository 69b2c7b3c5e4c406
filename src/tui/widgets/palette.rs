//! The command palette: every action that has a meaning now, searched in both ways, with its key beside it.

use ratatui::layout::Rect;

use super::picker::{Choice, Picked, Picker};
use crate::tui::{
    keymap::{Action, Layer},
    runtime::{Canvas, Input, Look},
    words::Words,
};

/// An open palette.
#[derive(Debug, Clone)]
pub struct Palette {
    picker: Picker,
    actions: Vec<Action>,
    layers: Vec<Layer>,
}

impl Palette {
    /// A palette of actions; the keys shown are those of the layers, topmost first. Each action is also found by its stable name.
    pub fn new(words: &Words, actions: &[Action], layers: &[Layer]) -> Self {
        let choice = |action: &Action| Choice {
            label: words.text(words_key(*action, layers)).to_string(),
            detail: String::new(),
            also: action.name().to_string(),
        };
        let choices = actions.iter().map(choice).collect::<Vec<_>>();
        let picker = Picker::new(words.text("shell.palette-title"), choices);
        Self { picker, actions: actions.to_vec(), layers: layers.to_vec() }
    }

    pub(in crate::tui) fn input<M>(&mut self, input: &Input<M>) -> Result<Action, Picked> {
        match self.picker.input(input) {
            Picked::Chosen(choice) => self.actions.get(choice).copied().ok_or(Picked::Closed),
            other => Err(other),
        }
    }

    pub(in crate::tui) fn height(&self) -> u16 {
        self.picker.height()
    }

    pub(in crate::tui) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let placeholder = look.words.text("shell.palette-placeholder");
        self.picker.draw(canvas, area, look, placeholder, |choice| {
            let action = *self.actions.get(choice)?;
            look.keymap.hint_in(&self.layers, action).map(ToString::to_string)
        });
    }
}

/// As the topmost layer that has other words for it says.
fn words_key(action: Action, layers: &[Layer]) -> &'static str {
    let own = layers.iter().map(|layer| action.words_key_in(*layer));
    own.into_iter().find(|key| *key != action.words_key()).unwrap_or(action.words_key())
}
