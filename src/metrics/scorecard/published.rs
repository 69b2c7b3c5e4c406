//! Scorecards that were published: a record that is read again, and never computed anew.
//!
//! The record is a text: a line with the SHA-256 of all that follows, as 64 hexadecimal digits, and the scorecard with all points as json.
//! The hash is over the very bytes that are stored, so that no later change of the encoder can break an old record.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Scored, scorecard_sheet};
use crate::{
    domain::{Hash, Locale, scorecards::Scorecard},
    metrics::{Interval, Sheet},
};

/// A period's scorecards as they were published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The scorecard as it was, with all its rules.
    pub card: Scorecard,
    /// The period.
    pub period: Interval,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// What everybody came to.
    pub scored: Vec<Scored>,
}

/// A record that is not what was published.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is in its message")]
pub enum NotWhole {
    #[error("the record has no hash in its first line: it is no published scorecard")]
    NoHash,
    #[error("the record was changed after it was published: its hash is {found}, not {said}")]
    Changed { said: Hash, found: Hash },
    #[error("the record cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl Published {
    /// The record.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn write(&self) -> Result<String, NotWhole> {
        let body = serde_json::to_string_pretty(self)?;
        Ok(format!("{}\n{body}\n", hash(&format!("{body}\n"))))
    }

    /// What was published, if the record is as it was.
    ///
    /// # Errors
    /// When it was changed, or is no such record.
    pub fn read(record: &str) -> Result<Self, NotWhole> {
        let (first, body) = record.split_once('\n').ok_or(NotWhole::NoHash)?;
        let said = Hash::try_from(first.trim().to_owned()).map_err(|_| NotWhole::NoHash)?;
        let found = hash(body);
        if said != found {
            return Err(NotWhole::Changed { said, found });
        }
        Ok(serde_json::from_str(body)?)
    }

    /// The report, from what was published.
    pub fn sheet(&self, locale: Locale) -> Sheet {
        scorecard_sheet(&self.card, &self.scored, locale)
    }
}

fn hash(body: &str) -> Hash {
    Hash(Sha256::digest(body.as_bytes()).into())
}
