//! The forms of a sheet, one a file.

mod csv;
mod json;
mod shown;
mod table;

pub use csv::{Mark, csv};
pub use json::json;
pub use table::{Terminal, table};
