//! How far the server's clock and this machine's are apart. Screens show the server's time, whatever the clock here says; a difference
//! still confuses whoever compares the screen with a watch or with another program, so it is told.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use crate::api::ClockReading;

/// A difference that is told, at the least.
const SKEW_TOLD: TimeDelta = TimeDelta::seconds(5);
/// A clock that runs away from the processor's by more than this was set.
const SET: TimeDelta = TimeDelta::seconds(1);

/// How far a clock that was read between two readings of ours is ahead of ours; negative: behind. What lies between is no difference.
pub fn clock_skew(theirs: DateTime<Utc>, before: DateTime<Utc>, after: DateTime<Utc>) -> TimeDelta {
    if theirs < before {
        theirs - before
    } else if theirs > after {
        theirs - after
    } else {
        TimeDelta::zero()
    }
}

/// What is known of the difference in one stream.
pub(super) struct Skew {
    /// What was told last, s.
    told: i64,
    /// Two clocks of this machine, read together.
    begun: (Instant, DateTime<Utc>),
}

impl Skew {
    pub fn new() -> Self {
        Self { told: 0, begun: (Instant::now(), Utc::now()) }
    }

    /// Takes a reading that was asked for at `asked`; gives the difference if it is another than was told last. A recorded day's clock
    /// says nothing of the machine that it runs on.
    pub fn read(&mut self, clock: &ClockReading, asked: DateTime<Utc>) -> Option<TimeDelta> {
        let now = Utc::now();
        self.begun = (Instant::now(), now);
        let skew = if clock.recorded { TimeDelta::zero() } else { clock_skew(clock.now, asked, now) };
        let skew = if skew.abs() < SKEW_TOLD { TimeDelta::zero() } else { skew };
        // A second more or less is the network's.
        if (skew.num_seconds() - self.told).abs() <= 1 {
            return None;
        }
        self.told = skew.num_seconds();
        Some(skew)
    }

    /// Whether this machine's clock was set since the last reading, which then says nothing any more.
    pub fn was_set(&self) -> bool {
        let (instant, time) = self.begun;
        let passed = TimeDelta::from_std(instant.elapsed()).unwrap_or(TimeDelta::MAX);
        (Utc::now() - time - passed).abs() > SET
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_outside_of_both_readings_is_a_difference() {
        let at = |second| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        for (theirs, skew) in [(3, -7), (10, 0), (15, 0), (20, 0), (80, 60)] {
            assert_eq!(clock_skew(at(theirs), at(10), at(20)), TimeDelta::seconds(skew));
        }
    }

    #[test]
    fn a_difference_is_told_once_and_again_when_it_is_over() {
        let reading = |ahead| ClockReading {
            now: Utc::now() + TimeDelta::seconds(ahead),
            speed: 1.0,
            zone: chrono_tz::UTC,
            recorded: false,
        };
        let mut skew = Skew::new();
        let mut told = |clock: ClockReading| skew.read(&clock, Utc::now()).map(|skew| skew.num_minutes());
        assert_eq!([told(reading(0)), told(reading(3))], [None, None]);
        assert_eq!([told(reading(-3630)), told(reading(-3630))], [Some(-60), None]);
        assert_eq!(told(ClockReading { recorded: true, ..reading(-3630) }), Some(0));
        assert!(!skew.was_set());
        skew.begun.1 -= TimeDelta::hours(1);
        assert!(skew.was_set());
    }
}
