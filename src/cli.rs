//! One file a subcommand: wires the rooms together and runs them.

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory, Parser, Subcommand};

mod asterisk;
mod calendar;
mod check;
mod completions;
mod database;
pub mod demo;
mod doctor;
mod due;
mod finding;
mod import;
mod look;
mod man;
mod metric;
mod output;
mod phones;
mod play;
mod reckoning;
mod record;
mod report;
mod screen;
mod server;
mod staff;
mod stage;
mod user;
mod verify;
mod webhook;

use stage::Seat;

/// The terminal desk of a hotline: calls, scripts, tickets and numbers on one screen.
#[derive(Debug, Parser)]
#[command(name = "hotdesk", version, about, propagate_version = true, after_help = BEGIN)]
struct Program {
    /// Settings file.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const BEGIN: &str =
    "New here? `hotdesk demo` needs nothing and shows everything; `hotdesk doctor` says what is missing.";

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    /// Open the agent's screen.
    Agent(screen::Args),
    /// Open the team lead's screen.
    Lead(screen::Args),
    /// Open the QA reviewer's screen.
    Qa(screen::Args),
    /// Open the clerk's screen: tickets to dispatch and to approve.
    Clerk(screen::Args),
    /// Open a handling unit's screen: tickets to sign for and in hand.
    Unit(screen::Args),
    Server(server::Args),
    User(user::Args),
    Webhook(webhook::Args),
    Asterisk(asterisk::Args),
    Due(due::Args),
    Calendar(calendar::Args),
    Report(report::Args),
    Metric(metric::Args),
    Import(import::Args),
    Staff(staff::Args),
    Check(check::Args),
    Doctor(doctor::Args),
    Verify(verify::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Runs the program; the process ends with the code returned.
pub fn main() -> ExitCode {
    let Program { config, command } = Program::parse();
    let ended = match command {
        Command::Demo(args) => demo::run(args, config),
        Command::Agent(args) => screen::run(Seat::Agent, &args, config),
        Command::Lead(args) => screen::run(Seat::Lead, &args, config),
        Command::Qa(args) => screen::run(Seat::Qa, &args, config),
        Command::Clerk(args) => screen::run(Seat::Clerk, &args, config),
        Command::Unit(args) => screen::run(Seat::Unit, &args, config),
        Command::Server(args) => server::run(args, config),
        Command::User(args) => user::run(args, config),
        Command::Webhook(args) => webhook::run(args, config),
        Command::Asterisk(args) => asterisk::run(&args, config),
        Command::Due(args) => due::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Calendar(args) => calendar::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Staff(args) => staff::run(&args, config).map(|()| ExitCode::SUCCESS),
        Command::Import(args) => import::run(&args, config),
        Command::Report(args) => report::run(&args, config),
        Command::Metric(args) => metric::run(&args, config),
        Command::Check(args) => check::run(&args, config),
        Command::Doctor(args) => doctor::run(&args, config),
        Command::Verify(args) => verify::run(args, config),
        Command::Completions(args) => completions::run(args, Program::command()),
        Command::Man(args) => man::run(args, Program::command()),
    };
    ended.unwrap_or_else(|error| {
        output::complain(&sentence(&error));
        ExitCode::FAILURE
    })
}

/// An error with those of its causes that it does not tell itself.
fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !sentence.contains(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    sentence
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    #[test]
    fn a_cause_is_told_once() {
        let error =
            anyhow!("the disk is full").context("cannot write x: the disk is full; free some").context("no");
        assert_eq!(super::sentence(&error), "no: cannot write x: the disk is full; free some");
    }
}
