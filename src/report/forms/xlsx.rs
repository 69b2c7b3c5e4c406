//! A page as a workbook: one sheet a section, and one that says what the numbers depend on and how they are made.
//!
//! People go on calculating there, so numbers are numbers: shares as shares of 1 in per cent format; seconds as Excel's own times, in
//! days and shown as `[h]:mm:ss`, which add up and average as they are (× 86 400 gives seconds); times as the zone's clock showed them.

mod place;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use self::place::{Places, name, units, width};
use super::shown::{self, one_line};
use crate::{
    metrics::{Cell, Column, Measure, Sheet},
    report::{FormulaLine, Page, Wording},
};

/// The workbook; `made` stands in its properties, so that the same page makes the same bytes. A sheet of more rows or columns than
/// Excel takes (1 048 576 and 16 384) is an error.
pub fn xlsx(page: &Page, made: DateTime<Utc>, wording: &Wording<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(text(&page.title)).set_creation_datetime(&made);
    book.set_properties(&properties);
    let mut names = Vec::new();
    for section in page.sections.iter().filter(|section| !section.sheet.columns.is_empty()) {
        let sheet = book.add_worksheet();
        sheet.set_name(name(&section.title, &mut names))?;
        numbers(sheet, &section.sheet, wording)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(name(&wording.text("report.page.formulas"), &mut names))?;
    about(sheet, page, wording)?;
    book.save_to_buffer()
}

fn numbers(out: &mut Worksheet, sheet: &Sheet, wording: &Wording<'_>) -> Result<(), XlsxError> {
    let places = Places::of(sheet)?;
    for (at, column) in places.columns() {
        let head = text(&wording.column(&sheet.columns[usize::from(at)].key));
        out.write_with_format(0, at, &head, &head_format())?;
        let cells = shown::column(sheet, usize::from(at), wording);
        out.set_column_width(at, width(&head, &cells))?;
        let format = format(column);
        for ((row, cells), shown) in places.rows(sheet).zip(&cells) {
            write(out, (row, at), cells.get(usize::from(at)), shown, &format)?;
        }
    }
    out.set_freeze_panes(1, places.keys)?;
    out.autofilter(0, 0, places.last_row, places.last_column)?;
    out.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Excel's number of that paper.
const A4: u8 = 9;

fn write(
    out: &mut Worksheet,
    (row, at): (u32, u16),
    cell: Option<&Cell>,
    shown: &str,
    (format, scale): &(Format, f64),
) -> Result<(), XlsxError> {
    match cell {
        None | Some(Cell::Nothing) => out.write_blank(row, at, format)?,
        Some(Cell::Text(_) | Cell::Parts(_)) => out.write_with_format(row, at, text(shown), format)?,
        Some(Cell::Time(time)) => out.write_with_format(row, at, &time.naive_local(), format)?,
        Some(Cell::Count(count)) => out.write_with_format(row, at, *count as f64 * scale, format)?,
        Some(Cell::Number(number)) => out.write_with_format(row, at, *number * scale, format)?,
    };
    Ok(())
}

/// How a column's numbers are shown, and what they are multiplied with before.
fn format(column: &Column) -> (Format, f64) {
    let shown = |format: &str| Format::new().set_num_format(format);
    match column.measure {
        Measure::Text | Measure::Parts => (Format::new(), 1.0),
        Measure::Time => (shown("yyyy-mm-dd hh:mm"), 1.0),
        Measure::Count => (shown("0"), 1.0),
        Measure::Seconds => (shown("[h]:mm:ss"), 1.0 / 86_400.0),
        Measure::Share => (shown("0.0%"), 1.0),
        Measure::Number => (shown("0.0"), 1.0),
    }
}

fn head_format() -> Format {
    Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top)
}

/// What the page is, what its numbers depend on, what is to be seen in them, and how they are made.
fn about(out: &mut Worksheet, page: &Page, wording: &Wording<'_>) -> Result<(), XlsxError> {
    let head =
        [page.title.as_str(), &page.subtitle, &page.credit].map(|line| [line, "", ""].map(str::to_owned));
    let parameters = page.parameters.iter().map(|(name, value)| [name.clone(), value.clone(), String::new()]);
    let remarks = page.sections.iter().flat_map(|section| {
        section.remarks.iter().map(|remark| [section.title.clone(), remark.clone(), String::new()])
    });
    let lines = head.into_iter().chain(parameters).chain(remarks).collect::<Vec<_>>();
    let formulas =
        page.formulas.iter().map(|FormulaLine { name, text, source }| [name, text, source].map(Clone::clone));
    let heads = super::FORMULA_HEADS.map(|head| wording.text(head));
    let titled = [0, lines.len()];
    for (row, cells) in (0_u32..).zip(lines.into_iter().chain([heads]).chain(formulas)) {
        let format = if titled.contains(&(row as usize)) { head_format() } else { Format::new() };
        for (at, cell) in (0_u16..).zip(&cells) {
            out.write_with_format(row, at, text(cell), &format)?;
        }
    }
    for (at, width) in [(0, 28.0), (1, 60.0), (2, 28.0)] {
        out.set_column_width(at, width)?;
    }
    Ok(())
}

/// Text as a cell takes it, of at most 32 767 characters.
fn text(text: &str) -> String {
    units(&one_line(text), 32_767).to_owned()
}
