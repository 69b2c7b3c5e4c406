//! What comes to tickets by itself: warnings, deadlines, stages after them, waits, another calendar.

use hotdesk::{
    api::{MoveTicket, SubmitTicket},
    config::{SiteFiles, lifecycles},
    domain::{
        ClockId, DraftId, Priority, StateId, Ticket, TicketForm, Unit, Units, VerbId,
        clock::Calendar,
        lifecycle::{Asked, Contacted, Mark, Wake, Work},
    },
    server::desk::Family,
};
use uuid::Uuid;

use super::*;
use crate::make::words;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// A desk with the shipped lifecycles, and one ticket, submitted at second 0. Its clocks run day and night.
struct Case {
    room: Room,
    ticket: Ticket,
}

impl Case {
    fn begun() -> Self {
        let mut room = Room::empty(|site| {
            site.catalogue.lifecycles = lifecycles(&SiteFiles::default()).expect("proved");
            let (id, label) = ("water".into(), words("water"));
            site.catalogue.units = Units(vec![Unit { id, label, parent: None, backup: None }]);
        });
        let form = TicketForm { category: Some("card".into()), subject: "lost".into(), ..Default::default() };
        let (call, contact, script, priority) = (None, None, None, Priority::P4);
        let draft = DraftId(Uuid::from_u128(7));
        let submit = SubmitTicket { draft, call, contact, script, form, priority, then: None };
        let Ok(Answer::Ticket(ticket)) = room.ask(0, "a", Ask::Submit(Box::new(submit))) else {
            panic!("a ticket")
        };
        Self { room, ticket: *ticket }
    }

    /// A ticket that the waterworks have signed for at this second: 24 hours to handle it.
    fn signed_for(second: i64) -> Self {
        let mut case = Self::begun();
        case.does(0, "pan", &["dispatch"], |asked| asked.unit = Some("water".into()));
        case.does(second, "shui", &["sign"], |_| ());
        case
    }

    fn does(&mut self, second: i64, name: &str, verb: &[&str], say: impl Fn(&mut Asked)) {
        let mut asked = Asked::plain(VerbId::from(verb[0]));
        say(&mut asked);
        let family = Family { ticket: self.ticket.clone(), mother: None, children: Vec::new() };
        let wanted = Box::new(MoveTicket { version: self.ticket.version, asked });
        let mut me = me(name);
        (me.roles, me.unit) = match name {
            "pan" => (vec![Role::Clerk], None),
            "shui" => (vec![Role::Unit], Some("water".into())),
            _ => (me.roles, None),
        };
        let input = Input::Ask { me, ask: Ask::Move { family: Box::new(family), wanted } };
        let outcome = self.room.desk.handle(at(second), input);
        match outcome.answer {
            Ok(Answer::Ticket(ticket)) => self.ticket = *ticket,
            other => panic!("{verb:?}: {other:?}"),
        }
    }

    /// What is told of the ticket at this second: clock and percent, or the state that it came to.
    fn wakes(&mut self, second: i64) -> Vec<String> {
        let outcome = self.room.desk.handle(at(second), Input::TicketWoken(Box::new(self.ticket.clone())));
        let told = outcome.events.iter().map(|(at, actor, event)| {
            assert_eq!(*actor, Actor::Desk);
            self.ticket.apply(*at, event);
            match event {
                Event::TicketClockTold { clock, percent, .. } => format!("{clock} {percent}"),
                Event::TicketMoved { moved, .. } => format!("{} {}", moved.verb, moved.state),
                other => panic!("{other:?}"),
            }
        });
        told.collect()
    }

    fn next(&self) -> Option<i64> {
        self.ticket.work.next_wake().map(|wake| (wake.at() - at(0)).num_seconds())
    }
}

#[test]
fn the_shares_of_a_limit_are_told_once_each() {
    let mut case = Case::signed_for(HOUR);
    // 24 hours from the signing: 75 % are 18 of them, 90 % are 21.6.
    let shares =
        [(18 * HOUR, "handle 75"), (21 * HOUR + 36 * MINUTE, "handle 90"), (24 * HOUR, "handle 100")];
    for (after, told) in shares {
        let due = HOUR + after;
        assert_eq!(case.next(), Some(due));
        assert!(case.wakes(due - 1).is_empty(), "nothing is told before its time");
        assert_eq!(case.wakes(due), [told]);
        assert!(case.wakes(due).is_empty(), "nothing is told twice");
    }
    assert_eq!(case.next(), None);
}

#[test]
fn stages_go_on_after_the_limit() {
    let mut case = Case::begun();
    case.does(0, "pan", &["dispatch"], |asked| asked.unit = Some("water".into()));
    // Signing for takes 4 hours: half of them, and so on, up to twice the time.
    for (after, told) in [(2, 50), (4, 100), (6, 150), (8, 200)] {
        assert_eq!(case.wakes(after * HOUR).last(), Some(&format!("sign {told}")));
    }
    assert_eq!(case.next(), None);
}

#[test]
fn who_was_away_hears_the_last_word_only() {
    let mut case = Case::signed_for(0);
    assert_eq!(case.wakes(48 * HOUR), ["handle 100"]);
}

#[test]
fn more_time_is_warned_of_anew() {
    let mut case = Case::signed_for(0);
    assert_eq!(case.wakes(20 * HOUR), ["handle 75"]);
    let mut clock = case.ticket.work.clocks[&ClockId::from("handle")].clone();
    clock.clock.extensions.push("24h".parse().expect("an allowance"));
    let lifecycle = lifecycles(&SiteFiles::default()).expect("proved").remove(0);
    case.ticket.work.clocks.insert("handle".into(), clock);
    let calendar = Calendar::always(chrono_tz::Asia::Shanghai);
    case.ticket.work.clocks = lifecycle.reckoned(&case.ticket.work, at(20 * HOUR), &calendar);
    assert_eq!(case.next(), Some(36 * HOUR), "three quarters of 48 hours");
    assert_eq!(case.wakes(36 * HOUR), ["handle 75"]);
}

#[test]
fn a_clock_that_stands_still_tells_nothing() {
    let mut case = Case::signed_for(0);
    case.ticket.work.state = StateId::from("suspended");
    let clock = case.ticket.work.clocks.get_mut(&ClockId::from("handle")).expect("it runs");
    (clock.deadline, clock.marks) = (None, Vec::new());
    case.ticket.work.until = Some(at(3 * HOUR));
    assert!(matches!(case.ticket.work.next_wake(), Some(Wake::Until { .. })));
    assert_eq!(case.wakes(3 * HOUR), ["resume in_progress"]);
}

#[test]
fn another_calendar_moves_deadlines_and_keeps_the_old_ones() {
    let mut case = Case::begun();
    let before = case.ticket.work.clocks[&ClockId::from("dispatch")].clone();
    // Nothing has changed: nothing is told.
    let same = case.room.desk.handle(at(1), Input::TicketReckoned(Box::new(case.ticket.clone())));
    assert_eq!(same.events, []);
    // As a ticket is that was counted on another calendar: 4 working hours where the place is always open.
    let clock = case.ticket.work.clocks.get_mut(&ClockId::from("dispatch")).expect("it runs");
    clock.deadline.as_mut().expect("it runs").due = at(9 * HOUR);
    let outcome = case.room.desk.handle(at(1), Input::TicketReckoned(Box::new(case.ticket.clone())));
    let [(when, _, event @ Event::TicketReckoned { .. })] = &outcome.events[..] else {
        panic!("{:?}", outcome.events)
    };
    case.ticket.apply(*when, event);
    let after = &case.ticket.work.clocks[&ClockId::from("dispatch")];
    assert_eq!(after.deadline, before.deadline);
    assert_eq!(after.earlier, [at(9 * HOUR)]);
}

#[test]
fn marks_lie_on_what_was_counted() {
    let case = Case::signed_for(0);
    let clock = &case.ticket.work.clocks[&ClockId::from("handle")];
    let due = clock.deadline.as_ref().expect("it runs").due;
    assert_eq!(clock.marks.last(), Some(&Mark { percent: 100, at: due }));
    assert!(clock.marks.is_sorted_by_key(|mark| (mark.percent, mark.at)));
}

#[test]
fn nobody_is_content_who_was_not_reached() {
    let said = |reached, solved, satisfied| Contacted { reached, solved, satisfied }.is_content();
    assert!(said(true, None, None) && said(true, Some(true), Some(true)));
    assert!(!said(false, Some(true), Some(true)));
    assert!(!said(true, Some(false), None) && !said(true, None, Some(false)));
}

#[test]
fn a_wait_that_nothing_ends_is_over_all_the_same() {
    let mut case = Case::signed_for(0);
    // In this state no verb of the lifecycle is done when a wait ends.
    case.ticket.work.until = Some(at(HOUR));
    let outcome = case.room.desk.handle(at(HOUR), Input::TicketWoken(Box::new(case.ticket.clone())));
    let [(when, Actor::Desk, event @ Event::TicketWaitOver { .. })] = &outcome.events[..] else {
        panic!("{:?}", outcome.events)
    };
    case.ticket.apply(*when, event);
    assert_eq!(case.ticket.work.until, None);
}

#[test]
fn a_ticket_of_before_lifecycles_follows_the_first_from_now_on() {
    let mut case = Case::begun();
    let begun = case.ticket.work.clone();
    case.ticket.work = Work::without_lifecycle(false, case.ticket.at);
    let outcome = case.room.desk.handle(at(5 * HOUR), Input::TicketReckoned(Box::new(case.ticket.clone())));
    let [(when, Actor::Desk, event @ Event::TicketBegun { .. })] = &outcome.events[..] else {
        panic!("{:?}", outcome.events)
    };
    case.ticket.apply(*when, event);
    assert_eq!(case.ticket.work, begun, "as if it had followed it from the beginning");
}
