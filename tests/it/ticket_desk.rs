//! The screen of tickets: (model, keys) to requests, and what becomes of what was typed.

use hotdesk::{
    api::{Code, MoveTicket},
    domain::{
        Actor, Draft, Event, Locale,
        lifecycle::{Asked, Duty, Involved, Moved},
    },
    tui::{
        desk::{DraftReport, Msg, Say},
        effect::{Effect, Request},
        tickets::TicketSeat::{Clerk, Unit},
    },
};

use crate::{
    ticket_floor::{Book, Office, asked, matter, ticket, time},
    ticket_morning::morning,
};

fn clerk() -> Office {
    Office::open(Clerk, Locale::En, morning())
}

fn moved(request: &Request) -> &MoveTicket {
    match request {
        Request::Move { wanted, .. } => wanted,
        other => panic!("not a move: {other:?}"),
    }
}

fn drafts(effects: &[Effect]) -> Vec<Draft> {
    let kept = effects.iter().filter_map(|effect| match effect {
        Effect::SaveDraft { draft, .. } => Some((**draft).clone()),
        _ => None,
    });
    kept.collect()
}

fn rings(effects: &[Effect]) -> Vec<Say> {
    let rung = effects.iter().filter_map(|effect| match effect {
        Effect::Notify { body, .. } => Some(body.clone()),
        _ => None,
    });
    rung.collect()
}

fn lists_read(effects: &[Effect]) -> usize {
    let is_list = |effect: &&Effect| matches!(effect, Effect::Ask { request: Request::Tickets(_), .. });
    effects.iter().filter(is_list).count()
}

#[test]
fn a_dispatch_goes_to_the_unit_that_is_proposed_and_leaves_the_list() {
    let mut office = clerk();
    office.press(&["space", "d", "tab", "tab", "urgent", "ctrl-s"]);
    let written = office.written();
    let sent = moved(&written[0].1);
    assert_eq!(sent.asked, Asked { unit: Some("water".into()), text: "urgent".into(), ..asked("dispatch") });
    assert!(office.screen.pane().deed().is_none(), "it is done");
    office.press(&["esc"]);
    office.waits(10);
    assert!(!office.frame((80, 24)).contains("20260304-0004"), "{}", office.frame((80, 24)));
}

#[test]
fn what_needs_no_words_is_done_at_once() {
    let mut office = Office::open(Unit, Locale::En, morning());
    office.press(&["space", "s"]);
    assert_eq!(moved(&office.written()[0].1).asked, asked("sign"));
    assert_eq!(office.book.ticket(2).state().as_str(), "in_progress");
}

#[test]
fn what_is_typed_stays_while_the_server_is_away_and_is_done_once() {
    let mut office = clerk();
    office.press(&["space", "d", "tab", "tab", "soon"]);
    let draft = drafts(&office.effects).pop().expect("it is kept on disk");
    office.is_away = true;
    office.press(&["ctrl-s"]);
    assert!(office.frame((80, 24)).contains("the server is away"));
    office.is_away = false;
    office.press(&["ctrl-s"]);
    let written = office.written();
    assert_eq!(written.len(), 2);
    assert_eq!(written[0], written[1], "the same under the same key");
    assert_eq!(written[0].0.0, draft.id.0, "and the key is the draft's");
    assert!(office.effects.contains(&Effect::DropDraft(draft.id)), "what is done is not kept");
}

#[test]
fn what_did_not_come_back_is_sent_again_as_it_was_whatever_happened_to_the_ticket_since() {
    let mut office = clerk();
    office.press(&["space", "d"]);
    office.is_away = true;
    office.press(&["ctrl-s"]);
    let sent = office.written();
    office.is_away = false;
    let before = office.book.ticket(4).clone();
    let amended =
        Event::TicketAmended { ticket: before.id, version: 2, form: Box::new(before.form), work: None };
    office.happens(Actor::User { name: "li".into() }, amended);
    office.waits(2);
    let read = office.screen.pane().open().and_then(|open| open.ticket.as_ref());
    assert_eq!(read.map(|ticket| ticket.version), Some(2), "it is read again");
    office.effects.clear();
    office.press(&["ctrl-s"]);
    assert_eq!((office.written(), sent.len()), (sent, 1));
}

#[test]
fn what_was_refused_and_is_said_again_is_something_new() {
    let mut office = clerk();
    office.refuses = Some(Code::StaleVersion);
    office.press(&["space", "d", "ctrl-s"]);
    assert!(office.frame((80, 24)).contains("Somebody was quicker"));
    office.refuses = None;
    office.press(&["ctrl-s"]);
    let written = office.written();
    assert_ne!(written[0].0, written[1].0);
    assert_eq!(office.book.ticket(4).state().as_str(), "dispatched");
}

#[test]
fn what_was_put_aside_or_left_on_disk_is_there_again() {
    let mut office = clerk();
    office.press(&["space", "v", "right", "tab", "twice the same", "esc"]);
    assert!(office.screen.pane().deed().is_none());
    office.press(&["space", "v"]);
    assert!(office.frame((80, 24)).contains("twice the same"));
    let left = drafts(&office.effects).pop().expect("it is kept on disk");

    let mut later = clerk();
    later.hear(Msg::Drafts(DraftReport::Found(vec![left.clone()])));
    later.press(&["ctrl-d", "enter"]);
    let deed = later.screen.pane().deed().expect("it goes on");
    assert_eq!((deed.id, deed.said()), (left.id, left.deed.expect("a deed").asked));
    later.press(&["ctrl-s"]);
    assert_eq!(later.written()[0].0.0, left.id.0);
}

#[test]
fn nobody_decides_on_what_was_not_seen() {
    let mut office = clerk();
    office.press(&["2", "y"]);
    assert_eq!(office.written(), [], "the ticket opens first");
    assert!(office.frame((80, 24)).contains("Extend: the clerk decides"), "{}", office.frame((80, 24)));
    let due = office.book.ticket(1).work.clocks["handle"].deadline.clone();
    office.press(&["y"]);
    assert_eq!(office.written().len(), 1);
    assert!(office.book.ticket(1).work.pending.is_none());
    assert_ne!(office.book.ticket(1).work.clocks["handle"].deadline, due);
}

#[test]
fn a_refusal_says_why() {
    let mut office = clerk();
    office.press(&["2", "enter", "n", "ctrl-s"]);
    assert_eq!(office.written(), []);
    office.press(&["no plan is attached", "ctrl-s"]);
    let written = office.written();
    let Request::Decide { decided, .. } = &written[0].1 else { panic!("{written:?}") };
    assert!(!decided.granted && decided.text == "no plan is attached");
    assert!(office.book.ticket(1).work.pending.is_none());
}

#[test]
fn who_asks_does_not_approve() {
    let mut book = Book::new();
    book.submits("10:00:00", 1, matter("C101", "停水", "柳堤街道"));
    let void = Asked { reason: Some("test".into()), text: "测试".into(), ..asked("void") };
    book.asks("10:05:00", 1, ("pan", Duty::Clerk), void);
    let mut office = Office::open(Clerk, Locale::En, book);
    office.press(&["3", "enter", "y"]);
    assert_eq!(office.written(), []);
    assert!(office.frame((80, 24)).contains("a second person decides"));
}

#[test]
fn clocks_of_what_is_void_or_follows_another_were_stopped_and_not_kept() {
    let to_water = Asked { unit: Some("water".into()), ..asked("dispatch") };
    let void = Asked { reason: Some("test".into()), text: "测试".into(), ..asked("void") };
    let merge = Asked { mother: Some(ticket(2)), ..asked("merge") };
    for (last, said) in [(void, "stopped 10:31: void"), (merge, "stopped 10:31: follows another")] {
        let mut book = Book::new();
        book.submits("10:00:00", 2, matter("C101", "停水", "柳堤街道"));
        book.submits("10:00:00", 1, matter("C101", "停水", "柳堤街道"));
        let clerk = ("pan", Duty::Clerk);
        book.does("10:05:00", 1, clerk, &to_water);
        let mut office = Office::open(Clerk, Locale::En, book.clone());
        office.press(&["3", "down", "enter"]);
        book.does("10:31:00", 1, clerk, &last);
        let moved = book.log.pop().expect("it was moved");
        office.now = moved.at;
        office.happens(moved.actor, moved.event);
        let frame = office.frame((120, 40));
        let clock =
            |name: &str| frame.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned();
        assert!(clock("Signing for").contains(said), "{frame}");
        assert!(clock("Dispatch ").contains("done 10:05, in time"), "{frame}");
    }
}

#[test]
fn the_selected_ticket_stays_selected_and_news_are_read_once_a_second() {
    let mut office = clerk();
    office.press(&["3", "down", "down"]);
    office.waits(5);
    let selected = |office: &Office| office.frame((80, 24)).lines().rev().nth(4).map(str::to_owned);
    let before = selected(&office);
    office.effects.clear();
    let told = |percent| Event::TicketClockTold {
        ticket: ticket(3),
        clock: "dispatch".into(),
        percent,
        due: time("10:30:00"),
    };
    (80..95).for_each(|percent| office.happens(Actor::Desk, told(percent)));
    assert_eq!(lists_read(&office.effects), 1, "of a burst one is read at once");
    office.waits(10);
    assert!(lists_read(&office.effects) <= 5, "{}", lists_read(&office.effects));
    assert_eq!(selected(&office), before);
}

#[test]
fn an_approval_that_is_asked_for_rings_at_the_clerk_s() {
    let reply = |office: &mut Office| {
        let unit = Actor::User { name: "zhao".into() };
        let pending = office.book.ticket(1).work.pending.clone().expect("it waits");
        office.effects.clear();
        office.happens(unit, Event::ApprovalAsked { ticket: ticket(1), version: 9, pending });
        rings(&office.effects).len()
    };
    assert_eq!(reply(&mut clerk()), 1);
    assert_eq!(reply(&mut Office::open(Unit, Locale::En, morning())), 0);
}

#[test]
fn a_ticket_that_is_sent_to_a_unit_rings_there_and_an_urge_too() {
    let mut office = Office::open(Unit, Locale::En, morning());
    office.effects.clear();
    let moved = |verb: &str, involved| Moved {
        verb: verb.into(),
        reason: None,
        text: String::new(),
        state: "dispatched".into(),
        end: None,
        clocks: Default::default(),
        involved,
        tells: None,
        contacted: None,
        until: None,
        mother: None,
        apart: false,
        evidence: Vec::new(),
    };
    let mut happens = |n: u128, version, duty, moved: Moved| {
        let moved = Box::new(moved);
        let event =
            Event::TicketMoved { ticket: ticket(n), version, duty, unit: None, asked_by: None, moved };
        office.happens(Actor::User { name: "pan".into() }, event);
        rings(&office.effects).len()
    };
    let to = |unit: &str| Some(Involved { lead: Some(unit.into()), ..Involved::default() });
    assert_eq!(happens(5, 2, Duty::Clerk, moved("dispatch", to("power"))), 0, "it goes elsewhere");
    assert_eq!(happens(3, 2, Duty::Clerk, moved("dispatch", to("water"))), 1);
    assert_eq!(happens(2, 3, Duty::Agent, moved("urge", None)), 2);
    assert_eq!(happens(8, 2, Duty::Agent, moved("urge", None)), 2, "it is not theirs");
}

#[test]
fn who_asked_hears_what_was_decided() {
    let mut office = Office::open(Unit, Locale::En, morning());
    office.effects.clear();
    let refused = Event::ApprovalRefused {
        ticket: ticket(1),
        version: 8,
        verb: "extend".into(),
        text: "no plan is attached".into(),
    };
    office.happens(Actor::User { name: "pan".into() }, refused);
    assert_eq!(rings(&office.effects).len(), 1);
    assert!(office.frame((80, 24)).contains("Extend of 20260304-0001 was not approved"));
}
