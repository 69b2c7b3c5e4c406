//! Time limits: allowances, calendars, and deadlines that can say why.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How much time a matter may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    /// Minutes on the clock, day and night.
    ClockMinutes(u32),
    /// Open minutes of the calendar.
    WorkingMinutes(u32),
    /// Working days: the day of receipt is day 0, and it ends at the closing of day n.
    WorkingDays(u32),
}

/// When a place is open. A closing instant is not open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Time zone of everything below.
    pub zone: Tz,
    /// Openings by weekday, Monday first.
    pub hours: [Vec<Opening>; 7],
    /// Days off.
    #[serde(default)]
    pub holidays: BTreeSet<NaiveDate>,
    /// Make-up working days (调休), with Monday's openings.
    #[serde(default)]
    pub workdays: BTreeSet<NaiveDate>,
    /// Days with openings of their own.
    #[serde(default)]
    pub special: BTreeMap<NaiveDate, Vec<Opening>>,
}

/// One opening of a day, local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// First instant that is open.
    pub from: NaiveTime,
    /// First instant that is not; none for midnight at the end of the day (24:00).
    pub to: Option<NaiveTime>,
}

/// When something is due, and why then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// When it is due.
    pub due: DateTime<Utc>,
    /// What it was counted from.
    pub start: DateTime<Utc>,
    /// How much time there was.
    pub allowance: Allowance,
    /// The intervals that were counted, in order.
    pub why: Vec<Counted>,
}

/// An interval that counted towards a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Start.
    pub from: DateTime<Utc>,
    /// End.
    pub to: DateTime<Utc>,
}
