//! `hotdesk staff` as its users have it: what it prints, and how it refuses.

use serde_json::{Value, json};

use crate::commands::{done, refused};

/// The door: `hotdesk staff`, for people.
fn table(args: &[&str]) -> String {
    let home = tempfile::tempdir().expect("a folder");
    done(home.path(), &[&["staff"], args].concat(), "")
}

/// The door: `hotdesk staff`, for programs.
fn json(args: &[&str]) -> Value {
    serde_json::from_str(&table(&[args, &["--format", "json"]].concat())).expect("it is JSON")
}

fn complains(args: &[&str], parts: &[&str]) {
    let home = tempfile::tempdir().expect("a folder");
    refused(home.path(), &[&["staff"], args].concat(), parts);
}

const HALF_HOUR: [&str; 6] = ["--calls", "100", "--interval", "30m", "--aht", "180s"];

fn half_hour<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&HALF_HOUR, more].concat()
}

/// A snapshot of what is printed for people.
fn check(name: &str, args: &[&str]) {
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("staff_{name}"), table(args));
    });
}

#[test]
fn agents_needed_stand_among_those_around_them() {
    let goal = ["--target", "80/19.8s", "--shrinkage", "0.3", "--max-occupancy", "0.85"];
    check("needed", &half_hour(&goal));
    check("given", &half_hour(&["--patience", "5m", "--agents", "10"]));
    check("overrun", &half_hour(&["--agents", "10"]));
}

#[test]
fn programs_read_one_object() {
    let found = json(&half_hour(&["--target", "80/20s", "--shrinkage", "0.3"]));
    assert_eq!(found["agents"], 14);
    assert_eq!(found["agents_with_shrinkage"], 20);
    assert_eq!((&found["model"], &found["abandon_rate"]), (&json!("erlang_c"), &json!(0.0)));
    let around: Vec<_> =
        found["around"].as_array().expect("a list").iter().map(|row| &row["agents"]).collect();
    assert_eq!(around, [12, 13, 14, 15, 16, 17]);
    for key in ["service_level", "asa_s", "occupancy", "p_wait", "abandon_rate"] {
        assert_eq!(found[key], found["around"][2][key], "{key}");
        assert!(found[key].is_number(), "{key}");
    }
    let overrun = json(&half_hour(&["--agents", "10"]));
    let numbers = ["service_level", "asa_s", "occupancy", "p_wait"].map(|key| &overrun[key]);
    assert_eq!(numbers, [&json!(0.0), &Value::Null, &json!(1.0), &json!(1.0)]);
    let nobody = json(&["--calls", "0", "--interval", "30m", "--aht", "180s", "--patience", "60s"]);
    assert_eq!((&nobody["agents"], &nobody["service_level"]), (&json!(0), &Value::Null));
}

#[test]
fn what_makes_no_sense_is_refused_in_a_sentence() {
    let half_hour = |more: &[&'static str]| half_hour(more);
    complains(
        &["--calls", "-20", "--interval", "30m", "--aht", "180s"],
        &["calls cannot be -20", "from 0 on"],
    );
    complains(&["--calls", "20", "--interval", "0", "--aht", "180s"], &["an interval cannot be 0 s long"]);
    complains(&["--calls", "20", "--interval", "30x", "--aht", "180s"], &["no length \"30x\": write 30m"]);
    complains(&["--calls", "20", "--interval", "30m", "--aht", "-5"], &["no length \"-5\""]);
    complains(&["--calls", "1e300", "--interval", "1s", "--aht", "9h"], &["check calls, interval and aht"]);
    complains(&["--calls", "20"], &["--interval", "--aht"]);
    complains(&half_hour(&["--target", "0.8/20s"]), &["write it in percent"]);
    complains(&half_hour(&["--target", "100/20s"]), &["aim at 99.9 % or less"]);
    complains(&half_hour(&["--shrinkage", "1"]), &["shrinkage cannot be 1", "less than 1"]);
    complains(&half_hour(&["--max-occupancy", "1.2"]), &["max-occupancy cannot be 1.2"]);
    complains(&half_hour(&["--max-occupancy", "0"]), &["max-occupancy cannot be 0"]);
    complains(&half_hour(&["--max-abandonment", "0.1"]), &["--patience"]);
}
