//! Deadlines counted on a calendar with holidays and make-up days, beside a walk minute by minute over the same calendar.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    config::{self, Site},
    domain::clock::{Allowance, Calendar},
};

use crate::measure::{ratio, row, show_rate, time};

/// Deadlines that are counted.
const COUNTED: u32 = 100_000;
/// Deadlines that are walked to.
const WALKED: u32 = 200;

/// Prints the rows.
pub fn run() {
    let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
    let calendar = &site.catalogue.calendar;
    for (what, allowance, minutes) in [
        ("24 working hours", Allowance::WorkingMinutes(24 * 60), 24 * 60),
        ("7 working days", Allowance::WorkingDays(7), 7 * 8 * 60),
    ] {
        let counted = time(|| {
            for nth in 0..COUNTED {
                std::hint::black_box(calendar.deadline(start(nth), allowance));
            }
        });
        let walked = time(|| {
            for nth in 0..WALKED {
                std::hint::black_box(walk(calendar, start(nth), minutes));
            }
        });
        row(
            &format!("deadlines of {what} with their reasons, one core"),
            &show_rate(COUNTED as usize, counted),
            &format!("a walk to {minutes} open minutes, one by one: {}", show_rate(WALKED as usize, walked)),
            ratio(counted / COUNTED, walked / WALKED),
        );
    }
}

/// Starts all over the year.
fn start(nth: u32) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-01-04T01:00:00Z".parse().expect("a time");
    first + TimeDelta::minutes(i64::from(nth % 2_000) * 241)
}

/// When so many open minutes have passed.
fn walk(calendar: &Calendar, start: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
    let (mut at, mut left) = (start, minutes);
    while left > 0 {
        left -= u32::from(calendar.is_open(at));
        at += TimeDelta::minutes(1);
    }
    at
}
