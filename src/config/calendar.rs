//! Calendars as files: hours by weekday, days off, make-up working days, and lists of days that several calendars share.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;

use super::{SiteFiles, Trouble, files::SiteFile, trouble::read_toml};
use crate::domain::clock::{Calendar, Openings};

/// The calendar of this name: `calendars/<name>.toml`.
///
/// A day that the calendar names itself outranks the same day in a list that it includes.
pub fn calendar(files: &SiteFiles, name: &str) -> Result<Calendar, Trouble> {
    whole(read(files, name)?, |list| read(files, list))
}

/// The calendar of this file, wherever it is; what it includes lies beside it, or is a site's.
///
/// # Errors
/// When the file or what it includes cannot be read.
pub fn calendar_at(path: &Path) -> Result<Calendar, Trouble> {
    let file = SiteFile::at(path)?;
    let beside = SiteFiles::new(path.parent().unwrap_or(Path::new("")));
    whole(read_toml(&file.place, &file.text)?, |list| match beside.read(&format!("{list}.toml"))? {
        Some(file) => read_toml(&file.place, &file.text),
        None => read(&SiteFiles::default(), list),
    })
}

fn whole(file: CalendarFile, list: impl Fn(&str) -> Result<Days, Trouble>) -> Result<Calendar, Trouble> {
    let mut days = Days::default();
    for name in &file.include {
        days.add(list(name)?);
    }
    let CalendarFile { zone, hours, holidays, workdays, years, special, .. } = file;
    let known = days.years.0.iter().chain(&years.0).copied().collect();
    days.add(Days { holidays, workdays, years, special });
    let Days { holidays, workdays, special, .. } = days;
    Ok(Calendar { zone, hours: hours.into(), holidays, workdays, years: known, special })
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
    years: Years,
    #[serde(default)]
    special: BTreeMap<NaiveDate, Openings>,
}

/// The years whose days off stand in a file: `["2007-2026", "2028"]`; nothing is claimed where it is left out.
#[derive(Default, Deserialize)]
#[serde(try_from = "Vec<String>")]
struct Years(BTreeSet<i32>);

impl TryFrom<Vec<String>> for Years {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, Self::Error> {
        let trouble = |text: &str| format!("cannot read the years {text:?}: write 2026 or 2007-2026");
        let mut years = BTreeSet::new();
        for text in texts {
            let (first, last) = text.split_once('-').unwrap_or((&text, &text));
            let year = |part: &str| part.trim().parse::<u16>().map(i32::from).map_err(|_| trouble(&text));
            years.extend(year(first)?..=year(last)?);
        }
        Ok(Self(years))
    }
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
    years: Years,
    special: BTreeMap<NaiveDate, Openings>,
}

impl Days {
    /// Adds days that outrank those here.
    fn add(&mut self, stronger: Self) {
        let named = |date: &NaiveDate| stronger.holidays.contains(date) || stronger.workdays.contains(date);
        self.workdays.retain(|date| !named(date));
        self.special.retain(|date, _| !named(date));
        match (self.years.0.is_empty(), stronger.years.0.is_empty()) {
            (true, _) => self.years = stronger.years,
            (false, true) => {}
            (false, false) => self.years.0.retain(|year| stronger.years.0.contains(year)),
        }
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
