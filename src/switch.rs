//! Phone switches: commands in, events out, nothing more. It must not know server or screens.
//!
//! An adapter ([`Switch`]) translates between a real switch's protocol and the words here. It makes the [`CallId`]s (one for each
//! conversation, whatever the switch calls it), and reports what happened, not what was asked: a command is done when its event comes back.
//! A switch with queues of its own ([`Ringer::Switch`]) decides who rings, and the desk follows; else the desk asks with [`SwitchCommand::Ring`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::domain::{
    AgentId, CallId, Counted, Ender, Exit, Monitor, NotReached, PauseCode, Phone, PhoneNumber, QueueId,
    RecordingState, Request, RingEnd, ServiceType, TransferTarget,
};

pub mod asterisk;
mod clocked;
mod replay;
mod simulation;

pub use crate::domain::{Abilities, Ringer};
pub use asterisk::Asterisk;
pub use clocked::{Clocked, Engine};
pub use replay::{Day, Past, Replay};
pub use simulation::{Crowd, Plan, Simulation, Spread};

/// A phone switch that can be started.
///
/// What every adapter keeps to, and `tests/it/switch_contract.rs` asks of each:
///
/// - A call enters ([`Happened::Entered`]) before anything else is told of it, and once; its events come in order of time; after its end
///   ([`Happened::HungUp`], [`Happened::Left`]) nothing more is. Its id is made from what the switch calls the conversation, so that it is
///   the same after a restart of ours.
/// - Each command is answered within a limit of the adapter's own, whatever the switch does: taken, or refused with a reason.
///   [`CommandRefused::NoCall`] says that the call is over, and the desk believes it; [`CommandRefused::NotAble`] is said of all that the
///   abilities leave out. What was asked is done only when its event has come.
/// - Who ended a call is who asked for it first: an adapter remembers its own hang-ups, as a switch tells only whose line went down.
/// - When the link breaks the adapter says so ([`Happened::LinkLost`]), refuses commands ([`CommandRefused::Away`]) but for the last wish
///   of each agent ([`SwitchCommand::Serve`]), which it keeps, and connects again with growing pauses. When it is back it tells
///   [`Happened::LinkBack`], what the switch's own record tells of the time between, as recovered, and a survey
///   ([`Happened::Surveyed`]) of all that is there; only then what happens from now on.
/// - It ends, without a word, when the link's sender is dropped.
///
/// A FreeSWITCH adapter speaks to the event socket, where one connection has events and commands as here (`event plain`, then `bgapi`,
/// whose answer is the event `BACKGROUND_JOB` with the same `Job-UUID`). With `mod_callcenter` doing the ringing it is a switch with queues
/// of its own: `CUSTOM callcenter::info` has a member's way through the queue (`member-queue-start`, `agent-offering`, `bridge-agent-start`,
/// `bridge-agent-end`, `member-queue-end` with its cause), `CHANNEL_HOLD` and `CHANNEL_UNHOLD` the phone's; the call's id comes from
/// `CC-Member-Session-UUID`. [`SwitchCommand::Serve`] is `callcenter_config agent set status` and `tier add`, a transfer `uuid_transfer`,
/// recording `uuid_record`, listening `eavesdrop`. Its survey is `show channels as json` and `callcenter_config queue list members`.
///
/// An adapter of Asterisk's REST interface (ARI) owns the calls itself: the dialplan hands them to `Stasis()`, and to `Queue()` where that
/// fails, or nobody is served while we are down. Then the desk rings ([`Ringer::Desk`]): `StasisStart` is a call that enters and is queued,
/// [`SwitchCommand::Ring`] creates the agent's channel, its `StasisStart` is the answer, and both go into a bridge; hold, consultation and
/// recording are done by the server alone, so [`Abilities::phone_control`] holds as far as the phone lets itself be answered. Nothing is
/// told again after a broken link: the survey is made of `GET /channels` and `/bridges`, and waiting callers are adopted by it. Calls that a
/// `Queue()` owns cannot be held, moved or recorded this way (409).
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

/// Something that happened on the switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Happened,
    /// Read afterwards from the switch's own record: nobody watched when it happened.
    pub recovered: bool,
}

impl SwitchEvent {
    /// Something that is told as it happens.
    pub fn new(at: DateTime<Utc>, what: Happened) -> Self {
        Self { at, what, recovered: false }
    }

    /// Something that the switch's own record tells afterwards.
    pub fn recovered(at: DateTime<Utc>, what: Happened) -> Self {
        Self { at, what, recovered: true }
    }
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
    /// A call came to a queue, where the switch says which place in line it has, from 1. The desk may refuse it and say so with
    /// [`SwitchCommand::Release`].
    Queued { call: CallId, queue: QueueId, position: Option<u32> },
    /// A waiting call has another priority now; more is more urgent.
    Prioritised { call: CallId, priority: u8 },
    /// A call rings at an agent.
    Ringing { call: CallId, agent: AgentId },
    /// A ring ended without an answer.
    RingEnded { call: CallId, agent: AgentId, why: RingEnd },
    /// An agent took a call.
    Answered { call: CallId, agent: AgentId },
    /// The agent's phone was lifted for a call that was asked for with [`SwitchCommand::Originate`], and the number is called now. The call
    /// is `switch_ref` to the switch.
    Dialling { call: CallId, switch_ref: String },
    /// Whom that call is for has answered, is `switch_ref` to the switch, and speaks with the agent. From here on it is told of as any talk. A
    /// survey tells it again.
    Connected { call: CallId, switch_ref: String },
    /// That call is over, and nobody was reached: told once, and no [`Happened::HungUp`] beside it. [`NotReached::NotLifted`] if the agent's
    /// own phone was not lifted.
    NotReached { call: CallId, why: NotReached },
    /// The caller was put on hold.
    Held { call: CallId },
    /// The caller was taken off hold.
    Resumed { call: CallId },
    /// The agent asks somebody else while the caller waits.
    ConsultBegan { call: CallId, agent: AgentId, to: TransferTarget },
    /// The agent is with the caller again.
    ConsultEnded { call: CallId, agent: AgentId },
    /// Recording began, is muted, goes on or has stopped; `name` where the switch says what the recording is called there.
    Recording { call: CallId, state: RecordingState, name: Option<String> },
    /// Somebody's phone was brought into the talk of others.
    MonitorBegan { call: CallId, by: AgentId, how: Monitor },
    /// That phone is out of it.
    MonitorEnded { call: CallId, by: AgentId },
    /// The agent handed the call on.
    Transferred { call: CallId, agent: AgentId, to: TransferTarget },
    /// The call is over, in whatever phase it was.
    HungUp { call: CallId, by: Ender },
    /// A caller left the queue by a key, or by the switch's own rule (or was not let in), and goes on elsewhere.
    Left { call: CallId, exit: Exit },
    /// All calls in its queues and with agents, and who serves its queues, told by a switch with queues of its own when its link is up
    /// (again). Each call has entered; what else is on the floor is over.
    Surveyed { calls: Vec<Found>, members: Vec<Member> },
    /// An agent was paused on the switch by somebody else, or none no longer.
    PausedElsewhere { agent: AgentId, reason: Option<PauseCode> },
    /// Somebody else took an agent out of queues on the switch that are to be served (`lacking`), or put one into others (`beside`); both
    /// empty: it is again as it shall be.
    ServesElsewise { agent: AgentId, lacking: Vec<QueueId>, beside: Vec<QueueId> },
    /// The switch lost an agent's phone, or reaches it again.
    PhoneChanged { agent: AgentId, phone: Phone },
    /// The link to the switch broke: what happens there is not seen until it is back.
    LinkLost,
    /// The link to the switch is back. What was missed is told next, as far as it can be recovered, then a survey.
    LinkBack,
    /// What the switch has counted for a queue is not what was told here; none: it is again.
    Miscounted { queue: QueueId, switch_says: Option<Counted>, desk_says: Counted },
    /// An agent of the switch (recorded ones) came to work.
    AgentCame { agent: AgentId, name: String, queues: Vec<QueueId> },
    /// An agent of the switch went home.
    AgentWent { agent: AgentId },
    /// An agent of the switch finished the work of a call.
    AgentFinished { call: CallId, agent: AgentId },
    /// Something that the desk should see and does not follow.
    Noted { about: String, says: String },
}

impl Happened {
    /// The call that it is about.
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::Entered { call, .. }
            | Self::SelfServed { call }
            | Self::Queued { call, .. }
            | Self::Prioritised { call, .. }
            | Self::Ringing { call, .. }
            | Self::RingEnded { call, .. }
            | Self::Answered { call, .. }
            | Self::Dialling { call, .. }
            | Self::Connected { call, .. }
            | Self::NotReached { call, .. }
            | Self::Held { call }
            | Self::Resumed { call }
            | Self::ConsultBegan { call, .. }
            | Self::ConsultEnded { call, .. }
            | Self::Recording { call, .. }
            | Self::MonitorBegan { call, .. }
            | Self::MonitorEnded { call, .. }
            | Self::Transferred { call, .. }
            | Self::HungUp { call, .. }
            | Self::Left { call, .. }
            | Self::AgentFinished { call, .. } => Some(*call),
            Self::Surveyed { .. }
            | Self::PausedElsewhere { .. }
            | Self::PhoneChanged { .. }
            | Self::ServesElsewise { .. }
            | Self::LinkLost
            | Self::LinkBack
            | Self::Miscounted { .. }
            | Self::AgentCame { .. }
            | Self::AgentWent { .. }
            | Self::Noted { .. } => None,
        }
    }
}

/// A call that a survey of the switch found. One of [`SwitchCommand::Originate`] is among them too, as long as it is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which.
    pub call: CallId,
    /// The queue that it waits in or came through; none of a call that the desk asked for, or whose caller hears the greeting.
    pub queue: Option<QueueId>,
    /// Since when it waits there or speaks with the agent.
    pub since: DateTime<Utc>,
    /// Who speaks with the caller; none while the caller waits, or is not reached yet.
    pub agent: Option<AgentId>,
    /// Whose phones may be in that talk, brought into it: nobody else's are.
    pub monitored_by: Vec<AgentId>,
}

/// Who serves a queue of the switch's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub agent: AgentId,
    /// What the switch calls the agent there, and in its record.
    pub name: String,
    /// Which queue.
    pub queue: QueueId,
    /// Why the phone is not rung; none if it is. Where the switch gives no reason the code is empty.
    pub paused: Option<PauseCode>,
    /// Whether the switch reaches the phone.
    pub phone: Phone,
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
    /// Ask somebody else while the caller waits.
    Consult { call: CallId, agent: AgentId, to: TransferTarget },
    /// Leave the caller with whoever is asked.
    CompleteConsult { call: CallId, agent: AgentId },
    /// Go back to the caller.
    CancelConsult { call: CallId, agent: AgentId },
    /// Record the talk, mute or unmute the recording ([`RecordingState::Running`] does both), or stop it.
    Record { call: CallId, want: RecordingState },
    /// Bring somebody's phone into the talk: it rings, and hears once it is lifted.
    Monitor { call: CallId, by: AgentId, how: Monitor },
    /// Take that phone out of it.
    StopMonitor { call: CallId, by: AgentId },
    /// Make a waiting call more or less urgent.
    Prioritise { call: CallId, priority: u8 },
    /// Ring this agent with a waiting call, out of turn.
    Take { call: CallId, agent: AgentId },
    /// Ring the agent's phone, then call this number: a call that we begin, with our id. The number has digits and a leading plus only.
    /// It is told of as [`Happened::Dialling`] once the agent's phone is lifted, then [`Happened::Connected`] or [`Happened::NotReached`].
    /// Both phones are rung for as long as the switch sees fit, under a minute each: after that the desk asks for an end and forgets the call.
    /// [`SwitchCommand::HangUp`] ends it in every phase.
    Originate { call: CallId, agent: AgentId, number: PhoneNumber },
    /// Write a line about the call into the switch's own record.
    Note { call: CallId, agent: AgentId, text: String },
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

impl SwitchCommand {
    /// The call that it is about.
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::Ring { call, .. }
            | Self::StopRing { call, .. }
            | Self::Answer { call, .. }
            | Self::Hold { call }
            | Self::Resume { call }
            | Self::Transfer { call, .. }
            | Self::Consult { call, .. }
            | Self::CompleteConsult { call, .. }
            | Self::CancelConsult { call, .. }
            | Self::Record { call, .. }
            | Self::Monitor { call, .. }
            | Self::StopMonitor { call, .. }
            | Self::Prioritise { call, .. }
            | Self::Take { call, .. }
            | Self::Originate { call, .. }
            | Self::Note { call, .. }
            | Self::HangUp { call, .. }
            | Self::Release { call } => Some(*call),
            Self::Serve { .. } => None,
        }
    }

    /// The agent that it names.
    pub fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Ring { agent, .. }
            | Self::StopRing { agent, .. }
            | Self::Answer { agent, .. }
            | Self::Transfer { agent, .. }
            | Self::Consult { agent, .. }
            | Self::CompleteConsult { agent, .. }
            | Self::CancelConsult { agent, .. }
            | Self::Take { agent, .. }
            | Self::Originate { agent, .. }
            | Self::Note { agent, .. }
            | Self::Serve { agent, .. } => Some(agent),
            Self::Monitor { by, .. } | Self::StopMonitor { by, .. } => Some(by),
            _ => None,
        }
    }

    /// What it asks for, in a word.
    pub fn request(&self) -> Request {
        match self {
            Self::Ring { .. } => Request::Ring,
            Self::StopRing { .. } => Request::StopRing,
            Self::Answer { .. } => Request::Answer,
            Self::Hold { .. } => Request::Hold,
            Self::Resume { .. } => Request::Resume,
            Self::Transfer { .. } => Request::Transfer,
            Self::Consult { .. } | Self::CompleteConsult { .. } | Self::CancelConsult { .. } => {
                Request::Consult
            }
            Self::Record { .. } => Request::Record,
            Self::Monitor { .. } | Self::StopMonitor { .. } => Request::Monitor,
            Self::Prioritise { .. } => Request::Prioritise,
            Self::Take { .. } => Request::Take,
            Self::Originate { .. } => Request::Originate,
            Self::Note { .. } => Request::Note,
            Self::HangUp { .. } => Request::HangUp,
            Self::Release { .. } => Request::Release,
            Self::Serve { .. } => Request::Serve,
        }
    }
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
