//! The workbook, read back as a spreadsheet program would.

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};
use chrono::DateTime;
use hotdesk::{
    domain::Locale,
    metrics::{Cell, Measure, Sheet},
    report::{Page, Section, xlsx},
};
use roxmltree::Document;
use zip::ZipArchive;

use super::{html, worded};

pub fn book(locale: Locale, page: &Page) -> Vec<u8> {
    let made = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(10_000);
    worded(locale, |wording| xlsx(page, made, wording)).unwrap()
}

pub fn opened(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// A part of the file, as XML.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn everything(locale: Locale) -> (Vec<u8>, Vec<String>) {
    let bytes = worded(locale, |wording| book(locale, &html::page(wording)));
    let names = opened(&bytes).sheet_names();
    (bytes, names)
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    opened(bytes).worksheet_range(name).unwrap()
}

#[test]
fn numbers_are_numbers_shares_shares_and_seconds_times_that_add_up() {
    let (bytes, names) = everything(Locale::ZhCn);
    assert_eq!(names, ["Queues", "Exits", "Agents", "Nothing", "计算公式"]);
    let sheet = sheet(&bytes, "Queues");
    let cell = |row: u32, at: u32| sheet.get_value((row, at)).unwrap();
    assert_eq!(cell(0, 7), &Data::String("服务水平".to_owned()));
    assert_eq!((cell(2, 0), cell(2, 2)), (&Data::String("市民热线".to_owned()), &Data::Float(40.0)));
    assert_eq!((cell(2, 7), cell(3, 7)), (&Data::Float(0.45), &Data::Empty));
    let Data::DateTime(time) = cell(2, 1) else { panic!("{:?} is no time", cell(2, 1)) };
    assert!(time.is_datetime() && (time.as_f64() - (36_164.0 + 9.5 / 24.0)).abs() < 1e-9, "{time:?}");
    let Data::DateTime(aht) = cell(2, 11) else { panic!("{:?} is no time", cell(2, 11)) };
    assert!(aht.is_duration() && (aht.as_f64() * 86_400.0 - 245.5).abs() < 1e-6, "{aht:?}");
}

#[test]
fn the_head_stays_in_sight_and_rows_can_be_filtered() {
    let (bytes, _) = everything(Locale::En);
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    let document = Document::parse(&xml).unwrap();
    let attribute = |tag: &str, name: &str| {
        let node = document.descendants().find(|node| {
            node.has_tag_name(("http://schemas.openxmlformats.org/spreadsheetml/2006/main", tag))
        });
        node.and_then(|node| node.attribute(name)).map(str::to_owned)
    };
    assert_eq!(attribute("pane", "ySplit").as_deref(), Some("1"));
    assert_eq!(attribute("pane", "xSplit").as_deref(), Some("2"));
    assert_eq!(attribute("autoFilter", "ref").as_deref(), Some("A1:L4"));
    assert_eq!(attribute("col", "width").map(|width| width.starts_with("10")), Some(true));
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("0.0%") && styles.contains("[h]:mm:ss") && styles.contains("<b/>"), "{styles}");
}

#[test]
fn the_last_sheet_says_how_numbers_are_made() {
    let (bytes, names) = everything(Locale::En);
    let sheet = sheet(&bytes, names.last().unwrap());
    let rows = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "));
    insta::assert_snapshot!("xlsx_about", rows.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_same_page_makes_the_same_bytes() {
    assert!(everything(Locale::En).0 == everything(Locale::En).0);
}

#[test]
fn a_page_of_nothing_is_still_a_workbook() {
    let bytes = book(Locale::En, &Page::default());
    assert_eq!(opened(&bytes).sheet_names(), ["Formulas"]);
    let sheet = Sheet::new("queues", &[("queue", Measure::Text)]);
    let page = Page { sections: vec![Section { sheet, ..Section::default() }], ..Page::default() };
    assert_eq!(opened(&book(Locale::En, &page)).sheet_names(), ["-", "Formulas"]);
}

#[test]
fn a_text_is_never_a_formula() {
    let mut numbers = Sheet::new("queues", &[("queue", Measure::Text)]);
    numbers.rows = vec![vec![Cell::Text("=1+1".to_owned())]];
    let page = Page { sections: vec![Section { sheet: numbers, ..Section::default() }], ..Page::default() };
    let bytes = book(Locale::En, &page);
    assert_eq!(sheet(&bytes, "-").get_value((1, 0)), Some(&Data::String("=1+1".to_owned())));
    assert!(opened(&bytes).worksheet_formula("-").unwrap().is_empty());
}
