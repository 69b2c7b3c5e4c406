//! `hotdesk staff`: how many agents are needed, for one interval or for a day, from calls that are named or recorded.

use anyhow::Context;

mod form;
mod given;
mod need;

/// Say how many agents are needed, and what one more gives.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(flatten)]
    interval: Option<need::IntervalArgs>,
    #[command(flatten)]
    goal: given::GoalArgs,
}

const AFTER: &str = "\
A length is 30m, 1h, 1h30m, 180s, 19.8s, or seconds without a unit. A target is PERCENT/LENGTH: so many of all calls offered are answered
within that wait. Without --patience callers wait for ever (Erlang C); with it they hang up (Erlang A), and Erlang B is --patience 0.";

/// Runs the subcommand.
///
/// # Errors
/// When a number makes no sense, or a record or a roster cannot be read: what, and what to do.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let interval = args
        .interval
        .as_ref()
        .context("how many calls? say --calls, --interval and --aht; see `hotdesk staff --help`")?;
    need::run(interval, &args.goal)
}
