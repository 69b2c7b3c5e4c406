//! The demo's screen: starts the server as a process of its own, signs in, and ends it when the user leaves.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, ExitCode, Stdio},
};

use anyhow::Context;

use super::{Args, floor::Door};
use crate::{
    api::SignIn,
    cli::{
        look,
        screen::{self, Visit},
    },
    config::{Settings, Sources},
    domain::Redacted,
    import::RecordedDay,
};

/// Opens the screen on a server of its own.
pub fn run(args: &Args, settings: &Settings) -> anyhow::Result<ExitCode> {
    // A fault in keys or colours is told before anything is started.
    let look = look::load(settings, &Sources::of_process(args.config.clone(), Vec::new()))?;
    let mut server = start(args, settings)?;
    let visit = match door(&mut server) {
        Ok(door) => Visit {
            seat: args.seat,
            // The server has another address at each start; what was typed belongs to the day.
            drawers: settings.server.data_dir.join("drawers").join(&door.user),
            server: door.url,
            sign_in: SignIn { user: door.user, password: Redacted(door.password), roles: args.seat.roles() },
            record: args.record.clone(),
        },
        Err(error) => return Err(error.context(last_words(server))),
    };
    let ended = screen::open(visit, settings, look);
    // Its standard input ends with ours; then it finishes its writes and goes.
    drop(server.stdin.take());
    server.wait().context("the demo's server cannot be waited for")?;
    println!("{}", RecordedDay::CREDIT);
    ended
}

fn start(args: &Args, settings: &Settings) -> anyhow::Result<Child> {
    let program = env::current_exe().context("cannot find this program's own file")?;
    let mut command = Command::new(program);
    command.args(["demo", "--headless", "--with-parent", "--as", args.seat.name()]);
    command.args(["--speed", &args.speed.to_string(), "--from", &args.from.format("%H:%M").to_string()]);
    command.arg("--data-dir").arg(&settings.server.data_dir);
    if let Some(config) = &args.config {
        command.arg("--config").arg(config);
    }
    if args.fresh {
        command.arg("--fresh");
    }
    // What it says in distress must not be written over the screen.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().context("cannot start the demo's server")
}

/// Waits for the line by which the server says that it is ready.
fn door(server: &mut Child) -> anyhow::Result<Door> {
    let out = server.stdout.take().context("the demo's server has no standard output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).context("the demo's server cannot be heard")?;
    serde_json::from_str(&line).context("the demo's server did not start")
}

/// What a server said that did not start.
fn last_words(server: Child) -> String {
    let said = server.wait_with_output().map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    said.unwrap_or_default().trim().trim_start_matches("hotdesk: ").to_owned()
}
