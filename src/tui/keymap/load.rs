//! Reads keymap files and refuses what cannot work, with file, line and what to do.

use std::collections::{BTreeMap, HashMap};

use crokey::KeyCombination;
use serde::Deserialize;
use toml::Spanned;

use super::{Action, Binding, Keymap, Layer, label::label};
use crate::tui::data_file::{DataError, DataFile};

type File = BTreeMap<Spanned<String>, Vec<Entry>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    on: Vec<Spanned<String>>,
    run: Spanned<String>,
}

/// A binding with the place where it was written, while files are merged.
struct Written<'a> {
    keys: Vec<KeyCombination>,
    file: DataFile<'a>,
    at: std::ops::Range<usize>,
}

type Merged<'a> = BTreeMap<(Layer, Action), Written<'a>>;

pub(super) fn keymap(built_in: DataFile<'_>, user: Option<DataFile<'_>>) -> Result<Keymap, DataError> {
    let mut merged = read(built_in)?;
    if let Some(file) = user {
        merged.extend(read(file)?);
    }
    Ok(Keymap { by_key: index(&merged)?, layers: by_layer(&merged) })
}

fn read(file: DataFile<'_>) -> Result<Merged<'_>, DataError> {
    let mut merged = Merged::new();
    for (name, entries) in file.parse::<File>()? {
        let layer = Layer::from_name(name.get_ref()).ok_or_else(|| unknown_layer(file, &name))?;
        for entry in entries {
            let (action, written) = read_entry(file, &entry)?;
            if merged.insert((layer, action), written).is_some() {
                let problem =
                    format!("\"{action}\" stands twice in layer \"{}\": keep one entry", layer.name());
                return Err(file.error(entry.run.span(), problem));
            }
        }
    }
    Ok(merged)
}

fn read_entry<'a>(file: DataFile<'a>, entry: &Entry) -> Result<(Action, Written<'a>), DataError> {
    let action = Action::from_name(entry.run.get_ref()).ok_or_else(|| unknown_action(file, &entry.run))?;
    let keys = entry.on.iter().map(|key| read_key(file, key)).collect::<Result<_, _>>()?;
    Ok((action, Written { keys, file, at: entry.run.span() }))
}

fn read_key(file: DataFile<'_>, key: &Spanned<String>) -> Result<KeyCombination, DataError> {
    key.get_ref().parse().map(KeyCombination::normalized).map_err(|_| {
        let problem = format!(
            "key \"{}\" cannot be read: write it like \"f5\", \"ctrl-s\", \"alt-1\", \"shift-f2\", \"enter\" or \"x\"",
            key.get_ref()
        );
        file.error(key.span(), problem)
    })
}

fn unknown_layer(file: DataFile<'_>, name: &Spanned<String>) -> DataError {
    let known = Layer::ALL.iter().map(|layer| layer.name()).collect::<Vec<_>>().join(", ");
    file.error(name.span(), format!("unknown layer \"{}\": use one of {known}", name.get_ref()))
}

fn unknown_action(file: DataFile<'_>, name: &Spanned<String>) -> DataError {
    let wanted = name.get_ref().as_str();
    let near = Action::ALL.iter().map(|action| action.name()).min_by_key(|known| distance(wanted, known));
    let problem = format!("unknown action \"{wanted}\": did you mean \"{}\"?", near.unwrap_or_default());
    file.error(name.span(), problem)
}

/// Letters that the shorter name lacks, which is enough to guess a misspelt action.
fn distance(wanted: &str, known: &str) -> usize {
    let same = wanted.chars().zip(known.chars()).take_while(|(a, b)| a == b).count();
    let shared = wanted.chars().filter(|letter| known.contains(*letter)).count();
    (wanted.len() + known.len()).saturating_sub(same + shared)
}

fn index(merged: &Merged<'_>) -> Result<HashMap<(Layer, KeyCombination), Action>, DataError> {
    let mut by_key = HashMap::new();
    for ((layer, action), written) in merged {
        for key in &written.keys {
            if let Some(other) = by_key.insert((*layer, *key), *action) {
                return Err(clash(merged, *layer, *key, [other, *action]));
            }
        }
    }
    Ok(by_key)
}

/// Names the later of the two entries, because that is the one that its author has just written.
fn clash(merged: &Merged<'_>, layer: Layer, key: KeyCombination, actions: [Action; 2]) -> DataError {
    let places = actions.map(|action| &merged[&(layer, action)]);
    let user_wrote_first =
        places[0].file.name != places[1].file.name && places[1].file.name.contains("(built in)");
    let (blamed, other) = match user_wrote_first || places[1].at.start < places[0].at.start {
        true => (0, 1),
        false => (1, 0),
    };
    let problem = format!(
        "key {} of \"{}\" already runs \"{}\" in layer \"{}\": give one of them another key",
        label(key),
        actions[blamed],
        actions[other],
        layer.name()
    );
    places[blamed].file.error(places[blamed].at.clone(), problem)
}

fn by_layer(merged: &Merged<'_>) -> HashMap<Layer, Vec<Binding>> {
    let mut layers: HashMap<Layer, Vec<Binding>> = HashMap::new();
    for ((layer, action), written) in merged {
        let hint = written.keys.first().copied().map(label).unwrap_or_default();
        let binding = Binding { action: *action, keys: written.keys.clone(), hint };
        layers.entry(*layer).or_default().push(binding);
    }
    layers
}
