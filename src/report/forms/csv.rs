//! A sheet as comma-separated values (RFC 4180), for programs and spreadsheets.

use csv::{Terminator, WriterBuilder};

use super::json::{plain, value};
use crate::metrics::{Cell, Sheet};

/// Which programs the file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// UTF-8 as it is.
    #[default]
    None,
    /// With a byte order mark, without which Excel takes Chinese for something else.
    ByteOrder,
}

/// The keys of the columns, then the rows: seconds and shares as plain numbers with a dot, times as RFC 3339, what is not defined
/// as an empty field, seconds by reason as json.
///
/// A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in front, as spreadsheets would take it
/// for a formula and run it (OWASP, CSV injection); numbers do not. A row longer or shorter than the columns is an error.
pub fn csv(sheet: &Sheet, mark: Mark) -> Result<Vec<u8>, csv::Error> {
    let start = match mark {
        Mark::None => Vec::new(),
        Mark::ByteOrder => "\u{feff}".into(),
    };
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(start);
    writer.write_record(sheet.columns.iter().map(|column| harmless(&column.key)))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(field))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Time(at) => at.to_rfc3339(),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => plain(*number).to_string(),
        Cell::Parts(_) => value(cell).to_string(),
    }
}

/// A text that no spreadsheet runs.
fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
