//! Why a request has no answer, in the four ways that a screen can act on.

use std::{io, path::PathBuf};

use crate::api::{Code, Problem};

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address cannot be one of a server.
    #[error("`{address}` is no address of a server; write it like http://desk.example:8080")]
    Address {
        /// As it was written.
        address: String,
    },
    /// Nobody answers, or the answer broke off.
    #[error("the server is out of reach; check that it runs and that the network is up")]
    Offline(#[source] OfflineWhy),
    /// The server refused and says why.
    #[error("the server refused: {}", .0.detail)]
    Refused(Box<Problem>),
    /// Server and client speak different versions.
    #[error("server and client are of different versions: {}", .0.detail)]
    OtherVersion(Box<Problem>),
    /// What came could not be written on this machine.
    #[error("{} cannot be written: {why}; check the folder and its room", .path.display())]
    Save {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: io::Error,
    },
    /// What is to be sent cannot be read on this machine.
    #[error("{} cannot be read: {why}; choose another file", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: io::Error,
    },
    /// Something answers, but not in the words of a hotdesk server.
    #[error(
        "the answer (status {status}) is not one of a hotdesk server; check its address and whatever stands in between"
    )]
    Garbled {
        /// HTTP status of the answer.
        status: u16,
        /// What could not be read; never the text itself, for it may hold names.
        #[source]
        why: Option<GarbledWhy>,
    },
}

/// What broke on the way.
#[derive(Debug, thiserror::Error)]
pub enum OfflineWhy {
    /// The connection failed.
    #[error(transparent)]
    Connection(#[from] reqwest::Error),
    /// Nothing came for this long.
    #[error("nothing was heard for {0:?}")]
    Silent(std::time::Duration),
    /// The server ended the stream.
    #[error("the server closed the stream")]
    Closed,
    /// A gateway says that the server behind it is away.
    #[error("a gateway answers {0} in its place")]
    Gateway(u16),
}

/// What cannot be read in an answer.
#[derive(Debug, thiserror::Error)]
pub enum GarbledWhy {
    /// The body, at this place.
    #[error("unreadable at line {line} column {column}")]
    Body {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// The live stream.
    #[error(transparent)]
    Stream(#[from] super::SseError),
}

impl ClientError {
    /// The server's code, if it spoke.
    pub fn code(&self) -> Option<Code> {
        self.problem().map(|problem| problem.code)
    }

    /// The server's own words, if it spoke.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problem) | Self::OtherVersion(problem) => Some(problem),
            Self::Address { .. }
            | Self::Offline(_)
            | Self::Save { .. }
            | Self::Read { .. }
            | Self::Garbled { .. } => None,
        }
    }

    pub(super) fn unreadable(status: u16, error: &serde_json::Error) -> Self {
        Self::Garbled { status, why: Some(GarbledWhy::Body { line: error.line(), column: error.column() }) }
    }

    pub(super) fn silent(after: std::time::Duration) -> Self {
        Self::Offline(OfflineWhy::Silent(after))
    }
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        // The address may hold what was searched for.
        Self::Offline(OfflineWhy::Connection(error.without_url()))
    }
}

/// Refusals that end with time, with a new sign-in, or with a mended server.
pub(super) fn mends_itself(code: Code) -> bool {
    match code {
        Code::SessionExpired
        | Code::LockedOut
        | Code::TooMany
        | Code::OtherVersion
        | Code::StorageFull
        | Code::TimedOut
        | Code::Stopping
        | Code::Internal => true,
        Code::BadRequest
        | Code::InvalidForm
        | Code::UnfitFile
        | Code::IdempotencyKeyMissing
        | Code::IdempotencyConflict
        | Code::WrongPassword
        | Code::UserDisabled
        | Code::Forbidden
        | Code::NotFound
        | Code::IllegalMove
        | Code::StaleVersion
        | Code::TooLarge => false,
    }
}
