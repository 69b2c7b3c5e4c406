//! `hotdesk server`: the backend, until it is told to stop.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

use super::{
    database::{self, Place},
    output, phones,
};
use crate::{
    config::{Flag, Settings, Site},
    domain::DialPlan,
    observe,
    server::{Attachments, Clock, Hook, Limits, RunningServer, Server, ServerParts, desk::DeskSettings},
    switch::Switch,
};

/// Run the server.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Address and port to listen on, instead of the one in the settings; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    listen: Option<SocketAddr>,
}

/// Size at which a new log file is begun, bytes.
const LARGEST_LOG: u64 = 32 << 20;

/// Runs the subcommand.
///
/// # Errors
/// When the settings are wrong, the database cannot be opened, or the address is taken.
pub fn run(args: Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let listen = args.listen.map(|listen| Flag {
        name: "--listen",
        section: "server",
        key: "listen",
        text: listen.to_string(),
    });
    let settings = args.place.settings(config, listen.into_iter().collect())?;
    start_log(&settings)?;
    let runtime = database::server_runtime()?;
    runtime.block_on(serve(&settings))?;
    Ok(ExitCode::SUCCESS)
}

/// Begins the server's log file.
pub fn start_log(settings: &Settings) -> Result<(), observe::LogError> {
    observe::start_log(&observe::LogSettings {
        path: settings.log.dir.join("server.log"),
        filter: settings.log.level.clone(),
        largest: LARGEST_LOG,
    })
}

async fn serve(settings: &Settings) -> anyhow::Result<()> {
    // Before the address is told to anybody: a signal right after the start must stop in good order too.
    let stop = stop_signal()?;
    let _held = database::hold(settings).await?;
    let server = start(settings).await?;
    output::say(format_args!("hotdesk listens on http://{}", server.addr))?;
    stop.await;
    server.shutdown().await;
    Ok(())
}

async fn start(settings: &Settings) -> anyhow::Result<RunningServer> {
    let site = Site::load(&settings.desk)?;
    let clock = Clock::real(settings.desk.zone);
    let store = database::open_or_make(settings).await?;
    let switch = phones::switch(&settings.switch, &site.queues, clock, &store).await?;
    let desk = DeskSettings {
        zone: settings.desk.zone,
        numbers: DialPlan::new(&settings.desk.country_code, &settings.desk.area_code),
        calendars: site.calendars,
        ..DeskSettings::new(site.catalogue)
    };
    let parts = ServerParts {
        store,
        desk,
        queues: phones::served(&settings.switch.asterisk, site.queues),
        clock,
        switch: switch.map(Switch::start),
        listen: settings.server.listen,
        limits: Limits::of(settings),
        recordings: Some(phones::recordings(settings)),
        attachments: Attachments::of(settings),
        hooks: Hook::all(&settings.webhook)?,
    };
    Ok(Server::start(parts).await?)
}

fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "write address and port such as 127.0.0.1:8470".to_owned())
}
