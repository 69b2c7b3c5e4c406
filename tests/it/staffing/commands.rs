//! `hotdesk staff` as its users have it: what it prints, and how it refuses.

use serde_json::{Value, json};

use crate::commands::{done, hotdesk, refused};

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

/// A month of the bank, packed, as it ships with the program.
const JANUARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo/bank-1999-01.tsv.gz");
const ROSTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/roster.toml");

fn january<'a>(question: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[question, "--log", JANUARY, "--log-format", "bank"], more].concat()
}

#[test]
fn a_month_says_what_comes_who_is_missing_and_how_patient_callers_are() {
    check("forecast", &january("forecast", &["--interval", "1h"]));
    check("day", &january("day", &["--date", "1999-01-27", "--interval", "1h", "--roster", ROSTER]));
    check("patience", &january("patience", &[]));
}

#[test]
fn programs_read_what_a_month_says() {
    let forecast = json(&january("forecast", &["--interval", "30m", "--days", "2"]));
    let rows = forecast["forecast"].as_array().expect("a list");
    assert_eq!((rows.len(), &rows[48]["interval_start"]), (96, &json!("1999-02-02T00:00:00+02:00")));
    for key in ["chosen", "naive"] {
        let missed = &forecast["back_test"][key];
        assert!(missed["wape"].is_number() && missed["mae"].is_number(), "{forecast}");
    }
    let day = json(&january("day", &["--date", "1999-01-27", "--roster", ROSTER, "--shrinkage", "0.2"]));
    let noon = &day["rows"][24];
    assert_eq!(noon["interval_start"], "1999-01-27T12:00:00+02:00");
    let gap = noon["rostered"].as_f64().unwrap() - noon["agents_with_shrinkage"].as_f64().unwrap();
    assert_eq!(noon["gap"].as_f64(), Some(gap));
    let patience = json(&january("patience", &[]));
    assert_eq!((&patience["waits"], &patience["abandoned"]), (&json!(30_161), &json!(3_101)));
    let stocks = json(&january("patience", &["--queue", "stocks"]));
    assert!(stocks["waits"].as_u64() < patience["waits"].as_u64());
}

#[test]
fn a_queue_log_says_the_same_of_its_calls() {
    let home = tempfile::tempdir().expect("a folder");
    let log = home.path().join("queue_log");
    // Monday, 2 March 2026, 10:00 in Shanghai: one answered after 4 s, one gone after 9 s, one that pressed a key.
    let lines = "1772416800|1|hotline|NONE|ENTERQUEUE||8001|1\n1772416804|1|hotline|Anna|CONNECT|4|x|3\nnonsense\n\
        1772416900|1|hotline|Anna|COMPLETECALLER|4|96|1\n1772416909|2|hotline|NONE|ABANDON|1|1|9\n\
        1772416950|3|other|NONE|EXITWITHKEY|1|1|1|30\n";
    std::fs::write(&log, lines).expect("a file");
    let log = ["--log", log.to_str().expect("a plain path"), "--log-format", "queue-log"];
    let patience = json(&[&["patience"], &log[..]].concat());
    assert_eq!(
        (&patience["waits"], &patience["abandoned"], &patience["exponential_mean_s"]),
        (&json!(3), &json!(1), &json!(43.0))
    );
    let day =
        [&["day", "--date", "2026-03-03", "--queue", "hotline", "--tz", "Asia/Shanghai"], &log[..]].concat();
    let day = json(&day);
    assert_eq!(
        (&day["aht_s"], &day["rows"][20]["calls"], &day["rows"][20]["agents"]),
        (&json!(96.0), &json!(2.0), &json!(1))
    );
    complains(
        &[&["patience", "--queue", "nowhere"], &log[..]].concat(),
        &["no calls that were offered to the queue nowhere"],
    );
    let said = hotdesk(home.path(), &[&["staff", "patience"], &log[..]].concat(), "");
    assert!(
        said.complaint.contains("line 3: ") && said.complaint.contains("1 of 6 lines"),
        "{}",
        said.complaint
    );
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
fn a_sites_roster_is_checked_and_used() {
    let home = tempfile::tempdir().expect("a folder");
    let (site, settings) = (home.path().join("site"), home.path().join("mine.toml"));
    std::fs::create_dir(&site).expect("a folder");
    std::fs::write(&settings, format!("[desk]\nsite = {site:?}\n")).expect("a file");
    let named = ["--config", settings.to_str().expect("a plain path")];
    let roster = std::fs::read_to_string(ROSTER).expect("the example");
    let write = |roster: &str| std::fs::write(site.join("roster.toml"), roster).expect("a file");
    write(&roster);
    let checked = done(home.path(), &[&["check"], &named[..]].concat(), "");
    assert!(checked.contains("ok     roster     16 agents"), "{checked}");
    let day =
        [&["staff"], &january("day", &["--date", "1999-01-27", "--format", "json"])[..], &named].concat();
    let day: Value = serde_json::from_str(&done(home.path(), &day, "")).expect("it is JSON");
    assert_eq!(day["rows"][14]["rostered"], 3.0);
    write(&roster.replace("8004 =", "9004 ="));
    let checked = hotdesk(home.path(), &[&["check"], &named[..]].concat(), "");
    assert!(!checked.good && checked.out.contains("9004 is away, but in no shift"), "{}", checked.out);
    write(&roster.replace("07:00-15:00", "15:00-07:00"));
    let checked = hotdesk(home.path(), &[&["check"], &named[..]].concat(), "");
    assert!(
        checked.out.contains("roster.toml:") && checked.out.contains("split a night shift"),
        "{}",
        checked.out
    );
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
    complains(&january("forecast", &["--interval", "7m"]), &["420 s do not divide a day", "take 5m"]);
    complains(
        &january("forecast", &["--from", "1999-01-01"]),
        &["no calls before 1999-01-01", "take a later day"],
    );
    complains(
        &january("day", &["--date", "1999-01-27", "--roster", "nowhere.toml"]),
        &["nowhere.toml: cannot read the file"],
    );
    complains(
        &["patience", "--log", "nowhere", "--log-format", "bank"],
        &["cannot read nowhere", "check that it is there"],
    );
    complains(
        &["patience", "--log", ROSTER, "--log-format", "bank"],
        &["no calls that were offered: check --log-format"],
    );
}
