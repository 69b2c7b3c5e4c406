//! What other systems made of their logs, where they count as we do.
//!
//! Not held, because they count something else:
//! - agents' sign-in for each queue alone (`via_membername`): ours is signed in or not, whatever the queues; by membership only who never
//!   signs in himself.
//! - `agentcallback` interfaces are not turned into agents' numbers: the log says not whose they are.
//! - received: theirs holds the refused, which ours counts apart; their abandoned holds the timed out (`crossbar_queue_report`), their
//!   average wait is of all who waited. The sums are held.
//! - in progress: theirs holds calls that are talked to; ours waits, and such a call is answered and not yet handled.
//! - `ringing_s` of `logchart`: from the first event to the answer; ours is what was told of each ring.
//! - `wazo_queue_stats`, `wazo_agent_stats`, `acd_half_hour_report_2000`: they begin with counts, not with a log.

use std::fs;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::{Both, Row, rows};
use crate::shared;

/// When logs begin whose lines tell only what came after.
const BEGIN: i64 = 1_784_160_000;
/// What the peers' examples are about, with our key and the value that theirs has.
const PEERS: [(&str, &str, &str, &str, f64); 26] = [
    ("one_answered_one_abandoned", "queues", "700", "offered", 2.0),
    ("one_answered_one_abandoned", "queues", "700", "answered", 1.0),
    ("one_answered_one_abandoned", "queues", "700", "abandoned", 1.0),
    ("one_answered_one_abandoned", "queues", "700", "service_level_of_answered", 1.0),
    ("one_answered_one_abandoned", "queues", "700", "patience_s", 90.0),
    ("logchart_call", "queues", "9000", "talk_s", 4.0),
    ("logchart_call", "queues", "9000", "answered", 1.0),
    ("logchart_call", "queues", "9000", "in_progress", 0.0),
    ("logchart_call", "agents", "Local/2005@from-internal/n", "rna", 1.0),
    ("logchart_abandoned", "queues", "9000", "answered", 0.0),
    ("logchart_abandoned", "queues", "9000", "abandoned", 1.0),
    ("logchart_abandoned", "queues", "9000", "patience_s", 13.0),
    ("logchart_abandoned", "queues", "9000", "in_progress", 0.0),
    ("logchart_in_progress", "queues", "9000", "handled", 0.0),
    ("import_events", "queues", "6500", "answered", 1.0),
    ("import_events", "queues", "6500", "asa_s", 5.0),
    ("import_events", "queues", "6500", "aht_s", 60.0),
    ("import_events", "queues", "6500", "patience_s", 15.0),
    ("import_events", "agents", "PJSIP/5002", "signed_in_s", 15.0),
    ("import_events", "agents", "PJSIP/5002", "paused_s", 5.0),
    ("readme_tail", "queues", "support", "abandoned", 1.0),
    ("readme_tail", "queues", "support", "patience_s", 68.0),
    ("readme_tail", "queues", "sales", "offered", 1.0),
    ("readme_tail", "queues", "sales", "failed", 1.0),
    ("readme_tail", "queues", "sales", "in_progress", 0.0),
    ("readme_tail", "agents", "SIP/0004f2040001", "signed_in_s", 3148.0),
];

/// A log, and reports of it.
struct Log {
    text: String,
}

impl Log {
    /// From rows of a queue_log table, whose times are UTC or local without saying so.
    fn of_table(table: &Value) -> Log {
        let line = |row: &Value| {
            let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let data = ["data1", "data2", "data3", "data4", "data5"].map(word).join("|");
            let (at, agent) = (epoch(&word("time")), row["agent"].as_str().unwrap_or("NONE"));
            format!("{at}|{}|{}|{agent}|{}|{data}\n", word("callid"), word("queuename"), word("event"))
        };
        Log { text: table.as_array().expect("rows").iter().map(line).collect() }
    }

    /// From lines, some of which begin with `B` and seconds after it.
    fn of_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> Log {
        let line = |line: &str| match line.strip_prefix('B').and_then(|rest| rest.split_once('|')) {
            Some((after, rest)) => format!("{}|{rest}\n", BEGIN + after.parse::<i64>().unwrap_or_default()),
            None => format!("{line}\n"),
        };
        Log { text: lines.into_iter().map(line).collect() }
    }

    /// The rows of a report, which the recomputation has too.
    fn report(&self, name: &str, report: &[&str]) -> Vec<Row> {
        if let Some(mut both) = Both::open(self.text.as_bytes(), "queue-log") {
            both.same(name, &[report, &["--tz", "UTC"]].concat());
        }
        self.program(report)
    }

    /// The rows that the program makes of it.
    fn program(&self, report: &[&str]) -> Vec<Row> {
        let home = tempfile::tempdir().expect("a folder");
        let log = home.path().join("log");
        fs::write(&log, &self.text).expect("a log");
        rows(home.path(), &log, "queue-log", &[report, &["--tz", "UTC"]].concat())
    }

    /// The one row of this queue or agent, and interval if there are several; none if nothing was counted.
    fn row(&self, name: &str, report: &[&str], who: &str, interval_start: Option<&str>) -> Option<Row> {
        let mine = |row: &Row| {
            (row.get("queue") == Some(&json!(who)) || row.get("agent") == Some(&json!(who)))
                && interval_start.is_none_or(|start| row["interval_start"] == start)
        };
        let mut rows: Vec<_> = self.report(name, report).into_iter().filter(mine).collect();
        assert!(rows.len() < 2, "{name}: {who}: {rows:?}");
        rows.pop()
    }
}

/// A time of a table as queue_log writes it: seconds since 1970, with a fraction.
fn epoch(text: &str) -> String {
    let text = text.trim_end_matches("+00");
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").expect("a time");
    format!("{}.{:06}", time.and_utc().timestamp(), time.and_utc().timestamp_subsec_micros())
}

fn number(row: Option<&Row>, key: &str) -> f64 {
    row.map_or(Some(0.0), |row| row[key].as_f64()).unwrap_or(0.0)
}

#[test]
fn statistics_of_wazo() {
    let Some(vectors) = shared::json("vectors/wazo_statcenter_queue_log.json") else { return };
    let scenarios = vectors["scenarios"].as_array().expect("scenarios");
    assert_eq!(scenarios.len(), 10);
    for scenario in scenarios {
        let name = scenario["scenario"].as_str().expect("a name");
        let log = Log::of_table(&scenario["queue_log"]);
        for table in scenario["expected"].as_array().expect("tables") {
            for (place, row) in table["rows"].as_array().expect("rows").iter().enumerate() {
                statistic(name, &log, table, place, row);
            }
        }
    }
}

/// One row of a page of theirs: an hour, a day, or all.
fn statistic(name: &str, log: &Log, table: &Value, place: usize, row: &Value) {
    let period = row["period"].as_str().expect("a period");
    let date: NaiveDate = table["date"].as_str().expect("a date").parse().expect("a date");
    let (interval, start) = match period.split_once('h') {
        _ if period == "Total" => ("all", None),
        Some((hour, _)) => ("1h", Some(format!("{date}T{hour:0>2}:00:00+00:00"))),
        None => ("1d", Some(format!("{}T00:00:00+00:00", date + Duration::days(place as i64)))),
    };
    let queue = table["subject"].as_str().expect("a queue");
    let ours = log.row(name, &["queues", "--interval", interval], queue, start.as_deref());
    for (column, theirs) in row.as_object().expect("columns") {
        let shown = shown(ours.as_ref(), column);
        if let Some(shown) = shown {
            assert_eq!(json!(shown), *theirs, "{name}: {queue} {period}: {column}: {ours:?}");
        }
    }
}

/// Ours as their pages show it.
fn shown(ours: Option<&Row>, column: &str) -> Option<String> {
    let count = |key: &str| number(ours, key);
    let percent = |key: &str| {
        ours.and_then(|row| row[key].as_f64()).map_or(String::new(), |rate| format!("{} %", rate * 100.0))
    };
    let waited = count("answered") + count("abandoned");
    let waits = count("asa_s") * count("answered") + count("patience_s") * count("abandoned");
    Some(match column {
        "Received" => (count("offered") + count("refused")).to_string(),
        "Answered" => count("answered").to_string(),
        "Abandoned" => count("abandoned").to_string(),
        "Blocking" | "Closed" | "Saturated" => count("refused").to_string(),
        "Answered rate" => percent("answer_rate"),
        "QoS" => percent("service_level_of_answered"),
        "AWT" if waited == 0.0 => String::new(),
        "AWT" => format!("00:00:{:02}", (waits / waited + 1e-9).floor()),
        _ => return None,
    })
}

#[test]
fn sign_in_and_pauses_of_wazo() {
    let Some(vectors) = shared::json("vectors/wazo_agent_intervals.json") else { return };
    let mut held = 0;
    for case in vectors["cases"].as_array().expect("cases") {
        let name = case["test"].as_str().expect("a name");
        let key = match case["call"].as_str() {
            Some("_get_completed_logins" | "get_login_intervals_in_range") => "signed_in_s",
            Some("get_pause_intervals_in_range") => "paused_s",
            _ => continue,
        };
        if name.ends_with("via_membername") {
            continue;
        }
        let log = Log::of_table(&case["queue_log"]);
        for (who, seconds) in agents(&case["expected"]) {
            let who = if name.ends_with("via_interface") { "Local/id-61@agentcallback" } else { who };
            let range = [&case["range"][0], &case["range"][1]].map(|end| end.as_str().expect("a time"));
            let report = ["agents", "--interval", "all", "--from", range[0], "--to", range[1]];
            let ours = number(log.row(name, &report, who, None).as_ref(), key);
            // Theirs goes down to microseconds.
            assert!((ours - seconds).abs() < 0.01, "{name}: {who}: {key} is {ours}, theirs {seconds}");
            held += 1;
        }
    }
    assert_eq!(held, 8);
}

/// Agents and the length of all their intervals, of all queues together.
fn agents(expected: &Value) -> Vec<(&str, f64)> {
    let time =
        |text: &Value| text.as_str().expect("a time").parse::<DateTime<chrono::Utc>>().expect("a time");
    let length = |spans: &Value| {
        let spans = spans.as_array().expect("intervals").iter();
        spans.map(|span| (time(&span[1]) - time(&span[0])).as_seconds_f64()).sum::<f64>()
    };
    let mut sums: Vec<(&str, f64)> = Vec::new();
    for (key, spans) in expected.as_object().expect("agents") {
        let who = key.split(" | ").next().expect("an agent");
        match sums.iter_mut().find(|(known, _)| *known == who) {
            Some((_, sum)) => *sum += length(spans),
            None => sums.push((who, length(spans))),
        }
    }
    sums
}

#[test]
fn queue_reports_of_peers() {
    let Some(vectors) = shared::json("vectors/queue_report_peers.json") else { return };
    for (id, kind, who, key, theirs) in PEERS {
        let lines = peer(&vectors, id)["lines"].as_array().expect("lines");
        let log = Log::of_lines(lines.iter().map(|line| line.as_str().expect("a line")));
        let ours = log.row(id, &[kind, "--interval", "all"], who, None);
        assert_eq!(number(ours.as_ref(), key), theirs, "{id}: {who}: {key}: {ours:?}");
    }
}

/// Ten calls, of which theirs counts the one that timed out as abandoned, and averages the waits of all.
#[test]
fn what_happened_to_the_people_waiting() {
    let Some(vectors) = shared::json("vectors/queue_report_peers.json") else { return };
    let theirs = &peer(&vectors, "crossbar_queue_report")["expect"];
    let ends =
        ["PJSIP/201|COMPLETEAGENT|10|120|1"; 4].into_iter().chain(["PJSIP/202|COMPLETECALLER|40|60|1"; 2]);
    let ends = ends.chain(["NONE|ABANDON|1|1|75"; 3]).chain(["NONE|EXITWITHTIMEOUT|1|1|90"]);
    let call = |(n, end): (usize, &str)| {
        let connect = end.split_once("|COMPLETE").map(|(agent, told)| {
            let wait = told.split('|').nth(1).expect("a wait");
            format!("B+{}|{n}|700|{agent}|CONNECT|{wait}|{n}.1|3\n", n * 600 + 100)
        });
        format!("B+{}|{n}|700|NONE|ENTERQUEUE||1|1\n", n * 600)
            + &connect.unwrap_or_default()
            + &format!("B+{}|{n}|700|{end}\n", n * 600 + 200)
    };
    let lines: String =
        ends.enumerate().map(call).collect::<String>() + "B+1|0|700|PJSIP/202|RINGNOANSWER|1000\n";
    let log = Log::of_lines(lines.lines());
    let ours = log.row("crossbar", &["queues", "--interval", "all"], "700", None).expect("a row");
    let count = |key: &str| number(Some(&ours), key);
    assert_eq!(
        (ours["offered"].as_f64(), ours["answered"].as_f64()),
        (theirs["offered"].as_f64(), theirs["answered"].as_f64())
    );
    assert_eq!(
        json!(count("abandoned") + count("timed_out")).as_f64(),
        theirs["abandoned_incl_timeout"].as_f64()
    );
    assert_eq!(ours["longest_wait_s"].as_f64(), theirs["longest_wait_s"].as_f64());
    assert_eq!(ours["aht_s"].as_f64(), theirs["average_conversation_s"].as_f64());
    assert_eq!(Some(count("answer_rate") * 100.0), theirs["answer_rate_pct_of_offered"].as_f64());
    let within = (count("service_level_of_answered") * 1000.0).round() / 10.0;
    assert_eq!(Some(within), theirs["service_level_pct_of_answered"].as_f64());
    for (member, theirs) in theirs["by_member"].as_object().expect("members") {
        let ours = log.row("crossbar", &["agents", "--interval", "all"], &format!("PJSIP/{member}"), None);
        let ours = ["answered", "rna"].map(|key| Some(number(ours.as_ref(), key)));
        assert_eq!(ours, [theirs["answered"].as_f64(), theirs["ring_no_answer"].as_f64()], "{member}");
    }
}

fn peer<'a>(vectors: &'a Value, id: &str) -> &'a Value {
    let cases = vectors["cases"].as_array().expect("cases");
    cases.iter().find(|case| case["id"] == id).expect("the case")
}

/// Its lines tell no waits, and a CONNECT without one cannot be read, so the recomputation is not asked.
#[test]
fn a_call_that_left_empty_is_counted_once() {
    let Some(vectors) = shared::json("vectors/wazo_agent_intervals.json") else { return };
    let cases = vectors["cases"].as_array().expect("cases");
    let case = cases.iter().find(|case| case["call"] == "fill_leaveempty_calls").expect("the case");
    let log = Log::of_table(&case["queue_log"]);
    for (queue, left) in
        case["expected"]["per queue: calls with status leaveempty"].as_object().expect("queues")
    {
        let rows = log.program(&["queues", "--interval", "all"]);
        let row = rows.iter().find(|row| row["queue"] == json!(queue)).expect("a row");
        assert_eq!((&row["offered"], &row["left_empty"]), (&json!(1), left), "{queue}");
    }
}
