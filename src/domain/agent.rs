//! Agents and their states. There is one writer of an agent's state: the server.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AgentId, CallId, PauseCode, QueueId, Words};

/// An agent on the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Agent {
    /// Agent number.
    pub id: AgentId,
    /// Name as colleagues see it.
    pub name: String,
    /// Person or recorded.
    pub kind: AgentKind,
    /// Queues served.
    pub queues: Vec<QueueId>,
    /// What the agent does now.
    pub state: AgentState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The state asked for after the present call.
    pub next: Option<NextState>,
    /// The agent's client has been silent for the grace time: no calls until it is heard again.
    pub lost: bool,
    /// Rings missed in a row.
    pub missed: u32,
    /// Whether the switch reaches the agent's phone.
    #[serde(default)]
    pub phone: Phone,
    /// When the agent last became idle or ended a call: the longest idle is rung first.
    pub idle_since: DateTime<Utc>,
}

impl Agent {
    /// Whether a call could come to the agent at all: the client is heard, and the switch reaches the phone.
    pub fn is_in_reach(&self) -> bool {
        !self.lost && self.phone == Phone::Reachable
    }

    /// The agent as colleagues say it: number and name; the number alone where it serves as name.
    pub fn number_and_name(&self) -> String {
        if self.name == self.id.as_str() { self.name.clone() } else { format!("{} {}", self.id, self.name) }
    }
}

/// Who stands behind an agent number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentKind {
    /// Somebody at a screen.
    Person,
    /// An agent of a recorded day who plays itself.
    Recorded,
}

/// Whether the switch reaches a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phone {
    /// It does, or says nothing of it.
    #[default]
    Reachable,
    /// It does not: callers cannot be brought there.
    Unreachable,
}

/// What an agent does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum AgentState {
    /// Not signed in.
    Offline,
    /// Waiting for a call.
    Ready,
    /// A call rings.
    Ringing {
        /// Which.
        call: CallId,
    },
    /// Speaking with a caller.
    Talking {
        /// Which.
        call: CallId,
    },
    /// The caller is on hold.
    Holding {
        /// Which.
        call: CallId,
    },
    /// Finishing the work of a call that is over.
    WrapUp {
        /// Which.
        call: CallId,
    },
    /// Away with a reason.
    Paused {
        /// Which.
        reason: PauseCode,
    },
}

impl AgentState {
    /// The call that the agent has in hand.
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::Ringing { call }
            | Self::Talking { call }
            | Self::Holding { call }
            | Self::WrapUp { call } => Some(*call),
            Self::Offline | Self::Ready | Self::Paused { .. } => None,
        }
    }
}

impl fmt::Display for AgentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline => f.pad("signed out"),
            Self::Ready => f.pad("ready"),
            Self::Ringing { .. } => f.pad("being rung"),
            Self::Talking { .. } => f.pad("speaking"),
            Self::Holding { .. } => f.pad("holding a caller"),
            Self::WrapUp { .. } => f.pad("in wrap-up"),
            Self::Paused { reason } => write!(f, "paused ({reason})"),
        }
    }
}

/// A state asked for during a call; it takes effect after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum NextState {
    /// Take calls.
    Ready,
    /// Away with a reason.
    Paused {
        /// Which.
        reason: PauseCode,
    },
    /// Signed out.
    Offline,
}

/// A reason to pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseReason {
    /// Code.
    pub code: PauseCode,
    /// Name on screens.
    pub label: Words,
    /// Limit, s; none where the pause may last.
    #[serde(default)]
    pub limit_s: Option<u32>,
    /// Counts as paid time.
    pub paid: bool,
    /// Only a lead may set it.
    #[serde(default)]
    pub lead_only: bool,
    /// Not even a lead sets it: the desk itself does, after a sign-in or missed rings.
    #[serde(default)]
    pub desk_only: bool,
}
