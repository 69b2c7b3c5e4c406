//! The moves of the floor, one function a kind of event. Each checks all it needs before it changes anything.

use chrono::{DateTime, Utc};

use super::*;
use crate::domain::QueueSettings;

pub(super) type Moved = Result<(), Illegal>;

impl Floor {
    pub(super) fn configure(&mut self, settings: &QueueSettings) -> Moved {
        let queue = self.queues.entry(settings.id.clone());
        queue
            .and_modify(|queue| queue.settings = settings.clone())
            .or_insert_with(|| QueueState { settings: settings.clone(), waiting: Vec::new() });
        Ok(())
    }

    pub(super) fn enter(&mut self, at: DateTime<Utc>, event: &Event) -> Moved {
        let Event::CallEntered { call: id, switch_ref, number, contact, tier, service, priority, repeats } =
            event
        else {
            return Ok(());
        };
        if self.calls.contains_key(id) {
            return Err(Illegal::Twice(*id));
        }
        let mut call = Call::new(*id, at, number, service);
        call.switch_ref = switch_ref.clone();
        call.contact = *contact;
        call.tier = *tier;
        call.priority = *priority;
        call.repeats = *repeats;
        self.calls.insert(*id, call);
        Ok(())
    }

    pub(super) fn leave(&mut self, at: DateTime<Utc>, id: CallId, exit: Option<&Exit>) -> Moved {
        let call = self.call(id)?;
        let fits = match exit {
            None | Some(Exit::AbandonedInGreeting | Exit::Refused { .. }) => call.phase == Phase::Greeting,
            Some(Exit::Abandoned) => matches!(call.phase, Phase::Queued | Phase::Transferring),
            Some(Exit::KeyExit { .. } | Exit::TimedOut | Exit::LeftEmpty | Exit::Withdrawn) => {
                call.phase == Phase::Queued
            }
            Some(Exit::Failed { .. }) => {
                matches!(call.phase, Phase::Greeting | Phase::Queued | Phase::Transferring)
            }
            // That is how a record says it; it happens as an event of its own.
            Some(Exit::NotReached { .. }) => false,
        };
        if !fits {
            return Err(Illegal::CallPhase {
                call: id,
                phase: call.phase,
                what: "leaving without an answer",
            });
        }
        if exit == Some(&Exit::Abandoned) {
            self.keep_place(at, id);
        }
        self.unqueue(id);
        self.set_phase(at, id, Phase::Over);
        self.forget_if_finished(id);
        Ok(())
    }

    pub(super) fn enqueue(&mut self, at: DateTime<Utc>, event: &Event) -> Moved {
        let Event::CallQueued { call: id, queue, head_start_s, kept_from, position } = event else {
            return Ok(());
        };
        let (id, head_start_s, kept_from) = (*id, *head_start_s, *kept_from);
        let call = self.call(id)?;
        if !matches!(call.phase, Phase::Greeting | Phase::Transferring) {
            return Err(Illegal::CallPhase { call: id, phase: call.phase, what: "joining a queue" });
        }
        let number = call.number.clone();
        let queued_at = kept_from.unwrap_or(at);
        if !self.queues.contains_key(queue) {
            return Err(Illegal::NoQueue(queue.clone()));
        }
        let place = position.map(|position| position.saturating_sub(1) as usize);
        self.line_up(id, queue, place, Call::place_of(queued_at, head_start_s));
        if let Some(queued_at) = kept_from {
            let claimed = |place: &KeptPlace| {
                place.queue == *queue && place.queued_at == queued_at && place.number == number
            };
            self.kept.retain(|place| !claimed(place));
        }
        let call = self.call_mut(id)?;
        call.queue = Some(queue.clone());
        call.queued_at = Some(queued_at);
        call.head_start_s = head_start_s;
        self.set_phase(at, id, Phase::Queued);
        Ok(())
    }

    /// Puts a call into a queue's line: at this place where one is given, else by what its place goes by.
    pub(super) fn line_up(
        &mut self,
        id: CallId,
        queue: &QueueId,
        place: Option<usize>,
        goes_by: DateTime<Utc>,
    ) {
        let Some(state) = self.queues.get_mut(queue) else { return };
        let before = |id: &CallId| self.calls.get(id).is_some_and(|call| call.place() <= goes_by);
        let place = place.unwrap_or_else(|| state.waiting.partition_point(before));
        state.waiting.insert(place.min(state.waiting.len()), id);
    }

    pub(super) fn ring(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId) -> Moved {
        let phase = self.call(id)?.phase;
        if !matches!(phase, Phase::Queued | Phase::Transferring) {
            return Err(Illegal::CallPhase { call: id, phase, what: "ringing" });
        }
        let state = &self.agent(agent)?.state;
        if *state != AgentState::Ready {
            return Err(Illegal::AgentState { agent: agent.clone(), state: state.clone(), what: "ringing" });
        }
        self.call_mut(id)?.agent = Some(agent.clone());
        self.set_phase(at, id, Phase::Ringing);
        self.set_state(at, agent, AgentState::Ringing { call: id });
        Ok(())
    }

    pub(super) fn end_ring(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId, why: RingEnd) -> Moved {
        self.in_hand(id, agent, Phase::Ringing, "the end of a ring")?;
        let call = self.call_mut(id)?;
        call.agent = None;
        let back = if call.queued_at.is_some() { Phase::Queued } else { Phase::Transferring };
        self.set_phase(at, id, back);
        self.free(at, agent)?;
        if matches!(why, RingEnd::NoAnswer | RingEnd::Rejected) {
            // Whoever misses a ring goes to the end of the line, else the next ring would be the same one's.
            let agent = self.agent_mut(agent)?;
            agent.missed += 1;
            agent.idle_since = at;
        }
        Ok(())
    }

    pub(super) fn answer(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId) -> Moved {
        if self.has_no_screen(agent) {
            return self.answer_by_phone(at, id, agent);
        }
        self.in_hand(id, agent, Phase::Ringing, "an answer")?;
        self.unqueue(id);
        self.call_mut(id)?.answered_at = Some(at);
        self.set_phase(at, id, Phase::Talking);
        self.set_state(at, agent, AgentState::Talking { call: id });
        self.agent_mut(agent)?.missed = 0;
        Ok(())
    }

    pub(super) fn hold(&mut self, at: DateTime<Utc>, id: CallId, from: Phase, to: Phase) -> Moved {
        let call = self.call(id)?;
        if call.phase != from {
            return Err(Illegal::CallPhase { call: id, phase: call.phase, what: "hold or resume" });
        }
        let agent = call.agent.clone().filter(|_| !call.phone_only);
        self.set_phase(at, id, to);
        if let Some(agent) = agent {
            let state = match to {
                Phase::Held => AgentState::Holding { call: id },
                _ => AgentState::Talking { call: id },
            };
            self.set_state(at, &agent, state);
        }
        Ok(())
    }

    pub(super) fn transfer(
        &mut self,
        at: DateTime<Utc>,
        id: CallId,
        agent: &AgentId,
        to: &TransferTarget,
    ) -> Moved {
        self.talking(id, agent, "a transfer")?;
        match to {
            TransferTarget::Queue { queue } if !self.queues.contains_key(queue) => {
                return Err(Illegal::NoQueue(queue.clone()));
            }
            TransferTarget::Agent { agent: target } => self.agent(target).map(|_| ())?,
            TransferTarget::Queue { .. } => {}
        }
        self.wrap_up(at, id, agent)?;
        let call = self.call_mut(id)?;
        call.queued_at = None;
        call.answered_at = None;
        self.set_phase(at, id, Phase::Transferring);
        Ok(())
    }

    pub(super) fn end_talk(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId, _by: Ender) -> Moved {
        self.talking(id, agent, "the end of a talk")?;
        self.wrap_up(at, id, agent)?;
        self.set_phase(at, id, Phase::Over);
        self.forget_if_finished(id);
        Ok(())
    }

    fn wrap_up(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId) -> Moved {
        let call = self.call_mut(id)?;
        call.agent = None;
        call.consulting = None;
        call.monitored.clear();
        if std::mem::take(&mut call.phone_only) {
            return Ok(());
        }
        call.wrapping.push(agent.clone());
        self.set_state(at, agent, AgentState::WrapUp { call: id });
        Ok(())
    }

    pub(super) fn end_wrap_up(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId) -> Moved {
        let state = &self.agent(agent)?.state;
        if *state != (AgentState::WrapUp { call: id }) {
            return Err(Illegal::AgentState {
                agent: agent.clone(),
                state: state.clone(),
                what: "the end of a wrap-up",
            });
        }
        self.free(at, agent)?;
        self.agent_mut(agent)?.idle_since = at;
        if let Some(call) = self.calls.get_mut(&id) {
            call.wrapping.retain(|wrapping| wrapping != agent);
        }
        self.forget_if_finished(id);
        Ok(())
    }

    pub(super) fn sign_in(&mut self, at: DateTime<Utc>, event: &Event) -> Moved {
        let Event::AgentSignedIn { agent: id, name, kind, queues, reason } = event else { return Ok(()) };
        if let Some(agent) = self.agents.get(id).filter(|agent| agent.state != AgentState::Offline) {
            return Err(Illegal::AgentState {
                agent: id.clone(),
                state: agent.state.clone(),
                what: "signing in",
            });
        }
        let agent = Agent {
            id: id.clone(),
            name: name.clone(),
            kind: *kind,
            queues: queues.clone(),
            state: AgentState::Paused { reason: reason.clone() },
            since: at,
            next: None,
            lost: false,
            missed: 0,
            phone: self.agents.get(id).map_or(Phone::default(), |known| known.phone),
            idle_since: at,
        };
        self.agents.insert(id.clone(), agent);
        Ok(())
    }

    pub(super) fn idle_move(
        &mut self,
        at: DateTime<Utc>,
        id: &AgentId,
        to: AgentState,
        what: &'static str,
    ) -> Moved {
        let agent = self.agent(id)?;
        let free = matches!(agent.state, AgentState::Ready | AgentState::Paused { .. });
        if !free || agent.state == to {
            return Err(Illegal::AgentState { agent: id.clone(), state: agent.state.clone(), what });
        }
        self.set_state(at, id, to);
        let agent = self.agent_mut(id)?;
        agent.next = None;
        agent.missed = 0;
        agent.idle_since = at;
        Ok(())
    }

    pub(super) fn ask_next(&mut self, id: &AgentId, next: Option<NextState>) -> Moved {
        let agent = self.agent(id)?;
        if agent.state.call().is_none() {
            return Err(Illegal::AgentState {
                agent: id.clone(),
                state: agent.state.clone(),
                what: "a next state",
            });
        }
        self.agent_mut(id)?.next = next;
        Ok(())
    }

    pub(super) fn set_lost(&mut self, id: &AgentId, lost: Lost) -> Moved {
        let agent = self.agent_mut(id)?;
        if agent.state == AgentState::Offline || agent.lost == (lost == Lost::Yes) {
            let what = if lost == Lost::Yes { "getting lost" } else { "being found" };
            return Err(Illegal::AgentState { agent: id.clone(), state: agent.state.clone(), what });
        }
        agent.lost = lost == Lost::Yes;
        Ok(())
    }

    pub(super) fn broadcast(&mut self, broadcast: &Broadcast) -> Moved {
        self.broadcast = Some(broadcast.clone()).filter(|broadcast| !broadcast.text.is_empty());
        Ok(())
    }

    /// Remembers a dropped caller's place, and forgets places that nobody can claim any more.
    fn keep_place(&mut self, at: DateTime<Utc>, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let (Some(queue), Some(queued_at)) = (call.queue.clone(), call.queued_at) else { return };
        // Withheld numbers are all alike: nobody could tell whose place it was.
        if !call.number.is_known() {
            return;
        }
        let place = KeptPlace { number: call.number.clone(), queue, queued_at, dropped_at: at };
        let keep_s = |queue: &QueueId| {
            self.queues.get(queue).map_or(0, |queue| i64::from(queue.settings.keep_place_s))
        };
        self.kept.push(place);
        self.kept.retain(|place| (at - place.dropped_at).num_seconds() <= keep_s(&place.queue));
    }

    pub(super) fn in_hand(&self, id: CallId, agent: &AgentId, phase: Phase, what: &'static str) -> Moved {
        let call = self.call(id)?;
        if call.phase != phase || call.agent.as_ref() != Some(agent) {
            return Err(Illegal::CallPhase { call: id, phase: call.phase, what });
        }
        if call.phone_only { Ok(()) } else { self.agent(agent).map(|_| ()) }
    }

    pub(super) fn talking(&self, id: CallId, agent: &AgentId, what: &'static str) -> Moved {
        self.in_hand(id, agent, Phase::Talking, what).or_else(|_| self.in_hand(id, agent, Phase::Held, what))
    }

    pub(super) fn unqueue(&mut self, id: CallId) {
        let queue = self.calls.get(&id).and_then(|call| call.queue.clone());
        if let Some(queue) = queue.and_then(|queue| self.queues.get_mut(&queue)) {
            let place = queue.waiting.iter().position(|waiting| *waiting == id);
            place.map(|place| queue.waiting.remove(place));
        }
    }

    fn forget_if_finished(&mut self, id: CallId) {
        if self.calls.get(&id).is_some_and(|call| call.phase == Phase::Over && call.wrapping.is_empty()) {
            self.calls.remove(&id);
        }
    }

    pub(super) fn set_phase(&mut self, at: DateTime<Utc>, id: CallId, phase: Phase) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.phase = phase;
            call.since = at;
        }
    }

    /// The agent's call is out of hand: on to the state asked for, else ready.
    pub(super) fn free(&mut self, at: DateTime<Utc>, id: &AgentId) -> Moved {
        let state = match self.agent_mut(id)?.next.take() {
            None | Some(NextState::Ready) => AgentState::Ready,
            Some(NextState::Paused { reason }) => AgentState::Paused { reason },
            Some(NextState::Offline) => AgentState::Offline,
        };
        self.set_state(at, id, state);
        Ok(())
    }

    pub(super) fn set_state(&mut self, at: DateTime<Utc>, id: &AgentId, state: AgentState) {
        if let Some(agent) = self.agents.get_mut(id) {
            agent.lost &= state != AgentState::Offline;
            agent.state = state;
            agent.since = at;
        }
    }

    pub(super) fn call(&self, id: CallId) -> Result<&Call, Illegal> {
        self.calls.get(&id).ok_or(Illegal::NoCall(id))
    }

    pub(super) fn call_mut(&mut self, id: CallId) -> Result<&mut Call, Illegal> {
        self.calls.get_mut(&id).ok_or(Illegal::NoCall(id))
    }

    pub(super) fn agent(&self, id: &AgentId) -> Result<&Agent, Illegal> {
        self.agents.get(id).ok_or_else(|| Illegal::NoAgent(id.clone()))
    }

    pub(super) fn agent_mut(&mut self, id: &AgentId) -> Result<&mut Agent, Illegal> {
        self.agents.get_mut(id).ok_or_else(|| Illegal::NoAgent(id.clone()))
    }
}
