//! The keys that count here, made from the keymap, layer by layer; a click on a line runs it.

use ratatui::layout::Rect;

use super::{HasFocus, Pane};
use crate::tui::{
    keymap::{Action, Binding, Layer},
    runtime::{Canvas, Input, Look, Spot, Zone},
    text,
};

/// The zone of the open help.
const HELP_ZONE: Zone = Zone(60_003);
/// Cells for the keys before the sentence.
const KEYS: usize = 13;
/// Cells of a column of keys and sentences.
const COLUMN: u16 = 37;
/// Lines that a page key moves.
const PAGE: usize = 10;

/// The open help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    layers: Vec<Layer>,
    hidden: Vec<Action>,
    top: usize,
}

/// What an input did to the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Helped {
    /// It stays open.
    Open,
    /// It is to be closed.
    Closed,
    /// A line was clicked: it is to be closed and the action done.
    Run(Action),
}

/// One line of help.
enum Row<'a> {
    Layer(&'a str),
    Key { keys: String, words: &'a str, action: Action },
    Blank,
}

impl Help {
    /// The keys of these layers, in this order.
    pub fn new(layers: &[Layer]) -> Self {
        Self { layers: layers.to_vec(), hidden: Vec::new(), top: 0 }
    }

    /// The same without these actions, which are not possible here.
    pub fn without(self, hidden: Vec<Action>) -> Self {
        Self { hidden, ..self }
    }

    pub(in crate::tui) fn input<M>(&mut self, input: &Input<M>) -> Helped {
        match input {
            Input::Act(Action::Close) => return Helped::Closed,
            Input::Act(Action::ListUp) => self.top = self.top.saturating_sub(1),
            Input::Act(Action::ListDown) => self.top += 1,
            Input::Act(Action::ListPageUp) => self.top = self.top.saturating_sub(PAGE),
            Input::Act(Action::ListPageDown) => self.top += PAGE,
            Input::Act(action) => return Helped::Run(*action),
            Input::Scroll { lines, .. } => self.top = self.top.saturating_add_signed(isize::from(*lines)),
            _ => (),
        }
        let most = self.layers.len() * (Action::ALL.len() + 2);
        self.top = self.top.min(most);
        Helped::Open
    }

    pub(in crate::tui) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let title = look.words.text("shell.help-title");
        let pane = Pane { title, note: "", focus: HasFocus::Yes, zone: HELP_ZONE };
        let inner = pane.draw(canvas, area, look);
        let rows = self.rows(look);
        let columns = usize::from(inner.width / COLUMN).max(1);
        let height = usize::from(inner.height).max(rows.len().div_ceil(columns));
        let top = self.top.min(height.saturating_sub(usize::from(inner.height)));
        for (x, column) in (inner.x..inner.right()).step_by(usize::from(COLUMN)).zip(rows.chunks(height)) {
            let place = Rect { x, width: COLUMN.min(inner.right() - x), height: 1, ..inner };
            for (y, row) in (inner.y..inner.bottom()).zip(column.iter().skip(top)) {
                draw_row(canvas, Rect { y, ..place }, look, row);
            }
        }
    }

    fn rows<'a>(&self, look: &'a Look) -> Vec<Row<'a>> {
        let mut rows = Vec::new();
        for layer in &self.layers {
            let is_shown =
                |binding: &&Binding| !binding.keys.is_empty() && !self.hidden.contains(&binding.action);
            let bindings = look.keymap.bindings(*layer).iter().filter(is_shown);
            let keys = bindings.map(|binding| Row::Key {
                keys: binding.labels().join(" "),
                words: look.words.text(binding.action.words_key_in(*layer)),
                action: binding.action,
            });
            let keys = keys.collect::<Vec<_>>();
            if !keys.is_empty() {
                rows.push(Row::Layer(look.words.text(layer.words_key())));
                rows.extend(keys);
                rows.push(Row::Blank);
            }
        }
        rows.pop();
        rows
    }
}

fn draw_row(canvas: &mut Canvas<'_>, area: Rect, look: &Look, row: &Row<'_>) {
    match row {
        Row::Blank => (),
        Row::Layer(name) => {
            canvas.print(area.x, area.y, name, area.width, look.theme.title);
        }
        Row::Key { keys, words, action } => {
            canvas.spot(area, Spot::Run(*action));
            let x = canvas.print(area.x + 1, area.y, &text::pad(keys, KEYS), area.width, look.theme.key);
            canvas.print(x + 1, area.y, words, area.right().saturating_sub(x + 2), look.theme.text);
        }
    }
}
