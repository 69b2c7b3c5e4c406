//! One file a subcommand: wires the rooms together and runs them.

pub mod demo;

use std::process::ExitCode;

pub mod completions;
pub mod database;
pub mod doctor;
pub mod man;
mod output;
pub mod server;
pub mod user;
pub mod verify;

/// Runs the program; the process ends with the code returned.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
