//! The line of keys at the bottom, made from the keymap; each hint can be clicked.

use ratatui::layout::Rect;

use crate::tui::{
    keymap::{Action, Layer},
    runtime::{Canvas, Look, Spot},
    text,
};

/// Columns between two hints.
const GAP: usize = 2;

/// Hints for the actions that matter now.
#[derive(Debug, Clone, Copy)]
pub struct Footer<'a> {
    /// The layers that count, topmost first.
    pub layers: &'a [Layer],
    /// The actions, the most important first; those that do not fit or have no key are left out.
    pub actions: &'a [Action],
}

impl Footer<'_> {
    /// Columns that all of it takes.
    pub fn width(&self, look: &Look) -> u16 {
        let hints = self.actions.iter().filter_map(|action| {
            let key = look.keymap.hint_in(self.layers, *action)?;
            Some(text::width(key) + 1 + text::width(look.words.text(action.words_key())) + GAP)
        });
        hints.sum::<usize>().saturating_sub(GAP) as u16
    }

    /// Draws the line.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let mut x = area.x;
        for action in self.actions {
            let hint = |layer: &Layer| look.keymap.hint(*layer, *action).map(|key| (*layer, key));
            let Some((layer, key)) = self.layers.iter().find_map(hint) else { continue };
            let words = look.words.text(action.words_key_in(layer));
            let width = (text::width(key) + 1 + text::width(words)) as u16;
            if x + width > area.right() {
                continue;
            }
            canvas.spot(Rect::new(x, area.y, width, 1), Spot::Run(*action));
            let after_key = canvas.print(x, area.y, key, width, look.theme.key);
            x = canvas.print(after_key + 1, area.y, words, width, look.theme.dim) + GAP as u16;
        }
    }
}
