//! Old logs stay readable: a log of each event version, as it was written then, still verifies and folds to the same floor.
//!
//! `tests/data/log-vN.txt` holds an event a line, hash and encoding; `tests/data/floor-vN.json` the floor that they add up to.
//! Neither is ever written again. A later version adds a pair of its own (`cargo test --test it write_the_log -- --ignored`).

use std::{fs, path::PathBuf};

use hotdesk::{
    domain::{Chain, EVENT_VERSION, Floor, Hash},
    storage::StoredEvent,
};
use serde_json::Value;

use super::{chained, sample};

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

#[test]
fn logs_of_all_versions_verify_and_fold_to_the_same_floors() {
    (1..=EVENT_VERSION).for_each(check);
}

#[track_caller]
fn check(version: u16) {
    let log = fs::read_to_string(data(&format!("log-v{version}.txt"))).expect("the stored log");
    let (mut chain, mut floor) = (Chain::default(), Floor::default());
    for (seq, line) in (1..).zip(log.lines()) {
        let (hash, body) = line.split_once(' ').expect("hash and encoding");
        let hash = Hash::try_from(hash.to_owned()).expect("a hash");
        let stored = StoredEvent { seq, body: body.into(), hash };
        chain.verify(seq, &stored.body, hash).expect("the chain holds");
        let recorded = stored.decode().expect("an old event is read");
        assert_eq!(recorded.version, version);
        floor.apply(recorded.at, &recorded.event).expect("an old event fits");
    }
    assert!(chain.seq > 200);
    let expected: Value = serde_json::from_str(
        &fs::read_to_string(data(&format!("floor-v{version}.json"))).expect("the floor"),
    )
    .expect("the floor is JSON");
    holds(&serde_json::to_value(&floor).expect("a floor"), &expected, "floor");
}

/// Everything expected is there; a later program may say more.
fn holds(actual: &Value, expected: &Value, place: &str) {
    match expected {
        Value::Object(fields) => {
            for (name, value) in fields {
                let place = format!("{place}.{name}");
                holds(actual.get(name).unwrap_or_else(|| panic!("{place} is gone")), value, &place);
            }
        }
        _ => assert_eq!(actual, expected, "{place}"),
    }
}

#[test]
#[ignore = "writes tests/data for a new event version"]
fn write_the_log() {
    let entries = chained(&mut Chain::default(), sample::morning());
    let mut floor = Floor::default();
    let mut log = String::new();
    for entry in &entries {
        floor.apply(entry.recorded.at, &entry.recorded.event).expect("the sample is legal");
        let body = std::str::from_utf8(&entry.body).expect("JSON is text");
        log += &format!("{} {body}\n", entry.recorded.hash);
    }
    let floor = serde_json::to_string_pretty(&floor).expect("a floor");
    fs::write(data(&format!("log-v{EVENT_VERSION}.txt")), log).expect("written");
    fs::write(data(&format!("floor-v{EVENT_VERSION}.json")), floor + "\n").expect("written");
}
