//! A switch that plays a recorded day. The desk routes; callers, greeting and the recorded agents come from the record.
//! [`Day`] decides what happens.

use super::clocked::Clocked;

mod day;
mod people;

pub use day::{Day, Past};
pub(in crate::switch) use people::Drawn;

/// A recorded day on a clock.
pub type Replay = Clocked<Day>;
