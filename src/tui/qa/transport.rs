//! Play, pause, speed and place on a line of time. Pure: the time that passes is given.

use chrono::{DateTime, TimeDelta, Utc};

/// Slowest and fastest speeds, seconds of the past in a second.
const SPEEDS: [f64; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
const NORMAL: usize = 1;

/// A place on a line of time, and whether and how fast it moves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Transport {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    position: DateTime<Utc>,
    speed: usize,
    run: Run,
}

/// Whether time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    Playing,
    Paused,
}

impl Transport {
    /// Paused at the beginning.
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { start, end: end.max(start), position: start, speed: NORMAL, run: Run::Paused }
    }

    /// The moment that is shown.
    pub fn position(&self) -> DateTime<Utc> {
        self.position
    }

    /// Seconds of the past in a second.
    pub fn speed(&self) -> f64 {
        SPEEDS[self.speed]
    }

    /// Whether time passes.
    pub fn run(&self) -> Run {
        self.run
    }

    /// Pauses or goes on; at the end it plays again from the beginning.
    pub fn toggle(&mut self) {
        self.run = match self.run {
            Run::Playing => Run::Paused,
            Run::Paused => Run::Playing,
        };
        if self.run == Run::Playing && self.position >= self.end {
            self.position = self.start;
        }
    }

    /// The next higher speed, up to 64.
    pub fn faster(&mut self) {
        self.speed = (self.speed + 1).min(SPEEDS.len() - 1);
    }

    /// The next lower speed, down to a half.
    pub fn slower(&mut self) {
        self.speed = self.speed.saturating_sub(1);
    }

    /// Lets real time pass; the place moves by it times the speed, and stops at the end.
    pub fn pass(&mut self, real: TimeDelta) {
        if self.run == Run::Paused {
            return;
        }
        let passed = real.num_microseconds().unwrap_or_default().max(0) as f64 * self.speed();
        self.seek(self.position + TimeDelta::microseconds(passed as i64));
        if self.position >= self.end {
            self.run = Run::Paused;
        }
    }

    /// The line has got other ends; the place stays where it can.
    pub fn stretch(&mut self, start: DateTime<Utc>, end: DateTime<Utc>) {
        (self.start, self.end) = (start, end.max(start));
        self.seek(self.position);
    }

    /// Goes to a moment between beginning and end.
    pub fn seek(&mut self, to: DateTime<Utc>) {
        self.position = to.clamp(self.start, self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn transport() -> Transport {
        Transport::new(at(0), at(100))
    }

    #[test]
    fn time_passes_by_the_speed_and_stops_at_the_end() {
        let mut transport = transport();
        transport.pass(TimeDelta::seconds(5));
        assert_eq!(transport.position(), at(0), "paused");
        transport.toggle();
        transport.pass(TimeDelta::seconds(5));
        transport.faster();
        transport.faster();
        transport.pass(TimeDelta::seconds(5));
        assert_eq!(transport.position(), at(25));
        transport.pass(TimeDelta::seconds(60));
        assert_eq!((transport.position(), transport.run()), (at(100), Run::Paused));
    }

    #[test]
    fn playing_at_the_end_begins_again() {
        let mut transport = transport();
        transport.seek(at(500));
        assert_eq!(transport.position(), at(100));
        transport.toggle();
        assert_eq!((transport.position(), transport.run()), (at(0), Run::Playing));
    }

    #[test]
    fn speeds_end_at_a_half_and_at_sixty_four() {
        let mut transport = transport();
        (0..20).for_each(|_| transport.slower());
        assert_eq!(transport.speed(), 0.5);
        (0..20).for_each(|_| transport.faster());
        assert_eq!(transport.speed(), 64.0);
    }

    #[test]
    fn a_clock_that_goes_back_moves_nothing() {
        let mut transport = transport();
        transport.toggle();
        transport.pass(TimeDelta::seconds(-3));
        assert_eq!(transport.position(), at(0));
    }
}
