//! `hotdesk man`: the manual pages, made from the commands themselves.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;

use super::output;

/// Print the manual page, or write one for each subcommand.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Write hotdesk.1 and one page for each subcommand into this folder, instead of printing the first.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints the page of this program, or writes all pages.
///
/// # Errors
/// When the folder or standard output cannot be written.
pub fn run(args: Args, program: clap::Command) -> anyhow::Result<ExitCode> {
    match args.dir {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(program).render(&mut page).context("cannot make the page")?;
            output::print(&page)?;
        }
        Some(dir) => {
            let trouble = || format!("cannot write manual pages to {}", dir.display());
            fs::create_dir_all(&dir).with_context(trouble)?;
            clap_mangen::generate_to(program, &dir).with_context(trouble)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
