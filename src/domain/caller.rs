//! Why somebody may be the one who calls.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why somebody may be the one who calls. It holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "evidence", rename_all = "snake_case")]
pub enum Evidence {
    /// The number is this contact's.
    SameNumber {
        /// How many contacts have it.
        persons: u32,
    },
    /// The number was given for replies in a ticket of this contact.
    ReplyNumber {
        /// The ticket's number.
        ticket: String,
        /// When it was submitted.
        at: DateTime<Utc>,
    },
    /// The name that was given stands in a ticket of this contact, with something else that is the same.
    SameName {
        /// The ticket's number.
        ticket: String,
        /// When it was submitted.
        at: DateTime<Utc>,
        /// What else is the same.
        also: SameIn,
    },
}

/// What is the same in a ticket, beside the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SameIn {
    /// The place.
    Place,
    /// The number for replies.
    Number,
}
