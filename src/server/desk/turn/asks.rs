//! What people signed in ask: who may, and what becomes of it. Asks about calls become commands; what they do comes back from the switch.

use super::{Answer, Ask, Refusal, Turn};
use crate::{
    api::{CallAction, Code, Me, Role, ScriptMark},
    domain::{
        Actor, AgentId, AgentState, CallId, Ender, Event, Illegal, Phase, RingEnd, ScriptId, StepId,
        TransferTarget, WrapUpEnd,
    },
    switch::SwitchCommand,
};

impl Turn<'_> {
    pub fn asked(&mut self, me: &Me, ask: Ask) -> Result<Answer, Refusal> {
        let actor = Actor::User { name: me.user.clone() };
        match ask {
            Ask::SignIn => self.begin_session(me, &actor),
            Ask::SignOut => self.sign_out(me, &actor),
            Ask::WantState(want) => self.want_state(me, &actor, agent_of(me)?, &want),
            Ask::ForceState { agent, want } => {
                lead(me)?;
                self.force_state(&actor, &agent, &want)
            }
            Ask::Call { call, action } => self.act(&actor, agent_of(me)?, call, action),
            Ask::Steer { call, steer } => {
                lead(me)?;
                self.steer(&actor, me, call, steer)
            }
            Ask::Settle(about) => {
                lead(me)?;
                self.settle(&actor, about)
            }
            Ask::Mark { call, mark } => self.mark(&actor, agent_of(me)?, call, mark),
            Ask::Submit(submit) => self.submit(&actor, writer_of(me)?, *submit),
            Ask::Amend { current, amend } => self.amend(&actor, *current, *amend),
            Ask::Move { family, wanted } => self.move_ticket(&actor, me, *family, *wanted),
            Ask::Decide { family, decided } => self.decide_approval(&actor, me, *family, &decided),
            Ask::Attach { ticket, attachment, .. } => self.attach(&actor, ticket, *attachment),
            Ask::Promise { id, promise } => self.promise(&actor, agent_of(me)?, id, promise),
            Ask::CallBack { id, call } => self.call_back(&actor, agent_of(me)?, id, call),
            Ask::FinishCallback { id, outcome } => self.finish_callback(&actor, id, outcome),
            Ask::Reveal { contact, reveal } => self.reveal(&actor, contact, &reveal),
            Ask::Found { contacts, field } => self.found(&actor, &contacts, field),
            Ask::Hear { call, nth } => {
                self.record(self.now, actor, Event::RecordingHeard { call, nth })?;
                Ok(Answer::Done)
            }
            Ask::Read { ticket, attachment } => {
                self.record(self.now, actor, Event::AttachmentRead { ticket, attachment })?;
                Ok(Answer::Done)
            }
            Ask::Broadcast(line) => {
                lead(me)?;
                self.broadcast(&actor, me, &line.text)
            }
            Ask::Import(records, known) => {
                lead(me)?;
                self.import(&actor, records, known)
            }
            Ask::RecordContact(contact) => self.record_contact(&actor, *contact),
            Ask::Identify { call, who, new, evidence } => {
                self.identify(&actor, agent_of(me)?, call, who, new, evidence)
            }
            Ask::MarkContact { contact, mark } => self.mark_contact(&actor, contact, mark),
            Ask::Merge { change, kept, merge } => self.merge(&actor, change, kept, &merge),
            Ask::Split { change, from, split, own } => self.split(&actor, change, from, *split, own),
            Ask::UndoChange { change, reason } => self.undo_change(&actor, change, &reason),
        }
    }

    /// An agent acts on the call in hand. Only a wrap-up is the desk's own to end; all else the switch does.
    fn act(
        &mut self,
        actor: &Actor,
        id: &AgentId,
        call: CallId,
        action: CallAction,
    ) -> Result<Answer, Refusal> {
        if action == CallAction::Take {
            return self.give(call, id);
        }
        let state = self.in_hand(id, call)?;
        self.check_phone(&action)?;
        self.check_connected(call, &action)?;
        let consulting = self.call(call)?.consulting.is_some();
        let agent = id.clone();
        let command = match (action, state) {
            (CallAction::FinishWrapUp, AgentState::WrapUp { .. }) => {
                self.record(
                    self.now,
                    actor.clone(),
                    Event::WrapUpEnded { call, agent, why: WrapUpEnd::Done },
                )?;
                return Ok(Answer::Done);
            }
            (CallAction::Answer, AgentState::Ringing { .. }) => SwitchCommand::Answer { call, agent },
            (CallAction::Reject, AgentState::Ringing { .. }) => {
                SwitchCommand::StopRing { call, agent, why: RingEnd::Rejected }
            }
            (CallAction::Hold, AgentState::Talking { .. }) => SwitchCommand::Hold { call },
            (CallAction::Resume, AgentState::Holding { .. }) => SwitchCommand::Resume { call },
            (CallAction::HangUp, AgentState::Talking { .. } | AgentState::Holding { .. }) => {
                SwitchCommand::HangUp { call, by: Ender::Agent }
            }
            (CallAction::Transfer { target }, AgentState::Talking { .. } | AgentState::Holding { .. })
                if !consulting =>
            {
                self.check_target(id, &target)?;
                SwitchCommand::Transfer { call, agent, to: target }
            }
            (CallAction::Consult { target }, AgentState::Talking { .. } | AgentState::Holding { .. })
                if !consulting =>
            {
                self.check_target(id, &target)?;
                self.consult(call, agent, target)?
            }
            (CallAction::CompleteConsult, AgentState::Holding { .. }) if consulting => {
                SwitchCommand::CompleteConsult { call, agent }
            }
            (CallAction::CancelConsult, AgentState::Holding { .. }) if consulting => {
                SwitchCommand::CancelConsult { call, agent }
            }
            (CallAction::Record { want }, AgentState::Talking { .. } | AgentState::Holding { .. }) => {
                self.record_talk(call, want)?
            }
            (action, state) => return Err(Illegal::AgentState { agent, state, what: verb(&action) }.into()),
        };
        self.command(command);
        Ok(Answer::Done)
    }

    /// The state of the agent, if it is this agent's call.
    pub fn in_hand(&self, id: &AgentId, call: CallId) -> Result<AgentState, Refusal> {
        self.call(call)?;
        let agent = self.agent(id)?;
        if agent.state.call() != Some(call) {
            let detail =
                format!("call {call} is not in the hands of agent {id}; only its own agent may act on it");
            return Err(Refusal::new(Code::Forbidden, detail));
        }
        Ok(agent.state.clone())
    }

    /// Before anybody is reached by a call that we begin, it can only be given up.
    fn check_connected(&self, call: CallId, action: &CallAction) -> Result<(), Refusal> {
        match self.call(call)?.phase {
            phase @ (Phase::Placed | Phase::Dialling) if *action != CallAction::HangUp => {
                Err(Illegal::CallPhase { call, phase, what: verb(action) }.into())
            }
            _ => Ok(()),
        }
    }

    fn check_phone(&self, action: &CallAction) -> Result<(), Refusal> {
        let by_phone = matches!(action, CallAction::Answer | CallAction::Hold | CallAction::Resume);
        if by_phone && !self.desk.settings.abilities.phone_control {
            let what = verb(action);
            let detail = format!("{what} is not possible from here with this switch; use the phone");
            return Err(Refusal::new(Code::IllegalMove, detail));
        }
        Ok(())
    }

    fn check_target(&self, own: &AgentId, target: &TransferTarget) -> Result<(), Refusal> {
        match target {
            TransferTarget::Queue { queue } if self.desk.book.floor.queues.contains_key(queue) => Ok(()),
            TransferTarget::Queue { queue } => Err(Illegal::NoQueue(queue.clone()).into()),
            TransferTarget::Agent { agent } => {
                let target = self.agent(agent)?;
                if agent != own && self.desk.reserved.may_ring(target) {
                    return Ok(());
                }
                let detail = format!("agent {agent} is not ready for a call; choose another one or a queue");
                Err(Refusal::new(Code::IllegalMove, detail))
            }
        }
    }

    fn mark(
        &mut self,
        actor: &Actor,
        id: &AgentId,
        call: CallId,
        mark: ScriptMark,
    ) -> Result<Answer, Refusal> {
        self.in_hand(id, call)?;
        let agent = id.clone();
        let event = match mark {
            ScriptMark::Started { script, version } => {
                self.check_script(&script, version)?;
                Event::ScriptStarted { call, agent, script, version }
            }
            ScriptMark::Entered { step } => {
                self.check_step(&step)?;
                Event::ScriptStepEntered { call, agent, step }
            }
            ScriptMark::Said { step } => {
                self.check_step(&step)?;
                Event::ScriptSaid { call, agent, step }
            }
        };
        self.record(self.now, actor.clone(), event)?;
        Ok(Answer::Done)
    }

    fn check_script(&self, id: &ScriptId, version: u32) -> Result<(), Refusal> {
        let mut scripts = self.desk.settings.catalogue.scripts.iter();
        if scripts.any(|script| script.id == *id && script.version == version) {
            return Ok(());
        }
        let detail =
            format!("script {id} is not in the catalogue in version {version}; load the catalogue again");
        Err(Refusal::new(Code::NotFound, detail))
    }

    fn check_step(&self, step: &StepId) -> Result<(), Refusal> {
        if self.desk.settings.catalogue.scripts.iter().any(|script| script.step(step).is_some()) {
            return Ok(());
        }
        let detail = format!("script step {step} is in no script; load the catalogue again");
        Err(Refusal::new(Code::NotFound, detail))
    }
}

/// Who a ticket is written by: an agent, or a program that brings matters in, by its own number.
fn writer_of(me: &Me) -> Result<&AgentId, Refusal> {
    match &me.line {
        Some(own) if me.agent.is_none() && me.roles.contains(&Role::Intake) => Ok(own),
        _ => agent_of(me),
    }
}

fn agent_of(me: &Me) -> Result<&AgentId, Refusal> {
    let missing = || format!("user {} has no agent number; ask an administrator for one", me.user);
    me.agent.as_ref().ok_or_else(|| Refusal::new(Code::Forbidden, missing()))
}

fn lead(me: &Me) -> Result<(), Refusal> {
    if me.roles.contains(&Role::Lead) {
        return Ok(());
    }
    Err(Refusal::new(Code::Forbidden, format!("user {} is not a lead; ask one", me.user)))
}

fn verb(action: &CallAction) -> &'static str {
    match action {
        CallAction::Answer => "answering",
        CallAction::Reject => "rejecting",
        CallAction::Hold => "putting on hold",
        CallAction::Resume => "taking off hold",
        CallAction::HangUp => "hanging up",
        CallAction::Transfer { .. } => "handing on",
        CallAction::Consult { .. } => "asking somebody first",
        CallAction::CompleteConsult => "leaving the caller with whoever was asked",
        CallAction::CancelConsult => "going back to the caller",
        CallAction::Record { .. } => "recording",
        CallAction::Take => "taking a call out of turn",
        CallAction::FinishWrapUp => "finishing a wrap-up",
    }
}
