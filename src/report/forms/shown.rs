//! Cells as people read them: shares in per cent, seconds as `m:ss` or `h:mm:ss`, times no longer than they must be, `–` for what is
//! not defined. No control character of a name gets through.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, FixedOffset, NaiveTime};

use crate::{
    domain::clean_text,
    metrics::{Cell, Measure, Sheet},
    report::Wording,
};

/// What stands for a number that is not defined.
const NOTHING: &str = "–";

/// All cells of one column, as people read them.
pub fn column(sheet: &Sheet, at: usize, wording: &Wording<'_>) -> Vec<String> {
    let Some(column) = sheet.columns.get(at) else { return Vec::new() };
    let stamp = Stamp::of(&times(sheet, at));
    let cell = |row: &Vec<Cell>| match row.get(at) {
        None | Some(Cell::Nothing) => NOTHING.to_owned(),
        Some(Cell::Text(text)) => one_line(&wording.value(&column.key, text)),
        Some(Cell::Time(time)) => stamp.show(time),
        Some(Cell::Count(count)) => number(&column.key, *count as f64, column.measure),
        Some(Cell::Number(value)) => number(&column.key, *value, column.measure),
        Some(Cell::Parts(parts)) => {
            let part = |(name, seconds): (&String, &f64)| format!("{} {}", one_line(name), clock(*seconds));
            parts.iter().map(part).collect::<Vec<_>>().join(", ")
        }
    };
    sheet.rows.iter().map(cell).collect()
}

/// Times as they are written where they stand among each other.
pub(in crate::report) fn stamps(times: &[DateTime<FixedOffset>]) -> Vec<String> {
    let stamp = Stamp::of(times);
    times.iter().map(|time| stamp.show(time)).collect()
}

/// The columns to show, and those in which nothing but zeros would stand. Words and times are always shown.
pub fn kept(sheet: &Sheet) -> (Vec<usize>, Vec<usize>) {
    let has_something = |cell: Option<&Cell>| match cell {
        None | Some(Cell::Nothing | Cell::Count(0)) => false,
        Some(Cell::Number(number)) => *number != 0.0,
        Some(Cell::Parts(parts)) => !parts.is_empty(),
        Some(Cell::Count(_) | Cell::Text(_) | Cell::Time(_)) => true,
    };
    let is_kept = |at: &usize| {
        is_key(sheet.columns[*at].measure) || sheet.rows.iter().any(|row| has_something(row.get(*at)))
    };
    (0..sheet.columns.len()).partition(is_kept)
}

/// A sentence that names columns which are not shown; none if all are.
pub(super) fn left_out(sheet: &Sheet, columns: &[usize], wording: &Wording<'_>) -> Option<String> {
    let names = columns.iter().map(|at| one_line(&wording.column(&sheet.columns[*at].key)));
    let names = names.collect::<Vec<_>>().join(&wording.text("unit.comma"));
    (!columns.is_empty()).then(|| wording.fill("report.note.left-out", &[("columns", &names)]))
}

/// Whether a column says what a row is of.
pub(super) const fn is_key(measure: Measure) -> bool {
    matches!(measure, Measure::Text | Measure::Time)
}

/// Whether a column's cells stand to the right.
pub(super) const fn is_number(measure: Measure) -> bool {
    !matches!(measure, Measure::Text | Measure::Time | Measure::Parts)
}

/// The day that all times of the sheet are of, if they need no more than a time of day each.
pub(super) fn only_day(sheet: &Sheet) -> Option<String> {
    let times = (0..sheet.columns.len()).flat_map(|at| times(sheet, at)).collect::<Vec<_>>();
    let day = times.first()?.date_naive();
    (Stamp::of(&times).format == TIME_OF_DAY).then(|| day.to_string())
}

/// Text on one line, without anything that a terminal would obey or that XML does not know.
pub(super) fn one_line(text: &str) -> String {
    clean_text(text).replace(['\n', '\t'], " ").replace(['\u{fffe}', '\u{ffff}'], "")
}

/// A number by its measure. Numbers that tell a change always show which way.
pub(in crate::report) fn number(key: &str, value: f64, measure: Measure) -> String {
    let text = match measure {
        Measure::Seconds => clock(value),
        Measure::Share => format!("{:.1}%", value * 100.0),
        Measure::Count => format!("{value:.0}"),
        Measure::Text | Measure::Time | Measure::Number | Measure::Parts => format!("{value:.1}"),
    };
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    match (is_zero, key.ends_with("_change") && value > 0.0) {
        (true, _) => text.trim_start_matches('-').to_owned(),
        (false, true) => format!("+{text}"),
        (false, false) => text,
    }
}

/// Seconds as a clock shows them: `0:42`, `12:07`, `1:05:09`.
pub(in crate::report) fn clock(seconds: f64) -> String {
    let whole = seconds.abs().round() as u64;
    let sign = if seconds < 0.0 && whole > 0 { "-" } else { "" };
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    match hours {
        0 => format!("{sign}{minutes}:{seconds:02}"),
        _ => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn times(sheet: &Sheet, at: usize) -> Vec<DateTime<FixedOffset>> {
    let time = |row: &Vec<Cell>| match row.get(at) {
        Some(Cell::Time(time)) => Some(*time),
        _ => None,
    };
    sheet.rows.iter().filter_map(time).collect()
}

const TIME_OF_DAY: &str = "%H:%M";

/// How the times of a column are written: so that none can be taken for another, and no longer.
struct Stamp {
    format: &'static str,
    /// One hour of the clock comes twice, as when summer time ends.
    with_offset: bool,
}

impl Stamp {
    fn of(times: &[DateTime<FixedOffset>]) -> Self {
        let days = times.iter().map(DateTime::date_naive).collect::<BTreeSet<_>>();
        let years = days.iter().map(Datelike::year).collect::<BTreeSet<_>>();
        let format = if times.iter().all(|time| time.time() == NaiveTime::MIN) {
            "%Y-%m-%d"
        } else if days.len() == 1 {
            TIME_OF_DAY
        } else if years.len() == 1 {
            "%m-%d %H:%M"
        } else {
            "%Y-%m-%d %H:%M"
        };
        let (local, real) = (
            times.iter().map(DateTime::naive_local).collect::<BTreeSet<_>>(),
            times.iter().map(DateTime::naive_utc).collect::<BTreeSet<_>>(),
        );
        Self { format, with_offset: local.len() < real.len() }
    }

    fn show(&self, time: &DateTime<FixedOffset>) -> String {
        let offset = if self.with_offset { time.format(" %:z").to_string() } else { String::new() };
        format!("{}{offset}", time.format(self.format))
    }
}
