//! The form for spreadsheets, read back by the library that programs would use.

use csv::{ReaderBuilder, StringRecord};
use hotdesk::{
    metrics::{Cell, Measure, Sheet},
    report::{Mark, csv},
};

use super::{agents, queues};

/// The header and the rows of what was written.
fn read(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let row = |record: StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn numbers_stay_numbers_and_what_is_not_defined_is_empty() {
    let rows = read(&csv(&queues(), Mark::None).unwrap());
    assert_eq!(rows[0][..4], ["queue", "interval_start", "offered", "answered"]);
    assert_eq!(rows[1][..4], ["市民热线", "1999-01-04T09:00:00+02:00", "12", "11"]);
    assert_eq!(rows[2][7..], ["0.45", "0.75", "31", "217", "245.5"]);
    assert_eq!(rows[3][7..], ["", "", "", "", ""]);
}

#[test]
fn seconds_by_reason_are_json_in_one_field() {
    let rows = read(&csv(&agents(), Mark::None).unwrap());
    assert_eq!(rows[1][2], r#"{"lunch":720,"tea":180}"#);
    assert_eq!(rows[2][1..3], ["14400.5", "{}"]);
    assert_eq!(rows[1][5], "-1.25");
}

#[test]
fn a_byte_order_mark_stands_there_when_asked_for_and_only_then() {
    let sheet = Sheet::new("queues", &[("queue", Measure::Text)]);
    assert_eq!(csv(&sheet, Mark::None).unwrap(), b"queue\r\n");
    assert_eq!(csv(&sheet, Mark::ByteOrder).unwrap(), "\u{feff}queue\r\n".as_bytes());
}

#[test]
fn no_text_is_a_formula() {
    let mut sheet = Sheet::new("queues", &[("queue", Measure::Text), ("change", Measure::Number)]);
    for name in ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "a=1"] {
        sheet.rows.push(vec![Cell::Text(name.to_owned()), Cell::Number(-1.0)]);
    }
    let rows = read(&csv(&sheet, Mark::None).unwrap());
    let names = rows.iter().skip(1).map(|row| row[0].as_str()).collect::<Vec<_>>();
    assert_eq!(names, ["'=1+1", "'+1", "'-1", "'@sum", "'\t=1", "'\r=1", "a=1"]);
    assert!(rows.iter().skip(1).all(|row| row[1] == "-1"));
}
