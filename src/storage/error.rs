//! What may be wrong with a database, each with what to do about it.

use crate::domain::{AgentId, ChainError};

/// What is wrong with a database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, or the file may not be written.
    #[error(
        "the database refuses to write ({0}); free disk space or make the file writable, then send it again"
    )]
    Full(String),
    /// Another program holds the write lock.
    #[error(
        "the database is locked by another program; stop the other one (two servers may not share a database)"
    )]
    Busy,
    /// The log grew behind our back, or an event does not follow the last.
    #[error(
        "event {given} does not follow event {head} of the log; another server writes to this database, stop one of them"
    )]
    NotNext {
        /// The log's last.
        head: u64,
        /// What was to be written.
        given: u64,
    },
    /// The file is no database of ours.
    #[error("{0} is not a hotdesk database; name another file, or move this one away to begin a new one")]
    Foreign(String),
    /// The file is damaged or no database at all.
    #[error(
        "{path} cannot be read as a database ({why}); restore it from a backup, or move it away to begin a new one"
    )]
    Unreadable {
        /// Which file.
        path: String,
        /// What the engine says.
        why: String,
    },
    /// A newer program has changed the schema.
    #[error(
        "{path} was written by a newer hotdesk (schema {found}, this program knows {known}); use the newer program"
    )]
    Newer {
        /// Which file.
        path: String,
        /// Its schema.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// A newer program has written this event.
    #[error("event {seq} was written by a newer hotdesk (encoding {version}); use the newer program")]
    NewerEvent {
        /// Which event.
        seq: u64,
        /// Its encoding.
        version: u16,
    },
    /// An event's bytes are no event.
    #[error(
        "event {seq} of the log cannot be decoded ({place}); run `hotdesk verify` and restore the log from a backup"
    )]
    BrokenEvent {
        /// Which event.
        seq: u64,
        /// Where in its bytes.
        place: String,
    },
    /// The hash chain is broken.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// An event cannot be encoded.
    #[error("an event cannot be encoded: {0}")]
    Encoding(String),
    /// A row outside the log does not say what its kind says; the projections can be rebuilt.
    #[error(
        "a stored {what} cannot be decoded; run `hotdesk verify --rebuild` to fold it again from the log"
    )]
    BrokenRow {
        /// Kind of row.
        what: &'static str,
    },
    /// Two users may not have the same agent number.
    #[error(
        "agent number {0} belongs to another user; choose another number, or disable that user and free it"
    )]
    AgentTaken(AgentId),
    /// Anything else that the engine says.
    #[error("the database failed: {0}")]
    Engine(#[source] sqlx::Error),
}

impl StoreError {
    /// The database refuses writes now and may take them later, once somebody has mended what is in the way.
    pub fn is_refused_write(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Busy | Self::NotNext { .. })
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(SQLITE_FULL | SQLITE_IOERR | SQLITE_READONLY | SQLITE_CANTOPEN) => {
                Self::Full(error.to_string())
            }
            Some(SQLITE_BUSY | SQLITE_LOCKED) => Self::Busy,
            _ => Self::Engine(error),
        }
    }
}

const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_READONLY: u32 = 8;
const SQLITE_IOERR: u32 = 10;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;

/// SQLite's primary result code: the low byte of the extended one (<https://sqlite.org/rescode.html>).
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}
