//! `hotdesk doctor`: looks at everything that hotdesk stands on, changes nothing, and says what to do about what is wrong.

mod network;
mod site;
mod terminal;

use std::{env, path::PathBuf, process::ExitCode};

use self::network::Named;
use super::{
    asterisk,
    database::{self, Place},
    finding::{self, Finding},
    look,
};
use crate::{
    config::{Settings, Sources},
    server::Hook,
};

/// Check settings, keys, colours, catalogue, database, terminal, server and time.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Server to look for, instead of the one in the settings.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
}

/// Prints one finding a line; fails if hotdesk could not work as it is.
///
/// # Errors
/// When no runtime can be started, or standard output cannot be written.
pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    finding::report(&examine(args, config)?)
}

fn examine(args: &Args, config: Option<PathBuf>) -> anyhow::Result<Vec<Finding>> {
    let sources = Sources::of_process(config, Vec::new());
    let (settings, finding) = settings(args, &sources);
    let mut findings = vec![finding, keys_and_colours(&settings, &sources)];
    findings.extend(site::examine(&settings.desk, chrono::Utc::now()));
    findings.extend(webhooks(&settings));
    let runtime = database::runtime()?;
    findings.push(runtime.block_on(site::database(&settings)));
    findings.extend(runtime.block_on(asterisk::examine(&settings, asterisk::Closeness::Looks)));
    let env = |name: &str| env::var(name).ok();
    findings.extend(terminal::examine(terminal::size(), env, settings.screen.mouse));
    let server = args.server.as_ref().unwrap_or(&settings.client.server);
    let named = match *server == Settings::default().client.server && args.server.is_none() {
        true => Named::ByNobody,
        false => Named::ByUser,
    };
    findings.extend(runtime.block_on(network::examine(server, named)));
    Ok(findings)
}

/// The settings, or the built-in ones if they are wrong, so that the rest can be looked at all the same.
fn settings(args: &Args, sources: &Sources) -> (Settings, Finding) {
    let file = sources.settings_file();
    let read = file
        .map_or("built-in values; there is no settings file".to_owned(), |file| file.display().to_string());
    match args.place.settings(sources.file.clone(), Vec::new()) {
        Ok(settings) => (settings, Finding::good("settings", read)),
        Err(error) => (Settings::default(), Finding::wrong("settings", format!("{error:#}"))),
    }
}

/// The webhooks, where there are any; nothing is sent.
fn webhooks(settings: &Settings) -> Option<Finding> {
    let hooks = match Hook::all(&settings.webhook) {
        Ok(hooks) => hooks,
        Err(error) => return Some(Finding::wrong("webhooks", error.to_string())),
    };
    let names: Vec<&str> = hooks.iter().map(|hook| hook.id.as_str()).collect();
    let said = format!("{}; `hotdesk webhook test` tries one", names.join(", "));
    (!names.is_empty()).then(|| Finding::good("webhooks", said))
}

/// The user's own keys and colours: with a fault in them no screen opens.
fn keys_and_colours(settings: &Settings, sources: &Sources) -> Finding {
    match look::load(settings, sources) {
        Ok(_) => Finding::good("keys", "they and the colours can be read"),
        Err(error) => Finding::wrong("keys", format!("{error:#}")),
    }
}
