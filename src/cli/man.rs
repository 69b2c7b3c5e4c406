//! `hotdesk man`: the manual pages, made from the commands themselves.

use std::{fs, io, path::PathBuf, process::ExitCode};

use anyhow::Context;

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
/// When the folder cannot be made or written.
pub fn run(args: Args, program: clap::Command) -> anyhow::Result<ExitCode> {
    match args.dir {
        None => clap_mangen::Man::new(program)
            .render(&mut io::stdout().lock())
            .context("cannot print the page")?,
        Some(dir) => {
            let trouble = || format!("cannot write manual pages to {}", dir.display());
            fs::create_dir_all(&dir).with_context(trouble)?;
            clap_mangen::generate_to(program, &dir).with_context(trouble)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
