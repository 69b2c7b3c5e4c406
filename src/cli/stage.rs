//! What every screen needs on this machine: whose it is, its log, its terminal.

use std::{
    fs::File,
    io::{self, IsTerminal},
    process::ExitCode,
};

use anyhow::{Context, ensure};
use chrono::Utc;
use clap::ValueEnum;

use super::look;
use crate::{
    api::Role,
    config::{Flag, Settings},
    observe,
    tui::{
        record::Recorder,
        runtime::{Look, Posts, Runner, Screen, Sender, Stage, run},
        terminal::{TerminalConsole, install_panic_hook},
        tickets::TicketSeat,
    },
};

/// Whose screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Seat {
    /// The agent's.
    Agent,
    /// The team lead's.
    Lead,
    /// The QA reviewer's.
    Qa,
    /// The clerk's, who dispatches tickets.
    Clerk,
    /// A handling unit's.
    Unit,
}

/// What `--locale` stands for.
pub fn locale_flag(locale: &str) -> Flag {
    Flag { name: "--locale", section: "screen", key: "locale", text: locale.to_owned() }
}

/// Size at which a new log file is begun, bytes.
const LARGEST_LOG: u64 = 8 << 20;

impl Seat {
    /// Short name, also in session files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::Qa => "qa",
            Self::Clerk => "clerk",
            Self::Unit => "unit",
        }
    }

    /// Whose screen of tickets it is; all but units see them as clerks do.
    pub fn of_tickets(self) -> TicketSeat {
        match self {
            Self::Unit => TicketSeat::Unit,
            Self::Agent | Self::Lead | Self::Qa | Self::Clerk => TicketSeat::Clerk,
        }
    }

    /// Any of these roles may sit there: without one the server would refuse all that the screen is for.
    pub fn roles(self) -> Vec<Role> {
        match self {
            Self::Agent => vec![Role::Agent],
            Self::Lead => vec![Role::Lead],
            Self::Qa => vec![Role::Qa, Role::Lead],
            Self::Clerk => vec![Role::Clerk],
            Self::Unit => vec![Role::Unit],
        }
    }
}

/// Whether there is a terminal to draw on and to type at; told before anybody is asked for a password.
///
/// # Errors
/// When there is none.
pub fn need_terminal() -> anyhow::Result<()> {
    // Where standard input is a file, keys are read from the terminal behind it.
    let keys = io::stdin().is_terminal() || File::open("/dev/tty").is_ok();
    ensure!(
        keys && io::stdout().is_terminal(),
        "there is no terminal that a screen can be shown on; run this in one, without a pipe behind it"
    );
    Ok(())
}

/// Runs a screen on this terminal.
pub async fn show<S: Screen, R: Runner<Effect = S::Effect, Msg = S::Msg>>(
    screen: &mut S,
    runner: &mut R,
    ends: (Sender<S::Msg>, Posts<S::Msg>),
    settings: &Settings,
    look: Look,
    recorder: Option<Recorder>,
) -> anyhow::Result<ExitCode> {
    let (notifier, mouse) = look::manners(&settings.screen);
    let console = TerminalConsole::open("hotdesk", notifier, mouse);
    let mut console = console.context("this is no terminal that a screen can be shown on")?;
    let stage = Stage { console: &mut console, look, wall: Box::new(Utc::now), recorder };
    run(screen, runner, ends, stage).await?;
    Ok(ExitCode::SUCCESS)
}

/// Begins the log file and the crash file's folder of a screen.
pub fn start_log(name: &str, settings: &Settings) -> anyhow::Result<()> {
    let dir = &settings.log.dir;
    install_panic_hook(dir.clone());
    observe::start_log(&observe::LogSettings {
        path: dir.join(format!("{name}.log")),
        filter: settings.log.level.clone(),
        largest: LARGEST_LOG,
    })?;
    Ok(())
}
