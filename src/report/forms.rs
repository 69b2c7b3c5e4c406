//! The forms of a sheet, one a file.

mod csv;
mod html;
mod json;
pub(super) mod shown;
mod table;
mod xlsx;

pub use csv::{Mark, csv};
pub use html::html;
pub use json::json;
pub use shown::{column as cells, kept as filled};
pub use table::{Terminal, table};
pub use xlsx::xlsx;

/// What stands above the formulas of a page: number, formula, source.
const FORMULA_HEADS: [&str; 3] = ["report.page.name", "report.page.formula", "report.page.source"];
