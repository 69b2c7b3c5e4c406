//! Which open tickets decide the rates of a period, and what each of them is worth.

use chrono::{DateTime, Utc};

use super::{Key, RateSum, Rules, judge::Verdict};
use crate::{
    domain::{Locale, UnitId, lifecycle::ClockCount},
    metrics::{Book, Cell, Interval, Measure, Sheet, Story},
};

const COLUMNS: [(&str, Measure); 9] = {
    use Measure::{Number, Share, Text, Time};
    [
        ("ticket", Text),
        ("unit", Text),
        ("deadline", Time),
        ("rate", Text),
        ("label", Text),
        ("value", Share),
        ("if_solved", Share),
        ("if_not", Share),
        ("worth", Number),
    ]
};

/// What a ticket does to one rate.
struct Effect<'a> {
    story: &'a Story,
    deadline: DateTime<Utc>,
    key: Key,
    now: Option<f64>,
    if_solved: Option<f64>,
    if_not: Option<f64>,
}

/// The open tickets with a deadline before the end of the period that move its rates, of a unit or of all: what the rate is now, what it would
/// be if this ticket were answered, the caller reached and content now, and if it is not: its time runs out, or the caller says that the
/// answer does not hold. All else stays as it is. What is worth most stands first, then what is due first.
pub fn forecast(
    book: &Book,
    rules: Rules<'_>,
    unit: Option<&UnitId>,
    span: Interval,
    now: DateTime<Utc>,
    locale: Locale,
) -> Sheet {
    let (all, mut by_unit) = rules.sums(book, span, now);
    let sums = unit.map_or(all, |unit| by_unit.remove(unit).unwrap_or_else(|| rules.empty()));
    let mut effects = Vec::new();
    for (_, story) in book.stories().filter(|(_, story)| unit.is_none() || story.unit.as_ref() == unit) {
        let Some(deadline) = deadline(story).filter(|due| *due < span.to && story.is_open()) else {
            continue;
        };
        effects.extend(sums.iter().filter_map(|(key, sum)| {
            let verdicts = Verdicts::of(rules, story, key, span, now);
            let [now, if_solved, if_not] = verdicts.values(sum);
            let is_decided = if_solved == if_not && if_solved == now;
            (!is_decided).then(|| Effect { story, deadline, key: key.clone(), now, if_solved, if_not })
        }));
    }
    let by_worth = |one: &Effect<'_>, other: &Effect<'_>| other.worth().total_cmp(&one.worth());
    effects.sort_by(|one, other| {
        by_worth(one, other)
            .then_with(|| one.deadline.cmp(&other.deadline))
            .then_with(|| (&one.story.number, &one.key).cmp(&(&other.story.number, &other.key)))
    });
    let mut sheet = Sheet::new("forecast", &COLUMNS);
    sheet.rows = effects.iter().filter_map(|effect| effect.cells(rules, locale)).collect();
    sheet
}

/// What a ticket is to a rate: now, if it is solved, if it is not.
struct Verdicts([Option<Verdict>; 3]);

impl Verdicts {
    fn of(rules: Rules<'_>, story: &Story, key: &Key, span: Interval, now: DateTime<Utc>) -> Self {
        let until = |to: DateTime<Utc>| Interval { from: span.from, to: span.to.min(to) };
        let verdict = |story: &Story, span: Interval| {
            rules.judge(story, span).into_iter().find(|(other, _)| other == key).map(|(_, verdict)| verdict)
        };
        Self([
            verdict(story, until(now)),
            verdict(&story.solved_by(now), span),
            verdict(&story.failed_by(now), span),
        ])
    }

    /// The rate with what this ticket is now, and with what it may become instead.
    fn values(&self, sum: &RateSum) -> [Option<f64>; 3] {
        let (now_done, now_all) = parts(self.0[0]);
        self.0.map(|verdict| {
            let (done, all) = parts(verdict);
            let weight = sum.weight_all - now_all + all;
            (weight > 0.0).then(|| (sum.weight_done - now_done + done) / weight)
        })
    }
}

/// What a verdict adds above and below the line.
fn parts(verdict: Option<Verdict>) -> (f64, f64) {
    match verdict {
        Some(Verdict::Counts { is_done, weight }) => (if is_done { weight } else { 0.0 }, weight),
        Some(Verdict::Excluded) | None => (0.0, 0.0),
    }
}

impl Effect<'_> {
    /// By how much the rate would be better with it solved than without. A rate that is undefined without it is as if it were 0.
    fn worth(&self) -> f64 {
        self.if_solved.unwrap_or(0.0) - self.if_not.unwrap_or(0.0)
    }

    fn cells(&self, rules: Rules<'_>, locale: Locale) -> Option<Vec<Cell>> {
        let rate = rules.rate(&self.key.0, self.key.1)?;
        let due = self.deadline.with_timezone(&rules.zone).fixed_offset();
        Some(vec![
            Cell::Text(self.story.number.clone()),
            self.story.unit.as_ref().map_or(Cell::Nothing, |unit| Cell::Text(unit.to_string())),
            Cell::Time(due),
            Cell::Text(rate.key.clone()),
            Cell::Text(rate.label.text(locale).to_owned()),
            Cell::number(self.now),
            Cell::number(self.if_solved),
            Cell::number(self.if_not),
            Cell::Number(self.worth()),
        ])
    }
}

/// What the ticket has to keep next.
fn deadline(story: &Story) -> Option<DateTime<Utc>> {
    [ClockCount::Reply, ClockCount::Callback, ClockCount::Close]
        .into_iter()
        .filter_map(|count| story.due(count))
        .min()
}
