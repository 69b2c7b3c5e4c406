use chrono::TimeDelta;

use super::*;
use crate::{
    domain::{Ender, NotReached, Phone},
    switch::asterisk::mapper::{mark::MARK, placed_channel, tests::names},
};

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
const CALLER: &str = "1.1";

/// A channel of the conversation that began with 1.1: `uniqueid name application bridge`, `-` for no bridge.
fn channel(text: &str, mark: Option<&str>) -> Block {
    let mut words = text.split(' ').map(|word| if word == "-" { "" } else { word });
    let mut next = || words.next().expect("four words");
    let (uniqueid, name, application, bridge) = (next(), next(), next(), next());
    let mark = format!("{MARK}={}", mark.unwrap_or("(null)"));
    let state = if bridge.is_empty() { "Ringing" } else { "Up" };
    let lines = [
        ("Event", "Status"),
        ("Uniqueid", uniqueid),
        ("Linkedid", CALLER),
        ("Channel", name),
        ("Exten", "hotline"),
        ("Application", application),
        ("Data", "hotline,tT"),
        ("BridgeID", bridge),
        ("ChannelStateDesc", state),
        ("Seconds", "65"),
        ("Variable", &mark),
    ];
    lines.into_iter().collect()
}

fn survey(mark: Option<&str>, channels: &[&str]) -> Survey {
    let mut survey = Survey::default();
    for (place, text) in channels.iter().enumerate() {
        survey.add(&channel(text, mark.filter(|_| place == 0)));
    }
    survey
}

/// The caller waits.
fn waits(mut survey: Survey) -> Survey {
    let entry = [("Event", "QueueEntry"), ("Queue", "hotline"), ("Uniqueid", CALLER), ("Wait", "7")];
    survey.add(&entry.into_iter().collect());
    survey
}

/// The visit of the call that is found, and what is known of it; then what is told of phones that ring.
#[track_caller]
fn check(survey: &Survey, expected: Option<(u32, i64, Option<&str>)>, rings: usize) {
    check_in(survey, Some("private"), expected, rings);
}

/// The same, of a call that is in this queue of ours.
#[track_caller]
fn check_in(survey: &Survey, queue: Option<&str>, expected: Option<(u32, i64, Option<&str>)>, rings: usize) {
    let now = NOW + TimeDelta::days(1);
    let (_, told) = Mapper::begin(names(), now, survey);
    let entered = told.iter().filter(|event| matches!(event.what, Happened::Entered { .. })).count();
    let found = told.iter().find_map(|event| match &event.what {
        Happened::Surveyed { calls, .. } => Some(calls.clone()),
        _ => None,
    });
    let expected: Vec<_> = expected
        .map(|(visit, age, agent)| Found {
            call: call_id(CALLER, visit),
            queue: queue.map(Into::into),
            since: now - TimeDelta::seconds(age),
            agent: agent.map(Into::into),
            monitored_by: Vec::new(),
        })
        .into_iter()
        .collect();
    assert_eq!(entered, expected.len(), "{told:?}");
    assert_eq!(found, Some(expected));
    let ringing = told.iter().filter(|event| matches!(event.what, Happened::Ringing { .. }));
    assert_eq!(ringing.count(), rings, "{told:?}");
}

const TALKS: [&str; 2] = ["1.1 PJSIP/public-1 Queue b", "1.2 PJSIP/8001-2 AppQueue b"];

#[test]
fn callers_who_wait_and_who_speak_are_found() {
    check(&waits(survey(Some("0 hotline"), &["1.1 PJSIP/public-1 Queue -"])), Some((0, 7, None)), 0);
    check(&waits(survey(None, &["1.1 PJSIP/public-1 Queue -"])), Some((0, 7, None)), 0);
    let rung = ["1.1 PJSIP/public-1 Queue -", "1.2 PJSIP/8001-2 AppQueue -"];
    check(&waits(survey(Some("0 hotline"), &rung)), Some((0, 7, None)), 1);
    check(&survey(Some("0 hotline"), &TALKS), Some((0, 65, Some("8001"))), 0);
    check(&survey(None, &TALKS), Some((0, 65, Some("8001"))), 0);
}

#[test]
fn phones_that_were_brought_into_a_talk_are_found_with_it() {
    let check = |application: &str, argument: &str, expected: &[&str]| {
        let mut survey = survey(Some("0 hotline"), &TALKS);
        let spy =
            [("Event", "Status"), ("Uniqueid", "1.9"), ("Linkedid", "1.9"), ("Channel", "PJSIP/8003-9")];
        let is = [("Application", application), ("Data", argument), ("ChannelStateDesc", "Up")];
        survey.add(&spy.into_iter().chain(is).collect());
        let (_, told) = Mapper::begin(names(), NOW, &survey);
        let calls = told.into_iter().find_map(|event| match event.what {
            Happened::Surveyed { calls, .. } => Some(calls),
            _ => None,
        });
        let monitored_by: Vec<AgentId> = expected.iter().map(|agent| (*agent).into()).collect();
        assert_eq!(calls.expect("a survey")[0].monitored_by, monitored_by, "{application}({argument})");
    };
    check("ChanSpy", "PJSIP/8001-2,q", &["8003"]);
    check("ChanSpy", "PJSIP/8004-2,q", &[]);
    check("Echo", "", &[]);
    // Whom those hear at the moment is not shown.
    check("ChanSpy", "PJSIP/8001,q", &["8003"]);
    check("ChanSpy", "", &["8003"]);
    check("ExtenSpy", "8001@internal", &["8003"]);
}

#[test]
fn calls_that_were_handed_on_are_found_by_their_mark() {
    let talks = ["1.1 PJSIP/public-1 Dial b", "1.3 PJSIP/8002-3 AppDial b"];
    check(&survey(Some("0 hotline"), &talks), Some((0, 65, Some("8002"))), 0);
    check(&survey(None, &talks), None, 0);
    let moves = ["1.1 PJSIP/public-1 Dial -", "1.3 PJSIP/8002-3 AppDial -"];
    // In nobody's line.
    check_in(&survey(Some("0 hotline"), &moves), None, Some((0, 0, None)), 1);
    let by_local = [
        "1.1 PJSIP/public-1 Queue b",
        "1.4 Local/8002@internal-1;1 Wait b",
        "1.5 Local/8002@internal-1;2 Dial c",
        "1.6 PJSIP/8002-6 AppDial c",
    ];
    check(&survey(Some("0 hotline"), &by_local), Some((0, 65, Some("8002"))), 0);
}

#[test]
fn a_caller_whose_agent_asks_somebody_is_in_a_talk() {
    let asks = [
        "1.1 PJSIP/public-1 Queue b",
        "1.2 PJSIP/8001-2 AppQueue c",
        "1.4 Local/8002@internal-1;1 Wait c",
        "1.5 Local/8002@internal-1;2 Dial -",
        "1.6 PJSIP/8002-6 AppDial -",
    ];
    let survey = survey(Some("0 hotline"), &asks);
    check(&survey, Some((0, 65, Some("8001"))), 0);
    let (mapper, _) = Mapper::begin(names(), NOW, &survey);
    assert!(mapper.is_consulting(call_id(CALLER, 0)));
}

#[test]
fn another_stay_of_the_same_caller_is_another_call() {
    check(&waits(survey(Some("1 hotline"), &["1.1 PJSIP/public-1 Queue -"])), Some((1, 7, None)), 0);
    check(&waits(survey(Some("1"), &["1.1 PJSIP/public-1 Queue -"])), Some((1, 7, None)), 0);
    let next = |mark| {
        let (mut mapper, told) =
            Mapper::begin(names(), NOW, &survey(Some(mark), &["1.1 PJSIP/public-1 Wait -"]));
        assert_eq!(told.len(), 1, "only the survey: {told:?}");
        let join = [("Event", "QueueCallerJoin"), ("Uniqueid", CALLER), ("Queue", "hotline")];
        let told = mapper.take(NOW, &join.into_iter().collect()).expect("it is typed");
        match told.first().map(|event| &event.what) {
            Some(Happened::Entered { call, .. }) => *call,
            other => panic!("{other:?}"),
        }
    };
    let call = |visit| call_id(CALLER, visit);
    assert_eq!(next("0 hotline"), call(1), "it ended while we were away");
    assert_eq!(next("1"), call(1), "it ended before");
    assert_eq!(next("0"), call(0));
}

#[test]
fn members_are_found_with_their_pauses_and_phones() {
    let member = |interface, paused, status| {
        Block::from_iter([
            ("Event", "QueueMember"),
            ("Queue", "hotline"),
            ("Location", interface),
            ("Paused", paused),
            ("PausedReason", "lunch"),
            ("Status", status),
        ])
    };
    let mut survey = Survey::default();
    survey.add(&member("PJSIP/8001", "0", "1"));
    survey.add(&member("PJSIP/8002", "1", "5"));
    let (_, told) = Mapper::begin(names(), NOW, &survey);
    let member = |agent: &str, paused: Option<&str>, phone| Member {
        agent: agent.into(),
        name: format!("PJSIP/{agent}"),
        queue: "private".into(),
        paused: paused.map(Into::into),
        phone,
    };
    let reached = member("8001", None, Phone::Reachable);
    let members = vec![reached, member("8002", Some("lunch"), Phone::Unreachable)];
    assert_eq!(told, [event(NOW, Happened::Surveyed { calls: vec![], members })]);
}

#[test]
fn after_a_survey_the_first_word_about_hold_is_told() {
    let heard = |events: &[&str]| {
        let (mut mapper, _) = Mapper::begin(names(), NOW, &survey(None, &TALKS));
        let blocks = events.iter().map(|event| Block::from_iter([("Event", *event), ("Uniqueid", "1.2")]));
        let told = blocks.map(|block| mapper.take(NOW, &block).expect("it is typed").len());
        told.collect::<Vec<_>>()
    };
    assert_eq!(heard(&["Unhold", "Unhold", "Hold", "Hold"]), [1, 0, 1, 0]);
    assert_eq!(heard(&["Hold", "Hold", "Unhold"]), [1, 0, 1]);
}

#[test]
fn a_refused_hang_up_was_not_our_doing() {
    let call = call_id(CALLER, 0);
    let ended_by = |refused: bool| {
        let (mut mapper, _) = Mapper::begin(names(), NOW, &survey(None, &TALKS));
        mapper.will_hang_up(call, Ender::System);
        if refused {
            mapper.did_not_hang_up(call);
        }
        let mut said = |event| {
            let block = Block::from_iter([("Event", event), ("Uniqueid", CALLER)]);
            mapper.take(NOW, &block).expect("it is typed")
        };
        said("HangupRequest");
        let told = said("Hangup");
        told.into_iter().map(|event| event.what).collect::<Vec<_>>()
            == [Happened::HungUp { call, by: if refused { Ender::Caller } else { Ender::System } }]
    };
    assert!(ended_by(true), "the caller has gone");
    assert!(ended_by(false), "we have ended it");
}

#[test]
fn who_went_on_to_another_queue_while_nobody_watched_is_another_call() {
    let waits_alone = |mark| waits(survey(Some(mark), &["1.1 PJSIP/public-1 Queue -"]));
    check(&waits_alone("0 overflown"), Some((1, 7, None)), 0);
    check(&waits_alone("2 overflown"), Some((3, 7, None)), 0);
    // The same, and answered there.
    let talks_elsewhere = |mark, left_with: Option<&str>| {
        let mut row = channel(TALKS[0], Some(mark));
        let left_with = left_with.unwrap_or("(null)");
        row.push("Variable", format!("ATTENDEDTRANSFER={left_with}"));
        let mut survey = Survey::default();
        [row, channel(TALKS[1], None)].iter().for_each(|row| survey.add(row));
        survey
    };
    check(&talks_elsewhere("0 overflown", None), Some((1, 65, Some("8001"))), 0);
    check(&talks_elsewhere("1", None), Some((1, 65, Some("8001"))), 0);
    // The agent has left the caller with another queue: the caller's channel executes the first one still.
    check(&talks_elsewhere("0 hotline", Some("PJSIP/8002-1")), Some((0, 65, Some("8001"))), 0);
    let handed_on = |by: &str| {
        let mut row = channel("1.1 PJSIP/public-1 Queue -", Some("0 overflown"));
        row.push("Variable", format!("BLINDTRANSFER={by}"));
        let mut survey = Survey::default();
        survey.add(&row);
        waits(survey)
    };
    check(&handed_on("PJSIP/8001-2"), Some((0, 7, None)), 0);
    check(&handed_on("(null)"), Some((1, 7, None)), 0);
    let (mapper, told) = Mapper::begin(names(), NOW, &waits_alone("0 overflown"));
    let marks: Vec<_> = mapper.marks(&told).into_iter().map(Block::from).collect();
    let values: Vec<_> = marks.iter().filter_map(|mark| mark.get("Value")).collect();
    assert_eq!(values, ["1 hotline"], "the next survey finds the same call");
}

#[test]
fn the_record_knows_better_than_a_mark_which_stay_it_is() {
    let known = |mut survey: Survey, stay| {
        survey.know([(CALLER.to_owned(), stay)].into());
        survey
    };
    let waits_in = |mark| waits(survey(mark, &["1.1 PJSIP/public-1 Queue -"]));
    // Left and came back to the same queue, once or more often, while nobody watched.
    check(&known(waits_in(Some("0 hotline")), 1), Some((1, 7, None)), 0);
    check(&known(waits_in(Some("0 hotline")), 3), Some((3, 7, None)), 0);
    check(&known(waits_in(Some("0 overflown")), 2), Some((2, 7, None)), 0);
    check(&known(waits_in(None), 1), Some((1, 7, None)), 0);
    // Somebody else has marked what the record does not tell: a caller who was not let in.
    check(&known(waits_in(Some("1 hotline")), 0), Some((1, 7, None)), 0);
    check(&known(survey(Some("0 hotline"), &TALKS), 1), Some((1, 65, Some("8001"))), 0);
    // Who is out of our queues, and was there so often without a mark, comes again as another call.
    let elsewhere = known(survey(None, &["1.1 PJSIP/public-1 VoiceMail -"]), 1);
    let (mut mapper, _) = Mapper::begin(names(), NOW, &elsewhere);
    let join = [("Event", "QueueCallerJoin"), ("Uniqueid", CALLER), ("Queue", "hotline")];
    let told = mapper.take(NOW, &join.into_iter().collect()).expect("it is typed");
    assert_eq!(told[0].what.call(), Some(call_id(CALLER, 2)));
}

#[test]
fn a_call_of_ours_is_known_to_be_lifted_by_its_phone() {
    let call = call_id("1.9", 0);
    let not_reached = |is_up| {
        let row = Block::from_iter([
            ("Event", "Status"),
            ("Uniqueid", placed_channel(call).as_str()),
            ("Linkedid", placed_channel(call).as_str()),
            ("Channel", "PJSIP/8001-1"),
            ("ChannelStateDesc", if is_up { "Up" } else { "Ringing" }),
        ]);
        let mut survey = Survey::default();
        survey.add(&row);
        let (mut mapper, _) = Mapper::begin(names(), NOW, &survey);
        let gone = Block::from_iter([("Event", "Hangup"), ("Uniqueid", placed_channel(call).as_str())]);
        let told = mapper.take(NOW, &gone).expect("it is typed");
        told.into_iter().map(|event| event.what).collect::<Vec<_>>()
    };
    let why = |why| vec![Happened::NotReached { call, why }];
    assert_eq!(not_reached(false), why(NotReached::NotLifted));
    let nobody = NotReached::Failed { what: "the dialplan called nobody".into() };
    assert_eq!(not_reached(true), why(nobody));
}

/// A caller whose channel was greeted, executes this, and has this mark, or this variable, beside.
fn greeted_with(application: &str, mark: Option<&str>, variable: &str) -> Survey {
    let mut row = channel(&format!("1.1 PJSIP/public-1 {application} -"), mark);
    row.push("Variable", "HOTDESK_GREETING=hotline");
    row.push("Variable", variable);
    let mut survey = Survey::default();
    survey.add(&row);
    survey
}

fn greeted(application: &str, variable: &str) -> Survey {
    greeted_with(application, None, variable)
}

#[test]
fn who_hears_the_greeting_is_found_in_no_queue_and_goes_on_as_that_call() {
    let survey = greeted("Playback", "QUEUESTATUS=(null)");
    check_in(&survey, None, Some((0, 65, None)), 0);
    let (mut mapper, _) = Mapper::begin(names(), NOW, &survey);
    let join = [("Event", "QueueCallerJoin"), ("Uniqueid", CALLER), ("Queue", "hotline")];
    let told = mapper.take(NOW, &join.into_iter().collect()).expect("it is typed");
    let call = call_id(CALLER, 0);
    assert_eq!(told, [event(NOW, Happened::Queued { call, queue: "private".into(), position: None })]);
    // On the way into the queue, of which the other list had nothing yet.
    check_in(&greeted("Queue", ""), None, Some((0, 65, None)), 0);
}

#[test]
fn who_is_past_the_greeting_is_not_found_there() {
    check(&waits(greeted("Queue", "")), Some((0, 7, None)), 0);
    for past in ["QUEUESTATUS=TIMEOUT", "BLINDTRANSFER=PJSIP/8001-2", "ATTENDEDTRANSFER=PJSIP/8001-2"] {
        check(&greeted("VoiceMail", past), None, 0);
    }
    check(&greeted_with("VoiceMail", Some("1"), ""), None, 0);
    check(&greeted("Dial", ""), None, 0);
    let mut by_the_record = greeted("VoiceMail", "");
    by_the_record.know([(CALLER.to_owned(), 0)].into());
    check(&by_the_record, None, 0);
}
