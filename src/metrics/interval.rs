//! The stretches of time that a report counts by, as the people of a zone have them.

use std::{fmt, str::FromStr};

use chrono::{
    DateTime, Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stretch of time: `from` is in it, `to` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Interval {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub to: DateTime<Utc>,
}

/// How long the intervals of a report are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// So many minutes, counted from each local midnight: the last one of a day is shorter where they do not divide it. Times of the wall
    /// part them: where clocks change, an interval of more than the hour is longer or shorter, and the hour that comes twice is two.
    Minutes(u32),
    /// Local days.
    Day,
    /// Weeks from Monday to Sunday (ISO 8601).
    Week,
    /// Months.
    Month,
    /// All in one.
    #[default]
    All,
}

impl Interval {
    /// All time.
    pub const ALL: Self = Self { from: DateTime::<Utc>::MIN_UTC, to: DateTime::<Utc>::MAX_UTC };

    /// Whether the instant is in it.
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }

    /// What two intervals share; empty (`from` = `to`) where they share nothing.
    pub fn within(self, other: Self) -> Self {
        let from = self.from.max(other.from);
        Self { from, to: self.to.min(other.to).max(from) }
    }
}

impl Every {
    /// The interval in which this instant lies for people in `zone`.
    pub fn of(self, zone: Tz, at: DateTime<Utc>) -> Interval {
        let date = at.with_timezone(&zone).date_naive();
        match self {
            Self::Minutes(minutes) => by_minutes(zone, at, i64::from(minutes.max(1))),
            Self::Day => days(zone, date, date.checked_add_days(Days::new(1))),
            Self::Week => {
                let monday = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
                days(zone, monday, monday.checked_add_days(Days::new(7)))
            }
            Self::Month => {
                let first = date.with_day(1).unwrap_or(date);
                days(zone, first, first.checked_add_months(Months::new(1)))
            }
            Self::All => Interval::ALL,
        }
    }
}

/// `15m`, `1h`, `1d`, `1w`, `1mo`, `all`.
impl FromStr for Every {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const DAY: u32 = 24 * 60;
        let trouble = || format!("no interval {text:?}: write 15m, 30m, 1h, 1d, 1w, 1mo or all");
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = text[..text.len() - unit.len()].parse::<u32>().ok();
        match (number, unit) {
            (None, "all") => Ok(Self::All),
            (Some(minutes @ 1..=DAY), "m") => Ok(Self::Minutes(minutes)),
            (Some(hours @ 1..=23), "h") => Ok(Self::Minutes(hours * 60)),
            (Some(1), "d") | (Some(24), "h") => Ok(Self::Day),
            (Some(1), "w") => Ok(Self::Week),
            (Some(1), "mo") => Ok(Self::Month),
            _ => Err(trouble()),
        }
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(minutes) if minutes % 60 == 0 => write!(f, "{}h", minutes / 60),
            Self::Minutes(minutes) => write!(f, "{minutes}m"),
            Self::Day => f.pad("1d"),
            Self::Week => f.pad("1w"),
            Self::Month => f.pad("1mo"),
            Self::All => f.pad("all"),
        }
    }
}

fn days(zone: Tz, from: NaiveDate, to: Option<NaiveDate>) -> Interval {
    Interval {
        from: midnight(zone, from),
        to: to.map_or(DateTime::<Utc>::MAX_UTC, |date| midnight(zone, date)),
    }
}

fn by_minutes(zone: Tz, at: DateTime<Utc>, minutes: i64) -> Interval {
    let from = floor(zone, at, minutes);
    let local = from.with_timezone(&zone).naive_local();
    let (today, tomorrow) = (local.date(), local.date().checked_add_days(Days::new(1)));
    let nth = i64::from(local.num_seconds_from_midnight()) / (minutes * 60) + 1;
    let wall = today.and_time(NaiveTime::MIN) + Duration::minutes(minutes * nth);
    let wall = tomorrow.map_or(wall, |tomorrow| wall.min(tomorrow.and_time(NaiveTime::MIN)));
    let plain = from + Duration::minutes(minutes);
    let is_next = floor(zone, plain, minutes) == plain;
    let to = if is_next { plain } else { first_at(zone, wall) };
    Interval { from, to: to.max(at + Duration::milliseconds(1)) }
}

/// The last instant up to `at` at which an interval begins.
fn floor(zone: Tz, at: DateTime<Utc>, minutes: i64) -> DateTime<Utc> {
    let local = at.with_timezone(&zone);
    let wall = local.naive_local();
    let since_midnight = i64::from(wall.num_seconds_from_midnight()) % (minutes * 60);
    let begun = Duration::seconds(since_midnight) + Duration::nanoseconds(i64::from(wall.nanosecond()));
    let plain = at - begun;
    let same_clock = zone.offset_from_utc_datetime(&plain.naive_utc()).fix() == local.offset().fix();
    if same_clock { plain } else { first_at(zone, wall - begun).min(at) }
}

/// The first instant of a local date. Where the clocks jump over midnight, the day begins with the first hour that exists.
pub(super) fn midnight(zone: Tz, date: NaiveDate) -> DateTime<Utc> {
    first_at(zone, date.and_time(NaiveTime::MIN))
}

/// The first instant at which the clocks on the wall show this time, or a later one where they leave it out.
fn first_at(zone: Tz, wall: NaiveDateTime) -> DateTime<Utc> {
    let first =
        (0..96).find_map(|step| zone.from_local_datetime(&(wall + Duration::minutes(15 * step))).earliest());
    first.map_or_else(|| wall.and_utc(), |first| first.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Sao_Paulo, Asia::Beirut, Asia::Shanghai, Australia::Lord_Howe, Europe::Berlin};
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(zone: Tz, every: &str, at: &str, from: &str, to: &str) {
        let at: DateTime<Utc> = at.parse().expect("a time");
        let every: Every = every.parse().expect("an interval");
        let interval = every.of(zone, at);
        let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%m-%d %H:%M%:z").to_string();
        assert_eq!((local(interval.from).as_str(), local(interval.to).as_str()), (from, to));
        assert!(interval.holds(at) && interval.holds(interval.from) && !interval.holds(interval.to));
    }

    #[test]
    fn days_begin_at_local_midnight_also_when_the_clocks_change() {
        check(Shanghai, "1d", "2026-03-01T15:59:59Z", "03-01 00:00+08:00", "03-02 00:00+08:00");
        check(Berlin, "1d", "2026-03-29T12:00:00Z", "03-29 00:00+01:00", "03-30 00:00+02:00");
        check(Beirut, "1d", "2024-03-31T12:00:00Z", "03-31 01:00+03:00", "04-01 00:00+03:00");
        check(Sao_Paulo, "1d", "2018-11-04T12:00:00Z", "11-04 01:00-02:00", "11-05 00:00-02:00");
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        check(Shanghai, "1w", "2026-11-22T12:00:00Z", "11-16 00:00+08:00", "11-23 00:00+08:00");
        check(Shanghai, "1mo", "2026-11-30T15:59:59Z", "11-01 00:00+08:00", "12-01 00:00+08:00");
        check(Shanghai, "1mo", "2026-11-30T16:00:00Z", "12-01 00:00+08:00", "01-01 00:00+08:00");
    }

    #[test]
    fn an_hour_that_comes_twice_is_two_and_longer_intervals_end_by_the_wall() {
        check(Berlin, "1h", "2026-10-25T00:30:00Z", "10-25 02:00+02:00", "10-25 02:00+01:00");
        check(Berlin, "1h", "2026-10-25T01:30:00Z", "10-25 02:00+01:00", "10-25 03:00+01:00");
        check(Berlin, "6h", "2026-10-25T04:59:59Z", "10-25 00:00+02:00", "10-25 06:00+01:00");
        check(Berlin, "6h", "2026-03-29T03:30:00Z", "03-29 00:00+01:00", "03-29 06:00+02:00");
        check(Berlin, "1h", "2026-03-29T00:59:59Z", "03-29 01:00+01:00", "03-29 03:00+02:00");
    }

    #[test]
    fn an_interval_that_does_not_divide_a_day_is_cut_at_midnight() {
        check(Shanghai, "7h", "2026-11-22T15:30:00Z", "11-22 21:00+08:00", "11-23 00:00+08:00");
        check(Shanghai, "7m", "2026-11-22T15:59:59Z", "11-22 23:55+08:00", "11-23 00:00+08:00");
        check(Shanghai, "15m", "2026-11-22T15:44:59.999Z", "11-22 23:30+08:00", "11-22 23:45+08:00");
    }

    #[test]
    fn what_is_no_interval_says_what_is() {
        for text in ["", "0m", "m", "2d", "1y", "15", "25h", "-5m", "ALL", "99999999999m"] {
            assert!(text.parse::<Every>().is_err_and(|why| why.contains("write 15m")), "{text}");
        }
    }

    proptest! {
        #[test]
        fn intervals_part_all_time(
            zone in prop::sample::select(vec![Shanghai, Berlin, Lord_Howe, Beirut, Sao_Paulo, chrono_tz::UTC]),
            every in prop::sample::select(vec!["1m", "7m", "15m", "30m", "1h", "90m", "5h", "6h", "1d", "1w", "1mo"]),
            ms in 1_500_000_000_000_i64..1_900_000_000_000,
        ) {
            let every: Every = every.parse().expect("an interval");
            let at = DateTime::from_timestamp_millis(ms).expect("a time");
            let here = every.of(zone, at);
            prop_assert!(here.holds(at));
            prop_assert_eq!(every.of(zone, here.from), here);
            prop_assert_eq!(every.of(zone, here.to).from, here.to);
            prop_assert_eq!(every.of(zone, here.to - Duration::milliseconds(1)), here);
        }

        #[test]
        fn intervals_part_the_days_on_which_clocks_change(
            zone in prop::sample::select(vec![Berlin, Lord_Howe, Beirut]),
            every in prop::sample::select(vec!["1m", "7m", "15m", "30m", "1h", "90m", "5h", "6h", "1d"]),
            day in prop::sample::select(vec!["2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04", "2024-03-31", "2024-10-27"]),
            ms in -43_200_000_i64..86_400_000,
        ) {
            let every: Every = every.parse().expect("an interval");
            let day: NaiveDate = day.parse().expect("a date");
            let at = day.and_time(NaiveTime::MIN).and_utc() + Duration::milliseconds(ms);
            let here = every.of(zone, at);
            prop_assert!(here.holds(at));
            prop_assert_eq!(every.of(zone, here.from), here);
            prop_assert_eq!(every.of(zone, here.to).from, here.to);
            prop_assert_eq!(every.of(zone, here.to - Duration::milliseconds(1)), here);
        }
    }
}
