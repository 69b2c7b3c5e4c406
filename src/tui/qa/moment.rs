//! A call as it stood at a moment: the log folded up to there by the same folds that the floor uses. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::{
    Agent, AgentId, AgentKind, AgentState, Call, CallId, Callback, Event, Floor, Illegal, Phone, QueueId,
    QueueSettings, QueueState, Recorded, ScriptId, StepId, Ticket, TransferTarget, Words,
};

/// What an agent's screen could show of a call at a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Moment {
    /// The part of the floor that this call touches.
    pub floor: Floor,
    /// The call as it stood before it left the floor.
    pub gone: Option<Call>,
    /// What was said.
    pub script: Option<Spoken>,
    /// Tickets made so far.
    pub tickets: Vec<Ticket>,
    /// Callbacks promised so far.
    pub callbacks: Vec<Callback>,
    /// Events that did not fit, by sequence number: a fault of the log is shown, not hidden.
    pub refused: Vec<(u64, Illegal)>,
}

/// Where an agent stood in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spoken {
    pub script: ScriptId,
    pub version: u32,
    /// The step on the screen; none until the first was entered.
    pub at: Option<StepId>,
    /// Steps marked as said, with the time of the first mark.
    pub said: BTreeMap<StepId, DateTime<Utc>>,
}

impl Moment {
    /// Folds all events that happened up to `at`. `known` lends settings of queues and names of agents, which a call's
    /// own events do not carry.
    pub fn fold(events: &[Recorded], at: DateTime<Utc>, known: &Floor) -> Self {
        let mut moment = Self { floor: touched(events, known), ..Self::default() };
        for recorded in events.iter().filter(|recorded| recorded.at <= at) {
            moment.take(recorded);
        }
        moment
    }

    /// The call, while it is on the floor.
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.floor.calls.get(&id)
    }

    /// Who has the call in hand, with the state it is in.
    pub fn agent(&self, call: CallId) -> Option<&Agent> {
        let holders = self.floor.agents.values().filter(|agent| agent.state.call() == Some(call));
        // Whoever handed it on still writes about it; whoever has it now goes first.
        holders.min_by_key(|agent| matches!(agent.state, AgentState::WrapUp { .. }))
    }

    fn take(&mut self, recorded: &Recorded) {
        let before = recorded.event.call().and_then(|call| self.floor.calls.get(&call)).cloned();
        if let Err(refused) = self.floor.apply(recorded.at, &recorded.event) {
            self.refused.push((recorded.seq, refused));
        }
        if let Some(call) = before.filter(|call| !self.floor.calls.contains_key(&call.id)) {
            self.gone = Some(call);
        }
        match &recorded.event {
            Event::ScriptStarted { script, version, .. } => self.start_script(script, *version),
            Event::ScriptStepEntered { step, .. } => self.enter_step(step),
            Event::ScriptSaid { step, .. } => self.say(step, recorded.at),
            Event::TicketSubmitted { ticket } => self.tickets.push(ticket.as_ref().clone()),
            Event::CallbackPromised { callback } => self.callbacks.push(callback.as_ref().clone()),
            _ => {}
        }
    }

    fn start_script(&mut self, script: &ScriptId, version: u32) {
        self.script = Some(Spoken { script: script.clone(), version, at: None, said: BTreeMap::new() });
    }

    fn enter_step(&mut self, step: &StepId) {
        if let Some(script) = &mut self.script {
            script.at = Some(step.clone());
        }
    }

    fn say(&mut self, step: &StepId, at: DateTime<Utc>) {
        if let Some(script) = &mut self.script {
            script.said.entry(step.clone()).or_insert(at);
        }
    }
}

/// A floor with just the queues and agents that the events name; the agents wait for calls, as they must have done to be rung.
fn touched(events: &[Recorded], known: &Floor) -> Floor {
    let mut floor = Floor::default();
    for Recorded { event, at, .. } in events {
        if let Some(id) = queue_of(event) {
            floor.queues.entry(id.clone()).or_insert_with(|| queue(id, known));
        }
        for id in agents_of(event) {
            floor.agents.entry(id.clone()).or_insert_with(|| agent(id, *at, known));
        }
    }
    floor
}

fn queue_of(event: &Event) -> Option<&QueueId> {
    match event {
        Event::CallQueued { queue, .. } => Some(queue),
        Event::CallTransferred { to: TransferTarget::Queue { queue }, .. } => Some(queue),
        _ => None,
    }
}

fn agents_of(event: &Event) -> impl Iterator<Item = &AgentId> {
    let (first, second) = match event {
        Event::CallTransferred { agent, to: TransferTarget::Agent { agent: target }, .. } => {
            (Some(agent), Some(target))
        }
        Event::CallRinging { agent, .. }
        | Event::RingEnded { agent, .. }
        | Event::CallAnswered { agent, .. }
        | Event::CallTransferred { agent, .. }
        | Event::CallEnded { agent, .. }
        | Event::WrapUpEnded { agent, .. } => (Some(agent), None),
        _ => (None, None),
    };
    first.into_iter().chain(second)
}

fn queue(id: &QueueId, known: &Floor) -> QueueState {
    let settings = known.queues.get(id).map_or_else(|| unknown_queue(id), |queue| queue.settings.clone());
    QueueState { settings, waiting: Vec::new() }
}

/// A queue that is no longer configured: its name is all that is left of it.
fn unknown_queue(id: &QueueId) -> QueueSettings {
    QueueSettings {
        id: id.clone(),
        label: Words { zh: id.to_string(), en: id.to_string() },
        target_s: 0,
        short_abandon_s: 0,
        max_wait_s: 0,
        ring_s: 0,
        wrap_up_s: 0,
        misses_before_pause: 0,
        keep_place_s: 0,
        capacity: 0,
        head_start_s: Vec::new(),
        hours: None,
    }
}

fn agent(id: &AgentId, at: DateTime<Utc>, known: &Floor) -> Agent {
    let known = known.agents.get(id);
    Agent {
        id: id.clone(),
        name: known.map_or_else(|| id.to_string(), |agent| agent.name.clone()),
        kind: known.map_or(AgentKind::Person, |agent| agent.kind),
        queues: Vec::new(),
        state: AgentState::Ready,
        since: at,
        next: None,
        lost: false,
        missed: 0,
        phone: Phone::default(),
        idle_since: at,
    }
}
