//! Numbers as folds over events, each with its formula. Pure: no clock, no I/O.

mod tally;
mod today;

pub use tally::Tally;
pub use today::Today;
