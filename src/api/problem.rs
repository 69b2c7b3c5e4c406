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

impl Problem {
    /// A problem that is not about fields and need not be waited for.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let title = code.title().to_owned();
        Self {
            status: code.status(),
            code,
            title,
            detail: detail.into(),
            fields: Vec::new(),
            retry_after_s: None,
        }
    }
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
    /// The file is none that can be added (422).
    UnfitFile,
    /// The body is too large (413).
    TooLarge,
    /// Too many open streams or requests (429).
    TooMany,
    /// Client and server speak different versions (426).
    OtherVersion,
    /// The disk is full or the database refuses writes (507).
    StorageFull,
    /// The answer took too long; the same write may be sent again (504).
    TimedOut,
    /// The server is stopping (503).
    Stopping,
    /// A fault of ours; the log has the chain (500).
    Internal,
}

impl Code {
    /// The HTTP status that carries it.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest | Self::IdempotencyKeyMissing => 400,
            Self::WrongPassword | Self::SessionExpired => 401,
            Self::UserDisabled | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::IdempotencyConflict | Self::IllegalMove | Self::StaleVersion => 409,
            Self::TooLarge => 413,
            Self::InvalidForm | Self::UnfitFile => 422,
            Self::OtherVersion => 426,
            Self::LockedOut | Self::TooMany => 429,
            Self::Internal => 500,
            Self::Stopping => 503,
            Self::TimedOut => 504,
            Self::StorageFull => 507,
        }
    }

    /// The code in plain words.
    pub fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "the request cannot be read",
            Self::InvalidForm => "the form has troubles",
            Self::IdempotencyKeyMissing => "a write needs a key",
            Self::IdempotencyConflict => "another request was sent under this key",
            Self::WrongPassword => "user name or password is wrong",
            Self::LockedOut => "too many wrong passwords",
            Self::SessionExpired => "the session has ended",
            Self::UserDisabled => "the user is switched off",
            Self::Forbidden => "the role may not do this",
            Self::NotFound => "no such thing",
            Self::IllegalMove => "the move does not fit the state",
            Self::StaleVersion => "the ticket was changed meanwhile",
            Self::UnfitFile => "the file cannot be added",
            Self::TooLarge => "the request is too large",
            Self::TooMany => "too many at once",
            Self::OtherVersion => "client and server speak different versions",
            Self::StorageFull => "the database refuses to write",
            Self::TimedOut => "the answer took too long",
            Self::Stopping => "the server is stopping",
            Self::Internal => "a fault of the server",
        }
    }
}
