//! The columns of reports.

use crate::metrics::{Cell, Measure, Metric, Tally, Unit};

/// A column that is a number of a tally.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub key: &'static str,
    /// Its number.
    pub number: Number,
}

/// How a column's number is read off a tally.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A count.
    Count(fn(&Tally) -> u64),
    /// A time, ms; seconds on paper.
    Time(fn(&Tally) -> u64),
    /// A number with a formula.
    Metric(Metric),
    /// Time away by reason.
    Pauses,
}

impl Field {
    /// What it is measured in.
    pub fn measure(&self) -> Measure {
        match self.number {
            Number::Count(_) => Measure::Count,
            Number::Time(_) => Measure::Seconds,
            Number::Metric(metric) => match metric.formula().unit {
                Unit::Share => Measure::Share,
                Unit::Seconds => Measure::Seconds,
            },
            Number::Pauses => Measure::Parts,
        }
    }

    /// Its number of this tally.
    pub fn of(&self, tally: &Tally) -> Cell {
        match self.number {
            Number::Count(count) => Cell::Count(count(tally)),
            Number::Time(ms) => Cell::seconds(ms(tally)),
            Number::Metric(metric) => Cell::number(metric.of(tally)),
            Number::Pauses => Cell::Parts(
                tally.paused_ms.iter().map(|(code, &ms)| (code.to_string(), ms as f64 / 1_000.0)).collect(),
            ),
        }
    }
}

const fn count(key: &'static str, of: fn(&Tally) -> u64) -> Field {
    Field { key, number: Number::Count(of) }
}

const fn time(key: &'static str, of: fn(&Tally) -> u64) -> Field {
    Field { key, number: Number::Time(of) }
}

const fn metric(key: &'static str, metric: Metric) -> Field {
    Field { key, number: Number::Metric(metric) }
}

/// Of queues and service types.
pub(super) const OF_CALLS: [Field; 33] = [
    count("offered", |tally| tally.offered),
    count("answered", |tally| tally.answered),
    count("answered_within", |tally| tally.answered_in_target),
    count("abandoned", |tally| tally.abandoned),
    count("short_abandoned", |tally| tally.abandoned_short),
    count("abandoned_in_greeting", |tally| tally.abandoned_in_greeting),
    count("key_exit", |tally| tally.key_exits),
    count("timed_out", |tally| tally.timed_out),
    count("left_empty", |tally| tally.left_empty),
    count("withdrawn", |tally| tally.withdrawn),
    count("refused", |tally| tally.refused),
    count("failed", |tally| tally.failed),
    count("in_progress", Tally::in_progress),
    count("transferred", |tally| tally.transferred),
    count("handled", |tally| tally.handled),
    metric("service_level", Metric::ServiceLevel),
    metric("service_level_of_answered", Metric::ServiceLevelOfAnswered),
    metric("service_level_abandons_out", Metric::ServiceLevelAbandonsOut),
    metric("service_level_abandons_met", Metric::ServiceLevelAbandonsMet),
    metric("answer_rate", Metric::AnswerRate),
    metric("abandon_rate", Metric::AbandonRate),
    metric("abandon_rate_without_short", Metric::AbandonRateWithoutShort),
    metric("asa_s", Metric::Asa),
    metric("patience_s", Metric::Patience),
    time("longest_wait_s", |tally| tally.longest_wait_ms),
    time("talk_s", |tally| tally.talk_ms),
    time("hold_s", |tally| tally.hold_ms),
    time("wrap_s", |tally| tally.wrap_up_ms),
    metric("aht_s", Metric::Aht),
    count("known", |tally| tally.known),
    count("came_back", |tally| tally.came_back),
    metric("fcr", Metric::Fcr),
    metric("fcr_of_handled", Metric::FcrOfHandled),
];

/// Of the centre.
pub(super) const OF_THE_CENTRE: [Field; 21] = [
    count("entered", |tally| tally.entered),
    count("self_served", |tally| tally.self_served),
    count("offered", |tally| tally.offered),
    count("answered", |tally| tally.answered),
    count("answered_within", |tally| tally.answered_in_target),
    count("abandoned", |tally| tally.abandoned),
    count("short_abandoned", |tally| tally.abandoned_short),
    count("abandoned_in_greeting", |tally| tally.abandoned_in_greeting),
    count("key_exit", |tally| tally.key_exits),
    count("timed_out", |tally| tally.timed_out),
    count("left_empty", |tally| tally.left_empty),
    count("withdrawn", |tally| tally.withdrawn),
    count("refused", |tally| tally.refused),
    count("failed", |tally| tally.failed),
    metric("service_level", Metric::ServiceLevel),
    metric("service_level_of_answered", Metric::ServiceLevelOfAnswered),
    metric("answer_rate", Metric::AnswerRate),
    metric("centre_answer_rate", Metric::CentreAnswerRate),
    metric("abandon_rate", Metric::AbandonRate),
    metric("asa_s", Metric::Asa),
    time("longest_wait_s", |tally| tally.longest_wait_ms),
];

/// Of agents.
pub(super) const OF_AGENTS: [Field; 26] = [
    time("signed_in_s", |tally| tally.signed_in_ms),
    time("ready_s", Tally::ready_ms),
    time("ringing_s", |tally| tally.ringing_ms),
    time("talk_s", |tally| tally.talk_ms),
    time("hold_s", |tally| tally.hold_ms),
    time("wrap_s", |tally| tally.wrap_up_ms),
    time("paused_s", Tally::paused_total_ms),
    Field { key: "pauses", number: Number::Pauses },
    count("rings", |tally| tally.rings),
    count("answered", |tally| tally.answered),
    count("rna", |tally| tally.missed),
    metric("rna_rate", Metric::RnaRate),
    count("transferred", |tally| tally.transferred),
    metric("transfer_rate", Metric::TransferRate),
    count("handled", |tally| tally.handled),
    metric("aht_s", Metric::Aht),
    metric("utilisation", Metric::Utilisation),
    metric("occupancy", Metric::Occupancy),
    metric("pause_share", Metric::PauseShare),
    count("known", |tally| tally.known),
    count("came_back", |tally| tally.came_back),
    metric("fcr", Metric::Fcr),
    metric("fcr_of_handled", Metric::FcrOfHandled),
    count("placed", |tally| tally.placed),
    count("placed_connected", |tally| tally.placed_connected),
    count("tickets", |tally| tally.tickets),
];
