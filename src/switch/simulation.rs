//! A switch that makes up its callers, for training and for load: they come by chance, at a rate for each queue, and behave as drawn.
//! The desk routes, and phones answer by command. [`Crowd`] decides what happens; the same seed gives the same callers.

use chrono::{DateTime, Utc};

use super::{
    CommandRefused, SwitchCommand, SwitchEvent,
    clocked::{Clocked, Engine},
};

mod crowd;
mod spread;

pub use crowd::{Crowd, Plan};
pub use spread::Spread;

/// Made-up callers on a clock.
pub type Simulation = Clocked<Crowd>;

impl Engine for Crowd {
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
