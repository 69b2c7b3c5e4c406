//! Calls on their way: into a queue or refused, ringing, answered, handed on.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Stepped, Turn};
use crate::{
    domain::{
        Actor, Agent, AgentId, AgentKind, AgentState, CallId, Ender, Event, Exit, Illegal, Phase, QueueId,
        QueueSettings, QueueState, RefusedWhy, RingEnd, TransferTarget, WrapUpEnd,
    },
    switch::SwitchCommand,
};

impl Turn<'_> {
    /// The switch brought a call to a queue.
    pub fn queued(
        &mut self,
        at: DateTime<Utc>,
        call: CallId,
        queue: QueueId,
        position: Option<u32>,
    ) -> Stepped {
        let known = self.call(call)?;
        match (known.phase, known.agent.clone()) {
            (Phase::Greeting, _) if self.desk_rings() => self.admit(at, call, queue),
            (Phase::Queued | Phase::Ringing, _) if known.queue.as_ref() == Some(&queue) => Ok(()),
            (Phase::Talking | Phase::Held, Some(agent)) => {
                let to = TransferTarget::Queue { queue: queue.clone() };
                self.follow(at, Event::CallTransferred { call, agent, to })?;
                self.enqueue(at, self.source.clone(), call, queue, position)
            }
            _ => self.enqueue(at, self.source.clone(), call, queue, position),
        }
    }

    /// The switch gave a waiting call another priority.
    pub fn prioritised(&mut self, at: DateTime<Utc>, call: CallId, priority: u8) -> Stepped {
        let event = self.priority(call, priority)?;
        self.follow(at, event)
    }

    /// A waiting call with this priority, and the head start that its queue gives for it.
    pub fn priority(&self, call: CallId, priority: u8) -> Result<Event, Illegal> {
        let queue = self.call(call)?.queue.as_ref().and_then(|queue| self.desk.book.floor.queues.get(queue));
        let head_start_s = queue.map_or(0, |queue| queue.settings.head_start(priority));
        Ok(Event::CallPrioritised { call, priority, head_start_s })
    }

    /// Lets a new call into a queue, or refuses it.
    fn admit(&mut self, at: DateTime<Utc>, call: CallId, queue: QueueId) -> Stepped {
        let Some(state) = self.desk.book.floor.queues.get(&queue) else {
            self.let_go(at, call, Exit::Failed { what: format!("queue {queue} is not configured") });
            return Err(Illegal::NoQueue(queue));
        };
        match self.refusal(at, state) {
            Some(why) => self.let_go(at, call, Exit::Refused { why }),
            None => return self.enqueue(at, Actor::Switch, call, queue, None),
        }
        Ok(())
    }

    fn refusal(&self, at: DateTime<Utc>, queue: &QueueState) -> Option<RefusedWhy> {
        if !self.is_open(at, &queue.settings) {
            return Some(RefusedWhy::Closed);
        }
        let mut agents = self.desk.book.floor.agents.values();
        let serves = |agent: &Agent| {
            agent.state != AgentState::Offline && !agent.lost && agent.queues.contains(&queue.settings.id)
        };
        if !agents.any(serves) {
            return Some(RefusedWhy::NobodySignedIn);
        }
        let full = queue.waiting.len() >= queue.settings.capacity as usize;
        full.then_some(RefusedWhy::Full)
    }

    fn is_open(&self, at: DateTime<Utc>, queue: &QueueSettings) -> bool {
        let calendar = queue.hours.as_ref().and_then(|name| self.desk.settings.calendars.get(name));
        calendar.is_none_or(|calendar| calendar.is_open(at))
    }

    /// The desk ends a call's wait: on record, and on the switch.
    pub fn let_go(&mut self, at: DateTime<Utc>, call: CallId, exit: Exit) {
        if self.record(at, Actor::Desk, Event::CallLeft { call, exit }).is_ok() {
            self.command(SwitchCommand::Release { call });
        }
    }

    fn enqueue(
        &mut self,
        at: DateTime<Utc>,
        actor: Actor,
        call: CallId,
        queue: QueueId,
        position: Option<u32>,
    ) -> Stepped {
        let waiting = self.call(call)?;
        let settings = self.desk.book.floor.queues.get(&queue).map(|queue| &queue.settings);
        let head_start_s = settings.map_or(0, |settings| settings.head_start(waiting.priority));
        let kept_from = settings.and_then(|settings| self.kept_from(at, call, &queue, settings.keep_place_s));
        self.record(at, actor, Event::CallQueued { call, queue, head_start_s, kept_from, position })
    }

    /// When the wait began of a caller who dropped and is back in time.
    fn kept_from(
        &self,
        at: DateTime<Utc>,
        call: CallId,
        queue: &QueueId,
        keep_s: u32,
    ) -> Option<DateTime<Utc>> {
        let call = self.call(call).ok().filter(|call| call.phase == Phase::Greeting)?;
        let keep = TimeDelta::seconds(i64::from(keep_s));
        let mut kept = self.desk.book.floor.kept.iter();
        let place = kept.find(|place| {
            place.queue == *queue && place.number == call.number && at - place.dropped_at <= keep
        })?;
        Some(place.queued_at)
    }

    pub fn ringing(&mut self, at: DateTime<Utc>, call: CallId, agent: AgentId) -> Stepped {
        self.ring_began(call, &agent);
        let rung = self.call(call)?;
        if rung.phase == Phase::Ringing && rung.agent.as_ref() == Some(&agent) {
            return Ok(());
        }
        if !self.desk_rings() {
            if self.is_out(&agent) || (self.is_past() && !self.is_ready(&agent)) {
                // A phone without a screen: nobody to show it to, and the caller still waits. What an agent does now, a ring of the past
                // does not change.
                return Ok(());
            }
            self.make_ready(at, &agent)?;
        }
        let rings = self.follow(at, Event::CallRinging { call, agent: agent.clone() });
        if rings.is_err() && self.desk_rings() {
            self.command(SwitchCommand::StopRing { call, agent, why: RingEnd::Withdrawn });
        }
        rings
    }

    /// An agent speaks with the caller: that is certain, whoever was thought to be rung.
    pub fn answered(&mut self, at: DateTime<Utc>, call: CallId, agent: AgentId) -> Stepped {
        self.ring_began(call, &agent);
        let rung = self.call(call)?;
        match (rung.phase, rung.agent.clone()) {
            (Phase::Talking | Phase::Held, Some(talking)) if talking == agent => return Ok(()),
            (_, rung) if !self.desk_rings() && self.is_out(&agent) => self.stop_other_ring(at, call, rung)?,
            (Phase::Ringing, Some(ringing)) if ringing != agent => {
                let why = RingEnd::Withdrawn;
                self.follow(at, Event::RingEnded { call, agent: ringing, why })?;
                self.ring_untold(at, call, &agent)?;
            }
            (Phase::Queued | Phase::Transferring, _) => self.ring_untold(at, call, &agent)?,
            _ => {}
        }
        self.follow(at, Event::CallAnswered { call, agent })
    }

    fn is_ready(&self, agent: &AgentId) -> bool {
        self.agent(agent).is_ok_and(|agent| agent.state == AgentState::Ready)
    }

    /// Somebody at a phone without a screen took the call: whoever was rung with it here is not any more.
    fn stop_other_ring(&mut self, at: DateTime<Utc>, call: CallId, rung: Option<AgentId>) -> Stepped {
        match rung.filter(|_| self.call(call).is_ok_and(|call| call.phase == Phase::Ringing)) {
            Some(agent) => self.follow(at, Event::RingEnded { call, agent, why: RingEnd::Withdrawn }),
            None => Ok(()),
        }
    }

    /// Whether an agent is not at a screen at all.
    pub fn is_out(&self, agent: &AgentId) -> bool {
        self.agent(agent).map_or(true, |agent| agent.state == AgentState::Offline)
    }

    fn ring_untold(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) -> Stepped {
        self.give_up_placed(agent);
        self.make_ready(at, agent)?;
        self.follow(at, Event::CallRinging { call, agent: agent.clone() })
    }

    /// The switch has a call at an agent who should not have one: what the agent did before is over, and the difference is shown.
    fn make_ready(&mut self, at: DateTime<Utc>, agent: &AgentId) -> Stepped {
        let Some(state) = self.desk.book.floor.agents.get(agent).map(|agent| agent.state.clone()) else {
            return Err(Illegal::NoAgent(agent.clone()));
        };
        if matches!(state, AgentState::Offline | AgentState::Ready) {
            return Ok(());
        }
        self.differ(at, &format!("agent {agent}"), "has a call", &state.to_string());
        let agent = agent.clone();
        let state = match state {
            AgentState::Ringing { call } => {
                return self.follow(at, Event::RingEnded { call, agent, why: RingEnd::Withdrawn });
            }
            // The end of the call before was missed.
            AgentState::Talking { call } | AgentState::Holding { call } => {
                self.hung_up(at, call, Ender::System)?;
                AgentState::WrapUp { call }
            }
            state => state,
        };
        let AgentState::WrapUp { call } = state else { return self.follow(at, Event::AgentReady { agent }) };
        self.follow(at, Event::NextStateAsked { agent: agent.clone(), next: None })?;
        self.follow(at, Event::WrapUpEnded { call, agent, why: WrapUpEnd::Done })
    }

    pub fn transferred(
        &mut self,
        at: DateTime<Utc>,
        call: CallId,
        agent: AgentId,
        to: TransferTarget,
    ) -> Stepped {
        let moved = self.follow(at, Event::CallTransferred { call, agent: agent.clone(), to: to.clone() });
        if let Err(Illegal::NoAgent(_) | Illegal::NoQueue(_)) = moved {
            // Handed on to where the desk cannot see, such as a number outside: for this floor the talk is over.
            return self.follow(at, Event::CallEnded { call, agent, by: Ender::Agent });
        }
        moved?;
        match to {
            _ if !self.desk_rings() => Ok(()),
            TransferTarget::Queue { queue } => self.enqueue(at, Actor::Desk, call, queue, None),
            TransferTarget::Agent { agent } => {
                self.ring_directly(call, agent);
                Ok(())
            }
        }
    }

    /// A call that was handed on to an agent who did not take it goes back to the queue that it came through.
    pub fn back_to_queue(&mut self, call: CallId) {
        let Ok(stray) = self.call(call) else { return };
        if stray.phase != Phase::Transferring || !self.desk_rings() || self.desk.reserved.is_asked(call) {
            return;
        }
        let configured = || self.desk.book.floor.queues.keys().next().cloned();
        match stray.queue.clone().or_else(configured) {
            Some(queue) => {
                let queued = self.enqueue(self.now, Actor::Desk, call, queue, None);
                self.must(queued);
            }
            None => self.let_go(self.now, call, Exit::Failed { what: "no queue is configured".into() }),
        }
    }

    /// A ring ended without an answer; who misses too many is paused.
    pub fn ring_ended(&mut self, at: DateTime<Utc>, call: CallId, agent: AgentId, why: RingEnd) -> Stepped {
        let asked = self.desk.reserved.call_of(&agent) == Some(call);
        if asked {
            self.stop_asking(call);
        }
        let rung = self.call(call).ok();
        let rang =
            rung.is_some_and(|call| call.phase == Phase::Ringing && call.agent.as_ref() == Some(&agent));
        if rang {
            self.follow(at, Event::RingEnded { call, agent: agent.clone(), why })?;
            self.pause_if_missed(call, &agent, why);
        }
        if why == RingEnd::CallerGone {
            return self.hung_up(at, call, Ender::Caller);
        }
        // Whoever rejects a caller is not offered the same one again in the same breath.
        if asked || matches!(why, RingEnd::Withdrawn | RingEnd::Rejected) {
            self.set_aside(agent);
        }
        self.back_to_queue(call);
        Ok(())
    }

    fn pause_if_missed(&mut self, call: CallId, agent: &AgentId, why: RingEnd) {
        // For what was missed while nobody watched, nobody is paused now.
        if self.is_past() || !matches!(why, RingEnd::NoAnswer | RingEnd::Rejected) {
            return;
        }
        // Recorded agents play themselves; nobody could bring one back from a pause.
        let floor = &self.desk.book.floor;
        let queue = floor.calls.get(&call).and_then(|call| floor.queues.get(call.queue.as_ref()?));
        let limit = queue.map_or(0, |queue| queue.settings.misses_before_pause);
        let missed = floor.agents.get(agent).filter(|agent| agent.state == AgentState::Ready);
        if limit > 0 && missed.is_some_and(|agent| agent.missed >= limit && agent.kind == AgentKind::Person) {
            let reason = self.desk.settings.missed.clone();
            self.decide(Event::AgentPaused { agent: agent.clone(), reason });
        }
    }
}
