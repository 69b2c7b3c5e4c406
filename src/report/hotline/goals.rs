//! What a supervision report is about: numbers short of their goals, and agents far from all others.

use super::Material;
use crate::{
    metrics::{Cell, Measure, Sheet},
    report::{Section, Wording, forms::shown::number},
};

/// An agent is far from the others beyond so many standard deviations from the mean.
const FAR: f64 = 2.0;

/// The queues that are short of a goal, with a sentence for each number that is.
pub(super) fn missed(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let queues = material.now.queues.as_ref()?;
    let mut remarks = Vec::new();
    let mut rows = Vec::new();
    for row in &queues.rows {
        let short = short_of(queues, row, &material.goals, wording);
        if !short.is_empty() {
            rows.push(row.clone());
            remarks.extend(short);
        }
    }
    if rows.is_empty() {
        remarks.push(wording.text("report.remark.no-goal-missed"));
    }
    let columns = ["queue", "offered", "answered"].into_iter();
    let columns = columns.chain(material.goals.iter().map(|(key, _)| key.as_str())).collect::<Vec<_>>();
    let sheet = Sheet { rows, ..queues.clone() }.select(&columns);
    Some(Section { title: wording.text("report.part.goals"), sheet, remarks, chart: None })
}

fn short_of(sheet: &Sheet, row: &[Cell], goals: &[(String, f64)], wording: &Wording<'_>) -> Vec<String> {
    let who = name(sheet, row, "queue");
    let sentence = |(key, goal): &(String, f64)| {
        let at = sheet.column(key)?;
        let value = row.get(at)?.value().filter(|value| value < goal)?;
        let shown = |value: f64| number("", value, sheet.columns[at].measure);
        let values = [
            ("who", who.clone()),
            ("name", wording.column(key)),
            ("value", shown(value)),
            ("goal", shown(*goal)),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        Some(wording.fill("report.remark.short-of-goal", &values))
    };
    goals.iter().filter_map(sentence).collect()
}

/// The agents whose handling time is far from the mean of all: too long, or too short to be true.
pub(super) fn far_from_others(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let agents = material.now.agents.as_ref()?;
    let (at, spread) = (agents.column("aht_s")?, agents.spread("aht_s")?);
    let is_far = |row: &&Vec<Cell>| {
        let value = row.get(at).and_then(Cell::value);
        value.is_some_and(|value| (value - spread.mean).abs() > FAR * spread.deviation)
    };
    let rows = agents.rows.iter().filter(is_far).cloned().collect::<Vec<_>>();
    let seconds = |value: f64| number("", value, Measure::Seconds);
    let values = [("mean", seconds(spread.mean)), ("deviation", seconds(spread.deviation))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let columns = ["agent", "answered", "handled", "aht_s", "talk_s", "hold_s", "wrap_s"];
    Some(Section {
        title: wording.text("report.part.far"),
        sheet: Sheet { rows, ..agents.clone() }.select(&columns),
        remarks: vec![wording.fill("report.remark.far", &values)],
        chart: None,
    })
}

fn name(sheet: &Sheet, row: &[Cell], key: &str) -> String {
    match sheet.column(key).and_then(|at| row.get(at)) {
        Some(Cell::Text(name)) => name.clone(),
        _ => String::new(),
    }
}
