//! Logs of tickets as the rules of a shipped lifecycle make them, written down in a line a deed.

use chrono::{DateTime, Utc};
use hotdesk::{
    config::{SiteFiles, lifecycles},
    domain::{
        AgentId, Event, Ticket, TicketForm, TicketId, UnitId,
        clock::{Allowance, Calendar},
        lifecycle::{Asked, Contacted, Duty, Lifecycle, Reckoner, VerbCount},
    },
    metrics::Meanings,
};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// An instant, as RFC 3339.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn ticket(nth: u128) -> TicketId {
    TicketId(Uuid::from_u128(nth))
}

pub fn meanings() -> Arc<Meanings> {
    Arc::new(Meanings::of(&lifecycles(&SiteFiles::default()).expect("they are proved")))
}

/// What a caller said when called back.
pub fn reached(solved: bool, satisfied: Option<bool>) -> Option<Contacted> {
    Some(Contacted { reached: true, solved: Some(solved), satisfied })
}

/// Nobody was there.
pub fn nobody() -> Option<Contacted> {
    Some(Contacted { reached: false, solved: None, satisfied: None })
}

/// What happens to some tickets.
pub struct Tale {
    lifecycle: Lifecycle,
    calendar: Calendar,
    tickets: BTreeMap<TicketId, Ticket>,
    pub log: Vec<(DateTime<Utc>, Event)>,
}

impl Tale {
    /// Of this lifecycle, on a calendar that is always open in UTC: a working day ends at midnight.
    pub fn of(lifecycle: &str) -> Self {
        let known = lifecycles(&SiteFiles::default()).expect("they are proved");
        let lifecycle = known.into_iter().find(|one| one.id.as_str() == lifecycle).expect("it is shipped");
        Self {
            lifecycle,
            calendar: Calendar::always(chrono_tz::UTC),
            tickets: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    /// A ticket is submitted, promised within a day; answered during the call if there is an answer.
    pub fn submit(&mut self, nth: u128, when: &str, form: TicketForm) {
        let now = at(when);
        let reckoner = Reckoner { calendar: &self.calendar, of_category: None };
        let is_answered = !form.answer.is_empty();
        let ticket = Ticket {
            id: ticket(nth),
            number: format!("20260304-{nth:04}"),
            version: 1,
            call: None,
            contact: None,
            agent: AgentId::from("7001"),
            at: now,
            priority: form.priority(),
            deadline: self.calendar.deadline(now, Allowance::ClockMinutes(1_440)),
            work: self.lifecycle.begin(is_answered, now, reckoner),
            form,
        };
        self.tickets.insert(ticket.id, ticket.clone());
        self.log.push((now, Event::TicketSubmitted { ticket: Box::new(ticket) }));
    }

    /// Somebody does something that needs a unit, an instant or a contact where these are given, and a reason and words as the verb has them.
    #[track_caller]
    fn does(&mut self, nth: u128, when: &str, duty: Duty, asked: Asked) {
        let now = at(when);
        let reckoner = Reckoner { calendar: &self.calendar, of_category: None };
        let ticket = self.tickets.get_mut(&ticket(nth)).expect("it was submitted");
        let list = self
            .lifecycle
            .verb(&asked.verb)
            .and_then(|verb| self.lifecycle.reasons.get(verb.reasons.as_ref()?));
        let reason = list.and_then(|list| list.first()).map(|reason| reason.code.clone());
        let asked = Asked { reason, text: "text".to_owned(), ..asked };
        let moved = self.lifecycle.step(&ticket.work, &asked, duty, now, reckoner);
        let moved = Box::new(moved.unwrap_or_else(|why| panic!("{nth} at {when}: {why}")));
        let version = ticket.version + 1;
        let event =
            Event::TicketMoved { ticket: ticket.id, version, duty, unit: None, asked_by: None, moved };
        ticket.apply(now, &event);
        self.log.push((now, event));
    }

    /// A verb by whoever may use it, and nothing said with it but reason and words.
    #[track_caller]
    pub fn verb(&mut self, nth: u128, when: &str, verb: &str) {
        self.asks(nth, when, Asked::plain(verb.into()));
    }

    /// It is given to a unit.
    #[track_caller]
    pub fn dispatch(&mut self, nth: u128, when: &str, unit: &str) {
        let is_dispatch = |verb: &&hotdesk::domain::lifecycle::Verb| verb.counts == Some(VerbCount::Dispatch);
        let verb = self.lifecycle.verbs.iter().find(is_dispatch).expect("it says so").id.clone();
        self.asks(nth, when, Asked { unit: Some(UnitId::from(unit)), ..Asked::plain(verb) });
    }

    /// The caller is called.
    #[track_caller]
    pub fn call(&mut self, nth: u128, when: &str, contacted: Option<Contacted>) {
        self.asks(nth, when, Asked { contacted, ..Asked::plain("callback".into()) });
    }

    /// A ticket follows another.
    #[track_caller]
    pub fn merge(&mut self, nth: u128, when: &str, mother: u128) {
        self.asks(nth, when, Asked { mother: Some(ticket(mother)), ..Asked::plain("merge".into()) });
    }

    /// What a verb needs besides.
    #[track_caller]
    pub fn asks(&mut self, nth: u128, when: &str, asked: Asked) {
        let by = self.lifecycle.verb(&asked.verb).expect("there is such a verb").by[0];
        self.does(nth, when, by, asked);
    }

    /// The unit's usual way: dispatched and signed for within the hour, answered at this instant.
    #[track_caller]
    pub fn answered(&mut self, nth: u128, day: &str, unit: &str, replied: &str) {
        self.dispatch(nth, &format!("{day}T01:10:00Z"), unit);
        self.verb(nth, &format!("{day}T01:40:00Z"), "sign");
        self.verb(nth, replied, "reply");
    }
}
