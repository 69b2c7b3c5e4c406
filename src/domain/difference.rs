//! Where switch and desk disagree, and what the switch did not do.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AgentId, CallId, QueueId, Said};

/// Switch and desk disagree, and neither is certainly right: a lead decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// About whom or what; there is one difference about each at a time.
    pub about: About,
    /// What the switch says.
    pub switch_says: Said,
    /// What the desk says.
    pub desk_says: Said,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Difference {
    /// The difference without the switch's own words, which may hold a number.
    pub fn masked(&self) -> Self {
        let masked = || Said::Words(String::new());
        Self { switch_says: masked(), desk_says: masked(), ..self.clone() }
    }
}

/// Whom or what a difference is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(tag = "about", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its type says")]
pub enum About {
    Agent { agent: AgentId },
    Call { call: CallId },
    Queue { queue: QueueId },
}

/// What was asked of the switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words of DOMAIN")]
pub enum Request {
    Ring,
    StopRing,
    Answer,
    Hold,
    Resume,
    Transfer,
    Consult,
    HangUp,
    Release,
    Record,
    Monitor,
    Prioritise,
    Take,
    Originate,
    Note,
    Serve,
}

/// Why the switch did not do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum RequestRefused {
    /// The call is not on the switch any more.
    NoCall,
    /// The switch or the phone cannot do that.
    NotAble,
    /// The switch is out of reach.
    Away,
    /// The switch took it and said no.
    Refused {
        /// What it says.
        says: String,
    },
}

impl fmt::Display for RequestRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCall => f.write_str("the call is over"),
            Self::NotAble => f.write_str("this switch cannot do that"),
            Self::Away => f.write_str("the switch is out of reach"),
            Self::Refused { says } => write!(f, "the switch refused: {says}"),
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agent { agent } => write!(f, "agent {agent}"),
            Self::Call { call } => write!(f, "call {call}"),
            Self::Queue { queue } => write!(f, "queue {queue}"),
        }
    }
}
