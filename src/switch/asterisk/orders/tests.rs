//! What orders expect, and that nothing of it stays when they are refused or nobody answers.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::{
    domain::{Exit, Monitor, PhoneNumber, RecordingState},
    switch::{
        SwitchEvent,
        asterisk::mapper::{Survey, tests::names},
    },
};

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
const CALLER: &str = "1.1";
const PHONE: &str = "1.2";
/// The phone of 8003 in the talk of 8001.
const SPY: [(&str, &str); 6] = [
    ("SpyerUniqueid", "1.9"),
    ("SpyerLinkedid", "1.9"),
    ("SpyerChannel", "PJSIP/8003-9"),
    ("SpyeeUniqueid", PHONE),
    ("SpyeeLinkedid", CALLER),
    ("SpyeeChannel", "PJSIP/8001-2"),
];

/// An event about a channel of the caller's conversation, with these fields.
fn event(kind: &str, channel: &str, fields: &[(&str, &str)]) -> Block {
    let name = if channel == CALLER { "PJSIP/public-1" } else { "PJSIP/8001-2" };
    let head = [("Event", kind), ("Linkedid", CALLER), ("Uniqueid", channel), ("Channel", name)];
    head.into_iter().chain(fields.iter().copied()).collect()
}

/// What is told when these are heard one after the other.
fn heard(mapper: &mut Mapper, blocks: &[Block]) -> Vec<Happened> {
    let told = blocks.iter().flat_map(|block| mapper.take(NOW, block).expect("it is typed"));
    told.map(|event: SwitchEvent| event.what).collect()
}

/// A caller who waits.
fn waits() -> (Mapper, CallId) {
    let mut mapper = Mapper::new(names());
    let told = heard(&mut mapper, &[event("QueueCallerJoin", CALLER, &[("Queue", "hotline")])]);
    let call = told.iter().find_map(|told| match told {
        Happened::Entered { call, .. } => Some(*call),
        _ => None,
    });
    (mapper, call.expect("a call begins"))
}

/// A caller who speaks with agent 8001.
fn talks() -> (Mapper, CallId) {
    let (mut mapper, call) = waits();
    let phone = [("DestUniqueid", PHONE), ("DestChannel", "PJSIP/8001-2"), ("Interface", "PJSIP/8001")];
    heard(&mut mapper, &[event("AgentConnect", CALLER, &phone)]);
    (mapper, call)
}

/// The same, found by a survey.
fn found() -> (Mapper, CallId) {
    let mut survey = Survey::default();
    let in_bridge = |application| [("Application", application), ("Data", "hotline"), ("BridgeID", "b")];
    survey.add(&event("Status", CALLER, &in_bridge("Queue")));
    survey.add(&event("Status", PHONE, &in_bridge("AppQueue")));
    let (mapper, told) = Mapper::begin(names(), NOW, &survey);
    let call = told.iter().find_map(|event| match &event.what {
        Happened::Surveyed { calls, .. } => calls.first().map(|found| found.call),
        _ => None,
    });
    (mapper, call.expect("it is found"))
}

fn order(mapper: &mut Mapper, command: SwitchCommand) -> Order {
    let mut orders = orders(mapper, &names(), command).expect("it can be asked for");
    assert_eq!(orders.len(), 1);
    orders.remove(0)
}

fn undo(mapper: &mut Mapper, order: &Order) {
    order.expects.as_ref().expect("something is expected").undo(mapper);
}

fn second(second: i64) -> DateTime<Utc> {
    NOW + TimeDelta::seconds(second)
}

#[test]
fn whoever_is_not_taken_out_leaves_as_anybody_else() {
    let withdrawn = |is_undone: bool| {
        let (mut mapper, call) = waits();
        let order = order(&mut mapper, SwitchCommand::Take { call, agent: "8001".into() });
        if is_undone {
            undo(&mut mapper, &order);
        }
        let status = [("Variable", "QUEUESTATUS"), ("Value", "WITHDRAW")];
        let told = heard(&mut mapper, &[event("VarSet", CALLER, &status)]);
        (told == [Happened::Left { call, exit: Exit::Withdrawn }], mapper, call)
    };
    assert!(withdrawn(true).0);
    let (is_left, mut mapper, call) = withdrawn(false);
    assert!(!is_left, "an agent is to ring");
    undo(&mut mapper, &Order { expects: Some(Expects::Taken(call)), ..Order::of(Action::Ping) });
    assert_eq!(mapper.tick(second(1)), []);
    assert_eq!(mapper.tick(second(10)), [], "patience begins when it is looked first");
    let lost = SwitchEvent::new(second(11), Happened::Left { call, exit: Exit::Withdrawn });
    assert_eq!(mapper.tick(second(11)), [lost]);
    assert_eq!(mapper.tick(second(30)), [], "once");
}

#[test]
fn a_phone_that_rings_for_whoever_was_taken_has_its_time() {
    let (mut mapper, call) = waits();
    order(&mut mapper, SwitchCommand::Take { call, agent: "8001".into() });
    let status = [("Variable", "QUEUESTATUS"), ("Value", "WITHDRAW")];
    heard(&mut mapper, &[event("VarSet", CALLER, &status)]);
    assert_eq!(mapper.tick(second(1)), []);
    let phone = [("DestUniqueid", PHONE), ("DestChannel", "PJSIP/8001-2"), ("DestLinkedid", CALLER)];
    let told = heard(&mut mapper, &[event("DialBegin", CALLER, &phone)]);
    assert_eq!(told, [Happened::Ringing { call, agent: "8001".into() }]);
    assert_eq!(mapper.tick(second(60)), []);
}

#[test]
fn a_call_that_was_not_begun_is_none() {
    let (mut mapper, call) = (Mapper::new(names()), CallId(uuid::Uuid::nil()));
    let number = PhoneNumber::new("8002");
    let order = order(&mut mapper, SwitchCommand::Originate { call, agent: "8001".into(), number });
    assert!(mapper.is_placed(call));
    undo(&mut mapper, &order);
    assert!(!mapper.is_placed(call));
}

#[test]
fn a_recording_that_was_refused_gives_the_next_one_no_name() {
    let name = |is_undone: bool| {
        let (mut mapper, call) = talks();
        let order = order(&mut mapper, SwitchCommand::Record { call, want: RecordingState::Running });
        if is_undone {
            undo(&mut mapper, &order);
        }
        match heard(&mut mapper, &[event("MixMonitorStart", CALLER, &[])]).as_slice() {
            [Happened::Recording { name, .. }] => name.is_some(),
            other => panic!("{other:?}"),
        }
    };
    assert!(name(false));
    assert!(!name(true));
}

#[test]
fn a_phone_that_was_not_brought_in_only_listens_when_it_comes_otherwise() {
    let (mut mapper, call) = talks();
    let barge = SwitchCommand::Monitor { call, by: "8003".into(), how: Monitor::Barge };
    let order = order(&mut mapper, barge);
    undo(&mut mapper, &order);
    let told = heard(&mut mapper, &[event("ChanSpyStart", PHONE, &SPY)]);
    assert_eq!(told, [Happened::MonitorBegan { call, by: "8003".into(), how: Monitor::Listen }]);
}

#[test]
fn a_phone_that_is_in_the_talk_takes_part_in_another_way_without_a_ring() {
    let (mut mapper, call) = talks();
    let monitor = |how| SwitchCommand::Monitor { call, by: "8003".into(), how };
    let listen = order(&mut mapper, monitor(Monitor::Listen));
    assert!(matches!(listen.action, Action::Originate { .. }));
    let rings = orders(&mut mapper, &names(), monitor(Monitor::Whisper));
    assert_eq!(rings, Err(CommandRefused::Refused("this phone rings for it already; lift it first".into())));
    // Lifted when there was nothing to hear any more, as when the caller was handed on: it is rung again.
    listen.expects.expect("a listener").lifted(&mut mapper);
    assert!(matches!(order(&mut mapper, monitor(Monitor::Listen)).action, Action::Originate { .. }));
    heard(&mut mapper, &[event("ChanSpyStart", PHONE, &SPY)]);
    let whisper = order(&mut mapper, monitor(Monitor::Whisper));
    assert_eq!(whisper.action, Action::PressKey { channel: "PJSIP/8003-9".into(), key: '5' });
    let tells = Happened::MonitorBegan { call, by: "8003".into(), how: Monitor::Whisper };
    assert_eq!(whisper.tells, Some(tells));
    heard(&mut mapper, &[event("ChanSpyStop", PHONE, &SPY)]);
    assert!(matches!(order(&mut mapper, monitor(Monitor::Barge)).action, Action::Originate { .. }));
}

#[test]
fn no_second_recording_begins_where_one_may_run() {
    let run = |mapper: &mut Mapper, call| {
        order(mapper, SwitchCommand::Record { call, want: RecordingState::Running })
    };
    let (mut mapper, call) = talks();
    assert!(matches!(run(&mut mapper, call).action, Action::MixMonitor { .. }));

    let (mut mapper, call) = found();
    let first = run(&mut mapper, call);
    assert!(matches!(first.action, Action::MixMonitorMute { is_muted: false, .. }));
    let no = Block::from_iter([("Response", "Error"), ("Message", "Cannot set mute flag")]);
    match first.outcome(&no) {
        Outcome::Again(then) => assert!(matches!(then.action, Action::MixMonitor { .. })),
        other => panic!("{other:?}"),
    }
    heard(&mut mapper, &[event("MixMonitorStop", CALLER, &[])]);
    assert!(matches!(run(&mut mapper, call).action, Action::MixMonitor { .. }), "none runs");
}

#[test]
fn an_answer_is_not_given_until_somebody_speaks() {
    let phone = [("DestUniqueid", PHONE), ("DestChannel", "PJSIP/8001-2"), ("DestLinkedid", CALLER)];
    let (mut mapper, call) = waits();
    order(&mut mapper, SwitchCommand::Take { call, agent: "8001".into() });
    let status = [("Variable", "QUEUESTATUS"), ("Value", "WITHDRAW")];
    heard(&mut mapper, &[event("VarSet", CALLER, &status), event("DialBegin", CALLER, &phone)]);
    let answered = Awaited::Answered(call, "8001".into());
    assert_eq!(answered.outcome(&mapper), None);
    let outcome_after = |blocks: &[Block]| {
        let mut mapper = mapper.clone();
        heard(&mut mapper, blocks);
        answered.outcome(&mapper)
    };
    let dial_ended = |status| event("DialEnd", CALLER, &[&phone[..], &[("DialStatus", status)]].concat());
    let rejected = [dial_ended("BUSY"), event("Hangup", PHONE, &[("Cause", "17")])];
    assert_eq!(outcome_after(&rejected), Some(Err(answered.failed())));
    assert_eq!(outcome_after(&[dial_ended("ANSWER")]), Some(Ok(())));
    assert_eq!(outcome_after(&[event("Hangup", CALLER, &[("Cause", "16")])]), Some(Ok(())));
}
