//! Records to reports: the numbers of real months, and of logs that are not as they should be.

use std::io::{BufRead, Cursor};

use chrono::TimeDelta;
use hotdesk::{
    metrics::{Cell, Every, Interval, Periods, Promise, Report, Sheet},
    report::{ByNumber, LogFormat, Names, Reading, Strictness},
};
use serde_json::{Value, json};

use crate::shared;

mod bank;
mod queue_log;

type Counted = Reading<ByNumber, Periods<ByNumber>>;

/// Reads a record, all in one interval.
fn read(format: LogFormat, record: impl BufRead, first_contacts: Option<TimeDelta>) -> Counted {
    let periods = Periods::new(Every::All, chrono_tz::UTC, Interval::ALL);
    let mut reading = Reading::new(Names::default(), periods, Promise::default().into());
    if let Some(within) = first_contacts {
        reading = reading.with_first_contacts(&format, within);
    }
    reading.read(&format, record, Strictness::Lenient, Interval::ALL).expect("a lenient reading goes on");
    reading.end(None);
    reading
}

fn sheet(report: Report, reading: &Counted) -> Sheet {
    report.sheet(&reading.ledger, &reading.names, Interval::ALL)
}

/// These columns of each row, after its name.
fn numbers(sheet: &Sheet, keys: &[&str]) -> Vec<Value> {
    let cell = |row: &Vec<Cell>, key: &str| match &row
        [sheet.column(key).unwrap_or_else(|| panic!("no column {key}"))]
    {
        Cell::Text(text) => json!(text),
        cell => cell.value().map_or(Value::Null, |value| json!((value * 1e6).round() / 1e6)),
    };
    sheet.rows.iter().map(|row| keys.iter().map(|key| cell(row, key)).collect()).collect()
}
