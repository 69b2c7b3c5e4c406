//! The office before the screen opens: it works on the desk itself, hour by hour with the recorded day.

use super::{
    BTreeMap, CallId, DateTime, Deed, Event, Office, Person, Ticket, TicketId, TimeDelta, Utc, Uuid, What,
};
use crate::{
    api::{Me, Role, SubmitTicket},
    domain::{AgentId, DraftId},
    server::desk::{Answer, Ask, Desk, Family, Input, Outcome},
};

/// How long after a call its ticket is submitted.
const WRITING: TimeDelta = TimeDelta::seconds(25);

/// The office on the desk of a day that is made ready.
#[derive(Debug)]
pub struct Past {
    office: Office,
    /// Calls whose agents write a ticket, by when they submit it.
    writing: BTreeMap<(DateTime<Utc>, CallId), AgentId>,
    tickets: BTreeMap<TicketId, Ticket>,
    planned: BTreeMap<(DateTime<Utc>, TicketId), Deed>,
}

impl Past {
    /// An office that has not begun.
    pub fn new(office: Office) -> Self {
        Self { office, writing: BTreeMap::new(), tickets: BTreeMap::new(), planned: BTreeMap::new() }
    }

    /// When somebody does something next.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        let writes = self.writing.keys().next().map(|(at, _)| *at);
        let does = self.planned.keys().next().map(|(at, _)| *at);
        writes.into_iter().chain(does).min()
    }

    /// Hears what happened on the floor.
    pub fn hear(&mut self, at: DateTime<Utc>, event: &Event) {
        if let Event::CallEnded { call, agent, .. } = event {
            self.writing.insert((at + WRITING, *call), agent.clone());
        }
    }

    /// Does what has come by now; gives what came of it.
    pub fn act(&mut self, desk: &mut Desk, now: DateTime<Utc>) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        while let Some(entry) = self.writing.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((_, call), agent) = entry.remove_entry();
            if let Some(form) = self.office.form(call) {
                outcomes.push(self.submit(desk, now, call, agent, form));
            }
        }
        while let Some(entry) = self.planned.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((_, id), deed) = entry.remove_entry();
            let Some(ticket) = self.tickets.get(&id).cloned() else { continue };
            let family = Box::new(Family { ticket, mother: None, children: Vec::new() });
            let ask = match deed.what {
                What::Move(wanted) => Ask::Move { family, wanted: Box::new(wanted) },
                What::Approve(decided) => Ask::Decide { family, decided },
            };
            outcomes.push(self.ask(desk, now, me(&deed.by), ask));
        }
        outcomes
    }

    fn submit(
        &mut self,
        desk: &mut Desk,
        now: DateTime<Utc>,
        call: CallId,
        agent: AgentId,
        form: crate::domain::TicketForm,
    ) -> Outcome {
        // The draft of a call of a recorded day, as random as the call is.
        let draft = DraftId(Uuid::from_u128(call.0.as_u128() ^ 1));
        let (contact, script, priority) = (None, None, form.priority());
        let submit = SubmitTicket { draft, call: Some(call), contact, script, form, priority, then: None };
        self.ask(desk, now, me(&Person::Agent(agent)), Ask::Submit(Box::new(submit)))
    }

    fn ask(&mut self, desk: &mut Desk, now: DateTime<Utc>, me: Me, ask: Ask) -> Outcome {
        let outcome = desk.handle(now, Input::Ask { me, ask });
        if let Ok(Answer::Ticket(ticket)) = &outcome.answer {
            if let Some(deed) = self.office.next(ticket) {
                self.planned.insert((deed.at.max(now), ticket.id), deed);
            }
            self.tickets.insert(ticket.id, (**ticket).clone());
        }
        outcome
    }
}

/// A simulated person as a user signed in.
fn me(person: &Person) -> Me {
    let (user, roles) = match person {
        Person::Agent(id) => (id.to_string(), vec![Role::Agent]),
        Person::Clerk => ("clerk".to_owned(), vec![Role::Clerk]),
        Person::Unit(unit) => (unit.to_string(), vec![Role::Unit]),
        Person::Lead => ("lead".to_owned(), vec![Role::Lead]),
    };
    let agent = match person {
        Person::Agent(id) => Some(id.clone()),
        _ => None,
    };
    let unit = match person {
        Person::Unit(unit) => Some(unit.clone()),
        _ => None,
    };
    Me { name: user.clone(), user, line: agent.clone(), agent, roles, queues: Vec::new(), unit }
}
