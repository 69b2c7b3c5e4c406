//! How answers are written: numbers for people, and rows of them under each other.

use serde_json::Value;

use crate::cli::output;

/// Forms of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

impl Format {
    /// Writes the answer in this form.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn answer(self, table: impl FnOnce() -> String, json: impl FnOnce() -> Value) -> anyhow::Result<()> {
        match self {
            Self::Table => output::say(table()),
            Self::Json => output::say(json()),
        }
    }
}

/// What stands where nothing is defined.
pub const NOTHING: &str = "-";

/// `85.8 %`.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| NOTHING.into(), |share| format!("{:.1} %", share * 100.0))
}

/// `12.3 s`.
pub fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| NOTHING.into(), |seconds| format!("{seconds:.1} s"))
}

/// A number with at most so many decimals, and no needless ones.
pub fn plain(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.to_owned()
}

/// Rows under each other, the first one their heads; each column as wide as it must be, and set to the right.
pub fn rows(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let cell = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |text| text.chars().count());
    let widths: Vec<_> = (0..columns)
        .map(|column| rows.iter().map(|row| cell(row, column)).max().unwrap_or_default())
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(text, width)| format!("{text:>width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
