//! Rates by rules (三率), and what the open tickets will make of them.
//!
//! A ticket is judged by the version of a rule that was in force on the day on which it was submitted, in the period in which its moment
//! lies, under the unit that handled it last. The weighted value is Σ weight of those done / Σ weight of those that count.

mod forecast;
mod judge;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use self::judge::Verdict;
use super::{Book, Cell, Interval, Measure, Sheet};
use crate::domain::{
    Locale, UnitId, Units,
    rates::{Rate, RateRule},
};

pub use forecast::forecast;

/// The rules of a site, and what they are applied with.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// All versions of all rules.
    pub rules: &'a [RateRule],
    /// The units, for districts.
    pub units: &'a Units,
    /// The zone whose days the versions begin on.
    pub zone: Tz,
}

/// What a rate comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RateSum {
    /// Tickets that are done.
    pub numerator: u64,
    /// Tickets that count.
    pub denominator: u64,
    /// Tickets that would count if nothing left them out.
    pub excluded: u64,
    /// Σ weight of those done.
    pub weight_done: f64,
    /// Σ weight of those that count.
    pub weight_all: f64,
}

/// Which rate: of which rule, by its place in the rule's file.
type Key = (String, usize);

const COLUMNS: [(&str, Measure); 11] = {
    use Measure::{Count, Number, Share, Text};
    [
        ("unit", Text),
        ("rule", Text),
        ("rate", Text),
        ("label", Text),
        ("numerator", Count),
        ("denominator", Count),
        ("excluded", Count),
        ("value", Share),
        ("weighted", Share),
        ("goal", Share),
        ("one_more", Number),
    ]
};

/// The rates of tickets whose moment lies in this stretch of time, up to `now`: first of all units together, then of each.
///
/// `one_more` is by how much the weighted value would rise if one more ticket of weight 1 counted and were done.
pub fn rates(book: &Book, rules: Rules<'_>, span: Interval, now: DateTime<Utc>, locale: Locale) -> Sheet {
    let (all, by_unit) = rules.sums(book, span, now);
    let mut sheet = Sheet::new("rates", &COLUMNS);
    let whole = (None, all);
    let units = by_unit.into_iter().map(|(unit, sums)| (Some(unit), sums));
    for (unit, sums) in std::iter::once(whole).chain(units) {
        for ((rule, nth), sum) in sums {
            let Some(rate) = rules.rate(&rule, nth) else { continue };
            let unit = unit.as_ref().map_or(Cell::Nothing, |unit| Cell::Text(unit.to_string()));
            let mut cells = vec![unit, Cell::Text(rule)];
            cells.extend([&rate.key, rate.label.text(locale)].map(|text| Cell::Text(text.to_owned())));
            cells.extend(sum.cells());
            cells.extend([Cell::number(rate.goal), Cell::number(sum.one_more())]);
            sheet.rows.push(cells);
        }
    }
    sheet
}

/// Sums by rate.
type Sums = BTreeMap<Key, RateSum>;

impl<'a> Rules<'a> {
    /// What the rates come to: of all, and by unit. Every rate of a rule has its sum, also where no ticket counts.
    fn sums(self, book: &Book, span: Interval, now: DateTime<Utc>) -> (Sums, BTreeMap<UnitId, Sums>) {
        let until = Interval { from: span.from, to: span.to.min(now) };
        let mut all: Sums = self.keys().map(|key| (key, RateSum::default())).collect();
        let mut by_unit: BTreeMap<UnitId, Sums> = BTreeMap::new();
        for (_, story) in book.stories() {
            for (key, verdict) in self.judge(story, until) {
                if let Some(unit) = &story.unit {
                    by_unit
                        .entry(unit.clone())
                        .or_insert_with(|| self.empty())
                        .entry(key.clone())
                        .or_default()
                        .add(verdict);
                }
                all.entry(key).or_default().add(verdict);
            }
        }
        (all, by_unit)
    }

    fn empty(self) -> Sums {
        self.keys().map(|key| (key, RateSum::default())).collect()
    }

    /// Every rate by its rule and its place in the rule's last version.
    fn keys(self) -> impl Iterator<Item = Key> + use<'a> {
        let last = self.last_versions();
        last.into_values().flat_map(|rule| (0..rule.rates.len()).map(|nth| (rule.id.clone(), nth)))
    }

    /// The newest version of each rule: reports are in its order and words.
    fn last_versions(self) -> BTreeMap<&'a str, &'a RateRule> {
        let mut last: BTreeMap<&str, &RateRule> = BTreeMap::new();
        for rule in self.rules {
            let known = last.entry(&rule.id).or_insert(rule);
            if known.from < rule.from {
                *known = rule;
            }
        }
        last
    }

    fn rate(self, rule: &str, nth: usize) -> Option<&'a Rate> {
        self.last_versions().remove(rule)?.rates.get(nth)
    }
}

impl RateSum {
    /// Done / those that count; none where none counts.
    pub fn value(&self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }

    /// The same by weight.
    pub fn weighted(&self) -> Option<f64> {
        (self.weight_all > 0.0).then(|| self.weight_done / self.weight_all)
    }

    /// By how much one more that is done would raise it. Of none it would make all.
    pub fn one_more(&self) -> Option<f64> {
        Some((self.weight_done + 1.0) / (self.weight_all + 1.0) - self.weighted().unwrap_or(0.0))
    }

    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Excluded => self.excluded += 1,
            Verdict::Counts { is_done, weight } => {
                self.denominator += 1;
                self.numerator += u64::from(is_done);
                self.weight_all += weight;
                self.weight_done += if is_done { weight } else { 0.0 };
            }
        }
    }

    fn cells(&self) -> [Cell; 5] {
        [
            Cell::Count(self.numerator),
            Cell::Count(self.denominator),
            Cell::Count(self.excluded),
            Cell::number(self.value()),
            Cell::number(self.weighted()),
        ]
    }
}
