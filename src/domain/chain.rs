//! The hash chain: each event carries a hash over its predecessor's and its own encoding, so nothing can be changed unnoticed.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// A SHA-256 hash, written as 64 hexadecimal digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(into = "String", try_from = "String")]
#[schema(value_type = String)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map(|()| Self(bytes))
    }
}

/// The end of a log: what the next event is chained to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Sequence number of the last event; 0 for an empty log.
    pub seq: u64,
    /// Its hash; zeros for an empty log.
    pub hash: Hash,
}

impl Chain {
    /// Appends an encoded event: SHA-256 over the hash before, the sequence number (8 bytes, big-endian) and the encoding.
    ///
    /// The encoding is the very bytes that are stored, so that no later change of the encoder can break an old log.
    pub fn append(&mut self, encoded: &[u8]) -> Hash {
        self.seq += 1;
        let mut digest = Sha256::new();
        digest.update(self.hash.0);
        digest.update(self.seq.to_be_bytes());
        digest.update(encoded);
        self.hash = Hash(digest.finalize().into());
        self.hash
    }

    /// Walks over a stored event.
    ///
    /// # Errors
    /// When the sequence number does not follow or the hash is not what the encoding gives.
    pub fn verify(&mut self, seq: u64, encoded: &[u8], stored: Hash) -> Result<(), ChainError> {
        if seq != self.seq + 1 {
            return Err(ChainError::Gap { after: self.seq, found: seq });
        }
        if self.append(encoded) == stored { Ok(()) } else { Err(ChainError::Changed { seq }) }
    }
}

/// Where a chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Events are missing or doubled.
    #[error(
        "event {found} follows event {after}: the log has a gap or a double there; restore it from a backup"
    )]
    Gap {
        /// The last good one.
        after: u64,
        /// The one found next.
        found: u64,
    },
    /// An event is not what it was.
    #[error(
        "event {seq} is not what was written: it or one before it was changed after the fact; restore the log from a backup"
    )]
    Changed {
        /// The first bad one.
        seq: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_event_breaks_the_chain_where_it_stands() {
        let mut written = Chain::default();
        let hashes = [written.append(b"a"), written.append(b"b")];
        let mut walk = Chain::default();
        assert_eq!(walk.verify(1, b"a", hashes[0]), Ok(()));
        assert_eq!(walk.clone().verify(2, b"B", hashes[1]), Err(ChainError::Changed { seq: 2 }));
        assert_eq!(walk.verify(3, b"b", hashes[1]), Err(ChainError::Gap { after: 1, found: 3 }));
    }
}
