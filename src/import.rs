//! Records of other systems, read into our events, and the recorded day that ships with the program. It must not know server or screens.

pub mod bank;
pub mod queue_log;

mod callers;
mod cdr;
mod cel;
mod columns;
mod lines;
mod mapped;
mod open;
mod past;
mod past_calls;
mod recorded_day;
mod tables;
mod times;

pub use callers::{Callers, number};
pub use lines::Spot;
pub use mapped::{Mapping, MappingError};
pub use past::{Course, Leg, LegEnd, PastCall, PastTalk};
pub use past_calls::{BadRow, PastCalls, RecordFormat};
pub use recorded_day::{RecordedAgent, RecordedCaller, RecordedDay};
pub use tables::{TableTrouble, TableTroubles, interruptions, marks};
