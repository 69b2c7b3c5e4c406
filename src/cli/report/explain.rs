//! The calls behind one number of a report.

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};

use super::{
    file,
    given::Asked,
    server::{self, Door},
    written::Written,
};
use crate::{
    api::WhichNumber,
    cli::{output, reckoning::instant_in},
    config::Settings,
    metrics::{Behind, Field, Interval, Number, Parameter, Report, Row, Sheet},
    report::{ByText, Names},
};

/// Which number is meant.
pub struct Meant<'a> {
    name: &'a str,
    /// An instant of the interval, where one is said.
    start: Option<DateTime<Utc>>,
    interval: Interval,
    field: &'static Field,
}

/// Writes the formula, what it depends on, and the calls.
pub fn run(
    report: Report,
    number: &str,
    asked: &Asked,
    door: &Door,
    written: &Written,
    settings: &Settings,
) -> anyhow::Result<()> {
    let meant = meant(report, number, asked)?;
    let sheet = match asked.logs.is_empty() {
        true => {
            let (row, column) = (meant.name.to_owned(), meant.field.key.to_owned());
            let number = WhichNumber { row, start: meant.start, column };
            server::calls(report, &number, asked, door, settings)?
        }
        false => of_record(report, &meant, asked)?,
    };
    if written.is_for_people() {
        output::say(formula(meant.field, asked))?;
    }
    written.write(&sheet, None, asked, settings)
}

/// The calls behind a number of a record.
pub fn of_record(report: Report, meant: &Meant<'_>, asked: &Asked) -> anyhow::Result<Sheet> {
    let mut names = Names::default();
    let name = names.of(meant.name);
    let row = match report {
        Report::Queues | Report::Exits => Row::Queue(name),
        Report::Services => Row::Service(name),
        Report::Agents | Report::States => Row::Agent(name),
        Report::Intervals => Row::Centre,
    };
    let reading = file::read::<ByText, _>(names, Behind::new(row, meant.interval), asked)?;
    Ok(reading.ledger.sheet(report, meant.field, asked.zone, |call| call.to_string()))
}

impl<'a> Meant<'a> {
    /// A number that a program names.
    ///
    /// # Errors
    /// When the report has no such column.
    pub fn new(report: Report, number: &'a WhichNumber, asked: &Asked) -> anyhow::Result<Self> {
        let column = &number.column;
        let field = report.field(column).with_context(|| format!("no column {column:?}"))?;
        let interval = number.start.map_or(Interval::ALL, |start| asked.every.of(asked.zone, start));
        Ok(Self { name: &number.row, start: number.start, interval: interval.within(asked.range), field })
    }
}

fn meant<'a>(report: Report, number: &'a str, asked: &Asked) -> anyhow::Result<Meant<'a>> {
    let how = || {
        format!(
            "no number {number:?}: write ROW/COLUMN, such as hotline/service_level, or hotline@2026-03-02T08:00/asa_s"
        )
    };
    let (row, column) = number.rsplit_once('/').with_context(how)?;
    let known = || report.fields().iter().map(|field| field.key).collect::<Vec<_>>().join(", ");
    let field =
        report.field(column).with_context(|| format!("no column {column:?}: take one of {}", known()))?;
    let (name, start) = row.rsplit_once('@').map_or((row, None), |(name, start)| (name, Some(start)));
    let start = start.map(|start| instant_in(start, asked.zone)).transpose()?;
    let interval = match start {
        Some(start) => asked.every.of(asked.zone, start),
        None if asked.every == crate::metrics::Every::All => Interval::ALL,
        None => bail!("there are several intervals: say which, such as {name}@2026-03-02T08:00/{column}"),
    };
    Ok(Meant { name, start, interval: interval.within(asked.range), field })
}

/// The formula of a number in a line, with the parameters that it depends on.
fn formula(field: &Field, asked: &Asked) -> String {
    let Number::Metric(metric) = field.number else { return field.key.to_owned() };
    let formula = metric.formula();
    let is_given = |value: Option<u32>| value.is_some() || !asked.logs.is_empty();
    let (which, promise) = (&asked.which, asked.promise);
    let parameters = formula.parameters.iter().map(|parameter| match parameter {
        Parameter::Target if is_given(which.target_s) => format!(", within {} s", promise.target_s),
        Parameter::Target => ", within what the queue promised then".to_owned(),
        Parameter::ShortAbandon if is_given(which.short_abandon_s) => {
            format!(", short: at most {} s", promise.short_abandon_s)
        }
        Parameter::ShortAbandon => ", short: at most what the queue had then".to_owned(),
    });
    format!("{} = {}{}", field.key, formula.text(str::to_owned), parameters.collect::<String>())
}
