//! The same calls as a real Asterisk wrote them down three times: queue_log, CEL and CDR.

use std::collections::BTreeMap;

use hotdesk::{
    domain::Exit,
    import::{Leg, LegEnd, PastCall, RecordFormat},
};

use super::{CDR, CEL, read};
use crate::shared;

/// A call that a person took out of its queue by command: queue_log takes it for one that was abandoned.
const TAKEN_OUT: &str = ".112";
/// A talk that was sent on by command: queue_log counts what came after as talk.
const SENT_ON: &str = ".82";
const RECORDS: &str = "asterisk/captures/records";

fn captured(format: &RecordFormat, file: &str) -> Option<BTreeMap<String, PastCall>> {
    let text = shared::text(&format!("{RECORDS}/{file}"))?;
    let (calls, bad) = read(format, text.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    Some(calls.into_iter().map(|call| (call.name.clone(), call)).collect())
}

/// How it ended, as far as CEL can know: of the ways out without hanging up only a key leaves a trace.
fn kind(leg: &Leg) -> &'static str {
    match &leg.end {
        LegEnd::Answered(talk) if talk.handed_on => "handed on",
        LegEnd::Answered(_) => "answered",
        LegEnd::Left(Exit::Abandoned) => "abandoned",
        LegEnd::Left(Exit::KeyExit { .. }) => "key",
        LegEnd::Left(_) => "out",
    }
}

#[test]
fn cel_tells_the_calls_that_queue_log_tells() {
    let Some(logged) = captured(&RecordFormat::QueueLog, "queue_log.v22") else { return };
    let Some(events) = captured(&CEL, "cel.v22.csv.gz") else { return };
    let mut legs = 0;
    for (name, logged) in &logged {
        let seen = &events[name];
        if name.ends_with(TAKEN_OUT) {
            legs += logged.legs().len();
            assert_eq!(seen.legs()[0].end, LegEnd::Left(Exit::Withdrawn));
            assert!(seen.legs()[1].talk().is_some() && seen.legs()[1].queue.is_none(), "{seen:?}");
            continue;
        }
        let kinds = |call: &PastCall| {
            call.legs().iter().map(|leg| (leg.queue.clone(), kind(leg))).collect::<Vec<_>>()
        };
        assert_eq!(kinds(seen), kinds(logged), "{name}");
        for (seen, logged) in seen.legs().iter().zip(logged.legs()) {
            legs += 1;
            let is_near = |a: u64, b: u64| a.abs_diff(b) <= 2_000;
            assert!(is_near(seen.wait_ms, logged.wait_ms), "{name}: {seen:?} {logged:?}");
            let talk = |leg: &Leg| leg.talk().map_or(0, |talk| talk.talk_ms + talk.hold_ms);
            let is_same = is_near(talk(seen), talk(logged)) || name.ends_with(SENT_ON);
            assert!(is_same, "{name}: {seen:?} {logged:?}");
        }
    }
    assert_eq!(legs, 78, "every entrance that queue_log tells");
    let held: u64 =
        events.values().flat_map(PastCall::legs).filter_map(Leg::talk).map(|talk| talk.hold_ms).sum();
    assert!(held > 10_000, "CEL knows of holding: {held}");
}

#[test]
fn cdr_tells_who_answered_and_loses_who_left_the_queue_alive() {
    let Some(logged) = captured(&RecordFormat::QueueLog, "queue_log.v22") else { return };
    let Some(rows) = captured(&CDR, "cdr.v22.csv") else { return };
    let mut agents = BTreeMap::new();
    let mut lost = Vec::new();
    for (name, logged) in &logged {
        let first =
            |call: &PastCall| call.legs().iter().find_map(Leg::talk).and_then(|talk| talk.agent.clone());
        match (first(logged), rows.get(name).and_then(first)) {
            (Some(member), Some(phone)) => {
                assert_eq!(agents.entry(member).or_insert_with(|| phone.clone()), &phone, "{name}");
            }
            (None, None) if rows[name].legs().is_empty() => lost.extend(logged.legs().iter().map(kind)),
            (None, _) if name.ends_with(TAKEN_OUT) => {}
            (None, None) => {}
            other => panic!("{name}: {other:?}"),
        }
    }
    assert_eq!(agents["Anna"], "PJSIP/agent1");
    assert!(lost.iter().all(|kind| *kind == "out"), "{lost:?}");
    assert!(!rows.keys().any(|name| name.ends_with("cb-0")), "an agent's own call is none that came in");
}

#[test]
fn a_queue_log_is_told_whole() {
    let text = b"100|1.1|hotline|NONE|ENTERQUEUE||0770|1
104|1.1|hotline|Anna|CONNECT|4|1.2|3
110|1.1|hotline|Anna|BLINDTRANSFER|2000|from|4|6|1
120|1.1|second|NONE|ENTERQUEUE||0770|1
125|1.1|second|NONE|EXITWITHKEY|1|1|1|5
130|1.3|hotline|NONE|ABANDON|1|1|9
140|1.4|hotline|Ben|COMPLETEAGENT|3|7|1
150|1.5|hotline|NONE|ENTERQUEUE||0771|1
160|NONE|NONE|NONE|QUEUESTART|
170|1.6|hotline|NONE|ENTERQUEUE||0772|1";
    let (calls, bad) = read(&RecordFormat::QueueLog, text);
    assert!(bad.is_empty(), "{bad:?}");
    let lines = super::lines(&calls);
    let whole = r#"1.1: hotline 4 Anna 6+0 on, second 5 KeyExit { key: "1" }"#;
    assert_eq!(lines[..3], [whole, "1.3: hotline 9 Abandoned", "1.4: hotline 3 Ben 7+0"]);
    // Who came after that still waits when the record ends.
    assert_eq!(lines[3..], ["1.5: hotline 0 Failed { what: \"the switch was started anew\" }"]);
    assert_eq!(calls[1].entered_at.timestamp(), 121, "as long ago as its wait");
}
