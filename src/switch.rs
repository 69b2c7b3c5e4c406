//! Phone switches: commands in, events out, nothing more. It must not know server or screens.
//!
//! An adapter ([`Switch`]) translates between a real switch's protocol and the words here. It makes the [`CallId`]s (one for each
//! conversation, whatever the switch calls it), and reports what happened, not what was asked: a command is done when its event comes back.
//! A switch with queues of its own ([`Ringer::Switch`]) decides who rings, and the desk follows; else the desk asks with [`SwitchCommand::Ring`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::domain::{
    AgentId, CallId, Ender, PauseCode, PhoneNumber, QueueId, RingEnd, ServiceType, TransferTarget,
};

pub mod asterisk;
mod replay;

pub use asterisk::Asterisk;
pub use replay::{Day, Past, Replay};

/// A phone switch that can be started.
pub trait Switch: Send + 'static {
    /// Starts the adapter's tasks. Dropping the link's sender ends them.
    fn start(self: Box<Self>) -> SwitchLink;
}

/// The two ends of a running switch.
pub struct SwitchLink {
    /// Whether the switch goes on with the calls on the floor.
    pub begin: Begin,
    /// What this switch can do.
    pub abilities: Abilities,
    /// Commands, each answered as taken or refused. Taken is not done: done is an event.
    pub commands: mpsc::Sender<(SwitchCommand, oneshot::Sender<Result<(), CommandRefused>>)>,
    /// What happens, in order of time for each call.
    pub events: mpsc::Receiver<SwitchEvent>,
}

/// How a link begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// The switch knows no call of before: those still on the floor are over.
    Anew,
    /// The calls on the floor are the switch's.
    GoesOn,
}

/// What a switch and its phones can do; screens show nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abilities {
    /// Who decides which agent rings.
    pub ringer: Ringer,
    /// Calls can be answered, held and resumed by command, not only on the phone.
    pub phone_control: bool,
}

/// Who decides which agent rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ringer {
    /// The desk routes and asks for rings.
    Desk,
    /// The switch's own queues do.
    Switch,
}

/// Something that happened on the switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Happened,
}

/// What happened on a switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are named and typed so that they need no second telling")]
pub enum Happened {
    /// A call entered the centre.
    Entered { call: CallId, switch_ref: String, number: PhoneNumber, service: ServiceType, priority: u8 },
    /// The greeting or self-service did all that the caller wanted.
    SelfServed { call: CallId },
    /// A call came to a queue. The desk may refuse it and say so with [`SwitchCommand::Release`].
    Queued { call: CallId, queue: QueueId },
    /// A call rings at an agent.
    Ringing { call: CallId, agent: AgentId },
    /// A ring ended without an answer.
    RingEnded { call: CallId, agent: AgentId, why: RingEnd },
    /// An agent took a call.
    Answered { call: CallId, agent: AgentId },
    /// The caller was put on hold.
    Held { call: CallId },
    /// The caller was taken off hold.
    Resumed { call: CallId },
    /// The agent handed the call on.
    Transferred { call: CallId, agent: AgentId, to: TransferTarget },
    /// The call is over, in whatever phase it was.
    HungUp { call: CallId, by: Ender },
    /// The caller pressed a key for voicemail or a callback.
    KeyPressed { call: CallId, key: String },
    /// A caller left the queue by the switch's own rule (the longest wait, nobody left who serves it), and goes on elsewhere.
    Overflowed { call: CallId },
    /// All calls in its queues and with agents, told by a switch with queues of its own when its link is up (again). Each has entered;
    /// what else is on the floor is over.
    Surveyed { calls: Vec<Found> },
    /// An agent of the switch (recorded ones) came to work.
    AgentCame { agent: AgentId, name: String, queues: Vec<QueueId> },
    /// An agent of the switch went home.
    AgentWent { agent: AgentId },
    /// An agent of the switch finished the work of a call.
    AgentFinished { call: CallId, agent: AgentId },
    /// Something that the desk should see and does not follow.
    Noted { about: String, says: String },
}

/// A call that a survey of the switch found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which.
    pub call: CallId,
    /// The queue that it waits in or came through.
    pub queue: QueueId,
    /// Since when it waits there or speaks with the agent.
    pub since: DateTime<Utc>,
    /// Who speaks with the caller; none while the caller waits.
    pub agent: Option<AgentId>,
}

/// What the desk asks of a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named and typed so that they need no second telling")]
pub enum SwitchCommand {
    /// Ring an agent with a waiting call.
    Ring { call: CallId, agent: AgentId },
    /// Stop that ring, for this reason.
    StopRing { call: CallId, agent: AgentId, why: RingEnd },
    /// Answer the ring at the agent's phone.
    Answer { call: CallId, agent: AgentId },
    /// Put the caller on hold.
    Hold { call: CallId },
    /// Take the caller off hold.
    Resume { call: CallId },
    /// Hand the call on, blind.
    Transfer { call: CallId, agent: AgentId, to: TransferTarget },
    /// End the call.
    HangUp { call: CallId, by: Ender },
    /// Let a caller go who waited too long or was refused.
    Release { call: CallId },
    /// How an agent serves the switch's own queues from now on.
    Serve { agent: AgentId, name: String, queues: Vec<QueueId>, how: Service },
}

/// How an agent serves the switch's own queues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// Not at all: the agent is signed out.
    Out,
    /// The agent's phone may be rung.
    Open,
    /// The agent serves them, and is not rung now.
    Paused(PauseCode),
}

/// Why a command was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandRefused {
    /// The call is not on the switch any more.
    #[error("the switch has no call {0} any more; the caller has hung up")]
    NoCall(CallId),
    /// The switch or the phone cannot do that.
    #[error("this switch cannot do that; use the phone")]
    NotAble,
    /// The link is down.
    #[error("the switch is out of reach; use the phone")]
    Away,
    /// The switch took the command and said no.
    #[error("the switch refused: {0}")]
    Refused(String),
}
