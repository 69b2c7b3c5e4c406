//! Talks at a phone without a screen: whoever answers serves a queue of the switch, and is signed out here or was never known. The call is
//! followed and the agent named, and what that agent does here, now or after coming in meanwhile, is their own.

use chrono::{DateTime, Utc};

use super::{moves::Moved, *};

impl Floor {
    /// Whether this agent is not at a screen.
    pub(super) fn has_no_screen(&self, agent: &AgentId) -> bool {
        self.agents.get(agent).is_none_or(|agent| agent.state == AgentState::Offline)
    }

    pub(super) fn answer_by_phone(&mut self, at: DateTime<Utc>, id: CallId, agent: &AgentId) -> Moved {
        let phase = self.call(id)?.phase;
        if !matches!(phase, Phase::Queued | Phase::Transferring) {
            return Err(Illegal::CallPhase { call: id, phase, what: "an answer" });
        }
        self.unqueue(id);
        let call = self.call_mut(id)?;
        (call.agent, call.phone_only, call.answered_at) = (Some(agent.clone()), true, Some(at));
        self.set_phase(at, id, Phase::Talking);
        Ok(())
    }
}
