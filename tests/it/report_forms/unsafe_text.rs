//! Whatever a queue or an agent is called: no form breaks, and no terminal is told what to do.

use calamine::Reader;
use csv::ReaderBuilder;
use hotdesk::{
    domain::Locale,
    metrics::{Cell, Measure, Sheet},
    report::{Chart, FormulaLine, Mark, Page, Section, Wording, csv, html, table},
};
use proptest::prelude::*;

use super::{
    html::well_formed,
    terminal, worded,
    xlsx::{book, opened},
};

/// A report with the text in every place where words may stand.
fn full_of(text: &str) -> Sheet {
    let columns = [(text, Measure::Text), ("pauses", Measure::Parts), ("offered", Measure::Count)];
    let mut sheet = Sheet::new(text, &columns);
    let parts = Cell::Parts([(text.to_owned(), 60.0)].into());
    sheet.rows = vec![vec![Cell::Text(text.to_owned()), parts, Cell::Count(1)]];
    sheet
}

/// Text with more of what does harm than chance would bring.
fn harmful() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<String>(),
        "[\\x00-\\x1f\\x7f-\\u{9f}]{1,3}",
        "[,;\"'\r\n<>&=+@\\-]{1,4}",
        Just("\u{1b}[2J".to_owned()),
        Just("]]><script>".to_owned()),
        Just("投诉举报".to_owned()),
        Just("👩\u{200d}💻".to_owned()),
    ];
    prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_terminal_gets_no_control_characters(text in harmful(), columns in 20usize..200) {
        for locale in [Locale::En, Locale::ZhCn] {
            let shown = worded(locale, |wording| table(&full_of(&text), wording, terminal(columns)));
            let harm = shown.chars().find(|c| c.is_control() && *c != '\n');
            prop_assert_eq!(harm, None);
        }
    }

    #[test]
    fn csv_gives_the_text_back(text in harmful()) {
        let bytes = csv(&full_of(&text), Mark::None).unwrap();
        let mut reader = ReaderBuilder::new().from_reader(bytes.as_slice());
        let record = reader.records().next().unwrap().unwrap();
        prop_assert_eq!(record.len(), 3);
        let name = record[0].strip_prefix('\'').filter(|rest| !text.starts_with('\'') && *rest == text);
        prop_assert_eq!(name.unwrap_or(&record[0]), text);
    }

    #[test]
    fn html_stays_well_formed_and_shows_no_tag_of_the_text(text in harmful()) {
        let page = worded(Locale::En, |wording| html(&page_full_of(&text, wording), wording));
        prop_assert!(!page.contains("<script"));
        well_formed(&page);
    }

    #[test]
    fn workbooks_are_opened_whatever_they_hold(text in harmful()) {
        let page = worded(Locale::En, |wording| page_full_of(&text, wording));
        let names = opened(&book(Locale::En, &page)).sheet_names();
        prop_assert_eq!(names.len(), 2);
    }
}

fn page_full_of(text: &str, wording: &Wording<'_>) -> Page {
    let line = FormulaLine { name: text.to_owned(), text: text.to_owned(), source: text.to_owned() };
    let exits = [("queue", Measure::Text), ("exit", Measure::Text), ("calls", Measure::Count)];
    let mut exits = Sheet::new("exits", &exits);
    exits.rows = vec![vec![Cell::Text(text.to_owned()), Cell::Text(text.to_owned()), Cell::Count(3)]];
    let section = Section {
        title: text.to_owned(),
        chart: Chart::exits(&exits, wording),
        sheet: full_of(text),
        remarks: vec![text.to_owned()],
    };
    Page {
        title: text.to_owned(),
        subtitle: text.to_owned(),
        parameters: vec![(text.to_owned(), text.to_owned())],
        sections: vec![section],
        formulas: vec![line],
        credit: text.to_owned(),
    }
}
