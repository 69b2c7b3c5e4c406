//! The reports that hotlines hand in: daily (日报), monthly (月报) and supervision (督办通报). Which parts they have, in which order, and what
//! is said about them; the numbers come as sheets.

mod goals;
mod parts;

use super::{FormulaLine, Page, Section, Wording};
use crate::metrics::Sheet;

/// What such a report is made of.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Whose it is: `市民热线`.
    pub site: String,
    /// Of which time, as people say it: `1999-01`.
    pub period: String,
    /// In which zone.
    pub zone: String,
    /// The period's sheets.
    pub now: Sheets,
    /// Those of the period before (环比); none where nothing is known of it.
    pub before: Sheets,
    /// Those of the same period last year (同比).
    pub year_before: Sheets,
    /// What numbers of queues should reach, by column: `service_level` 0.8, `answer_rate` 0.95.
    pub goals: Vec<(String, f64)>,
    /// What the numbers depend on.
    pub parameters: Vec<(String, String)>,
    /// How they are made.
    pub formulas: Vec<FormulaLine>,
    /// Who made the report, and from what.
    pub credit: String,
}

/// The sheets of one period, as far as there are any.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// A row for each queue, the whole period in one.
    pub queues: Option<Sheet>,
    /// The centre or the queues by interval: by half-hours of a day, by days of a month.
    pub intervals: Option<Sheet>,
    /// The same by hours, for the picture of the week.
    pub hours: Option<Sheet>,
    /// The ways out of the queues.
    pub exits: Option<Sheet>,
    /// A row for each agent.
    pub agents: Option<Sheet>,
    /// Tickets.
    pub tickets: Option<Sheet>,
    /// The three rates (三率).
    pub rates: Option<Sheet>,
}

/// 日报: what happened in a day. Queues beside the day before, the day's course, ways out, agents, tickets.
pub fn daily(material: &Material, wording: &Wording<'_>) -> Page {
    let parts = [
        parts::queues(material, wording),
        parts::intervals(material, wording),
        parts::exits(material, wording),
        parts::agents(material, wording),
        parts::spread(material, wording),
        parts::as_it_is(material.now.tickets.as_ref(), wording),
    ];
    page(material, "report.form.daily", parts, wording)
}

/// 月报: what happened in a month. As the daily report, with the week's picture, the three rates, and last year beside it.
pub fn monthly(material: &Material, wording: &Wording<'_>) -> Page {
    let parts = [
        parts::queues(material, wording),
        parts::intervals(material, wording),
        parts::week(material, wording),
        parts::exits(material, wording),
        parts::as_it_is(material.now.rates.as_ref(), wording),
        parts::agents(material, wording),
        parts::spread(material, wording),
        parts::as_it_is(material.now.tickets.as_ref(), wording),
    ];
    page(material, "report.form.monthly", parts, wording)
}

/// 督办通报: what has to be looked into. Queues short of a goal, rates, tickets, and agents far from all others.
pub fn supervision(material: &Material, wording: &Wording<'_>) -> Page {
    let parts = [
        goals::missed(material, wording),
        parts::as_it_is(material.now.rates.as_ref(), wording),
        parts::as_it_is(material.now.tickets.as_ref(), wording),
        goals::far_from_others(material, wording),
    ];
    page(material, "report.form.supervision", parts, wording)
}

fn page<const N: usize>(
    material: &Material,
    title: &str,
    parts: [Option<Section>; N],
    wording: &Wording<'_>,
) -> Page {
    Page {
        title: wording.fill(title, &[("site", &material.site)]),
        subtitle: wording
            .fill("report.form.period", &[("period", &material.period), ("zone", &material.zone)]),
        parameters: material.parameters.clone(),
        sections: parts.into_iter().flatten().collect(),
        formulas: material.formulas.clone(),
        credit: material.credit.clone(),
    }
}
