//! Reports: what is asked for, where the facts come from, and the forms in which a [`Sheet`](crate::metrics::Sheet) is written. It must
//! not know servers or screens.

mod chart;
mod forms;
mod help;
mod hotline;
mod page;
mod source;
mod wording;

pub use chart::{Chart, Intervals, Parts, Series, Waits, Week};
pub use forms::{Mark, Terminal, cells, csv, filled, html, json, table, xlsx};
pub use help::{HelpPage, Topic, formula};
pub use hotline::{Material, Sheets, daily, monthly, supervision};
pub use page::{FormulaLine, Page, Section};
pub use source::{BadLine, ByNumber, ByText, FileKeys, LogFormat, Name, Names, Reading, SoFar, Strictness};
pub use wording::{Fill, Wording};
