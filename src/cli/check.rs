//! `hotdesk check`: proves lifecycles before they are used.

use std::{path::PathBuf, process::ExitCode};

use super::{finding::Finding, output};
use crate::{
    config::{Settings, SiteFiles, Sources, Troubles, lifecycle_at, lifecycles},
    domain::{clean_text, lifecycle::Lifecycle},
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
    let findings: Vec<_> = proved.into_iter().flat_map(findings).collect();
    findings.iter().try_for_each(output::say)?;
    let wrong = findings.iter().any(Finding::is_wrong);
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn findings(proved: Result<Vec<Lifecycle>, Troubles>) -> Vec<Finding> {
    match proved {
        Ok(lifecycles) => {
            lifecycles.iter().map(|lifecycle| Finding::good("lifecycle", size(lifecycle))).collect()
        }
        Err(Troubles(found)) => found
            .iter()
            .map(|trouble| Finding::wrong("lifecycle", clean_text(&trouble.to_string())))
            .collect(),
    }
}

fn size(lifecycle: &Lifecycle) -> String {
    let Lifecycle { id, states, verbs, clocks, .. } = lifecycle;
    format!("{id}: {} states, {} verbs, {} clocks", states.len(), verbs.len(), clocks.len())
}
