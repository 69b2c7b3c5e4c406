//! What charts are drawn from: calls along the time, a week by hours, a distribution of waits.

use std::collections::BTreeMap;

use chrono::{Datelike, Timelike};

use crate::{
    metrics::{Cell, Measure, Sheet},
    report::{Chart, Intervals, Wording},
    tui::words::Words,
};

/// The charts, in the order in which one key goes through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChartKind {
    /// Calls and the service level along the time.
    Lines,
    /// Weekdays by hours.
    Week,
    /// How long callers waited who were answered.
    Waits,
}

/// Which number the week shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeatOf {
    Offered,
    ServiceLevel,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) enum Drawn {
    /// None where there is no more than one interval.
    Lines(Option<Intervals>),
    Week(Week),
    Waits(Waits),
}

/// Calls by weekday and hour.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Week {
    /// By weekday from Monday, and hour: offered, and answered within the target.
    cells: BTreeMap<(u32, u32), (f64, f64)>,
}

/// How long those waited who were answered, s, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Waits {
    sorted: Vec<f64>,
}

/// What the service level should be: DOMAIN's goal of hotlines.
pub(super) const GOAL: f64 = 0.8;
/// Ends of the bins of waits, s; the last bin has none.
const BINS: [f64; 11] = [5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0];

impl ChartKind {
    pub const ALL: [Self; 3] = [Self::Lines, Self::Week, Self::Waits];

    /// The one after it; after the last one the table.
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|kind| *kind == self)?;
        Self::ALL.get(at + 1).copied()
    }

    /// The chart of the sheet that was asked for it.
    pub fn read(self, sheet: &Sheet, words: &Words) -> Drawn {
        let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
        let wording = Wording { locale: words.locale, fill: &fill };
        match self {
            Self::Lines => Drawn::Lines(match Chart::intervals(sheet, Some(GOAL), &wording) {
                Some(Chart::Intervals(chart)) => Some(chart),
                _ => None,
            }),
            Self::Week => Drawn::Week(Week::read(sheet)),
            Self::Waits => Drawn::Waits(Waits::read(sheet)),
        }
    }
}

impl HeatOf {
    pub fn other(self) -> Self {
        match self {
            Self::Offered => Self::ServiceLevel,
            Self::ServiceLevel => Self::Offered,
        }
    }
}

impl Week {
    fn read(sheet: &Sheet) -> Self {
        let at = sheet.columns.iter().position(|column| column.measure == Measure::Time);
        let number = |row: &[Cell], key: &str| {
            sheet.column(key).and_then(|column| row.get(column)).and_then(Cell::value).unwrap_or(0.0)
        };
        let mut week = Self::default();
        for row in &sheet.rows {
            let Some(Cell::Time(time)) = at.and_then(|at| row.get(at)) else { continue };
            let place = (time.weekday().num_days_from_monday(), time.hour());
            let cell = week.cells.entry(place).or_default();
            cell.0 += number(row, "offered");
            cell.1 += number(row, "answered_within");
        }
        week.cells.retain(|_, (offered, _)| *offered > 0.0);
        week
    }

    /// The hours in which anything happened; empty where nothing did.
    pub fn hours(&self) -> std::ops::Range<u32> {
        let hours = || self.cells.keys().map(|(_, hour)| *hour);
        hours().min().unwrap_or(0)..hours().max().map_or(0, |last| last + 1)
    }

    /// A number of an hour; none where nothing was offered.
    pub fn value(&self, of: HeatOf, day: u32, hour: u32) -> Option<f64> {
        let (offered, within) = self.cells.get(&(day, hour))?;
        Some(match of {
            HeatOf::Offered => *offered,
            HeatOf::ServiceLevel => within / offered,
        })
    }

    /// The largest number; 1 for shares.
    pub fn most(&self, of: HeatOf) -> f64 {
        match of {
            HeatOf::ServiceLevel => 1.0,
            HeatOf::Offered => self.cells.values().map(|(offered, _)| *offered).fold(0.0, f64::max),
        }
    }
}

impl Waits {
    fn read(sheet: &Sheet) -> Self {
        let (wait, answered) = (sheet.column("wait_answered"), sheet.column("answered"));
        let number = |row: &Vec<Cell>, at: Option<usize>| {
            at.and_then(|at| row.get(at)).and_then(Cell::value).filter(|value| *value >= 0.0)
        };
        let of_answered = |row: &&Vec<Cell>| number(row, answered).is_some_and(|answered| answered > 0.0);
        let rows = sheet.rows.iter().filter(of_answered);
        let mut sorted: Vec<f64> = rows.filter_map(|row| number(row, wait)).collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }

    /// How many waited up to so many seconds and longer than the bin before; the last bin has no end.
    pub fn bins(&self) -> Vec<(Option<f64>, usize)> {
        let up_to = |end: f64| self.sorted.partition_point(|wait| *wait <= end);
        let mut before = 0;
        let mut bins = Vec::with_capacity(BINS.len() + 1);
        for end in BINS {
            let within = up_to(end);
            bins.push((Some(end), within - before));
            before = within;
        }
        bins.push((None, self.sorted.len() - before));
        bins
    }

    pub fn calls(&self) -> usize {
        self.sorted.len()
    }

    /// The wait that this share of callers did not exceed, s.
    pub fn percentile(&self, share: f64) -> Option<f64> {
        let nth = (share * self.sorted.len() as f64).ceil() as usize;
        self.sorted.get(nth.max(1) - 1).copied()
    }
}
