//! One caller on the switch: where the caller is, which phones ring, who asked to end it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{ahead::Ahead, consult::Consult, event, placed::Placed, queue::why};
use crate::{
    domain::{AgentId, CallId, Ender, Monitor, QueueId, RingEnd, TransferTarget},
    switch::{
        Happened, SwitchEvent,
        asterisk::event::{Channel, Uniqueid},
    },
};

/// A caller.
#[derive(Clone, Debug)]
pub struct Line {
    pub call: CallId,
    /// How often the caller was told over before and came to a queue again.
    pub visit: u32,
    /// The caller's channel, by its `Uniqueid` and by name.
    pub uniqueid: Uniqueid,
    pub channel: String,
    /// The queue that the caller waits in, came through, or is greeted for; none of a call that we began.
    pub queue: Option<QueueId>,
    /// The name of the channel that waits there: the caller's own, or one by which an agent asked the queue.
    pub waits_by: String,
    /// The extension by which the queue was reached: another one at the end is a key that was pressed.
    pub extension: String,
    pub stage: Stage,
    /// Phones that ring with it, in their order. The floor knows one ring of a call: the first one is told.
    pub rings: Vec<Ring>,
    /// The queue let go of the caller while phones still rang: for an answer, or at its end.
    pub leaving: Option<Leaving>,
    /// The caller is out of the queue, and how is not known yet.
    pub out: Option<Out>,
    /// Who asked first that the call ends.
    pub asked: Option<Ender>,
    /// For whom we are ending it ourselves.
    pub ours: Option<Ender>,
    /// We are taking the caller out of the queue for an agent.
    pub is_taken: bool,
    /// Since when, as far as was looked, that caller is out of the queue and no phone rings.
    pub lost: Option<DateTime<Utc>>,
    /// What was heard of where a caller goes whose agent has not handed the call on yet, as far as we have heard.
    pub ahead: Ahead,
    /// Whom the agent asks, while that lasts.
    pub consult: Option<Consult>,
    /// Agents whom Asterisk rings in turn, as one has left the caller with another one who has not answered.
    pub between: Vec<AgentId>,
    /// Whether there is a recording, as far as was told; none if it may have begun before we looked.
    pub is_recorded: Option<bool>,
    /// What the recording that begins next is called.
    pub recording_name: Option<String>,
    /// Phones that were brought into the talk.
    pub spies: Vec<Spy>,
    /// Phones that we are bringing in.
    pub spies_asked: BTreeMap<AgentId, AskedIn>,
}

/// Where a caller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nowhere yet: we have the agent's phone rung first.
    Placed(Placed),
    /// In the greeting before the first queue.
    Greeting,
    /// In a queue of ours.
    Waiting(QueueId),
    /// With an agent.
    Talking(Talk),
    /// Handed on to a queue or an agent of ours.
    Moving,
    /// Told over, though the channel may live on in the dialplan.
    Gone,
}

/// A talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    pub leg: Leg,
    /// Not known of a talk that a survey found.
    pub held: Option<bool>,
}

/// An agent's phone in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub uniqueid: Uniqueid,
    pub channel: String,
    pub agent: AgentId,
}

/// A phone that rings.
#[derive(Clone, Debug)]
pub struct Ring {
    pub leg: Leg,
    pub told: bool,
    /// The queue said that it was not answered.
    pub missed: bool,
    /// We stopped it, for this reason.
    pub stopped: Option<RingEnd>,
}

/// How a caller leaves a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// By a key.
    Key(String),
    /// By a rule of the queue: the longest wait, nobody left, or taken out by a person.
    Rule,
}

/// A caller who is out of a queue.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    /// Since when, by Asterisk's clock.
    pub at: DateTime<Utc>,
    /// When we heard of it.
    pub heard: DateTime<Utc>,
}

/// A phone in the talk of others.
#[derive(Clone, Debug)]
pub struct Spy {
    pub by: AgentId,
    pub uniqueid: Uniqueid,
    pub channel: String,
}

/// A phone that we are bringing into the talk of others.
#[derive(Clone, Copy, Debug)]
pub struct AskedIn {
    pub how: Monitor,
    pub is_lifted: bool,
}

impl Line {
    /// A caller who comes to a queue.
    pub fn waiting(call: CallId, visit: u32, caller: &Channel, queue: QueueId) -> Self {
        Self {
            call,
            visit,
            uniqueid: caller.uniqueid.clone(),
            channel: caller.name.clone(),
            stage: Stage::Waiting(queue.clone()),
            queue: Some(queue),
            waits_by: caller.name.clone(),
            extension: caller.extension.clone(),
            rings: Vec::new(),
            leaving: None,
            out: None,
            asked: None,
            ours: None,
            is_taken: false,
            lost: None,
            ahead: Ahead::default(),
            consult: None,
            between: Vec::new(),
            is_recorded: Some(false),
            recording_name: None,
            spies: Vec::new(),
            spies_asked: BTreeMap::new(),
        }
    }

    /// The same caller in a queue again. The channel there may be one by which an agent asked for the caller.
    pub fn waiting_again(self, caller: &Channel, queue: QueueId) -> Self {
        Self {
            uniqueid: self.uniqueid,
            channel: self.channel,
            is_recorded: self.is_recorded,
            spies: self.spies,
            spies_asked: self.spies_asked,
            ..Self::waiting(self.call, self.visit, caller, queue)
        }
    }

    /// Whether the caller waits in this queue, or speaks with somebody whom a queue found.
    pub fn is_served_by(&self, queue: &QueueId) -> bool {
        match &self.stage {
            Stage::Waiting(waits_in) => waits_in == queue,
            Stage::Talking(_) => true,
            Stage::Placed(_) | Stage::Greeting | Stage::Moving | Stage::Gone => false,
        }
    }

    /// Which stay in our queues the next one is: another one once the caller was told over.
    pub fn next_visit(&self) -> u32 {
        self.visit + u32::from(self.stage == Stage::Gone)
    }

    /// Who ends the call, as far as is known: what we do ourselves counts first.
    pub fn ender(&self) -> Option<Ender> {
        self.ours.or(self.asked)
    }

    /// The agent who speaks with the caller.
    pub fn talking_agent(&self) -> Option<&AgentId> {
        match &self.stage {
            Stage::Talking(talk) => Some(&talk.leg.agent),
            _ => None,
        }
    }

    /// The caller may have been put on hold before we looked.
    pub fn hold_is_unknown(&mut self) {
        if let Stage::Talking(talk) = &mut self.stage {
            talk.held = None;
        }
    }

    /// The agent's ring.
    pub fn ring_of(&mut self, agent: &AgentId) -> Option<&mut Ring> {
        self.rings.iter_mut().find(|ring| ring.leg.agent == *agent)
    }

    /// A phone began to ring.
    pub fn ring(&mut self, at: DateTime<Utc>, leg: Leg) -> Option<SwitchEvent> {
        let waits = matches!(self.stage, Stage::Waiting(_) | Stage::Moving);
        if !waits || self.rings.iter().any(|ring| ring.leg.uniqueid == leg.uniqueid) {
            return None;
        }
        self.rings.push(Ring { leg, told: false, missed: false, stopped: None });
        self.tell_ring(at)
    }

    /// Tells the first ring that is left, if none is told.
    fn tell_ring(&mut self, at: DateTime<Utc>) -> Option<SwitchEvent> {
        if self.rings.iter().any(|ring| ring.told) {
            return None;
        }
        let ring = self.rings.first_mut()?;
        ring.told = true;
        Some(event(at, Happened::Ringing { call: self.call, agent: ring.leg.agent.clone() }))
    }

    /// A phone hung up that rang, for this reason of SIP and telephony (Q.850).
    pub fn end_ring(&mut self, at: DateTime<Utc>, uniqueid: &Uniqueid, cause: u32) -> Vec<SwitchEvent> {
        let Some(place) = self.rings.iter().position(|ring| ring.leg.uniqueid == *uniqueid) else {
            return Vec::new();
        };
        let ring = self.rings.remove(place);
        let why = self.why_ended(&ring, cause);
        let mut told = self.told_end(at, ring, why);
        told.extend(self.tell_ring(at));
        told
    }

    /// All rings end at once, for this reason where none is known.
    pub fn end_rings(&mut self, at: DateTime<Utc>, why: RingEnd) -> Vec<SwitchEvent> {
        let rings = std::mem::take(&mut self.rings);
        let known = |ring: &Ring| ring.stopped.or(ring.missed.then_some(RingEnd::NoAnswer)).unwrap_or(why);
        let ended = rings.into_iter().flat_map(|ring| {
            let why = known(&ring);
            self.told_end(at, ring, why)
        });
        ended.collect()
    }

    /// Busy here (17) and call rejected (21): somebody pressed a key. The phone of a caller who has gone may be quicker than the queue.
    fn why_ended(&self, ring: &Ring, cause: u32) -> RingEnd {
        match (ring.stopped, ring.missed, cause) {
            (Some(why), ..) => why,
            (None, true, 17 | 21) => RingEnd::Rejected,
            (None, true, _) => RingEnd::NoAnswer,
            (None, false, _) if self.ender() == Some(Ender::Caller) => RingEnd::CallerGone,
            (None, false, _) => RingEnd::Withdrawn,
        }
    }

    fn told_end(&self, at: DateTime<Utc>, ring: Ring, why: RingEnd) -> Vec<SwitchEvent> {
        let ended = Happened::RingEnded { call: self.call, agent: ring.leg.agent, why };
        ring.told.then(|| event(at, ended)).into_iter().collect()
    }

    /// The caller speaks with this agent.
    pub fn answer(&mut self, at: DateTime<Utc>, leg: Leg) -> Vec<SwitchEvent> {
        self.rings.retain(|ring| ring.leg.uniqueid != leg.uniqueid);
        let mut told = self.end_rings(at, RingEnd::Withdrawn);
        told.push(event(at, Happened::Answered { call: self.call, agent: leg.agent.clone() }));
        self.stage = Stage::Talking(Talk { leg, held: Some(false) });
        (self.leaving, self.out, self.consult) = (None, None, None);
        self.between.clear();
        (self.ahead, self.is_taken, self.lost) = (Ahead::default(), false, None);
        (self.asked, self.ours) = (None, None);
        told
    }

    /// The phone on this channel hands the caller on; to where we cannot see, the call is over for this floor.
    pub fn hand_on(
        &mut self,
        at: DateTime<Utc>,
        from: &Uniqueid,
        to: Option<TransferTarget>,
    ) -> Option<SwitchEvent> {
        let Stage::Talking(Talk { leg, .. }) = &self.stage else { return None };
        if leg.uniqueid != *from {
            // It is the caller who has gone elsewhere.
            return self.end(at, Ender::Caller);
        }
        let Some(to) = to else { return self.end(at, Ender::Agent) };
        let told = Happened::Transferred { call: self.call, agent: leg.agent.clone(), to };
        (self.stage, self.consult) = (Stage::Moving, None);
        Some(event(at, told))
    }

    /// The caller's own channel is gone.
    pub fn close(&mut self, at: DateTime<Utc>) -> Vec<SwitchEvent> {
        if let Some(told) = self.not_reached(at) {
            return vec![told];
        }
        let by = self.ender().unwrap_or(Ender::System);
        let left = self.left_already();
        left.into_iter().chain(self.end_rings(at, why(by))).chain(self.end(at, by)).collect()
    }

    /// The call is over.
    pub fn end(&mut self, at: DateTime<Utc>, by: Ender) -> Option<SwitchEvent> {
        if self.stage == Stage::Gone {
            return None;
        }
        (self.stage, self.out) = (Stage::Gone, None);
        Some(event(at, Happened::HungUp { call: self.call, by }))
    }
}
