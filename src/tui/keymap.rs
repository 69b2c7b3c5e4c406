//! Which key does what, where: data from `config/keymap.toml`, a user's file merged over it.
//!
//! The runtime asks [`Keymap::action`] with the layers that the screen names; screens and recordings only ever see the
//! [`Action`]. Help, footer and palette are made from [`Keymap::bindings`], so they cannot disagree with the keys.
//! It must not know any screen.

mod action;
mod label;
mod layer;
mod load;

use std::collections::HashMap;

use crokey::KeyCombination;
use crossterm::event::KeyEvent;

pub use action::Action;
pub use layer::Layer;

use crate::tui::data_file::{DataError, DataFile};

const BUILT_IN: DataFile<'static> =
    DataFile { name: "config/keymap.toml (built in)", text: include_str!("../../config/keymap.toml") };

/// An action with the keys that run it in one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// What the keys do.
    pub action: Action,
    /// The keys, first the one that hints show. Empty when a user took the keys away.
    pub keys: Vec<KeyCombination>,
    /// The first key as people write it (`Ctrl-S`), empty when there is none.
    pub hint: String,
}

impl Binding {
    /// All keys as people write them.
    pub fn labels(&self) -> Vec<String> {
        self.keys.iter().copied().map(label::label).collect()
    }
}

/// All bindings by layer.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    layers: HashMap<Layer, Vec<Binding>>,
    by_key: HashMap<(Layer, KeyCombination), Action>,
}

impl Keymap {
    /// The built-in keys, with a user's file over them: an entry there replaces the keys of that action in that layer.
    ///
    /// Errors name file and line: an unknown layer or action, a key that cannot be read, one key for two actions.
    pub fn load(user: Option<DataFile<'_>>) -> Result<Self, DataError> {
        load::keymap(BUILT_IN, user)
    }

    /// What a key does in these layers, the topmost first.
    pub fn action(&self, layers: &[Layer], key: KeyEvent) -> Option<Action> {
        let key = KeyCombination::from(key);
        layers.iter().find_map(|layer| self.by_key.get(&(*layer, key)).copied())
    }

    /// The key to show for an action of a layer, such as `F5`; `None` when it has no key there.
    pub fn hint(&self, layer: Layer, action: Action) -> Option<&str> {
        let binding = self.bindings(layer).iter().find(|binding| binding.action == action)?;
        Some(binding.hint.as_str()).filter(|hint| !hint.is_empty())
    }

    /// The key to show for an action in the topmost of these layers that has one.
    pub fn hint_in(&self, layers: &[Layer], action: Action) -> Option<&str> {
        layers.iter().find_map(|layer| self.hint(*layer, action))
    }

    /// The bindings of a layer in the order of [`Action`].
    pub fn bindings(&self, layer: Layer) -> &[Binding] {
        self.layers.get(&layer).map_or(&[], Vec::as_slice)
    }
}
