//! `hotdesk report`: numbers of a time, from a server's log or the record of a phone switch, each with its formula and its calls.

use std::{path::PathBuf, process::ExitCode};

mod browse;
mod explain;
pub mod file;
pub mod given;
mod paged;
mod server;
mod targets;
mod written;

use given::{Asked, Given};
use server::Door;
use written::Written;

use crate::{
    config::{Flag, Settings, Sources},
    metrics::Report,
};

/// Report the numbers of queues, agents and intervals.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = AFTER)]
pub struct Args {
    /// What about.
    #[arg(value_enum, required_unless_present = "tui")]
    report: Option<Kind>,
    /// Walk over reports on the screen: choose, open the calls behind a number, see it drawn.
    #[arg(long, conflicts_with_all = ["explain", "format", "output"])]
    tui: bool,
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    door: Door,
    #[command(flatten)]
    written: Written,
    /// The calls behind a number: the row's queue or agent (with @START where there are several intervals), and the column.
    #[arg(long, value_name = "ROW/COLUMN")]
    explain: Option<String>,
}

const AFTER: &str = "\
Without --log the server of the settings is asked, with the numbers by what each queue promised at the time.
A call belongs to the interval in which it was offered, whenever it ended; a wait of exactly the target is within it.
  hotdesk report queues --log /var/log/asterisk/queue_log --from 2026-03-02 --to 2026-03-03 --interval 30m
  hotdesk report queues --from 2026-03-02 --to 2026-03-03 --interval 30m --user li
  hotdesk report agents --log 1999-01.tsv.gz --log-format bank --format csv
  hotdesk report queues --log queue_log --explain hotline/service_level";

/// Reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// A row for each queue and interval.
    Queues,
    /// A row for each service type and interval.
    Services,
    /// A row for each agent and interval.
    Agents,
    /// A row for each interval: the whole centre.
    Intervals,
    /// A row for each queue and way out of it.
    Exits,
    /// A row for each agent, state and reason.
    States,
}

impl Kind {
    fn report(self) -> Report {
        match self {
            Self::Queues => Report::Queues,
            Self::Services => Report::Services,
            Self::Agents => Report::Agents,
            Self::Intervals => Report::Intervals,
            Self::Exits => Report::Exits,
            Self::States => Report::States,
        }
    }
}

/// Runs the subcommand.
///
/// # Errors
/// When what is asked for makes no sense, or a record cannot be read: what, and what to do.
pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let address =
        |text: &String| Flag { name: "--server", section: "client", key: "server", text: text.clone() };
    let flags = args.door.server.iter().map(address).collect();
    let sources = Sources::of_process(config, flags);
    let settings = Settings::load(&sources)?;
    let asked = Asked::new(&args.given, &settings)?;
    let report = args.report.unwrap_or(Kind::Queues).report();
    if args.tui {
        return browse::run(report, asked, &args.door, &settings, &sources);
    }
    match &args.explain {
        Some(number) => explain::run(report, number, &asked, &args.door, &args.written, &settings)?,
        None if asked.logs.is_empty() => {
            let sheet = server::sheet(report, &asked, &args.door, &settings)?;
            args.written.write(&sheet, Some(report), &asked, &settings)?;
        }
        None => {
            let (sheet, so_far) = file::sheet(report, &asked)?;
            args.written.write(&sheet, Some(report), &asked, &settings)?;
            file::complain(&so_far);
        }
    }
    Ok(ExitCode::SUCCESS)
}
