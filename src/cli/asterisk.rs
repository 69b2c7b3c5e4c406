//! `hotdesk asterisk`: looks at the phone switch of the settings, and prints what it needs.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

use self::lines::Lines;
use super::{
    database::{self, Place},
    finding, output, phones,
};
use crate::config::Site;

mod check;
mod lines;

pub use check::{Closeness, examine};

/// Look at the Asterisk of the settings, or print the lines that it needs.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// Log in and look: rights, events, modules, queues, members, phones, dialplan, clock. Where the user may not run commands, it is tried
    /// whether events come: a paused member comes to a queue and goes, and a call is made to nobody. Fails if something needed is missing.
    Check,
    /// Print the lines that an Asterisk needs, file by file.
    Config,
}

/// Runs the subcommand.
///
/// # Errors
/// When the settings are wrong, or standard output cannot be written.
pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = args.place.settings(config, Vec::new())?;
    let runtime = database::runtime()?;
    match args.what {
        What::Check => {
            let findings = runtime.block_on(examine(&settings, Closeness::Tries));
            anyhow::ensure!(
                !findings.is_empty(),
                "no phone switch is named; set `address` in [switch.asterisk]"
            );
            finding::report(&findings)
        }
        What::Config => {
            let asterisk = &settings.switch.asterisk;
            let queues = Site::load(&settings.desk)?.queues;
            let names = phones::names(asterisk, &queues)?;
            let agents = runtime.block_on(check::agents(&settings)).unwrap_or_default();
            let lines = Lines { settings: asterisk, names: &names, queues: &queues, agents: &agents };
            output::print(lines.to_string().as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
