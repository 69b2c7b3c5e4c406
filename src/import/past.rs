//! A call of the past, told whole: what the records of other systems come down to. It must not know which record it was.

use chrono::{DateTime, Utc};
use uuid::{Uuid, uuid};

use crate::domain::{AgentId, CallId, CallRecord, Exit, PhoneNumber, QueueId, ServiceType, clean_text};

/// Identities made from names of other systems live in this namespace (UUIDv5), so that importing twice makes one.
const NAMESPACE: Uuid = uuid!("6f0b3c1e-52c4-5d0a-8b53-2d7f9a41c5e1");
/// What a call is about where the record says neither that nor a queue.
const UNTOLD: &str = "imported";

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCall {
    /// The record's own name for it.
    pub name: String,
    /// Who called, as far as the record says.
    pub number: PhoneNumber,
    /// The record's own name for who called, where it has one.
    pub customer: Option<String>,
    /// What about, where the record says.
    pub service: Option<String>,
    /// When it came in.
    pub entered_at: DateTime<Utc>,
    /// What became of it.
    pub course: Course,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// It was over before anybody was asked to take it.
    Unoffered {
        /// Why.
        exit: Exit,
        /// The queue that it was meant for, where the record says.
        queue: Option<String>,
    },
    /// The greeting gave the caller all that was wanted.
    SelfServed,
    /// It came to queues or agents, one after the other; never empty.
    Offered(Vec<Leg>),
}

/// A call's way through one queue, or to one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The queue; none of a call that came to an agent without one.
    pub queue: Option<String>,
    /// When it came there.
    pub offered_at: DateTime<Utc>,
    /// How long the caller waited there, ms.
    pub wait_ms: u64,
    /// How the wait ended.
    pub end: LegEnd,
}

/// How a wait ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegEnd {
    /// With a talk.
    Answered(PastTalk),
    /// Without.
    Left(Exit),
}

/// A talk that is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastTalk {
    /// Who answered, where the record says.
    pub agent: Option<String>,
    /// When the talk began and ended, where the record tells that apart from the wait.
    pub spoken: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Time spoken, ms.
    pub talk_ms: u64,
    /// Time on hold, ms.
    pub hold_ms: u64,
    /// Time of wrap-up, ms.
    pub wrap_up_ms: u64,
    /// The agent handed the call on.
    pub handed_on: bool,
}

impl PastCall {
    /// The call in one line, as history shows it: where it was offered first, its first answer, and all work on it together.
    ///
    /// `system` tells calls of different systems apart that have the same names.
    pub fn record(&self, system: &str) -> CallRecord {
        let legs = self.legs();
        let first = legs.first();
        let talks = || legs.iter().filter_map(Leg::talk);
        let answered = legs.iter().find(|leg| leg.talk().is_some());
        let seconds = |part: fn(&PastTalk) -> u64| seconds(talks().map(part).sum());
        let told = self.service.as_deref().or_else(|| self.queue());
        CallRecord {
            call: CallId(Uuid::new_v5(&NAMESPACE, format!("{system}\n{}", self.name).as_bytes())),
            switch_ref: plain(&self.name),
            contact: None,
            service: ServiceType::from(plain(told.unwrap_or(UNTOLD))),
            queue: first.and_then(|leg| leg.queue.as_deref()).map(|queue| QueueId::from(plain(queue))),
            entered_at: self.entered_at,
            offered_at: first.map(|leg| leg.offered_at),
            wait_s: self::seconds(answered.or(first).map_or(0, |leg| leg.wait_ms)),
            exit: if answered.is_some() { None } else { self.exit() },
            agent: talks().find_map(|talk| talk.agent.as_deref()).map(|agent| AgentId::from(plain(agent))),
            talk_s: seconds(|talk| talk.talk_ms),
            hold_s: seconds(|talk| talk.hold_ms),
            wrap_up_s: seconds(|talk| talk.wrap_up_ms),
            transferred: talks().any(|talk| talk.handed_on),
            under_way: false,
            direction: Default::default(),
        }
    }

    /// Who called: by the record's own name, else by number; none if it says neither.
    pub fn caller(&self) -> Option<&str> {
        let number = || self.number.is_known().then(|| self.number.reveal());
        self.customer.as_deref().or_else(number)
    }

    /// Its ways through queues; none of a call that was never offered.
    pub fn legs(&self) -> &[Leg] {
        match &self.course {
            Course::Offered(legs) => legs,
            Course::Unoffered { .. } | Course::SelfServed => &[],
        }
    }

    fn queue(&self) -> Option<&str> {
        match &self.course {
            Course::Offered(legs) => legs.first()?.queue.as_deref(),
            Course::Unoffered { queue, .. } => queue.as_deref(),
            Course::SelfServed => None,
        }
    }

    fn exit(&self) -> Option<Exit> {
        match &self.course {
            Course::Unoffered { exit, .. } => Some(exit.clone()),
            Course::SelfServed => None,
            Course::Offered(legs) => legs.iter().rev().find_map(|leg| match &leg.end {
                LegEnd::Left(exit) => Some(exit.clone()),
                LegEnd::Answered(_) => None,
            }),
        }
    }
}

impl Leg {
    /// The talk, if it came to one.
    pub fn talk(&self) -> Option<&PastTalk> {
        match &self.end {
            LegEnd::Answered(talk) => Some(talk),
            LegEnd::Left(_) => None,
        }
    }
}

/// A name as it is shown and kept: no control characters, and not too long.
fn plain(name: &str) -> String {
    clean_text(name).chars().take(CallRecord::NAME_MAX).collect()
}

/// Whole seconds, the nearest.
fn seconds(ms: u64) -> u32 {
    u32::try_from(ms.saturating_add(500) / 1_000).unwrap_or(u32::MAX)
}
