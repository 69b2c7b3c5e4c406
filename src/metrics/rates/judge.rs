//! One ticket judged by the rules.

use chrono::{DateTime, Utc};

use super::{Key, Rules};
use crate::{
    domain::{
        UnitId,
        lifecycle::ClockCount,
        rates::{Condition, Moment, Rate, RateRule},
    },
    metrics::{Interval, Story, tickets::last_instant},
};

/// What a ticket is to a rate that it concerns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// It would count, but is left out.
    Excluded,
    /// It counts.
    Counts {
        /// It is done.
        is_done: bool,
        /// How much it weighs.
        weight: f64,
    },
}

impl Rules<'_> {
    /// What a ticket is to each rate in whose period its moment lies.
    pub(super) fn judge(self, story: &Story, span: Interval) -> Vec<(Key, Verdict)> {
        let mut verdicts = Vec::new();
        for (id, last) in self.last_versions() {
            let Some(rule) = self.in_force(id, story) else { continue };
            for rate in rule.rates.iter().filter(|rate| moment(rate, story).is_some_and(|at| span.holds(at)))
            {
                let nth = last.rates.iter().position(|other| other.key == rate.key);
                let verdict = self.verdict(rule, rate, story);
                verdicts.extend(nth.zip(verdict).map(|(nth, verdict)| ((id.to_owned(), nth), verdict)));
            }
        }
        verdicts
    }

    /// The version of a rule by which a ticket is judged; none for tickets from before its first.
    fn in_force(&self, id: &str, story: &Story) -> Option<&RateRule> {
        let day = story.submitted.with_timezone(&self.zone).date_naive();
        let versions = self.rules.iter().filter(|rule| rule.id == id && rule.from <= day);
        versions.max_by_key(|rule| rule.from)
    }

    /// None if it does not concern the rate.
    fn verdict(self, rule: &RateRule, rate: &Rate, story: &Story) -> Option<Verdict> {
        let any = |conditions: &[Condition]| conditions.iter().any(|condition| self.holds(condition, story));
        if !rate.of.is_empty() && !any(&rate.of) {
            return None;
        }
        if any(&rate.without) {
            return Some(Verdict::Excluded);
        }
        Some(Verdict::Counts { is_done: any(&rate.counts), weight: self.weight(rule, story) })
    }

    fn holds(self, condition: &Condition, story: &Story) -> bool {
        let category = story.category.as_ref().map_or("", |code| code.as_str());
        let is_within =
            |unit: &UnitId| story.unit.as_ref().is_some_and(|own| self.units.is_within(own, unit));
        condition.is.iter().all(|truth| story.is(*truth))
            && !condition.not.iter().any(|truth| story.is(*truth))
            && one_of(&condition.kind, |kind| *kind == story.kind)
            && one_of(&condition.category, |code| category.starts_with(code.as_str()))
            && one_of(&condition.channel, |channel| *channel == story.channel)
            && one_of(&condition.unit, is_within)
            && one_of(&condition.state, |state| *state == story.state)
            && one_of(&condition.priority, |priority| *priority == story.priority)
    }

    fn weight(self, rule: &RateRule, story: &Story) -> f64 {
        let category = story.category.as_ref().map_or("", |code| code.as_str());
        let of_category = rule
            .weights
            .iter()
            .filter_map(|weight| Some((weight.category.as_ref()?.as_str(), weight.weight)))
            .filter(|(code, _)| category.starts_with(code))
            .max_by_key(|(code, _)| code.len());
        let of_unit = rule
            .weights
            .iter()
            .filter_map(|weight| Some((weight.unit.as_ref()?, weight.weight)))
            .filter(|(unit, _)| story.unit.as_ref().is_some_and(|own| self.units.is_within(own, unit)))
            .max_by_key(|(unit, _)| self.units.path(unit).len());
        of_category.map_or(1.0, |(_, weight)| weight) * of_unit.map_or(1.0, |(_, weight)| weight)
    }
}

/// The instant that puts a ticket into a period of this rate; none if it has not come.
fn moment(rate: &Rate, story: &Story) -> Option<DateTime<Utc>> {
    match rate.counted {
        Moment::Submitted => Some(story.submitted),
        Moment::Dispatched => story.dispatched,
        Moment::ReplyDue => story.was_due(ClockCount::Reply).map(last_instant),
        Moment::Replied => story.replied,
        Moment::CalledBack => story.called_back,
        Moment::Closed => story.closed,
    }
}

/// Where nothing is asked for, anything will do.
fn one_of<T>(asked: &[T], fits: impl Fn(&T) -> bool) -> bool {
    asked.is_empty() || asked.iter().any(fits)
}
