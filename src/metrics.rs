//! Numbers as folds over events, each with its formula. Pure: no clock, no I/O; it must not know the floor's rules, only its events.
//!
//! [`Today`] folds the log into a [`Tally`] for each agent, each queue and the centre; a [`Metric`] reads a number off a tally by its
//! [`Formula`], which is the very thing that a screen shows as text, so the number and its explanation cannot disagree.

mod day;
mod formula;
mod interval;
mod sheet;
mod tally;
mod today;

pub use formula::{Count, Formula, Metric, Parameter, Term, Unit};
pub use interval::{Every, Interval};
pub use sheet::{Cell, Column, Measure, Sheet};
pub use tally::{Running, Tally};
pub use today::{Promise, Today};
