//! The moves of calls that we begin: placed, dialled, connected, not reached. What follows a connection is a talk like any other.
//!
//! The agent counts as speaking from the beginning: nothing else can be done meanwhile, and no queue may ring.

use chrono::{DateTime, Utc};

use super::{moves::Moved, *};
use crate::domain::Direction;

impl Floor {
    pub(super) fn place(&mut self, at: DateTime<Utc>, event: &Event) -> Moved {
        let Event::CallPlaced { call: id, agent, number, contact, tier, service, callback } = event else {
            return Ok(());
        };
        if self.calls.contains_key(id) {
            return Err(Illegal::Twice(*id));
        }
        let next = match &self.agent(agent)?.state {
            AgentState::Ready => None,
            AgentState::Paused { reason } => Some(NextState::Paused { reason: reason.clone() }),
            state => {
                let state = state.clone();
                return Err(Illegal::AgentState { agent: agent.clone(), state, what: "placing a call" });
            }
        };
        let mut call = Call::new(*id, at, number, service);
        call.direction = Direction::Outbound;
        call.callback = *callback;
        call.contact = *contact;
        call.tier = *tier;
        call.phase = Phase::Placed;
        call.agent = Some(agent.clone());
        self.calls.insert(*id, call);
        self.set_state(at, agent, AgentState::Talking { call: *id });
        self.agent_mut(agent)?.next = next;
        Ok(())
    }

    pub(super) fn dial(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId, switch_ref: &str) -> Moved {
        self.in_hand(id, agent, Phase::Placed, "dialling")?;
        self.call_mut(id)?.switch_ref = switch_ref.to_owned();
        self.set_phase(at, id, Phase::Dialling);
        Ok(())
    }

    /// From here on the call is known by whom we called. Logs of before do not say who that is.
    pub(super) fn connect(
        &mut self,
        at: DateTime<Utc>,
        id: CallId,
        agent: &AgentId,
        switch_ref: &str,
    ) -> Moved {
        self.in_hand(id, agent, Phase::Dialling, "an answer")?;
        let call = self.call_mut(id)?;
        call.answered_at = Some(at);
        if !switch_ref.is_empty() {
            call.switch_ref = switch_ref.to_owned();
        }
        self.set_phase(at, id, Phase::Talking);
        self.set_state(at, agent, AgentState::Talking { call: id });
        self.agent_mut(agent)?.missed = 0;
        Ok(())
    }

    /// Nothing was said, so there is nothing to wrap up.
    pub(super) fn not_reached(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId) -> Moved {
        self.in_hand(id, agent, Phase::Dialling, "not being reached")
            .or_else(|_| self.in_hand(id, agent, Phase::Placed, "not being reached"))?;
        self.calls.remove(&id);
        self.free(at, agent)?;
        self.agent_mut(agent)?.idle_since = at;
        Ok(())
    }
}
