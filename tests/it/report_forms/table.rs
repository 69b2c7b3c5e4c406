//! The form for terminals.

use hotdesk::{
    domain::Locale,
    metrics::{Cell, Measure, Sheet},
    report::table,
    tui::text,
};

use super::{agents, queues, terminal, time, worded};

fn check(name: &str, sheet: &Sheet, columns: usize) {
    for (locale, tag) in [(Locale::En, "en"), (Locale::ZhCn, "zh")] {
        let shown = worded(locale, |wording| table(sheet, wording, terminal(columns)));
        for line in shown.lines() {
            assert!(text::width(line) <= columns, "{line}");
        }
        insta::assert_snapshot!(format!("table_{name}_{columns}_{tag}"), shown);
    }
}

#[test]
fn heads_are_folded_until_the_report_fits() {
    check("queues", &queues(), 80);
    check("queues", &queues(), 160);
}

#[test]
fn a_report_too_wide_for_the_screen_becomes_several_tables() {
    check("queues", &queues(), 50);
}

#[test]
fn reasons_of_pauses_and_changes_are_said_in_short() {
    check("agents", &agents(), 80);
}

#[test]
fn an_empty_report_says_so() {
    check("nothing", &Sheet::new("queues", &[("queue", Measure::Text), ("offered", Measure::Count)]), 80);
}

#[test]
fn exits_have_words_and_unknown_columns_their_keys() {
    let columns = [("exit", Measure::Text), ("calls", Measure::Count), ("moon_phase", Measure::Number)];
    let mut sheet = Sheet::new("exits", &columns);
    let row = |exit: &str, calls| vec![Cell::Text(exit.to_owned()), Cell::Count(calls), Cell::Number(2.25)];
    sheet.rows = vec![row("timed_out", 4), row("key_exit", 12), row("of its own", 1)];
    check("exits", &sheet, 80);
}

fn times(times: &[&str]) -> Vec<String> {
    let mut sheet = Sheet::new("intervals", &[("interval_start", Measure::Time)]);
    sheet.rows = times.iter().map(|at| vec![Cell::Time(time(at))]).collect();
    let shown = worded(Locale::En, |wording| table(&sheet, wording, terminal(80)));
    shown.lines().skip(4).map(str::to_owned).collect()
}

#[test]
fn times_say_as_much_as_they_must() {
    let day = times(&["1999-01-04T09:00:00+02:00", "1999-01-04T09:30:00+02:00"]);
    assert_eq!(day, ["09:00", "09:30"]);
    let days = times(&["1999-01-04T00:00:00+02:00", "1999-01-05T00:00:00+02:00"]);
    assert_eq!(days, ["1999-01-04", "1999-01-05"]);
    let hours = times(&["1999-01-04T23:30:00+02:00", "1999-01-05T00:00:00+02:00"]);
    assert_eq!(hours, ["01-04 23:30", "01-05 00:00"]);
    let years = times(&["1998-12-31T23:30:00+02:00", "1999-01-01T00:00:00+02:00"]);
    assert_eq!(years, ["1998-12-31 23:30", "1999-01-01 00:00"]);
}

#[test]
fn an_hour_that_comes_twice_is_told_apart() {
    let twice = times(&["1999-10-31T02:00:00+02:00", "1999-10-31T02:00:00+01:00"]);
    assert_eq!(twice, ["02:00 +02:00", "02:00 +01:00"]);
}
