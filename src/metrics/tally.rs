//! Counts and times that every number is made of.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Counts and times (ms) of an agent or a queue over one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Tally {
    /// Calls that entered the queue.
    pub offered: u64,
}
