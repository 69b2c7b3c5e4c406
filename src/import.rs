//! Records of other systems, read into our events, and the recorded day that ships with the program. It must not know server or screens.

pub mod bank;

mod callers;
mod recorded_day;

pub use callers::Callers;
pub use recorded_day::{RecordedAgent, RecordedCaller, RecordedDay};
