//! The form for readers: one file that is well formed, fetches nothing and says what it draws.

use hotdesk::{
    domain::Locale,
    metrics::{Cell, Measure, Sheet},
    report::{Chart, FormulaLine, Page, Section, Wording, html},
};
use roxmltree::Document;

use super::{agents, queues, time, worded};

/// The body as XML, which all that it holds obeys as well.
pub fn well_formed(page: &str) -> String {
    let (from, to) = (page.find("<body>").unwrap(), page.find("</body>").unwrap());
    let body = format!("{}</body>", &page[from..to]);
    if let Err(error) = Document::parse(&body) {
        panic!("{error} in:\n{body}");
    }
    body
}

pub fn exits() -> Sheet {
    let columns = [
        ("queue", Measure::Text),
        ("exit", Measure::Text),
        ("calls", Measure::Count),
        ("share", Measure::Share),
    ];
    let mut sheet = Sheet::new("exits", &columns);
    let row = |(queue, exit, calls, all): (&str, &str, u64, f64)| {
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![text(queue), text(exit), Cell::Count(calls), Cell::number(Some(calls as f64 / all))]
    };
    let rows = [
        ("市民热线", "answered", 410, 520.0),
        ("市民热线", "abandoned", 80, 520.0),
        ("市民热线", "timed_out", 20, 520.0),
        ("市民热线", "key_exit", 10, 520.0),
        ("a queue with quite a long name", "answered", 30, 40.0),
        ("a queue with quite a long name", "abandoned", 10, 40.0),
    ];
    sheet.rows = rows.into_iter().map(row).collect();
    sheet
}

/// Two weeks of hours.
pub fn hours() -> Sheet {
    let columns =
        [("interval_start", Measure::Time), ("offered", Measure::Count), ("answered", Measure::Count)];
    let mut sheet = Sheet::new("intervals", &columns);
    for hour in 0..14 * 24_u64 {
        let at = time("1999-01-04T00:00:00+02:00") + chrono::TimeDelta::hours(i64::try_from(hour).unwrap());
        let busy = if (8..20).contains(&(hour % 24)) { 10 + hour % 24 * (14 - hour / 24) } else { 0 };
        sheet.rows.push(vec![Cell::Time(at), Cell::Count(busy), Cell::Count(busy / 2)]);
    }
    sheet
}

/// A page of everything.
pub fn page(wording: &Wording<'_>) -> Page {
    let section = |title: &str, sheet: Sheet, chart| Section {
        title: title.to_owned(),
        sheet,
        chart,
        remarks: vec!["A <remark> & more".to_owned()],
    };
    let waits = [(10.0, 120), (20.0, 60), (30.0, 41), (60.0, 12), (120.0, 4), (f64::INFINITY, 1)];
    let week = Chart::week(&hours(), "offered", wording);
    Page {
        title: "市民热线 · Daily report".to_owned(),
        subtitle: "1999-01-04, Asia/Jerusalem".to_owned(),
        parameters: vec![("T".to_owned(), "20 s".to_owned())],
        sections: vec![
            section("Queues", queues(), Chart::intervals(&queues(), Some(0.8), wording)),
            section("Exits", exits(), Chart::exits(&exits(), wording)),
            section("Week", Sheet::default(), week),
            section("Waits", Sheet::default(), Chart::waits(&waits, Some(20.0), wording)),
            section("Agents", agents(), None),
            section("Nothing", Sheet::new("queues", &[("queue", Measure::Text)]), None),
        ],
        formulas: vec![FormulaLine {
            name: "Service level".to_owned(),
            text: "answered in target / offered".to_owned(),
            source: "GB/T 33358-2016".to_owned(),
        }],
        credit: "hotdesk".to_owned(),
    }
}

#[test]
fn a_page_of_everything_is_well_formed_in_both_languages() {
    for (locale, tag) in [(Locale::En, "en"), (Locale::ZhCn, "zh")] {
        let page = worded(locale, |wording| html(&page(wording), wording));
        let body = well_formed(&page);
        insta::assert_snapshot!(format!("html_{tag}"), body.replace("><", ">\n<"));
    }
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    let page = worded(Locale::En, |wording| html(&page(wording), wording));
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{}", &page[..60]);
    for outside in ["http:", "https:", "<script", "<link", "@import", "src=", "url(http"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn every_chart_has_a_title_and_says_what_is_to_be_seen() {
    let page = worded(Locale::En, |wording| html(&page(wording), wording));
    let body = well_formed(&page);
    let document = Document::parse(&body).unwrap();
    let charts = document.descendants().filter(|node| node.has_tag_name("svg")).collect::<Vec<_>>();
    let said = |chart: &roxmltree::Node<'_, '_>, tag: &str| {
        chart.children().find(|node| node.has_tag_name(tag)).and_then(|node| node.text()).unwrap().to_owned()
    };
    let told = charts.iter().map(|chart| (said(chart, "title"), said(chart, "desc"))).collect::<Vec<_>>();
    let expected = [
        (
            "Calls by interval",
            "Most: Answered, 30 (09:30); Most: Abandoned, 9 (09:30); Most: Other ways out, 1 (09:30); \
             Least: Service level, 45.0% (09:30)",
        ),
        (
            "How calls left the queues",
            "Most: Answered, 410 (市民热线); Most: Answered, 30 (a queue with quite a long name)",
        ),
        ("Offered by weekday and hour", "Most: Offered by weekday and hour, 419 (Mon 19:00)"),
        ("How long callers waited", "Most: Calls, 120 (≤ 0:10)"),
    ];
    assert_eq!(told, expected.map(|(title, told)| (title.to_owned(), told.to_owned())));
}

#[test]
fn a_chart_of_nothing_is_none() {
    worded(Locale::En, |wording| {
        let empty = Sheet { rows: Vec::new(), ..queues() };
        assert_eq!(Chart::intervals(&empty, None, wording), None);
        assert_eq!(Chart::intervals(&agents(), None, wording), None);
        assert_eq!(Chart::exits(&Sheet { rows: Vec::new(), ..exits() }, wording), None);
        assert_eq!(Chart::week(&Sheet { rows: Vec::new(), ..hours() }, "offered", wording), None);
        assert_eq!(Chart::waits(&[(10.0, 0)], None, wording), None);
    });
}
