//! Time limits: how much time a matter may take, on which calendar it is counted, and when it is due and why.
//!
//! The day of receipt is day 0. What is received on a day off or outside hours counts as received at the next opening;
//! before the opening of a working day that is still the same day. A closing instant is not open. Working day n ends at the closing of that day.
//!
//! While a clock pauses nothing is counted. A working day counts if the clock runs up to its closing: a pause costs the days whose closings
//! it covers. An extension counts on from the deadline that it moves; the day of that deadline is its day 0.

mod allowance;
mod calendar;
mod opening;
mod questions;
mod running;

pub use allowance::{Allowance, AllowanceError};
pub use calendar::{Calendar, Counted, Deadline};
pub use opening::{Opening, OpeningError, Openings};
pub use running::{Clock, Pause, Spent};
