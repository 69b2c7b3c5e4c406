//! Rules of rates (三率: 响应率, 解决率, 满意率): which tickets count, which of them count as done, and how much each weighs. All of it is data.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    CategoryCode, Channel, Priority, StateId, TicketKind, UnitId, Units, Words, catalogue::Category,
};

/// Rates that belong together, as they are from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateRule {
    /// Short name. Rules of one name are versions of each other.
    pub id: String,
    /// Name in reports.
    pub label: Words,
    /// The first local day of its tickets: a ticket is judged by the version that was in force when it was submitted.
    pub from: NaiveDate,
    /// Where the definitions are from.
    pub source: String,
    /// The rates.
    #[serde(rename = "rate")]
    pub rates: Vec<Rate>,
    /// How much tickets weigh; 1 where nothing is said.
    #[serde(rename = "weight", default)]
    pub weights: Vec<Weight>,
}

/// A rate: of the tickets that count, those that are done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Short name; the same in all versions.
    pub key: String,
    /// Name in reports.
    pub label: Words,
    /// What puts a ticket into a period.
    pub counted: Moment,
    /// Below the line: tickets of which one of these holds; all, if none is named.
    #[serde(default)]
    pub of: Vec<Condition>,
    /// Left out of both: tickets of which one of these holds.
    #[serde(default)]
    pub without: Vec<Condition>,
    /// Above the line: of those below it, tickets of which one of these holds.
    pub counts: Vec<Condition>,
    /// The share to be reached.
    #[serde(default)]
    pub goal: Option<f64>,
}

/// An instant of a ticket that puts it into a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// It was submitted.
    Submitted,
    /// It was dispatched first.
    Dispatched,
    /// The answer was due, given or not.
    ReplyDue,
    /// It was answered last.
    Replied,
    /// The caller was reached last.
    CalledBack,
    /// It was closed last.
    Closed,
}

/// What must hold of a ticket: all that is written in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// All of these are true.
    pub is: Vec<Truth>,
    /// None of these is.
    pub not: Vec<Truth>,
    /// It is of one of these kinds.
    pub kind: Vec<TicketKind>,
    /// Its category's code begins with one of these.
    pub category: Vec<CategoryCode>,
    /// It came by one of these.
    pub channel: Vec<Channel>,
    /// It is with one of these units, or one below them.
    pub unit: Vec<UnitId>,
    /// It is in one of these states.
    pub state: Vec<StateId>,
    /// It is of one of these priorities.
    pub priority: Vec<Priority>,
}

/// How much a ticket weighs: of several that fit the one with the longest code, and the lowest unit, each; the two are multiplied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Tickets whose category's code begins so.
    #[serde(default)]
    pub category: Option<CategoryCode>,
    /// Tickets of this unit, or of one below it: a district.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// How much.
    pub weight: f64,
}

/// What is true of a ticket: the words in which rules speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It was answered during the call.
    AnsweredDirectly,
    /// It was given to a unit at least once.
    Dispatched,
    /// The unit that has it has signed for it.
    Signed,
    /// That was in time.
    SignedInTime,
    /// There is an answer for the caller.
    Replied,
    /// That was in time.
    RepliedInTime,
    /// The caller was called, reached or not.
    Called,
    /// The caller was reached after the last answer.
    Contacted,
    /// That was in time.
    CalledBackInTime,
    /// The caller said that the matter is solved.
    Solved,
    /// The caller said that it is not.
    Unsolved,
    /// The caller is satisfied.
    Satisfied,
    /// The caller is not.
    Dissatisfied,
    /// The caller was reached and did not say whether satisfied.
    Silent,
    /// It was given back at least once.
    Returned,
    /// It got more time at least once.
    Extended,
    /// The caller urged at least once.
    Urged,
    /// A lead pressed the unit at least once.
    Supervised,
    /// It stood still at least once.
    Suspended,
    /// It was begun anew at least once.
    Redone,
    /// It was begun anew after its end.
    Reopened,
    /// It follows another ticket.
    Merged,
    /// It is closed.
    Closed,
    /// It was closed in time.
    ClosedInTime,
    /// It was none.
    Voided,
    /// The caller asked for secrecy.
    Secret,
    /// The caller wants a reply.
    ReplyWanted,
}

impl RateRule {
    /// Everything that is wrong with it, each with the place in the list of the rate that it is about; none for the weights.
    pub fn faults(&self, categories: &[Category], units: &Units) -> Vec<(Option<usize>, String)> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        if self.rates.is_empty() {
            found.push((None, format!("rule {} has no rate: write at least one [[rate]]", self.id)));
        }
        for (nth, rate) in self.rates.iter().enumerate() {
            if !seen.insert(&rate.key) {
                found.push((Some(nth), format!("another rate has the key {} too: rename one", rate.key)));
            }
            found.extend(rate.faults(categories, units).into_iter().map(|what| (Some(nth), what)));
        }
        found.extend(
            self.weights.iter().flat_map(|weight| weight.faults(categories, units)).map(|what| (None, what)),
        );
        found
    }
}

impl Rate {
    fn faults(&self, categories: &[Category], units: &Units) -> Vec<String> {
        let mut found = Vec::new();
        let key = &self.key;
        if self.counts.is_empty() {
            found.push(format!("rate {key} counts nothing: name in `counts` what is done"));
        }
        if self.goal.is_some_and(|goal| !(0.0..=1.0).contains(&goal)) {
            found.push(format!("rate {key}: `goal` is a share: write 0 to 1"));
        }
        for condition in self.of.iter().chain(&self.without).chain(&self.counts) {
            if *condition == Condition::default() {
                found.push(format!(
                    "rate {key}: a condition says nothing: write what must hold, or take it away"
                ));
            }
            for category in condition.category.iter().filter(|code| !is_branch(categories, code)) {
                found.push(format!("rate {key}: no category begins with {category}: correct it"));
            }
            for unit in condition.unit.iter().filter(|unit| units.get(unit).is_none()) {
                found.push(format!("rate {key}: there is no unit {unit}: correct it"));
            }
        }
        found
    }
}

impl Weight {
    fn faults(&self, categories: &[Category], units: &Units) -> Vec<String> {
        let mut found = Vec::new();
        if self.category.is_some() == self.unit.is_some() {
            found.push("a weight is of a `category` or of a `unit`: write one of the two".to_owned());
        }
        if !(self.weight.is_finite() && self.weight >= 0.0) {
            found.push(format!("a weight cannot be {}: write 0 or more", self.weight));
        }
        if let Some(category) = self.category.as_ref().filter(|code| !is_branch(categories, code)) {
            found.push(format!("a weight: no category begins with {category}: correct it"));
        }
        if let Some(unit) = self.unit.as_ref().filter(|unit| units.get(unit).is_none()) {
            found.push(format!("a weight: there is no unit {unit}: correct it"));
        }
        found
    }
}

fn is_branch(categories: &[Category], code: &CategoryCode) -> bool {
    categories.iter().any(|category| category.code.as_str().starts_with(code.as_str()))
}
