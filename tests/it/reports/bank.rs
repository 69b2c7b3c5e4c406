//! The months of the bank, against counts that nobody of the project made.

use super::*;

#[test]
fn the_months_of_the_bank_have_the_numbers_that_others_counted() {
    let Some(reference) = shared::json("vectors/bank_1999_reference.json") else { return };
    for month in ["1999-01", "1999-02"] {
        let Some(record) = shared::text(&format!("data/bank1999/{month}.tsv.gz")) else { return };
        let reading = read(LogFormat::Bank, Cursor::new(record), Some(TimeDelta::days(7)));
        check(&reading, &reference["months"][month]);
    }
}

fn check(reading: &Counted, month: &Value) {
    let queues = sheet(Report::Queues, reading);
    let sum = |key: &str| -> f64 {
        let column = queues.column(key).expect("a column");
        queues.rows.iter().filter_map(|row| row[column].value()).sum()
    };
    let wait: f64 = (0..queues.rows.len())
        .filter_map(|row| {
            let of = |key| queues.cell(row, key).and_then(Cell::value);
            Some(of("asa_s")? * of("answered")?)
        })
        .sum();
    let pairs = [
        ("offered", sum("offered")),
        ("answered", sum("answered")),
        ("abandoned", sum("abandoned")),
        ("left_in_vru", sum("abandoned_in_greeting")),
        ("answered_within_20s", sum("answered_within")),
        ("abandoned_within_5s", sum("short_abandoned")),
        ("sum_service_s", sum("talk_s")),
        ("sum_wait_answered_s", wait.round()),
        ("identified_answered_calls", sum("known")),
        ("of_them_followed_by_another_within_7_days_in_the_same_month", sum("came_back")),
    ];
    for (key, ours) in pairs {
        assert_eq!(Some(ours), month[key].as_f64(), "{key}");
    }
}
