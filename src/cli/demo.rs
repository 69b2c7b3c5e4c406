//! The recorded day on one machine.

mod prepare;

pub use prepare::{Entry, Prepared};
