//! Calendars, and deadlines counted on them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{GapInfo, Tz};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Allowance, Clock, Opening, Openings};

/// When a place is open. A closing instant is not open.
///
/// What holds for a date, the first that names it: `special`, `workdays`, `holidays`, `hours`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Time zone of everything below.
    #[schema(value_type = String)]
    pub zone: Tz,
    /// Openings by weekday, Monday first.
    #[schema(value_type = [Vec<String>; 7])]
    pub hours: [Openings; 7],
    /// Days off.
    #[serde(default)]
    pub holidays: BTreeSet<NaiveDate>,
    /// Make-up working days (调休), with Monday's openings.
    #[serde(default)]
    pub workdays: BTreeSet<NaiveDate>,
    /// The years whose days off are announced; empty where all are, as for a calendar that has none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub years: BTreeSet<i32>,
    /// Days with openings of their own.
    #[serde(default)]
    #[schema(value_type = BTreeMap<NaiveDate, Vec<String>>)]
    pub special: BTreeMap<NaiveDate, Openings>,
}

/// When something is due, and why then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deadline {
    /// When it is due: the end of the last interval counted.
    pub due: DateTime<Utc>,
    /// What it was counted from.
    pub start: DateTime<Utc>,
    /// How much time there was.
    #[schema(value_type = String)]
    pub allowance: Allowance,
    /// The intervals that were counted, in order: the time itself, or all openings of the working days counted.
    pub why: Vec<Counted>,
    /// The first year that was counted into whose days off are not announced yet: the deadline may move when they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unannounced: Option<i32>,
}

/// An interval that counted towards a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    /// Start.
    pub from: DateTime<Utc>,
    /// End.
    pub to: DateTime<Utc>,
}

/// How far ahead openings are looked for: no allowance reaches further, and every search ends.
pub(super) const HORIZON: Days = Days::new(36_525);

impl Calendar {
    /// A calendar that is always open.
    pub fn always(zone: Tz) -> Self {
        let hours = std::array::from_fn(|_| Openings::whole_day());
        let (holidays, workdays, years) = Default::default();
        Self { zone, hours, holidays, workdays, years, special: BTreeMap::new() }
    }

    /// When a matter received at `start` is due; none if working time is asked of a calendar that has not as much of it.
    pub fn deadline(&self, start: DateTime<Utc>, allowance: Allowance) -> Option<Deadline> {
        Clock::new(start, allowance).deadline(self)
    }

    /// Whether the place is open at this instant.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.spans_on(self.day_of(at)).any(|span| span.from <= at && at < span.to)
    }

    /// This instant if the place is open, else its next opening; none if it never opens again.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.spans(at).next().map(|span| span.from)
    }

    /// How long the place is open from one instant to another, s; 0 where they are the wrong way round.
    pub fn open_seconds_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
        let open = self.spans(from).take_while(|span| span.from < to);
        let total: TimeDelta = open.filter_map(|span| span.before(to)).map(Counted::length).sum();
        total.num_seconds().unsigned_abs()
    }

    /// The first year from one instant to another whose days off are not announced; none if all are.
    pub fn unknown_year(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<i32> {
        let is_unknown = |year: &i32| !self.years.is_empty() && !self.years.contains(year);
        (self.day_of(from).year()..=self.day_of(to).year()).find(is_unknown)
    }

    /// The openings of a date.
    pub fn openings_on(&self, date: NaiveDate) -> &[Opening] {
        if let Some(openings) = self.special.get(&date) {
            return openings.as_slice();
        }
        if self.workdays.contains(&date) {
            return self.hours[0].as_slice();
        }
        if self.holidays.contains(&date) {
            return &[];
        }
        self.hours[date.weekday().num_days_from_monday() as usize].as_slice()
    }

    /// What is open from this instant on, in order; the first one cut if it has begun.
    pub(super) fn spans(&self, from: DateTime<Utc>) -> impl Iterator<Item = Counted> {
        let days = self.days(self.day_of(from));
        days.flat_map(|date| self.spans_on(date)).filter_map(move |span| span.after(from))
    }

    /// The openings of a date as instants. One that a change of the clocks swallows whole is left out.
    pub(super) fn spans_on(&self, date: NaiveDate) -> impl Iterator<Item = Counted> {
        self.openings_on(date).iter().filter_map(move |opening| {
            let end = match opening.to {
                Some(to) => date.and_time(to),
                None => date.succ_opt()?.and_time(NaiveTime::MIN),
            };
            let (from, to) = (self.instant(date.and_time(opening.from))?, self.instant(end)?);
            (from < to).then_some(Counted { from, to })
        })
    }

    /// Dates from this one on, as far as it makes sense to look for openings.
    pub(super) fn days(&self, from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let weekly = self.hours.iter().any(|openings| !openings.is_empty());
        let last = if weekly { from.checked_add_days(HORIZON) } else { self.special.keys().last().copied() };
        from.iter_days().take_while(move |date| last.is_some_and(|last| *date <= last))
    }

    pub(super) fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// The instant of a local time: the first of two, and the end of a gap for a time that the clocks leave out.
    /// So a later local time is never an earlier instant, and openings that do not overlap stay so. None where the zone ends.
    pub fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self.zone.from_local_datetime(&local) {
            MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => {
                Some(instant.to_utc())
            }
            MappedLocalTime::None => GapInfo::new(&local, &self.zone)?.end.map(|end| end.to_utc()),
        }
    }
}

impl Counted {
    /// How long it is.
    pub fn length(self) -> TimeDelta {
        self.to - self.from
    }

    /// The part before this instant; none if it has not begun by then.
    pub(super) fn before(self, at: DateTime<Utc>) -> Option<Self> {
        (self.from < at).then_some(Self { from: self.from, to: self.to.min(at) })
    }

    /// The part after this instant; none if it is over by then.
    pub(super) fn after(self, at: DateTime<Utc>) -> Option<Self> {
        (self.to > at).then_some(Self { from: self.from.max(at), to: self.to })
    }
}
