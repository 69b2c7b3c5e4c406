//! What went wrong, in the form of RFC 9457 with a stable code.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::FormTrouble;

/// An error answer, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Stable code; screens translate it.
    pub code: Code,
    /// The code in plain words.
    pub title: String,
    /// What object, and what to do about it.
    pub detail: String,
    /// What is wrong with which field of a form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FormTrouble>,
    /// Seconds to wait before trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

/// Stable codes of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request cannot be read (400).
    BadRequest,
    /// A form has troubles (422).
    InvalidForm,
    /// A write without a key (400).
    IdempotencyKeyMissing,
    /// Another body under the same key (409).
    IdempotencyConflict,
    /// User name or password is wrong (401).
    WrongPassword,
    /// Too many wrong passwords: wait (429).
    LockedOut,
    /// No session, or it has ended (401).
    SessionExpired,
    /// The user is switched off (403).
    UserDisabled,
    /// The role may not do this (403).
    Forbidden,
    /// No such thing (404).
    NotFound,
    /// The move does not fit the state (409).
    IllegalMove,
    /// The ticket was changed meanwhile (409).
    StaleVersion,
    /// The body is too large (413).
    TooLarge,
    /// Too many open streams or requests (429).
    TooMany,
    /// Client and server speak different versions (426).
    OtherVersion,
    /// The disk is full or the database refuses writes (507).
    StorageFull,
    /// The server is stopping (503).
    Stopping,
    /// A fault of ours; the log has the chain (500).
    Internal,
}
