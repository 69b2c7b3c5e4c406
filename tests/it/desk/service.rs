//! A switch with queues of its own: the desk follows, and tells it who serves them.

use hotdesk::{
    domain::{Ender, Exit, Phone},
    switch::{Found, Member},
};

use super::*;

#[test]
fn a_switch_with_queues_of_its_own_is_followed() {
    let mut room = Room::empty(follows);
    room.check(vec![
        (1, entered(1, 0), &["c1 entered priority 0 Ordinary repeats 0"]),
        (2, queued(1), &["c1 queued q +0"]),
        (3, asks("a", Ask::SignIn), &["a signed in, signed_in", "> a paused signed_in"]),
        (
            4,
            rings(1, "a"),
            &["difference: has a call / paused (signed_in)", "a ready", "c1 rings a", "> a open"],
        ),
        (500, Input::Timer, &[]),
        (501, ring_ended(1, "a", RingEnd::NoAnswer), &["c1 ring ended a NoAnswer"]),
        (502, tells(Happened::Left { call: call(1), exit: Exit::TimedOut }), &["c1 left TimedOut"]),
    ]);
}

#[test]
fn a_switch_with_queues_of_its_own_is_told_who_serves_them() {
    let mut room = Room::empty(follows);
    room.check(vec![
        (1, asks("a", Ask::SignIn), &["a signed in, signed_in", "> a paused signed_in"]),
        (2, asks("a", Ask::WantState(NextState::Ready)), &["a ready", "> a open"]),
        (3, entered(1, 0), &["c1 entered priority 0 Ordinary repeats 0"]),
        (4, queued(1), &["c1 queued q +0"]),
        (5, rings(1, "a"), &["c1 rings a"]),
        (6, answers(1, "a"), &["c1 answered a", "> a paused wrapup"]),
        (7, asks("a", Ask::WantState(lunch())), &["a next lunch", "> a paused lunch"]),
        (8, asks("a", Ask::WantState(lunch())), &["a next -", "> a paused wrapup"]),
        (9, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
        (
            10,
            asks("a", Ask::Call { call: call(1), action: CallAction::FinishWrapUp }),
            &["c1 wrapped a Done", "> a open"],
        ),
        (11, Input::ClientSilent(agent("a")), &["a lost", "> a paused lost"]),
        (12, Input::ClientHeard(agent("a")), &["a found", "> a open"]),
        (13, asks("a", Ask::SignOut), &["a signed out", "> a out"]),
    ]);
}

#[test]
fn who_is_served_by_a_phone_without_a_screen_has_not_given_up() {
    let mut room = Room::empty(follows);
    room.play(vec![(1, entered(1, 0)), (2, queued(1)), (3, entered(2, 0)), (4, queued(2))]);
    room.play(vec![(5, asks("b", Ask::SignIn)), (6, asks("b", Ask::WantState(NextState::Ready)))]);
    room.check(vec![
        (7, rings(1, "a"), &[]),
        (8, ring_ended(1, "a", RingEnd::NoAnswer), &[]),
        (9, rings(1, "a"), &[]),
        (10, answers(1, "a"), &["c1 answered a"]),
        (11, answers(1, "a"), &[]),
        (12, tells(Happened::Held { call: call(1) }), &["c1 held"]),
        (13, tells(Happened::Resumed { call: call(1) }), &["c1 resumed"]),
        (14, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
        (15, rings(2, "b"), &["c2 rings b"]),
        (16, answers(2, "a"), &["c2 ring ended b Withdrawn", "c2 answered a"]),
        // Who comes in during such a talk is not in it here.
        (17, asks("a", Ask::SignIn), &["a signed in, signed_in", "> a paused signed_in"]),
        (18, hangs_up(2, Ender::Agent), &["c2 ended a Agent"]),
    ]);
    assert!(room.desk.floor().calls.is_empty());
    let today = room.desk.today();
    assert_eq!((today.tallies.centre.answered, today.tallies.agents[&agent("a")].answered), (2, 2));
}

/// Its own record tells of a talk of an agent who has signed out since.
#[test]
fn who_answered_while_nobody_watched_is_named_though_signed_out_since() {
    let mut room = Room::empty(follows);
    room.play(vec![(1, asks("a", Ask::SignIn)), (2, wants("a", NextState::Ready))]);
    room.play(vec![(10, tells(Happened::LinkLost)), (40, asks("a", Ask::SignOut))]);
    room.put(50, tells(Happened::LinkBack));
    let record = |second, what| Input::Switch(SwitchEvent::recovered(at(second), what));
    let (switch_ref, number) = ("1.1".to_owned(), phone(1));
    let service = "PS".into();
    let story = [
        (12, Happened::Entered { call: call(1), switch_ref, number, service, priority: 0 }),
        (12, Happened::Queued { call: call(1), queue: queue("q"), position: None }),
        (15, Happened::Answered { call: call(1), agent: agent("a") }),
        (35, Happened::HungUp { call: call(1), by: Ender::Caller }),
    ];
    let before = room.log.len();
    room.play(story.map(|(second, what)| (50, record(second, what))).into());
    let told: Vec<_> =
        room.log[before..].iter().map(|(at, actor, event)| (*at, actor, said(event))).collect();
    let expected = [
        (12, "c1 entered priority 0 Ordinary repeats 0"),
        (12, "c1 queued q +0"),
        (15, "c1 answered a"),
        (35, "c1 ended a Caller"),
    ];
    assert_eq!(told, expected.map(|(second, said)| (at(second), &Actor::SwitchRecord, said.to_owned())));
    room.check_replay();
}

#[test]
fn rings_of_the_past_are_counted_and_change_nothing_of_now() {
    let mut room = Room::empty(follows);
    room.play(vec![(1, asks("a", Ask::SignIn)), (2, wants("a", NextState::Ready))]);
    room.play(vec![(1, asks("b", Ask::SignIn)), (3, entered(1, 0)), (4, queued(1))]);
    let record = |second, what| Input::Switch(SwitchEvent::recovered(at(second), what));
    let ring = |name| Happened::Ringing { call: call(1), agent: agent(name) };
    let end = |name| Happened::RingEnded { call: call(1), agent: agent(name), why: RingEnd::NoAnswer };
    for began in [5, 15, 25, 35] {
        room.check(vec![
            (90, record(began, ring("a")), &["c1 rings a"]),
            (90, record(began + 5, end("a")), &["c1 ring ended a NoAnswer"]),
        ]);
    }
    // Away now.
    room.check(vec![(90, record(55, ring("b")), &[]), (90, record(60, end("b")), &[])]);
    let tally = &room.desk.today().tallies.agents[&agent("a")];
    assert_eq!((tally.rings, tally.missed), (4, 4));
    // The next one in a row is missed now.
    room.play(vec![(91, rings(1, "a"))]);
    let told = room.put(95, ring_ended(1, "a", RingEnd::NoAnswer));
    assert_eq!(told, ["c1 ring ended a NoAnswer", "a paused missed", "> a paused missed"]);
}

#[test]
fn what_a_survey_does_not_show_is_over_and_the_switch_is_told_anew_who_serves() {
    let mut room = Room::empty(follows);
    room.play(vec![
        (1, asks("a", Ask::SignIn)),
        (2, asks("a", Ask::WantState(NextState::Ready))),
        (3, asks("b", Ask::SignIn)),
        (4, asks("b", Ask::SignOut)),
        (5, entered(1, 0)),
        (6, queued(1)),
        (7, entered(2, 0)),
        (8, queued(2)),
        (9, rings(2, "a")),
        (10, answers(2, "a")),
    ]);
    let left = "c1 left Failed { what: \"the switch ended the call\" }";
    let found = |id, with: Option<&str>| Found {
        call: call(id),
        queue: Some(queue("q")),
        since: at(15),
        agent: with.map(agent),
        monitored_by: Vec::new(),
    };
    let members = vec![Member {
        agent: agent("b"),
        name: "Anna".into(),
        queue: queue("q"),
        paused: None,
        phone: Phone::Reachable,
    }];
    let calls = vec![found(2, Some("a")), found(3, None), found(5, None), found(4, Some("c"))];
    room.play(vec![
        (11, asks("c", Ask::SignIn)),
        (12, asks("c", Ask::WantState(NextState::Ready))),
        (13, entered(5, 0)),
        (14, queued(5)),
        (15, rings(5, "c")),
    ]);
    room.check(vec![
        (20, entered(2, 0), &[]),
        (20, entered(3, 0), &["c3 entered priority 0 Ordinary repeats 0"]),
        (20, entered(4, 0), &["c4 entered priority 0 Ordinary repeats 0"]),
        (
            21,
            tells(Happened::Surveyed { calls, members }),
            &[
                left,
                "c3 queued q +0",
                "c5 ring ended c Withdrawn",
                "c4 queued q +0",
                "c4 rings c",
                "c4 answered c",
                "agent b: serves q / signed out",
                "> c paused wrapup",
                "> a paused wrapup",
                "> c paused wrapup",
            ],
        ),
    ]);
}
