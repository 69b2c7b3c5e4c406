//! Calls that we begin: an agent asks for one, and it is followed until somebody is reached, or nobody is. From then on it is a talk like any
//! other.

use chrono::{DateTime, Utc};

use super::{Answer, Refusal, Stepped, Turn, difference::clean, steering::able};
use crate::{
    api::Code,
    domain::{
        Actor, AgentId, Call, CallId, Callback, CallbackId, ContactId, Ender, Event, Illegal, NotReached,
        Phase, Phone, PhoneNumber, ServiceType,
    },
    switch::{CommandRefused, SwitchCommand},
};

/// What a callback is about, for whoever chooses a script by it.
const SERVICE: &str = "callback";

impl Turn<'_> {
    /// An agent calls whom a callback was promised. The call has this id; the number is the one that the contact is called by first.
    pub fn call_back(
        &mut self,
        actor: &Actor,
        agent: &AgentId,
        id: CallbackId,
        call: CallId,
    ) -> Result<Answer, Refusal> {
        able(self.desk.settings.abilities.originate, "calling somebody")?;
        let contact = self.promised(id)?.contact;
        self.check_nobody_calls(id)?;
        self.check_line(agent)?;
        let number = self.number_of(contact)?;
        let placed = Event::CallPlaced {
            call,
            agent: agent.clone(),
            number: number.clone(),
            contact: Some(contact),
            tier: self.desk.book.callers.tier_of(contact),
            service: ServiceType::from(SERVICE),
            callback: Some(id),
        };
        self.record(self.now, actor.clone(), placed)?;
        self.command(SwitchCommand::Originate { call, agent: agent.clone(), number });
        Ok(Answer::Done)
    }

    /// A callback that is on the list.
    pub fn promised(&self, id: CallbackId) -> Result<&Callback, Refusal> {
        self.desk.book.callbacks.get(&id).ok_or_else(|| {
            let detail = format!("callback {id} is not on the list; somebody has finished it");
            Refusal::new(Code::NotFound, detail)
        })
    }

    fn check_nobody_calls(&self, id: CallbackId) -> Result<(), Refusal> {
        let mut calls = self.desk.book.floor.calls.values();
        let under_way = |call: &&Call| call.callback == Some(id) && call.phase != Phase::Over;
        let Some(agent) = calls.find(under_way).map(|call| call.agent.clone()) else { return Ok(()) };
        let by = agent.map(|agent| format!(" by agent {agent}")).unwrap_or_default();
        let detail = format!("callback {id} is being called already{by}; look at the floor again");
        Err(Refusal::new(Code::IllegalMove, detail))
    }

    /// Whether a call can be begun at an agent's phone now.
    fn check_line(&self, id: &AgentId) -> Result<(), Refusal> {
        let refuse = |detail: String| Err(Refusal::new(Code::IllegalMove, detail));
        if self.desk.book.floor.switch_lost.is_some() {
            return refuse("the switch is out of reach; use the phone".into());
        }
        if self.agent(id)?.phone == Phone::Unreachable {
            return refuse(format!("the switch does not reach the phone of agent {id}; see that it is on"));
        }
        if self.desk.reserved.call_of(id).is_some() {
            return refuse(format!("a caller is on the way to agent {id}; take that call first"));
        }
        Ok(())
    }

    fn number_of(&self, contact: ContactId) -> Result<PhoneNumber, Refusal> {
        self.desk.book.callers.number_of(contact).ok_or_else(|| {
            let detail = format!("contact {contact} has no number that can be called; write one down first");
            Refusal::new(Code::IllegalMove, detail)
        })
    }

    pub fn dialling(&mut self, at: DateTime<Utc>, call: CallId, switch_ref: &str) -> Stepped {
        let (phase, agent) = self.outbound(call, "dialling")?;
        match phase {
            Phase::Placed => {
                let switch_ref = clean(switch_ref);
                self.follow(at, Event::CallDialled { call, agent, switch_ref })
            }
            _ => Ok(()),
        }
    }

    /// Whom we called speaks with the agent, whatever was told before.
    pub fn connected(&mut self, at: DateTime<Utc>, call: CallId, switch_ref: &str) -> Stepped {
        let (phase, agent) = self.outbound(call, "being connected")?;
        match phase {
            Phase::Placed | Phase::Dialling => {
                self.dialling(at, call, "")?;
                let switch_ref = clean(switch_ref);
                self.follow(at, Event::CallConnected { call, agent, switch_ref })
            }
            _ => Ok(()),
        }
    }

    /// Nobody was reached. Where the number was called, that is an attempt to keep the promise.
    pub fn not_reached(&mut self, at: DateTime<Utc>, call: CallId, why: NotReached) -> Stepped {
        let (_, agent) = self.outbound(call, "not being reached")?;
        let why = match why {
            NotReached::Failed { what } => NotReached::Failed { what: clean(&what) },
            why => why,
        };
        if matches!(why, NotReached::Busy | NotReached::NoAnswer | NotReached::Rejected) {
            self.dialling(at, call, "")?;
        }
        let dialled = self.call(call)?.phase == Phase::Dialling;
        let callback = self.call(call)?.callback.filter(|_| dialled);
        self.follow(at, Event::CallNotReached { call, agent: agent.clone(), why: why.clone() })?;
        match callback.and_then(|id| self.desk.book.callbacks.get(&id)) {
            Some(Callback { id, contact, .. }) => {
                let (callback, contact) = (*id, *contact);
                self.follow(at, Event::CallbackAttempted { callback, contact, call, agent, why })
            }
            None => Ok(()),
        }
    }

    /// The switch says nothing more of a call that we began: it is told to end it, and the agent is free.
    pub fn give_up(&mut self, call: CallId, why: NotReached) {
        self.command(SwitchCommand::HangUp { call, by: Ender::System });
        let source = std::mem::replace(&mut self.source, Actor::Desk);
        let given_up = self.not_reached(self.now, call, why);
        self.source = source;
        self.must(given_up);
    }

    /// An agent speaks with another caller: nobody is reached by the call that the agent has begun meanwhile.
    pub fn give_up_placed(&mut self, agent: &AgentId) {
        let placed = self.desk.book.floor.call_of(agent).filter(|call| call.is_being_placed());
        if let Some(call) = placed.map(|call| call.id) {
            self.give_up(call, NotReached::GaveUp);
        }
    }

    /// The switch did not begin the call.
    pub fn not_placed(&mut self, call: CallId, why: &CommandRefused) {
        let why = NotReached::Failed { what: why.to_string() };
        // Where it is over already, that was told.
        let _ = self.not_reached(self.now, call, why);
    }

    /// Where a call is that we began, and whose it is.
    fn outbound(&self, id: CallId, what: &'static str) -> Result<(Phase, AgentId), Illegal> {
        let call = self.call(id)?;
        match (call.phase, call.agent.clone()) {
            (phase @ (Phase::Placed | Phase::Dialling), Some(agent)) => Ok((phase, agent)),
            (phase @ (Phase::Talking | Phase::Held), Some(agent)) if call.answered_at.is_some() => {
                Ok((phase, agent))
            }
            (phase, _) => Err(Illegal::CallPhase { call: id, phase, what }),
        }
    }
}

/// Why nobody was reached by a call whose line went dead.
pub(super) fn why_not(by: Ender) -> NotReached {
    match by {
        Ender::Agent => NotReached::GaveUp,
        Ender::Caller => NotReached::Rejected,
        Ender::System => NotReached::Failed { what: "the switch ended the call".into() },
    }
}
