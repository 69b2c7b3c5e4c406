//! How much time a matter may take, and how people write it down.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How much time a matter may take. Written `3wd` (working days), `4wh` or `90wm` (working time), `24h` or `90m` (clock time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Allowance {
    /// Minutes on the clock, day and night.
    ClockMinutes(u32),
    /// Open minutes of the calendar.
    WorkingMinutes(u32),
    /// Working days: the day of receipt is day 0, and it ends at the closing of day n.
    WorkingDays(u32),
}

/// No limit is longer than ten years: what is longer is a typing error.
const MAX_DAYS: u32 = 3_660;
const MAX_MINUTES: u32 = MAX_DAYS * 24 * 60;

impl FromStr for Allowance {
    type Err = AllowanceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trouble = || AllowanceError(text.to_owned());
        let unit = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(trouble)?;
        let count: u32 = text[..unit].parse().map_err(|_| trouble())?;
        let hours = count.checked_mul(60).ok_or_else(trouble)?;
        let (allowance, size, max) = match &text[unit..] {
            "wd" => (Self::WorkingDays(count), count, MAX_DAYS),
            "wh" => (Self::WorkingMinutes(hours), hours, MAX_MINUTES),
            "wm" => (Self::WorkingMinutes(count), count, MAX_MINUTES),
            "h" => (Self::ClockMinutes(hours), hours, MAX_MINUTES),
            "m" => (Self::ClockMinutes(count), count, MAX_MINUTES),
            _ => return Err(trouble()),
        };
        if size <= max { Ok(allowance) } else { Err(trouble()) }
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::WorkingDays(days) => write!(f, "{days}wd"),
            Self::WorkingMinutes(minutes) if whole_hours(minutes) => write!(f, "{}wh", minutes / 60),
            Self::WorkingMinutes(minutes) => write!(f, "{minutes}wm"),
            Self::ClockMinutes(minutes) if whole_hours(minutes) => write!(f, "{}h", minutes / 60),
            Self::ClockMinutes(minutes) => write!(f, "{minutes}m"),
        }
    }
}

fn whole_hours(minutes: u32) -> bool {
    minutes > 0 && minutes.is_multiple_of(60)
}

impl TryFrom<String> for Allowance {
    type Error = AllowanceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Allowance> for String {
    fn from(allowance: Allowance) -> Self {
        allowance.to_string()
    }
}

/// A time limit that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the time limit {0:?}: write 3wd, 4wh, 90wm, 24h or 90m, ten years at most")]
pub struct AllowanceError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_write_them() {
        let check = |text: &str, allowance: Allowance, printed: &str| {
            assert_eq!(text.parse(), Ok(allowance));
            assert_eq!(allowance.to_string(), printed);
        };
        check("3wd", Allowance::WorkingDays(3), "3wd");
        check("0wd", Allowance::WorkingDays(0), "0wd");
        check("4wh", Allowance::WorkingMinutes(240), "4wh");
        check("120wm", Allowance::WorkingMinutes(120), "2wh");
        check("90wm", Allowance::WorkingMinutes(90), "90wm");
        check("24h", Allowance::ClockMinutes(1440), "24h");
        check("90m", Allowance::ClockMinutes(90), "90m");
        check("0m", Allowance::ClockMinutes(0), "0m");
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for text in
            ["", "3", "wd", "3 wd", "-1h", "1.5h", "3d", "3WD", "4000wd", "99999999h", "三h", "4294967296m"]
        {
            assert!(text.parse::<Allowance>().is_err(), "{text:?} was read");
        }
    }
}
