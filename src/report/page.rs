//! A report as a page for readers: sheets in an order, with charts, remarks, parameters and formulas. Only data, all of it worded.

use super::Chart;
use crate::metrics::Sheet;

/// What html shows from top to bottom, and xlsx on a sheet each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What it is: `Daily report of the hotline`.
    pub title: String,
    /// Of which time, and in which zone.
    pub subtitle: String,
    /// What the numbers depend on beside events, and its value: the answer-time target and `20 s`.
    pub parameters: Vec<(String, String)>,
    /// The parts, in order.
    pub sections: Vec<Section>,
    /// How each number is made.
    pub formulas: Vec<FormulaLine>,
    /// Who made it, and from what.
    pub credit: String,
}

/// One sheet of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// What stands above it.
    pub title: String,
    /// Its numbers.
    pub sheet: Sheet,
    /// The same for the eye.
    pub chart: Option<Chart>,
    /// What to see in it, a sentence each.
    pub remarks: Vec<String>,
}

/// How a number is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaLine {
    /// The number's name: `Service level`.
    pub name: String,
    /// `answered in target / offered`.
    pub text: String,
    /// Who says so: a standard, a manual; may be empty.
    pub source: String,
}
