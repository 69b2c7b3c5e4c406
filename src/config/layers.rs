//! One setting over the others: a variable or a flag names a key and gives a text, whose type the setting decides.

use toml::{Table, Value};

use super::{Flag, Settings, Trouble, trouble::explain};

/// A setting from outside the files.
pub(super) struct Override {
    /// How its giver calls it: `HOTDESK_SERVER_LISTEN`, `--locale`.
    pub place: String,
    /// Section, and the section in it where there is one.
    pub section: Vec<String>,
    /// Key in the section.
    pub key: String,
    /// Its text.
    pub text: String,
}

impl Override {
    /// The override that a variable makes; none for variables that name no section.
    pub fn from_variable(name: &str, text: &str) -> Option<Self> {
        let mut table = table_of(&Settings::default()).ok()?;
        let mut section = Vec::new();
        let mut key = name.strip_prefix("HOTDESK_")?.to_lowercase();
        while let Some((first, rest)) = key.split_once('_')
            && let Some(Value::Table(inner)) = table.remove(first)
        {
            section.push(first.to_owned());
            (table, key) = (inner, rest.to_owned());
        }
        let known = !section.is_empty();
        known.then(|| Self { place: name.to_owned(), section, key, text: text.to_owned() })
    }

    /// The override that a flag makes.
    pub fn from_flag(flag: &Flag) -> Self {
        Self {
            place: flag.name.into(),
            section: vec![flag.section.into()],
            key: flag.key.into(),
            text: flag.text.clone(),
        }
    }

    /// The settings with this one changed.
    pub fn apply(&self, settings: &Settings) -> Result<Settings, Trouble> {
        let trouble = |what: String| Trouble::new(&self.place, what);
        let mut table = table_of(settings).map_err(|error| trouble(error.to_string()))?;
        if let Some(section) = self.section.iter().try_fold(&mut table, inner) {
            let value = self.value(section.get(&self.key));
            section.insert(self.key.clone(), value);
        }
        serde_path_to_error::deserialize(table).map_err(|error| {
            let key = error.path().to_string();
            trouble(explain(&key, error.inner().message()))
        })
    }

    /// The text as a value: text where the setting is one, else what TOML reads in it.
    fn value(&self, present: Option<&Value>) -> Value {
        let as_text = || Value::String(self.text.clone());
        match present {
            Some(Value::String(_)) => as_text(),
            _ => self.text.parse().unwrap_or_else(|_| as_text()),
        }
    }
}

/// The section of this name, made if it is not there.
fn inner<'table>(table: &'table mut Table, name: &String) -> Option<&'table mut Table> {
    table.entry(name).or_insert_with(|| Table::new().into()).as_table_mut()
}

fn table_of(settings: &Settings) -> Result<Table, toml::ser::Error> {
    Table::try_from(settings)
}
