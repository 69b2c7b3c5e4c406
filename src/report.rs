//! Reports: what is asked for, where the facts come from, and the forms in which a [`Sheet`](crate::metrics::Sheet) is written. It must
//! not know servers or screens.

mod forms;
mod wording;

pub use forms::{Mark, Terminal, csv, json, table};
pub use wording::Wording;
