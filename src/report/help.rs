//! The built-in help of numbers: what each one is, how it is made, what it depends on, which others stand beside it, and who says so.
//!
//! The formula is that by which the number is computed; the words are those of the locales. So a page cannot disagree with its number.

mod pages;

use super::Wording;
use crate::metrics::{Field, Metric, Number, Parameter, Report};

/// A number that has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name: that of its column.
    pub key: &'static str,
    /// Its formula, if it is made of others.
    pub metric: Option<Metric>,
}

/// What is told of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpPage {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub about: String,
    /// How it is made; a count is not made of anything.
    pub formula: Option<String>,
    /// What it depends on beside what happened.
    pub depends: Vec<String>,
    /// The numbers that others mean by the same name, and how they are made.
    pub beside: Vec<(String, String)>,
    /// Who says so, what is asked for, and how others count; empty for a count.
    pub source: String,
}

impl Topic {
    /// All of them: the columns of reports in their order, then what no report has.
    pub fn all() -> Vec<Self> {
        let fields = Report::ALL.iter().flat_map(|report| report.fields()).map(Self::of);
        let shares = ["calls", "seconds", "share"].map(|key| Self { key, metric: None });
        let mut all: Vec<Self> = Vec::new();
        for topic in fields.chain(shares) {
            if all.iter().all(|known| known.key != topic.key) {
                all.push(topic);
            }
        }
        let has = |metric: Metric| all.iter().any(|known| known.metric == Some(metric));
        let rest: Vec<_> = Metric::ALL.into_iter().filter(|metric| !has(*metric)).collect();
        all.extend(rest.into_iter().map(|metric| Self { key: metric.formula().key, metric: Some(metric) }));
        all
    }

    /// That of a column.
    pub fn of(field: &Field) -> Self {
        let metric = match field.number {
            Number::Metric(metric) => Some(metric),
            Number::Count(_) | Number::Time(_) | Number::Pauses => None,
        };
        Self { key: field.key, metric }
    }

    /// The one of this name, which may also be written `service-level`.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace('-', "_");
        let is_it = |topic: &Self| {
            topic.key == name || topic.metric.is_some_and(|metric| metric.formula().key == name)
        };
        Self::all().into_iter().find(is_it)
    }

    /// Its page.
    pub fn page(self, wording: &Wording<'_>) -> HelpPage {
        let (about, source) = pages::keys(self.key).unwrap_or_default();
        let said = |key: &str| if key.is_empty() { String::new() } else { wording.text(key) };
        let parameters = self.metric.map_or(&[] as &[Parameter], |metric| metric.formula().parameters);
        HelpPage {
            name: self.name(wording),
            about: said(about),
            formula: self.metric.map(|metric| formula(metric, wording)),
            depends: parameters.iter().map(|parameter| wording.text(depends(*parameter))).collect(),
            beside: self.metric.map_or(Vec::new(), |metric| beside(metric, wording)),
            source: said(source),
        }
    }

    /// What it is called.
    pub fn name(self, wording: &Wording<'_>) -> String {
        match self.metric {
            Some(Metric::PlacedAnswerRate) => wording.text("metric.placed-answer-rate"),
            Some(Metric::PlacedAht) => wording.text("metric.placed-aht"),
            _ => wording.column(self.key),
        }
    }
}

impl HelpPage {
    /// The page as lines, each with what it tells before it.
    pub fn lines(&self, wording: &Wording<'_>) -> Vec<(String, String)> {
        let line = |key: &str, text: &str| (wording.text(key), text.to_owned());
        let mut lines = vec![line("report.help.about", &self.about)];
        lines.extend(self.formula.as_ref().map(|formula| line("report.help.formula", formula)));
        let first = |at: usize, key: &str| if at == 0 { wording.text(key) } else { String::new() };
        let depends = self.depends.iter().enumerate();
        lines.extend(depends.map(|(at, text)| (first(at, "report.help.depends"), text.clone())));
        let beside = self.beside.iter().enumerate();
        lines.extend(
            beside.map(|(at, (name, formula))| {
                (first(at, "report.help.beside"), format!("{name} = {formula}"))
            }),
        );
        if !self.source.is_empty() {
            lines.push(line("report.help.source", &self.source));
        }
        lines
    }
}

/// The formula of a number with its counts called by their names.
pub fn formula(metric: Metric, wording: &Wording<'_>) -> String {
    metric.formula().text(|key| wording.text(&format!("count.{}", key.replace('_', "-"))))
}

const fn depends(parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::Target => "report.help.target",
        Parameter::ShortAbandon => "report.help.short-abandon",
    }
}

/// Numbers that go by the same name elsewhere.
fn beside(metric: Metric, wording: &Wording<'_>) -> Vec<(String, String)> {
    const FAMILIES: [&[Metric]; 5] = [
        &[
            Metric::ServiceLevel,
            Metric::ServiceLevelOfAnswered,
            Metric::ServiceLevelAbandonsOut,
            Metric::ServiceLevelAbandonsMet,
        ],
        &[Metric::AnswerRate, Metric::CentreAnswerRate],
        &[Metric::AbandonRate, Metric::AbandonRateWithoutShort],
        &[Metric::Occupancy, Metric::Utilisation],
        &[Metric::Fcr, Metric::FcrOfHandled],
    ];
    let family = FAMILIES.iter().find(|family| family.contains(&metric)).copied().unwrap_or_default();
    let others = family.iter().filter(|other| **other != metric);
    let name = |other: Metric| wording.column(other.formula().key);
    others.map(|other| (name(*other), formula(*other, wording))).collect()
}
