//! Names in a record as small numbers: millions of lines name the same few queues and agents.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, Hasher},
};

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use crate::metrics::{Keys, Labels};

/// A queue, an agent or a service type of a record: where it is in [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name(u32);

/// What names stand for.
#[derive(Debug, Default)]
pub struct Names {
    texts: Vec<Box<str>>,
    places: HashMap<Box<str>, Name, FixedState>,
}

/// How the calls of a record are told apart.
pub trait FileKeys: Keys<Call: Hash, Queue = Name, Agent = Name, Service = Name, Contact = u64> {
    /// A call by the name that the record has for it.
    fn call(text: &str) -> Self::Call;
}

/// A caller by a number that is made of what the record says who calls.
pub fn contact(text: &str) -> u64 {
    let mut hasher = FixedState::with_seed(1).build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Calls by a number that is made of their names: what sums need. Two calls that are under way at once have the same number once in 10^13.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ByNumber;

/// Calls by their names: what it takes to list them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ByText;

impl Keys for ByNumber {
    type Call = u64;
    type Queue = Name;
    type Agent = Name;
    type Service = Name;
    type Contact = u64;
}

impl Keys for ByText {
    type Call = Box<str>;
    type Queue = Name;
    type Agent = Name;
    type Service = Name;
    type Contact = u64;
}

impl FileKeys for ByNumber {
    fn call(text: &str) -> u64 {
        let mut hasher = FixedState::with_seed(0).build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

impl FileKeys for ByText {
    fn call(text: &str) -> Box<str> {
        text.into()
    }
}

impl Names {
    /// The number of this name.
    pub fn of(&mut self, text: &str) -> Name {
        if let Some(&name) = self.places.get(text) {
            return name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.places.insert(text.into(), name);
        name
    }

    /// What it stands for.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0 as usize).map_or("", |text| text)
    }
}

impl<K: FileKeys> Labels<K> for Names {
    fn queue(&self, queue: &Name) -> String {
        self.text(*queue).to_owned()
    }

    fn service(&self, service: &Name) -> String {
        self.text(*service).to_owned()
    }

    fn agent(&self, agent: &Name) -> String {
        self.text(*agent).to_owned()
    }
}
