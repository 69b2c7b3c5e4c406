//! The calls behind one number of a report.

use anyhow::{Context, bail};

use super::{file, given::Asked, written::Written};
use crate::{
    cli::output,
    config::Settings,
    metrics::{Behind, Field, Interval, Number, Parameter, Report, Row},
    report::{ByText, Names},
};

/// Which number is meant.
struct Meant<'a> {
    name: &'a str,
    interval: Interval,
    field: &'static Field,
}

/// Writes the formula, what it depends on, and the calls.
pub fn run(
    report: Report,
    number: &str,
    asked: &Asked,
    written: &Written,
    settings: &Settings,
) -> anyhow::Result<()> {
    let meant = meant(report, number, asked)?;
    let mut names = Names::default();
    let name = names.of(meant.name);
    let row = match report {
        Report::Queues | Report::Exits => Row::Queue(name),
        Report::Services => Row::Service(name),
        Report::Agents | Report::States => Row::Agent(name),
        Report::Intervals => Row::Centre,
    };
    let reading = file::read::<ByText, _>(names, Behind::new(row, meant.interval), asked)?;
    let sheet = reading.ledger.sheet(report, meant.field, asked.zone, |call| call.to_string());
    if written.is_for_people() {
        output::say(formula(meant.field, asked))?;
    }
    written.write(&sheet, settings)
}

fn meant<'a>(report: Report, number: &'a str, asked: &Asked) -> anyhow::Result<Meant<'a>> {
    let how = || {
        format!(
            "no number {number:?}: write ROW/COLUMN, such as hotline/service_level, or hotline@2026-03-02T08:00/asa_s"
        )
    };
    let (row, column) = number.rsplit_once('/').with_context(how)?;
    let known = || report.fields().iter().map(|field| field.key).collect::<Vec<_>>().join(", ");
    let field = report
        .fields()
        .iter()
        .find(|field| field.key == column)
        .with_context(|| format!("no column {column:?}: take one of {}", known()))?;
    let (name, start) = row.rsplit_once('@').map_or((row, None), |(name, start)| (name, Some(start)));
    let interval = match start {
        Some(start) => asked.every.of(asked.zone, crate::cli::reckoning::instant_in(start, asked.zone)?),
        None if asked.every == crate::metrics::Every::All => Interval::ALL,
        None => bail!("there are several intervals: say which, such as {name}@2026-03-02T08:00/{column}"),
    };
    Ok(Meant { name, interval: interval.within(asked.range), field })
}

/// The formula of a number in a line, with the parameters that it depends on.
fn formula(field: &Field, asked: &Asked) -> String {
    let Number::Metric(metric) = field.number else { return field.key.to_owned() };
    let formula = metric.formula();
    let parameters = formula.parameters.iter().map(|parameter| match parameter {
        Parameter::Target => format!(", within {} s", asked.promise.target_s),
        Parameter::ShortAbandon => format!(", short: at most {} s", asked.promise.short_abandon_s),
    });
    format!("{} = {}{}", field.key, formula.text(str::to_owned), parameters.collect::<String>())
}
