//! A submitted ticket is changed from the screen: only by who wrote it, only from what it is now, and nothing typed is lost.

use hotdesk::{
    api::{Code, HistoryItem, Page, Problem, Revealed},
    domain::{Actor, Draft, Ender, Event, Locale, Redacted, Ticket, TicketId, WrapUpEnd},
    tui::{
        agent::{Pane, Standing},
        desk::{Answer, DraftReport, Failure, Msg},
        effect::{Effect, Request},
    },
};
use uuid::Uuid;

use crate::agent_floor::{ME, Seat, call, history};

/// The answer to the last request.
fn answer(seat: &mut Seat, answer: Result<Answer, Failure>) {
    let (request, _) = seat.asked().pop().expect("a request");
    seat.takes(Msg::Answer { request, answer });
}

fn stale() -> Failure {
    let (title, detail) = (String::new(), String::new());
    let code = Code::StaleVersion;
    Failure::Refused(Problem { status: 409, code, title, detail, fields: Vec::new(), retry_after_s: None })
}

/// The ticket of Dana's history, as the agent at the screen wrote it.
fn mine() -> Ticket {
    let ticket = history().into_iter().find_map(|item| match item {
        HistoryItem::Ticket { ticket } => Some(*ticket),
        _ => None,
    });
    Ticket { agent: ME.into(), ..ticket.expect("a ticket in the history") }
}

/// Dana is on the line, and her history has a ticket of mine, selected.
fn seat_with_mine() -> Seat {
    let mut seat = Seat::new(Locale::En);
    seat.rings();
    let asked = seat.asked();
    let (request, _) =
        asked.iter().find(|(_, request)| matches!(request, Request::History { .. })).expect("asked");
    let items = vec![HistoryItem::Ticket { ticket: Box::new(mine()) }];
    let answer = Ok(Answer::History(Page { items, next: None }));
    seat.takes(Msg::Answer { request: *request, answer });
    seat.press(&["alt-2"]);
    seat
}

/// What was asked to be changed: the version it was made from, and the new subject.
fn amended(seat: &Seat) -> Option<(TicketId, u32, String)> {
    seat.asked().into_iter().rev().find_map(|(_, request)| match request {
        Request::Amend { ticket, amend } => Some((ticket, amend.version, amend.form.subject.clone())),
        _ => None,
    })
}

fn toast(seat: &Seat) -> Option<&'static str> {
    seat.screen.desk.toasts.shown().last().map(|toast| toast.say.key)
}

#[test]
fn a_ticket_of_mine_is_fetched_changed_and_sent_with_its_version() {
    let mut seat = seat_with_mine();
    seat.effects.clear();
    seat.press(&["enter"]);
    assert!(seat.frame((80, 24)).contains("Alt-E Amend ticket"));
    seat.press(&["alt-e"]);
    assert_eq!(seat.asked().pop().expect("a request").1, Request::Ticket(mine().id));
    answer(&mut seat, Ok(Answer::Ticket(Box::new(mine()))));
    assert_eq!(seat.screen.pane, Pane::Ticket);
    seat.press(&["!", "ctrl-s"]);
    let subject = format!("{}!", mine().form.subject);
    assert_eq!(amended(&seat), Some((mine().id, 1, subject.clone())));
    let mut changed = mine();
    changed.form.subject = subject;
    changed.version = 2;
    let draft = seat.screen.case().expect("a case").id();
    answer(&mut seat, Ok(Answer::Ticket(Box::new(changed.clone()))));
    assert_eq!(toast(&seat), Some("agent.toast.amended"));
    assert!(seat.effects.contains(&Effect::DropDraft(draft)));
    let first = &seat.screen.call_case().expect("Dana's case").caller.history.items[0];
    assert_eq!(*first, HistoryItem::Ticket { ticket: Box::new(changed) });
}

#[test]
fn a_ticket_of_another_agent_is_not_opened() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-2", "down"]);
    seat.effects.clear();
    seat.press(&["alt-e"]);
    assert_eq!((toast(&seat), seat.effects.len()), (Some("agent.toast.amend-other"), 0));
    assert!(!seat.frame((120, 40)).lines().last().expect("a footer").contains("Amend"));
}

#[test]
fn nothing_changed_is_not_sent() {
    let mut seat = seat_with_mine();
    seat.press(&["alt-e"]);
    answer(&mut seat, Ok(Answer::Ticket(Box::new(mine()))));
    seat.press(&["ctrl-s"]);
    assert_eq!((toast(&seat), amended(&seat)), (Some("agent.toast.nothing-changed"), None));
}

/// Another window of the same user was quicker: what was changed there comes in where nothing was typed here.
#[test]
fn a_conflict_names_what_changed_and_keeps_what_was_typed() {
    let mut seat = seat_with_mine();
    seat.press(&["alt-e"]);
    answer(&mut seat, Ok(Answer::Ticket(Box::new(mine()))));
    seat.press(&["!"]);
    let mut theirs = mine();
    theirs.version = 2;
    theirs.form.subject = "card swallowed in Haifa".into();
    theirs.form.place = "Haifa".into();
    let event = Event::TicketAmended { ticket: theirs.id, version: 2, form: Box::default(), work: None };
    seat.tell_as(Actor::User { name: "rivka".into() }, event);
    seat.press(&["ctrl-s"]);
    answer(&mut seat, Err(stale()));
    assert_eq!(seat.asked().pop().expect("a request").1, Request::Ticket(theirs.id));
    answer(&mut seat, Ok(Answer::Ticket(Box::new(theirs))));
    let frame = seat.frame((120, 40));
    for seen in ["By rivka, now version 2", "card swallowed in Haifa – yours stays", "Haifa – taken over"]
    {
        assert!(frame.contains(seen), "{seen}: {frame}");
    }
    let case = seat.screen.case().expect("the draft");
    let (form, mine) = (&case.draft.form, format!("{}!", mine().form.subject));
    assert_eq!((form.subject.as_str(), form.place.as_str(), case.is_open()), (mine.as_str(), "Haifa", true));
    seat.press(&["esc", "ctrl-s"]);
    assert_eq!(amended(&seat).map(|(_, version, subject)| (version, subject)), Some((2, mine)));
}

#[test]
fn an_amendment_that_could_not_be_sent_is_a_draft_again_also_after_a_restart() {
    let mut seat = seat_with_mine();
    seat.press(&["alt-e"]);
    answer(&mut seat, Ok(Answer::Ticket(Box::new(mine()))));
    seat.press(&["!", "ctrl-s"]);
    answer(&mut seat, Err(Failure::Away));
    assert_eq!(toast(&seat), Some("agent.toast.amend-away"));
    assert_eq!(seat.screen.case().expect("the draft").standing, Standing::Typing);
    let saved = seat.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveDraft { draft, .. } => Some((**draft).clone()),
        _ => None,
    });
    let saved: Draft = saved.expect("it was saved");
    assert_ne!(saved.id.0, mine().id.0, "a draft of the ticket's own id would be taken for the ticket");

    let mut seat = Seat::new(Locale::En);
    seat.takes(Msg::Drafts(DraftReport::Found(vec![saved])));
    seat.press(&["ctrl-d"]);
    assert!(seat.frame((80, 24)).contains("19990119-0007"));
    seat.press(&["enter", "ctrl-s"]);
    assert_eq!(amended(&seat).map(|(ticket, version, _)| (ticket, version)), Some((mine().id, 1)));
}

/// The ticket is submitted before the caller has given a name.
#[test]
fn a_blank_filled_after_submission_amends_the_ticket() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "alt-4", "card swallowed", "alt-c", "complaint", "enter", "ctrl-s"]);
    let ticket = seat.ticket_is_taken();
    seat.effects.clear();
    seat.press(&["alt-3", "n", "tab", "Dana"]);
    assert!(seat.screen.desk.toasts.shown().iter().any(|toast| toast.say.key == "agent.toast.amending"));
    seat.press(&["ctrl-s"]);
    assert!(!seat.screen.desk.toasts.shown().iter().any(|toast| toast.say.key == "agent.toast.amending"));
    let sent = seat.asked().into_iter().find_map(|(_, request)| match request {
        Request::Amend { ticket, amend } => Some((ticket, amend)),
        _ => None,
    });
    let (id, amend) = sent.expect("the ticket is amended");
    let name = amend.form.blanks.values().next().map(String::as_str);
    assert_eq!((id, amend.version, name), (ticket.id, 1, Some("Dana")));
}

#[test]
fn a_submitted_ticket_leaves_no_draft_behind() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "alt-4", "card swallowed", "alt-c", "complaint", "enter", "ctrl-s"]);
    seat.ticket_is_taken();
    seat.effects.clear();
    seat.press(&["alt-3", "n", "b"]);
    assert!(!seat.effects.iter().any(|effect| matches!(effect, Effect::SaveDraft { .. })));
}

#[test]
fn an_event_of_an_unknown_ticket_changes_nothing() {
    let mut seat = seat_with_mine();
    let ticket = TicketId(Uuid::from_u128(4711));
    let before = seat.frame((120, 40));
    seat.tell(Event::TicketAmended { ticket, version: 2, form: Box::default(), work: None });
    assert_eq!(seat.frame((120, 40)), before);
}

#[test]
fn an_amendment_thrown_away_leaves_the_ticket_and_its_script() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "alt-4", "card swallowed", "alt-c", "complaint", "enter", "ctrl-s"]);
    let ticket = seat.ticket_is_taken();
    seat.press(&["alt-e", "!", "alt-x", "y"]);
    let case = seat.screen.case().expect("the call's case");
    assert_eq!((case.ticket(), case.draft.form.subject.as_str()), (Some(&ticket), "card swallowed"));
    assert!(case.marks().is_some());
}

/// The answer to the request for a ticket, however many requests came after it.
fn comes(seat: &mut Seat, ticket: Ticket) {
    let asked = seat.asked().into_iter().rev();
    let request =
        asked.filter(|(_, request)| *request == Request::Ticket(ticket.id)).map(|(id, _)| id).next();
    let answer = Ok(Answer::Ticket(Box::new(ticket)));
    seat.takes(Msg::Answer { request: request.expect("the ticket was asked for"), answer });
}

/// The ring was answered before the ticket came: the call stays on screen, and the ticket waits among the drafts.
#[test]
fn a_ticket_that_comes_late_takes_no_screen_over() {
    let mut seat = seat_with_mine();
    seat.press(&["alt-e"]).tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    let shown = seat.screen.case().expect("the call's case").id();
    comes(&mut seat, mine());
    assert_eq!((seat.screen.pane, seat.screen.case().expect("a case").id()), (Pane::Script, shown));
    assert_eq!(toast(&seat), Some("agent.toast.amend-ready"));
    seat.tell(Event::CallEnded { call: call(1), agent: ME.into(), by: Ender::Agent });
    seat.tell(Event::WrapUpEnded { call: call(1), agent: ME.into(), why: WrapUpEnd::Done });
    seat.press(&["ctrl-d"]);
    assert!(seat.frame((80, 24)).contains("19990119-0007"), "it waits until it is looked at");
    seat.press(&["enter"]);
    assert_eq!(seat.screen.case().and_then(|case| case.amends()), Some(mine().id));
    seat.press(&["ctrl-n", "ctrl-d"]);
    assert!(!seat.frame((80, 24)).contains("19990119-0007"), "looked at and left as it was");
}

#[test]
fn a_ticket_that_comes_under_an_open_list_leaves_it_open() {
    let mut seat = seat_with_mine();
    seat.press(&["alt-e", "ctrl-p", "pane"]);
    comes(&mut seat, mine());
    assert!(seat.frame((80, 24)).contains("Commands"));
    assert_eq!((seat.screen.pane, toast(&seat)), (Pane::Call, Some("agent.toast.amend-ready")));
}

#[test]
fn a_ticket_is_fetched_once_and_makes_one_draft() {
    let mut seat = seat_with_mine();
    seat.effects.clear();
    seat.press(&["alt-e", "alt-e"]);
    assert_eq!(seat.asked().len(), 1);
    comes(&mut seat, mine());
    seat.press(&["!", "alt-2", "alt-e"]);
    let drafts = seat.screen.cases().iter().filter(|case| case.amends() == Some(mine().id));
    assert_eq!((seat.screen.pane, drafts.count()), (Pane::Ticket, 1));
}

/// Another window of the same agent submits a ticket for the caller: the selection lies on that, what is read does not change.
#[test]
fn the_ticket_that_is_read_is_the_one_that_is_amended() {
    let mut seat = seat_with_mine();
    seat.press(&["enter"]);
    let newer =
        Ticket { id: TicketId(Uuid::from_u128(901)), number: "19990121-0001".into(), at: seat.now, ..mine() };
    seat.tell(Event::TicketSubmitted { ticket: Box::new(newer) });
    seat.effects.clear();
    seat.press(&["alt-e"]);
    assert_eq!(seat.asked().pop().map(|(_, request)| request), Some(Request::Ticket(mine().id)));
}

/// The form gets another id when it is amended; what was asked for it still comes to it.
#[test]
fn a_number_revealed_while_the_ticket_is_reopened_is_shown() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "alt-4", "card swallowed", "alt-c", "complaint", "enter", "ctrl-s"]);
    seat.ticket_is_taken();
    seat.press(&["alt-r", "number reply", "enter"]);
    let (request, _) = seat.asked().pop().expect("a request");
    seat.press(&["alt-e"]);
    let values = Redacted(vec!["+972-54-555-0101".to_owned()]);
    seat.takes(Msg::Answer { request, answer: Ok(Answer::Revealed(Revealed { values })) });
    assert!(seat.frame((120, 40)).contains("+972-54-555-0101"));
}
