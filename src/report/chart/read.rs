//! Charts read off sheets. A sheet that lacks what a chart needs, or has too little of it to show, gives none.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, FixedOffset, Timelike};

use super::{Chart, Intervals, Parts, Series, Waits, Week};
use crate::{
    metrics::{Cell, Measure, Sheet},
    report::{
        Wording,
        forms::shown::{clock, stamps},
    },
};

impl Chart {
    /// Calls by interval with the service level, all queues of the sheet together; `target` is what the service level should be.
    pub fn intervals(sheet: &Sheet, target: Option<f64>, wording: &Wording<'_>) -> Option<Self> {
        let mut by_time = BTreeMap::<_, [f64; 4]>::new();
        for (at, row) in rows_by_time(sheet)? {
            let sums = by_time.entry(at).or_default();
            for (sum, key) in sums.iter_mut().zip(["offered", "answered", "abandoned", "answered_within"]) {
                *sum += value(sheet, row, key)?;
            }
        }
        let sums = by_time.values().copied().collect::<Vec<_>>();
        let named =
            |name: String, of: fn(&[f64; 4]) -> f64| Series { name, values: sums.iter().map(of).collect() };
        let chart = Intervals {
            title: wording.text("report.chart.intervals"),
            at: stamps(&by_time.into_keys().collect::<Vec<_>>()),
            bars: vec![
                named(wording.column("answered"), |[_, answered, ..]| *answered),
                named(wording.column("abandoned"), |[_, _, abandoned, _]| *abandoned),
                named(wording.text("report.chart.other"), |[offered, answered, abandoned, _]| {
                    (offered - answered - abandoned).max(0.0)
                }),
            ],
            line: wording.column("service_level"),
            shares: sums
                .iter()
                .map(|[offered, .., within]| (*offered > 0.0).then(|| within / offered))
                .collect(),
            target,
        };
        (chart.at.len() > 1).then_some(Self::Intervals(chart))
    }

    /// The ways out of each queue, from a sheet of `queue, exit, calls`.
    pub fn exits(sheet: &Sheet, wording: &Wording<'_>) -> Option<Self> {
        let (queue, exit) = (sheet.column("queue")?, sheet.column("exit")?);
        let mut rows = Vec::<&str>::new();
        let mut parts = Vec::<(&str, BTreeMap<usize, f64>)>::new();
        for row in &sheet.rows {
            let (queue, exit) = (text(row, queue)?, text(row, exit)?);
            let at = place(&mut rows, |known| *known == queue, || queue);
            let part = place(&mut parts, |(known, _)| *known == exit, || (exit, BTreeMap::new()));
            *parts[part].1.entry(at).or_default() += value(sheet, row, "calls")?;
        }
        let series = |(exit, calls): &(&str, BTreeMap<usize, f64>)| Series {
            name: wording.value("exit", exit),
            values: (0..rows.len()).map(|at| calls.get(&at).copied().unwrap_or(0.0)).collect(),
        };
        let parts = parts.iter().map(series).collect::<Vec<_>>();
        let some = parts.iter().flat_map(|part| &part.values).any(|calls| *calls > 0.0);
        let rows = rows.into_iter().map(str::to_owned).collect();
        some.then(|| Self::Parts(Parts { title: wording.text("report.chart.exits"), rows, parts }))
    }

    /// A number by weekday and hour, summed, from intervals of an hour or less.
    pub fn week(sheet: &Sheet, key: &str, wording: &Wording<'_>) -> Option<Self> {
        let mut sums = BTreeMap::<(u32, u32), f64>::new();
        for (at, row) in rows_by_time(sheet)? {
            *sums.entry((at.weekday().num_days_from_monday(), at.hour())).or_default() +=
                value(sheet, row, key)?;
        }
        let used =
            sums.iter().filter(|(_, sum)| **sum > 0.0).map(|((_, hour), _)| *hour).collect::<BTreeSet<_>>();
        let hours = (*used.first()?..=*used.last()?).collect::<Vec<_>>();
        let of_day = |day| hours.iter().map(|hour| sums.get(&(day, *hour)).copied().unwrap_or(0.0)).collect();
        let column = wording.column(key);
        let week = Week {
            title: wording.fill("report.chart.week", &[("column", &column)]),
            days: WEEKDAYS.iter().map(|day| wording.text(day)).collect(),
            values: (0..7).map(of_day).collect(),
            hours,
        };
        (week.hours.len() > 1).then_some(Self::Week(week))
    }

    /// How many calls waited up to so many seconds, bin by bin, the last one without an end; `target_s` parts them where it can.
    pub fn waits(bins: &[(f64, u64)], target_s: Option<f64>, wording: &Wording<'_>) -> Option<Self> {
        let calls = bins.iter().map(|(_, calls)| calls).sum::<u64>();
        let bin = |(at, (up_to, calls)): (usize, &(f64, u64))| {
            let is_last = at + 1 == bins.len() && at > 0;
            let label = match bins.get(at.wrapping_sub(1)).filter(|_| is_last) {
                Some((from, _)) => format!("> {}", clock(*from)),
                None => format!("≤ {}", clock(*up_to)),
            };
            (label, *calls as f64)
        };
        let target = target_s.map(|target| {
            let within = bins.iter().filter(|(up_to, _)| *up_to <= target).count();
            (within, wording.fill("report.chart.target", &[("value", &clock(target))]))
        });
        (calls > 0).then(|| {
            let title = wording.text("report.chart.waits");
            let bins = bins.iter().enumerate().map(bin).collect();
            Self::Waits(Waits { title, name: wording.column("calls"), bins, target })
        })
    }
}

const WEEKDAYS: [&str; 7] = [
    "report.weekday.mon",
    "report.weekday.tue",
    "report.weekday.wed",
    "report.weekday.thu",
    "report.weekday.fri",
    "report.weekday.sat",
    "report.weekday.sun",
];

/// The rows with the times of the first column of times; none if there is no such column.
fn rows_by_time<'a>(sheet: &'a Sheet) -> Option<Vec<(DateTime<FixedOffset>, &'a Vec<Cell>)>> {
    let at = sheet.columns.iter().position(|column| column.measure == Measure::Time)?;
    let timed = |row: &'a Vec<Cell>| match row.get(at)? {
        Cell::Time(time) => Some((*time, row)),
        _ => None,
    };
    Some(sheet.rows.iter().filter_map(timed).collect())
}

/// A number of a row, 0 where there is none; none if there is no such column.
fn value(sheet: &Sheet, row: &[Cell], key: &str) -> Option<f64> {
    Some(row.get(sheet.column(key)?)?.value().unwrap_or(0.0))
}

fn text(row: &[Cell], at: usize) -> Option<&str> {
    match row.get(at)? {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

/// Where the item is; it is added if there is none.
fn place<T>(items: &mut Vec<T>, is_it: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> usize {
    items.iter().position(is_it).unwrap_or_else(|| {
        items.push(new());
        items.len() - 1
    })
}
