//! The server's clock: the real one, or a recorded day's that starts at its own time and may run faster.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tokio::time::{Instant, sleep};

use crate::api::ClockReading;

/// A clock that can be read and waited on.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    zone: Tz,
    source: Source,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Real,
    Recorded { origin: DateTime<Utc>, started: Instant, speed: f64 },
}

/// A wait is looked at again after this time at the latest: the real clock may be set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

impl Clock {
    /// The real clock, read in this zone.
    pub fn real(zone: Tz) -> Self {
        Self { zone, source: Source::Real }
    }

    /// A recorded day's clock: it shows `origin` now and runs `speed` seconds a second.
    pub fn recorded(zone: Tz, origin: DateTime<Utc>, speed: f64) -> Self {
        Self { zone, source: Source::Recorded { origin, started: Instant::now(), speed } }
    }

    /// What it shows.
    pub fn now(&self) -> DateTime<Utc> {
        match self.source {
            Source::Real => Utc::now(),
            Source::Recorded { origin, started, speed } => {
                let passed = started.elapsed().as_secs_f64() * speed;
                origin + TimeDelta::microseconds((passed * 1e6) as i64)
            }
        }
    }

    /// What it shows, and how it runs.
    pub fn reading(&self) -> ClockReading {
        let (speed, recorded) = match self.source {
            Source::Real => (1.0, false),
            Source::Recorded { speed, .. } => (speed, true),
        };
        ClockReading { now: self.now(), speed, zone: self.zone, recorded }
    }

    /// Waits until it shows `at`.
    pub async fn sleep_until(&self, at: DateTime<Utc>) {
        while let Ok(left) = (at - self.now()).to_std() {
            if left.is_zero() {
                return;
            }
            let left = left.div_f64(self.reading().speed.max(f64::MIN_POSITIVE).max(1e-3));
            // A timer may fire a little early by this clock: a floor keeps the loop from spinning.
            sleep(left.clamp(Duration::from_millis(1), LONGEST_SLEEP)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_recorded_day_runs_at_its_own_speed() {
        let origin: DateTime<Utc> = "1999-01-11T08:00:00Z".parse().expect("a time");
        let clock = Clock::recorded(Tz::Asia__Jerusalem, origin, 4.0);
        let began = Instant::now();
        clock.sleep_until(origin + TimeDelta::seconds(60)).await;
        assert!(clock.now() >= origin + TimeDelta::seconds(60));
        assert_eq!(began.elapsed().as_secs(), 15);
        assert!(clock.reading().recorded);
    }
}
