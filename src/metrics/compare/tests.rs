use chrono::{DateTime, Months};

use super::*;

fn sheet(rows: &[(&str, &str, u64, Option<f64>)]) -> Sheet {
    let columns = [
        ("queue", Measure::Text),
        ("interval_start", Measure::Time),
        ("offered", Measure::Count),
        ("answer_rate", Measure::Share),
    ];
    let mut sheet = Sheet::new("queues", &columns);
    let row = |(queue, day, offered, rate): &(&str, &str, u64, Option<f64>)| {
        let time = DateTime::parse_from_rfc3339(&format!("{day}T00:00:00+02:00")).unwrap();
        let queue = Cell::Text((*queue).to_owned());
        vec![queue, Cell::Time(time), Cell::Count(*offered), Cell::number(*rate)]
    };
    sheet.rows = rows.iter().map(row).collect();
    sheet
}

fn values(sheet: &Sheet, key: &str) -> Vec<Option<f64>> {
    (0..sheet.rows.len()).map(|row| sheet.cell(row, key).and_then(Cell::value)).collect()
}

const KEYS: [&str; 3] = ["offered", "answer_rate", "not_there"];

#[test]
fn a_period_is_held_against_the_one_before() {
    let now = sheet(&[
        ("a", "1999-02-01", 120, Some(0.9)),
        ("b", "1999-02-01", 5, None),
        ("c", "1999-02-01", 1, None),
    ]);
    let before = sheet(&[("b", "1999-01-01", 0, Some(0.5)), ("a", "1999-01-01", 100, Some(0.95))]);
    let both = now.compared(&before, Against::Before, Match::Texts, &KEYS);
    assert_eq!(values(&both, "offered_before"), [Some(100.0), Some(0.0), None]);
    assert_eq!(values(&both, "offered_change"), [Some(0.2), None, None]);
    assert_eq!(values(&both, "answer_rate_before"), [Some(0.95), Some(0.5), None]);
    let points = values(&both, "answer_rate_change");
    assert!((points[0].unwrap() + 5.0).abs() < 1e-9 && points[1..] == [None, None], "{points:?}");
    let measures = both.columns.iter().map(|column| column.measure).skip(4).collect::<Vec<_>>();
    assert_eq!(measures, [Measure::Count, Measure::Share, Measure::Share, Measure::Number]);
    assert!(both.rows.iter().all(|row| row.len() == both.columns.len()));
}

#[test]
fn rows_of_many_times_find_those_of_the_year_before() {
    let now = sheet(&[("a", "1999-01-04", 10, None), ("a", "1999-01-05", 20, None)]);
    let then = sheet(&[("a", "1998-01-05", 16, None), ("b", "1998-01-04", 8, None)]);
    let back = |time: NaiveDateTime| time - Months::new(12);
    let both = now.compared(&then, Against::YearBefore, Match::Times(&back), &["offered"]);
    assert_eq!(values(&both, "offered_year_before"), [None, Some(16.0)]);
    assert_eq!(values(&both, "offered_year_change"), [None, Some(0.25)]);
}

#[test]
fn shares_are_of_the_rows_of_the_same_time() {
    let rows = [("a", "1999-01-04", 30, None), ("b", "1999-01-04", 10, None), ("a", "1999-01-05", 0, None)];
    let shared = sheet(&rows).with_share("offered");
    assert_eq!(values(&shared, "offered_share"), [Some(0.75), Some(0.25), None]);
    assert_eq!(sheet(&rows).with_share("moon"), sheet(&rows));
}

#[test]
fn columns_are_chosen_in_an_order() {
    let chosen = sheet(&[("a", "1999-01-04", 30, None)]).select(&["offered", "moon", "queue"]);
    assert_eq!(chosen.rows, [vec![Cell::Count(30), Cell::Text("a".to_owned())]]);
    assert_eq!(chosen.columns[0].key, "offered");
}
