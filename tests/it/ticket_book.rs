//! Tickets on their way and all that happened to them, moved by the lifecycle itself; and what a server would list of them.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{Page, TicketSummary, ToCall, WhichTickets},
    config::{DeskSettings, Site},
    domain::{
        Actor, AttachmentRules, Catalogue, EVENT_VERSION, Event, Hash, Recorded, Ticket, TicketForm,
        TicketId, UnitId, VerbId,
        lifecycle::{Asked, Duty, Lifecycle, Pending, Reckoner},
    },
    tui::tickets::TicketSeat,
};
use uuid::Uuid;

/// A time of the day of the story, a Wednesday; Shanghai is eight hours ahead.
pub fn time(text: &str) -> DateTime<Utc> {
    let local: DateTime<Utc> = format!("2026-03-04T{text}Z").parse().expect("a time of day");
    local - TimeDelta::hours(8)
}

pub fn ticket(n: u128) -> TicketId {
    TicketId(Uuid::from_u128(n))
}

/// Tickets, and what happened to them.
#[derive(Clone)]
pub struct Book {
    pub catalogue: Catalogue,
    pub tickets: Vec<Ticket>,
    pub log: Vec<Recorded>,
}

impl Book {
    pub fn new() -> Self {
        let site = Site::load(&DeskSettings::default()).unwrap_or_else(|troubles| panic!("{troubles}"));
        let rules = AttachmentRules {
            max_bytes: 2_000_000,
            per_ticket: 3,
            kinds: vec!["image/jpeg".into(), "application/pdf".into()],
        };
        let catalogue = Catalogue { attachments: Some(rules), ..site.catalogue };
        Self { catalogue, tickets: Vec::new(), log: Vec::new() }
    }

    fn lifecycle(&self, n: u128) -> &Lifecycle {
        self.catalogue.lifecycle_for(&self.ticket(n).work).expect("it has one")
    }

    pub fn ticket(&self, n: u128) -> &Ticket {
        self.tickets.iter().find(|known| known.id == ticket(n)).expect("it is there")
    }

    /// An agent writes a ticket.
    pub fn submits(&mut self, at: &str, n: u128, form: TicketForm) -> &mut Self {
        let now = time(at);
        let lifecycle = self.catalogue.lifecycle_of(form.category.as_ref()).expect("there is one");
        let reckoner = Reckoner { calendar: &self.catalogue.calendar, of_category: None };
        let made = Ticket {
            id: ticket(n),
            number: format!("20260304-{n:04}"),
            version: 1,
            call: None,
            contact: None,
            agent: "1001".into(),
            at: now,
            priority: form.priority(),
            deadline: None,
            work: lifecycle.begin(false, now, reckoner),
            form,
        };
        self.tickets.push(made.clone());
        self.log(at, Actor::User { name: "li".into() }, Event::TicketSubmitted { ticket: Box::new(made) })
    }

    /// Somebody does something.
    pub fn does(&mut self, at: &str, n: u128, (user, duty): (&str, Duty), asked: &Asked) -> &mut Self {
        let now = time(at);
        let work = &self.ticket(n).work;
        let form = &self.ticket(n).form;
        let of_category = self.catalogue.allowance(form.category.as_ref(), form.priority());
        let reckoner = Reckoner { calendar: &self.catalogue.calendar, of_category };
        let moved = self.lifecycle(n).step(work, asked, duty, now, reckoner).expect("it may be done");
        let unit = (duty == Duty::Unit).then(|| work.involved.lead.clone()).flatten();
        let version = self.ticket(n).version + 1;
        let moved = Box::new(moved);
        let event = Event::TicketMoved { ticket: ticket(n), version, duty, unit, asked_by: None, moved };
        self.log(at, Actor::User { name: user.into() }, event)
    }

    /// Somebody asks for what a second person has to approve.
    pub fn asks(&mut self, at: &str, n: u128, (user, duty): (&str, Duty), asked: Asked) -> &mut Self {
        let work = &self.ticket(n).work;
        let approver = self.lifecycle(n).approver(work, &asked.verb).expect("it is approved by somebody");
        let unit = (duty == Duty::Unit).then(|| work.involved.lead.clone()).flatten();
        let pending = Box::new(Pending { asked, by: user.into(), duty, unit, at: time(at), approver });
        let event = Event::ApprovalAsked { ticket: ticket(n), version: self.ticket(n).version + 1, pending };
        self.log(at, Actor::User { name: user.into() }, event)
    }

    /// Part of a clock's time is used.
    pub fn told(&mut self, at: &str, n: u128, clock: &str, percent: u8) -> &mut Self {
        let event = Event::TicketClockTold { ticket: ticket(n), clock: clock.into(), percent, due: time(at) };
        self.log(at, Actor::Desk, event)
    }

    fn log(&mut self, at: &str, actor: Actor, event: Event) -> &mut Self {
        self.log_at(time(at), actor, event);
        self
    }

    pub fn log_at(&mut self, at: DateTime<Utc>, actor: Actor, event: Event) -> Recorded {
        if let Some(known) = self.tickets.iter_mut().find(|known| Some(known.id) == event.ticket()) {
            known.apply(at, &event);
        }
        let seq = self.log.len() as u64 + 1;
        let recorded = Recorded { seq, at, actor, version: EVENT_VERSION, event, hash: Hash([0; 32]) };
        self.log.push(recorded.clone());
        recorded
    }

    /// Those whose callers are to be called.
    pub fn to_call(&self) -> Page<ToCall> {
        let waits = |ticket: &&Ticket| ["replied", "called_back"].contains(&ticket.work.state.as_str());
        let tickets = self.tickets.iter().filter(waits);
        let items = tickets.map(|ticket| ToCall::Ticket { ticket: Box::new(TicketSummary::of(ticket)) });
        Page { items: items.collect(), next: None }
    }

    /// What the server would answer.
    pub fn list(&self, which: &WhichTickets, seat: TicketSeat) -> Page<TicketSummary> {
        let sees = |ticket: &&Ticket| {
            let lead = ticket.work.involved.lead.as_ref();
            let handles = lead.is_some_and(|lead| self.catalogue.units.stands_for(&"water".into(), lead));
            let helps = ticket.work.involved.joint.contains(&UnitId::from("water"));
            let fits = which.helped.map_or(handles || helps, |helped| if helped { helps } else { handles });
            seat != TicketSeat::Unit || fits
        };
        let fits = |ticket: &&Ticket| {
            let pending = ticket.work.pending.as_ref();
            (which.state.is_empty() || which.state.contains(&ticket.work.state))
                && which.approver.is_none_or(|duty| pending.is_some_and(|pending| pending.approver == duty))
                && which.mother.is_none_or(|mother| ticket.work.mother == Some(mother))
                && (which.over || !ticket.is_over())
                && which.priority.is_none_or(|priority| ticket.priority == priority)
                && which.unit.as_ref().is_none_or(|unit| ticket.work.involved.lead.as_ref() == Some(unit))
                && which.q.as_deref().is_none_or(|words| holds(ticket, words))
        };
        let mut tickets: Vec<&Ticket> = self.tickets.iter().filter(sees).filter(fits).collect();
        tickets.sort_by_key(|ticket| ticket.work.next_due().map_or(DateTime::<Utc>::MAX_UTC, |(_, due)| due));
        Page { items: tickets.into_iter().map(TicketSummary::of).collect(), next: None }
    }
}

/// Whether all of the words stand in a ticket.
fn holds(ticket: &Ticket, words: &str) -> bool {
    let text = format!("{} {} {}", ticket.number, ticket.form.subject, ticket.form.place);
    words.split_whitespace().all(|word| text.contains(word))
}

/// A verb with words.
pub fn asked(verb: &str) -> Asked {
    Asked::plain(VerbId::from(verb))
}

/// A matter of the city.
pub fn matter(category: &str, subject: &str, place: &str) -> TicketForm {
    TicketForm {
        category: Some(category.into()),
        subject: subject.into(),
        place: place.into(),
        description: format!("{subject}，已持续两天，周边住户均受影响。"),
        wish: "尽快处理并回电".into(),
        contact_name: "王先生".into(),
        contact_number: "138****8000".into(),
        reply_wanted: true,
        ..TicketForm::default()
    }
}
