//! Who calls and who is who: said by agents, put in order, taken back.

use hotdesk::{
    api::{IdentifyCaller, MarkContact, MergeContact, SplitContact},
    domain::{
        Belongings, ChangeId, Contact, ContactId, DialPlan, Event, Evidence, Flag, PhoneNumber, TicketId,
        Tier,
    },
};
use uuid::Uuid;

use super::*;
use crate::make::contact;

/// Contact `n` has these numbers.
fn known(room: &mut Room, n: u128, numbers: &[&str]) {
    let person = Contact {
        id: contact(n),
        name: format!("Ada {n}"),
        numbers: numbers.iter().map(|number| PhoneNumber::new(*number)).collect(),
        tier: Tier::Ordinary,
        tags: Vec::new(),
        flags: Vec::new(),
        fictitious: false,
    };
    room.ask(2, "a", Ask::RecordContact(Box::new(person))).expect("written down");
}

/// Agent `a` speaks with caller 1, whose number is that of contacts 1 and 2.
fn shared() -> Room {
    let mut room = Room::open();
    known(&mut room, 1, &[phone(1).reveal(), "0555-0100"]);
    known(&mut room, 2, &[phone(1).reveal()]);
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a")), (13, answers(1, "a"))]);
    room
}

fn says(who: IdentifyCaller) -> Ask {
    let evidence = vec![Evidence::SameNumber { persons: 2 }];
    Ask::Identify { call: call(1), who, new: contact(100), evidence }
}

fn is(n: u128) -> Ask {
    says(IdentifyCaller::Contact { contact: contact(n) })
}

fn change(n: u128) -> ChangeId {
    ChangeId(Uuid::from_u128(n))
}

fn merge(n: u128, kept: u128, gone: u128) -> Ask {
    let merge = MergeContact { gone: contact(gone), reason: "same person".into() };
    Ask::Merge { change: change(n), kept: contact(kept), merge }
}

fn split(n: u128, numbers: &[&str], tickets: Vec<TicketId>) -> Ask {
    let numbers = numbers.iter().map(|number| PhoneNumber::new(*number)).collect();
    let (name, shared, reason) = ("Bob".into(), Vec::new(), "two persons".into());
    let split = Box::new(SplitContact { name, numbers, shared, tickets, reason });
    Ask::Split { change: change(n), from: contact(1), split, own: Belongings::default() }
}

fn undo(n: u128) -> Ask {
    Ask::UndoChange { change: change(n), reason: "mistaken".into() }
}

fn caller(room: &Room) -> Option<ContactId> {
    room.desk.floor().calls[&call(1)].contact
}

#[test]
fn an_agent_says_who_calls_from_a_shared_phone_and_may_take_it_back() {
    let mut room = shared();
    assert_eq!(caller(&room), None, "two persons have this number");
    room.refused(14, "a", says(IdentifyCaller::TakeBack), Code::IllegalMove);
    room.ask(14, "a", is(2)).expect("said");
    assert_eq!(caller(&room), Some(contact(2)));
    room.ask(15, "a", is(1)).expect("said again");
    let events = room.log.len();
    room.ask(15, "a", is(1)).expect("it is so already");
    assert_eq!(room.log.len(), events, "nothing new");
    room.ask(16, "a", says(IdentifyCaller::TakeBack)).expect("taken back");
    assert_eq!(caller(&room), None);
    let Some((_, actor, Event::CallerIdentified { before, .. })) = room.log.last() else {
        panic!("on record")
    };
    assert_eq!((actor, before), (&Actor::User { name: "a".into() }, &Some(contact(1))));
    room.refused(17, "a", is(9), Code::NotFound);
    room.put(17, asks("b", Ask::SignIn));
    room.refused(17, "b", is(1), Code::Forbidden);
    room.check_replay();
}

#[test]
fn somebody_else_is_written_down_with_the_number_of_the_call() {
    let mut room = shared();
    room.ask(14, "a", says(IdentifyCaller::New { name: "Bob\u{1b}".into() })).expect("written down");
    assert_eq!(caller(&room), Some(contact(100)));
    let recorded = room.log.iter().rev().find_map(|(_, _, event)| match event {
        Event::ContactRecorded { contact } => Some(contact),
        _ => None,
    });
    let recorded = recorded.expect("a contact");
    assert_eq!((recorded.name.as_str(), &*recorded.numbers), ("Bob", &[phone(1)][..]));
    room.check_replay();
}

#[test]
fn calls_of_whoever_it_turned_out_to_be_count_as_repeats() {
    let mut room = shared();
    room.ask(14, "a", is(2)).expect("said");
    room.ask(15, "a", merge(1, 1, 2)).expect("merged");
    let second = room.put(20, entered(11, 0));
    assert_eq!(second, ["c11 entered priority 0 known Ordinary repeats 1"], "one person has the number now");
    room.ask(21, "a", undo(1)).expect("undone");
    let third = room.put(22, entered(21, 0));
    assert_eq!(third, ["c21 entered priority 0 Ordinary repeats 0"]);
    room.check_replay();
}

#[test]
fn a_ringing_number_finds_its_contact_in_any_form() {
    let mut room = Room::empty(|site| site.numbers = DialPlan::new("86", "10"));
    room.put(0, asks("a", Ask::SignIn));
    known(&mut room, 1, &["010-88888888-801"]);
    for (n, seen) in (1..).zip(["+86 10 8888 8888", "88888888", "861088888888", "01088888888"]) {
        let number = PhoneNumber::new(seen);
        let (switch_ref, service) = (format!("ref-{n}"), "PS".into());
        room.put(3, tells(Happened::Entered { call: call(n), switch_ref, number, service, priority: 0 }));
        assert_eq!(room.desk.floor().calls[&call(n)].contact, Some(contact(1)), "{seen}");
    }
}

#[test]
fn tier_and_flags_are_set_with_a_reason_and_known_when_it_rings() {
    let mut room = Room::open();
    known(&mut room, 1, &[phone(1).reveal()]);
    let mark = |reason: &str| {
        let (tier, flags, reason) = (Tier::Key, vec![Flag::Abusive, Flag::Abusive], reason.into());
        Ask::MarkContact { contact: contact(1), mark: MarkContact { tier, flags, reason } }
    };
    room.refused(3, "a", mark(" "), Code::BadRequest);
    room.ask(3, "lead", mark("delegate")).expect("marked");
    let Some((_, _, Event::ContactMarked { flags, .. })) = room.log.last() else { panic!("on record") };
    assert_eq!(flags, &[Flag::Abusive]);
    assert_eq!(room.put(10, entered(1, 0)), ["c1 entered priority 0 known Key repeats 0"]);
    room.check_replay();
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_half_done() {
    let mut room = shared();
    let blank = MergeContact { gone: contact(2), reason: " ".into() };
    let blank = Ask::Merge { change: change(9), kept: contact(1), merge: blank };
    room.refused(14, "a", blank, Code::BadRequest);
    room.refused(14, "a", merge(1, 1, 1), Code::IllegalMove);
    room.refused(14, "a", merge(1, 1, 9), Code::NotFound);
    room.ask(14, "a", merge(1, 1, 2)).expect("merged");
    room.refused(15, "a", merge(2, 1, 2), Code::IllegalMove);
    room.refused(15, "a", split(3, &[], Vec::new()), Code::BadRequest);
    room.refused(15, "a", split(3, &["0555-0199"], Vec::new()), Code::BadRequest);
    room.refused(15, "a", split(3, &[phone(1).reveal(), "0555-0100"], Vec::new()), Code::IllegalMove);
    room.refused(15, "a", split(3, &["0555-0100"], vec![TicketId(Uuid::nil())]), Code::BadRequest);
    room.refused(15, "a", undo(8), Code::NotFound);
    room.ask(16, "a", undo(1)).expect("undone");
    room.refused(17, "a", undo(1), Code::IllegalMove);
    room.check_replay();
}

#[test]
fn a_number_that_goes_is_named_whole_or_as_it_is_shown() {
    let mut room = shared();
    let masked = PhoneNumber::new("0555-0100").masked();
    room.ask(14, "a", split(3, &[masked.reveal()], Vec::new())).expect("split");
    let Some((_, _, Event::ContactSplit { goes, new, .. })) = room.log.last() else { panic!("on record") };
    assert_eq!((&goes.numbers, &new.numbers), (&vec![PhoneNumber::new("0555-0100")], &goes.numbers));
    known(&mut room, 5, &["0555-0100", "0555-0200"]);
    let ambiguous = vec![PhoneNumber::new("055*-**00")];
    let split = SplitContact {
        name: "Bob".into(),
        numbers: ambiguous,
        shared: Vec::new(),
        tickets: Vec::new(),
        reason: "two".into(),
    };
    let (from, own) = (contact(5), Belongings::default());
    let ask = Ask::Split { change: change(4), from, split: Box::new(split), own };
    room.refused(15, "a", ask, Code::BadRequest);
    room.check_replay();
}
