//! What the subcommands that reckon with time share: the calendar that they are given, instants as people write them, and the two forms of
//! an answer.

use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::output;
use crate::{
    config::{SiteFiles, calendar, calendar_at},
    domain::clock::Calendar,
};

/// What all of them take.
#[derive(Clone, Debug, clap::Args)]
pub struct Given {
    /// Calendar file, or the name of a built-in one: government, always, bank-1999.
    #[arg(long, value_name = "FILE")]
    calendar: PathBuf,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
}

/// Forms of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

impl Given {
    /// The calendar.
    ///
    /// # Errors
    /// When there is none, or it has a fault: file, line, what to do.
    pub fn calendar(&self) -> anyhow::Result<Calendar> {
        let name = self.calendar.to_string_lossy();
        let is_name = !self.calendar.exists() && !name.contains(['/', '.']);
        Ok(if is_name { calendar(&SiteFiles::default(), &name)? } else { calendar_at(&self.calendar)? })
    }

    /// Writes the answer in the form that was asked for.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn answer(&self, text: impl FnOnce() -> String, json: &Value) -> anyhow::Result<()> {
        match self.format {
            Format::Text => output::say(text()),
            Format::Json => output::say(json),
        }
    }
}

/// An instant: `2026-03-04T10:00:00+08:00`, or in the calendar's zone `2026-03-04 10:00`, or a date for its beginning. Of a local time that
/// comes twice it is the first.
///
/// # Errors
/// When it is of no such form, or the zone leaves it out.
pub fn instant(text: &str, calendar: &Calendar) -> anyhow::Result<DateTime<Utc>> {
    instant_in(text, calendar.zone)
}

/// As [`instant`], in this zone.
///
/// # Errors
/// As [`instant`].
pub fn instant_in(text: &str, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.to_utc());
    }
    let local = local(text).with_context(|| {
        format!("cannot read the time {text:?}: write 2026-03-04T10:00:00+08:00, or 2026-03-04 10:00 for a local time")
    })?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => Ok(instant.to_utc()),
        MappedLocalTime::None => bail!("there is no {text} in {}: the clocks leave it out", zone),
    }
}

fn local(text: &str) -> Option<NaiveDateTime> {
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let timed = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    timed.or_else(|| Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN)))
}

/// An instant as programs read it.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// An instant as people read it in the calendar's zone.
pub fn wall(at: DateTime<Utc>, calendar: &Calendar) -> String {
    at.with_timezone(&calendar.zone).format("%a %Y-%m-%d %H:%M:%S").to_string()
}

/// Says so where a calendar does not know all days off of a time.
///
/// # Errors
/// When there is such a year.
pub fn check_years(calendar: &Calendar, from: DateTime<Utc>, to: DateTime<Utc>) -> anyhow::Result<()> {
    match calendar.unknown_year(from, to) {
        None => Ok(()),
        Some(year) => bail!(
            "the calendar does not know the days off of {year}: add them, and {year} to its `years`, when they are announced"
        ),
    }
}

/// A length in words: `2 h 03 min 04 s`, with a minus before it if it is negative.
pub fn words(seconds: i64) -> String {
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds} s"),
        (0, _) => format!("{sign}{minutes} min {seconds:02} s"),
        _ => format!("{sign}{hours} h {minutes:02} min {seconds:02} s"),
    }
}
