//! Tickets over an agent's panes: opened by one key, nothing beneath is lost, and whoever rings goes before.

use hotdesk::{
    api::{Code, MoveTicket, Page, Problem, Promise, TicketSummary, ToCall, WhichTickets},
    domain::{CallbackOutcome, Event, Locale, Ticket, lifecycle::Contacted},
    tui::{
        agent::Pane,
        desk::{Answer, Failure, Msg, News, OutboxReport},
        effect::{Effect, Request},
        keymap::Action,
    },
};

use crate::{
    agent_floor::{DANA, ME, Seat, call, contact},
    ticket_floor::{Book, ticket},
    ticket_morning::morning,
};

/// An agent before the tickets of a city.
pub struct Desk {
    pub seat: Seat,
    pub book: Book,
    /// Callbacks that were promised beside them.
    pub promises: Vec<Promise>,
}

impl Desk {
    pub fn open(locale: Locale) -> Self {
        let (mut seat, mut book) = (Seat::new(locale), morning());
        for ticket in &mut book.tickets {
            ticket.contact = Some(contact(DANA));
        }
        seat.now = crate::ticket_floor::time("10:30:00");
        seat.hears(News::Catalogue(Box::new(book.catalogue.clone())));
        seat.tell(Event::AgentReady { agent: ME.into() });
        seat.effects.clear();
        Self { seat, book, promises: Vec::new() }
    }

    fn list(&self, which: &WhichTickets) -> Page<TicketSummary> {
        let fits = |ticket: &&Ticket| {
            (which.state.is_empty() || which.state.contains(&ticket.work.state))
                && which.mother.is_none_or(|mother| ticket.work.mother == Some(mother))
        };
        let mut tickets: Vec<&Ticket> = self.book.tickets.iter().filter(fits).collect();
        let due = |ticket: &&Ticket| ticket.work.next_due().map(|(_, due)| due);
        tickets.sort_by_key(|ticket| (due(ticket).is_none(), due(ticket)));
        Page { items: tickets.into_iter().map(TicketSummary::of).collect(), next: None }
    }

    /// Whom to call: the promises, and tickets that were answered.
    fn to_call(&self) -> Page<ToCall> {
        let states = self.book.catalogue.states_to_call();
        let which = WhichTickets { state: states.into_iter().collect(), ..WhichTickets::default() };
        let tickets = self.list(&which).items.into_iter().map(|ticket| {
            let due = ticket.due.as_ref().map(|due| due.at);
            (due, ToCall::Ticket { ticket: Box::new(ticket) })
        });
        let promises = self
            .promises
            .iter()
            .cloned()
            .map(|promise| (Some(promise.callback.due), ToCall::Promise { promise: Box::new(promise) }));
        let mut all: Vec<_> = tickets.chain(promises).collect();
        all.sort_by_key(|(due, _)| (due.is_none(), *due));
        Page { items: all.into_iter().map(|(_, one)| one).collect(), next: None }
    }

    /// Answers what was asked about tickets since the last time; gives what was to be done to them.
    pub fn answer(&mut self) -> Vec<Request> {
        let mut others = Vec::new();
        loop {
            let asked = self.seat.asked();
            self.seat.effects.retain(|effect| !matches!(effect, Effect::Ask { .. }));
            if asked.is_empty() {
                return others;
            }
            for (request, what) in asked {
                let answer = match &what {
                    Request::Tickets(which) => Answer::Tickets(self.list(which)),
                    Request::Callbacks { .. } => Answer::Callbacks(self.to_call()),
                    Request::Ticket(id) => Answer::Ticket(Box::new(self.by_id(*id))),
                    Request::Look(_) => Answer::Lookers(Vec::new()),
                    Request::TicketEvents(_) => Answer::Events(Vec::new()),
                    Request::Attachments(_) => Answer::Attachments(Vec::new()),
                    _ => {
                        others.push(what);
                        continue;
                    }
                };
                self.seat.takes(Msg::Answer { request, answer: Ok(answer) });
            }
        }
    }

    pub fn by_id(&self, id: hotdesk::domain::TicketId) -> Ticket {
        self.book.tickets.iter().find(|ticket| ticket.id == id).expect("it is there").clone()
    }

    /// Presses keys one by one, each after what the one before asked for has come.
    pub fn press(&mut self, keys: &[&str]) -> Vec<Request> {
        let mut others = Vec::new();
        for key in keys {
            self.seat.press(&[key]);
            others.extend(self.answer());
            self.seat.waits(1);
            others.extend(self.answer());
        }
        others
    }
}

pub fn asked(request: &Request) -> &MoveTicket {
    match request {
        Request::Move { wanted, .. } => wanted,
        other => panic!("not a move: {other:?}"),
    }
}

#[test]
fn my_tickets_open_by_one_key_and_leave_the_form_as_it_was() {
    let mut desk = Desk::open(Locale::En);
    desk.press(&["ctrl-n", "alt-4", "half a sentence"]);
    desk.press(&["alt-t"]);
    assert!(desk.seat.screen.is_browsing());
    let frame = desk.seat.frame((120, 40));
    assert!(frame.contains("20260304-0003"), "{frame}");
    desk.press(&["esc"]);
    assert!(!desk.seat.screen.is_browsing());
    assert_eq!(desk.seat.screen.pane, Pane::Ticket);
    desk.press(&[" goes on"]);
    let form = &desk.seat.screen.case().expect("the form").draft.form;
    assert_eq!(form.subject, "half a sentence goes on");
}

#[test]
fn a_list_is_read_only_while_it_is_looked_at() {
    let mut desk = Desk::open(Locale::En);
    desk.seat.waits(5);
    assert_eq!(desk.answer(), []);
    assert_eq!(desk.seat.screen.browser().count(hotdesk::tui::tickets::Tab::Mine), None);
    desk.press(&["alt-t"]);
    assert_eq!(desk.seat.screen.browser().count(hotdesk::tui::tickets::Tab::Mine), Some(8));
}

#[test]
fn whoever_rings_is_seen_and_answered_under_the_tickets() {
    let mut desk = Desk::open(Locale::En);
    desk.press(&["alt-t", "enter", "space"]);
    desk.seat.rings();
    let frame = desk.seat.frame((80, 24));
    assert!(frame.contains("RINGING") && frame.contains("F5"), "{frame}");
    let asked = desk.press(&["f5"]);
    assert!(asked.iter().any(|request| matches!(request, Request::Act { .. })), "{asked:?}");
    desk.seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    assert!(!desk.seat.screen.is_browsing(), "the call is what is seen");
    desk.press(&["alt-t"]);
    let shown = desk.seat.screen.browser().shown().map(|ticket| ticket.id);
    assert!(shown.is_some(), "the place is the one that was left");
}

#[test]
fn the_outcome_of_a_callback_is_said_by_one_key_each() {
    let mut desk = Desk::open(Locale::En);
    let asked_for = desk.press(&["alt-t", "2", "enter", "space", "c", "y", "n", "n", "ctrl-s"]);
    let contacted = Contacted { reached: true, solved: Some(false), satisfied: Some(false) };
    assert_eq!(asked(&asked_for[0]).asked.contacted, Some(contacted));
    assert_eq!(asked(&asked_for[0]).asked.verb.as_str(), "callback");
}

#[test]
fn a_call_about_a_ticket_is_a_callback_that_ends_with_its_outcome() {
    let mut desk = Desk::open(Locale::En);
    desk.seat.abilities.originate = true;
    let snapshot = desk.seat.snapshot();
    desk.seat.hears(News::Snapshot(Box::new(snapshot)));
    desk.answer();
    desk.press(&["alt-t", "2", "c"]);
    assert!(desk.seat.screen.browser().shown().is_some(), "it is read before somebody is called about it");
    desk.press(&["c"]);
    let promised = desk.seat.effects.iter().find_map(|effect| match effect {
        Effect::Promise { callback, promise } => Some((*callback, (**promise).clone())),
        _ => None,
    });
    let (id, promise) = promised.expect("a callback stands for it");
    assert_eq!((promise.ticket, promise.contact), (Some(ticket(6)), contact(DANA)));
    let told_by = desk.by_id(ticket(6)).work.next_due().map(|(_, due)| due);
    assert!(told_by.is_none_or(|due| promise.due >= due), "the ticket alone stands in the list");
    let callback = hotdesk::domain::Callback {
        id,
        contact: promise.contact,
        call: None,
        ticket: promise.ticket,
        agent: ME.into(),
        due: promise.due,
        note: promise.note,
        outcome: None,
        attempts: Vec::new(),
    };
    desk.seat.takes(Msg::Outbox(OutboxReport::Promised { callback: Box::new(callback) }));
    let rung = desk.answer();
    assert!(matches!(rung[..], [Request::CallBack { callback, .. }] if callback == id), "{rung:?}");

    desk.seat.press(&["space", "c", "n", "ctrl-s"]);
    let (request, _) = desk.seat.asked().pop().expect("a move");
    let mut ticket = desk.by_id(ticket(6));
    ticket.version += 1;
    ticket.work.attempts = 1;
    desk.seat.effects.clear();
    desk.seat.takes(Msg::Answer { request, answer: Ok(Answer::Ticket(Box::new(ticket))) });
    let finished = desk.seat.asked().into_iter().find_map(|(request, asked)| match asked {
        Request::Finish { callback, finish } => Some((request, callback, finish.outcome)),
        _ => None,
    });
    let (request, callback, outcome) = finished.expect("it is finished");
    assert_eq!((callback, outcome), (id, CallbackOutcome::NotReached));
    let before = desk.seat.frame((120, 40));
    let gone = Problem {
        status: 404,
        code: Code::NotFound,
        title: "not found".into(),
        detail: String::new(),
        fields: Vec::new(),
        retry_after_s: None,
    };
    desk.seat.takes(Msg::Answer { request, answer: Err(Failure::Refused(gone)) });
    assert_eq!(desk.seat.frame((120, 40)), before, "that the desk has finished it is no trouble");
}

#[test]
fn what_is_seen_of_my_tickets() {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in [(80, 24), (120, 40)] {
            let mut desk = Desk::open(locale);
            desk.seat.resize(size);
            desk.press(&["alt-t"]);
            let name = |what: &str| format!("agent_{what}_{}_{tag}", size.0);
            insta::assert_snapshot!(name("mine"), desk.seat.frame(size));
            desk.press(&["2", "enter"]);
            insta::assert_snapshot!(name("to_call_back"), desk.seat.frame(size));
            desk.press(&["space", "c", "y"]);
            insta::assert_snapshot!(name("outcome"), desk.seat.frame(size));
        }
    }
}

#[test]
fn the_keys_are_told_of_where_they_count() {
    let mut desk = Desk::open(Locale::En);
    desk.press(&["alt-t"]);
    assert!(desk.seat.screen.counts(Action::CallAnswer));
    assert!(!desk.seat.screen.counts(Action::TicketSubmit));
}
