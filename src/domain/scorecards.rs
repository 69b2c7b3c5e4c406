//! Scorecards (考核): a tree of indicators with weights, how their values become points, what is added and taken away, and grades. All of it is data.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Words;

/// A scorecard, as it is from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// Short name. Scorecards of one name are versions of each other.
    pub id: String,
    /// Name in reports.
    pub label: Words,
    /// Whom it is about.
    pub of: Subjects,
    /// The first local day of periods that it is for.
    pub from: NaiveDate,
    /// The indicators, each after the one above it.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
    /// Who gives points by hand.
    #[serde(rename = "rater", default)]
    pub raters: Vec<Rater>,
    /// What is added to the total, or taken from it.
    #[serde(rename = "extra", default)]
    pub extras: Vec<Extra>,
    /// What spoils all.
    #[serde(rename = "fatal", default)]
    pub fatals: Vec<Fatal>,
    /// Names of totals, the best first.
    #[serde(rename = "grade")]
    pub grades: Vec<Grade>,
}

/// Whom a scorecard is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subjects {
    /// Each agent.
    Agent,
    /// Each team.
    Team,
    /// Each handling unit.
    Unit,
}

/// A node of the tree: a group of others, or an indicator with its way to points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Short name.
    pub id: String,
    /// The group that it is in; none at the top.
    #[serde(default)]
    pub parent: Option<String>,
    /// Name in reports.
    pub label: Words,
    /// Its part among those beside it; what they add up to does not matter.
    pub weight: f64,
    /// The number that it is about.
    #[serde(default)]
    pub metric: Option<String>,
    /// What the number should be.
    #[serde(default)]
    pub goal: Option<f64>,
    /// Points by steps: of those that the number reaches, the one with most points.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// Points along a line.
    #[serde(default)]
    pub scale: Option<Scale>,
    /// Points are given by the raters.
    #[serde(default)]
    pub rated: bool,
}

/// Points from a value on: either from one upwards, or from one downwards.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Reached by this value and what is more.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// Reached by this value and what is less.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// Points, 0 to 100.
    pub points: f64,
}

/// Points along a line: none at one value, all at the other, and cut there. The value of none may be the greater one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The value of 0 points.
    pub none: f64,
    /// The value of 100 points.
    pub all: f64,
}

/// Somebody who gives points, 0 to 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rater {
    /// Short name.
    pub id: String,
    /// Name in reports.
    pub label: Words,
    /// How much these points weigh among those of all who gave some.
    pub weight: f64,
}

/// A bonus or a penalty: so many points for each of a number, added to the total.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// Short name.
    pub id: String,
    /// Name in reports.
    pub label: Words,
    /// The number.
    pub metric: String,
    /// Points for each; negative for a penalty.
    pub each: f64,
    /// At most so many points, without their sign.
    pub most: f64,
}

/// What makes a total no better than a few points, whatever else there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fatal {
    /// Short name.
    pub id: String,
    /// Name in reports.
    pub label: Words,
    /// The number.
    pub metric: String,
    /// It is fatal above this.
    #[serde(default)]
    pub above: f64,
    /// The total is then at most this.
    #[serde(default)]
    pub total: f64,
}

/// The name of totals from so many points on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Short name.
    pub id: String,
    /// Name in reports.
    pub label: Words,
    /// From so many points on.
    pub from: f64,
}

/// What scorecards are made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Numbers by subject and metric: `7001`, `answer_rate`.
    pub values: BTreeMap<(String, String), f64>,
    /// Points given by hand, 0 to 100, by subject, item and rater.
    pub points: BTreeMap<(String, String, String), f64>,
}

/// Which part of a scorecard something is wrong with: the list, and the place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole.
    Card,
    /// This item.
    Item(usize),
}

impl Scorecard {
    /// The items right below one; those at the top for none.
    pub fn below<'a>(&'a self, parent: Option<&'a str>) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.parent.as_deref() == parent)
    }

    /// The grade of a total; none where no grade reaches so far down.
    pub fn grade(&self, total: f64) -> Option<&Grade> {
        let reached = self.grades.iter().filter(|grade| grade.from <= total);
        reached.max_by(|one, other| one.from.total_cmp(&other.from))
    }

    /// All numbers that it asks for.
    pub fn metrics(&self) -> BTreeSet<&str> {
        let of_items = self.items.iter().filter_map(|item| item.metric.as_deref());
        let of_extras = self.extras.iter().map(|extra| extra.metric.as_str());
        of_items.chain(of_extras).chain(self.fatals.iter().map(|fatal| fatal.metric.as_str())).collect()
    }

    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<(Part, String)> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let ids = self.items.iter().map(|item| &item.id);
        let others =
            self.extras.iter().map(|extra| &extra.id).chain(self.fatals.iter().map(|fatal| &fatal.id));
        for id in ids.chain(others).filter(|id| !seen.insert(*id)) {
            found.push((Part::Card, format!("the name {id} is there twice: rename one")));
        }
        for (nth, item) in self.items.iter().enumerate() {
            found.extend(self.faults_of(nth, item).into_iter().map(|what| (Part::Item(nth), what)));
        }
        found.extend(self.faults_of_the_rest().into_iter().map(|what| (Part::Card, what)));
        found
    }

    fn faults_of(&self, nth: usize, item: &Item) -> Vec<String> {
        let id = &item.id;
        let is_group = self.below(Some(id)).next().is_some();
        let ways = [item.scale.is_some(), !item.steps.is_empty(), item.rated];
        let ways = ways.into_iter().filter(|is_there| *is_there).count();
        let above = |parent: &String| self.items[..nth].iter().any(|other| other.id == *parent);
        let flat = item.scale.is_some_and(|scale| scale.none == scale.all);
        let one_side = |step: &Step| step.at_least.is_some() != step.at_most.is_some();
        let points = |step: &Step| (0.0..=100.0).contains(&step.points);
        [
            (
                item.parent.as_ref().is_some_and(|parent| !above(parent)),
                "there is no item of the name of its `parent` before it: correct it",
            ),
            (!(item.weight.is_finite() && item.weight > 0.0), "`weight` must be more than 0"),
            (is_group && (ways > 0 || item.metric.is_some()), "a group of others has no points of its own"),
            (!is_group && ways != 1, "an item has one of `steps`, `scale` and `rated`, or others below it"),
            (
                ways > 0 && item.rated == item.metric.is_some(),
                "`steps` and `scale` need a `metric`, `rated` has none",
            ),
            (flat, "`none` and `all` of a scale must differ"),
            (!item.steps.iter().all(one_side), "a step has `at_least` or `at_most`: write one of the two"),
            (!item.steps.iter().all(points), "points are 0 to 100"),
            (item.rated && self.raters.is_empty(), "it is rated, and there is no [[rater]]: add one"),
        ]
        .into_iter()
        .filter(|(is_wrong, _)| *is_wrong)
        .map(|(_, what)| format!("item {id}: {what}"))
        .collect()
    }

    fn faults_of_the_rest(&self) -> Vec<String> {
        let weights = self.raters.iter().filter(|rater| !(rater.weight.is_finite() && rater.weight > 0.0));
        let raters = weights.map(|rater| format!("rater {}: `weight` must be more than 0", rater.id));
        let most = self.extras.iter().filter(|extra| !(extra.most >= 0.0 && extra.each.is_finite()));
        let extras = most.map(|extra| format!("extra {}: `most` is 0 or more", extra.id));
        let grades = (self.grades.is_empty()).then(|| "there is no [[grade]]: write at least one".to_owned());
        let items = (self.items.is_empty()).then(|| "there is no [[item]]: write at least one".to_owned());
        raters.chain(extras).chain(grades).chain(items).collect()
    }
}
