//! Who calls and who is who on the agent's screen: candidates, the choice, marks, what is taken back.

use hotdesk::{
    api::{Candidate, HistoryItem, IdentifyCaller, IdentityChange, Page},
    domain::{
        Actor, ChangeId, Contact, ContactId, Event, Evidence, Flag, Locale, PhoneNumber, SameIn, Tier,
        WhatChanged,
    },
    tui::{
        desk::{Answer, Failure, Msg},
        effect::Request,
    },
};
use uuid::Uuid;

use crate::agent_floor::{DANA, ME, Seat, call, contact, dana, time};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const AVI: u128 = 501;

/// Call 1 comes from a number of two people.
fn unknown(seat: &mut Seat) -> &mut Seat {
    seat.tell(Event::AgentReady { agent: ME.into() });
    seat.waits(60).queues(1, "retail", None).waits(42);
    seat.tell(Event::CallRinging { call: call(1), agent: ME.into() }).waits(3)
}

fn candidates() -> Vec<Candidate> {
    let avi = Contact {
        id: contact(AVI),
        name: "Avi Mizrahi".into(),
        numbers: vec![PhoneNumber::new("+972-54-555-0177")],
        tier: Tier::Ordinary,
        tags: Vec::new(),
        flags: vec![Flag::Abusive],
        fictitious: false,
    };
    let ticket = || "19990119-0003".to_owned();
    let at = time("09:00:00");
    let evidence = vec![Evidence::SameNumber { persons: 2 }, Evidence::ReplyNumber { ticket: ticket(), at }];
    let named = vec![Evidence::SameName { ticket: ticket(), at, also: SameIn::Place }];
    vec![
        Candidate { contact: dana().masked(), evidence, last_call: Some(at) },
        Candidate { contact: avi.masked(), evidence: named, last_call: None },
    ]
}

/// The answer to the last request.
fn answer(seat: &mut Seat, answer: Result<Answer, Failure>) {
    let (request, _) = seat.asked().pop().expect("a request");
    seat.takes(Msg::Answer { request, answer });
}

/// The agent speaks with one of two.
fn talks(seat: &mut Seat) {
    unknown(seat);
    answer(seat, Ok(Answer::Candidates(candidates())));
    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() }).waits(9);
}

fn last(seat: &Seat) -> Request {
    seat.asked().pop().expect("a request").1
}

fn check(name: &str, situation: impl Fn(&mut Seat)) {
    for size in SIZES {
        for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
            let mut seat = Seat::new(locale);
            seat.resize(size);
            situation(&mut seat);
            let frame = seat.frame(size);
            insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("agent_{name}_{}_{tag}", size.0), frame);
            });
        }
    }
}

#[test]
fn two_may_be_calling() {
    check("candidates", |seat| {
        talks(seat);
        seat.press(&["alt-2"]);
    });
}

#[test]
fn the_agent_chooses_who_calls() {
    check("who_calls", |seat| {
        talks(seat);
        seat.press(&["alt-i"]);
    });
}

#[test]
fn who_may_be_calling_is_asked_once_when_it_rings() {
    let mut seat = Seat::new(Locale::En);
    unknown(&mut seat);
    let asked = Request::Candidates { call: call(1), name: String::new(), place: String::new() };
    assert_eq!(seat.asked().into_iter().map(|(_, request)| request).collect::<Vec<_>>(), [asked]);
    seat.tell(Event::CallAnswered { call: call(1), agent: ME.into() });
    let asked = seat.asked().into_iter().filter(|(_, request)| matches!(request, Request::Candidates { .. }));
    assert_eq!(asked.count(), 1, "it is under way");
}

#[test]
fn one_key_and_enter_say_who_calls_and_the_form_follows() {
    let mut seat = Seat::new(Locale::En);
    talks(&mut seat);
    seat.press(&["alt-4", "card swallowed", "alt-i", "enter"]);
    let who = IdentifyCaller::Contact { contact: contact(DANA) };
    assert_eq!(last(&seat), Request::Identify { call: call(1), who });
    seat.effects.clear();
    identified(&mut seat, Some(contact(DANA)), None);
    assert_eq!(seat.screen.case().and_then(|case| case.contact()), Some(contact(DANA)));
    seat.answer_all();
    assert!(seat.frame(SIZES[1]).contains("pension"), "the caller's card has come");
    seat.press(&["alt-i", "take back", "enter"]);
    assert_eq!(last(&seat), Request::Identify { call: call(1), who: IdentifyCaller::TakeBack });
    identified(&mut seat, None, Some(contact(DANA)));
    assert_eq!(seat.screen.case().and_then(|case| case.contact()), None);
    assert!(seat.frame(SIZES[1]).contains("May be calling: 2"));
}

fn identified(seat: &mut Seat, contact: Option<ContactId>, before: Option<ContactId>) {
    let (call, tier, repeats, evidence) = (call(1), Tier::Ordinary, 0, Vec::new());
    seat.tell(Event::CallerIdentified { call, contact, before, tier, repeats, evidence });
}

#[test]
fn a_name_that_was_typed_is_looked_up_before_the_choice() {
    let mut seat = Seat::new(Locale::En);
    talks(&mut seat);
    seat.press(&["alt-4"]);
    while seat.screen.case().is_some_and(|case| case.field != hotdesk::domain::FormField::ContactName) {
        seat.press(&["tab"]);
    }
    seat.press(&["Noa Bar", "alt-i"]);
    let (name, place) = ("Noa Bar".to_owned(), String::new());
    assert_eq!(last(&seat), Request::Candidates { call: call(1), name, place });
    answer(&mut seat, Ok(Answer::Candidates(Vec::new())));
    seat.press(&["enter"]);
    let who = IdentifyCaller::New { name: "Noa Bar".into() };
    assert_eq!(last(&seat), Request::Identify { call: call(1), who });
}

#[test]
fn without_a_call_there_is_nobody_to_name() {
    let mut seat = Seat::new(Locale::En);
    seat.press(&["alt-i"]);
    let toasts = seat.screen.desk.toasts.shown();
    assert_eq!(toasts.last().map(|toast| toast.say.key), Some("agent.toast.nobody-calls"));
    assert!(seat.asked().is_empty());
}

#[test]
fn tier_and_flags_are_set_from_a_list_and_seen_at_once() {
    let mut seat = Seat::new(Locale::En);
    seat.talks().press(&["alt-g", "abusive", "enter"]);
    let Request::MarkContact { contact: of, mark } = last(&seat) else { panic!("a mark") };
    assert_eq!(
        (of, mark.tier, &*mark.flags),
        (contact(DANA), Tier::Key, &[Flag::SharedPhone, Flag::Abusive][..])
    );
    assert!(!mark.reason.is_empty());
    seat.effects.clear();
    let (tier, flags, reason) = (mark.tier, mark.flags, mark.reason);
    seat.tell(Event::ContactMarked { contact: of, tier, flags, reason });
    assert!(
        seat.asked().iter().any(|(_, request)| *request == Request::Contact(of)),
        "the card is fetched anew"
    );
}

#[test]
fn two_that_are_one_are_merged_from_the_list_and_put_back_from_the_history() {
    let mut seat = Seat::new(Locale::En);
    talks(&mut seat);
    identified(&mut seat, Some(contact(DANA)), None);
    seat.answer_all();
    seat.press(&["alt-i", "same person", "enter"]);
    let Request::Merge { kept, merge } = last(&seat) else { panic!("a merge") };
    assert_eq!((kept, merge.gone), (contact(DANA), contact(AVI)));
    seat.effects.clear();
    let change = ChangeId(Uuid::from_u128(9));
    seat.tell(Event::ContactsMerged { change, kept, gone: merge.gone, reason: String::new() });
    let (what, by) = (WhatChanged::Merged { kept, gone: merge.gone }, Actor::User { name: "noa".into() });
    let told = IdentityChange { id: change, what, by, reason: merge.reason, undone: false };
    let items = vec![HistoryItem::Identity { change: told, at: seat.now }];
    for (request, asked) in seat.asked() {
        if matches!(asked, Request::History { .. }) {
            let page = Page { items: items.clone(), next: None };
            seat.takes(Msg::Answer { request, answer: Ok(Answer::History(page)) });
        }
    }
    assert!(seat.frame(SIZES[1]).contains("Two contacts are one"));
    seat.press(&["alt-2", "enter", "enter"]);
    let Request::UndoChange { change: of, undo } = last(&seat) else { panic!("an undo") };
    assert_eq!((of, undo.reason.as_str()), (change, "it was a mistake"));
}

/// Dana speaks, who is two persons: her number is of both, and the ticket goes to the other one.
fn divides(seat: &mut Seat) {
    seat.talks().effects.clear();
    seat.press(&["alt-i"]);
    answer(seat, Ok(Answer::Candidates(Vec::new())));
    seat.effects.clear();
    let entry = if seat.screen.desk.locale == Locale::En { "two" } else { "cf" };
    seat.press(&[entry, "enter", "enter", "enter", "down", "enter"]);
}

#[test]
fn a_contact_that_is_two_persons_is_split_line_by_line_with_a_reason() {
    let mut seat = Seat::new(Locale::En);
    divides(&mut seat);
    assert_eq!(seat.asked(), [], "nothing is done before the reason");
    seat.press(&["down", "enter", "enter"]);
    let Request::Split { from, split } = last(&seat) else { panic!("asked {:?}", seat.asked()) };
    assert_eq!((from, split.tickets.len()), (contact(DANA), 1));
    assert_eq!((split.numbers, split.shared), (vec![], dana().masked().numbers));
    assert_eq!(split.reason, "the caller has told");
}

#[test]
fn what_cannot_be_split_says_what_is_missing() {
    let mut seat = Seat::new(Locale::En);
    divides(&mut seat);
    // The only number goes, then nothing.
    seat.press(&["up", "enter", "enter"]);
    let frame = seat.frame((80, 24));
    assert!(frame.contains("One number has to stay"), "{frame}");
    seat.press(&["down", "enter", "up", "enter", "enter", "down", "down", "enter"]);
    assert_eq!(seat.asked(), [], "{}", seat.frame((80, 24)));
}

#[test]
fn what_goes_to_the_other_person_is_seen() {
    check("split", divides);
}
