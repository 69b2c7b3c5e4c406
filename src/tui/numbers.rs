//! Numbers of today in words: what each is called, and the counts that it is made of, as its formula has them.

use chrono::TimeDelta;

use super::words::Words;
use crate::metrics::{Count, Metric, Tally, Term, Unit};

/// Key of a number's name.
pub const fn metric_key(metric: Metric) -> &'static str {
    match metric {
        Metric::AnswerRate => "metric.answer-rate",
        Metric::CentreAnswerRate => "metric.centre-answer-rate",
        Metric::ServiceLevel => "metric.service-level",
        Metric::ServiceLevelOfAnswered => "metric.service-level-of-answered",
        Metric::ServiceLevelAbandonsOut => "metric.service-level-abandons-out",
        Metric::ServiceLevelAbandonsMet => "metric.service-level-abandons-met",
        Metric::AbandonRate => "metric.abandon-rate",
        Metric::AbandonRateWithoutShort => "metric.abandon-rate-without-short",
        Metric::Asa => "metric.asa",
        Metric::Patience => "metric.patience",
        Metric::Aht => "metric.aht",
        Metric::Occupancy => "metric.occupancy",
        Metric::Utilisation => "metric.utilisation",
        Metric::PauseShare => "metric.pause-share",
        Metric::RnaRate => "metric.rna-rate",
        Metric::TransferRate => "metric.transfer-rate",
        Metric::Fcr => "metric.fcr",
        Metric::FcrOfHandled => "metric.fcr-of-handled",
        Metric::PlacedAnswerRate => "metric.placed-answer-rate",
        Metric::PlacedAht => "metric.placed-aht",
    }
}

/// A number as people write it: a share in per cent, a time as a timer.
pub fn value(metric: Metric, tally: &Tally, words: &Words) -> String {
    match (metric.formula().unit, metric.of(tally)) {
        (Unit::Share, share) => words.percent(share),
        (Unit::Seconds, Some(seconds)) => words.timer(TimeDelta::milliseconds((seconds * 1000.0) as i64)),
        (Unit::Seconds, None) => words.percent(None),
    }
}

/// The formula behind a number with the counts of this tally in it: `answered 6 / offered 10`.
pub fn formula(metric: Metric, tally: &Tally, words: &Words) -> String {
    let formula = metric.formula();
    let counts = || formula.over.iter().chain(formula.under).map(count);
    formula.text(|key| {
        let amount = counts().find(|count| count.key == key).map_or(0, |count| (count.of)(tally));
        let (name, measure) = count_words(key);
        let amount = match measure {
            Measure::Number => amount.to_string(),
            Measure::Milliseconds => {
                words.timer(TimeDelta::milliseconds(i64::try_from(amount).unwrap_or(i64::MAX)))
            }
        };
        format!("{} {amount}", words.text(name))
    })
}

fn count(term: &Term) -> &Count {
    match term {
        Term::Plus(count) | Term::Minus(count) => count,
    }
}

/// What a count is counted in.
#[derive(Clone, Copy)]
enum Measure {
    Number,
    Milliseconds,
}

/// Key of a count's name, and what it is counted in, by the key that formulas know it by.
fn count_words(key: &str) -> (&'static str, Measure) {
    use Measure::{Milliseconds, Number};
    match key {
        "entered" => ("count.entered", Number),
        "self_served" => ("count.self-served", Number),
        "offered" => ("count.offered", Number),
        "answered" => ("count.answered", Number),
        "answered_in_target" => ("count.answered-in-target", Number),
        "abandoned" => ("count.abandoned", Number),
        "abandoned_short" => ("count.abandoned-short", Number),
        "abandoned_in_target" => ("count.abandoned-in-target", Number),
        "wait_answered" => ("count.wait-answered", Milliseconds),
        "wait_abandoned" => ("count.wait-abandoned", Milliseconds),
        "handled" => ("count.handled", Number),
        "handled_time" => ("count.handled-time", Milliseconds),
        "talk" => ("count.talk", Milliseconds),
        "hold" => ("count.hold", Milliseconds),
        "wrap_up" => ("count.wrap-up", Milliseconds),
        "ready" => ("count.ready", Milliseconds),
        "paused" => ("count.paused", Milliseconds),
        "signed_in" => ("count.signed-in", Milliseconds),
        "rings" => ("count.rings", Number),
        "missed" => ("count.missed", Number),
        "transferred" => ("count.transferred", Number),
        "known" => ("count.known", Number),
        "came_back" => ("count.came-back", Number),
        "placed" => ("count.placed", Number),
        "placed_connected" => ("count.placed-connected", Number),
        "placed_handled" => ("count.placed-handled", Number),
        "placed_handled_time" => ("count.placed-handled-time", Milliseconds),
        _ => ("count.unknown", Number),
    }
}
