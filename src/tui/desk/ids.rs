//! Ids made inside a pure model: from a seed that a message brings, so that a replay makes the same ones.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// One request of a screen: names it in the answer, and is the idempotency key of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub Uuid);

/// A source of UUIDv7 that a seed decides. The seed comes from real randomness at the program's edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    seed: Uuid,
    made: u64,
}

impl Ids {
    /// A source with this seed, which must be new for each run of the program.
    pub fn new(seed: Uuid) -> Self {
        Self { seed, made: 0 }
    }

    /// The next id, sorted by `now` as UUIDv7 are.
    pub fn uuid(&mut self, now: DateTime<Utc>) -> Uuid {
        self.made += 1;
        let mixed = Uuid::new_v5(&self.seed, &self.made.to_be_bytes());
        let mut noise = [0; 10];
        noise.copy_from_slice(&mixed.as_bytes()[..10]);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &noise).into_uuid()
    }

    /// The id of a new request.
    pub fn request(&mut self, now: DateTime<Utc>) -> RequestId {
        RequestId(self.uuid(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_ids_and_another_seed_others() {
        let now = DateTime::UNIX_EPOCH;
        let make = |seed| {
            let mut ids = Ids::new(Uuid::from_u128(seed));
            [ids.uuid(now), ids.uuid(now)]
        };
        let [first, second] = make(1);
        assert_eq!(make(1), [first, second]);
        assert_ne!(first, second);
        assert_ne!(make(2)[0], first);
        assert_eq!(first.get_version_num(), 7);
    }
}
