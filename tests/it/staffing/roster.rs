//! Who is rostered in which interval, and what that gives.

use chrono::NaiveDate;
use hotdesk::{
    config::{SiteFiles, toml_at},
    metrics::staffing::{Demand, Goal, Intervals, Patience, Plan, Roster, Shrinkage, needed, service},
};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A roster as it is written.
fn roster(text: &str) -> Result<Roster, String> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("roster.toml"), text).expect("a file");
    let read = SiteFiles::new(folder.path()).toml("roster.toml");
    read.map(|roster| roster.expect("it is there")).map_err(|trouble| trouble.to_string())
}

fn half_hours() -> Intervals {
    Intervals::of(1_800.0).expect("intervals")
}

const TEXT: &str = r#"
away = { 2 = ["2026-03-10"] }

[[shift]]
agents = ["1", "2"]
days = ["mon", "tue"]
hours = ["08:00-12:00", "13:00-24:00"]
breaks = ["09:00-09:15"]

[[shift]]
agents = ["2", "3"]
days = ["tue"]
hours = ["11:30-13:00"]
"#;

/// How many are there at these half hours.
#[track_caller]
fn check(on: &str, want: &[(&str, f64)]) {
    let there = roster(TEXT).expect("a roster").on(date(on), half_hours());
    for (start, agents) in want {
        let number = half_hours().number(start.parse().expect("a time"));
        assert_eq!(there[number], *agents, "{on} {start}");
    }
}

#[test]
fn breaks_leave_and_parts_of_intervals_count() {
    let monday = [
        ("07:30:00", 0.0),
        ("08:00:00", 2.0),
        ("09:00:00", 1.0),
        ("09:30:00", 2.0),
        ("12:00:00", 0.0),
        ("23:30:00", 2.0),
    ];
    check("2026-03-02", &monday);
    // On Tuesday the second agent stands in two shifts from half past eleven on, and is there once.
    check("2026-03-03", &[("11:30:00", 3.0), ("12:00:00", 2.0), ("13:00:00", 2.0)]);
    check("2026-03-10", &[("08:00:00", 1.0), ("11:30:00", 2.0), ("12:00:00", 1.0)]);
    check("2026-03-04", &[("08:00:00", 0.0)]);
}

#[test]
fn mistakes_are_named_with_their_line() {
    let shift = "[[shift]]\nagents = [\"1\"]\ndays = [\"mon\"]\nhours = [\"08:00-12:00\"]\n";
    assert!(roster(shift).is_ok());
    let check = |from: &str, to: &str, parts: &[&str]| {
        let trouble = roster(&shift.replace(from, to)).expect_err("it is wrong");
        parts.iter().for_each(|part| assert!(trouble.contains(part), "{part} is not in {trouble}"));
    };
    check("08:00-12:00", "22:00-06:00", &["roster.toml:4", "split a night shift at 24:00"]);
    check("\"mon\"", "\"someday\"", &["roster.toml:3"]);
    check("agents", "agent", &["roster.toml:2", "did you mean `agents`?"]);
    let strange = roster("[away]\n9 = []\n").expect("a roster");
    assert_eq!(strange.strangers().len(), 1);
}

#[test]
fn the_example_is_a_roster() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/roster.toml");
    let roster: Roster = toml_at(&path).expect("it can be read");
    assert!(roster.strangers().is_empty());
    assert_eq!(roster.agents().len(), 16);
}

#[test]
fn a_day_says_who_is_missing_and_what_those_who_are_there_give() {
    let plan = Plan {
        aht_s: 180.0,
        patience: Patience::Endless,
        goal: Goal::new(0.8, 20.0).expect("a goal"),
        shrinkage: Shrinkage::new(0.3).expect("a share"),
    };
    let rows = plan.day(half_hours(), &[100.0, 0.0, 100.0], Some(&[16.5, 2.0, 25.0])).expect("a day");
    let demand = Demand::new(100.0, 1_800.0, 180.0).expect("a demand");
    let of = |number: usize| (rows[number].on_roster, rows[number].rostered.expect("a roster"));
    assert_eq!(rows[0].needed, needed(demand, plan.patience, plan.goal).expect("an answer"));
    assert_eq!((of(0).0, of(0).1.gap), (20, -3.5));
    // 16.5 × 0.7 are 11 agents at the phones.
    assert_eq!(of(0).1.service, service(demand, plan.patience, 11, 20.0));
    assert_eq!((of(1).0, of(1).1.gap, of(1).1.service.service_level), (0, 2.0, None));
    assert_eq!((of(2).1.gap, of(2).1.service.agents), (5.0, 17));
}
