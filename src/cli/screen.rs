//! `hotdesk agent`, `hotdesk lead`, `hotdesk qa`: a screen on this terminal, against any server.
//!
//! A screen opens whether or not the server is there: what is typed is kept, and the sign-in is made up for as soon as it is.

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, ensure};
use chrono::Utc;
use clap::ValueEnum;

use super::{look, play};
use crate::{
    api::{Role, SignIn},
    client::{Backoff, Client, ClientError, Drawer, OpenDrawer, Pace},
    config::{Settings, Sources},
    domain::Redacted,
    observe,
    tui::{
        agent::agent_screen,
        desk::Msg,
        effect::Effect,
        lead::lead_screen,
        qa::qa_screen,
        record::{Header, Recorder},
        runner::DeskRunner,
        runtime::{Look, Runner, Screen, Stage, channel, run as run_screen},
        terminal::{TerminalConsole, install_panic_hook},
    },
};

/// Open a screen.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Settings file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The server's address, instead of the one in the settings.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// User name; else the name that the system knows you by.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Read the password from the first line of standard input instead of asking for it.
    #[arg(long)]
    password_stdin: bool,
    /// Language of the screen.
    #[arg(long, value_name = "zh-CN|en")]
    locale: Option<String>,
    /// Write the session to a new file, so that it can be played again. It holds what is typed and shown: keep it like a call record.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Play a session that was written with --record; no server is needed.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["record", "server", "user"])]
    play: Option<PathBuf>,
}

/// Whose screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Seat {
    /// The agent's.
    Agent,
    /// The team lead's.
    Lead,
    /// The QA reviewer's.
    Qa,
}

/// Who sits down at which server.
pub struct Visit {
    /// Whose screen.
    pub seat: Seat,
    /// The server's address.
    pub server: String,
    /// User name and password.
    pub sign_in: SignIn,
    /// Folder of this user's drafts and outbox at this server.
    pub drawers: PathBuf,
    /// Where the session is written, if it is.
    pub record: Option<PathBuf>,
}

/// Size at which a new log file is begun, bytes.
const LARGEST_LOG: u64 = 8 << 20;

/// A server that is there says so within this time; the screen does not wait longer for one that is not.
const KNOCK: Duration = Duration::from_millis(50);

impl Seat {
    /// Short name, also in session files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::Qa => "qa",
        }
    }

    /// Any of these roles may sit there: without one the server would refuse all that the screen is for.
    pub fn roles(self) -> Vec<Role> {
        match self {
            Self::Agent => vec![Role::Agent],
            Self::Lead => vec![Role::Lead],
            Self::Qa => vec![Role::Qa, Role::Lead],
        }
    }
}

/// Runs the subcommand.
///
/// # Errors
/// When the settings are wrong, the server refuses the user, or the terminal cannot be used.
pub fn run(seat: Seat, args: &Args) -> anyhow::Result<ExitCode> {
    let flag = |key: &str, value: &Option<String>| value.clone().map(|value| (key.to_owned(), value));
    let flags = [flag("screen.locale", &args.locale), flag("client.server", &args.server)];
    let sources = Sources::of_process(args.config.clone(), flags.into_iter().flatten().collect());
    let settings = Settings::load(&sources)?;
    let look = look::load(&settings, &sources)?;
    if let Some(file) = &args.play {
        return play::run(seat, file, &settings, look);
    }
    let user = args.user.clone().or_else(|| env::var("USER").ok());
    let user = user.context("who are you? name yourself with --user")?;
    let password = password(&user, args.password_stdin)?;
    let server = settings.client.server.clone();
    let visit = Visit {
        seat,
        drawers: Drawer::root(&settings.client.drafts_dir, &server, &user),
        server,
        sign_in: SignIn { user, password, roles: seat.roles() },
        record: args.record.clone(),
    };
    open(visit, &settings, look)
}

/// Opens the screen of a visit and stays until its user leaves.
///
/// # Errors
/// When the server refuses the user, drafts cannot be kept, or the terminal cannot be used.
pub fn open(visit: Visit, settings: &Settings, look: Look) -> anyhow::Result<ExitCode> {
    start_log(visit.seat, settings)?;
    super::database::runtime()?.block_on(async {
        let client = client(&visit, settings).await?;
        let words = look.words.clone();
        match visit.seat {
            Seat::Agent => {
                let root = &visit.drawers;
                let drawer = Drawer::open(root)
                    .with_context(|| format!("drafts cannot be kept in {}", root.display()))?;
                sit(agent_screen(words), Some(drawer), client, &visit, settings, look).await
            }
            Seat::Lead => sit(lead_screen(words), None, client, &visit, settings, look).await,
            Seat::Qa => sit(qa_screen(words, None), None, client, &visit, settings, look).await,
        }
    })
}

/// Begins the log file and the crash file's folder of a screen.
pub fn start_log(seat: Seat, settings: &Settings) -> anyhow::Result<()> {
    let dir = &settings.log.dir;
    install_panic_hook(dir.clone());
    observe::start_log(&observe::LogSettings {
        path: dir.join(format!("{}.log", seat.name())),
        filter: settings.log.level.clone(),
        largest: LARGEST_LOG,
    })?;
    Ok(())
}

/// A client that is signed in, or will be as soon as the server is there.
async fn client(visit: &Visit, settings: &Settings) -> anyhow::Result<Client> {
    let first = Duration::from_millis(u64::from(settings.client.retry_first_ms.get()));
    let most = Duration::from_millis(u64::from(settings.client.retry_max_ms.get()));
    let client = Client::new(&visit.server, Pace { backoff: Backoff { first, most }, ..Pace::default() })?;
    if let Ok(Ok(_)) = tokio::time::timeout(KNOCK, client.health()).await {
        match client.sign_in(&visit.sign_in).await {
            Err(ClientError::Offline(why)) => tracing::info!(%why, "the server went away while signing in"),
            answer => drop(answer?),
        }
    }
    client.stay_signed_in(visit.sign_in.clone());
    Ok(client)
}

async fn sit<S: Screen<Msg = Msg, Effect = Effect>>(
    mut screen: S,
    drawer: Option<OpenDrawer>,
    client: Client,
    visit: &Visit,
    settings: &Settings,
    look: Look,
) -> anyhow::Result<ExitCode> {
    let recorder = visit.record.as_deref().map(|file| recorder(file, visit.seat, &look)).transpose()?;
    let ends = channel();
    let mut runner =
        DeskRunner::start(client, visit.sign_in.user.clone(), look.words.clone(), drawer, &ends.0);
    show(&mut screen, &mut runner, ends, settings, look, recorder).await
}

/// Runs a screen on this terminal.
pub async fn show<S: Screen, R: Runner<Effect = S::Effect, Msg = S::Msg>>(
    screen: &mut S,
    runner: &mut R,
    ends: (crate::tui::runtime::Sender<S::Msg>, crate::tui::runtime::Posts<S::Msg>),
    settings: &Settings,
    look: Look,
    recorder: Option<Recorder>,
) -> anyhow::Result<ExitCode> {
    let (notifier, mouse) = look::manners(&settings.screen);
    let console = TerminalConsole::open("hotdesk", notifier, mouse);
    let mut console = console.context("this is no terminal that a screen can be shown on")?;
    let stage = Stage { console: &mut console, look, wall: Box::new(Utc::now), recorder };
    run_screen(screen, runner, ends, stage).await?;
    Ok(ExitCode::SUCCESS)
}

fn recorder(file: &Path, seat: Seat, look: &Look) -> anyhow::Result<Recorder> {
    let header = Header::new(seat.name(), look.words.locale, serde_json::Value::Null);
    Recorder::create(file, &header)
        .with_context(|| format!("cannot begin the session file {}", file.display()))
}

fn password(user: &str, from_stdin: bool) -> anyhow::Result<Redacted<String>> {
    let password = if from_stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("cannot read the password")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        rpassword::prompt_password(format!("password of {user}: "))
            .context("cannot ask for the password without a terminal; use --password-stdin")?
    };
    ensure!(!password.is_empty(), "no password was given");
    Ok(Redacted(password))
}
