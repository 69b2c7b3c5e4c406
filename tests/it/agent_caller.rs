//! Who is at the other end: looked for, known, unknown; and what may be read of them.

use hotdesk::{
    api::{HistoryItem, Page},
    domain::{Contact, Event, Locale},
    tui::{
        desk::{Answer, Failure, Msg, Say},
        effect::{Effect, Request},
    },
};

use crate::agent_floor::{DANA, ME, Seat, call, contact, dana, history};

const WIDE: (u16, u16) = (120, 40);

fn toast(seat: &Seat) -> &Say {
    &seat.screen.desk.toasts.shown().last().expect("a toast").say
}

/// What was looked for so far.
fn searches(seat: &Seat) -> Vec<String> {
    let asked = seat.asked().into_iter().filter_map(|(_, request)| match request {
        Request::Contacts { search, .. } => Some(search),
        _ => None,
    });
    asked.collect()
}

/// The answer to the last request.
fn answer(seat: &mut Seat, answer: Result<Answer, Failure>) {
    let (request, _) = seat.asked().pop().expect("a request");
    seat.takes(Msg::Answer { request, answer });
}

fn finds(seat: &mut Seat, items: Vec<Contact>) {
    answer(seat, Ok(Answer::Contacts(Page { items, next: None })));
}

fn other() -> Contact {
    Contact { id: contact(501), name: "Wang Fang".into(), ..dana() }
}

#[test]
fn the_caller_of_a_ticket_without_a_call_is_looked_for_and_attached() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "lost his umbrella", "alt-f", "Dana", "enter", "enter"]);
    assert_eq!(searches(&seat), ["Dana"], "asked once for the same text");
    finds(&mut seat, vec![dana().masked()]);
    assert!(seat.frame((80, 24)).contains("D**  +972-**-***-**01"));
    seat.effects.clear();
    seat.press(&["enter"]);
    let case = seat.screen.case().expect("the case");
    assert_eq!(case.draft.contact, Some(contact(DANA)));
    assert!(seat.effects.iter().any(|effect| matches!(effect, Effect::SaveDraft { .. })));
    assert!(seat.asked().iter().any(|(_, request)| matches!(request, Request::History { .. })));
    seat.press(&["alt-c", "balance", "enter", "ctrl-s"]);
    assert_eq!(seat.ticket_is_taken().contact, Some(contact(DANA)));
}

#[test]
fn whoever_calls_is_not_changed_by_hand() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-f"]);
    assert_eq!(toast(&seat).key, "agent.toast.caller-known");
}

#[test]
fn nobody_found_is_said_only_after_looking() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["alt-f", "Zz"]);
    assert!(!seat.frame(WIDE).contains("nothing found"));
    seat.press(&["enter"]);
    assert!(!seat.frame(WIDE).contains("nothing found"));
    finds(&mut seat, Vec::new());
    assert!(seat.frame(WIDE).contains("nothing found"));
}

#[test]
fn too_few_digits_are_not_looked_up() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["alt-f", "87", "enter"]);
    assert_eq!(toast(&seat).key, "agent.toast.few-digits");
    assert!(seat.asked().is_empty());
    seat.press(&["46", "enter"]);
    assert_eq!(seat.asked().len(), 1);
}

#[test]
fn a_second_enter_takes_nobody_of_the_search_before() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "alt-f", "li", "enter"]);
    finds(&mut seat, vec![dana().masked()]);
    seat.press(&[" wang", "enter", "enter"]);
    assert_eq!(seat.screen.case().and_then(|case| case.contact()), None);
    assert!(!seat.frame(WIDE).contains("D**"), "who was found before is gone");
    finds(&mut seat, vec![other().masked()]);
    seat.press(&["enter"]);
    assert_eq!(seat.screen.case().and_then(|case| case.contact()), Some(contact(501)));
}

#[test]
fn a_search_that_failed_is_repeated_for_the_same_text() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "alt-f", "Dana", "enter"]);
    answer(&mut seat, Err(Failure::Away));
    assert!(!seat.frame(WIDE).contains("nothing found"), "nobody has looked");
    seat.press(&["enter"]);
    assert_eq!(searches(&seat), ["Dana", "Dana"]);
    finds(&mut seat, vec![dana().masked()]);
    seat.press(&["enter"]);
    assert_eq!(seat.screen.case().and_then(|case| case.contact()), Some(contact(DANA)));
}

#[test]
fn what_was_asked_for_comes_also_while_the_text_is_edited() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["ctrl-n", "alt-f", "Dana", "enter", "x"]);
    finds(&mut seat, vec![dana().masked()]);
    seat.press(&["backspace", "enter"]);
    assert_eq!(searches(&seat), ["Dana"]);
    assert_eq!(seat.screen.case().and_then(|case| case.contact()), Some(contact(DANA)));
}

#[test]
fn it_is_said_when_there_are_more_than_are_shown() {
    for (locale, said) in [(Locale::En, "the first 30; there are more"), (Locale::ZhCn, "只显示前 30 项")]
    {
        let mut seat = Seat::new(locale);
        seat.press(&["ctrl-n", "alt-f", "wa", "enter"]);
        let items = (0..30).map(|n| Contact { id: contact(600 + n), ..other().masked() }).collect();
        let page = Page { items, next: Some("30".into()) };
        answer(&mut seat, Ok(Answer::Contacts(page)));
        for size in [(80, 24), WIDE] {
            let frame = seat.frame(size);
            assert!(frame.contains(said), "{frame}");
        }
    }
}

#[test]
fn who_called_is_known_for_the_next_ticket_too_and_none_is_begun_to_say_so() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["space", "alt-4", "card swallowed", "alt-c", "complaint", "enter", "ctrl-s"]);
    let ticket = seat.ticket_is_taken();
    seat.press(&["alt-f"]);
    assert_eq!(toast(&seat).key, "agent.toast.caller-known");
    let case = seat.screen.case().expect("the call's case");
    assert_eq!((case.ticket(), seat.screen.cases().len()), (Some(&ticket), 1));
}

#[test]
fn of_an_unknown_caller_nothing_is_revealed_or_promised() {
    for key in ["alt-r", "alt-k"] {
        let mut seat = Seat::new(Locale::En);
        seat.tell(Event::AgentReady { agent: ME.into() }).queues(5, "retail", None);
        seat.tell(Event::CallRinging { call: call(5), agent: ME.into() });
        seat.tell(Event::CallAnswered { call: call(5), agent: ME.into() }).press(&[key]);
        assert_eq!(toast(&seat).key, "agent.toast.no-contact");
        assert!(seat.frame(WIDE).contains("Alt-4 Ticket"), "no list lies over the panes");
    }
}

#[test]
fn whom_an_unknown_caller_was_taken_for_can_be_put_right() {
    let mut seat = Seat::new(Locale::En);
    seat.tell(Event::AgentReady { agent: ME.into() }).queues(5, "retail", None);
    seat.tell(Event::CallRinging { call: call(5), agent: ME.into() });
    seat.tell(Event::CallAnswered { call: call(5), agent: ME.into() });
    for who in [other(), dana()] {
        seat.press(&["alt-f", "wa", "enter"]);
        finds(&mut seat, vec![who.masked()]);
        seat.press(&["enter"]);
        assert_eq!(seat.screen.case().and_then(|case| case.contact()), Some(who.id));
    }
}

#[test]
fn a_call_under_way_has_no_times_yet() {
    let mut seat = Seat::new(Locale::En);
    seat.rings();
    for (id, request) in seat.asked() {
        let Request::History { .. } = request else { continue };
        let mut items = history();
        items.retain(|item| matches!(item, HistoryItem::Call { .. }));
        for item in &mut items {
            if let HistoryItem::Call { record } = item {
                (record.under_way, record.wait_s, record.talk_s) = (true, 0, 0);
            }
        }
        let page = Page { items, next: None };
        seat.takes(Msg::Answer { request: id, answer: Ok(Answer::History(page)) });
    }
    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() }).press(&["alt-2", "enter"]);
    let frame = seat.frame(WIDE);
    assert!(frame.contains("under way") && !frame.contains("Talked"), "{frame}");
}
