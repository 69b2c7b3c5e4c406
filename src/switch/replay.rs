//! A switch that plays a recorded day. The desk routes; callers, greeting and the recorded agents come from the record.
//! [`Day`] decides what happens.

use chrono::{DateTime, Utc};

use super::{
    CommandRefused, SwitchCommand, SwitchEvent,
    clocked::{Clocked, Engine},
};

mod day;
mod people;

pub use day::{Day, Past};
pub(in crate::switch) use people::Drawn;

/// A recorded day on a clock.
pub type Replay = Clocked<Day>;

impl Engine for Day {
    fn next_at(&self) -> Option<DateTime<Utc>> {
        self.next_at()
    }

    fn advance(&mut self, now: DateTime<Utc>) -> Vec<SwitchEvent> {
        self.advance(now)
    }

    fn command(
        &mut self,
        now: DateTime<Utc>,
        command: SwitchCommand,
    ) -> Result<Vec<SwitchEvent>, CommandRefused> {
        self.command(now, command)
    }
}
