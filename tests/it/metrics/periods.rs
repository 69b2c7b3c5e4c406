//! Reports over any log whatever: intervals add up to the whole, halves of a log to all of it, and calls to the number that they are behind.

use chrono::{DateTime, Utc};
use hotdesk::{
    domain::{AgentId, CallId, Event, QueueId, ServiceType},
    metrics::{
        Behind, Cell, Every, Fold, Ids, Interval, Labels, Ledger, Number, Periods, Promises, Report, Row,
        Sheet, fact,
    },
};
use proptest::prelude::*;

use super::{
    ZONE,
    properties::{legal, tries},
};

/// Names as they are.
struct Plain;

impl Labels<Ids> for Plain {
    fn queue(&self, queue: &QueueId) -> String {
        queue.to_string()
    }

    fn service(&self, service: &ServiceType) -> String {
        service.to_string()
    }

    fn agent(&self, agent: &AgentId) -> String {
        agent.to_string()
    }
}

type Log = [(DateTime<Utc>, Event)];

fn read(fold: &mut Fold<Ids>, log: &Log, ledger: &mut impl Ledger<Ids>) {
    for (at, event) in log {
        if let Some(fact) = fact(event) {
            fold.apply(*at, fact, ledger);
        }
    }
}

fn periods(every: Every) -> Periods<Ids> {
    Periods::new(every, ZONE, Interval::ALL)
}

fn all(log: &Log, mut ledger: Periods<Ids>) -> Periods<Ids> {
    let mut fold = Fold::new(Promises::default());
    read(&mut fold, log, &mut ledger);
    fold.settle_all(log.last().map_or_else(Utc::now, |last| last.0), &mut ledger);
    ledger
}

fn sheet(report: Report, periods: &Periods<Ids>) -> Sheet {
    report.sheet(periods, &Plain, Interval::ALL)
}

/// The sum of a column.
fn sum(sheet: &Sheet, key: &str) -> f64 {
    let column = sheet.column(key).unwrap_or_else(|| panic!("no column {key}"));
    sheet.rows.iter().filter_map(|row| row[column].value()).sum()
}

const REPORTS: [Report; 4] = [Report::Queues, Report::Services, Report::Agents, Report::Intervals];

/// Whether a column is a sum: the longest wait is none, nor is what is left of a time, or of calls.
fn adds_up(key: &str, number: Number) -> bool {
    !matches!(number, Number::Metric(_) | Number::Pauses)
        && !["longest_wait_s", "in_progress", "ready_s"].contains(&key)
}

proptest! {
    #[test]
    fn intervals_add_up_to_the_whole(tries in tries(600_000), minutes in prop::sample::select(vec![7, 15, 30, 60])) {
        let (log, _) = legal(&tries);
        let whole = all(&log, periods(Every::All));
        for every in [Every::Minutes(minutes), Every::Day, Every::Week, Every::Month] {
            let parts = all(&log, periods(every));
            for report in REPORTS {
                let (whole, parts) = (sheet(report, &whole), sheet(report, &parts));
                for field in report.fields().iter().filter(|field| adds_up(field.key, field.number)) {
                    let (whole, parts) = (sum(&whole, field.key), sum(&parts, field.key));
                    prop_assert!((whole - parts).abs() < 1e-6, "{} {}: {whole} and {parts}", report.name(), field.key);
                }
            }
        }
    }

    #[test]
    fn two_halves_of_a_log_give_the_whole(tries in tries(600_000), cut in 0..300_usize) {
        let (log, _) = legal(&tries);
        let (first, second) = log.split_at(cut.min(log.len()));
        let mut fold = Fold::new(Promises::default());
        let (mut one, mut other) = (periods(Every::Minutes(30)), periods(Every::Minutes(30)));
        read(&mut fold, first, &mut one);
        let stored = serde_json::to_string(&fold).expect("what is under way serializes");
        let mut fold: Fold<Ids> = serde_json::from_str(&stored).expect("and comes back");
        read(&mut fold, second, &mut other);
        fold.settle_all(log.last().expect("the opening").0, &mut other);
        one.merge(&other);
        let whole = all(&log, periods(Every::Minutes(30)));
        for report in [Report::Queues, Report::Services, Report::Agents, Report::Intervals, Report::Exits, Report::States] {
            prop_assert_eq!(sheet(report, &one), sheet(report, &whole));
        }
    }

    #[test]
    fn the_calls_behind_a_number_add_up_to_it(tries in tries(60_000), who in 0..3_usize) {
        let (log, _) = legal(&tries);
        let whole = all(&log, periods(Every::All));
        let rows = [
            (Report::Queues, "general".to_owned(), Row::Queue(super::queue(0))),
            (Report::Agents, super::agent(who).to_string(), Row::Agent(super::agent(who))),
            (Report::Intervals, String::new(), Row::Centre),
        ];
        for (report, name, row) in rows {
            let mut behind = Behind::new(row, Interval::ALL);
            let mut fold = Fold::new(Promises::default());
            read(&mut fold, &log, &mut behind);
            fold.settle_all(log.last().expect("the opening").0, &mut behind);
            let numbers = sheet(report, &whole);
            let Some(place) = numbers.rows.iter().position(|row| name.is_empty() || row[0] == Cell::Text(name.clone())) else { continue };
            for field in report.fields().iter().filter(|field| adds_up(field.key, field.number)) {
                let calls = behind.sheet(report, field, ZONE, CallId::to_string);
                let number = numbers.cell(place, field.key).and_then(Cell::value).expect("a number");
                prop_assert!((sum(&calls, field.key) - number).abs() < 1e-6, "{name} {}", field.key);
            }
        }
    }
}

#[test]
fn a_range_cuts_time_and_leaves_out_what_was_offered_outside() {
    let (log, _) =
        legal(&[(0, 24, 0, 0, 0), (3_600_000, 0, 1, 0, 0), (1_000, 2, 1, 0, 0), (60_000, 15, 1, 0, 0)]);
    let start = log[0].0;
    let range =
        Interval { from: start + chrono::Duration::minutes(30), to: start + chrono::Duration::minutes(60) };
    let cut = all(&log, Periods::new(Every::All, ZONE, range));
    assert!(Report::Queues.sheet(&cut, &Plain, range).rows.is_empty(), "the call came an hour later");
    let agents = Report::Agents.sheet(&cut, &Plain, range);
    assert_eq!(agents.cell(0, "signed_in_s").and_then(Cell::value), Some(1_800.0));
}
