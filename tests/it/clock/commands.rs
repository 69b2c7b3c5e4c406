//! `hotdesk due` and `hotdesk calendar`.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::commands::{done, hotdesk};

const OFFICE: &str = r#"
zone = "Asia/Shanghai"
include = ["announced"]
holidays = ["2026-03-05"]
[hours]
mon = ["09:00-12:00", "13:30-18:00"]
tue = ["09:00-12:00", "13:30-18:00"]
wed = ["09:00-12:00", "13:30-18:00"]
thu = ["09:00-12:00", "13:30-18:00"]
fri = ["09:00-12:00", "13:30-18:00"]
[special]
"2026-03-07" = ["10:00-24:00"]
"#;
const ANNOUNCED: &str = r#"
years = ["2025-2026"]
workdays = ["2026-03-08"]
"#;

/// A folder with a calendar and a list that it includes.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("office.toml"), OFFICE).expect("a calendar");
    fs::write(home.path().join("announced.toml"), ANNOUNCED).expect("a list");
    home
}

/// What a program reads of the answer.
#[track_caller]
fn answer(home: &Path, question: &[&str]) -> Value {
    let office = home.join("office.toml");
    let office = ["--calendar", office.to_str().expect("a plain path"), "--format", "json"];
    let said = done(home, &[question, &office].concat(), "");
    serde_json::from_str(&said).expect("it is JSON")
}

#[test]
fn due_says_when_and_which_intervals_were_counted() {
    let home = home();
    let due = |more: &[&str]| {
        answer(home.path(), &[&["due", "--start", "2026-03-04T17:00:00+08:00"], more].concat())
    };
    let counted = due(&["--allow", "2wh", "--at", "2026-03-06T02:00:00Z"]);
    let why = json!([
        { "from": "2026-03-04T09:00:00Z", "to": "2026-03-04T10:00:00Z" },
        { "from": "2026-03-06T01:00:00Z", "to": "2026-03-06T02:00:00Z" },
    ]);
    assert_eq!(counted["due"], "2026-03-06T02:00:00Z");
    assert_eq!((&counted["used_s"], &counted["left_s"], &counted["why"]), (&json!(7200), &json!(0), &why));
    let pause =
        ["--allow", "3wd", "--pause", "2026-03-06 10:00/2026-03-06 19:00", "--at", "2026-03-10T00:00:00Z"];
    // Friday's closing is in the pause; Saturday, Sunday and Monday are counted.
    assert_eq!(due(&pause)["due"], "2026-03-09T10:00:00Z");
    assert_eq!(due(&["--allow", "1wd", "--extend", "1wd"])["due"], "2026-03-07T16:00:00Z");
}

#[test]
fn due_is_told_to_people_too() {
    let home = home();
    let office = home.path().join("office.toml");
    let args = ["due", "--calendar", office.to_str().expect("a plain path"), "--allow", "2wh", "--start"];
    let said =
        done(home.path(), &[&args[..], &["2026-03-04 17:00", "--at", "2026-03-06 12:00"]].concat(), "");
    insta::assert_snapshot!(said, @r"
    due   Fri 2026-03-06 10:00:00 Asia/Shanghai
    start Wed 2026-03-04 17:00:00, 2wh allowed
    at    Fri 2026-03-06 12:00:00: 4 h 00 min 00 s used, 2 h 00 min 00 s late
    counted
          Wed 2026-03-04 17:00:00 - Wed 2026-03-04 18:00:00  1 h 00 min 00 s
          Fri 2026-03-06 09:00:00 - Fri 2026-03-06 10:00:00  1 h 00 min 00 s
    ");
}

#[test]
fn a_calendar_answers_plain_questions() {
    let home = home();
    let ask = |question: &[&str]| answer(home.path(), &[&["calendar"], question].concat());
    assert_eq!(ask(&["is-open", "--at", "2026-03-04 12:00"]), json!({ "open": false }));
    assert_eq!(ask(&["is-open", "--at", "2026-03-08 09:00"]), json!({ "open": true }));
    assert_eq!(ask(&["next-open", "--at", "2026-03-04 18:00"]), json!({ "at": "2026-03-06T01:00:00Z" }));
    assert_eq!(ask(&["next-close", "--at", "2026-03-05 18:00"]), json!({ "at": "2026-03-06T04:00:00Z" }));
    assert_eq!(ask(&["previous-open", "--at", "2026-03-06 09:00"]), json!({ "at": "2026-03-04T10:00:00Z" }));
    let between = ["between", "--from", "2026-03-04 17:00", "--to", "2026-03-06 10:00"];
    assert_eq!(ask(&between), json!({ "seconds": 7200, "days": 1 }));
    assert_eq!(ask(&["add", "--from", "2026-03-04", "--days", "1"]), json!({ "date": "2026-03-06" }));
    assert_eq!(
        ask(&["add", "--from", "2026-03-04 10:00", "--days", "-1"]),
        json!({ "at": "2026-03-03T02:00:00Z" })
    );
    assert_eq!(
        ask(&["add", "--from", "2026-03-04 17:00", "--seconds", "7200"]),
        json!({ "at": "2026-03-06T02:00:00Z" })
    );
}

#[test]
fn what_cannot_be_reckoned_says_why() {
    let home = home();
    let write = |text: &str| fs::write(home.path().join("bad.toml"), text).expect("a calendar");
    let check = |calendar: &str, more: &[&str], why: &str| {
        let file = home.path().join(calendar);
        let args = [
            "due",
            "--calendar",
            file.to_str().expect("a plain path"),
            "--start",
            "2026-12-28 10:00",
            "--allow",
        ];
        let said = hotdesk(home.path(), &[&args[..], more].concat(), "");
        assert!(said.complaint.contains(why), "{}", said.complaint);
    };
    check("office.toml", &["7wd"], "does not know the days off of 2027");
    check("office.toml", &["24h", "--pause", "2026-12-29/2026-12-28"], "ends before it begins");
    check("office.toml", &["24h", "--pause", "2026-12-29"], "write FROM/TO");
    check("office.toml", &["24h", "--at", "noon"], "cannot read the time \"noon\"");
    check("office.toml", &["3days"], "cannot read the time limit \"3days\"");
    check("none.toml", &["3wd"], "none.toml: cannot read the file");
    write("zone = \"UTC\"\n");
    check("bad.toml", &["3wd"], "has not so much working time");
    write("zone = \"UTC\"\ninclude = [\"nothing\"]\n");
    check("bad.toml", &["3wd"], "there is no such calendar");
    write("zone = \"UTC\"\n[hours]\nmon = [\"12:00-09:00\"]\n");
    check("bad.toml", &["3wd"], "bad.toml:3: `hours.mon[0]`");
    write("zone = \"UTC\"\nyears = [\"next\"]\n");
    check("bad.toml", &["3wd"], "cannot read the years");
}
