//! Tables that people keep beside the log, as csv with a head line: what interrupted services, and the numbers and points of scorecards.

use std::{fmt, io::Read};

use chrono::{DateTime, Utc};
use serde::{Deserialize, de::DeserializeOwned};

use crate::domain::{Priority, scorecards::Marks, services::Interruption};

/// Everything that is wrong in a table; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableTroubles(pub Vec<TableTrouble>);

/// One thing that is wrong in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableTrouble {
    /// The line, from 1 with the head; none where it is not known.
    pub line: Option<u64>,
    /// What is wrong, and what to do about it.
    pub what: String,
}

impl fmt::Display for TableTroubles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.0.iter().map(|TableTrouble { line, what }| match line {
            Some(line) => format!("line {line}: {what}"),
            None => what.clone(),
        });
        f.write_str(&told.collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for TableTroubles {}

/// The interruptions of services: `service,from,to,priority,what`, instants as RFC 3339; `to` is empty while one goes on.
///
/// # Errors
/// With all that is wrong, each with its line.
pub fn interruptions(table: impl Read) -> Result<Vec<Interruption>, TableTroubles> {
    let rows = rows(table, &["service", "from", "to", "priority"], |row: &InterruptionRow| {
        let is_backwards = row.to.is_some_and(|to| to < row.from);
        is_backwards.then(|| "`to` is before `from`: correct one of them".to_owned())
    })?;
    let interruption = |row: InterruptionRow| {
        let InterruptionRow { service, from, to, priority, what } = row;
        Interruption { service, from, to, priority, what }
    };
    Ok(rows.into_iter().map(interruption).collect())
}

/// The numbers and points of scorecards: `subject,name,rater,value`. Without a rater it is the number of a metric, with one the points of
/// an item, 0 to 100. Of several for the same the last holds.
///
/// # Errors
/// With all that is wrong, each with its line.
pub fn marks(table: impl Read) -> Result<Marks, TableTroubles> {
    let rows = rows(table, &["subject", "name", "rater", "value"], |row: &MarkRow| {
        let is_point = row.rater.is_some();
        let is_wrong = !row.value.is_finite() || (is_point && !(0.0..=100.0).contains(&row.value));
        is_wrong.then(|| format!("{} is no value: write a number, of a rater 0 to 100", row.value))
    })?;
    let mut marks = Marks::default();
    for MarkRow { subject, name, rater, value } in rows {
        match rater {
            Some(rater) => marks.points.insert((subject, name, rater), value),
            None => marks.values.insert((subject, name), value),
        };
    }
    Ok(marks)
}

#[derive(Deserialize)]
struct InterruptionRow {
    service: String,
    from: DateTime<Utc>,
    to: Option<DateTime<Utc>>,
    priority: Priority,
    #[serde(default)]
    what: String,
}

#[derive(Deserialize)]
struct MarkRow {
    subject: String,
    name: String,
    #[serde(default)]
    rater: Option<String>,
    value: f64,
}

/// The rows of a table that has these columns, if all can be read and nothing is wrong with them.
fn rows<T: DeserializeOwned>(
    table: impl Read,
    columns: &[&str],
    fault: impl Fn(&T) -> Option<String>,
) -> Result<Vec<T>, TableTroubles> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(table);
    let head = reader.headers().map_err(|error| TableTroubles(vec![trouble(&error)]))?.clone();
    // A column that is not there is not an empty one: an interruption would go on for ever.
    let missing = columns.iter().filter(|column| !head.iter().any(|name| name == **column));
    let missing = missing.map(|column| TableTrouble {
        line: Some(1),
        what: format!("the head has no column `{column}`: add it"),
    });
    let (mut rows, mut troubles) = (Vec::new(), missing.collect::<Vec<_>>());
    if !troubles.is_empty() {
        return Err(TableTroubles(troubles));
    }
    for record in reader.into_records() {
        let row = record.and_then(|record| {
            let line = record.position().map(csv::Position::line);
            record.deserialize::<T>(Some(&head)).map(|row| (line, row))
        });
        match row {
            Ok((line, row)) => {
                troubles.extend(fault(&row).map(|what| TableTrouble { line, what }));
                rows.push(row);
            }
            Err(error) => troubles.push(trouble(&error)),
        }
    }
    if troubles.is_empty() { Ok(rows) } else { Err(TableTroubles(troubles)) }
}

fn trouble(error: &csv::Error) -> TableTrouble {
    let line = error.position().map(csv::Position::line);
    let what = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => format!("{}: correct it", err.kind()),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} fields, and the head has {expected_len}: correct it")
        }
        _ => error.to_string(),
    };
    TableTrouble { line, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<T: fmt::Debug>(read: Result<T, TableTroubles>) -> String {
        read.expect_err("it is wrong").to_string()
    }

    #[test]
    fn interruptions_are_read_with_their_ends_or_without() {
        let text = "\u{feff}service,from,to,priority,what\r\nhotline, 2026-03-03T09:00:00+08:00 ,,P1,\"专线, 中断\"\r\ntickets,2026-03-03T01:00:00Z,2026-03-03T02:00:00Z,P2,\r\n";
        let read = interruptions(text.as_bytes()).expect("it is right");
        let known: Vec<_> =
            read.iter().map(|one| (one.service.as_str(), one.to.is_some(), one.what.as_str())).collect();
        assert_eq!(known, [("hotline", false, "专线, 中断"), ("tickets", true, "")]);
        assert_eq!(read[0].from.to_rfc3339(), "2026-03-03T01:00:00+00:00");
        assert_eq!(interruptions("service,from,to,priority,what\n".as_bytes()), Ok(Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let text = "service,from,to,priority,what\na,yesterday,,P1,x\nb,2026-03-03T01:00:00Z,2026-03-03T00:00:00Z,P1,x\nc,2026-03-03T01:00:00Z,,P9,x\nd\n";
        let told = told(interruptions(text.as_bytes()));
        let lines: Vec<_> = told.lines().map(|line| line.split(':').next().unwrap_or_default()).collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4", "line 5"], "{told}");
        assert!(told.contains("`to` is before `from`") && told.contains("P9"), "{told}");
    }

    #[test]
    fn a_missing_column_is_named() {
        let told = told(interruptions("service,from,priority\na,2026-03-03T01:00:00Z,P1\n".as_bytes()));
        assert_eq!(told, "line 1: the head has no column `to`: add it");
    }

    #[test]
    fn marks_are_numbers_and_points() {
        let marks = marks("subject,name,rater,value\n7001,csat,,0.9\n7001,manner,lead,88\n".as_bytes())
            .expect("it is right");
        assert_eq!(marks.values[&("7001".into(), "csat".into())], 0.9);
        assert_eq!(marks.points[&("7001".into(), "manner".into(), "lead".into())], 88.0);
        assert!(
            told(super::marks("subject,name,rater,value\na,b,c,101\na,b,,NaN\n".as_bytes()))
                .contains("line 3")
        );
    }
}
