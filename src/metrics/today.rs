//! Today's tallies of all agents and queues.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Tally;
use crate::domain::{AgentId, QueueId};

/// Today's tallies of all agents and queues.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Today {
    /// By agent.
    pub agents: BTreeMap<AgentId, Tally>,
    /// By queue.
    pub queues: BTreeMap<QueueId, Tally>,
}
