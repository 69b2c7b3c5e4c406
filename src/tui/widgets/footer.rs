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

impl<'a> Footer<'a> {
    /// Columns that all of it takes.
    pub fn width(&self, look: &Look) -> u16 {
        let hints = self.hints(look).map(|hint| hint.width() + GAP);
        hints.sum::<usize>().saturating_sub(GAP) as u16
    }

    /// Draws the line.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let mut x = area.x;
        for hint in self.hints(look) {
            let width = hint.width() as u16;
            if x + width > area.right() {
                continue;
            }
            canvas.spot(Rect::new(x, area.y, width, 1), Spot::Run(hint.action));
            let after_key = canvas.print(x, area.y, hint.key, width, look.theme.key);
            x = canvas.print(after_key + 1, area.y, hint.words, width, look.theme.dim) + GAP as u16;
        }
    }

    /// The actions that have a key, each called as in the topmost layer that knows it.
    fn hints<'l>(&self, look: &'l Look) -> impl Iterator<Item = Hint<'l>> + use<'a, 'l> {
        let layers = self.layers;
        self.actions.iter().filter_map(move |&action| {
            let key = |layer: &Layer| look.keymap.hint(*layer, action).map(|key| (*layer, key));
            let (layer, key) = layers.iter().find_map(key)?;
            Some(Hint { action, key, words: look.words.text(action.words_key_in(layer)) })
        })
    }
}

/// A key and what it does.
struct Hint<'l> {
    action: Action,
    key: &'l str,
    words: &'l str,
}

impl Hint<'_> {
    fn width(&self) -> usize {
        text::width(self.key) + 1 + text::width(self.words)
    }
}
