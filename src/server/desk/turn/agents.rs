//! Agents' states: coming and going, what they and leads ask for, clients lost and found.

use chrono::{DateTime, Utc};

use super::{Answer, Refusal, Stepped, Turn};
use crate::{
    api::{Code, Me, StateAnswer},
    domain::{
        Actor, Agent, AgentId, AgentKind, AgentState, CallId, Event, Illegal, NextState, QueueId, WrapUpEnd,
        clean_text,
    },
};

impl Turn<'_> {
    pub fn agent(&self, id: &AgentId) -> Result<&Agent, Illegal> {
        self.desk.book.floor.agents.get(id).ok_or_else(|| Illegal::NoAgent(id.clone()))
    }

    /// A session began. Who is on the floor already goes on as before; who left in the present call stays after it, in a pause as
    /// after any sign-in.
    pub fn begin_session(&mut self, me: &Me, actor: &Actor) -> Result<Answer, Refusal> {
        if let Some(id) = &me.agent
            && self.desk.leaving.remove(id)
            && self.agent(id).is_ok_and(|agent| agent.next == Some(NextState::Offline))
        {
            let next = Some(NextState::Paused { reason: self.desk.settings.signed_in.clone() });
            self.record(self.now, actor.clone(), Event::NextStateAsked { agent: id.clone(), next })?;
        }
        self.sign_in(me, actor)
    }

    /// Brings an agent on the floor who is not there.
    fn sign_in(&mut self, me: &Me, actor: &Actor) -> Result<Answer, Refusal> {
        let Some(agent) = me.agent.clone() else { return Ok(Answer::Done) };
        if self.agent(&agent).is_ok_and(|agent| agent.state != AgentState::Offline) {
            return Ok(Answer::Done);
        }
        // A user may serve queues that the switch of today does not have.
        let is_here = |queue: &&QueueId| self.desk.book.floor.queues.contains_key(*queue);
        let queues = me.queues.iter().filter(is_here).cloned().collect();
        let event = Event::AgentSignedIn {
            agent,
            name: clean_text(&me.name).into_owned(),
            kind: AgentKind::Person,
            queues,
            reason: self.desk.settings.signed_in.clone(),
        };
        self.record(self.now, actor.clone(), event)?;
        Ok(Answer::Done)
    }

    /// A session ends: signed out now, or after the present call. A ring goes on to somebody else.
    pub fn sign_out(&mut self, me: &Me, actor: &Actor) -> Result<Answer, Refusal> {
        let Some(agent) = &me.agent else { return Ok(Answer::Done) };
        let Ok(on_floor) = self.agent(agent) else { return Ok(Answer::Done) };
        if on_floor.state != AgentState::Offline {
            let has_wished = on_floor.next == Some(NextState::Offline);
            if self.go(actor, agent, &NextState::Offline)? == StateAnswer::AfterCall && !has_wished {
                self.desk.leaving.insert(agent.clone());
            }
            self.withdraw_ring(agent);
        }
        Ok(Answer::Done)
    }

    /// An agent's own wish. Asked again during a call, or asking for ready, takes the wish for afterwards back.
    /// Who is signed out, by hand or by a lead, and has a session still, comes back by wishing for something else.
    pub fn want_state(
        &mut self,
        me: &Me,
        actor: &Actor,
        id: &AgentId,
        want: &NextState,
    ) -> Result<Answer, Refusal> {
        self.check_reason(want, Asker::Agent)?;
        if *want != NextState::Offline {
            self.sign_in(me, actor)?;
        }
        let agent = self.agent(id)?;
        let again = agent.state.call().is_some() && agent.next.as_ref() == Some(want);
        let want = if again { &NextState::Ready } else { want };
        self.go(actor, id, want).map(Answer::State)
    }

    /// A lead's will: holds even against a ring or a wrap-up; a talk is not cut.
    pub fn force_state(&mut self, actor: &Actor, id: &AgentId, want: &NextState) -> Result<Answer, Refusal> {
        self.check_reason(want, Asker::Lead)?;
        self.desk.leaving.remove(id);
        let answer = self.go(actor, id, want)?;
        match self.agent(id)?.state {
            AgentState::WrapUp { call } => {
                let why = WrapUpEnd::Done;
                self.record(self.now, actor.clone(), Event::WrapUpEnded { call, agent: id.clone(), why })?;
                Ok(Answer::State(StateAnswer::Now))
            }
            AgentState::Ringing { .. } => {
                self.withdraw_ring(id);
                Ok(Answer::State(answer))
            }
            _ => Ok(Answer::State(answer)),
        }
    }

    /// Brings an agent into a state: now if there is no call in hand, else after it.
    pub fn go(&mut self, actor: &Actor, id: &AgentId, want: &NextState) -> Result<StateAnswer, Refusal> {
        let agent = self.agent(id)?;
        if agent.state.call().is_some() {
            // Ready is where every call ends that nothing else was asked for.
            let next = Some(want.clone()).filter(|want| *want != NextState::Ready);
            if agent.next != next {
                self.record(self.now, actor.clone(), Event::NextStateAsked { agent: id.clone(), next })?;
            }
            return Ok(StateAnswer::AfterCall);
        }
        if agent.state != state_of(want) {
            self.record(self.now, actor.clone(), event_of(id, want))?;
        }
        if *want == NextState::Ready {
            self.take_in(id);
        } else {
            self.withdraw_ring(id);
        }
        Ok(StateAnswer::Now)
    }

    fn check_reason(&self, want: &NextState, asker: Asker) -> Result<(), Refusal> {
        let NextState::Paused { reason } = want else { return Ok(()) };
        let known = self.desk.settings.catalogue.pauses.iter().find(|pause| pause.code == *reason);
        match known {
            None => {
                let detail = format!("pause reason {reason} is not in the catalogue; choose one that is");
                Err(Refusal::new(Code::NotFound, detail))
            }
            Some(pause) if pause.desk_only => {
                let detail = format!("pause reason {reason} is set by the desk itself; choose another");
                Err(Refusal::new(Code::Forbidden, detail))
            }
            Some(pause) if pause.lead_only && asker == Asker::Agent => {
                let detail = format!("pause reason {reason} is set by a lead only; ask one");
                Err(Refusal::new(Code::Forbidden, detail))
            }
            Some(_) => Ok(()),
        }
    }

    /// An agent of the switch came to work, ready at once.
    pub fn agent_came(
        &mut self,
        at: DateTime<Utc>,
        agent: AgentId,
        name: &str,
        queues: Vec<QueueId>,
    ) -> Stepped {
        let here = self.agent(&agent).ok().filter(|agent| agent.state != AgentState::Offline);
        match here.map(|agent| (agent.kind, agent.state.clone())) {
            Some((AgentKind::Recorded, AgentState::Paused { .. })) => {}
            Some((AgentKind::Recorded, _)) => return Ok(()),
            Some((AgentKind::Person, _)) | None => {
                let signed_in = Event::AgentSignedIn {
                    agent: agent.clone(),
                    name: clean_text(name).into_owned(),
                    kind: AgentKind::Recorded,
                    queues,
                    reason: self.desk.settings.signed_in.clone(),
                };
                self.follow(at, signed_in)?;
            }
        }
        self.follow(at, Event::AgentReady { agent })
    }

    /// An agent of the switch went home, or will after the present call.
    pub fn agent_went(&mut self, at: DateTime<Utc>, agent: AgentId) -> Stepped {
        let known = self.agent(&agent)?;
        if known.state == AgentState::Offline {
            return Ok(());
        }
        let in_call = known.state.call().is_some();
        let next = Some(NextState::Offline);
        let event = match in_call {
            true => Event::NextStateAsked { agent: agent.clone(), next },
            false => Event::AgentSignedOut { agent: agent.clone() },
        };
        self.follow(at, event)?;
        self.withdraw_ring(&agent);
        Ok(())
    }

    /// An agent of the switch finished the work of a call. The limit may have been quicker.
    pub fn agent_finished(&mut self, at: DateTime<Utc>, call: CallId, agent: AgentId) -> Stepped {
        if self.agent(&agent)?.state != (AgentState::WrapUp { call }) {
            return Ok(());
        }
        self.follow(at, Event::WrapUpEnded { call, agent, why: WrapUpEnd::Done })
    }

    pub fn send_recorded_agents_home(&mut self) {
        let agents = self.desk.book.floor.agents.values();
        let recorded: Vec<_> = agents.filter(|agent| agent.kind == AgentKind::Recorded).cloned().collect();
        for Agent { id: agent, state, .. } in recorded {
            if let AgentState::WrapUp { call } = state {
                self.decide(Event::WrapUpEnded { call, agent: agent.clone(), why: WrapUpEnd::Done });
            }
            let went = self.agent_went(self.now, agent);
            self.must(went);
        }
    }

    /// The client of an agent has been silent for too long: no rings, and a ring goes on to somebody else.
    pub fn client_silent(&mut self, id: &AgentId) {
        let silent = |agent: &Agent| {
            agent.kind == AgentKind::Person && agent.state != AgentState::Offline && !agent.lost
        };
        if self.agent(id).is_ok_and(silent) {
            self.decide(Event::AgentLost { agent: id.clone() });
            self.withdraw_ring(id);
        }
    }

    /// The client is back, and the agent as before.
    pub fn client_heard(&mut self, id: &AgentId) {
        if self.agent(id).is_ok_and(|agent| agent.lost) {
            self.take_in(id);
            self.decide(Event::AgentFound { agent: id.clone() });
        }
    }
}

/// Who asks for a state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asker {
    Agent,
    Lead,
}

fn state_of(want: &NextState) -> AgentState {
    match want {
        NextState::Ready => AgentState::Ready,
        NextState::Paused { reason } => AgentState::Paused { reason: reason.clone() },
        NextState::Offline => AgentState::Offline,
    }
}

fn event_of(agent: &AgentId, want: &NextState) -> Event {
    let agent = agent.clone();
    match want {
        NextState::Ready => Event::AgentReady { agent },
        NextState::Paused { reason } => Event::AgentPaused { agent, reason: reason.clone() },
        NextState::Offline => Event::AgentSignedOut { agent },
    }
}
