//! The one fold that all numbers of calls and agents come from: what is under way, and what each fact adds to a [`Ledger`].
//!
//! A step costs the same for every fact, however long the log; what is remembered is what is under way, so that a fold which is stored
//! in the middle of a day goes on as if it had seen all of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Doing, Fact, HandedOn, Interval, Keys, Leaving, Ledger, Missed, Promise, Tally, WaitEnd, Whose, Worked,
};
use crate::domain::{Direction, NextState};

mod agents;
mod calls;
mod placed;
mod promises;

pub use promises::Promises;

/// What is under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", default)]
pub struct Fold<K: Keys> {
    calls: BTreeMap<K::Call, Open<K>>,
    agents: BTreeMap<K::Agent, Running<K>>,
    promises: BTreeMap<K::Queue, Promises>,
    /// What queues promise that nothing was said of.
    otherwise: Promises,
}

/// A call that is not over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
struct Open<K: Keys> {
    entered_at: DateTime<Utc>,
    service: Option<K::Service>,
    /// It was answered at least once, so that the centre has counted it; or we began it, and the centre does not.
    answered: bool,
    place: Place<K>,
}

/// Where a call is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", rename_all = "snake_case")]
enum Place<K: Keys> {
    Greeting,
    Waiting(Offer<K>),
    With {
        agent: K::Agent,
        offer: Option<Offer<K>>,
    },
    /// Handed on, on its way.
    Between,
}

/// Where and when a call was offered: what comes of it counts there and then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
struct Offer<K: Keys> {
    queue: K::Queue,
    service: Option<K::Service>,
    at: DateTime<Utc>,
    /// What the queue promised then.
    promise: Promise,
}

/// What an agent who is signed in does now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
struct Running<K: Keys> {
    doing: Doing,
    /// The call in hand.
    call: Option<K::Call>,
    /// Since when, as far as the time before is not counted yet.
    since: DateTime<Utc>,
    attendance: Attendance,
    /// What follows the present call.
    next: Option<NextState>,
    /// Whose call it is that the work in hand counts for.
    offer: Option<Offer<K>>,
    /// Work on the present call until `since`, ms.
    work_ms: u64,
    /// Who began that call.
    direction: Direction,
}

/// Whether it is known since when an agent is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Attendance {
    Known,
    Unknown,
}

/// How far a call has come that is not over.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage<K: Keys> {
    /// It has not come to a queue, or is on its way to the next one.
    Elsewhere,
    /// It waits in a queue, since then.
    Waiting {
        /// The queue.
        queue: K::Queue,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// An agent speaks with the caller.
    With {
        /// The agent.
        agent: K::Agent,
    },
}

impl<K: Keys> Default for Fold<K> {
    fn default() -> Self {
        Self {
            calls: BTreeMap::new(),
            agents: BTreeMap::new(),
            promises: BTreeMap::new(),
            otherwise: Promises::default(),
        }
    }
}

impl<K: Keys> Fold<K> {
    /// Nothing yet; queues promise this where nothing else is said.
    pub fn new(otherwise: Promises) -> Self {
        Self { otherwise, ..Self::default() }
    }

    /// Folds a fact that happened at `at`.
    pub fn apply(&mut self, at: DateTime<Utc>, fact: Fact<'_, K>, ledger: &mut impl Ledger<K>) {
        match fact {
            Fact::Promised { queue, promise } => {
                self.promises.entry(queue.clone()).or_default().add(at, promise);
            }
            Fact::Entered { call, service } => self.enter(at, call, service, ledger),
            Fact::GoesOn { call } => {
                let (service, place) = (None, Place::Between);
                self.calls.insert(call.clone(), Open { entered_at: at, service, answered: true, place });
            }
            Fact::SelfServed { call } => self.self_served(call, ledger),
            Fact::Offered { call, queue } => self.offer(at, call, queue, ledger),
            Fact::Answered { call, agent, wait_ms } => self.answer(at, call, agent, wait_ms, ledger),
            Fact::Left { call, how, wait_ms } => self.leave(at, call, how, wait_ms, ledger),
            Fact::Held { call } => self.on_call(at, call, Doing::Holding, ledger),
            Fact::Resumed { call } => self.on_call(at, call, Doing::Talking, ledger),
            Fact::HandedOn { call, agent } => self.hand_on(at, call, agent, ledger),
            Fact::Ended { call, agent } => self.end_talk(at, call, agent, ledger),
            Fact::Talked { call, agent, worked, handed_on } => {
                self.talked(at, call, agent, (worked, handed_on), ledger);
            }
            Fact::NeverOffered { call, queue, how } => {
                ledger.count(at, Whose::Queue(queue), Some(call), |tally| {
                    tally.leave(how, 0, Promise::default())
                });
            }
            Fact::Forgotten { call } => {
                self.calls.remove(call);
            }
            Fact::Submitted { agent } => {
                ledger.count(at, Whose::Agent(agent), None, |tally| tally.tickets += 1);
            }
            other => self.apply_to_agents(at, other, ledger),
        }
    }

    /// What is about agents and the calls that they begin.
    fn apply_to_agents(&mut self, at: DateTime<Utc>, fact: Fact<'_, K>, ledger: &mut impl Ledger<K>) {
        match fact {
            Fact::Rang { call, agent } => self.ring(at, call, agent, ledger),
            Fact::RingEnded { agent, missed } => self.end_ring(at, agent, missed, ledger),
            Fact::RingTold { call, agent, ring_ms, missed } => {
                self.ring_told(at, call, agent, (ring_ms, missed), ledger);
            }
            Fact::WrapUpEnded { agent } => self.end_wrap_up(at, agent, ledger),
            Fact::SignedIn { agent, reason } => {
                let doing = reason.map_or(Doing::Ready, Doing::Paused);
                self.sign_in(at, agent, doing, Attendance::Known, ledger);
            }
            Fact::Seen { agent } => self.sign_in(at, agent, Doing::Ready, Attendance::Unknown, ledger),
            Fact::Attended { agent, from } => ledger.attend(Interval { from, to: at.max(from) }, agent),
            Fact::SignedOut { agent } => self.sign_out(at, agent, ledger),
            Fact::Ready { agent } => self.idle(at, agent, Doing::Ready, ledger),
            Fact::Paused { agent, reason } => self.idle(at, agent, Doing::Paused(reason), ledger),
            Fact::Wished { agent, next } => self.wish(agent, next),
            Fact::Placed { call, agent } => self.place(at, call, agent, ledger),
            Fact::Dialled { call, agent } => self.dial(at, call, agent, ledger),
            Fact::Connected { call, agent } => self.connect(call, agent, ledger),
            Fact::NotReached { call, agent } => self.not_reached(at, call, agent, ledger),
            _ => {}
        }
    }

    /// Writes down the time that everybody has spent until now.
    pub fn settle_all(&mut self, at: DateTime<Utc>, ledger: &mut impl Ledger<K>) {
        for (agent, running) in &mut self.agents {
            running.settle(at, agent, ledger);
        }
    }

    /// Writes down the time that one agent has spent until now, and goes on as if it had not.
    pub fn settle_one(&self, at: DateTime<Utc>, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        if let Some(running) = self.agents.get(agent) {
            running.clone().settle(at, agent, ledger);
        }
    }

    /// Those who are signed in.
    pub fn signed_in(&self) -> impl Iterator<Item = &K::Agent> {
        self.agents.keys()
    }

    /// Whether somebody is signed in, or here since nobody knows when.
    pub fn has_agent(&self, agent: &K::Agent) -> bool {
        self.agents.contains_key(agent)
    }

    /// The calls that are not over.
    pub fn open(&self) -> impl Iterator<Item = &K::Call> {
        self.calls.keys()
    }

    /// How far a call has come; none if it is over, or nothing was told of it.
    pub fn stage(&self, call: &K::Call) -> Option<Stage<K>> {
        Some(match &self.calls.get(call)?.place {
            Place::Greeting | Place::Between => Stage::Elsewhere,
            Place::Waiting(offer) => Stage::Waiting { queue: offer.queue.clone(), since: offer.at },
            Place::With { agent, .. } => Stage::With { agent: agent.clone() },
        })
    }

    /// Nothing is known of the time between two instants: nobody spent it with anything.
    pub fn skip(&mut self, time: Interval, ledger: &mut impl Ledger<K>) {
        self.settle_all(time.from, ledger);
        self.agents.values_mut().for_each(|running| running.since = time.to);
    }
}

/// Milliseconds between two instants; none if they are the wrong way round, for clocks are set back now and then.
fn elapsed_ms(from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
    u64::try_from((to - from).num_milliseconds()).unwrap_or(0)
}

/// So many ms after an instant.
fn after(at: DateTime<Utc>, ms: u64) -> DateTime<Utc> {
    let time = chrono::TimeDelta::try_milliseconds(i64::try_from(ms).unwrap_or(i64::MAX));
    time.and_then(|time| at.checked_add_signed(time)).unwrap_or(at)
}

/// So many ms before an instant.
fn before(at: DateTime<Utc>, ms: u64) -> DateTime<Utc> {
    let time = chrono::TimeDelta::try_milliseconds(i64::try_from(ms).unwrap_or(i64::MAX));
    time.and_then(|time| at.checked_sub_signed(time)).unwrap_or(at)
}
