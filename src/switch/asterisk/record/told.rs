//! What was told of calls until now: which there were, and where each has come to. A pure fold of what the link tells, and after a restart of
//! ours of the end of our own log.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{Actor, AgentId, CallId, Event, QueueId, Recorded},
    switch::{Found, Happened, SwitchEvent},
};

/// Calls that are over are remembered for this time: their lines may still be read.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);

/// What was told of calls until now.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// When the switch was heard last.
    until: Option<DateTime<Utc>>,
    /// Callers by the `Uniqueid` of their channel.
    callers: HashMap<String, Caller>,
    /// The caller of each call.
    calls: HashMap<CallId, String>,
    /// Agents by the name that they have as members of queues; none where several have the same.
    members: HashMap<String, Option<AgentId>>,
    /// How many callers there were when those who are over were dropped last.
    swept: usize,
}

/// One caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The latest call.
    pub call: CallId,
    /// How many calls there were before that one.
    pub visit: u32,
    /// Where it has come to.
    pub stage: Stage,
    /// Since when.
    pub at: DateTime<Utc>,
    /// When it came to which queue last.
    pub queued: Option<(DateTime<Utc>, QueueId)>,
    /// When a ring with it ended last.
    pub rung: Option<DateTime<Utc>>,
}

impl Caller {
    /// A caller whose call has entered.
    pub fn new(call: CallId, visit: u32, at: DateTime<Utc>) -> Self {
        Self { call, visit, stage: Stage::Entered, at, queued: None, rung: None }
    }
}

/// Where a call has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It has entered: the caller hears the greeting.
    Entered,
    /// An agent speaks with whom we have called.
    Connected,
    /// In a queue.
    Waiting(QueueId),
    /// With this agent.
    Talking(AgentId),
    /// Handed on.
    Moving,
    /// Over for this floor.
    Over,
}

impl Told {
    /// Folds an event of our own log in.
    pub fn recorded(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        let is_of_link = matches!(recorded.event, Event::SwitchLost | Event::SwitchFound);
        if matches!(recorded.actor, Actor::Switch | Actor::SwitchRecord) && !is_of_link {
            self.heard(at);
        }
        match &recorded.event {
            Event::CallEntered { call, switch_ref, .. } => self.enter(at, *call, switch_ref, Stage::Entered),
            // As in `told`; logs of before do not say who was called.
            Event::CallConnected { call, switch_ref, .. } if !switch_ref.is_empty() => {
                self.enter(at, *call, switch_ref, Stage::Connected);
            }
            Event::CallQueued { call, queue, .. } => self.step(at, *call, Stage::Waiting(queue.clone())),
            Event::CallAnswered { call, agent } => self.step(at, *call, Stage::Talking(agent.clone())),
            Event::RingEnded { call, .. } => self.rung(at, *call),
            Event::CallTransferred { call, .. } => self.step(at, *call, Stage::Moving),
            Event::CallLeft { call, .. } | Event::CallEnded { call, .. } | Event::CallSelfServed { call } => {
                self.step(at, *call, Stage::Over);
            }
            Event::AgentSignedIn { agent, name, .. } => self.member(name, agent),
            _ => {}
        }
    }

    /// Folds in what the link, or a recovery, has told.
    pub fn told(&mut self, event: &SwitchEvent) {
        let at = event.at;
        if !is_ours(&event.what) {
            self.heard(at);
        }
        match &event.what {
            Happened::Entered { call, switch_ref, .. } => self.enter(at, *call, switch_ref, Stage::Entered),
            // Of a call that we began the record knows whom we called, once a queue has that caller.
            Happened::Connected { call, switch_ref } => self.enter(at, *call, switch_ref, Stage::Connected),
            Happened::Queued { call, queue, .. } => self.step(at, *call, Stage::Waiting(queue.clone())),
            Happened::Answered { call, agent } => self.step(at, *call, Stage::Talking(agent.clone())),
            Happened::RingEnded { call, .. } => self.rung(at, *call),
            Happened::Transferred { call, .. } => self.step(at, *call, Stage::Moving),
            Happened::HungUp { call, .. } | Happened::Left { call, .. } | Happened::SelfServed { call } => {
                self.step(at, *call, Stage::Over);
            }
            Happened::Surveyed { calls, .. } => {
                for caller in self.callers.values_mut() {
                    if caller.stage != Stage::Over && !calls.iter().any(|found| found.call == caller.call) {
                        (caller.stage, caller.at) = (Stage::Over, at);
                    }
                }
                calls.iter().for_each(|found| self.found(found));
            }
            _ => {}
        }
    }

    /// An agent has this name as a member of queues.
    pub fn member(&mut self, name: &str, agent: &AgentId) {
        let known = self.members.entry(name.to_owned()).or_insert_with(|| Some(agent.clone()));
        if known.as_ref() != Some(agent) {
            *known = None;
        }
    }

    /// When the switch was heard last; none if it never was.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// The agent of this name.
    pub fn agent(&self, name: &str) -> Option<&AgentId> {
        self.members.get(name)?.as_ref()
    }

    /// The caller on this channel.
    pub fn caller(&self, uniqueid: &str) -> Option<&Caller> {
        self.callers.get(uniqueid)
    }

    /// Whether this call was told and is not over.
    pub fn is_live(&self, call: CallId) -> bool {
        let caller = self.calls.get(&call).and_then(|caller| self.callers.get(caller));
        caller.is_some_and(|caller| caller.call == call && caller.stage != Stage::Over)
    }

    /// All callers who are remembered, by the `Uniqueid` of their channel.
    pub fn callers(&self) -> impl Iterator<Item = (&String, &Caller)> {
        self.callers.iter()
    }

    /// Callers whose calls are not over.
    pub fn live_callers(&self) -> impl Iterator<Item = &str> {
        self.callers
            .iter()
            .filter(|(_, caller)| caller.stage != Stage::Over)
            .map(|(caller, _)| caller.as_str())
    }

    fn heard(&mut self, at: DateTime<Utc>) {
        self.until = self.until.max(Some(at));
    }

    fn enter(&mut self, at: DateTime<Utc>, call: CallId, caller: &str, stage: Stage) {
        let known = self.callers.get(caller);
        if known.is_some_and(|known| known.call == call && known.stage != Stage::Over) {
            return;
        }
        let visit = known.map_or(0, |known| known.visit + u32::from(known.call != call));
        self.callers.insert(caller.to_owned(), Caller { stage, ..Caller::new(call, visit, at) });
        self.calls.insert(call, caller.to_owned());
        if self.callers.len() > 2 * self.swept + 1_000 {
            self.sweep(at);
        }
    }

    fn caller_of(&mut self, call: CallId) -> Option<&mut Caller> {
        let caller = self.calls.get(&call).and_then(|caller| self.callers.get_mut(caller));
        caller.filter(|caller| caller.call == call)
    }

    fn rung(&mut self, at: DateTime<Utc>, call: CallId) {
        self.caller_of(call).into_iter().for_each(|caller| caller.rung = Some(at));
    }

    fn step(&mut self, at: DateTime<Utc>, call: CallId, stage: Stage) {
        if let Some(caller) = self.caller_of(call) {
            if let Stage::Waiting(queue) = &stage {
                caller.queued = Some((at, queue.clone()));
            }
            (caller.stage, caller.at) = (stage, at);
        }
    }

    /// A survey knows where a call is, and seldom better since when.
    fn found(&mut self, found: &Found) {
        let caller = self.calls.get(&found.call).and_then(|caller| self.callers.get(caller));
        let waits = || found.queue.clone().map(Stage::Waiting);
        let stage = found.agent.clone().map(Stage::Talking).or_else(waits);
        if let Some(stage) = stage.filter(|stage| caller.is_some_and(|caller| caller.stage != *stage)) {
            self.step(found.since, found.call, stage);
        }
    }

    fn sweep(&mut self, now: DateTime<Utc>) {
        self.callers.retain(|_, caller| caller.stage != Stage::Over || now - caller.at < REMEMBERED);
        self.calls.retain(|call, caller| self.callers.get(caller).is_some_and(|known| known.call == *call));
        self.swept = self.callers.len();
    }
}

/// Whether we say it ourselves, whatever is heard of the switch: of its link, and of the file of its record.
fn is_ours(what: &Happened) -> bool {
    matches!(
        what,
        Happened::LinkLost | Happened::LinkBack | Happened::Noted { .. } | Happened::Miscounted { .. }
    )
}
