//! The parts that daily and monthly reports are made of. A part whose sheet is missing is left out.

use super::Material;
use crate::{
    metrics::{Against, Cell, Match, Measure, Sheet},
    report::{Chart, Section, Wording, forms::shown::number},
};

/// Agents that are named in a report.
const FIRST: usize = 10;

/// What is said of each queue, and held against earlier times.
const OF_QUEUES: [&str; 7] =
    ["offered", "answered", "answer_rate", "service_level", "abandon_rate", "asa_s", "aht_s"];

pub(super) fn queues(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let now = material.now.queues.as_ref()?;
    let mut sheet = now.clone().with_share("offered");
    let earlier = [(Against::Before, &material.before), (Against::YearBefore, &material.year_before)];
    for (against, then) in earlier {
        if let Some(then) = &then.queues {
            sheet = sheet.compared(then, against, Match::Texts, &OF_QUEUES);
        }
    }
    let mut columns = vec!["queue".to_owned()];
    for key in OF_QUEUES {
        columns.extend(["", "_share", "_change", "_year_change"].map(|ending| format!("{key}{ending}")));
    }
    let columns = columns.iter().map(String::as_str).collect::<Vec<_>>();
    let changes = [
        ("report.remark.before", change(now, material.before.queues.as_ref())),
        ("report.remark.year-before", change(now, material.year_before.queues.as_ref())),
    ];
    let changes = changes.into_iter().filter_map(|(key, change)| {
        Some(wording.fill(key, &[("change", &number("offered_change", change?, Measure::Share))]))
    });
    let is_compared = material.before.queues.is_some() || material.year_before.queues.is_some();
    let points = is_compared.then(|| wording.text("report.remark.points"));
    Some(Section {
        title: wording.text("report.part.queues"),
        remarks: whole(now, wording).into_iter().chain(changes).chain(points).collect(),
        sheet: sheet.select(&columns),
        chart: None,
    })
}

/// All queues in a sentence.
fn whole(queues: &Sheet, wording: &Wording<'_>) -> Option<String> {
    let [offered, answered, within] = ["offered", "answered", "answered_within"].map(|key| sum(queues, key));
    let (offered, answered) = (offered?, answered?);
    let count = |value: f64| number("", value, Measure::Count);
    let share = |part: f64| match offered > 0.0 {
        true => number("", part / offered, Measure::Share),
        false => "–".to_owned(),
    };
    let level = within.map_or_else(|| "–".to_owned(), share);
    let values = [
        ("offered", count(offered)),
        ("answered", count(answered)),
        ("rate", share(answered)),
        ("level", level),
    ];
    Some(wording.fill("report.remark.calls", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

/// How much the calls of all queues have changed, as a share of what they were.
fn change(now: &Sheet, then: Option<&Sheet>) -> Option<f64> {
    let (now, then) = (sum(now, "offered")?, sum(then?, "offered")?);
    (then > 0.0).then(|| (now - then) / then)
}

fn sum(sheet: &Sheet, key: &str) -> Option<f64> {
    let at = sheet.column(key)?;
    Some(sheet.rows.iter().filter_map(|row| row.get(at).and_then(Cell::value)).sum())
}

pub(super) fn intervals(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let sheet = material.now.intervals.as_ref()?;
    let goal = material.goals.iter().find(|(key, _)| key == "service_level").map(|(_, goal)| *goal);
    Some(Section {
        title: wording.text("report.part.intervals"),
        chart: Chart::intervals(sheet, goal, wording),
        sheet: sheet.clone(),
        remarks: Vec::new(),
    })
}

pub(super) fn week(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let chart = Chart::week(material.now.hours.as_ref()?, "offered", wording)?;
    Some(Section { title: wording.text("report.part.week"), chart: Some(chart), ..Section::default() })
}

pub(super) fn exits(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let sheet = material.now.exits.as_ref()?;
    Some(Section {
        title: wording.text("report.part.exits"),
        chart: Chart::exits(sheet, wording),
        sheet: sheet.clone(),
        remarks: Vec::new(),
    })
}

pub(super) fn agents(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let sheet = material.now.agents.as_ref()?;
    let columns = [
        "agent",
        "answered",
        "answered_share",
        "aht_s",
        "signed_in_s",
        "utilisation",
        "occupancy",
        "rna_rate",
        "transfer_rate",
    ];
    let shared = sheet.clone().with_share("answered");
    Some(Section {
        title: wording.fill("report.part.agents", &[("n", &FIRST.min(sheet.rows.len()).to_string())]),
        sheet: shared.select(&columns).top("answered", FIRST),
        ..Section::default()
    })
}

pub(super) fn spread(material: &Material, wording: &Wording<'_>) -> Option<Section> {
    let sheet =
        material.now.agents.as_ref()?.spreads(&["answered", "aht_s", "utilisation", "occupancy", "rna_rate"]);
    (!sheet.rows.is_empty()).then(|| Section {
        title: wording.text("report.part.spread"),
        sheet,
        remarks: vec![wording.text("report.remark.spread")],
        chart: None,
    })
}

/// A sheet under its own title.
pub(super) fn as_it_is(sheet: Option<&Sheet>, wording: &Wording<'_>) -> Option<Section> {
    let sheet = sheet?;
    Some(Section { title: wording.title(sheet), sheet: sheet.clone(), ..Section::default() })
}
