//! Where things stand in a workbook: names of sheets, rows, columns and how wide they are.

use rust_xlsxwriter::XlsxError;

use crate::{
    domain::is_ideograph,
    metrics::{Cell, Column, Sheet},
    report::forms::shown::{is_key, one_line},
};

/// The rows and columns of a sheet as Excel counts them.
pub(super) struct Places<'a> {
    columns: &'a [Column],
    /// Columns at the left that say what a row is of; they stay in sight.
    pub keys: u16,
    pub last_row: u32,
    pub last_column: u16,
}

impl<'a> Places<'a> {
    pub fn of(sheet: &'a Sheet) -> Result<Self, XlsxError> {
        let too_many = |_| XlsxError::RowColumnLimitError;
        let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).map_err(too_many)?;
        let keys = (0_u16..).zip(&sheet.columns).take_while(|(_, column)| is_key(column.measure));
        Ok(Self {
            keys: keys.map(|(at, _)| at + 1).last().unwrap_or(0),
            columns: &sheet.columns,
            last_row: u32::try_from(sheet.rows.len()).map_err(too_many)?,
            last_column,
        })
    }

    pub fn columns(&self) -> impl Iterator<Item = (u16, &'a Column)> + use<'a> {
        (0..).zip(self.columns)
    }

    /// Below the head.
    pub fn rows(&self, sheet: &'a Sheet) -> impl Iterator<Item = (u32, &'a Vec<Cell>)> + use<'a> {
        (1..).zip(&sheet.rows)
    }
}

/// A name for a sheet that Excel takes: of 1 to 31 characters, without any of `[]:*?/\`, no other's whatever its case.
pub(super) fn name(title: &str, taken: &mut Vec<String>) -> String {
    let clean = one_line(title).replace(['[', ']', ':', '*', '?', '/', '\\', '\''], " ");
    let clean = Some(clean.trim()).filter(|name| !name.is_empty()).unwrap_or("-");
    let numbered = |n: usize| {
        let ending = if n > 1 { format!(" {n}") } else { String::new() };
        let room = LONGEST - ending.len();
        format!("{}{ending}", units(clean, room).trim_end())
    };
    let is_free = |name: &String| !taken.contains(&name.to_lowercase()) && name.to_lowercase() != "history";
    let name = (1..).map(numbered).find(is_free).unwrap_or_default();
    taken.push(name.to_lowercase());
    name
}

/// Characters of the longest name of a sheet.
const LONGEST: usize = 31;

/// The longest beginning of so many characters, as Excel counts them: in units of UTF-16.
pub(super) fn units(text: &str, most: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > most
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Characters that a column is wide: its cells in one line, its head in two.
pub(super) fn width(head: &str, cells: &[String]) -> f64 {
    let widest = cells.iter().map(|cell| broad(cell)).max().unwrap_or(0);
    let characters = widest.max(broad(head).div_ceil(2)).clamp(8, 48);
    f64::from(u32::try_from(characters).unwrap_or(48)) + 2.0
}

fn broad(text: &str) -> usize {
    text.chars().map(|c| if is_ideograph(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_clean_and_their_own() {
        let mut taken = Vec::new();
        let mut check = |title: &str, expected: &str| assert_eq!(name(title, &mut taken), expected);
        check("Queues", "Queues");
        check("queues", "queues 2");
        check("a/b: [c]?*'", "a b   c");
        check("", "-");
        check("''", "- 2");
        check("History", "History 2");
        check(
            "各区县承办单位工单办理情况三率统计及排名通报二〇二六年十一月份",
            "各区县承办单位工单办理情况三率统计及排名通报二〇二六年十一月份",
        );
        check(&"投".repeat(40), &"投".repeat(31));
        check(&"投".repeat(41), &format!("{} 2", "投".repeat(29)));
        check(&"👩".repeat(20), &"👩".repeat(15));
    }
}
