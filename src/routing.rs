//! Who takes the next call. Pure: no clock, no randomness, no I/O.
//!
//! Longest idle with priority as head start: the call whose wait plus head start is greatest is rung first, at the agent who has been idle
//! longest among those who serve its queue. Wait plus head start grows equally fast for all, so the order does not depend on the clock:
//! it is the order of "began to wait, minus head start".

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::{Agent, AgentId, AgentState, CallId, Floor, Phase, QueueId};

/// The rings to ask for now, the most urgent first. Each call and each agent is in it at most once.
pub fn next_rings(floor: &Floor, reserved: &Reserved) -> Vec<(CallId, AgentId)> {
    if floor.queues.values().all(|queue| queue.waiting.is_empty()) {
        return Vec::new();
    }
    let mut free = free_agents(floor, reserved);
    if free.is_empty() {
        return Vec::new();
    }
    let mut first = first_calls(floor, reserved, &free);
    first.sort_by_key(|(place, ..)| *place);
    let mut rings = Vec::new();
    for (_, call, queue) in first {
        if let Some(place) = free.iter().position(|agent| agent.queues.contains(queue)) {
            rings.push((call, free.remove(place).id.clone()));
        }
    }
    rings
}

/// Calls and agents that are spoken for though the floor does not show it: a ring was asked for and has not begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    asked: BTreeMap<CallId, AgentId>,
    taken: BTreeSet<AgentId>,
    aside: BTreeSet<AgentId>,
}

impl Reserved {
    /// A ring of this call at this agent was asked for.
    pub fn reserve(&mut self, call: CallId, agent: AgentId) {
        self.release(call);
        self.taken.insert(agent.clone());
        self.asked.insert(call, agent);
    }

    /// The ring has begun or will not; gives the agent who was asked.
    pub fn release(&mut self, call: CallId) -> Option<AgentId> {
        let agent = self.asked.remove(&call)?;
        self.taken.remove(&agent);
        Some(agent)
    }

    /// Whether a ring of this call was asked for and has not begun.
    pub fn is_asked(&self, call: CallId) -> bool {
        self.asked.contains_key(&call)
    }

    /// The call that this agent was asked to be rung with.
    pub fn call_of(&self, agent: &AgentId) -> Option<CallId> {
        let asked = || self.asked.iter().find(|(_, taken)| *taken == agent).map(|(call, _)| *call);
        self.taken.contains(agent).then(asked).flatten()
    }

    /// Leaves an agent out whose phone could not be rung.
    pub fn set_aside(&mut self, agent: AgentId) {
        self.aside.insert(agent);
    }

    /// Takes an agent in again.
    pub fn take_in(&mut self, agent: &AgentId) {
        self.aside.remove(agent);
    }

    /// Whether a ring may be asked for at this agent.
    pub fn may_ring(&self, agent: &Agent) -> bool {
        let idle = agent.state == AgentState::Ready && agent.is_in_reach();
        idle && !self.taken.contains(&agent.id) && !self.aside.contains(&agent.id)
    }
}

/// Agents who may be rung, the longest idle first.
fn free_agents<'floor>(floor: &'floor Floor, reserved: &Reserved) -> Vec<&'floor Agent> {
    let mut free: Vec<&Agent> = floor.agents.values().filter(|agent| reserved.may_ring(agent)).collect();
    free.sort_by_key(|agent| agent.idle_since);
    free
}

/// Of each queue as many calls from the front of its line as there are agents to take them: (place, call, queue).
///
/// The floor keeps the lines in order, so this looks at the front only, however long they are.
fn first_calls<'floor>(
    floor: &'floor Floor,
    reserved: &Reserved,
    free: &[&Agent],
) -> Vec<(DateTime<Utc>, CallId, &'floor QueueId)> {
    let mut first = Vec::new();
    for (id, queue) in &floor.queues {
        let agents = free.iter().filter(|agent| agent.queues.contains(id)).count();
        let waiting = queue.waiting.iter().filter(|call| !reserved.is_asked(**call));
        let calls =
            waiting.filter_map(|call| floor.calls.get(call)).filter(|call| call.phase == Phase::Queued);
        first.extend(calls.take(agents).map(|call| (call.place(), call.id, id)));
    }
    first
}
