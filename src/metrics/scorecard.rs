//! Scorecards (考核): values become points, points a total, totals grades and ranks.
//!
//! An indicator without a value is left out, and its weight with it; so is a rater who gave no points. A total is
//! Σ weight × points / Σ weight of what is at the top, plus bonuses, minus penalties, not below 0, and no more than a fatal item leaves.
//! It is rounded to a hundredth, and grade and rank go by that.

mod published;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cell, Measure, Sheet};
use crate::domain::{
    Locale, Words,
    scorecards::{Extra, Item, Marks, Scorecard, Step},
};

pub use published::{NotWhole, Published};

/// The scorecard of one subject, computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Agent, team or unit.
    pub subject: String,
    /// The items in the order of the scorecard.
    pub items: Vec<ItemPoints>,
    /// What was added and taken away.
    pub extras: Vec<ExtraPoints>,
    /// The fatal items that hit.
    pub fatal: Vec<String>,
    /// The total; none where nothing has a value.
    pub total: Option<f64>,
    /// The grade's short name.
    pub grade: Option<String>,
    /// Place among all, from 1; who has as much shares it.
    pub rank: Option<u32>,
}

/// What an item came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemPoints {
    /// Which.
    pub item: String,
    /// How many groups it is in.
    pub level: u32,
    /// Its value; none for a group, and where nothing is known.
    pub actual: Option<f64>,
    /// Points, 0 to 100; none where nothing is known.
    pub points: Option<f64>,
}

/// What a bonus or penalty came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtraPoints {
    /// Which.
    pub extra: String,
    /// Its number.
    pub actual: Option<f64>,
    /// Points; negative for a penalty.
    pub points: f64,
}

const COLUMNS: [(&str, Measure); 12] = {
    use Measure::{Count, Number, Text};
    [
        ("subject", Text),
        ("rank", Count),
        ("item", Text),
        ("label", Text),
        ("level", Count),
        ("weight", Number),
        ("goal", Number),
        ("actual", Number),
        ("points", Number),
        ("total", Number),
        ("grade", Text),
        ("grade_label", Text),
    ]
};

/// The version of a scorecard that is for periods which begin on this day; none if there is none yet.
pub fn scorecard_on<'a>(all: &'a [Scorecard], id: &str, day: NaiveDate) -> Option<&'a Scorecard> {
    let versions = all.iter().filter(|card| card.id == id && card.from <= day);
    versions.max_by_key(|card| card.from)
}

/// The scorecards of these subjects, the best first; those without a total last.
pub fn score(card: &Scorecard, subjects: &BTreeSet<String>, marks: &Marks) -> Vec<Scored> {
    let mut scored: Vec<Scored> = subjects.iter().map(|subject| one(card, subject, marks)).collect();
    let total = |scored: &Scored| scored.total.unwrap_or(f64::NEG_INFINITY);
    scored.sort_by(|one, other| {
        total(other).total_cmp(&total(one)).then_with(|| one.subject.cmp(&other.subject))
    });
    let totals: Vec<Option<f64>> = scored.iter().map(|scored| scored.total).collect();
    for scored in scored.iter_mut().filter(|scored| scored.total.is_some()) {
        let better = totals.iter().filter(|total| **total > scored.total).count();
        scored.rank = u32::try_from(better + 1).ok();
    }
    scored
}

/// The report: of each subject a row for the total, one an item, one a bonus or penalty, one a fatal item that hit.
pub fn scorecard_sheet(card: &Scorecard, scored: &[Scored], locale: Locale) -> Sheet {
    let mut sheet = Sheet::new("scorecard", &COLUMNS);
    for one in scored {
        sheet.rows.push(one.total_row(card, locale));
        sheet.rows.extend(one.items.iter().filter_map(|points| one.item_row(card, points, locale)));
        for points in &one.extras {
            let label = card.extras.iter().find(|extra| extra.id == points.extra).map(|extra| &extra.label);
            sheet.rows.push(one.other_row(&points.extra, label, points.actual, Some(points.points), locale));
        }
        for id in &one.fatal {
            let label = card.fatals.iter().find(|fatal| fatal.id == *id).map(|fatal| &fatal.label);
            sheet.rows.push(one.other_row(id, label, None, None, locale));
        }
    }
    sheet
}

fn one(card: &Scorecard, subject: &str, marks: &Marks) -> Scored {
    let sheet = Scoring { card, subject, marks };
    let mut items = Vec::new();
    let points = sheet.group(None, 0, &mut items);
    let extras = sheet.extras();
    let fatal: Vec<_> =
        card.fatals.iter().filter(|fatal| sheet.value(&fatal.metric) > Some(fatal.above)).collect();
    let least = fatal.iter().map(|fatal| fatal.total).fold(f64::INFINITY, f64::min);
    let added: f64 = extras.iter().map(|extra| extra.points).sum();
    let total = points.map(|points| hundredth((points + added).max(0.0).min(least)));
    Scored {
        subject: subject.to_owned(),
        items,
        extras,
        fatal: fatal.into_iter().map(|fatal| fatal.id.clone()).collect(),
        grade: total.and_then(|total| card.grade(total)).map(|grade| grade.id.clone()),
        total,
        rank: None,
    }
}

/// One subject's way through the tree.
#[derive(Clone, Copy)]
struct Scoring<'a> {
    card: &'a Scorecard,
    subject: &'a str,
    marks: &'a Marks,
}

impl Scoring<'_> {
    /// The points of a group, and of all below it, in the order of the tree.
    fn group(self, parent: Option<&str>, level: u32, found: &mut Vec<ItemPoints>) -> Option<f64> {
        let mut weighed = Vec::new();
        for item in self.card.below(parent) {
            let place = found.len();
            let actual = item.metric.as_deref().and_then(|metric| self.value(metric));
            found.push(ItemPoints { item: item.id.clone(), level, actual, points: None });
            let is_group = self.card.below(Some(&item.id)).next().is_some();
            let points = if is_group {
                self.group(Some(&item.id), level + 1, found)
            } else {
                self.points(item, actual)
            };
            found[place].points = points.map(hundredth);
            weighed.extend(points.map(|points| (item.weight, points)));
        }
        mean(&weighed)
    }

    fn points(self, item: &Item, actual: Option<f64>) -> Option<f64> {
        if item.rated {
            return self.rated(item);
        }
        let value = actual?;
        Some(match item.scale {
            Some(scale) => ((value - scale.none) / (scale.all - scale.none) * 100.0).clamp(0.0, 100.0),
            None => item
                .steps
                .iter()
                .filter(|step| reaches(value, step))
                .map(|step| step.points)
                .fold(0.0, f64::max),
        })
    }

    fn rated(self, item: &Item) -> Option<f64> {
        let given = self.card.raters.iter().filter_map(|rater| {
            let key = (self.subject.to_owned(), item.id.clone(), rater.id.clone());
            Some((rater.weight, self.marks.points.get(&key)?.clamp(0.0, 100.0)))
        });
        mean(&given.collect::<Vec<_>>())
    }

    fn extras(self) -> Vec<ExtraPoints> {
        let points = |each: f64, most: f64, actual: Option<f64>| {
            hundredth((each * actual.unwrap_or(0.0).max(0.0)).clamp(-most, most))
        };
        let extra = |extra: &Extra| {
            let actual = self.value(&extra.metric);
            ExtraPoints { extra: extra.id.clone(), actual, points: points(extra.each, extra.most, actual) }
        };
        self.card.extras.iter().map(extra).collect()
    }

    /// A number that is one.
    fn value(self, metric: &str) -> Option<f64> {
        let key = (self.subject.to_owned(), metric.to_owned());
        self.marks.values.get(&key).copied().filter(|value| value.is_finite())
    }
}

impl Scored {
    fn total_row(&self, card: &Scorecard, locale: Locale) -> Vec<Cell> {
        let grade = self.grade.as_ref().and_then(|id| card.grades.iter().find(|grade| grade.id == *id));
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut cells = self.head("total", card.label.text(locale));
        cells.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        cells.push(Cell::number(self.total));
        cells.push(self.grade.as_deref().map_or(Cell::Nothing, text));
        cells.push(grade.map_or(Cell::Nothing, |grade| text(grade.label.text(locale))));
        cells
    }

    fn item_row(&self, card: &Scorecard, points: &ItemPoints, locale: Locale) -> Option<Vec<Cell>> {
        let item = card.items.iter().find(|item| item.id == points.item)?;
        let mut cells = self.head(&item.id, item.label.text(locale));
        cells.push(Cell::Count(points.level.into()));
        cells.extend([Some(item.weight), item.goal, points.actual, points.points].map(Cell::number));
        cells.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        Some(cells)
    }

    fn other_row(
        &self,
        id: &str,
        label: Option<&Words>,
        actual: Option<f64>,
        points: Option<f64>,
        locale: Locale,
    ) -> Vec<Cell> {
        let mut cells = self.head(id, label.map_or(id, |label| label.text(locale)));
        cells.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        cells.extend([Cell::number(actual), Cell::number(points)]);
        cells.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        cells
    }

    fn head(&self, item: &str, label: &str) -> Vec<Cell> {
        let rank = self.rank.map_or(Cell::Nothing, |rank| Cell::Count(rank.into()));
        let [subject, item, label] = [&self.subject, item, label].map(|text| Cell::Text(text.to_owned()));
        vec![subject, rank, item, label]
    }
}

fn reaches(value: f64, step: &Step) -> bool {
    step.at_least.is_some_and(|least| value >= least) || step.at_most.is_some_and(|most| value <= most)
}

/// Σ weight × value / Σ weight; none of none.
fn mean(weighed: &[(f64, f64)]) -> Option<f64> {
    let weight: f64 = weighed.iter().map(|(weight, _)| weight).sum();
    (weight > 0.0).then(|| weighed.iter().map(|(weight, value)| weight * value).sum::<f64>() / weight)
}

fn hundredth(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}
