//! One setting over the others: a variable or a flag names a key and gives a text, whose type the setting decides.

use toml::{Table, Value};

use super::{Flag, Settings, Trouble, trouble::explain};

/// A setting from outside the files.
pub(super) struct Override {
    /// How its giver calls it: `HOTDESK_SERVER_LISTEN`, `--locale`.
    pub place: String,
    /// Section.
    pub section: String,
    /// Key in the section.
    pub key: String,
    /// Its text.
    pub text: String,
}

impl Override {
    /// The override that a variable makes; none for variables that name no section.
    pub fn from_variable(name: &str, text: &str) -> Option<Self> {
        let (section, key) = name.strip_prefix("HOTDESK_")?.split_once('_')?;
        let section = section.to_lowercase();
        let known = table_of(&Settings::default()).ok()?.contains_key(&section);
        known.then(|| Self {
            place: name.to_owned(),
            section,
            key: key.to_lowercase(),
            text: text.to_owned(),
        })
    }

    /// The override that a flag makes.
    pub fn from_flag(flag: &Flag) -> Self {
        Self {
            place: flag.name.into(),
            section: flag.section.into(),
            key: flag.key.into(),
            text: flag.text.clone(),
        }
    }

    /// The settings with this one changed.
    pub fn apply(&self, settings: &Settings) -> Result<Settings, Trouble> {
        let trouble = |what: String| Trouble::new(&self.place, what);
        let mut table = table_of(settings).map_err(|error| trouble(error.to_string()))?;
        let section = table.entry(&self.section).or_insert_with(|| Table::new().into());
        if let Value::Table(section) = section {
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

fn table_of(settings: &Settings) -> Result<Table, toml::ser::Error> {
    Table::try_from(settings)
}
