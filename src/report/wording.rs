//! What reports call things, in the language that is asked for. The words themselves stand in the locales; here are their keys.

mod matters;

use crate::{domain::Locale, metrics::Sheet};

/// Looks up a key and puts values in.
pub type Fill<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// The words of one language, lent by whoever has read the locales.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// The language.
    pub locale: Locale,
    /// The words of a key, with `{name}` replaced by values; the key itself if there are none.
    pub fill: &'a Fill<'a>,
}

impl Wording<'_> {
    /// The words of a key.
    pub fn text(&self, key: &str) -> String {
        (self.fill)(key, &[])
    }

    /// The words of a key, filled.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        (self.fill)(key, values)
    }

    /// What a report is called; its own name if nobody has named it.
    pub fn title(&self, sheet: &Sheet) -> String {
        self.named(&TITLES, &sheet.name).unwrap_or_else(|| sheet.name.clone())
    }

    /// What a column is called: `abandon_rate`, and `abandon_rate_before` for the period before; its key if nobody has named it.
    pub fn column(&self, key: &str) -> String {
        let known = self.known_column(key).or_else(|| self.compared(key)).or_else(|| self.count(key));
        known.unwrap_or_else(|| key.to_owned())
    }

    /// What stands in a place of words: exits, states, statistics, kinds and promises are names for programs, and have words; all other text
    /// is as it is.
    pub fn value(&self, column: &str, text: &str) -> String {
        let words = match column {
            "exit" => self.named(&COLUMNS, text),
            "statistic" => self.named(&STATISTICS, text),
            "state" => self.named(&STATES, text),
            "kind" => self.named(&KINDS, text),
            "promise" => self.named(&PROMISES, text),
            _ => None,
        };
        words.unwrap_or_else(|| text.to_owned())
    }

    fn known_column(&self, key: &str) -> Option<String> {
        self.named(&COLUMNS, key).or_else(|| self.named(&matters::COLUMNS, key))
    }

    /// The counts that formulas are made of have words of their own.
    fn count(&self, key: &str) -> Option<String> {
        let words = format!("count.{}", key.replace('_', "-"));
        let text = self.text(&words);
        (text != words).then_some(text)
    }

    fn compared(&self, key: &str) -> Option<String> {
        let (base, words) =
            COMPARED.iter().find_map(|(suffix, words)| Some((key.strip_suffix(suffix)?, words)))?;
        let column = self.known_column(base)?;
        Some(self.fill(words, &[("column", &column)]))
    }

    fn named(&self, names: &[(&str, &str)], name: &str) -> Option<String> {
        names.iter().find(|(known, _)| *known == name).map(|(_, words)| self.text(words))
    }
}

/// Reports and their titles.
const TITLES: [(&str, &str); 15] = [
    ("queues", "report.title.queues"),
    ("agents", "report.title.agents"),
    ("intervals", "report.title.intervals"),
    ("exits", "report.title.exits"),
    ("states", "report.title.states"),
    ("tickets", "report.title.tickets"),
    ("rates", "report.title.rates"),
    ("callbacks", "report.title.callbacks"),
    ("scorecard", "report.title.scorecard"),
    ("spread", "report.part.spread"),
    ("backlog", "report.title.backlog"),
    ("forecast", "report.title.forecast"),
    ("services", "report.title.services"),
    ("promises", "report.title.promises"),
    ("improvements", "report.title.improvements"),
];

/// Endings of columns that compare another, the longer first.
const COMPARED: [(&str, &str); 5] = [
    ("_year_before", "report.compare.year-before"),
    ("_year_change", "report.compare.year-change"),
    ("_before", "report.compare.before"),
    ("_change", "report.compare.change"),
    ("_share", "report.compare.share"),
];

const STATES: [(&str, &str); 7] = [
    ("offline", "agent.state.offline"),
    ("ready", "agent.state.ready"),
    ("ringing", "agent.state.ringing"),
    ("talking", "agent.state.talking"),
    ("holding", "agent.state.holding"),
    ("wrap_up", "agent.state.wrap-up"),
    ("paused", "agent.state.paused"),
];

const STATISTICS: [(&str, &str); 5] = [
    ("least", "report.statistic.least"),
    ("median", "report.statistic.median"),
    ("mean", "report.statistic.mean"),
    ("most", "report.statistic.most"),
    ("deviation", "report.statistic.deviation"),
];

const KINDS: [(&str, &str); 7] = [
    ("inquiry", "agent.kind.inquiry"),
    ("help", "agent.kind.help"),
    ("complaint", "agent.kind.complaint"),
    ("suggestion", "agent.kind.suggestion"),
    ("report", "agent.kind.report"),
    ("praise", "agent.kind.praise"),
    ("fault", "agent.kind.fault"),
];

const PROMISES: [(&str, &str); 3] = [
    ("availability", "report.column.availability"),
    ("interruptions", "report.column.interruptions"),
    ("restoration", "report.column.longest-restoration-s"),
];

/// Columns and what they are called.
const COLUMNS: [(&str, &str); 66] = [
    ("queue", "report.column.queue"),
    ("agent", "report.column.agent"),
    ("interval_start", "report.column.interval-start"),
    ("exit", "report.column.exit"),
    ("state", "report.column.state"),
    ("reason", "report.column.reason"),
    ("calls", "report.column.calls"),
    ("share", "report.column.share"),
    ("seconds", "report.column.seconds"),
    ("spells", "report.column.spells"),
    ("entered", "report.column.entered"),
    ("self_served", "report.column.self-served"),
    ("offered", "report.column.offered"),
    ("answered", "report.column.answered"),
    ("answered_within", "report.column.answered-within"),
    ("abandoned", "report.column.abandoned"),
    ("short_abandoned", "report.column.short-abandoned"),
    ("abandoned_in_greeting", "report.column.abandoned-in-greeting"),
    ("key_exit", "report.column.key-exit"),
    ("timed_out", "report.column.timed-out"),
    ("left_empty", "report.column.left-empty"),
    ("withdrawn", "report.column.withdrawn"),
    ("refused", "report.column.refused"),
    ("failed", "report.column.failed"),
    ("transferred", "report.column.transferred"),
    ("in_progress", "report.column.in-progress"),
    ("service_level", "report.column.service-level"),
    ("service_level_of_answered", "report.column.service-level-of-answered"),
    ("service_level_abandons_out", "report.column.service-level-abandons-out"),
    ("service_level_abandons_met", "report.column.service-level-abandons-met"),
    ("answer_rate", "report.column.answer-rate"),
    ("centre_answer_rate", "report.column.centre-answer-rate"),
    ("abandon_rate", "report.column.abandon-rate"),
    ("abandon_rate_without_short", "report.column.abandon-rate-without-short"),
    ("asa_s", "report.column.asa-s"),
    ("longest_wait_s", "report.column.longest-wait-s"),
    ("patience_s", "report.column.patience-s"),
    ("talk_s", "report.column.talk-s"),
    ("hold_s", "report.column.hold-s"),
    ("wrap_s", "report.column.wrap-s"),
    ("handled", "report.column.handled"),
    ("aht_s", "report.column.aht-s"),
    ("wait_p50_s", "report.column.wait-p50-s"),
    ("wait_p90_s", "report.column.wait-p90-s"),
    ("wait_p95_s", "report.column.wait-p95-s"),
    ("signed_in_s", "report.column.signed-in-s"),
    ("ready_s", "report.column.ready-s"),
    ("ringing_s", "report.column.ringing-s"),
    ("paused_s", "report.column.paused-s"),
    ("pauses", "report.column.pauses"),
    ("rings", "report.column.rings"),
    ("rna", "report.column.rna"),
    ("rna_rate", "report.column.rna-rate"),
    ("transfer_rate", "report.column.transfer-rate"),
    ("known", "report.column.known"),
    ("came_back", "report.column.came-back"),
    ("fcr", "report.column.fcr"),
    ("fcr_of_handled", "report.column.fcr-of-handled"),
    ("utilisation", "report.column.utilisation"),
    ("occupancy", "report.column.occupancy"),
    ("pause_share", "report.column.pause-share"),
    ("statistic", "report.column.statistic"),
    ("placed", "report.column.placed"),
    ("placed_connected", "report.column.placed-connected"),
    ("tickets", "report.column.tickets"),
    ("call", "report.column.call"),
];
