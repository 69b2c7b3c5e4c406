//! An event as the log stores it: the very bytes that are hashed, beside what they say.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::domain::{Actor, Chain, EVENT_VERSION, Event, Hash, Recorded};

/// An event on its way into the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is stored, decoded.
    pub recorded: Recorded,
    /// The encoding: JSON of version, time, actor and event. These bytes are hashed and stored, and never written again.
    pub body: Vec<u8>,
}

#[derive(Serialize)]
struct BodyOut<'a> {
    version: u16,
    at: DateTime<Utc>,
    actor: &'a Actor,
    event: &'a Event,
}

#[derive(Deserialize)]
struct BodyIn {
    at: DateTime<Utc>,
    actor: Actor,
    event: Event,
}

/// Read alone first, so that a newer encoding is told from a broken one.
#[derive(Deserialize)]
struct Version {
    version: u16,
}

impl Entry {
    /// Encodes an event and chains it to the end of the log.
    ///
    /// # Errors
    /// When the event cannot be encoded; the chain is then unchanged.
    pub fn chained(
        chain: &mut Chain,
        at: DateTime<Utc>,
        actor: Actor,
        event: Event,
    ) -> Result<Self, StoreError> {
        let out = BodyOut { version: EVENT_VERSION, at, actor: &actor, event: &event };
        let body = serde_json::to_vec(&out).map_err(|error| StoreError::Encoding(error.to_string()))?;
        let hash = chain.append(&body);
        let recorded = Recorded { seq: chain.seq, at, actor, version: EVENT_VERSION, event, hash };
        Ok(Self { recorded, body })
    }
}

/// A row of the log as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Place in the log.
    pub seq: u64,
    /// The encoding as hashed.
    pub body: Vec<u8>,
    /// The chain's hash.
    pub hash: Hash,
}

impl StoredEvent {
    /// What the row says.
    ///
    /// # Errors
    /// [`StoreError::NewerEvent`] when a newer program wrote it, [`StoreError::BrokenEvent`] when it is no event at all.
    pub fn decode(&self) -> Result<Recorded, StoreError> {
        let broken = |error: serde_json::Error| StoreError::BrokenEvent {
            seq: self.seq,
            // The words around an error may be a caller's: only its place is told.
            place: format!("line {} column {}", error.line(), error.column()),
        };
        let Version { version } = serde_json::from_slice(&self.body).map_err(broken)?;
        if version > EVENT_VERSION {
            return Err(StoreError::NewerEvent { seq: self.seq, version });
        }
        let BodyIn { at, actor, event } = serde_json::from_slice(&self.body).map_err(broken)?;
        Ok(Recorded { seq: self.seq, at, actor, version, event, hash: self.hash })
    }
}
