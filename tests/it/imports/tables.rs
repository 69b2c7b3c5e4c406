//! Tables with a mapping: what it takes from them, and what it refuses.

use chrono_tz::Tz;
use encoding_rs::GB18030;
use hotdesk::import::{Leg, Mapping, PastCall, RecordFormat};
use serde_json::Value;

use super::{line, lines, read};
use crate::shared;

fn csv(mapping: &str) -> RecordFormat {
    let mapping = Mapping::parse(mapping).unwrap_or_else(|error| panic!("{error}"));
    RecordFormat::Csv(Box::new(mapping), Tz::UTC)
}

#[test]
fn phonenow_is_read_by_the_mapping_that_ships() {
    let Some(text) = shared::text("data/phonenow/calls.csv") else { return };
    let (calls, bad) = read(&csv(include_str!("../../../config/import/phonenow.toml")), text.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    let answered: Vec<&Leg> =
        calls.iter().flat_map(PastCall::legs).filter(|leg| leg.talk().is_some()).collect();
    assert_eq!((calls.len(), answered.len()), (5_000, 4_054));
    assert_eq!(line(&calls[0]), "ID0001: Contract related 109 Diane 143+0");
    assert_eq!(calls[0].entered_at.to_rfc3339(), "2021-01-01T08:12:58+00:00");
    assert_eq!(line(&calls[5]), "ID0006: Technical Support 0 Abandoned");
}

#[test]
fn freeswitch_is_read_by_the_mapping_that_ships() {
    let Some(vector) = shared::json("vectors/freeswitch_callcenter.json") else { return };
    let event = &vector["member_queue_end_example"];
    let names = [
        "Caller-ANI",
        "CC-Queue",
        "CC-Agent",
        "CC-Cause",
        "CC-Member-Joined-Time",
        "CC-Agent-Answered-Time",
        "CC-Member-Leaving-Time",
    ];
    let cell = |name: &&str| match &event[*name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let cells: Vec<String> = names.iter().map(cell).collect();
    let head = format!("CC-Member-Session-UUID,CC-Cancel-Reason,{}", names.join(","));
    let gone = "b,TIMEOUT,5550,3000@default,,Cancel,1696995740,0,1696995800";
    let text = format!("{head}\na,NONE,{}\n{gone}", cells.join(","));
    let format = csv(include_str!("../../../config/import/freeswitch-callcenter.toml"));
    let (calls, bad) = read(&format, text.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    let expect = &vector["expect"];
    let want = format!("a: 3000@default {} 1001 {}+0", expect["wait_s"], expect["talk_s"]);
    assert_eq!(lines(&calls), [want, "b: 3000@default 60 TimedOut".into()]);
}

#[test]
fn chinese_exports_are_read_as_they_are_written() {
    let text = "7,13800138000,投诉热线,2026-03-02 09:00:00,2026/03/02 09:00:12,2026-03-02 09:02:12,8001,接通\r\n\
                8,13800138001,投诉热线,2026-03-02 09:01:00,,2026-03-02 09:01:30,,放弃\r\n\
                9,13800138001,投诉热线,2026-03-02 09:01:00,,2026-03-02 09:01:30,,挂断\r\n";
    let (bytes, _, lost) = GB18030.encode(text);
    assert!(!lost);
    let (calls, bad) = read(&csv(include_str!("../../../config/import/gb18030.toml")), &bytes);
    assert_eq!(lines(&calls), ["7: 投诉热线 12 8001 120+0", "8: 投诉热线 30 Abandoned"]);
    assert_eq!(calls[0].entered_at.to_rfc3339(), "2026-03-02T01:00:00+00:00");
    assert_eq!(bad, ["line 3: outcome \"挂断\" is not in [outcomes] of the mapping; say what it means"]);
    let broken = [bytes.as_ref(), b"\xff\xff,,\xff\n"].concat();
    let (calls, bad) = read(&csv(include_str!("../../../config/import/gb18030.toml")), &broken);
    assert_eq!((calls.len(), bad.len()), (2, 2), "what is in another encoding is one bad line: {bad:?}");
}

const SMALL: &str = "[columns]\ncall = \"id\"\nentered = \"at\"\nqueue = \"queue\"\ntalk = \"talk\"\n";

#[test]
fn a_mapping_that_misses_a_column_is_refused_at_once() {
    let (calls, bad) = read(&csv(SMALL), b"id,at,queue,talk_s\n1,2026-03-02 09:00:00,a,5\n2,,,\n");
    assert!(calls.is_empty());
    let why = "line 1: the mapping takes talk from column \"talk\", which is not there; there are id, at, queue, talk_s";
    assert_eq!(bad, [why], "and nothing else is read");
}

#[track_caller]
fn refused(mapping: &str, part: &str) {
    let why = Mapping::parse(mapping).expect_err("it makes no sense").to_string();
    assert!(why.contains(part), "{why}");
}

#[test]
fn mappings_that_make_no_sense_are_refused() {
    refused("[columns]\nentered = \"at\"", "[columns] does not tell call");
    refused("[columns]\ncall = \"id\"", "[columns] does not tell entered or offered");
    refused(&format!("encoding = \"klingon\"\n{SMALL}"), "encoding \"klingon\" is not known");
    refused(&format!("encoding = \"utf-16le\"\n{SMALL}"), "convert the table to utf-8");
    refused(&format!("delimiter = \"，\"\n{SMALL}"), "delimiter '，' cannot part columns");
    refused(&format!("header = false\n{SMALL}"), "column \"id\" is named, and header = false");
    refused(&format!("colour = 1\n{SMALL}"), "unknown field `colour`");
}

#[test]
fn lengths_and_times_are_read_in_all_their_forms() {
    let mapping = format!("time = [\"epoch_ms\", \"%d.%m.%Y %H:%M\", \"%Y-%m-%dT%H:%M:%S%z\"]\n{SMALL}");
    let text = b"id,at,queue,talk\n1,1772442000000,a,2:03\n2,02.03.2026 09:00,a,1:00:00\n\
                 3,2026-03-02T17:00:00+0800,a,12.5\n4,02.03.2026 09:00,a,-4\n5,2026-03-02,a,5\n6,02.03.2026 09:00,a,soon\n";
    let (calls, bad) = read(&csv(&mapping), text);
    let want = ["1: a 0 ? 123+0", "2: a 0 ? 3600+0", "3: a 0 ? 12+0", "4: a 0 Abandoned"];
    assert_eq!(lines(&calls), want, "a clock that was set back makes no negative length");
    assert!(calls.iter().all(|call| call.entered_at == calls[0].entered_at), "{calls:?}");
    assert_eq!(bad.len(), 2, "{bad:?}");
    assert!(
        bad[1].ends_with("talk \"soon\" cannot be read; seconds or h:mm:ss should stand there"),
        "{bad:?}"
    );
}
