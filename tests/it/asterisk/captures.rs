//! Recorded sessions: all of them can be read, and what they mean is what the same Asterisk wrote into its queue_log.

use std::collections::{BTreeMap, BTreeSet};

use hotdesk::domain::Exit;
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
        let mut stories = BTreeMap::<CallId, Vec<Happened>>::new();
        for event in fold(&blocks) {
            stories.entry(call_of(&event.what)).or_default().push(event.what);
        }
        for story in stories.values() {
            let over = |happened: &Happened| matches!(
                happened,
                Happened::HungUp { .. } | Happened::Left { .. }
            );
            let entered = story.iter().filter(|happened| matches!(happened, Happened::Entered { .. })).count();
            prop_assert!(entered == 1 && matches!(story[0], Happened::Entered { .. }), "{story:?}");
            prop_assert!(!story.iter().rev().skip(1).any(over), "{story:?}");
        }
    }
}

fn call_of(happened: &Happened) -> CallId {
    match happened {
        Happened::Entered { call, .. }
        | Happened::Queued { call, .. }
        | Happened::Ringing { call, .. }
        | Happened::RingEnded { call, .. }
        | Happened::Answered { call, .. }
        | Happened::Held { call }
        | Happened::Resumed { call }
        | Happened::Transferred { call, .. }
        | Happened::HungUp { call, .. }
        | Happened::Left { call, .. } => *call,
        other => panic!("{other:?} is not told by events alone"),
    }
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
