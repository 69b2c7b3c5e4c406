//! A sheet in each of its forms: what people and programs get to read.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use hotdesk::{
    domain::Locale,
    metrics::{Cell, Measure, Sheet},
    report::{Terminal, Wording},
    tui::{text, words::Words},
};

mod csv;
mod hotline;
mod html;
mod table;
mod unsafe_text;
mod xlsx;

/// Runs with the wording of a language.
fn worded<T>(locale: Locale, run: impl FnOnce(&Wording<'_>) -> T) -> T {
    let words = Words::load(locale).unwrap();
    run(&Wording { locale, fill: &|key, values| words.fill(key, values) })
}

const fn terminal(columns: usize) -> Terminal {
    Terminal { columns, width: text::width, wrap: text::wrap }
}

fn time(text: &str) -> DateTime<FixedOffset> {
    text.parse().unwrap()
}

/// A morning of one queue and a bit of another, in half hours.
fn queues() -> Sheet {
    let columns = [
        ("queue", Measure::Text),
        ("interval_start", Measure::Time),
        ("offered", Measure::Count),
        ("answered", Measure::Count),
        ("answered_within", Measure::Count),
        ("abandoned", Measure::Count),
        ("refused", Measure::Count),
        ("service_level", Measure::Share),
        ("answer_rate", Measure::Share),
        ("asa_s", Measure::Seconds),
        ("longest_wait_s", Measure::Seconds),
        ("aht_s", Measure::Seconds),
    ];
    let mut sheet = Sheet::new("queues", &columns);
    sheet.rows = vec![
        row("市民热线", "09:00", [12, 11, 10, 1], 8.4, 4_000.0),
        row("市民热线", "09:30", [40, 30, 18, 9], 31.0, 245.5),
        row("general", "09:30", [0, 0, 0, 0], 0.0, 0.0),
    ];
    sheet
}

fn row(
    queue: &str,
    at: &str,
    [offered, answered, within, abandoned]: [u64; 4],
    asa: f64,
    aht: f64,
) -> Vec<Cell> {
    let of_offered = |part: u64| Cell::number(Some(part as f64 / offered as f64));
    let of_answered = |seconds: f64| Cell::number((answered > 0).then_some(seconds));
    vec![
        Cell::Text(queue.to_owned()),
        Cell::Time(time(&format!("1999-01-04T{at}:00+02:00"))),
        Cell::Count(offered),
        Cell::Count(answered),
        Cell::Count(within),
        Cell::Count(abandoned),
        Cell::Count(0),
        of_offered(within),
        of_offered(answered),
        of_answered(asa),
        of_answered(asa * 7.0),
        of_answered(aht),
    ]
}

/// Two agents and why they paused.
fn agents() -> Sheet {
    let columns = [
        ("agent", Measure::Text),
        ("signed_in_s", Measure::Seconds),
        ("pauses", Measure::Parts),
        ("rings", Measure::Count),
        ("answered_change", Measure::Share),
        ("occupancy_change", Measure::Number),
    ];
    let mut sheet = Sheet::new("agents", &columns);
    let parts = |parts: &[(&str, f64)]| {
        Cell::Parts(
            parts.iter().map(|(name, seconds)| ((*name).to_owned(), *seconds)).collect::<BTreeMap<_, _>>(),
        )
    };
    sheet.rows = vec![
        vec![
            Cell::Text("张伟".to_owned()),
            Cell::seconds(28_800_000),
            parts(&[("lunch", 720.0), ("tea", 180.0)]),
            Cell::Count(48),
            Cell::number(Some(0.125)),
            Cell::number(Some(-1.25)),
        ],
        vec![
            Cell::Text("Ngozi Okafor".to_owned()),
            Cell::seconds(14_400_500),
            parts(&[]),
            Cell::Count(7),
            Cell::Nothing,
            Cell::number(Some(-0.01)),
        ],
    ];
    sheet
}
