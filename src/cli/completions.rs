//! `hotdesk completions`: what a shell needs to complete commands and flags.

use std::process::ExitCode;

use clap_complete::Shell;

use super::output;

/// Print completions for a shell.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The shell; without it, the one that SHELL names.
    shell: Option<Shell>,
}

/// Prints the completions of this program's commands.
///
/// # Errors
/// When no shell is named and SHELL names none that is known, or standard output cannot be written.
pub fn run(args: Args, mut program: clap::Command) -> anyhow::Result<ExitCode> {
    let shell = args.shell.or_else(Shell::from_env);
    let shell = shell.ok_or_else(|| anyhow::anyhow!("which shell? name it: hotdesk completions bash"))?;
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program, name, &mut script);
    output::print(&script)?;
    Ok(ExitCode::SUCCESS)
}
