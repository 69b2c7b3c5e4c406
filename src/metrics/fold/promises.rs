//! What a queue promised, and since when: a change holds from its date on, and rewrites nothing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::metrics::Promise;

/// What was promised, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Promises(Vec<(DateTime<Utc>, Promise)>);

impl Promises {
    /// From then on this is promised, until something else is. What is promised already is not said twice.
    pub fn add(&mut self, from: DateTime<Utc>, promise: Promise) {
        let place = self.0.partition_point(|(since, _)| *since <= from);
        if place == 0 || self.0[place - 1].1 != promise {
            self.0.insert(place, (from, promise));
        }
    }

    /// What was promised at that instant; none if nothing was yet.
    pub fn at(&self, at: DateTime<Utc>) -> Option<Promise> {
        let place = self.0.partition_point(|(since, _)| *since <= at);
        place.checked_sub(1).map(|place| self.0[place].1)
    }
}

impl From<Promise> for Promises {
    /// This was always promised.
    fn from(promise: Promise) -> Self {
        Self(vec![(DateTime::<Utc>::MIN_UTC, promise)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_holds_from_its_date_on() {
        let at = |s| DateTime::from_timestamp(s, 0).expect("a time");
        let promise = |target_s| Promise { target_s, short_abandon_s: 5 };
        let mut promises = Promises::default();
        promises.add(at(20), promise(15));
        promises.add(at(10), promise(20));
        promises.add(at(30), promise(15));
        let seen: Vec<_> =
            [9, 10, 19, 20, 40].iter().map(|s| promises.at(at(*s)).map(|p| p.target_s)).collect();
        assert_eq!(seen, [None, Some(20), Some(20), Some(15), Some(15)]);
        assert_eq!(promises.0.len(), 2, "what is promised already is not said twice");
    }
}
