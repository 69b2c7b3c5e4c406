use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;
use crate::domain::{Actor, Broadcast, EVENT_VERSION, Event, Hash};

fn at() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn started(seq: u64) -> Desk {
    let mut desk = Desk::default();
    let me = Me {
        user: "lin".into(),
        name: "Lin".into(),
        agent: None,
        line: None,
        roles: Vec::new(),
        queues: Vec::new(),
        unit: None,
    };
    let clock = ClockReading { now: at(), speed: 1.0, zone: Tz::UTC, recorded: false };
    let snapshot = Snapshot {
        seq,
        clock,
        me,
        floor: Floor::default(),
        today: Today::default(),
        abilities: Abilities::BASIC,
    };
    desk.take(News::Snapshot(Box::new(snapshot)), at());
    desk
}

fn line(seq: u64) -> LiveMessage {
    let broadcast = Broadcast { text: format!("line {seq}"), from: "lead".into(), at: at() };
    let event = Event::BroadcastSent { broadcast };
    let recorded =
        Recorded { seq, at: at(), actor: Actor::Desk, version: EVENT_VERSION, event, hash: Hash([0; 32]) };
    LiveMessage::Event { recorded }
}

/// A caller who leaves without having come.
fn nonsense(seq: u64) -> LiveMessage {
    let LiveMessage::Event { mut recorded } = line(seq) else { unreachable!("a line is an event") };
    recorded.event = Event::CallSelfServed { call: crate::domain::CallId(Uuid::nil()) };
    LiveMessage::Event { recorded }
}

#[track_caller]
fn check(desk: &mut Desk, messages: Vec<LiveMessage>, effects: &[Effect], shown: &str) {
    assert_eq!(desk.take(News::Live(messages), at()), effects);
    assert_eq!(desk.floor.broadcast.as_ref().map_or("", |broadcast| &broadcast.text), shown);
}

#[test]
fn events_are_followed_once_and_in_order() {
    let mut desk = started(5);
    check(&mut desk, vec![line(4), line(5)], &[], "");
    check(&mut desk, vec![line(6), line(7)], &[], "line 7");
    check(&mut desk, vec![line(6)], &[], "line 7");
}

#[test]
fn a_gap_asks_once_for_a_snapshot_and_keeps_what_is_shown() {
    let mut desk = started(5);
    check(&mut desk, vec![line(6), line(8)], &[Effect::Resync], "line 6");
    check(&mut desk, vec![line(9)], &[], "line 6");
    assert!(desk.is_started());
}

#[test]
fn what_is_passed_over_is_no_gap() {
    let passed = |after, to| LiveMessage::Passed { after, to };
    let mut desk = started(5);
    check(&mut desk, vec![passed(5, 7), line(8), passed(6, 8), line(9)], &[], "line 9");
    check(&mut desk, vec![passed(10, 12), line(13)], &[Effect::Resync], "line 9");
}

#[test]
fn an_event_that_does_not_fit_asks_for_a_snapshot() {
    let mut desk = started(5);
    check(&mut desk, vec![nonsense(6), line(7)], &[Effect::Resync], "");
}

#[test]
fn away_is_counted_from_its_beginning() {
    let mut desk = started(5);
    let later = at() + chrono::TimeDelta::seconds(9);
    desk.take(News::Link(LinkNews::Away { silent_s: 0 }), at());
    desk.take(News::Link(LinkNews::Away { silent_s: 0 }), later);
    assert_eq!(desk.link, Link::Away { since: at() });
    desk.take(News::Link(LinkNews::Up), later);
    assert_eq!(desk.link, Link::Up);
}

#[test]
fn a_server_that_comes_back_with_another_switch_says_what_that_can_do() {
    let mut desk = Desk::default();
    let clock = ClockReading { now: at(), speed: 1.0, zone: chrono_tz::UTC, recorded: false };
    let abilities = Abilities { monitor: true, ..Abilities::BASIC };
    for (said, known) in [(None, Abilities::BASIC), (Some(abilities), abilities), (None, abilities)] {
        desk.take(News::Live(vec![LiveMessage::Clock { clock, abilities: said }]), at());
        assert_eq!(desk.abilities, known);
    }
}

#[test]
fn toasts_stay_real_seconds_on_a_fast_clock() {
    let mut toasts = Toasts::default();
    toasts.show(Weight::Good, Say::plain("problem.away"), at(), 4.0);
    toasts.expire(at() + chrono::TimeDelta::seconds(20));
    assert_eq!(toasts.shown().len(), 1);
    toasts.expire(at() + chrono::TimeDelta::seconds(24));
    assert_eq!(toasts.shown().len(), 0);
}
