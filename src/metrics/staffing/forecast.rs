//! How many calls will come in, by day and interval: each weekday is expected to be like the same weekdays before it, interval by interval.
//!
//! How those are put together, and whether they are raised or lowered to the level of the last days, is decided by how well it would have
//! done so far (see [`BackTest`](super::BackTest)). Days off are a kind of day of their own, as soon as one of them is known; a make-up
//! working day is like a Monday, as on the calendar that names it.

use chrono::{Datelike, NaiveDate, Weekday};

use super::Arrivals;
use crate::domain::clock::Calendar;

/// How many days of a kind are looked at, and of how many days the level is taken.
const SAME: usize = 8;
const LEVEL_DAYS: usize = 7;
/// The last of the days of a kind counts most: each one before it has this much of its weight.
const FADES: f64 = 0.7;
/// The level of a week is never taken for more than twice or less than half of what was expected of it.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=2.0;

/// How days of a kind are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    /// The last one alone.
    Last,
    /// The mean of the last eight.
    Mean,
    /// The median of the last eight: a single strange day changes nothing.
    Median,
    /// The mean of the last eight, in which each counts more than the one before it.
    Recent,
}

/// Whether the last days raise or lower what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// They do not.
    Steady,
    /// By calls of the last seven days / what had been expected of them.
    Moving,
}

/// A way to forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// How days of a kind are put together.
    pub season: Season,
    /// Whether the last days raise or lower it.
    pub level: Level,
}

impl Method {
    /// What anybody would do: the same weekday a week before.
    pub const NAIVE: Self = Self { season: Season::Last, level: Level::Steady };

    /// All that are tried, the naive one first.
    pub const ALL: [Self; 7] = [
        Self::NAIVE,
        Self { season: Season::Mean, level: Level::Steady },
        Self { season: Season::Median, level: Level::Steady },
        Self { season: Season::Recent, level: Level::Steady },
        Self { season: Season::Mean, level: Level::Moving },
        Self { season: Season::Median, level: Level::Moving },
        Self { season: Season::Recent, level: Level::Moving },
    ];
}

/// What is known on the morning of a day: all days before it.
#[derive(Clone, Copy, Debug)]
pub struct Morning<'a> {
    arrivals: &'a Arrivals,
    calendar: Option<&'a Calendar>,
    date: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Weekday(Weekday),
    DayOff,
}

impl<'a> Morning<'a> {
    /// The morning of this day, with the days off of a calendar, if there is one.
    pub fn of(date: NaiveDate, arrivals: &'a Arrivals, calendar: Option<&'a Calendar>) -> Self {
        Self { arrivals, calendar, date }
    }

    /// Calls by interval to be expected of each of these days. Of a weekday of which nothing is known as much is expected as of all days
    /// together; none where nothing is known at all.
    pub fn expect(&self, method: Method, dates: &[NaiveDate]) -> Option<Vec<Vec<f64>>> {
        let level = match method.level {
            Level::Steady => 1.0,
            Level::Moving => self.level(method.season),
        };
        let of = |date: &NaiveDate| {
            let calls = self.season(method.season, *date)?;
            Some(calls.into_iter().map(|calls| calls * level).collect())
        };
        dates.iter().map(of).collect()
    }

    /// Calls of the last days / what would have been expected of each on its own morning.
    fn level(&self, season: Season) -> f64 {
        let (mut came, mut expected) = (0.0, 0.0);
        for (date, calls) in self.arrivals.before(self.date).take(LEVEL_DAYS) {
            let morning = Morning { date, ..*self };
            if morning.same(date).next().is_some()
                && let Some(of_day) = morning.season(season, date)
            {
                came += calls.iter().sum::<f64>();
                expected += of_day.iter().sum::<f64>();
            }
        }
        if expected > 0.0 { (came / expected).clamp(*LEVELS.start(), *LEVELS.end()) } else { 1.0 }
    }

    fn season(&self, season: Season, date: NaiveDate) -> Option<Vec<f64>> {
        let mut days: Vec<&[f64]> = self.same(date).take(SAME).collect();
        if days.is_empty() {
            days = self.arrivals.before(self.date).take(SAME * 7).map(|(_, calls)| calls).collect();
        }
        let first = days.first()?;
        let of = |number: usize| together(season, days.iter().map(|day| day[number]).collect());
        Some((0..first.len()).map(of).collect())
    }

    /// The days of the same kind, the last one first. As long as no day off is known, one is taken for its weekday.
    fn same(&self, date: NaiveDate) -> impl Iterator<Item = &'a [f64]> {
        let known = |wanted: Kind| self.arrivals.before(self.date).any(|(day, _)| self.kind(day) == wanted);
        let kind = match self.kind(date) {
            Kind::DayOff if !known(Kind::DayOff) => Kind::Weekday(date.weekday()),
            kind => kind,
        };
        let morning = *self;
        let days = self.arrivals.before(self.date);
        days.filter(move |(day, _)| morning.kind(*day) == kind).map(|(_, calls)| calls)
    }

    fn kind(&self, date: NaiveDate) -> Kind {
        match self.calendar {
            Some(calendar) if calendar.workdays.contains(&date) => Kind::Weekday(Weekday::Mon),
            Some(calendar) if calendar.holidays.contains(&date) => Kind::DayOff,
            _ => Kind::Weekday(date.weekday()),
        }
    }
}

/// One number for several, the last one first; never of nothing.
fn together(season: Season, mut calls: Vec<f64>) -> f64 {
    let count = calls.len() as f64;
    match season {
        Season::Last => calls[0],
        Season::Mean => calls.iter().sum::<f64>() / count,
        Season::Recent => {
            let weights = || std::iter::successors(Some(1.0), |weight| Some(weight * FADES));
            let sum: f64 = calls.iter().zip(weights()).map(|(calls, weight)| calls * weight).sum();
            sum / weights().take(calls.len()).sum::<f64>()
        }
        Season::Median => {
            calls.sort_by(f64::total_cmp);
            f64::midpoint(calls[(calls.len() - 1) / 2], calls[calls.len() / 2])
        }
    }
}
