//! The demo's server as a process of its own: started, started again when it dies, ended with the screen.
//!
//! ```text
//!  the screen ── first line of standard input: where to listen, which password ──▶ the server
//!             ◀─ first line of standard output: that it is there ────────────────
//!             ── end of standard input ──▶ it finishes its writes and goes, also when the screen was killed
//! ```

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStderr, ChildStdin, Command},
    sync::oneshot,
    task::JoinHandle,
};

use super::{
    Args, OF_SCREEN,
    door::{Door, Wish},
};
use crate::{
    cli::look,
    config::Settings,
    domain::{Redacted, clean_text},
};

/// How often a server is started again that does not stay up.
const TRIES: u32 = 5;
/// Pause before the second try; the first comes at once, and each pause is twice the one before.
const PAUSE: Duration = Duration::from_millis(200);
/// Who has been up for so long stays up.
const STEADY: Duration = Duration::from_secs(60);

/// A server that is kept up until the screen ends.
pub struct Keeper {
    keeping: JoinHandle<anyhow::Result<()>>,
    stop: oneshot::Sender<()>,
}

/// A running server. It goes when its standard input ends.
struct Running {
    child: Child,
    input: ChildStdin,
    since: Instant,
}

/// How a server of this day is started.
struct Start {
    args: Vec<OsString>,
    wish: Wish,
}

impl Keeper {
    /// Starts a server for this day and keeps it up: gives the way to it, and a word that comes when it cannot be kept up.
    ///
    /// # Errors
    /// When it does not start: why, in its own words.
    pub async fn start(
        args: &Args,
        settings: &Settings,
        config: Option<&Path>,
        password: Redacted<String>,
    ) -> anyhow::Result<(Self, Door, oneshot::Receiver<()>)> {
        let listen = ([127, 0, 0, 1], 0).into();
        let mut start = Start { args: arguments(args, settings, config), wish: Wish { listen, password } };
        let (running, door) = start.run().await?;
        start.wish.listen = door.address()?;
        // Begun once, a day is gone on with.
        start.args.retain(|arg| arg != FRESH);
        let ((stop, stopped), (given_up, hopeless)) = (oneshot::channel(), oneshot::channel());
        let keeping = tokio::spawn(keep(start, running, stopped, given_up));
        Ok((Self { keeping, stop }, door, hopeless))
    }

    /// Ends the server, and waits until it has finished its writes.
    ///
    /// # Errors
    /// When the server could not be kept up, or cannot be waited for.
    pub async fn stop(self) -> anyhow::Result<()> {
        // Nobody listens where the server was given up; the task says so.
        let _ = self.stop.send(());
        self.keeping.await.context("the demo's server was not looked after")?
    }
}

async fn keep(
    start: Start,
    mut running: Running,
    mut stopped: oneshot::Receiver<()>,
    given_up: oneshot::Sender<()>,
) -> anyhow::Result<()> {
    let mut tries = 0;
    loop {
        tokio::select! {
            ended = running.child.wait() => tracing::warn!(?ended, "the demo's server died"),
            _ = &mut stopped => return running.end().await,
        }
        if running.since.elapsed() >= STEADY {
            tries = 0;
        }
        let again = tokio::select! {
            again = start.again(&mut tries) => again,
            _ = &mut stopped => return Ok(()),
        };
        running = match again {
            Ok(again) => again,
            Err(error) => {
                let _ = given_up.send(());
                return Err(error);
            }
        };
    }
}

impl Start {
    /// Starts the server again, a few times if need be.
    async fn again(&self, tries: &mut u32) -> anyhow::Result<Running> {
        let mut why = anyhow!("it dies as soon as it is up");
        while *tries < TRIES {
            if let Some(doublings) = tries.checked_sub(1) {
                tokio::time::sleep(PAUSE * 2_u32.pow(doublings)).await;
            }
            *tries += 1;
            match self.run().await {
                Ok((running, _)) => return Ok(running),
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "the demo's server does not start again");
                    why = error;
                }
            }
        }
        Err(why.context("the demo's server died and could not be started again; start the demo anew"))
    }

    /// Starts it and waits until it is there.
    async fn run(&self) -> anyhow::Result<(Running, Door)> {
        let program = env::current_exe().context("cannot find this program's own file")?;
        let mut command = Command::new(program);
        command.args(&self.args).env(OF_SCREEN, "1");
        // What it says in distress must not be written over the screen.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        let mut child = command.spawn().context("cannot start the demo's server")?;
        match knock(&mut child, &self.wish).await {
            Ok((input, door)) => {
                tokio::spawn(hear_out(child.stderr.take()));
                Ok((Running { child, input, since: Instant::now() }, door))
            }
            Err(error) => Err(last_words(child).await.unwrap_or(error)),
        }
    }
}

impl Running {
    async fn end(mut self) -> anyhow::Result<()> {
        drop(self.input);
        self.child.wait().await.context("the demo's server cannot be waited for")?;
        Ok(())
    }
}

const FRESH: &str = "--fresh";

fn arguments(args: &Args, settings: &Settings, config: Option<&Path>) -> Vec<OsString> {
    let (speed, from) = (args.speed.to_string(), args.from.format("%H:%M").to_string());
    let plain = ["demo", "--headless", "--as", args.seat.name(), "--speed", &speed];
    let mut given: Vec<OsString> = plain.into_iter().chain(["--from", &from]).map(Into::into).collect();
    given.extend(["--data-dir".into(), settings.server.data_dir.clone().into()]);
    if let Some(config) = config {
        given.extend(["--config".into(), config.into()]);
    }
    given.extend(args.fresh.then(|| FRESH.into()));
    // Who sits behind the desk writes in the language of the screen.
    let locale = look::locale(&settings.screen);
    given.extend(["--locale".into(), crate::tui::words::tag(locale).into()]);
    given
}

/// Tells the server what it needs, and waits for the line by which it says that it is ready.
async fn knock(child: &mut Child, wish: &Wish) -> anyhow::Result<(ChildStdin, Door)> {
    let mut input = child.stdin.take().context("the demo's server has no standard input")?;
    let out = child.stdout.take().context("the demo's server has no standard output")?;
    let wish = serde_json::to_string(wish)? + "\n";
    input.write_all(wish.as_bytes()).await.context("the demo's server does not listen")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).await.context("the demo's server cannot be heard")?;
    let door = serde_json::from_str(&line).context("the demo's server did not start")?;
    Ok((input, door))
}

/// Takes what a running server says in distress: nobody reads it, but whoever may not speak stands still. Its log says more.
async fn hear_out(distress: Option<ChildStderr>) {
    if let Some(mut distress) = distress {
        let _ = tokio::io::copy(&mut distress, &mut tokio::io::sink()).await;
    }
}

/// What a server said that did not start.
async fn last_words(mut child: Child) -> Option<anyhow::Error> {
    let mut said = String::new();
    child.stderr.take()?.read_to_string(&mut said).await.ok()?;
    let said = clean_text(said.trim()).trim_start_matches("hotdesk: ").to_owned();
    (!said.is_empty()).then(|| anyhow!(said))
}
