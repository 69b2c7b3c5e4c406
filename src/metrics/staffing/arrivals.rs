//! How many calls came in, by local day and interval of the day.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::StaffingError;

const DAY_MIN: u32 = 24 * 60;

/// How a day is cut into equal intervals, by the clock on the wall: on the two days on which the clocks change one hour's intervals are
/// empty, or hold two hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intervals {
    minutes: u32,
}

impl Intervals {
    /// Intervals of this length, s.
    ///
    /// # Errors
    /// When it is not a whole number of minutes, or a day not a whole number of intervals.
    pub fn of(interval_s: f64) -> Result<Self, StaffingError> {
        let uneven = StaffingError::Uneven { interval_s };
        let minutes = interval_s / 60.0;
        let is_whole = (1.0..=f64::from(DAY_MIN)).contains(&minutes) && minutes.fract() == 0.0;
        let minutes = if is_whole { minutes as u32 } else { return Err(uneven) };
        if DAY_MIN.is_multiple_of(minutes) { Ok(Self { minutes }) } else { Err(uneven) }
    }

    /// Length of each, s.
    pub fn length_s(self) -> u32 {
        self.minutes * 60
    }

    /// How many a day has.
    pub fn a_day(self) -> usize {
        (DAY_MIN / self.minutes) as usize
    }

    /// When the one of this number begins.
    pub fn start(self, number: usize) -> NaiveTime {
        let seconds = number as u32 * self.length_s();
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default()
    }

    /// The number of the one in which this time lies.
    pub fn number(self, time: NaiveTime) -> usize {
        (time.num_seconds_from_midnight() / self.length_s()) as usize
    }
}

/// Calls counted. A day without a single call is a day of which nothing is known: the record has a gap, or the centre was closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrivals {
    intervals: Intervals,
    days: BTreeMap<NaiveDate, Vec<f64>>,
}

impl Arrivals {
    /// None yet.
    pub fn new(intervals: Intervals) -> Self {
        Self { intervals, days: BTreeMap::new() }
    }

    /// Counts a call that was offered then, local time.
    pub fn add(&mut self, at: NaiveDateTime) {
        let day = self.days.entry(at.date()).or_insert_with(|| vec![0.0; self.intervals.a_day()]);
        day[self.intervals.number(at.time())] += 1.0;
    }

    /// How days are cut.
    pub fn intervals(&self) -> Intervals {
        self.intervals
    }

    /// Calls by interval of this day; none where nothing is known.
    pub fn day(&self, date: NaiveDate) -> Option<&[f64]> {
        self.days.get(&date).map(Vec::as_slice)
    }

    /// First and last day of which something is known.
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        Some((*self.days.first_key_value()?.0, *self.days.last_key_value()?.0))
    }

    /// The days before this one of which something is known, the last one first.
    pub(super) fn before(&self, date: NaiveDate) -> impl Iterator<Item = (NaiveDate, &[f64])> {
        self.days.range(..date).rev().map(|(date, calls)| (*date, calls.as_slice()))
    }
}
