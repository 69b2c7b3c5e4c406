//! Rings: asked for by routing, withdrawn, asked for in vain; and the timers that go with them.

use super::{Due, Turn};
use crate::{
    domain::{AgentId, AgentState, CallId, Event, Exit, NotReached, Phase, RingEnd, WrapUpEnd},
    routing::next_rings,
    switch::SwitchCommand,
};

impl Turn<'_> {
    /// Asks for all the rings that can be had now.
    pub fn route(&mut self) {
        if !self.desk_rings() {
            return;
        }
        for (call, agent) in next_rings(&self.desk.book.floor, &self.desk.reserved) {
            self.ask_ring(call, agent);
        }
    }

    pub fn ask_ring(&mut self, call: CallId, agent: AgentId) {
        let until = self.in_seconds(self.desk.settings.ask_s);
        self.desk.timers.set(Due::Asked(call), Some(until));
        self.desk.reserved.reserve(call, agent.clone());
        self.command(SwitchCommand::Ring { call, agent });
    }

    /// Rings the agent that a call was handed on to, who may have become busy meanwhile.
    pub fn ring_directly(&mut self, call: CallId, agent: AgentId) {
        let target = self.desk.book.floor.agents.get(&agent);
        if target.is_some_and(|target| self.desk.reserved.may_ring(target)) {
            self.ask_ring(call, agent);
        } else {
            self.back_to_queue(call);
        }
    }

    /// The ring asked for this call has begun or will not; gives the agent who was asked.
    pub fn stop_asking(&mut self, call: CallId) -> Option<AgentId> {
        self.desk.timers.set(Due::Asked(call), None);
        self.desk.reserved.release(call)
    }

    /// A phone rings; where another one was asked for, that is not wanted any more.
    pub fn ring_began(&mut self, call: CallId, agent: &AgentId) {
        if let Some(other) = self.stop_asking(call).filter(|asked| asked != agent) {
            self.command(SwitchCommand::StopRing { call, agent: other, why: RingEnd::Withdrawn });
        }
    }

    /// The switch did not take the asking.
    pub fn ring_refused(&mut self, call: CallId, agent: &AgentId) {
        if self.desk.reserved.call_of(agent) == Some(call) {
            self.stop_asking(call);
            self.set_aside(agent.clone());
            self.back_to_queue(call);
        }
    }

    /// Leaves an agent out for a while whose phone could not be rung or who rejected, else the next ring would fail at once as well.
    pub fn set_aside(&mut self, agent: AgentId) {
        let until = self.in_seconds(self.desk.settings.aside_s.max(1));
        self.desk.timers.set(Due::Aside(agent.clone()), Some(until));
        self.desk.reserved.set_aside(agent);
    }

    pub fn take_in(&mut self, agent: &AgentId) {
        self.desk.timers.set(Due::Aside(agent.clone()), None);
        self.desk.reserved.take_in(agent);
    }

    /// The agent is not to be rung any more: what rings or was asked for goes on to somebody else.
    pub fn withdraw_ring(&mut self, agent: &AgentId) {
        let why = RingEnd::Withdrawn;
        if let Some(call) = self.desk.reserved.call_of(agent) {
            self.stop_asking(call);
            self.command(SwitchCommand::StopRing { call, agent: agent.clone(), why });
            self.back_to_queue(call);
        }
        let state = self.desk.book.floor.agents.get(agent).map(|agent| &agent.state);
        if let Some(AgentState::Ringing { call }) = state {
            self.command(SwitchCommand::StopRing { call: *call, agent: agent.clone(), why });
        }
    }

    /// Does what has become due.
    pub fn timer(&mut self) {
        while let Some(due) = self.desk.timers.pop(self.now) {
            match due {
                Due::Call(call) => self.call_limit(call),
                Due::WrapUp(agent) => self.wrap_up_limit(agent),
                Due::Asked(call) => self.asked_in_vain(call),
                Due::Aside(agent) => self.desk.reserved.take_in(&agent),
            }
        }
    }

    fn call_limit(&mut self, id: CallId) {
        let Ok(call) = self.call(id) else { return };
        match (call.phase, call.agent.clone()) {
            (Phase::Queued, _) => {
                if let Some(agent) = self.stop_asking(id) {
                    self.command(SwitchCommand::StopRing { call: id, agent, why: RingEnd::Withdrawn });
                }
                self.let_go(self.now, id, Exit::TimedOut);
            }
            (Phase::Placed, _) => self.give_up(id, NotReached::NotLifted),
            (Phase::Dialling, _) => self.give_up(id, NotReached::NoAnswer),
            (Phase::Ringing, Some(agent)) => {
                // The ring is over when the switch says so; until then it is reminded.
                let again = self.in_seconds(self.desk.settings.ask_s.max(1));
                self.desk.timers.set(Due::Call(id), Some(again));
                self.command(SwitchCommand::StopRing { call: id, agent, why: RingEnd::NoAnswer });
            }
            _ => {}
        }
    }

    fn wrap_up_limit(&mut self, agent: AgentId) {
        let state = self.desk.book.floor.agents.get(&agent).map(|agent| agent.state.clone());
        if let Some(AgentState::WrapUp { call }) = state {
            self.decide(Event::WrapUpEnded { call, agent, why: WrapUpEnd::Limit });
        }
    }

    fn asked_in_vain(&mut self, call: CallId) {
        let Some(agent) = self.stop_asking(call) else { return };
        self.differ(self.now, &format!("agent {agent}"), "no ring", "asked for a ring");
        self.command(SwitchCommand::StopRing { call, agent: agent.clone(), why: RingEnd::Withdrawn });
        self.set_aside(agent);
        self.back_to_queue(call);
    }
}
