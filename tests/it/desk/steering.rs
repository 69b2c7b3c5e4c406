//! What leads do with calls that are not theirs, and what an agent does beside speaking.

use hotdesk::{
    api::Steer,
    domain::{Abilities, Ender, Monitor, RecordingState, TransferTarget},
    switch::Found,
};

use super::*;

/// A switch with queues of its own that can do everything.
fn able(site: &mut DeskSettings) {
    site.abilities = Abilities {
        ringer: Ringer::Switch,
        consult: true,
        record: true,
        monitor: true,
        note: true,
        ..Abilities::BASIC
    };
}

/// Agent `a` speaks with caller 1, agent `b` is ready, and caller 2 waits.
fn busy(change: fn(&mut DeskSettings)) -> Room {
    let mut room = Room::empty(change);
    room.play(vec![
        (1, asks("a", Ask::SignIn)),
        (2, wants("a", NextState::Ready)),
        (3, entered(1, 0)),
        (4, queued(1)),
        (5, rings(1, "a")),
        (6, answers(1, "a")),
        (7, asks("b", Ask::SignIn)),
        (8, wants("b", NextState::Ready)),
        (9, entered(2, 0)),
    ]);
    room
}

fn steers(id: u128, steer: Steer) -> Input {
    asks("lead", Ask::Steer { call: call(id), steer })
}

#[test]
fn an_agent_asks_somebody_first_and_leaves_the_caller_or_goes_back() {
    let mut room = busy(able);
    let target = TransferTarget::Agent { agent: agent("b") };
    let began = || tells(Happened::ConsultBegan { call: call(1), agent: agent("a"), to: target.clone() });
    room.check(vec![
        (20, acts("a", 1, CallAction::Consult { target: target.clone() }), &["> consult c1"]),
        (21, began(), &["c1 a asks agent b"]),
        (22, acts("a", 1, CallAction::CancelConsult), &["> consult c1"]),
        (23, tells(Happened::ConsultEnded { call: call(1), agent: agent("a") }), &["c1 a is back"]),
    ]);
    assert_eq!(room.desk.floor().calls[&call(1)].consulting, None);
    room.refused(
        24,
        "a",
        Ask::Call { call: call(1), action: CallAction::CompleteConsult },
        Code::IllegalMove,
    );
    room.put(25, began());
    room.refused(
        26,
        "a",
        Ask::Call { call: call(1), action: CallAction::Consult { target } },
        Code::IllegalMove,
    );
    room.check(vec![
        (27, acts("a", 1, CallAction::CompleteConsult), &["> consult c1"]),
        (28, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
    ]);
}

#[test]
fn a_consultation_counts_as_hold() {
    let mut room = busy(able);
    let to = TransferTarget::Agent { agent: agent("b") };
    room.play(vec![
        (16, tells(Happened::ConsultBegan { call: call(1), agent: agent("a"), to })),
        (26, tells(Happened::ConsultEnded { call: call(1), agent: agent("a") })),
        (36, hangs_up(1, Ender::Caller)),
    ]);
    let tally = room.desk.today().agent(&agent("a"), at(36)).expect("signed in");
    assert_eq!((tally.talk_ms, tally.hold_ms), (20_000, 10_000));
}

#[test]
fn a_talk_is_recorded_and_heard_by_a_lead_where_the_switch_can() {
    let mut room = busy(able);
    let record = |want| Ask::Call { call: call(1), action: CallAction::Record { want } };
    let recording = |state| tells(Happened::Recording { call: call(1), state, name: None });
    let listen = Steer::Monitor { how: Monitor::Whisper };
    room.check(vec![
        (20, asks("a", record(RecordingState::Running)), &["> record c1"]),
        (21, recording(RecordingState::Running), &["c1 recording Running"]),
        (22, steers(1, listen.clone()), &["> whisper c1 lead"]),
        (
            23,
            tells(Happened::MonitorBegan { call: call(1), by: agent("lead"), how: Monitor::Whisper }),
            &["c1 lead Whisper"],
        ),
        (24, steers(1, Steer::StopMonitor), &["> monitor c1"]),
        (25, hangs_up(1, Ender::Caller), &["c1 ended a Caller"]),
        // Said late, when nobody is in the talk any more.
        (26, tells(Happened::MonitorEnded { call: call(1), by: agent("lead") }), &["c1 lead gone"]),
        (27, acts("a", 1, CallAction::FinishWrapUp), &["c1 wrapped a Done", "> a open"]),
        (28, recording(RecordingState::Stopped), &[]),
    ]);
    room.put(30, queued(2));
    room.refused(31, "lead", Ask::Steer { call: call(2), steer: listen.clone() }, Code::IllegalMove);
    let mut room = busy(follows);
    room.refused(20, "a", record(RecordingState::Running), Code::IllegalMove);
    room.refused(20, "lead", Ask::Steer { call: call(1), steer: listen.clone() }, Code::IllegalMove);
    room.refused(20, "b", Ask::Steer { call: call(1), steer: listen }, Code::Forbidden);
}

#[test]
fn whoever_left_the_talk_of_others_while_the_link_was_away_is_gone_with_the_survey() {
    let mut room = busy(able);
    let began = |by| tells(Happened::MonitorBegan { call: call(1), by: agent(by), how: Monitor::Listen });
    room.play(vec![(20, began("lead")), (21, began("b")), (22, tells(Happened::LinkLost))]);
    let found = Found {
        call: call(1),
        queue: Some(queue("q")),
        since: at(10),
        agent: Some(agent("a")),
        monitored_by: vec![agent("b")],
    };
    let waits = Found { call: call(2), agent: None, monitored_by: Vec::new(), ..found.clone() };
    room.play(vec![(30, tells(Happened::LinkBack))]);
    let told = room.put(31, tells(Happened::Surveyed { calls: vec![found, waits], members: Vec::new() }));
    assert_eq!(told, ["c1 lead gone", "c2 queued q +0", "> a paused wrapup", "> b open"]);
}

#[test]
fn a_waiting_call_gets_another_priority_and_is_taken_out_of_turn() {
    let urgent = || Steer::Prioritise { priority: 2 };
    let give = |name| Steer::Give { agent: agent(name) };
    let mut room = busy(able);
    room.check(vec![
        (20, queued(2), &["c2 queued q +0"]),
        (21, steers(2, urgent()), &["> priority c2 2"]),
        (22, steers(2, give("b")), &["> take c2 b"]),
        (23, acts("b", 2, CallAction::Take), &["> take c2 b"]),
    ]);
    room.refused(24, "lead", Ask::Steer { call: call(2), steer: give("a") }, Code::IllegalMove);
    room.refused(24, "lead", Ask::Steer { call: call(1), steer: urgent() }, Code::IllegalMove);

    // Where the desk rings it does this itself.
    let mut room = Room::open();
    room.play(vec![(2, asks("b", Ask::SignIn)), (3, wants("b", NextState::Ready)), (4, entered(1, 0))]);
    room.check(vec![
        (5, queued(1), &["c1 queued q +0", "> ring c1 a"]),
        (6, steers(1, give("b")), &["> stop c1 a Withdrawn", "> ring c1 b"]),
        (7, steers(1, urgent()), &["c1 priority 2 +120"]),
    ]);
}
