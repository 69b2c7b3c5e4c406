//! One report as a page: what it was asked for, a picture of it, and how its numbers are made.

use chrono::{DateTime, Utc};

use super::given::Asked;
use crate::{
    metrics::{Every, Number, Report, Sheet},
    report::{Chart, FormulaLine, Page, Section, Topic, Wording},
};

/// The page of a sheet. `report` is none for a list of calls behind a number.
pub fn page(sheet: &Sheet, report: Option<Report>, asked: &Asked, wording: &Wording<'_>) -> Page {
    let zone = asked.zone.to_string();
    let chart = match (report, asked.every) {
        (Some(Report::Exits), _) => Chart::exits(sheet, wording),
        (Some(Report::Intervals | Report::Queues), every) if every != Every::All => {
            Chart::intervals(sheet, None, wording)
        }
        _ => None,
    };
    let section = Section { title: String::new(), sheet: sheet.clone(), chart, remarks: Vec::new() };
    Page {
        title: wording.title(sheet),
        subtitle: wording.fill("report.form.period", &[("period", &period(asked, wording)), ("zone", &zone)]),
        parameters: parameters(asked, wording),
        sections: vec![section],
        formulas: report.map_or(Vec::new(), |report| formulas(report, wording)),
        credit: String::new(),
    }
}

/// How each number of a report is made, and who says so.
fn formulas(report: Report, wording: &Wording<'_>) -> Vec<FormulaLine> {
    let made = report.fields().iter().filter(|field| matches!(field.number, Number::Metric(_)));
    let line = |page: crate::report::HelpPage| FormulaLine {
        name: page.name,
        text: page.formula.unwrap_or_default(),
        source: page.source,
    };
    made.map(|field| line(Topic::of(field).page(wording))).collect()
}

fn parameters(asked: &Asked, wording: &Wording<'_>) -> Vec<(String, String)> {
    let seconds = |seconds: u32| format!("{seconds} s");
    vec![
        (wording.text("report.form.target"), seconds(asked.promise.target_s)),
        (wording.text("report.form.short-abandon"), seconds(asked.promise.short_abandon_s)),
        (wording.text("report.form.interval"), asked.every.to_string()),
    ]
}

fn period(asked: &Asked, wording: &Wording<'_>) -> String {
    let local = |at: DateTime<Utc>| at.with_timezone(&asked.zone).format("%Y-%m-%d %H:%M").to_string();
    let is_open = asked.range.from == DateTime::<Utc>::MIN_UTC || asked.range.to == DateTime::<Utc>::MAX_UTC;
    if is_open {
        wording.text("report.form.whole")
    } else {
        format!("{} – {}", local(asked.range.from), local(asked.range.to))
    }
}
