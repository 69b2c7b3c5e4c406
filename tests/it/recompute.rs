//! The numbers of call reports, held against a second computation: `tests/recompute`, in Python, from the raw log and the definitions alone.
//!
//! Every number of every row must be the same: for the months of the bank, for what other systems give as examples, for logs of a real
//! Asterisk, and for logs that are hard to read.
//!
//! Not held, because there the two readings differ and no definition says which is right:
//! - `intervals` in parts of a log: the program counts a call once, when it entered the centre; the recomputation when it was offered to a queue.
//! - agents' time in a log whose clock was set back: the program counts the repeated hour twice, the recomputation once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::{commands, shared};

mod vectors;

type Row = Map<String, Value>;

const KINDS: [&str; 4] = ["queues", "exits", "agents", "states"];
const INTERVALS: [&str; 3] = ["30m", "1d", "all"];
const ZONES: [&str; 3] = ["Asia/Jerusalem", "Asia/Shanghai", "Europe/Berlin"];
/// Days on which clocks change or a month ends.
const DAYS: [(&str, &str); 3] =
    [("2024-10-27", "2024-10-28"), ("2024-03-31", "2024-04-01"), ("2024-02-29T20:00:00", "2024-03-01")];
/// Hard logs, by the seeds that make them.
const SEEDS: std::ops::RangeInclusive<u32> = 1..=20;
/// What a row is about; all the rest are its numbers.
const NAMES: [&str; 6] = ["queue", "agent", "interval_start", "exit", "state", "reason"];
/// Whether a matter came back within days is another fold, and has tests of its own.
const NOT_RECOMPUTED: [&str; 4] = ["known", "came_back", "fcr", "fcr_of_handled"];
/// Lines of one second may be out of order, s; further back goes only a clock that is set.
const DISORDER: i64 = 5;

#[test]
fn the_recomputation_counts_as_by_hand() {
    if let Some(said) = python("recompute.py", &["--self-test"]) {
        assert_eq!(String::from_utf8_lossy(&said).trim(), "as counted by hand");
    }
}

#[test]
fn the_bank_in_january() {
    check_month("1999-01");
}

#[test]
fn the_bank_in_february() {
    check_month("1999-02");
}

fn check_month(month: &str) {
    let Some(record) = shared::text(&format!("data/bank1999/{month}.tsv.gz")) else { return };
    let Some(mut both) = Both::open(record.as_bytes(), "bank") else { return };
    for kind in KINDS {
        for interval in INTERVALS {
            both.same(month, &[kind, "--interval", interval, "--tz", ZONES[0]]);
        }
    }
    let last_day = ["--from", "1999-01-31", "--to", "1999-02-01"];
    both.same(month, &[["agents", "--interval", "30m", "--tz", ZONES[0]].as_slice(), &last_day].concat());
    for zone in &ZONES[1..] {
        both.same(month, &["queues", "--interval", "1d", "--tz", zone]);
    }
    both.same(month, &["intervals", "--interval", "all", "--tz", ZONES[0]]);
}

#[test]
fn logs_of_a_real_asterisk() {
    for name in ["queue_log.v22", "queue_log.v22-ari-and-extra"] {
        let Some(log) = shared::text(&format!("asterisk/captures/records/{name}")) else { return };
        let Some(mut both) = Both::open(log.as_bytes(), "queue-log") else { return };
        for (kind, interval) in KINDS.into_iter().flat_map(|kind| INTERVALS.map(|interval| (kind, interval)))
        {
            both.same(name, &[kind, "--interval", interval, "--tz", ZONES[2]]);
        }
    }
}

#[test]
fn logs_that_are_hard_to_read() {
    for seed in SEEDS {
        let name = format!("nasty.py --seed {seed}");
        let Some(log) = python("nasty.py", &["--seed", &seed.to_string()]) else { return };
        let Some(mut both) = Both::open(&log, "queue-log") else { return };
        let kinds = if was_set_back(&log) { &KINDS[..2] } else { &KINDS[..] };
        for kind in kinds {
            for interval in INTERVALS {
                both.same(&name, &[kind, "--interval", interval, "--tz", ZONES[seed as usize % ZONES.len()]]);
            }
            for (from, to) in DAYS {
                let day = ["--from", from, "--to", to, "--tz", ZONES[seed as usize % ZONES.len()]];
                both.same(&name, &[&[*kind, "--interval", "30m"], day.as_slice()].concat());
            }
        }
    }
}

/// Whether the times of a log go back further than by disorder.
fn was_set_back(log: &[u8]) -> bool {
    let text = String::from_utf8_lossy(log);
    let lines = text.lines().filter(|line| line.matches('|').count() >= 4);
    let times: Vec<i64> = lines.filter_map(|line| line.split('|').next()?.trim().parse().ok()).collect();
    times.windows(2).any(|pair| pair[1] >= 0 && pair[0] - pair[1] > DISORDER)
}

/// A log and its two readers: the program, and the recomputation, which stays to be asked again.
struct Both {
    folder: TempDir,
    format: &'static str,
    python: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Both {
    /// None, with a message, if there is no Python here.
    fn open(log: &[u8], format: &'static str) -> Option<Both> {
        let mut python = Command::new("python3");
        python.arg("-B").arg(script("recompute.py")).arg("--batch");
        let mut python =
            python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().inspect_err(skipped).ok()?;
        let questions = python.stdin.take().expect("a pipe");
        let answers = BufReader::new(python.stdout.take().expect("a pipe"));
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("log"), log).expect("a log");
        Some(Both { folder, format, python, questions, answers })
    }

    fn same(&mut self, name: &str, report: &[&str]) {
        let wrong = differences(&keyed(self.reported(report)), &keyed(self.recomputed(report)));
        assert!(wrong.is_empty(), "{name}: report {}:\n{}", report.join(" "), wrong.join("\n"));
    }

    fn reported(&self, report: &[&str]) -> Vec<Row> {
        let log = self.folder.path().join("log");
        rows(self.folder.path(), &log, self.format, report)
    }

    fn recomputed(&mut self, report: &[&str]) -> Vec<Row> {
        let log = self.folder.path().join("log");
        let mut question = report.to_vec();
        question.extend(["--log", log.to_str().expect("a path"), "--log-format", self.format]);
        writeln!(self.questions, "{}", serde_json::json!(question)).expect("Python reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Python answers");
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{question:?}: {error}: {answer}"))
    }
}

impl Drop for Both {
    fn drop(&mut self) {
        let _ = self.python.kill();
        let _ = self.python.wait();
    }
}

/// What the program reports of a log.
fn rows(home: &Path, log: &Path, format: &str, report: &[&str]) -> Vec<Row> {
    let mut args = vec!["report"];
    args.extend(report);
    args.extend(["--log", log.to_str().expect("a path"), "--log-format", format, "--format", "json"]);
    let said = commands::done(home, &args, "");
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{args:?}: {error}: {said}"))
}

/// Rows by what they are about.
fn keyed(rows: Vec<Row>) -> BTreeMap<String, Row> {
    let mut all = BTreeMap::new();
    for row in rows {
        let about: Vec<_> = NAMES.iter().filter_map(|name| row.get(*name)).map(Value::to_string).collect();
        let twice = all.insert(about.join(" "), row);
        assert!(twice.is_none(), "two rows of {about:?}");
    }
    all
}

/// Where the two are not the same, a line each: row, key, what the program says, what it should say.
fn differences(given: &BTreeMap<String, Row>, wanted: &BTreeMap<String, Row>) -> Vec<String> {
    let mut lines = Vec::new();
    for about in given.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
        match (given.get(about), wanted.get(about)) {
            (Some(given), Some(wanted)) => lines.extend(numbers_that_differ(about, given, wanted)),
            (Some(row), None) => lines.push(format!("row {about} is only the program's: {row:?}")),
            (None, row) => lines.push(format!("row {about} is only the recomputation's: {row:?}")),
        }
    }
    lines
}

fn numbers_that_differ(about: &str, given: &Row, wanted: &Row) -> Vec<String> {
    let keys = given.keys().filter(|key| !NOT_RECOMPUTED.contains(&key.as_str()));
    let keys = keys.chain(wanted.keys()).collect::<BTreeSet<_>>();
    let both = keys.into_iter().map(|key| (key, given.get(key), wanted.get(key)));
    let differ = both.filter(|(_, given, wanted)| !given.zip(*wanted).is_some_and(|(a, b)| equal(a, b)));
    let say = |value: Option<&Value>| value.map_or("missing".to_owned(), Value::to_string);
    differ.map(|(key, a, b)| format!("row {about}: {key} is {}, recomputed {}", say(a), say(b))).collect()
}

fn equal(given: &Value, wanted: &Value) -> bool {
    match (given, wanted) {
        (Value::Object(given), Value::Object(wanted)) => {
            given.len() == wanted.len()
                && given.iter().all(|(key, value)| wanted.get(key).is_some_and(|other| equal(value, other)))
        }
        (Value::Number(given), Value::Number(wanted)) => match (given.as_f64(), wanted.as_f64()) {
            (Some(given), Some(wanted)) => (given - wanted).abs() <= 1e-9,
            _ => false,
        },
        _ => given == wanted,
    }
}

/// What a script of the recomputation prints; none, with a message, if there is no Python here.
fn python(name: &str, args: &[&str]) -> Option<Vec<u8>> {
    let mut python = Command::new("python3");
    let said = python.arg("-B").arg(script(name)).args(args).output().inspect_err(skipped).ok()?;
    assert!(said.status.success(), "{name} {args:?}: {}", String::from_utf8_lossy(&said.stderr));
    Some(said.stdout)
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recompute").join(name)
}

fn skipped(error: &std::io::Error) {
    println!("skipped: python3 cannot be run: {error}");
}
