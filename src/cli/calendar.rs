//! `hotdesk calendar`: plain questions to a calendar.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::json;

use super::reckoning::{Given, check_years, instant, rfc3339, wall};
use crate::domain::clock::Calendar;

/// Ask a calendar when it is open.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    question: Question,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Question {
    /// Whether it is open; a closing instant is not.
    IsOpen(At),
    /// This instant if it is open, else the next opening.
    NextOpen(At),
    /// The end of this opening, or of the next one.
    NextClose(At),
    /// This instant if it is open or has just closed, else the closing before it.
    PreviousOpen(At),
    /// The open time from one instant to another, and the working days after the first one's day up to the other's.
    Between(Between),
    /// The instant so much open time later, or the date so many working days later; earlier if it is negative.
    Add(Add),
}

#[derive(Clone, Debug, clap::Args)]
struct At {
    #[command(flatten)]
    given: Given,
    /// The instant, such as 2026-03-04T10:00:00+08:00, or 2026-03-04 10:00 in the calendar's zone.
    #[arg(long, value_name = "TIME", alias = "from")]
    at: String,
}

#[derive(Clone, Debug, clap::Args)]
struct Between {
    #[command(flatten)]
    given: Given,
    /// From this instant.
    #[arg(long, value_name = "TIME")]
    from: String,
    /// To this one.
    #[arg(long, value_name = "TIME")]
    to: String,
}

#[derive(Clone, Debug, clap::Args)]
struct Add {
    #[command(flatten)]
    given: Given,
    /// From this instant, or this date.
    #[arg(long, value_name = "TIME")]
    from: String,
    #[command(flatten)]
    much: Much,
}

#[derive(Clone, Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Much {
    /// So many open seconds.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seconds: Option<i64>,
    /// So many working days; a day off is taken for the next working day first.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    days: Option<i32>,
}

/// Runs the subcommand.
///
/// # Errors
/// When a time or the calendar cannot be read, or the calendar has no answer.
pub fn run(args: &Args) -> anyhow::Result<()> {
    match &args.question {
        Question::IsOpen(at) => is_open(at),
        Question::NextOpen(at) => moment(at, "opens again", Calendar::next_opening),
        Question::NextClose(at) => moment(at, "opens again", Calendar::next_closing),
        Question::PreviousOpen(at) => moment(at, "was open before", Calendar::previous_opening),
        Question::Between(between) => open_between(between),
        Question::Add(add) => added(add),
    }
}

fn is_open(asked: &At) -> anyhow::Result<()> {
    let calendar = asked.given.calendar()?;
    let at = instant(&asked.at, &calendar)?;
    check_years(&calendar, at, at)?;
    let open = calendar.is_open(at);
    asked.given.answer(|| if open { "open" } else { "closed" }.to_owned(), &json!({ "open": open }))
}

fn moment(
    asked: &At,
    never: &str,
    answer: impl Fn(&Calendar, DateTime<Utc>) -> Option<DateTime<Utc>>,
) -> anyhow::Result<()> {
    let calendar = asked.given.calendar()?;
    let at = instant(&asked.at, &calendar)?;
    let found = answer(&calendar, at).with_context(|| format!("the calendar never {never}"))?;
    told(&asked.given, &calendar, at, found)
}

fn open_between(asked: &Between) -> anyhow::Result<()> {
    let calendar = asked.given.calendar()?;
    let (from, to) = (instant(&asked.from, &calendar)?, instant(&asked.to, &calendar)?);
    check_years(&calendar, from.min(to), from.max(to))?;
    let sign = if to < from { -1 } else { 1 };
    let seconds = sign * calendar.open_seconds_between(from.min(to), from.max(to)).cast_signed();
    let day = |at: DateTime<Utc>| at.with_timezone(&calendar.zone).date_naive();
    let days = calendar.working_days_between(day(from), day(to));
    let text = || format!("{seconds} s open, {days} working days");
    asked.given.answer(text, &json!({ "seconds": seconds, "days": days }))
}

fn added(asked: &Add) -> anyhow::Result<()> {
    let calendar = asked.given.calendar()?;
    let from = instant(&asked.from, &calendar)?;
    let never = "the calendar has not so much working time";
    if let Some(days) = asked.much.days {
        let local = from.with_timezone(&calendar.zone).naive_local();
        let date = calendar.add_working_days(local.date(), days).context(never)?;
        if asked.from.parse::<NaiveDate>().is_ok() {
            return asked.given.answer(|| date.to_string(), &json!({ "date": date.to_string() }));
        }
        let found = calendar.instant(date.and_time(local.time())).context(never)?;
        return told(&asked.given, &calendar, from, found);
    }
    let seconds = asked.much.seconds.unwrap_or_default();
    let time = TimeDelta::try_seconds(seconds)
        .with_context(|| format!("{seconds} s are more than any calendar has"))?;
    let found = calendar.add_open_time(from, time).context(never)?;
    told(&asked.given, &calendar, from, found)
}

fn told(
    given: &Given,
    calendar: &Calendar,
    asked: DateTime<Utc>,
    found: DateTime<Utc>,
) -> anyhow::Result<()> {
    check_years(calendar, asked.min(found), asked.max(found))?;
    given.answer(|| format!("{} {}", wall(found, calendar), calendar.zone), &json!({ "at": rfc3339(found) }))
}
