//! Calls from the greeting to the end, and what the desk makes of a switch that says what cannot be.

use hotdesk::{
    domain::{
        CallId, Contact, Ender, Exit, QueueSettings, RingEnd, Tier, TransferTarget,
        clock::{Calendar, Openings},
    },
    server::desk::{Ask, Input},
    switch::{CommandRefused, Happened, SwitchCommand},
};

use super::*;
use crate::make::contact;

fn transferred(id: u128, name: &str, to: TransferTarget) -> Input {
    tells(Happened::Transferred { call: call(id), agent: agent(name), to })
}

fn to_agent(name: &str) -> TransferTarget {
    TransferTarget::Agent { agent: agent(name) }
}

#[test]
fn a_call_is_greeted_queued_rung_answered_and_finished() {
    Room::open().check(vec![
        (10, entered(1, 1), &["c1 entered priority 1 Ordinary repeats 0"]),
        (12, queued(1), &["c1 queued q +60", "> ring c1 a"]),
        (13, rings(1, "a"), &["c1 rings a"]),
        (15, answers(1, "a"), &["c1 answered a"]),
        (20, tells(Happened::Held { call: call(1) }), &["c1 held"]),
        (30, tells(Happened::Resumed { call: call(1) }), &["c1 resumed"]),
        (40, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
        (50, acts("a", 1, CallAction::FinishWrapUp), &["c1 wrapped a Done"]),
    ]);
}

#[test]
fn the_greeting_has_two_ends_of_its_own() {
    Room::open().check(vec![
        (10, entered(1, 0), &["c1 entered priority 0 Ordinary repeats 0"]),
        (11, tells(Happened::SelfServed { call: call(1) }), &["c1 self-served"]),
        (12, entered(2, 0), &["c2 entered priority 0 Ordinary repeats 0"]),
        (13, hangs_up(2, Ender::Caller), &["c2 left AbandonedInGreeting"]),
    ]);
}

#[test]
fn who_hangs_up_while_it_rings_has_abandoned_and_the_agent_missed_nothing() {
    let mut room = Room::open();
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a"))]);
    room.check(vec![
        (14, hangs_up(1, Ender::Caller), &["c1 ring ended a CallerGone", "c1 left Abandoned"]),
        (15, ring_ended(1, "a", RingEnd::CallerGone), &[]),
    ]);
    assert_eq!(room.desk.floor().agents[&agent("a")].missed, 0);
}

#[test]
fn a_caller_who_drops_and_returns_keeps_the_place_and_is_counted_from_then() {
    let mut room = Room::empty(|_| ());
    room.put(0, asks("a", Ask::SignIn));
    room.check(vec![
        (10, entered(1, 0), &["c1 entered priority 0 Ordinary repeats 0"]),
        (20, queued(1), &["c1 queued q +0"]),
        (30, entered(2, 0), &["c2 entered priority 0 Ordinary repeats 0"]),
        (30, queued(2), &["c2 queued q +0"]),
        (40, hangs_up(1, Ender::Caller), &["c1 left Abandoned"]),
        (160, entered(11, 0), &["c11 entered priority 0 Ordinary repeats 0"]),
        (160, queued(11), &["c11 queued q +0 kept from 20"]),
        (161, wants("a", NextState::Ready), &["a ready", "> ring c11 a"]),
        (162, hangs_up(2, Ender::Caller), &["c2 left Abandoned"]),
        (283, entered(12, 0), &["c12 entered priority 0 Ordinary repeats 0"]),
        (283, queued(12), &["c12 queued q +0"]),
    ]);
}

#[test]
fn a_call_is_refused_when_nobody_is_there_or_the_queue_is_full() {
    let mut room = Room::empty(|_| ());
    room.put(1, entered(1, 0));
    room.check(vec![(2, queued(1), &["c1 left Refused { why: NobodySignedIn }", "> release c1"])]);
    room.put(3, asks("a", Ask::SignIn));
    room.play(vec![(3, Input::ClientSilent(agent("a"))), (3, entered(9, 0))]);
    room.check(vec![(3, queued(9), &["c9 left Refused { why: NobodySignedIn }", "> release c9"])]);
    room.put(3, Input::ClientHeard(agent("a")));
    for id in 2..=4 {
        room.play(vec![(4, entered(id, 0)), (4, queued(id))]);
    }
    room.put(5, entered(5, 0));
    room.check(vec![
        (6, queued(5), &["c5 left Refused { why: Full }", "> release c5"]),
        (7, hangs_up(5, Ender::System), &[]),
    ]);
}

#[test]
fn who_calls_outside_the_hours_of_a_queue_is_refused_and_who_waits_stays() {
    let hours: Openings = vec!["09:00-10:01".parse().expect("an opening")].try_into().expect("one day's");
    let hours = std::array::from_fn(|_| hours.clone());
    let office = Calendar { hours, ..Calendar::always(chrono_tz::UTC) };
    let mut room = Room::empty(|site| site.calendars = [("office".into(), office)].into());
    let with_hours = QueueSettings { hours: Some("office".into()), ..settings("q") };
    let closed: &[&str] = &["c3 left Refused { why: Closed }", "> release c3"];
    room.play(vec![(1, Input::Configure(vec![with_hours])), (2, asks("a", Ask::SignIn))]);
    room.play(vec![(3, entered(1, 0)), (4, entered(2, 0)), (5, entered(3, 0))]);
    room.check(vec![
        (59, queued(1), &["c1 queued q +0"]),
        (60, queued(3), closed),
        (
            61,
            tells(Happened::Queued { call: call(2), queue: queue("p"), position: None }),
            &["c2 queued p +0"],
        ),
        (62, wants("a", NextState::Ready), &["a ready", "> ring c1 a"]),
    ]);
}

#[test]
fn who_waits_too_long_overflows() {
    let mut room = Room::empty(|_| ());
    room.play(vec![(0, asks("a", Ask::SignIn)), (1, entered(1, 0)), (2, queued(1))]);
    assert_eq!(room.desk.next_timer(), Some(at(302)));
    assert_eq!(room.replayed(3).next_timer(), Some(at(302)), "a desk that was restarted knows the limit too");
    room.check(vec![
        (301, Input::Timer, &[]),
        (302, Input::Timer, &["c1 left TimedOut", "> release c1"]),
        (303, hangs_up(1, Ender::System), &[]),
    ]);
    assert_eq!(room.desk.next_timer(), None);
}

#[test]
fn a_key_and_a_fault_are_exits_too() {
    let mut room = Room::open();
    let pressed = Happened::Left { call: call(1), exit: Exit::KeyExit { key: "9\u{1b}".into() } };
    room.play(vec![
        (1, entered(1, 0)),
        (2, queued(1)),
        (3, rings(1, "a")),
        (3, entered(2, 0)),
        (4, queued(2)),
    ]);
    room.check(vec![
        (
            5,
            tells(pressed),
            &[
                "c1 ring ended a Withdrawn",
                "c1 left KeyExit { key: \"9\" }",
                "> stop c1 a Withdrawn",
                "> ring c2 a",
            ],
        ),
        (6, hangs_up(2, Ender::System), &["c2 left Failed { what: \"the switch ended the call\" }"]),
    ]);
}

#[test]
fn callers_are_known_by_number_with_their_tier_and_the_calls_of_a_week() {
    let person = |id: u128, numbers: &[u128], tier| Contact {
        id: contact(id),
        name: "Ada".into(),
        numbers: numbers.iter().map(|number| phone(*number)).collect(),
        tier,
        tags: Vec::new(),
        flags: Vec::new(),
        fictitious: true,
    };
    let record = |contact| asks("a", Ask::RecordContact(Box::new(contact)));
    let mut room = Room::open();
    room.put(2, record(person(1, &[1, 2], Tier::Key)));
    room.put(2, record(person(2, &[2], Tier::Ordinary)));
    let week = 7 * 24 * 3600;
    room.check(vec![
        (10, entered(1, 0), &["c1 entered priority 0 known Key repeats 0"]),
        (20, entered(11, 0), &["c11 entered priority 0 known Key repeats 1"]),
        (30, entered(2, 0), &["c2 entered priority 0 Key repeats 0"]),
        (15 + week, entered(21, 0), &["c21 entered priority 0 known Key repeats 1"]),
    ]);
}

#[test]
fn a_call_handed_on_to_a_queue_waits_there_and_its_agent_is_in_wrap_up() {
    let mut room = Room::talking();
    let to = TransferTarget::Queue { queue: queue("p") };
    let action = CallAction::Transfer { target: to.clone() };
    room.check(vec![
        (20, acts("a", 1, action), &["> hand on c1 a queue p"]),
        (21, transferred(1, "a", to), &["c1 handed on a queue p", "c1 queued p +0"]),
        (22, tells(Happened::Queued { call: call(1), queue: queue("p"), position: None }), &[]),
        (30, acts("a", 1, CallAction::FinishWrapUp), &["c1 wrapped a Done", "> ring c1 a"]),
    ]);
}

#[test]
fn a_call_handed_on_to_an_agent_rings_there_and_comes_back_if_not_taken() {
    let mut room = Room::talking();
    room.play(vec![(14, asks("b", Ask::SignIn)), (15, wants("b", NextState::Ready))]);
    room.check(vec![
        (20, acts("a", 1, CallAction::Transfer { target: to_agent("b") }), &["> hand on c1 a agent b"]),
        (21, transferred(1, "a", to_agent("b")), &["c1 handed on a agent b", "> ring c1 b"]),
        (22, rings(1, "b"), &["c1 rings b"]),
        (42, Input::Timer, &["> stop c1 b NoAnswer"]),
        (
            43,
            ring_ended(1, "b", RingEnd::NoAnswer),
            &["c1 ring ended b NoAnswer", "c1 queued q +0", "> ring c1 b"],
        ),
        (44, hangs_up(1, Ender::Caller), &["c1 left Abandoned"]),
    ]);
}

#[test]
fn a_call_handed_on_to_where_nobody_can_see_has_ended_here() {
    let mut room = Room::talking();
    room.check(vec![(20, transferred(1, "a", to_agent("x")), &["c1 ended a Agent"])]);
}

#[test]
fn what_is_certain_is_reconciled() {
    let mut room = Room::open();
    room.play(vec![(2, asks("b", Ask::SignIn)), (3, entered(1, 0)), (4, queued(1)), (5, rings(1, "a"))]);
    room.check(vec![(
        6,
        answers(1, "b"),
        &[
            "c1 ring ended a Withdrawn",
            "difference: has a call / paused (signed_in)",
            "b ready",
            "c1 rings b",
            "c1 answered b",
        ],
    )]);
    room.check(vec![
        (7, answers(1, "b"), &[]),
        (8, queued(1), &["c1 handed on b queue q", "c1 queued q +0", "> ring c1 a"]),
        (9, hangs_up(1, Ender::Caller), &["c1 left Abandoned"]),
    ]);
}

#[test]
fn what_cannot_be_is_seen_and_changes_nothing() {
    let gone = |says: &str| format!("difference: {says} / call {} is not on the floor; it is over", call(9));
    let mut room = Room::talking();
    let before = room.desk.floor().clone();
    let strange: [(Happened, String); 5] = [
        (Happened::Held { call: call(9) }, gone("it is on hold")),
        (Happened::Answered { call: call(9), agent: agent("a") }, gone("a answered it")),
        (Happened::Queued { call: call(9), queue: queue("q"), position: None }, gone("it came to queue q")),
        (
            Happened::AgentWent { agent: agent("x") },
            "difference: went home / agent x has never signed in".into(),
        ),
        (Happened::Noted { about: "trunk".into(), says: "alarm\u{7}".into() }, "difference: alarm / ".into()),
    ];
    for (what, expected) in strange {
        room.check(vec![(20, tells(what), &[expected.as_str()])]);
    }
    room.check(vec![(21, hangs_up(9, Ender::Caller), &[])]);
    assert_eq!(*room.desk.floor(), before);
}

#[test]
fn a_ring_asked_for_in_vain_goes_to_somebody_else_and_comes_back_later() {
    let mut room = Room::open();
    room.play(vec![(2, asks("b", Ask::SignIn)), (3, wants("b", NextState::Ready)), (4, entered(1, 0))]);
    room.check(vec![
        (10, queued(1), &["c1 queued q +0", "> ring c1 a"]),
        (
            15,
            Input::Timer,
            &["difference: no ring / asked for a ring", "> stop c1 a Withdrawn", "> ring c1 b"],
        ),
        (16, ring_ended(1, "a", RingEnd::Withdrawn), &[]),
    ]);
    let ring = |name| SwitchCommand::Ring { call: call(1), agent: agent(name) };
    let refused = |command, why| Input::CommandRefused { command, why };
    room.check(vec![
        (17, refused(ring("b"), CommandRefused::Away), &["switch refused Ring Away"]),
        (46, Input::Timer, &["> ring c1 a"]),
        (47, refused(ring("a"), CommandRefused::NoCall(call(1))), &["c1 left Abandoned"]),
        (48, refused(SwitchCommand::Release { call: call(1) }, CommandRefused::NoCall(call(1))), &[]),
    ]);
}

#[test]
fn times_are_the_switchs_own_but_never_after_now_nor_before_what_was() {
    let mut room = Room::open();
    let at_second = |second, what| Input::Switch(SwitchEvent::new(at(second), what));
    let number = phone(1);
    let enters = Happened::Entered {
        call: call(1),
        switch_ref: "r".into(),
        number,
        service: "PS".into(),
        priority: 0,
    };
    room.put(10, at_second(7, enters));
    room.put(11, at_second(5, Happened::Queued { call: call(1), queue: queue("q"), position: None }));
    room.put(12, at_second(99, Happened::Ringing { call: call(1), agent: agent("a") }));
    let times: Vec<_> = room.log.iter().rev().take(3).map(|(at, _, _)| *at).collect();
    assert_eq!(times, [at(12), at(7), at(7)]);
}

#[test]
fn a_switch_that_was_started_anew_has_none_of_the_old_calls() {
    let mut room = Room::talking();
    room.play(vec![
        (14, comes("r")),
        (15, entered(2, 0)),
        (16, queued(2)),
        (17, rings(2, "r")),
        (18, entered(3, 0)),
    ]);
    let failed =
        |id: CallId| format!("c{} left Failed {{ what: \"the switch ended the call\" }}", id.0.as_u128());
    let (second, third) = (failed(call(2)), failed(call(3)));
    let lines = ["c1 ended a System", "c2 ring ended r Withdrawn", &second, &third, "r signed out"];
    room.check(vec![(20, Input::SwitchRestarted, &lines)]);
    assert_eq!(said::state(&room.desk.floor().agents[&id("a")].state), "wrap-up c1");
}
