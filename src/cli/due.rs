//! `hotdesk due`: when a matter is due, and the steps that led there.

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::reckoning::{Given, check_years, instant, rfc3339, wall, words};
use crate::domain::clock::{Allowance, Calendar, Clock, Deadline, Pause, Spent};

/// Say when a matter is due, and why.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER)]
pub struct Args {
    #[command(flatten)]
    given: Given,
    /// When it was received.
    #[arg(long, value_name = "TIME")]
    start: String,
    /// How much time there is: 3wd, 4wh, 90wm, 24h, 90m.
    #[arg(long, value_name = "LIMIT")]
    allow: Allowance,
    /// When the clock stood still; may be given several times.
    #[arg(long = "pause", value_name = "FROM/TO")]
    pauses: Vec<String>,
    /// How much was added to the limit; may be given several times.
    #[arg(long = "extend", value_name = "LIMIT")]
    extensions: Vec<Allowance>,
    /// The instant for which used and left time are said. Now if left out.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

const AFTER: &str = "\
A time is 2026-03-04T10:00:00+08:00, or 2026-03-04 10:00 in the calendar's zone.
wd are working days: the day of receipt is day 0, what comes on a day off or after closing counts as received at the next opening, and the \
time ends at the closing of the last day. wh and wm are open hours and minutes, h and m those of the clock.
While a clock pauses nothing is counted; a pause costs the working days whose closings it covers.";

/// Runs the subcommand.
///
/// # Errors
/// When a time or the calendar cannot be read, or there is no deadline.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let calendar = args.given.calendar()?;
    let start = instant(&args.start, &calendar)?;
    let at = args.at.as_deref().map_or_else(|| Ok(Utc::now()), |at| instant(at, &calendar))?;
    let pauses = args.pauses.iter().map(|text| pause(text, &calendar)).collect::<Result<Vec<_>, _>>()?;
    let clock = Clock { extensions: args.extensions.clone(), ..Clock::new(start, args.allow) };
    let clock = clock.with_pauses(pauses);
    let never = || format!("the calendar has not so much working time after {}", wall(start, &calendar));
    let deadline = clock.deadline(&calendar).with_context(never)?;
    if !matches!(args.allow, Allowance::ClockMinutes(_)) {
        check_years(&calendar, start, deadline.due)?;
    }
    let spent = clock.spent(&calendar, at).with_context(never)?;
    args.given.answer(|| text(&calendar, &clock, &deadline, spent, at), &json(&deadline, spent))
}

/// A time in which the clock stood still: `FROM/TO`.
fn pause(text: &str, calendar: &Calendar) -> anyhow::Result<Pause> {
    let parts = text.split_once('/');
    let (from, to) = parts.with_context(|| format!("cannot read the pause {text:?}: write FROM/TO"))?;
    let (from, to) = (instant(from, calendar)?, instant(to, calendar)?);
    ensure!(from <= to, "the pause {text} ends before it begins");
    Ok(Pause { from, to: Some(to) })
}

fn json(deadline: &Deadline, spent: Spent) -> serde_json::Value {
    let why = deadline.why.iter().map(|span| json!({ "from": rfc3339(span.from), "to": rfc3339(span.to) }));
    json!({
        "due": rfc3339(deadline.due),
        "start": rfc3339(deadline.start),
        "allow": deadline.allowance.to_string(),
        "used_s": spent.used.num_seconds(),
        "left_s": spent.left.num_seconds(),
        "why": why.collect::<Vec<_>>(),
    })
}

fn text(calendar: &Calendar, clock: &Clock, deadline: &Deadline, spent: Spent, at: DateTime<Utc>) -> String {
    let mut lines = vec![format!("due   {} {}", wall(deadline.due, calendar), calendar.zone)];
    let allowed: Vec<_> =
        [clock.allowance].iter().chain(&clock.extensions).map(ToString::to_string).collect();
    lines.push(format!("start {}, {} allowed", wall(clock.start, calendar), allowed.join(" + ")));
    for Pause { from, to } in &clock.pauses {
        let to = to.map_or_else(String::new, |to| wall(to, calendar));
        lines.push(format!("pause {} - {to}", wall(*from, calendar)));
    }
    let left = spent.left.num_seconds();
    let (word, left) = if left < 0 { ("late", -left) } else { ("left", left) };
    lines.push(format!(
        "at    {}: {} used, {} {word}",
        wall(at, calendar),
        words(spent.used.num_seconds()),
        words(left)
    ));
    lines.push("counted".into());
    lines.extend(deadline.why.iter().map(|span| {
        let length = words(span.length().num_seconds());
        format!("      {} - {}  {length}", wall(span.from, calendar), wall(span.to, calendar))
    }));
    lines.join("\n")
}
