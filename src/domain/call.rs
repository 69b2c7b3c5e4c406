//! A call: `entered → (self-served | queued) → ringing → talking ⇄ held → wrap-up → over`, with the exits of a queue kept apart; and one that
//! we begin: `placed → dialling → talking ⇄ held → wrap-up → over`, or not reached.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AgentId, CallId, CallbackId, ContactId, PhoneNumber, QueueId, ServiceType};

/// A call on the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Call {
    /// Identity.
    pub id: CallId,
    /// Who began it.
    #[serde(default)]
    pub direction: Direction,
    /// The promise that it keeps, of a call that we began.
    #[serde(default)]
    pub callback: Option<CallbackId>,
    /// The switch's own name for it.
    pub switch_ref: String,
    /// The caller's number, or the one that we call.
    pub number: PhoneNumber,
    /// Who calls or is called, as far as it is known.
    pub contact: Option<ContactId>,
    /// The caller's tier.
    pub tier: Tier,
    /// What it is about, as far as the greeting knows.
    pub service: ServiceType,
    /// The switch's priority; more is more urgent.
    pub priority: u8,
    /// Earlier calls of this contact within seven days.
    pub repeats: u32,
    /// When it entered the centre or was placed.
    pub entered_at: DateTime<Utc>,
    /// Where it is.
    pub phase: Phase,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The queue that it waits in or came through.
    pub queue: Option<QueueId>,
    /// When it began to wait in that queue; a place kept counts from the first time.
    pub queued_at: Option<DateTime<Utc>>,
    /// Head start for priority, s.
    pub head_start_s: u32,
    /// Who is rung or speaks.
    pub agent: Option<AgentId>,
    /// Whoever speaks has no screen here: signed out when answering, or never known. What that agent does is not moved by this call.
    #[serde(default)]
    pub phone_only: bool,
    /// When that agent answered, or was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who finishes the work of it: after a transfer there may be two.
    pub wrapping: Vec<AgentId>,
    /// Whom the agent asks while the caller waits, before handing the call on.
    #[serde(default)]
    pub consulting: Option<TransferTarget>,
    /// Whether it is recorded; none where the switch has said nothing of it.
    #[serde(default)]
    pub recording: Option<RecordingState>,
    /// Whose phones were brought into the talk.
    #[serde(default)]
    pub monitored: Vec<Monitoring>,
}

impl Call {
    /// A call that begins at `at`: in the greeting, of an unknown caller.
    pub(super) fn new(id: CallId, at: DateTime<Utc>, number: &PhoneNumber, service: &ServiceType) -> Self {
        Self {
            id,
            direction: Direction::Inbound,
            callback: None,
            switch_ref: String::new(),
            number: number.clone(),
            contact: None,
            tier: Tier::Ordinary,
            service: service.clone(),
            priority: 0,
            repeats: 0,
            entered_at: at,
            phase: Phase::Greeting,
            since: at,
            queue: None,
            queued_at: None,
            head_start_s: 0,
            agent: None,
            phone_only: false,
            answered_at: None,
            wrapping: Vec::new(),
            consulting: None,
            recording: None,
            monitored: Vec::new(),
        }
    }

    /// We begin it, and nobody is reached yet.
    pub fn is_being_placed(&self) -> bool {
        matches!(self.phase, Phase::Placed | Phase::Dialling)
    }

    /// What its place in line goes by: when the wait began, minus the head start. Earlier is rung first.
    pub fn place(&self) -> DateTime<Utc> {
        Self::place_of(self.queued_at.unwrap_or(self.since), self.head_start_s)
    }

    /// The place in line of a wait that began at `queued_at` with this head start (s).
    pub fn place_of(queued_at: DateTime<Utc>, head_start_s: u32) -> DateTime<Utc> {
        queued_at - TimeDelta::seconds(i64::from(head_start_s))
    }
}

/// Who began a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A caller: it entered the centre.
    #[default]
    Inbound,
    /// An agent of ours: it was placed, and is no queue's until it is handed on to one.
    Outbound,
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// In the greeting or self-service.
    Greeting,
    /// We begin it: its own agent's phone rings.
    Placed,
    /// We begin it: the agent hears the number being called.
    Dialling,
    /// Waiting in a queue.
    Queued,
    /// Offered to an agent.
    Ringing,
    /// An agent and the caller speak.
    Talking,
    /// The caller is on hold.
    Held,
    /// Handed on by an agent, on its way to the next queue or agent.
    Transferring,
    /// The caller is gone.
    Over,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Greeting => "in the greeting",
            Self::Placed => "being placed",
            Self::Dialling => "being dialled",
            Self::Queued => "waiting",
            Self::Ringing => "ringing",
            Self::Talking => "with an agent",
            Self::Held => "on hold",
            Self::Transferring => "being handed on",
            Self::Over => "over",
        })
    }
}

/// The caller's tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 普通.
    #[default]
    Ordinary,
    /// 重点.
    Key,
}

/// The ways out of a queue (or out of the greeting) beside being answered; never merged into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Exit {
    /// The caller hung up while queued or ringing.
    Abandoned,
    /// The caller hung up before reaching a queue.
    AbandonedInGreeting,
    /// The caller pressed a key for voicemail or a callback.
    KeyExit {
        /// The key.
        key: String,
    },
    /// The longest wait was reached; overflowed elsewhere.
    TimedOut,
    /// Never entered the queue.
    Refused {
        /// Why.
        why: RefusedWhy,
    },
    /// Nobody was left who serves the queue; goes on elsewhere.
    LeftEmpty,
    /// Taken out of the queue by a person; goes on elsewhere.
    Withdrawn,
    /// Fault of the system.
    Failed {
        /// What broke.
        what: String,
    },
    /// We called, and nobody was reached: no way out of a queue, for the call was never in one.
    NotReached {
        /// Why.
        why: NotReached,
    },
}

/// Why nobody was reached by a call that we began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum NotReached {
    /// The number is engaged.
    Busy,
    /// It rang there too long.
    NoAnswer,
    /// The call was turned down there.
    Rejected,
    /// The agent hung up before anybody answered.
    GaveUp,
    /// The agent's own phone was not lifted: nobody was called.
    NotLifted,
    /// The number cannot be called, or a fault of the system.
    Failed {
        /// What the switch says.
        what: String,
    },
}

/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusedWhy {
    /// As many wait as may.
    Full,
    /// Outside service hours.
    Closed,
    /// No agent is signed in.
    NobodySignedIn,
}

/// How a ring ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RingEnd {
    /// It rang too long: RNA, the agent's miss.
    NoAnswer,
    /// The agent rejected it.
    Rejected,
    /// The caller hung up first; no miss.
    CallerGone,
    /// Withdrawn by the desk or the switch; no miss.
    Withdrawn,
}

/// Who ended a talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ender {
    /// The caller hung up.
    Caller,
    /// The agent hung up.
    Agent,
    /// The switch or the desk did.
    System,
}

/// Why a wrap-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WrapUpEnd {
    /// The agent said so.
    Done,
    /// The limit was reached.
    Limit,
}

/// Where a call is handed on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum TransferTarget {
    /// A queue.
    Queue {
        /// Which.
        queue: QueueId,
    },
    /// An agent, rung directly.
    Agent {
        /// Which.
        agent: AgentId,
    },
}

/// Whether a talk is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    /// It is.
    Running,
    /// It is, and silence is recorded for now.
    Muted,
    /// Not any more.
    Stopped,
}

/// A recording of a call, fetched from the switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recording {
    /// Which of the call's recordings it is, from 1.
    pub nth: u32,
    /// The file's name among the recordings that the server keeps.
    pub name: String,
    /// Its SHA-256, in hexadecimal digits: tells whether the file is still what was recorded.
    pub sha256: String,
    /// Its length, bytes.
    pub bytes: u64,
}

/// How somebody's phone takes part in a talk between others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Monitor {
    /// Hears both, unheard.
    Listen,
    /// Hears both, heard by the agent only.
    Whisper,
    /// Hears both, heard by both.
    Barge,
}

/// Somebody's phone in a talk between others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Monitoring {
    /// Whose line.
    pub by: AgentId,
    /// How.
    pub how: Monitor,
}

/// A call in one line: one of the past as another system recorded it, or one of ours as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallRecord {
    /// Identity, derived from the other system's, so that importing twice makes one.
    pub call: CallId,
    /// The other system's name for it.
    pub switch_ref: String,
    /// Who called or was called.
    pub contact: Option<ContactId>,
    /// What about.
    pub service: ServiceType,
    /// Queue, where one was reached.
    pub queue: Option<QueueId>,
    /// When it entered the centre or was placed.
    pub entered_at: DateTime<Utc>,
    /// Time in the queue, s.
    pub wait_s: u32,
    /// How it left; none if it was answered.
    pub exit: Option<Exit>,
    /// Who answered or placed it, where the record says.
    pub agent: Option<AgentId>,
    /// Talk, s.
    pub talk_s: u32,
    /// When it came to a queue or to an agent, where another system told; like the fields below, it is told in the event alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_at: Option<DateTime<Utc>>,
    /// On hold, s.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hold_s: u32,
    /// Wrap-up, s.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub wrap_up_s: u32,
    /// An agent handed it on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub transferred: bool,
    /// The call is not over: what stands above is as far as it has come.
    #[serde(default)]
    pub under_way: bool,
    /// Who began it.
    #[serde(default)]
    pub direction: Direction,
}

impl CallRecord {
    /// Longest name in it, characters.
    pub const NAME_MAX: usize = 200;
}

fn is_zero(seconds: &u32) -> bool {
    *seconds == 0
}
