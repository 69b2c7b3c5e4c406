//! What waits for a second person (四眼).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Asked, Duty};
use crate::domain::UnitId;

/// Something asked for that a second person has to approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pending {
    /// What.
    pub asked: Asked,
    /// Who asks, by user name: somebody else has to approve.
    pub by: String,
    /// In which part.
    pub duty: Duty,
    /// For which unit, where the asker is of one.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who has to approve it.
    pub approver: Duty,
}
