//! Plain questions to a calendar.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Calendar, Counted, calendar::HORIZON};

impl Calendar {
    /// The closing of the opening that this instant is in, else of the next one; none if it never opens again. Openings that touch, such as
    /// one until 24:00 and one from 00:00, are one.
    pub fn next_closing(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut spans = self.spans(at);
        let mut closing = spans.next()?.to;
        for span in spans {
            if span.from > closing {
                break;
            }
            closing = span.to;
        }
        Some(closing)
    }

    /// The latest instant, this one or an earlier one, up to which the place was open: this one if it is open or has just closed, else the
    /// closing before it. None if it never was.
    pub fn previous_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.spans_back(at).next().map(|span| span.to)
    }

    /// The instant that is so much open time after this one, or before it if that is negative; none if there is not as much.
    pub fn add_open_time(&self, at: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = time.abs();
        if time < TimeDelta::zero() {
            for span in self.spans_back(at) {
                if span.length() >= left {
                    return Some(span.to - left);
                }
                left -= span.length();
            }
            return None;
        }
        for span in self.spans(at) {
            if span.length() >= left {
                return Some(span.from + left);
            }
            left -= span.length();
        }
        None
    }

    /// The date that is so many working days after this one, or before it if that is negative; no days are this date itself. A day off is
    /// taken for the next working day, or the one before, first. None if there are not as many.
    pub fn add_working_days(&self, date: NaiveDate, days: i32) -> Option<NaiveDate> {
        let count = usize::try_from(days.unsigned_abs()).ok()?;
        if days == 0 {
            return Some(date);
        }
        if days < 0 {
            return self.days_back(date).filter(|date| self.is_working_day(*date)).nth(count);
        }
        self.days(date).filter(|date| self.is_working_day(*date)).nth(count)
    }

    /// The working days after one date, up to another and with it; negative if that is earlier.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let count = |from: NaiveDate, to: NaiveDate| {
            let dates = from.iter_days().skip(1).take_while(|date| *date <= to);
            dates.filter(|date| self.is_working_day(*date)).count() as i64
        };
        if from <= to { count(from, to) } else { -count(to, from) }
    }

    fn is_working_day(&self, date: NaiveDate) -> bool {
        self.spans_on(date).next().is_some()
    }

    /// What was open before this instant, the latest first; the first one cut if it has not ended.
    fn spans_back(&self, at: DateTime<Utc>) -> impl Iterator<Item = Counted> {
        let spans_of = |date: NaiveDate| {
            let mut spans: Vec<_> = self.spans_on(date).collect();
            spans.reverse();
            spans
        };
        self.days_back(self.day_of(at)).flat_map(spans_of).filter_map(move |span| span.before(at))
    }

    /// Dates from this one back, as far as it makes sense to look for openings.
    fn days_back(&self, from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let weekly = self.hours.iter().any(|openings| !openings.is_empty());
        let first = if weekly { from.checked_sub_days(HORIZON) } else { self.special.keys().next().copied() };
        std::iter::successors(Some(from), NaiveDate::pred_opt)
            .take_while(move |date| first.is_some_and(|first| *date >= first))
    }
}
