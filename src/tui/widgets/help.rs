//! The keys that count here, made from the keymap, layer by layer; a click on a line runs it. A layer stays whole in its column.

use std::ops::Range;

use ratatui::layout::Rect;

use super::{HasFocus, Pane, scroll};
use crate::tui::{
    keymap::{Action, Binding, Keymap, Layer},
    runtime::{Canvas, Input, Look, Spot, Zone},
    text,
};

/// The zone of the open help.
const HELP_ZONE: Zone = Zone(60_003);
/// Cells for the keys before the sentence.
const KEYS: usize = 13;
/// Cells of a column of keys and sentences.
const COLUMN: u16 = 37;

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

    /// Moves in the help, which has this place on the screen.
    pub(in crate::tui) fn input<M>(&mut self, input: &Input<M>, area: Rect) -> Helped {
        // Which keys somebody has chosen changes little of how many lines there are.
        let most = || Keymap::load(None).map_or(0, |keymap| self.most(&keymap, Pane::inner(area)));
        match (scroll::scrolled(self.top, input, most), input) {
            (Some(top), _) => self.top = top,
            (None, Input::Act(Action::Close)) => return Helped::Closed,
            (None, Input::Act(action)) => return Helped::Run(*action),
            (None, _) => {}
        }
        Helped::Open
    }

    pub(in crate::tui) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let title = look.words.text("shell.help-title");
        let pane = Pane { title, note: "", focus: HasFocus::Yes, zone: HELP_ZONE };
        let inner = pane.draw(canvas, area, look);
        let top = self.top.min(self.most(&look.keymap, inner));
        let layers = self.layers(&look.keymap);
        let columns = columns(&layers, inner);
        for (x, column) in (inner.x..inner.right()).step_by(usize::from(COLUMN)).zip(columns) {
            let place = Rect { x, width: COLUMN.min(inner.right() - x), height: 1, ..inner };
            let rows = rows(&layers[column], look);
            for (y, row) in (inner.y..inner.bottom()).zip(rows.iter().skip(top)) {
                draw_row(canvas, Rect { y, ..place }, look, row);
            }
        }
    }

    /// The lowest line that can be the first one seen.
    fn most(&self, keymap: &Keymap, inner: Rect) -> usize {
        let layers = self.layers(keymap);
        let tallest = columns(&layers, inner).into_iter().map(|column| height(&layers[column])).max();
        tallest.unwrap_or_default().saturating_sub(usize::from(inner.height))
    }

    /// The layers that have keys, each with them.
    fn layers<'a>(&self, keymap: &'a Keymap) -> Vec<(Layer, Vec<&'a Binding>)> {
        let is_shown =
            |binding: &&Binding| !binding.keys.is_empty() && !self.hidden.contains(&binding.action);
        let keys = |layer: Layer| keymap.bindings(layer).iter().filter(is_shown).collect::<Vec<_>>();
        let layers = self.layers.iter().map(|layer| (*layer, keys(*layer)));
        layers.filter(|(_, keys)| !keys.is_empty()).collect()
    }
}

/// Lines of these layers below each other, each with its head, and a blank one between them.
fn height(layers: &[(Layer, Vec<&Binding>)]) -> usize {
    layers.iter().map(|(_, keys)| keys.len() + 2).sum::<usize>().saturating_sub(1)
}

/// Which layers stand in which column: as many as are seen at once, and where that is not enough for all, as few more as it takes.
fn columns(layers: &[(Layer, Vec<&Binding>)], inner: Rect) -> Vec<Range<usize>> {
    let most = usize::from(inner.width / COLUMN).max(1);
    let heights = usize::from(inner.height)..=height(layers);
    let filled = heights.map(|tallest| filled(layers, tallest)).find(|columns| columns.len() <= most);
    filled.unwrap_or_else(|| std::iter::once(0..layers.len()).collect())
}

/// Columns no taller than this, but for a layer that alone is.
fn filled(layers: &[(Layer, Vec<&Binding>)], tallest: usize) -> Vec<Range<usize>> {
    let mut columns: Vec<Range<usize>> = Vec::new();
    for at in 0..layers.len() {
        match columns.last_mut() {
            Some(column) if height(&layers[column.start..=at]) <= tallest => column.end = at + 1,
            _ => columns.push(at..at + 1),
        }
    }
    columns
}

fn rows<'a>(layers: &[(Layer, Vec<&Binding>)], look: &'a Look) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (layer, keys) in layers {
        rows.push(Row::Layer(look.words.text(layer.words_key())));
        rows.extend(keys.iter().map(|binding| Row::Key {
            keys: binding.labels().join(" "),
            words: look.words.text(binding.action.words_key_in(*layer)),
            action: binding.action,
        }));
        rows.push(Row::Blank);
    }
    rows
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
