//! Agents: coming, going, pausing, missing rings, getting lost; what they may do and what a lead may.

use hotdesk::{
    api::StateAnswer,
    domain::{Ender, RingEnd, TransferTarget},
    switch::Happened,
};

use super::*;
use crate::make::pause;

#[track_caller]
fn check_state(room: &Room, expected: &str) {
    assert_eq!(said::state(&room.desk.floor().agents[&id("a")].state), expected);
}

#[test]
fn signing_in_twice_goes_on_as_before() {
    let mut room = Room::talking();
    room.check(vec![
        (20, asks("a", Ask::SignIn), &[]),
        (21, asks("lead", Ask::SignIn), &[]),
        (22, asks("b", Ask::SignIn), &["b signed in, signed_in"]),
    ]);
    check_state(&room, "talking c1");
}

#[test]
fn states_asked_for_hold_now_or_after_the_call_and_can_be_taken_back() {
    Room::open().check(vec![
        (10, wants("a", lunch()), &["a paused lunch"]),
        (11, wants("a", lunch()), &[]),
        (12, wants("a", NextState::Ready), &["a ready"]),
    ]);
    let mut room = Room::talking();
    room.check(vec![
        (20, wants("a", lunch()), &["a next lunch"]),
        (21, wants("a", lunch()), &["a next -"]),
        (22, wants("a", NextState::Offline), &["a next offline"]),
        (23, wants("a", NextState::Ready), &["a next -"]),
        (24, wants("a", NextState::Ready), &[]),
        (25, wants("a", lunch()), &["a next lunch"]),
        (26, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
        (86, Input::Timer, &["c1 wrapped a Limit"]),
    ]);
    check_state(&room, "paused lunch");
    assert_eq!(room.ask(90, "a", Ask::WantState(NextState::Offline)), Ok(Answer::State(StateAnswer::Now)));
}

#[test]
fn who_signed_out_or_never_came_is_signed_in_by_wishing_for_a_state() {
    let mut room = Room::open();
    room.check(vec![
        (10, wants("a", NextState::Offline), &["a signed out"]),
        (11, wants("a", NextState::Offline), &[]),
        (12, wants("a", NextState::Ready), &["a signed in, signed_in", "a ready"]),
        (13, forces("a", NextState::Offline), &["a signed out"]),
        (14, wants("a", lunch()), &["a signed in, signed_in", "a paused lunch"]),
        (15, wants("b", NextState::Ready), &["b signed in, signed_in", "b ready"]),
    ]);
}

#[test]
fn pausing_or_going_withdraws_a_ring_that_was_asked_for() {
    for (ask, event) in [(Ask::WantState(lunch()), "a paused lunch"), (Ask::SignOut, "a signed out")] {
        let mut room = Room::open();
        room.play(vec![(10, entered(1, 0)), (11, queued(1))]);
        room.check(vec![(12, asks("a", ask), &[event, "> stop c1 a Withdrawn"]), (13, Input::Timer, &[])]);
    }
}

#[test]
fn signing_out_in_a_call_waits_for_its_end_and_lets_a_ring_go() {
    let mut room = Room::talking();
    room.check(vec![
        (20, asks("a", Ask::SignOut), &["a next offline"]),
        (21, asks("a", Ask::SignOut), &[]),
        (22, hangs_up(1, Ender::Agent), &["c1 ended a Agent"]),
        (30, acts("a", 1, CallAction::FinishWrapUp), &["c1 wrapped a Done"]),
    ]);
    check_state(&room, "offline");
    let mut room = Room::open();
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a"))]);
    room.check(vec![
        (13, asks("a", Ask::SignOut), &["a next offline", "> stop c1 a Withdrawn"]),
        (14, ring_ended(1, "a", RingEnd::Withdrawn), &["c1 ring ended a Withdrawn"]),
    ]);
    check_state(&room, "offline");
}

#[test]
fn who_left_in_a_call_and_is_back_before_its_end_stays() {
    let mut room = Room::talking();
    room.check(vec![
        (20, asks("a", Ask::SignOut), &["a next offline"]),
        (21, asks("a", Ask::SignIn), &["a next signed_in"]),
        (22, asks("a", Ask::SignIn), &[]),
        (23, hangs_up(1, Ender::Agent), &["c1 ended a Agent"]),
        (30, acts("a", 1, CallAction::FinishWrapUp), &["c1 wrapped a Done"]),
    ]);
    check_state(&room, "paused signed_in");

    // Whom a lead sends home is not kept by another sign-in, as of a second screen.
    let mut room = Room::talking();
    room.check(vec![
        (20, forces("a", NextState::Offline), &["a next offline"]),
        (21, asks("a", Ask::SignIn), &[]),
        (22, asks("a", Ask::SignOut), &[]),
        (23, asks("a", Ask::SignIn), &[]),
        (24, hangs_up(1, Ender::Agent), &["c1 ended a Agent"]),
        (30, acts("a", 1, CallAction::FinishWrapUp), &["c1 wrapped a Done"]),
    ]);
    check_state(&room, "offline");
}

#[test]
fn who_misses_too_many_rings_in_a_row_is_paused() {
    let mut room = Room::open();
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a"))]);
    room.check(vec![
        (32, Input::Timer, &["> stop c1 a NoAnswer"]),
        (37, Input::Timer, &["> stop c1 a NoAnswer"]),
        (38, ring_ended(1, "a", RingEnd::NoAnswer), &["c1 ring ended a NoAnswer", "> ring c1 a"]),
        (39, rings(1, "a"), &["c1 rings a"]),
        (40, acts("a", 1, CallAction::Reject), &["> stop c1 a Rejected"]),
        (41, ring_ended(1, "a", RingEnd::Rejected), &["c1 ring ended a Rejected", "a paused missed"]),
    ]);
}

#[test]
fn a_lost_agent_gets_no_calls_and_comes_back_as_before() {
    let mut room = Room::open();
    room.play(vec![(2, asks("b", Ask::SignIn)), (3, wants("b", NextState::Ready))]);
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a"))]);
    room.check(vec![
        (13, Input::ClientSilent(id("a")), &["a lost", "> stop c1 a Withdrawn"]),
        (14, ring_ended(1, "a", RingEnd::Withdrawn), &["c1 ring ended a Withdrawn", "> ring c1 b"]),
        (15, Input::ClientSilent(id("a")), &[]),
        (16, rings(1, "b"), &["c1 rings b"]),
        (17, entered(2, 0), &["c2 entered priority 0 Ordinary repeats 0"]),
        (18, queued(2), &["c2 queued q +0"]),
        (19, Input::ClientHeard(id("a")), &["a found", "> ring c2 a"]),
        (20, Input::ClientHeard(id("a")), &[]),
    ]);
    room.check(vec![(21, Input::ClientSilent(id("nobody")), &[])]);
}

#[test]
fn a_lost_agents_talk_goes_on_and_a_ring_asked_for_goes_to_another() {
    let mut room = Room::talking();
    room.check(vec![(20, Input::ClientSilent(id("a")), &["a lost"])]);
    check_state(&room, "talking c1");
    let mut room = Room::open();
    room.play(vec![(10, entered(1, 0)), (11, queued(1))]);
    room.check(vec![(12, Input::ClientSilent(id("a")), &["a lost", "> stop c1 a Withdrawn"])]);
}

#[test]
fn an_agent_does_with_the_own_call_what_its_state_allows() {
    let mut room = Room::open();
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a"))]);
    room.check(vec![(13, acts("a", 1, CallAction::Answer), &["> answer c1 a"])]);
    room.refused(13, "a", Ask::Call { call: call(1), action: CallAction::HangUp }, Code::IllegalMove);
    room.put(14, answers(1, "a"));
    room.check(vec![
        (15, acts("a", 1, CallAction::Hold), &["> hold c1"]),
        (16, tells(Happened::Held { call: call(1) }), &["c1 held"]),
        (17, acts("a", 1, CallAction::Resume), &["> resume c1"]),
        (18, acts("a", 1, CallAction::HangUp), &["> hang up c1 Agent"]),
    ]);
}

#[test]
fn what_is_not_allowed_is_refused_with_its_code() {
    let act = |id: u128, action| Ask::Call { call: call(id), action };
    let hand_on = |target| act(1, CallAction::Transfer { target });
    let pause_for = |code| Ask::WantState(NextState::Paused { reason: pause(code) });
    let mut room = Room::talking();
    room.put(14, asks("b", Ask::SignIn));
    let refused = [
        ("b", act(1, CallAction::HangUp), Code::Forbidden),
        ("lead", act(1, CallAction::HangUp), Code::Forbidden),
        ("a", act(9, CallAction::HangUp), Code::NotFound),
        ("a", act(1, CallAction::Answer), Code::IllegalMove),
        ("a", act(1, CallAction::FinishWrapUp), Code::IllegalMove),
        ("a", hand_on(TransferTarget::Agent { agent: id("b") }), Code::IllegalMove),
        ("a", hand_on(TransferTarget::Agent { agent: id("a") }), Code::IllegalMove),
        ("a", hand_on(TransferTarget::Agent { agent: id("x") }), Code::NotFound),
        ("a", hand_on(TransferTarget::Queue { queue: queue("x") }), Code::NotFound),
        ("a", pause_for("training"), Code::Forbidden),
        ("a", pause_for("nonsense"), Code::NotFound),
        ("a", Ask::ForceState { agent: id("b"), want: NextState::Ready }, Code::Forbidden),
        ("lead", Ask::ForceState { agent: id("x"), want: NextState::Ready }, Code::NotFound),
    ];
    for (name, ask, code) in refused {
        room.refused(20, name, ask, code);
    }
    let mut by_phone = Room::empty(|site| site.abilities.phone_control = false);
    by_phone.play(vec![(0, asks("a", Ask::SignIn)), (1, wants("a", NextState::Ready))]);
    by_phone.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a"))]);
    by_phone.refused(13, "a", act(1, CallAction::Answer), Code::IllegalMove);
}

#[test]
fn a_lead_forces_a_state_but_cuts_no_talk() {
    let training = || NextState::Paused { reason: pause("training") };
    Room::open().check(vec![(10, forces("a", training()), &["a paused training"])]);

    let mut room = Room::talking();
    room.check(vec![
        (20, forces("a", training()), &["a next training"]),
        (21, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
        (22, forces("a", NextState::Ready), &["a next -", "c1 wrapped a Done"]),
    ]);
    check_state(&room, "ready");

    let mut room = Room::open();
    room.play(vec![(10, entered(1, 0)), (11, queued(1)), (12, rings(1, "a"))]);
    room.check(vec![
        (13, forces("a", training()), &["a next training", "> stop c1 a Withdrawn"]),
        (14, ring_ended(1, "a", RingEnd::Withdrawn), &["c1 ring ended a Withdrawn"]),
    ]);
    check_state(&room, "paused training");
}

#[test]
fn recorded_agents_come_ready_and_go_after_their_call() {
    let goes = || tells(Happened::AgentWent { agent: id("r") });
    let finishes = || tells(Happened::AgentFinished { call: call(1), agent: id("r") });
    let mut room = Room::empty(|_| ());
    room.check(vec![
        (1, comes("r"), &["r signed in, signed_in", "r ready"]),
        (2, comes("r"), &[]),
        (3, entered(1, 0), &["c1 entered priority 0 Ordinary repeats 0"]),
        (4, queued(1), &["c1 queued q +0", "> ring c1 r"]),
        (5, rings(1, "r"), &["c1 rings r"]),
        (6, answers(1, "r"), &["c1 answered r"]),
        (7, goes(), &["r next offline"]),
        (8, hangs_up(1, Ender::Caller), &["c1 ended r Caller"]),
        (9, finishes(), &["c1 wrapped r Done"]),
        (10, finishes(), &[]),
        (11, goes(), &[]),
        (12, comes("r"), &["r signed in, signed_in", "r ready"]),
        (13, goes(), &["r signed out"]),
    ]);
}
