//! Who is who, as a fold of merges, splits, marks and what is taken back of them.

use hotdesk::domain::{
    ChangeId, Contact, ContactId, Event, Flag, IdentityTrouble, People, PhoneNumber, Share, Tier, WhatChanged,
};
use proptest::prelude::*;
use uuid::Uuid;

fn id(n: u128) -> ContactId {
    ContactId(Uuid::from_u128(n))
}

fn change(n: u128) -> ChangeId {
    ChangeId(Uuid::from_u128(0xc0_0000 + n))
}

fn number(n: u128) -> PhoneNumber {
    PhoneNumber::new(format!("+86138000{n:05}"))
}

fn contact(n: u128, numbers: &[u128]) -> Contact {
    Contact {
        id: id(n),
        name: format!("王{n}"),
        numbers: numbers.iter().copied().map(number).collect(),
        tier: Tier::Ordinary,
        tags: Vec::new(),
        flags: Vec::new(),
        fictitious: false,
    }
}

/// Five contacts; each has three numbers, and shares one with its neighbour.
fn five() -> People {
    let mut people = People::default();
    for n in 1..=5 {
        let contact = Box::new(contact(n, &[n * 10, n * 10 + 1, n * 10 + 10]));
        people.apply(&Event::ContactRecorded { contact }).expect("a contact");
    }
    people
}

fn merge(n: u128, kept: u128, gone: u128) -> Event {
    Event::ContactsMerged { change: change(n), kept: id(kept), gone: id(gone), reason: "同一人".into() }
}

/// The numbers go from the contact to one with the id 100 + `n`.
fn split(n: u128, from: u128, numbers: &[u128]) -> Event {
    Event::ContactSplit {
        change: change(n),
        from: id(from),
        new: Box::new(contact(100 + n, numbers)),
        goes: Box::new(Share { numbers: numbers.iter().copied().map(number).collect(), ..Share::default() }),
        reason: "两个人".into(),
    }
}

fn undo(n: u128) -> Event {
    Event::IdentityUndone { change: change(n), contacts: [id(1), id(2)], reason: "弄错了".into() }
}

fn mark(contact: u128, tier: Tier, flags: &[Flag]) -> Event {
    Event::ContactMarked { contact: id(contact), tier, flags: flags.to_vec(), reason: "三次辱骂".into() }
}

fn all(people: &mut People, events: &[Event]) {
    for event in events {
        people.apply(event).expect("it fits");
    }
}

/// What anybody sees of these contacts: who stands for each, and what is shown.
fn seen(people: &People, ids: impl IntoIterator<Item = u128>) -> Vec<(Option<ContactId>, Option<Contact>)> {
    ids.into_iter().map(|n| (people.stands_for(id(n)), people.shown(id(n)))).collect()
}

fn numbers(people: &People, n: u128) -> Vec<PhoneNumber> {
    people.shown(id(n)).expect("it is known").numbers
}

#[test]
fn two_that_are_one_are_shown_as_one_under_either_id() {
    let mut people = five();
    all(&mut people, &[mark(2, Tier::Key, &[Flag::Abusive]), merge(1, 1, 2)]);
    let shown = people.shown(id(2)).expect("it is known");
    assert_eq!((shown.id, shown.tier, &*shown.flags), (id(1), Tier::Key, &[Flag::Abusive][..]));
    assert_eq!(shown.numbers, [10, 11, 20, 21, 30].map(number));
    assert_eq!(people.same_person(id(2)), [id(1), id(2)]);
}

#[test]
fn what_is_said_of_a_merged_contact_is_what_is_shown() {
    let mut people = five();
    all(&mut people, &[mark(2, Tier::Key, &[Flag::Abusive]), merge(1, 1, 2)]);
    all(&mut people, &[mark(2, Tier::Ordinary, &[Flag::Secrecy])]);
    let shown = people.shown(id(1)).expect("it is known");
    assert_eq!((shown.tier, &*shown.flags), (Tier::Ordinary, &[Flag::Secrecy][..]));
}

#[test]
fn a_split_takes_numbers_from_whoever_had_them() {
    let mut people = five();
    all(&mut people, &[merge(1, 1, 3), split(2, 1, &[11, 31])]);
    assert_eq!(numbers(&people, 1), [10, 20, 30, 40].map(number));
    assert_eq!(numbers(&people, 102), [11, 31].map(number));
    all(&mut people, &[undo(2)]);
    assert_eq!(numbers(&people, 1), [10, 11, 20, 30, 31, 40].map(number));
    assert_eq!(people.stands_for(id(102)), Some(id(1)), "an id that was given out says who it is");
}

fn check_refused(before: &[Event], event: &Event, trouble: &IdentityTrouble) {
    let mut people = five();
    all(&mut people, before);
    let as_it_was = people.clone();
    assert_eq!(people.apply(event).as_ref(), Err(trouble));
    assert_eq!(people, as_it_was, "nothing half done");
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    use IdentityTrouble::*;
    check_refused(&[], &merge(1, 1, 1), &Itself(id(1)));
    check_refused(&[], &merge(1, 1, 9), &NoContact(id(9)));
    check_refused(&[], &merge(1, 9, 1), &NoContact(id(9)));
    check_refused(&[merge(1, 1, 2)], &merge(2, 1, 2), &Merged { contact: id(2), into: id(1) });
    check_refused(&[merge(1, 1, 2)], &merge(2, 2, 1), &Merged { contact: id(2), into: id(1) });
    check_refused(&[merge(1, 1, 2)], &merge(1, 3, 4), &Used(change(1)));
    check_refused(&[], &split(1, 9, &[10]), &NoContact(id(9)));
    check_refused(&[], &split(1, 1, &[10, 11, 20]), &NothingLeft(id(1)));
    check_refused(&[], &split(1, 1, &[31]), &NotItsNumber(id(1)));
    check_refused(&[merge(1, 1, 2)], &split(2, 2, &[21]), &Merged { contact: id(2), into: id(1) });
    check_refused(&[], &undo(1), &NoChange(change(1)));
    check_refused(&[merge(1, 1, 2), undo(1)], &undo(1), &UndoneBefore(change(1)));
    check_refused(&[], &mark(9, Tier::Key, &[]), &NoContact(id(9)));
}

#[test]
fn what_others_rest_on_is_undone_after_them() {
    let rested = |n, later| IdentityTrouble::RestedOn { change: change(n), later: change(later) };
    check_refused(&[merge(1, 1, 2), split(2, 1, &[21])], &undo(1), &rested(1, 2));
    check_refused(&[split(1, 1, &[11]), merge(2, 3, 101)], &undo(1), &rested(1, 2));
    check_refused(&[split(1, 1, &[11]), split(2, 1, &[10])], &undo(1), &rested(1, 2));
    let mut people = five();
    all(&mut people, &[merge(1, 1, 2), merge(2, 1, 3), undo(1)]);
    assert_eq!(people.same_person(id(1)), [id(1), id(3)], "merges rest on none");
}

/// What somebody tries, with contacts and numbers known so far.
#[derive(Clone, Debug)]
enum Tried {
    Merge(u128, u128),
    Split(u128, Vec<u128>),
    Undo(u128),
    Mark(u128),
}

impl Tried {
    fn event(&self, n: u128) -> Event {
        match self {
            Self::Merge(kept, gone) => merge(n, *kept, *gone),
            Self::Split(from, numbers) => split(n, *from, numbers),
            Self::Undo(of) => undo(*of),
            Self::Mark(contact) => mark(*contact, Tier::Key, &[Flag::Secrecy]),
        }
    }
}

fn tried() -> impl Strategy<Value = Tried> {
    let contact = || prop_oneof![1..=5_u128, 100..112_u128];
    let numbers = proptest::collection::vec(1..=6_u128, 1..3)
        .prop_map(|tens| tens.into_iter().map(|ten| ten * 10).collect::<Vec<_>>());
    prop_oneof![
        3 => (contact(), contact()).prop_map(|(kept, gone)| Tried::Merge(kept, gone)),
        3 => (contact(), numbers).prop_map(|(from, numbers)| Tried::Split(from, numbers)),
        1 => (0..12_u128).prop_map(Tried::Undo),
        1 => contact().prop_map(Tried::Mark),
    ]
}

fn ids() -> impl Iterator<Item = u128> + Clone {
    (1..=5).chain(100..112)
}

/// Nobody is lost, and no number: whatever somebody once had, somebody has.
fn check_nothing_is_lost(people: &People) -> Result<(), TestCaseError> {
    let shown: Vec<Contact> = ids().filter_map(|n| people.shown(id(n))).collect();
    for n in [10, 11, 20, 21, 30, 31, 40, 41, 50, 51, 60] {
        let has = |contact: &Contact| contact.numbers.contains(&number(n));
        prop_assert!(shown.iter().any(has), "{n} is lost");
    }
    for n in 1..=5 {
        prop_assert!(people.stands_for(id(n)).is_some());
    }
    Ok(())
}

fn is_change(event: &Event) -> bool {
    matches!(event, Event::ContactsMerged { .. } | Event::ContactSplit { .. })
}

fn check_undo(people: &People, event: &Event, n: u128) -> Result<(), TestCaseError> {
    let known: Vec<u128> = ids().filter(|n| people.is_known(id(*n))).collect();
    let before = seen(people, known.iter().copied());
    let mut after = people.clone();
    if after.apply(event).is_err() {
        prop_assert_eq!(&after, people, "what is refused changes nothing");
        return Ok(());
    }
    check_nothing_is_lost(&after)?;
    if is_change(event) {
        after.apply(&undo(n)).expect("what was just done can be undone");
        prop_assert_eq!(seen(&after, known.iter().copied()), before);
        prop_assert_eq!(after.apply(&undo(n)), Err(IdentityTrouble::UndoneBefore(change(n))));
    }
    Ok(())
}

proptest! {
    #[test]
    fn an_undo_gives_what_was_before(tried in proptest::collection::vec(tried(), 1..12)) {
        let mut people = five();
        for (n, tried) in (0..).zip(&tried) {
            let event = tried.event(n);
            check_undo(&people, &event, n)?;
            let _ = people.apply(&event);
        }
        check_all_undone(people)?;
    }
}

/// All of it is taken back, the latest first: everybody stands alone again, with the numbers of the beginning.
fn check_all_undone(mut people: People) -> Result<(), TestCaseError> {
    let holds = |people: &People| {
        (0..12).rev().find(|n| people.change(change(*n)).is_some_and(|change| !change.undone))
    };
    while let Some(n) = holds(&people) {
        people.apply(&undo(n)).expect("the latest can be undone");
    }
    let first = five();
    for n in 1..=5 {
        prop_assert_eq!(people.stands_for(id(n)), Some(id(n)));
        let own = people.person(id(n)).map(|person| &person.own.numbers);
        prop_assert_eq!(own, first.person(id(n)).map(|person| &person.own.numbers));
    }
    Ok(())
}

#[test]
fn a_change_says_whom_it_is_about() {
    let mut people = five();
    all(&mut people, &[split(1, 1, &[11])]);
    let what = people.change(change(1)).map(|change| change.what);
    assert_eq!(what, Some(WhatChanged::Split { from: id(1), new: id(101) }));
}

#[test]
fn numbers_stand_in_their_order_again_after_a_split_of_three_is_undone() {
    let mut people = five();
    let mut done = |event: &Event| people.apply(event).map(drop).expect("it fits");
    [merge(1, 3, 1), merge(2, 4, 3)].iter().for_each(&mut done);
    let before = numbers(&people, 4);
    people.apply(&split(3, 4, &[20])).expect("it fits");
    people.apply(&undo(3)).expect("it holds");
    assert_eq!(numbers(&people, 4), before);
}
