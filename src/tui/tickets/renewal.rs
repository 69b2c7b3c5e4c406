//! When something that was read from the server is read again: after news about it, but not too often. Pure.

use chrono::{DateTime, TimeDelta, Utc};

/// Nothing is read oftener than this if nothing else is said, in real time.
const BETWEEN: TimeDelta = TimeDelta::seconds(1);

/// How fresh something is that was read from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    asked_at: Option<DateTime<Utc>>,
    is_stale: bool,
    /// Nothing is read oftener than this, in real time.
    between: TimeDelta,
}

impl Default for Renewal {
    fn default() -> Self {
        Self { asked_at: None, is_stale: false, between: BETWEEN }
    }
}

impl Renewal {
    /// Something that is to be read as soon as possible.
    pub fn wanted() -> Self {
        Self { is_stale: true, ..Self::default() }
    }

    /// The same, and read no oftener than this.
    pub fn rested(between: TimeDelta) -> Self {
        Self { between, ..Self::wanted() }
    }

    /// Something happened that may have changed it.
    pub fn stale(&mut self) {
        self.is_stale = true;
    }

    /// It is being read.
    pub fn asked(&mut self, now: DateTime<Utc>) {
        *self = Self { asked_at: Some(now), is_stale: false, ..*self };
    }

    /// Whether it is to be read now, in a scene of this speed.
    pub fn is_due(&self, now: DateTime<Utc>, speed: f64) -> bool {
        self.is_stale && self.has_rested(now, speed)
    }

    /// Whether enough time has passed since it was read.
    pub fn has_rested(&self, now: DateTime<Utc>, speed: f64) -> bool {
        self.has_rested_for(self.between, now, speed)
    }

    /// Whether so much real time has passed since it was read.
    pub fn has_rested_for(&self, between: TimeDelta, now: DateTime<Utc>, speed: f64) -> bool {
        let between = between.num_milliseconds() as f64 * speed;
        self.asked_at.is_none_or(|at| (now - at).num_milliseconds() as f64 >= between)
    }
}
