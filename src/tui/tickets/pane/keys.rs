//! The keys of what lies over the panes, and which of them are told of: a path that is typed has its own. Pure.

use super::TicketPane;
use crate::tui::{
    keymap::{Action, Layer},
    runtime::{Focus, Typing},
    tickets::deed::{Deed, Field},
};

impl TicketPane {
    /// The keys that count while something of it lies over the panes.
    pub fn focus(&self) -> Option<Focus> {
        let of_deed = |deed: &Deed| {
            let layers = self.path_layer().into_iter().chain([Layer::Deed]).collect();
            Focus { layers, typing: deed.typing() }
        };
        self.layers.focus().or_else(|| self.deed.as_ref().map(of_deed))
    }

    /// What the keys of what lies over the panes do, the most important first.
    pub fn hints(&self) -> Option<Vec<Action>> {
        let of_layers = self.layers.hints().map(<[Action]>::to_vec);
        of_layers.or_else(|| self.deed.as_ref().map(|deed| self.deed_hints(deed)))
    }

    fn deed_hints(&self, deed: &Deed) -> Vec<Action> {
        use Action::{Close, FieldChoose, FieldNext, FileRemove, ValueNext, WorkSend};
        let hints: &[Action] = match self.path_layer() {
            // What is on its way can only be left.
            _ if deed.is_sending => &[Close],
            Some(Layer::Evidence) => &[FieldChoose, FieldNext, Close, WorkSend],
            Some(Layer::Folder) => &[FieldChoose, FieldNext, Close],
            _ if self.saves() => &[Close],
            Some(_) => &[WorkSend, FileRemove, FieldNext, Close],
            None if deed.typing() != Typing::Nothing => &[WorkSend, FieldNext, Close],
            None => &[WorkSend, FieldNext, FieldChoose, Close, ValueNext],
        };
        let is_alone = deed.fields.len() == 1 && !self.types_path();
        hints.iter().copied().filter(|action| *action != FieldNext || !is_alone).collect()
    }

    /// The layer of a path where the cursor is: one that is typed is taken and completed, a file that was chosen is taken away.
    fn path_layer(&self) -> Option<Layer> {
        let deed = self.deed.as_ref().filter(|deed| !deed.is_sending)?;
        match deed.field()? {
            Field::Folder if self.types_path() => Some(Layer::Folder),
            Field::Evidence if self.types_path() => Some(Layer::Evidence),
            Field::Evidence if deed.proofs.iter().any(|proof| !proof.is_sent) => Some(Layer::Chosen),
            _ => None,
        }
    }
}
