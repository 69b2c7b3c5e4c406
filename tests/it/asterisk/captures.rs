//! Recorded sessions: all of them can be read, and what they mean is what the same Asterisk wrote into its queue_log.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use hotdesk::domain::Exit;
use hotdesk::{
    domain::RecordingState,
    switch::asterisk::{Event, Survey},
};
use proptest::prelude::*;

use super::*;

/// Sessions with calls through queues. The one of a call taken out of its queue by a redirect has a test of its own.
const SESSIONS: [&str; 15] = [
    "01-login",
    "02-complete-caller",
    "03-complete-agent",
    "04-abandon",
    "05-rna",
    "06-hold",
    "08-attended",
    "09-pause",
    "10-priority",
    "11-exits",
    "13-spy",
    "14-record",
    "15-callback",
    "16-logout",
    "17-bulk",
];

type Counts = BTreeMap<&'static str, usize>;

#[test]
fn every_recorded_session_can_be_read() {
    let files = shared::files("asterisk/captures/ami");
    for file in files.iter().filter(|file| file.contains("v22") && !file.ends_with(".tsv")) {
        let Some(text) = shared::text(file) else { return };
        let blocks = blocks(text.as_bytes());
        let events = text.lines().filter(|line| line.starts_with("Event: ")).count();
        assert_eq!(blocks.iter().filter(|block| block.event().is_some()).count(), events, "{file}");
        let strange = blocks.iter().find(|block| block.event().is_none() && block.response().is_none());
        assert_eq!(strange, None, "{file}");
    }
}

#[test]
fn every_recorded_event_of_a_kind_that_is_used_has_what_its_kind_has() {
    let mut typed = BTreeSet::new();
    for file in shared::files("asterisk/captures/ami").iter().filter(|file| !file.ends_with(".tsv")) {
        let Some(text) = shared::text(file) else { return };
        for block in blocks(text.as_bytes()) {
            let kind = block.event().map(str::to_owned);
            match Event::read(&block) {
                Ok(Some(_)) => typed.extend(kind),
                Ok(None) => {}
                Err(untyped) => panic!("{file}: {untyped}: {block:?}"),
            }
        }
    }
    // What is used and was never recorded would be a word that Asterisk does not say.
    let never: Vec<_> = Event::KINDS.into_iter().filter(|kind| !typed.contains(*kind)).collect();
    assert_eq!(never, ["FullyBooted"], "that one is the link's own");
}

#[test]
fn a_recorded_session_means_what_its_queue_log_counts() {
    for session in SESSIONS {
        let Some((blocks, log)) = recorded(session) else { return };
        assert_eq!(told(&fold(&blocks)), logged(&log), "{session}");
    }
}

#[test]
fn handing_on_is_followed_where_it_can_be_seen() {
    let Some((blocks, log)) = recorded("07-blind") else { return };
    let (told, mut logged) = (told(&fold(&blocks)), logged(&log));
    // Five go to an extension that is neither a queue nor an agent: for the floor the agent has ended them. The seventh caller was
    // redirected while speaking, of which Asterisk only tells when the caller hangs up much later.
    logged.insert("handed on", 1);
    logged.insert("ended by agent", 5);
    logged.insert("ended by caller", 1);
    logged.insert("ended by system", 1);
    assert_eq!(told, logged);
}

/// How callers left a queue without an answer, by what was told, in the words of the queue_log. Who was not let in is not in that at all.
#[test]
fn exits_are_told_apart() {
    let Some(blocks) = full() else { return };
    let Some(log) = shared::text("asterisk/captures/records/queue_log.v22") else { return };
    let told = fold(&blocks).into_iter().filter_map(|event| match event.what {
        Happened::Left { exit, .. } => Some(match exit {
            Exit::TimedOut => "EXITWITHTIMEOUT",
            Exit::LeftEmpty => "EXITEMPTY",
            Exit::Withdrawn => "WITHDRAW",
            Exit::KeyExit { .. } => "EXITWITHKEY",
            Exit::Refused { .. } => "refused",
            other => panic!("{other:?}"),
        }),
        _ => None,
    });
    let lines = log.lines().filter_map(|line| match line.split('|').nth(4)? {
        "EXITWITHTIMEOUT" => Some("EXITWITHTIMEOUT"),
        "EXITEMPTY" => Some("EXITEMPTY"),
        "WITHDRAW" => Some("WITHDRAW"),
        "EXITWITHKEY" => Some("EXITWITHKEY"),
        _ => None,
    });
    let mut logged = counted(lines);
    logged.insert("refused", 1);
    // Taken out by a redirect: the queue_log says that the caller gave up, and there is no word how.
    *logged.entry("EXITWITHTIMEOUT").or_default() += 1;
    assert_eq!(counted(told), logged);
}

#[test]
fn recordings_and_listeners_are_told_with_their_calls() {
    let Some(blocks) = full() else { return };
    let mut listened = Counts::new();
    let (mut named, mut states) = (0, Vec::new());
    for event in fold(&blocks) {
        match event.what {
            Happened::MonitorBegan { .. } => *listened.entry("began").or_default() += 1,
            Happened::MonitorEnded { .. } => *listened.entry("ended").or_default() += 1,
            Happened::Recording { state: RecordingState::Running, name: Some(_), .. } => named += 1,
            Happened::Recording { state, .. } => states.push(state),
            _ => {}
        }
    }
    assert_eq!(listened, Counts::from([("began", 3), ("ended", 3)]));
    assert!(named > 50, "{named}: the dialplan records all of them");
    assert_eq!(states, [RecordingState::Muted, RecordingState::Running, RecordingState::Stopped]);
}

#[test]
fn asking_somebody_first_begins_and_ends() {
    let Some((blocks, _)) = recorded("08-attended") else { return };
    let words: Vec<_> = fold(&blocks)
        .into_iter()
        .filter_map(|event| match event.what {
            Happened::ConsultBegan { .. } => Some("asks"),
            Happened::ConsultEnded { .. } => Some("asks no more"),
            Happened::Transferred { .. } => Some("hands on"),
            _ => None,
        })
        .collect();
    assert_eq!(words[..4], ["asks", "hands on", "asks", "asks no more"], "{words:?}");
}

#[test]
fn a_caller_who_is_taken_out_of_a_queue_has_not_given_up() {
    let Some((blocks, log)) = recorded("12-pickup") else { return };
    assert_eq!(logged(&log)["abandoned"], 1);
    assert_eq!(told(&fold(&blocks))["left by rule"], 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Events come a little out of order, and some not at all: what is told of a call has a beginning and one end all the same.
    #[test]
    fn whatever_is_missing_or_late_a_call_begins_and_ends_once(
        session in 0..SESSIONS.len(),
        swaps in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
        lost in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let Some((mut blocks, _)) = recorded(SESSIONS[session]) else { return Ok(()) };
        for place in swaps {
            let place = place.index(blocks.len() - 1);
            blocks.swap(place, place + 1);
        }
        for place in lost {
            blocks.remove(place.index(blocks.len()));
        }
        consistent(&stories(fold(&blocks)))?;
    }

    /// Nonsense in the words of Asterisk: nothing breaks, and what is told of a call makes sense all the same.
    #[test]
    fn nonsense_makes_sense_of_calls_all_the_same(
        blocks in proptest::collection::vec(nonsense(), 0..60),
        seconds in proptest::collection::vec(0..4_i64, 60),
    ) {
        let mut mapper = Mapper::new(names());
        let mut now = DateTime::<Utc>::UNIX_EPOCH;
        let mut told = Vec::new();
        for (block, wait) in blocks.iter().zip(seconds) {
            now += TimeDelta::seconds(wait);
            told.extend(mapper.take(now, block).unwrap_or_default());
            told.extend(mapper.tick(now));
        }
        let mut survey = Survey::default();
        blocks.iter().for_each(|block| survey.add(block));
        Mapper::begin(names(), now, &survey);
        consistent(&stories(told))?;
    }
}

type Stories = BTreeMap<CallId, Vec<Happened>>;

/// What was told of each call.
fn stories(told: Vec<SwitchEvent>) -> Stories {
    let mut stories = Stories::new();
    for event in told {
        if let Some(call) = call_of(&event.what) {
            stories.entry(call).or_default().push(event.what);
        }
    }
    stories
}

/// Each call enters once and before all else, and nothing is told of it after its end.
fn consistent(stories: &Stories) -> Result<(), TestCaseError> {
    for story in stories.values() {
        let over = |happened: &Happened| matches!(happened, Happened::HungUp { .. } | Happened::Left { .. });
        let entered = story.iter().filter(|happened| matches!(happened, Happened::Entered { .. })).count();
        prop_assert!(entered == 1 && matches!(story[0], Happened::Entered { .. }), "{story:?}");
        prop_assert!(!story.iter().rev().skip(1).any(over), "{story:?}");
    }
    Ok(())
}

/// A block of few words, so that they meet: kinds that are used, with few channels, phones and queues, and some that are none.
fn nonsense() -> impl Strategy<Value = Block> {
    let kinds = proptest::sample::select(
        [&Event::KINDS[..], &["QueueEntry", "Status", "QueueMember", "Other"]].concat(),
    );
    let fields: Vec<_> = words()
        .into_iter()
        .map(|(key, value)| proptest::option::weighted(0.8, value.prop_map(move |value| (key, value))))
        .collect();
    let strange = proptest::collection::vec(("\\PC{0,8}", "\\PC{0,8}"), 0..2);
    (kinds, fields, strange).prop_map(|(kind, fields, strange)| {
        let known = fields.into_iter().flatten().map(|(key, value)| (key.to_owned(), value.to_owned()));
        [("Event".to_owned(), kind.to_owned())].into_iter().chain(known).chain(strange).collect()
    })
}

/// Fields, and the words that may stand in each.
fn words() -> Vec<(&'static str, BoxedStrategy<&'static str>)> {
    let word = |words: &'static [&'static str]| proptest::sample::select(words);
    let id = || word(&["1.1", "1.2", "1.3", "2.1", "2.2", ""]);
    let linked = || word(&["1.1", "2.1", "3.1"]);
    let name = || {
        word(&[
            "PJSIP/agent1-1",
            "PJSIP/agent2-1",
            "Local/1001@from-agents-1;1",
            "Local/1001@from-agents-1;2",
            "PJSIP/carrier-1",
        ])
    };
    vec![
        ("Uniqueid", id().boxed()),
        ("Linkedid", linked().boxed()),
        ("Channel", name().boxed()),
        ("DestUniqueid", id().boxed()),
        ("DestLinkedid", linked().boxed()),
        ("DestChannel", name().boxed()),
        ("TransfererUniqueid", id().boxed()),
        ("TransfererLinkedid", linked().boxed()),
        ("OrigTransfererUniqueid", id().boxed()),
        ("OrigTransfererLinkedid", linked().boxed()),
        ("SpyerUniqueid", id().boxed()),
        ("SpyerChannel", name().boxed()),
        ("SpyeeUniqueid", id().boxed()),
        ("Queue", word(&["hotline", "overflow", "strange"]).boxed()),
        ("Interface", word(&["PJSIP/agent1", "PJSIP/agent2", ""]).boxed()),
        ("Exten", word(&["hotline", "1", "1001", ""]).boxed()),
        ("Extension", word(&["hotline", "overflow", "1001", "2000"]).boxed()),
        ("Result", word(&["Success", "Success", "Fail"]).boxed()),
        ("Reason", word(&["caller", "agent", "transfer"]).boxed()),
        ("DialStatus", word(&["ANSWER", "CANCEL", "BUSY"]).boxed()),
        (
            "Variable",
            word(&["QUEUESTATUS", "MIXMONITOR_FILENAME", "HOTDESK_CALL=1 hotline", "HOTDESK_CALL=2"]).boxed(),
        ),
        ("Value", word(&["TIMEOUT", "FULL", "JOINEMPTY", "WITHDRAW", "CONTINUE", ""]).boxed()),
        ("Application", word(&["Queue", "Dial", "AppQueue", "AppDial"]).boxed()),
        ("AppData", word(&["hotline,tT", "", ",,"]).boxed()),
        ("Data", word(&["hotline,tT", "strange", ",,"]).boxed()),
        ("BridgeID", word(&["b", "c", ""]).boxed()),
        ("Paused", word(&["0", "1"]).boxed()),
        ("State", word(&["0", "1"]).boxed()),
        ("Status", word(&["1", "5", "x"]).boxed()),
        ("Cause", word(&["0", "17", "99999999999"]).boxed()),
        ("Wait", word(&["1", "4294967295", "-1"]).boxed()),
        ("Seconds", word(&["1", "4294967295", "-1"]).boxed()),
        ("Timestamp", word(&["1.5", "86400.1", "9999999999999.0", "-5.0", "x", "", "", ""]).boxed()),
    ]
}

fn call_of(happened: &Happened) -> Option<CallId> {
    match happened {
        Happened::Entered { call, .. }
        | Happened::Queued { call, .. }
        | Happened::Ringing { call, .. }
        | Happened::RingEnded { call, .. }
        | Happened::Answered { call, .. }
        | Happened::Held { call }
        | Happened::Resumed { call }
        | Happened::Transferred { call, .. }
        | Happened::ConsultBegan { call, .. }
        | Happened::ConsultEnded { call, .. }
        | Happened::Recording { call, .. }
        | Happened::MonitorBegan { call, .. }
        | Happened::MonitorEnded { call, .. }
        | Happened::HungUp { call, .. }
        | Happened::Left { call, .. } => Some(*call),
        _ => None,
    }
}

/// The whole recorded day, with all classes of events.
fn full() -> Option<Vec<Block>> {
    Some(blocks(shared::text("asterisk/captures/ami/full-v22.raw.txt.gz")?.as_bytes()))
}

/// The blocks of a session, and the lines of the queue_log about its calls.
fn recorded(session: &str) -> Option<(Vec<Block>, Vec<String>)> {
    let log = shared::text("asterisk/captures/records/queue_log.v22")?;
    let blocks = blocks(shared::text(&format!("asterisk/captures/ami/v22/{session}.txt"))?.as_bytes());
    let joins = blocks.iter().filter(|block| block.event() == Some("QueueCallerJoin"));
    let calls: BTreeSet<_> = joins.filter_map(|join| join.get("Uniqueid")).collect();
    let about = |line: &&str| line.split('|').nth(1).is_some_and(|call| calls.contains(call));
    let lines = log.lines().filter(about).map(str::to_owned).collect();
    Some((blocks, lines))
}

/// What the queue_log counts, in our words.
fn logged(lines: &[String]) -> Counts {
    let words = lines.iter().filter_map(|line| match line.split('|').nth(4)? {
        "ENTERQUEUE" => Some("queued"),
        "CONNECT" => Some("answered"),
        "RINGNOANSWER" => Some("missed"),
        "RINGCANCELED" => Some("ring withdrawn"),
        "ABANDON" => Some("abandoned"),
        "EXITWITHKEY" => Some("left by key"),
        "EXITWITHTIMEOUT" | "EXITEMPTY" | "WITHDRAW" => Some("left by rule"),
        "BLINDTRANSFER" | "ATTENDEDTRANSFER" => Some("handed on"),
        "COMPLETECALLER" => Some("ended by caller"),
        "COMPLETEAGENT" => Some("ended by agent"),
        _ => None,
    });
    counted(words)
}

/// What was told, in the same words. A talk after a transfer to an agent is no queue's any more.
fn told(events: &[SwitchEvent]) -> Counts {
    let mut direct = BTreeSet::new();
    let mut spoke = BTreeSet::new();
    let mut words = Vec::new();
    for event in events {
        words.push(match &event.what {
            Happened::Queued { .. } => "queued",
            Happened::Answered { call, .. } if !direct.contains(call) => {
                spoke.insert(*call);
                "answered"
            }
            Happened::RingEnded { why: RingEnd::NoAnswer | RingEnd::Rejected, .. } => "missed",
            Happened::RingEnded { .. } => "ring withdrawn",
            Happened::Left { exit: Exit::KeyExit { .. }, .. } => "left by key",
            Happened::Left { .. } => "left by rule",
            Happened::Transferred { call, to, .. } => {
                if matches!(to, TransferTarget::Agent { .. }) {
                    direct.insert(*call);
                }
                "handed on"
            }
            Happened::HungUp { call, .. } if direct.contains(call) => continue,
            Happened::HungUp { call, .. } if !spoke.contains(call) => "abandoned",
            Happened::HungUp { by: Ender::Caller, .. } => "ended by caller",
            Happened::HungUp { by: Ender::Agent, .. } => "ended by agent",
            Happened::HungUp { by: Ender::System, .. } => "ended by system",
            _ => continue,
        });
    }
    counted(words.into_iter())
}

fn counted(words: impl Iterator<Item = &'static str>) -> Counts {
    words.fold(Counts::new(), |mut counts, word| {
        *counts.entry(word).or_default() += 1;
        counts
    })
}
