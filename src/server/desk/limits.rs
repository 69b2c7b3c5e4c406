//! The limits that run for calls and agents, as the floor and the settings have them.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Desk, Due};
use crate::{
    domain::{AgentId, AgentState, Call, CallId, Phase, QueueId, QueueSettings},
    switch::Ringer,
};

impl Desk {
    /// Sets all timers, as a replay leaves none.
    pub(super) fn time_all(&mut self) {
        self.timers.remember();
        let calls: Vec<_> = self.book.floor.calls.keys().copied().collect();
        calls.into_iter().for_each(|call| self.time_call(call));
        let agents: Vec<_> = self.book.floor.agents.keys().cloned().collect();
        agents.iter().for_each(|agent| self.time_agent(agent));
    }

    pub(super) fn time_call(&mut self, id: CallId) {
        let limit = self.book.floor.calls.get(&id).and_then(|call| self.call_limit(call));
        self.timers.set(Due::Call(id), limit);
    }

    pub(super) fn time_agent(&mut self, id: &AgentId) {
        let limit = self.wrap_up_limit(id);
        self.timers.set(Due::WrapUp(id.clone()), limit);
    }

    /// Sets the timers of a queue's calls anew, as its promises have changed.
    pub(super) fn time_queue(&mut self, id: &QueueId) {
        let calls = self.book.floor.calls.values().filter(|call| call.queue.as_ref() == Some(id));
        let touched: Vec<_> = calls.map(|call| (call.id, call.wrapping.clone())).collect();
        for (call, wrapping) in touched {
            self.time_call(call);
            wrapping.iter().for_each(|agent| self.time_agent(agent));
        }
    }

    /// When a call has waited or rung long enough; a switch that rings by itself has limits of its own for callers.
    fn call_limit(&self, call: &Call) -> Option<DateTime<Utc>> {
        if matches!(call.phase, Phase::Placed | Phase::Dialling) {
            return Some(after(call.since, self.settings.dial_s));
        }
        if self.settings.abilities.ringer == Ringer::Switch {
            return None;
        }
        let queue = self.queue_of(call);
        match call.phase {
            // A place that was kept counts for the order, not for this limit: the caller has only just come back.
            Phase::Queued => queue
                .zip(call.queued_at)
                .map(|(queue, began)| after(began.max(call.entered_at), queue.max_wait_s)),
            Phase::Ringing => {
                Some(after(call.since, queue.map_or(self.settings.ring_s, |queue| queue.ring_s)))
            }
            _ => None,
        }
    }

    fn wrap_up_limit(&self, id: &AgentId) -> Option<DateTime<Utc>> {
        let agent = self.book.floor.agents.get(id)?;
        let AgentState::WrapUp { call } = agent.state else { return None };
        let queue = self.book.floor.calls.get(&call).and_then(|call| self.queue_of(call));
        Some(after(agent.since, queue.map_or(self.settings.wrap_up_s, |queue| queue.wrap_up_s)))
    }

    fn queue_of(&self, call: &Call) -> Option<&QueueSettings> {
        Some(&self.book.floor.queues.get(call.queue.as_ref()?)?.settings)
    }
}

fn after(start: DateTime<Utc>, seconds: u32) -> DateTime<Utc> {
    start + TimeDelta::seconds(i64::from(seconds))
}
