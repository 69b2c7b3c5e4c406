//! What numbers need to know of what happened: less than an event tells, and the same from a log of ours and from any other record.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use super::Doing;
use crate::domain::{Exit, NextState, PauseCode};

/// How calls, queues, agents and service types are named while they are counted: by our ids in a log of ours, by small numbers where
/// millions of lines are read.
pub trait Keys: Clone + fmt::Debug + PartialEq {
    /// A call.
    type Call: Key;
    /// A queue.
    type Queue: Key;
    /// An agent.
    type Agent: Key;
    /// What a call is about.
    type Service: Key;
    /// Who calls.
    type Contact: Key;
}

/// What a name must be able to do.
pub trait Key: Clone + Ord + fmt::Debug + Serialize + DeserializeOwned {}

impl<T: Clone + Ord + fmt::Debug + Serialize + DeserializeOwned> Key for T {}

/// What happened, as far as numbers care. Times beside the instant at which it happened are in ms.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    missing_docs,
    reason = "the fields of a fact are named and typed so that they need no second telling"
)]
pub enum Fact<'f, K: Keys> {
    /// A queue promises this from then on, to callers who are offered there.
    Promised { queue: &'f K::Queue, promise: Promise },

    /// A call entered the centre.
    Entered { call: &'f K::Call, service: Option<&'f K::Service> },
    /// A call that was over goes on: the centre has counted it.
    GoesOn { call: &'f K::Call },
    /// It got all that the caller wanted from the greeting or self-service.
    SelfServed { call: &'f K::Call },
    /// It entered a queue.
    Offered { call: &'f K::Call, queue: &'f K::Queue },
    /// An agent speaks with the caller. A source that tells how long the wait was tells of the talk too, by [`Fact::Talked`]; else the clock
    /// does.
    Answered { call: &'f K::Call, agent: &'f K::Agent, wait_ms: Option<u64> },
    /// It left without an answer, after this wait if the source tells it.
    Left { call: &'f K::Call, how: Leaving, wait_ms: Option<u64> },
    /// The caller is on hold.
    Held { call: &'f K::Call },
    /// The caller is not any more.
    Resumed { call: &'f K::Call },
    /// The agent handed the call on, and is in wrap-up.
    HandedOn { call: &'f K::Call, agent: &'f K::Agent },
    /// The talk is over, and the agent in wrap-up.
    Ended { call: &'f K::Call, agent: &'f K::Agent },
    /// A talk is over, and its work with it, which took so long.
    Talked { call: &'f K::Call, agent: &'f K::Agent, worked: Worked, handed_on: HandedOn },
    /// A call was on its way to a queue and never got there: refused, or the caller hung up before.
    NeverOffered { call: &'f K::Call, queue: &'f K::Queue, how: Leaving },
    /// Nobody will say any more of this call.
    Forgotten { call: &'f K::Call },

    /// A call rings at an agent.
    Rang { call: &'f K::Call, agent: &'f K::Agent },
    /// The ring is over without an answer.
    RingEnded { agent: &'f K::Agent, missed: Missed },
    /// A ring that lasted so long is over.
    RingTold { call: &'f K::Call, agent: &'f K::Agent, ring_ms: u64, missed: Missed },
    /// The work of the agent's call is finished.
    WrapUpEnded { agent: &'f K::Agent },

    /// An agent signed in, away for this reason or ready.
    SignedIn { agent: &'f K::Agent, reason: Option<PauseCode> },
    /// An agent is here of whom the source does not say since when: time away is counted, time signed in is not known.
    Seen { agent: &'f K::Agent },
    /// An agent was signed in since then, and is not any more.
    Attended { agent: &'f K::Agent, from: DateTime<Utc> },
    /// An agent signed out.
    SignedOut { agent: &'f K::Agent },
    /// An agent waits for calls.
    Ready { agent: &'f K::Agent },
    /// An agent is away.
    Paused { agent: &'f K::Agent, reason: PauseCode },
    /// An agent asked for a state after the present call; none takes the wish back.
    Wished { agent: &'f K::Agent, next: Option<NextState> },

    /// An agent began a call to somebody.
    Placed { call: &'f K::Call, agent: &'f K::Agent },
    /// Its number is called.
    Dialled { call: &'f K::Call, agent: &'f K::Agent },
    /// Somebody answered it.
    Connected { call: &'f K::Call, agent: &'f K::Agent },
    /// Nobody did.
    NotReached { call: &'f K::Call, agent: &'f K::Agent },

    /// It is known who calls. Told before the call is offered.
    Known { call: &'f K::Call, contact: &'f K::Contact },
    /// What the call was about went to a unit.
    Dispatched { call: &'f K::Call },

    /// An agent submitted a ticket.
    Submitted { agent: &'f K::Agent },
}

/// How a call left without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are those of Exit")]
pub enum Leaving {
    Abandoned,
    AbandonedInGreeting,
    KeyExit,
    TimedOut,
    Refused,
    LeftEmpty,
    Withdrawn,
    Failed,
    /// We called, and nobody was waiting.
    NotReached,
}

/// Whether a ring was the agent's miss (RNA).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// It was.
    Yes,
    /// It was answered, or taken back.
    No,
}

/// Whether the agent handed the call on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedOn {
    /// To somebody or somewhere else.
    Yes,
    /// The talk ended the call.
    No,
}

/// How long the work on a talk took that is told whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    /// Spoken, ms.
    pub talk_ms: u64,
    /// On hold, ms.
    pub hold_ms: u64,
    /// Wrap-up after the talk, ms.
    pub wrap_up_ms: u64,
}

impl Worked {
    /// A talk of a source that knows nothing else.
    pub fn talk(talk_ms: u64) -> Self {
        Self { talk_ms, ..Self::default() }
    }

    pub(super) fn sum_ms(self) -> u64 {
        self.talk_ms.saturating_add(self.hold_ms).saturating_add(self.wrap_up_ms)
    }

    /// What it was spent with, in this order.
    pub(super) fn parts(self) -> [(Doing, u64); 3] {
        [(Doing::Talking, self.talk_ms), (Doing::Holding, self.hold_ms), (Doing::WrapUp, self.wrap_up_ms)]
    }
}

/// What a queue promised when a call was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promise {
    /// Answer-time target, s.
    pub target_s: u32,
    /// Short-abandon limit, s.
    pub short_abandon_s: u32,
}

impl Promise {
    pub(super) fn target_ms(self) -> u64 {
        u64::from(self.target_s) * 1_000
    }

    pub(super) fn short_abandon_ms(self) -> u64 {
        u64::from(self.short_abandon_s) * 1_000
    }
}

impl Default for Promise {
    /// The defaults of a hotline: 20 s and 5 s.
    fn default() -> Self {
        Self { target_s: 20, short_abandon_s: 5 }
    }
}

impl From<&Exit> for Leaving {
    fn from(exit: &Exit) -> Self {
        match exit {
            Exit::Abandoned => Self::Abandoned,
            Exit::AbandonedInGreeting => Self::AbandonedInGreeting,
            Exit::KeyExit { .. } => Self::KeyExit,
            Exit::TimedOut => Self::TimedOut,
            Exit::Refused { .. } => Self::Refused,
            Exit::LeftEmpty => Self::LeftEmpty,
            Exit::Withdrawn => Self::Withdrawn,
            Exit::Failed { .. } => Self::Failed,
            Exit::NotReached { .. } => Self::NotReached,
        }
    }
}
