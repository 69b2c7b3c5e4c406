//! The floor: all live calls, agents and queues. It changes by [`Floor::apply`] alone; a move that does not fit is refused and changes nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    About, Agent, AgentId, AgentState, Call, CallId, Difference, Ender, Event, Exit, IdentityTrouble,
    Monitor, Monitoring, NextState, Phase, Phone, QueueId, QueueState, RecordingState, RingEnd,
    TransferTarget,
};

mod marks;
mod moves;
mod phone;
mod placed;

/// All live calls, agents and queues.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Floor {
    /// Calls that are not over, or whose work is not finished.
    pub calls: BTreeMap<CallId, Call>,
    /// Every agent that was ever signed in here.
    pub agents: BTreeMap<AgentId, Agent>,
    /// Queues by name.
    pub queues: BTreeMap<QueueId, QueueState>,
    /// The lead's last line to everybody.
    pub broadcast: Option<Broadcast>,
    /// Waiting callers who dropped and whose place is kept: by contact number as seen, with the start of their wait and when they dropped.
    #[serde(default)]
    pub kept: Vec<KeptPlace>,
    /// Since when the link to the phone switch is broken: calls are as they were then.
    #[serde(default)]
    pub switch_lost: Option<DateTime<Utc>>,
    /// Where switch and desk disagree now, the oldest first.
    #[serde(default)]
    pub differences: Vec<Difference>,
}

/// A lead's line to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Broadcast {
    /// What it says; empty takes the last one down.
    pub text: String,
    /// Who says it.
    pub from: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The place of a caller who dropped out of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptPlace {
    /// The caller's number.
    pub number: super::PhoneNumber,
    /// The queue.
    pub queue: QueueId,
    /// When the wait began.
    pub queued_at: DateTime<Utc>,
    /// When the caller dropped.
    pub dropped_at: DateTime<Utc>,
}

/// A move that does not fit the state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// No such call on the floor.
    #[error("call {0} is not on the floor; it is over")]
    NoCall(CallId),
    /// No such agent.
    #[error("agent {0} has never signed in")]
    NoAgent(AgentId),
    /// No such queue.
    #[error("queue {0} is not configured")]
    NoQueue(QueueId),
    /// The call is there, but not in a phase where this can happen.
    #[error("call {call} is {phase}, so {what} cannot happen to it; look at the floor again")]
    CallPhase {
        /// Which.
        call: CallId,
        /// Where it is.
        phase: Phase,
        /// What was tried.
        what: &'static str,
    },
    /// The agent is there, but not in a state where this can happen.
    #[error("agent {agent} is {state}, so {what} cannot happen; look at the floor again")]
    AgentState {
        /// Which.
        agent: AgentId,
        /// What the agent does.
        state: AgentState,
        /// What was tried.
        what: &'static str,
    },
    /// A call with this id is on the floor already.
    #[error("call {0} has entered already")]
    Twice(CallId),
    /// It does not fit who is who.
    #[error(transparent)]
    Identity(#[from] IdentityTrouble),
}

impl Floor {
    /// The floor as it may leave the server: numbers masked, the switch's own names of calls left out. Folding masked events gives the same.
    pub fn masked(&self) -> Self {
        let mut floor = self.clone();
        for call in floor.calls.values_mut() {
            call.number = call.number.masked();
            call.switch_ref.clear();
        }
        floor.kept.iter_mut().for_each(|place| place.number = place.number.masked());
        floor
    }

    /// The floor as those see it who have nothing to do with calls: which queues there are, and what leads say to everybody.
    pub fn without_calls(&self) -> Self {
        let mut queues = self.queues.clone();
        queues.values_mut().for_each(|queue| queue.waiting.clear());
        Self { queues, broadcast: self.broadcast.clone(), ..Self::default() }
    }

    /// Applies an event that happened at `at`.
    ///
    /// # Errors
    /// When the move does not fit the state; the floor is then unchanged.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) -> Result<(), Illegal> {
        match event {
            Event::CallEntered { .. } => self.enter(at, event),
            Event::CallSelfServed { call } => self.leave(at, *call, None),
            Event::CallLeft { call, exit } => self.leave(at, *call, Some(exit)),
            Event::CallQueued { .. } => self.enqueue(at, event),
            Event::CallPrioritised { call, priority, head_start_s } => {
                self.prioritise(*call, *priority, *head_start_s)
            }
            Event::CallerIdentified { .. } => self.identify(event),
            Event::ConsultBegan { call, agent, to } => self.consult(at, *call, agent, to),
            Event::ConsultEnded { call, agent } => self.end_consult(at, *call, agent),
            Event::CallRecording { call, state, .. } => self.record(*call, *state),
            Event::MonitorBegan { call, by, how } => self.monitor(*call, by, *how),
            Event::MonitorEnded { call, by } => self.end_monitor(*call, by),
            Event::CallPlaced { .. } => self.place(at, event),
            Event::CallDialled { call, agent, switch_ref } => self.dial(at, *call, agent, switch_ref),
            Event::CallConnected { call, agent, switch_ref } => self.connect(at, *call, agent, switch_ref),
            Event::CallNotReached { call, agent, .. } => self.not_reached(at, *call, agent),
            Event::CallRinging { call, agent } => self.ring(at, *call, agent),
            Event::RingEnded { call, agent, why } => self.end_ring(at, *call, agent, *why),
            Event::CallAnswered { call, agent } => self.answer(at, *call, agent),
            Event::CallHeld { call } => self.hold(at, *call, Phase::Talking, Phase::Held),
            Event::CallResumed { call } => self.hold(at, *call, Phase::Held, Phase::Talking),
            Event::CallTransferred { call, agent, to } => self.transfer(at, *call, agent, to),
            Event::CallEnded { call, agent, by } => self.end_talk(at, *call, agent, *by),
            Event::WrapUpEnded { call, agent, .. } => self.end_wrap_up(at, *call, agent),
            _ => self.apply_beside_calls(at, event),
        }
    }

    /// The same, of an event that is about agents, queues or the switch. All others concern tickets, contacts, scripts and the past: folds
    /// of their own.
    fn apply_beside_calls(&mut self, at: DateTime<Utc>, event: &Event) -> Result<(), Illegal> {
        match event {
            Event::AgentSignedIn { .. } => self.sign_in(at, event),
            Event::AgentSignedOut { agent } => self.idle_move(at, agent, AgentState::Offline, "sign-out"),
            Event::AgentReady { agent } => self.idle_move(at, agent, AgentState::Ready, "ready"),
            Event::AgentPaused { agent, reason } => {
                self.idle_move(at, agent, AgentState::Paused { reason: reason.clone() }, "pause")
            }
            Event::NextStateAsked { agent, next } => self.ask_next(agent, next.clone()),
            Event::AgentLost { agent } => self.set_lost(agent, Lost::Yes),
            Event::AgentFound { agent } => self.set_lost(agent, Lost::No),
            Event::AgentPhoneChanged { agent, phone } => self.set_phone(agent, *phone),
            Event::QueueConfigured { queue } => self.configure(queue),
            Event::BroadcastSent { broadcast } => self.broadcast(broadcast),
            Event::SwitchLost => self.lose_switch(Some(at)),
            Event::SwitchFound => self.lose_switch(None),
            Event::DifferenceOpened { difference } => self.open_difference(difference),
            Event::DifferenceClosed { about } => self.close_difference(about),
            _ => Ok(()),
        }
    }

    /// The call that the agent has in hand.
    pub fn call_of(&self, agent: &AgentId) -> Option<&Call> {
        let call = self.agents.get(agent)?.state.call()?;
        self.calls.get(&call)
    }

    /// Waiting calls of all queues, within each queue in the order in which they are rung.
    pub fn waiting(&self) -> impl Iterator<Item = &Call> {
        self.queues.values().flat_map(|queue| &queue.waiting).filter_map(|call| self.calls.get(call))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lost {
    Yes,
    No,
}
