//! The calls of a record that are not over yet: a bounded number, however long the record.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::lines::Spot;

/// Calls by name, in the order in which they began.
pub struct OpenCalls<T> {
    most: usize,
    calls: HashMap<String, (Spot, T)>,
    order: BTreeMap<Spot, String>,
}

impl<T> OpenCalls<T> {
    /// None yet, and never more than `most`.
    pub fn new(most: usize) -> Self {
        Self { most, calls: HashMap::new(), order: BTreeMap::new() }
    }

    /// The call of this name; one that is new began at `spot`, where nothing else begins.
    pub fn of(&mut self, name: &str, spot: Spot, new: impl FnOnce() -> T) -> &mut T {
        if !self.calls.contains_key(name) {
            self.order.insert(spot, name.to_owned());
        }
        &mut self.calls.entry(name.to_owned()).or_insert_with(|| (spot, new())).1
    }

    /// The call of this name, if it is open.
    pub fn get(&mut self, name: &str) -> Option<&mut T> {
        self.calls.get_mut(name).map(|(_, call)| call)
    }

    /// The call that began first.
    pub fn first(&self) -> Option<&T> {
        let (_, name) = self.order.first_key_value()?;
        self.calls.get(name).map(|(_, call)| call)
    }

    /// A call is over.
    pub fn close(&mut self, name: &str) -> Option<T> {
        let (spot, call) = self.calls.remove(name)?;
        self.order.remove(&spot);
        Some(call)
    }

    /// The call that began first, if there are more than may be: nothing will come of it any more.
    pub fn spill(&mut self) -> Option<T> {
        if self.calls.len() > self.most { self.close_first() } else { None }
    }

    /// The call that began first.
    pub fn close_first(&mut self) -> Option<T> {
        let (_, name) = self.order.pop_first()?;
        self.calls.remove(&name).map(|(_, call)| call)
    }

    /// Where the first of them began.
    pub fn since(&self) -> Option<Spot> {
        self.order.first_key_value().map(|(spot, _)| *spot)
    }
}

/// The latest names: what is told twice is told once.
pub struct Lately {
    most: usize,
    names: HashSet<String>,
    order: VecDeque<String>,
}

impl Lately {
    /// Remembers the last `most` names.
    pub fn new(most: usize) -> Self {
        Self { most, names: HashSet::new(), order: VecDeque::new() }
    }

    /// Whether the name is new; from now on it is not.
    pub fn is_new(&mut self, name: &str) -> bool {
        if !self.names.insert(name.to_owned()) {
            return false;
        }
        self.order.push_back(name.to_owned());
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.names.remove(&oldest);
        }
        true
    }
}
