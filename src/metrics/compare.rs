//! A sheet beside another of an earlier time, and beside itself: 环比 (the period before), 同比 (the same period last year), 占比 (shares).

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use super::{Cell, Column, Measure, Sheet};

/// What a sheet is held against; its columns are called after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The period before: `<key>_before`, `<key>_change` (环比).
    Before,
    /// The same period last year: `<key>_year_before`, `<key>_year_change` (同比).
    YearBefore,
}

/// How rows of two times find each other; their texts must be the same either way.
#[derive(Clone, Copy)]
pub enum Match<'a> {
    /// By their texts alone, as where each sheet is of one period.
    Texts,
    /// By their times as well: which local time of the other sheet belongs to one of this.
    Times(&'a dyn Fn(NaiveDateTime) -> NaiveDateTime),
}

impl Sheet {
    /// With two more columns for each of the keys: what it was, and how much it has changed.
    ///
    /// The change of a share is told in percentage points; that of any other number as a share of what it was. A row that the other
    /// sheet does not have was nothing there, and has not changed from it.
    #[must_use]
    pub fn compared(mut self, other: &Self, against: Against, matching: Match<'_>, keys: &[&str]) -> Self {
        let pairs = partners(&self, other, matching);
        for key in keys {
            let (Some(now), Some(then)) = (self.column(key), other.column(key)) else { continue };
            let measure = self.columns[now].measure;
            let [was, changed] = against.endings().map(|ending| format!("{key}{ending}"));
            self.columns.push(Column { key: was, measure });
            self.columns.push(Column { key: changed, measure: change_measure(measure) });
            for (row, partner) in self.rows.iter_mut().zip(&pairs) {
                let was = partner.and_then(|at| other.rows[at].get(then)).cloned().unwrap_or(Cell::Nothing);
                let changed = Cell::number(change(measure, row[now].value(), was.value()));
                row.extend([was, changed]);
            }
        }
        self
    }

    /// With one more column: each row's part of the sum of all rows of its time (占比), `<key>_share`.
    #[must_use]
    pub fn with_share(mut self, key: &str) -> Self {
        let Some(at) = self.column(key) else { return self };
        let mut sums = BTreeMap::<_, f64>::new();
        for row in &self.rows {
            *sums.entry(time(row)).or_default() += row[at].value().unwrap_or(0.0);
        }
        let share = |row: &Vec<Cell>| {
            let sum = sums.get(&time(row)).copied();
            Cell::number(row[at].value().zip(sum).map(|(value, sum)| value / sum))
        };
        let shares = self.rows.iter().map(share).collect::<Vec<_>>();
        self.columns.push(Column { key: format!("{key}_share"), measure: Measure::Share });
        self.rows.iter_mut().zip(shares).for_each(|(row, share)| row.push(share));
        self
    }

    /// These columns alone and in this order; those that there are.
    pub fn select(&self, keys: &[&str]) -> Self {
        let kept = keys.iter().filter_map(|key| self.column(key)).collect::<Vec<_>>();
        let columns = kept.iter().map(|at| self.columns[*at].clone()).collect();
        let rows = self.rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect();
        Self { name: self.name.clone(), columns, rows }
    }
}

impl Against {
    const fn endings(self) -> [&'static str; 2] {
        match self {
            Self::Before => ["_before", "_change"],
            Self::YearBefore => ["_year_before", "_year_change"],
        }
    }
}

const fn change_measure(measure: Measure) -> Measure {
    match measure {
        Measure::Share => Measure::Number,
        _ => Measure::Share,
    }
}

fn change(measure: Measure, now: Option<f64>, was: Option<f64>) -> Option<f64> {
    let (now, was) = (now?, was?);
    match measure {
        Measure::Share => Some((now - was) * 100.0),
        _ => (was != 0.0).then(|| (now - was) / was),
    }
}

/// For each row of a sheet, which row of the other it belongs to.
fn partners(sheet: &Sheet, other: &Sheet, matching: Match<'_>) -> Vec<Option<usize>> {
    let local = |row: &[Cell]| time(row).map(|time| time.naive_local());
    let mine = |row: &[Cell]| match matching {
        Match::Texts => None,
        Match::Times(back) => local(row).map(back),
    };
    let theirs = |row: &[Cell]| match matching {
        Match::Texts => None,
        Match::Times(_) => local(row),
    };
    let known = other.rows.iter().enumerate().map(|(at, row)| ((texts(other, row), theirs(row)), at));
    let known = known.collect::<BTreeMap<_, _>>();
    sheet.rows.iter().map(|row| known.get(&(texts(sheet, row), mine(row))).copied()).collect()
}

/// The words of a row by their columns.
fn texts<'a>(sheet: &'a Sheet, row: &'a [Cell]) -> Vec<(&'a str, &'a str)> {
    let texts = sheet.columns.iter().zip(row).filter_map(|(column, cell)| match cell {
        Cell::Text(text) => Some((column.key.as_str(), text.as_str())),
        _ => None,
    });
    texts.collect()
}

/// The first time of a row.
fn time(row: &[Cell]) -> Option<DateTime<FixedOffset>> {
    row.iter().find_map(|cell| match cell {
        Cell::Time(time) => Some(*time),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
