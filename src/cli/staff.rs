//! `hotdesk staff`: how many agents are needed, for one interval or for a day, from calls that are named or recorded.

use std::path::PathBuf;

use anyhow::Context;

mod day;
mod forecast;
mod form;
pub mod given;
mod need;
mod patience;
mod record;

use crate::{
    config::{DeskSettings, SiteFiles, Trouble},
    metrics::staffing::Roster,
};

/// Say how many agents are needed, and what one more gives.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    question: Option<Question>,
    #[command(flatten)]
    interval: Option<need::IntervalArgs>,
    #[command(flatten)]
    goal: given::GoalArgs,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Question {
    Forecast(forecast::Args),
    Day(day::Args),
    Patience(patience::Args),
}

const AFTER: &str = "\
A length is 30m, 1h, 1h30m, 180s, 19.8s, or seconds without a unit. A target is PERCENT/LENGTH: so many of all calls offered are answered
within that wait. Without --patience callers wait for ever (Erlang C); with it they hang up (Erlang A), and Erlang B is --patience 0.
What `hotdesk staff patience` finds in a record is what --patience takes.";

/// Runs the subcommand.
///
/// # Errors
/// When a number makes no sense, or a record or a roster cannot be read: what, and what to do.
pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<()> {
    match &args.question {
        Some(Question::Forecast(args)) => forecast::run(args, config),
        Some(Question::Day(args)) => day::run(args, config),
        Some(Question::Patience(args)) => patience::run(args, config),
        None => {
            let no_calls = "how many calls? say --calls, --interval and --aht; see `hotdesk staff --help`";
            need::run(args.interval.as_ref().context(no_calls)?, &args.goal)
        }
    }
}

/// The roster of a site; none if it has none.
///
/// # Errors
/// When it has a fault: file, line, what to do.
pub fn roster_of_site(settings: &DeskSettings) -> Result<Option<Roster>, Trouble> {
    SiteFiles::new(&settings.site).toml("roster.toml")
}
