//! `hotdesk check`: proves lifecycles before they are used.

use std::{path::PathBuf, process::ExitCode};

use super::output;
use crate::{
    config::{Settings, SiteFiles, Sources, Troubles, lifecycle_at, lifecycles},
    domain::lifecycle::Lifecycle,
};

/// Prove lifecycles: every state reached and left, every clock stopped, every approver there.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Lifecycle files; those of the settings' site, or the built-in ones, if none is named.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs the subcommand: success if nothing is wrong.
///
/// # Errors
/// When the settings cannot be read.
pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let proved = if args.files.is_empty() {
        let settings = Settings::load(&Sources::of_process(config, Vec::new()))?;
        vec![lifecycles(&SiteFiles::new(&settings.desk.site))]
    } else {
        args.files.iter().map(|path| lifecycle_at(path).map(|lifecycle| vec![lifecycle])).collect()
    };
    let mut code = ExitCode::SUCCESS;
    for proved in proved {
        match proved {
            Ok(lifecycles) => lifecycles.iter().try_for_each(|lifecycle| output::say(summary(lifecycle)))?,
            Err(Troubles(troubles)) => {
                troubles.iter().try_for_each(|trouble| output::say(format!("WRONG  {trouble}")))?;
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

fn summary(lifecycle: &Lifecycle) -> String {
    let Lifecycle { id, states, verbs, clocks, .. } = lifecycle;
    format!("ok     {id}: {} states, {} verbs, {} clocks", states.len(), verbs.len(), clocks.len())
}
