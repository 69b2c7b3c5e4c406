//! Calls of other systems on their way into the log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{CallRecord, PhoneNumber};

/// Some calls of another system's record, and how far the record is read with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportCalls {
    /// The record, by a name that is its own.
    pub source: String,
    /// Where a reader goes on who has had these.
    pub place: ImportPlace,
    /// The calls, at most [`ImportCalls::MOST`].
    pub calls: Vec<ImportCall>,
}

impl ImportCalls {
    /// Most calls that are sent at once.
    pub const MOST: usize = 100;
}

/// A call of another system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportCall {
    /// The call. Who called is found out by the server.
    pub record: CallRecord,
    /// Who called, as the record has it; empty if it does not say.
    pub number: PhoneNumber,
}

/// A place in a record, between two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportPlace {
    /// Lines before it.
    pub line: u64,
    /// Bytes before it, unpacked.
    pub byte: u64,
}

/// What became of calls that were sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Imported {
    /// Calls that are in the log now.
    pub new: u32,
    /// Calls that were before.
    pub known: u32,
}
