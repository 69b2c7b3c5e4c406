//! A local day as the stretch of time between two midnights.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A local day: `from` is in it, `to` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct Day {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Day {
    /// The day in which this instant lies for people in `zone`.
    pub fn of(zone: Tz, at: DateTime<Utc>) -> Self {
        let date = at.with_timezone(&zone).date_naive();
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        Self { from: midnight(zone, date), to: midnight(zone, next) }
    }

    pub fn holds(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }
}

/// The first instant of a local date. Where the clocks jump over midnight, the day begins with the first hour that exists.
fn midnight(zone: Tz, date: NaiveDate) -> DateTime<Utc> {
    let start = date.and_time(NaiveTime::MIN);
    let first =
        (0..24).find_map(|hour| zone.from_local_datetime(&(start + Duration::hours(hour))).earliest());
    first.map_or_else(|| start.and_utc(), |first| first.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: Tz, at: &str, from: &str, to: &str) {
        let at: DateTime<Utc> = at.parse().expect("a time");
        let day = Day::of(zone, at);
        assert_eq!((day.from.to_rfc3339(), day.to.to_rfc3339()), (from.to_owned(), to.to_owned()));
        assert!(day.holds(at) && day.holds(day.from) && !day.holds(day.to));
    }

    #[test]
    fn days_begin_at_local_midnight_also_when_the_clocks_change() {
        let shanghai = chrono_tz::Asia::Shanghai;
        check(shanghai, "2026-03-01T15:59:59Z", "2026-02-28T16:00:00+00:00", "2026-03-01T16:00:00+00:00");
        let berlin = chrono_tz::Europe::Berlin;
        check(berlin, "2026-03-29T12:00:00Z", "2026-03-28T23:00:00+00:00", "2026-03-29T22:00:00+00:00");
        let beirut = chrono_tz::Asia::Beirut;
        check(beirut, "2024-03-31T12:00:00Z", "2024-03-30T22:00:00+00:00", "2024-03-31T21:00:00+00:00");
    }
}
