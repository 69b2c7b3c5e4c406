//! A sheet as json, for programs.

use serde_json::{Map, Number, Value};

use crate::metrics::{Cell, Sheet};

/// An array of objects, one a row, each column under its key. Whole numbers stay whole; what is not defined is null.
pub fn json(sheet: &Sheet) -> Value {
    let row = |cells: &Vec<Cell>| {
        let columns = sheet.columns.iter().map(|column| column.key.clone());
        Value::Object(columns.zip(cells.iter().map(value)).collect::<Map<_, _>>())
    };
    Value::Array(sheet.rows.iter().map(row).collect())
}

pub(super) fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Nothing => Value::Null,
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Time(at) => Value::from(at.to_rfc3339()),
        Cell::Count(count) => Value::from(*count),
        Cell::Number(number) => plain(*number),
        Cell::Parts(parts) => parts.iter().map(|(key, part)| (key.clone(), plain(*part))).collect(),
    }
}

/// A number without a needless fraction.
pub(super) fn plain(number: f64) -> Value {
    let is_whole = number.fract() == 0.0 && number.abs() < 9.0e15;
    if is_whole {
        Value::from(number as i64)
    } else {
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}
