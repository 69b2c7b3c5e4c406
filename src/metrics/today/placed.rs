//! What calls that we begin add to the tallies: of their agents and of the centre, and of no queue. Handed on to a queue, such a call counts
//! there as any other, and for the centre still as placed only.

use super::*;

impl Today {
    pub(super) fn place(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) {
        let place = Place::With { agent: agent.clone() };
        self.calls.insert(call, OpenCall { entered_at: at, answered: true, place });
        let before =
            self.agents.get(agent).and_then(|tally| tally.running.as_ref()).map(|now| now.state.clone());
        self.becomes(at, agent, AgentState::Talking { call });
        if let Some(running) = self.agents.get_mut(agent).and_then(|tally| tally.running.as_mut()) {
            running.direction = Direction::Outbound;
            running.queue = None;
            running.work_ms = 0;
            // Who was away is away again after it.
            running.next = match before {
                Some(AgentState::Paused { reason }) => Some(NextState::Paused { reason }),
                _ => None,
            };
        }
    }

    /// The call counts from here on, for the day on which the number was called.
    pub(super) fn dial(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) {
        if let Some(open) = self.calls.get_mut(&call) {
            open.entered_at = at;
        }
        self.count(at, agent, |tally| {
            tally.placed += 1;
            tally.keep(call);
        });
        self.centre.placed += u64::from(self.is_today(at));
    }

    pub(super) fn connect(&mut self, call: CallId, agent: &AgentId) {
        let Some(dialled_at) = self.calls.get(&call).map(|open| open.entered_at) else { return };
        self.count(dialled_at, agent, |tally| tally.placed_connected += 1);
        self.centre.placed_connected += u64::from(self.is_today(dialled_at));
    }

    /// Nobody was spoken with: nothing was handled.
    pub(super) fn not_reached(&mut self, at: DateTime<Utc>, call: CallId, agent: &AgentId) {
        self.calls.remove(&call);
        self.free(at, agent);
        if let Some(running) = self.agents.get_mut(agent).and_then(|tally| tally.running.as_mut()) {
            running.direction = Direction::Inbound;
            running.work_ms = 0;
        }
    }
}
