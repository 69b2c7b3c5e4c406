//! Calendars as files: hours by weekday, days off, make-up working days, and lists of days that several calendars share.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;

use super::{SiteFiles, Trouble, trouble::read_toml};
use crate::domain::clock::{Calendar, Openings};

/// The calendar of this name: `calendars/<name>.toml`.
///
/// A day that the calendar names itself outranks the same day in a list that it includes.
pub fn calendar(files: &SiteFiles, name: &str) -> Result<Calendar, Trouble> {
    let file: CalendarFile = read(files, name)?;
    let mut days = Days::default();
    for list in &file.include {
        let included: Days = read(files, list)?;
        days.add(included);
    }
    days.add(Days { holidays: file.holidays, workdays: file.workdays, special: file.special });
    let Days { holidays, workdays, special } = days;
    Ok(Calendar { zone: file.zone, hours: file.hours.into(), holidays, workdays, special })
}

/// Whether there is a calendar of this name.
pub(super) fn is_there(files: &SiteFiles, name: &str) -> Result<bool, Trouble> {
    files.read(&path(name)).map(|file| file.is_some())
}

/// A calendar as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    zone: Tz,
    #[serde(default)]
    hours: Week,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    holidays: BTreeSet<NaiveDate>,
    #[serde(default)]
    workdays: BTreeSet<NaiveDate>,
    #[serde(default)]
    special: BTreeMap<NaiveDate, Openings>,
}

/// Openings by weekday; a weekday left out is a day off.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Week {
    mon: Openings,
    tue: Openings,
    wed: Openings,
    thu: Openings,
    fri: Openings,
    sat: Openings,
    sun: Openings,
}

impl From<Week> for [Openings; 7] {
    fn from(week: Week) -> Self {
        [week.mon, week.tue, week.wed, week.thu, week.fri, week.sat, week.sun]
    }
}

/// A list of days that calendars include.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Days {
    holidays: BTreeSet<NaiveDate>,
    workdays: BTreeSet<NaiveDate>,
    special: BTreeMap<NaiveDate, Openings>,
}

impl Days {
    /// Adds days that outrank those here.
    fn add(&mut self, stronger: Self) {
        let named = |date: &NaiveDate| stronger.holidays.contains(date) || stronger.workdays.contains(date);
        self.workdays.retain(|date| !named(date));
        self.special.retain(|date, _| !named(date));
        self.holidays.extend(stronger.holidays);
        self.workdays.extend(stronger.workdays);
        self.special.extend(stronger.special);
    }
}

fn read<T: serde::de::DeserializeOwned>(files: &SiteFiles, name: &str) -> Result<T, Trouble> {
    let path = path(name);
    match files.read(&path)? {
        Some(file) => read_toml(&file.place, &file.text),
        None => Err(Trouble::new(
            path,
            "there is no such calendar: correct `desk.calendar` or an `include`, or add the file",
        )),
    }
}

fn path(name: &str) -> String {
    format!("calendars/{name}.toml")
}
