//! What leads do with calls that are not theirs, and what an agent does beside speaking: asking somebody else, recording, taking a call out
//! of turn. The switch does it; what comes of it is an event.

use super::{Answer, Refusal, Turn};
use crate::{
    api::{Code, Me, Steer},
    domain::{Actor, AgentId, CallId, Illegal, Monitor, Phase, RecordingState, TransferTarget},
    switch::SwitchCommand,
};

impl Turn<'_> {
    pub fn steer(&mut self, actor: &Actor, me: &Me, call: CallId, steer: Steer) -> Result<Answer, Refusal> {
        match steer {
            Steer::Monitor { how } => self.monitor(line_of(me)?, call, how),
            Steer::StopMonitor => {
                let by = line_of(me)?.clone();
                self.command(SwitchCommand::StopMonitor { call, by });
                Ok(Answer::Done)
            }
            Steer::Prioritise { priority } => self.prioritise(actor, call, priority),
            Steer::Give { agent } => self.give(call, &agent),
        }
    }

    fn monitor(&mut self, by: &AgentId, call: CallId, how: Monitor) -> Result<Answer, Refusal> {
        able(self.desk.settings.abilities.monitor, "listening")?;
        let phase = self.call(call)?.phase;
        if !matches!(phase, Phase::Talking | Phase::Held) {
            return Err(Illegal::CallPhase { call, phase, what: "listening" }.into());
        }
        self.command(SwitchCommand::Monitor { call, by: by.clone(), how });
        Ok(Answer::Done)
    }

    fn prioritise(&mut self, actor: &Actor, call: CallId, priority: u8) -> Result<Answer, Refusal> {
        able(self.desk.settings.abilities.prioritise, "another priority")?;
        self.waits(call, "another priority")?;
        if self.desk_rings() {
            let event = self.priority(call, priority)?;
            self.record(self.now, actor.clone(), event)?;
        } else {
            self.command(SwitchCommand::Prioritise { call, priority });
        }
        Ok(Answer::Done)
    }

    /// Rings an agent with a waiting call, out of turn.
    pub fn give(&mut self, call: CallId, agent: &AgentId) -> Result<Answer, Refusal> {
        able(self.desk.settings.abilities.take, "taking a call out of turn")?;
        self.waits(call, "taking it")?;
        if !self.desk.reserved.may_ring(self.agent(agent)?) {
            let detail = format!("agent {agent} is not ready for a call; it must be");
            return Err(Refusal::new(Code::IllegalMove, detail));
        }
        let agent = agent.clone();
        if self.desk_rings() {
            self.ring_began(call, &agent);
            self.ask_ring(call, agent);
        } else {
            self.command(SwitchCommand::Take { call, agent });
        }
        Ok(Answer::Done)
    }

    pub fn consult(
        &mut self,
        call: CallId,
        agent: AgentId,
        to: TransferTarget,
    ) -> Result<SwitchCommand, Refusal> {
        able(self.desk.settings.abilities.consult, "asking somebody first")?;
        Ok(SwitchCommand::Consult { call, agent, to })
    }

    pub fn record_talk(&self, call: CallId, want: RecordingState) -> Result<SwitchCommand, Refusal> {
        able(self.desk.settings.abilities.record, "recording")?;
        Ok(SwitchCommand::Record { call, want })
    }

    fn waits(&self, call: CallId, what: &'static str) -> Result<(), Refusal> {
        match self.call(call)?.phase {
            Phase::Queued => Ok(()),
            phase => Err(Illegal::CallPhase { call, phase, what }.into()),
        }
    }
}

pub(super) fn able(able: bool, what: &str) -> Result<(), Refusal> {
    if able {
        return Ok(());
    }
    Err(Refusal::new(Code::IllegalMove, format!("{what} is not possible with this switch")))
}

fn line_of(me: &Me) -> Result<&AgentId, Refusal> {
    let missing = || format!("user {} has no phone here; ask an administrator for an agent number", me.user);
    me.line.as_ref().ok_or_else(|| Refusal::new(Code::Forbidden, missing()))
}
