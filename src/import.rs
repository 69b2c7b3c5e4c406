//! Records of other systems, read into our events, and the recorded day that ships with the program. It must not know server or screens.

pub mod bank;
pub mod queue_log;

mod callers;
mod lines;
mod recorded_day;
mod tables;

pub use callers::{Callers, number};
pub use recorded_day::{RecordedAgent, RecordedCaller, RecordedDay};
pub use tables::{TableTrouble, TableTroubles, interruptions, marks};
