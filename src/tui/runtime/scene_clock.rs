//! The scene's time: the wall clock, or a recorded day that runs on its own, perhaps faster.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// A tick is never asked for more often than this, however fast the scene runs.
const SHORTEST_TICK: Duration = Duration::from_millis(250);

/// Turns the wall's time into the scene's time. It reads no clock itself: the wall's time is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SceneClock {
    wall: DateTime<Utc>,
    scene: DateTime<Utc>,
    speed: f64,
}

impl SceneClock {
    /// The scene is the present.
    pub fn real(wall: DateTime<Utc>) -> Self {
        Self { wall, scene: wall, speed: 1.0 }
    }

    /// At wall time `wall` the scene is at `scene` and runs `speed` seconds a second (0 stands still).
    pub fn based(wall: DateTime<Utc>, scene: DateTime<Utc>, speed: f64) -> Self {
        Self { wall, scene, speed: if speed.is_finite() { speed.max(0.0) } else { 1.0 } }
    }

    /// The scene's time at a time of the wall.
    pub fn at(&self, wall: DateTime<Utc>) -> DateTime<Utc> {
        let passed = (wall - self.wall).num_microseconds().unwrap_or_default() as f64;
        self.scene + TimeDelta::microseconds((passed * self.speed) as i64)
    }

    /// How long the wall's clock runs until the scene's next second begins; `None` if the scene stands still.
    pub fn until_next_second(&self, wall: DateTime<Utc>) -> Option<Duration> {
        if self.speed <= 0.0 {
            return None;
        }
        let into_second = f64::from(self.at(wall).timestamp_subsec_micros()) / 1e6;
        let wait = Duration::from_secs_f64((1.0 - into_second) / self.speed);
        Some(
            wait.max(SHORTEST_TICK.min(Duration::from_secs_f64(1.0 / self.speed)).min(wait))
                .max(floor(self.speed)),
        )
    }
}

/// Real time keeps the exact second; a fast scene is held back to a few ticks a second.
fn floor(speed: f64) -> Duration {
    if speed > 1.0 { SHORTEST_TICK } else { Duration::from_millis(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_recorded_day_runs_on_its_own_clock() {
        let wall = time("2026-11-22T08:00:00Z");
        let clock = SceneClock::based(wall, time("1999-01-21T10:00:00Z"), 4.0);
        assert_eq!(clock.at(wall + TimeDelta::seconds(15)), time("1999-01-21T10:01:00Z"));
        assert_eq!(SceneClock::real(wall).at(wall + TimeDelta::seconds(1)), time("2026-11-22T08:00:01Z"));
    }

    #[test]
    fn ticks_fall_on_the_scene_s_seconds() {
        let wall = time("2026-11-22T08:00:00.300Z");
        let real = SceneClock::real(wall);
        assert_eq!(real.until_next_second(wall), Some(Duration::from_millis(700)));
        let still = SceneClock::based(wall, wall, 0.0);
        assert_eq!(still.until_next_second(wall), None);
        let fast = SceneClock::based(wall, time("1999-01-21T10:00:00Z"), 64.0);
        assert_eq!(fast.until_next_second(wall), Some(SHORTEST_TICK));
    }
}
