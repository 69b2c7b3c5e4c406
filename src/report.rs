//! Reports: what is asked for, where the facts come from, and the forms in which a [`Sheet`](crate::metrics::Sheet) is written. It must
//! not know servers or screens.

mod forms;

pub use forms::json;
