//! What a phone switch and its phones can do.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a phone switch and its phones can do; screens offer nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Abilities {
    /// Who decides which agent rings.
    pub ringer: Ringer,
    /// Calls can be answered, held and resumed by command, not only on the phone.
    pub phone_control: bool,
    /// An agent can ask somebody else while the caller waits, and then hand the call on.
    pub consult: bool,
    /// Talks can be recorded, muted in the recording, and the recording stopped.
    pub record: bool,
    /// A lead's phone can be brought into a talk.
    pub monitor: bool,
    /// A waiting call's priority can be changed.
    pub prioritise: bool,
    /// A waiting call can be taken out of turn.
    pub take: bool,
    /// The desk can have somebody called.
    pub originate: bool,
    /// Tickets can be noted in the switch's own record.
    pub note: bool,
}

/// Who decides which agent rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ringer {
    /// The desk routes and asks for rings.
    Desk,
    /// The switch's own queues do.
    Switch,
}

impl Abilities {
    /// Those of a switch that leaves its queues to the desk and can do no more than answer, hold, hand on and hang up.
    pub const BASIC: Self = Self {
        ringer: Ringer::Desk,
        phone_control: true,
        consult: false,
        record: false,
        monitor: false,
        prioritise: true,
        take: true,
        originate: false,
        note: false,
    };
}

impl Default for Abilities {
    fn default() -> Self {
        Self::BASIC
    }
}
