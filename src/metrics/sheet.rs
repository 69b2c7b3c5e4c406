//! A report as data: named columns, rows of cells. Whatever writes it (a table, csv, json, html, xlsx, a screen) knows only this.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Rows of numbers, and what their columns are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sheet {
    /// Which report, as the command line has it: `queues`, `agents`, … Its title is the word `report.<name>.title` of the locales.
    pub name: String,
    /// What stands above each column, in order.
    pub columns: Vec<Column>,
    /// One cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Column {
    /// Its name for programs: `service_level`. Its name for people is the word `report.column.<key>` of the locales.
    pub key: String,
    /// What its numbers are measured in.
    pub measure: Measure,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Words: a queue, an agent, a reason.
    Text,
    /// An instant.
    Time,
    /// Whole numbers.
    Count,
    /// Seconds.
    Seconds,
    /// A share of 1; null in json where nothing is there to divide by.
    Share,
    /// Any other number: points, degrees of change.
    Number,
    /// Seconds by reason.
    Parts,
}

/// What stands in one place of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Cell {
    /// Not defined: nothing to divide by, or nothing known.
    Nothing,
    /// Words.
    Text(String),
    /// An instant, with the offset of the zone that was asked for.
    Time(DateTime<FixedOffset>),
    /// A whole number.
    Count(u64),
    /// Seconds, a share or any other number, by the column's measure. Always finite.
    Number(f64),
    /// Seconds by reason.
    Parts(BTreeMap<String, f64>),
}

impl Sheet {
    /// A report with these columns and no rows yet.
    pub fn new(name: &str, columns: &[(&str, Measure)]) -> Self {
        let columns =
            columns.iter().map(|(key, measure)| Column { key: (*key).to_owned(), measure: *measure });
        Self { name: name.to_owned(), columns: columns.collect(), rows: Vec::new() }
    }

    /// Where the column of this name is.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The cell of this row and column.
    pub fn cell(&self, row: usize, key: &str) -> Option<&Cell> {
        self.rows.get(row)?.get(self.column(key)?)
    }
}

impl Cell {
    /// A number, or nothing where there is none or it is no number at all.
    pub fn number(value: Option<f64>) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Nothing, Self::Number)
    }

    /// A time in ms as seconds.
    pub fn seconds(ms: u64) -> Self {
        Self::Number(ms as f64 / 1_000.0)
    }

    /// Its value as a number, if it has one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Number(number) => Some(*number),
            Self::Nothing | Self::Text(_) | Self::Time(_) | Self::Parts(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_nothing() {
        assert_eq!(Cell::number(None), Cell::Nothing);
        assert_eq!(Cell::number(Some(f64::NAN)), Cell::Nothing);
        assert_eq!(Cell::number(Some(0.5)).value(), Some(0.5));
        let mut sheet = Sheet::new("queues", &[("queue", Measure::Text), ("asa_s", Measure::Seconds)]);
        sheet.rows.push(vec![Cell::Text("hotline".to_owned()), Cell::seconds(1_500)]);
        assert_eq!(sheet.cell(0, "asa_s").and_then(Cell::value), Some(1.5));
        assert_eq!((sheet.cell(1, "asa_s"), sheet.cell(0, "aht_s")), (None, None));
    }
}
