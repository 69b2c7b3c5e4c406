//! `hotdesk agent`, `lead`, `qa`, `clerk`, `unit`: a screen on this terminal, against any server.
//!
//! A screen opens whether or not the server is there: what is typed is kept, and the sign-in is made up for as soon as it is.

use std::{
    env,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, anyhow, ensure};
use tokio::sync::oneshot;

use super::{
    database, look, play,
    stage::{self, Seat},
};
use crate::{
    api::SignIn,
    client::{Backoff, Client, ClientError, Drawer, OpenDrawer, Pace},
    config::{Flag, Settings, Sources},
    domain::{Locale, Redacted},
    tui::{
        agent::agent_screen,
        desk::{LinkNews, Msg, News, code_key},
        effect::Effect,
        lead::lead_screen,
        qa::qa_screen,
        record::{Header, Recorder},
        runner::DeskRunner,
        runtime::{Look, Screen, Sender, channel},
        tickets::ticket_screen,
        words::Words,
    },
};

/// Open a screen.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
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
    /// A word that comes when the server will not be there again, where somebody knows.
    pub hopeless: Option<oneshot::Receiver<()>>,
}

/// A server that is there says so within this time; the screen does not wait longer for one that is not.
const KNOCK: Duration = Duration::from_millis(50);

/// Runs the subcommand.
///
/// # Errors
/// When the settings are wrong, the server refuses the user, or the terminal cannot be used.
pub fn run(seat: Seat, args: &Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let server =
        args.server.clone().map(|text| Flag { name: "--server", section: "client", key: "server", text });
    let flags = [args.locale.as_deref().map(stage::locale_flag), server];
    let sources = Sources::of_process(config, flags.into_iter().flatten().collect());
    let settings = Settings::load(&sources)?;
    let look = look::load(&settings, &sources)?;
    if let Some(file) = &args.play {
        return play::run(seat, file, &settings, look);
    }
    let user = args.user.clone().or_else(|| env::var("USER").ok());
    let user = user.with_context(|| look.words.text("sign-in.who").to_owned())?;
    stage::need_terminal()?;
    let password = password(&user, args.password_stdin, &look.words)?;
    let server = settings.client.server.clone();
    let visit = Visit {
        seat,
        drawers: Drawer::root(&settings.client.drafts_dir, &server, &user),
        server,
        sign_in: SignIn { user, password, roles: seat.roles() },
        record: args.record.clone(),
        hopeless: None,
    };
    stage::start_log(seat.name(), &settings)?;
    database::runtime()?.block_on(open(visit, &settings, look))
}

/// Opens the screen of a visit and stays until its user leaves.
///
/// # Errors
/// When the server refuses the user, drafts cannot be kept, or the terminal cannot be used.
pub async fn open(visit: Visit, settings: &Settings, look: Look) -> anyhow::Result<ExitCode> {
    let words = look.words.clone();
    let client = client(&visit, settings).await.map_err(|error| in_words(error, &words))?;
    match visit.seat {
        Seat::Agent => {
            let drawer = drawer(&visit)?;
            sit(agent_screen(words), Some(drawer), client, visit, settings, look).await
        }
        Seat::Lead => sit(lead_screen(words), None, client, visit, settings, look).await,
        Seat::Qa => sit(qa_screen(words, None), None, client, visit, settings, look).await,
        Seat::Clerk | Seat::Unit => {
            let drawer = drawer(&visit)?;
            let screen = ticket_screen(visit.seat.of_tickets(), words);
            sit(screen, Some(drawer), client, visit, settings, look).await
        }
    }
}

/// The drawer of a screen on which something is typed that must not be lost.
fn drawer(visit: &Visit) -> anyhow::Result<OpenDrawer> {
    let root = &visit.drawers;
    Drawer::open(root).with_context(|| format!("drafts cannot be kept in {}", root.display()))
}

/// A client that is signed in, or will be as soon as the server is there.
async fn client(visit: &Visit, settings: &Settings) -> Result<Client, ClientError> {
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
    visit: Visit,
    settings: &Settings,
    look: Look,
) -> anyhow::Result<ExitCode> {
    let recorder = visit.record.as_deref().map(|file| recorder(file, visit.seat, &look)).transpose()?;
    let ends = channel();
    if let Some(hopeless) = visit.hopeless {
        tokio::spawn(say_when(hopeless, ends.0.clone()));
    }
    let (user, words) = (visit.sign_in.user, look.words.clone());
    let mut runner = DeskRunner::start(client, user, words, settings.desk.zone, drawer, &ends.0)
        .saving_to(settings.client.recordings_dir.clone());
    stage::show(&mut screen, &mut runner, ends, settings, look, recorder).await
}

/// Tells the screen that its server will not be there again, once that is known.
async fn say_when(hopeless: oneshot::Receiver<()>, sender: Sender<Msg>) {
    if hopeless.await.is_ok() {
        sender.send(Msg::Desk(News::Link(LinkNews::Hopeless)));
    }
}

fn recorder(file: &Path, seat: Seat, look: &Look) -> anyhow::Result<Recorder> {
    let header = Header::new(seat.name(), look.words.locale, serde_json::Value::Null);
    Recorder::create(file, &header).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            anyhow!(
                "{} is there already and is never written over; name another file with --record",
                file.display()
            )
        }
        _ => anyhow!(
            "cannot write the session file {}: {error}; name another one with --record",
            file.display()
        ),
    })
}

/// Why somebody is not let in. In English the server itself says it, and says more.
fn in_words(error: ClientError, words: &Words) -> anyhow::Error {
    match error.code() {
        Some(code) if words.locale != Locale::En => anyhow!(words.text(code_key(code)).to_owned()),
        _ => error.into(),
    }
}

/// The password: read, or asked for.
pub(super) fn password(user: &str, from_stdin: bool, words: &Words) -> anyhow::Result<Redacted<String>> {
    let password = if from_stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("cannot read the password")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        let prompt = words.fill("sign-in.password", &[("user", user)]);
        rpassword::prompt_password(prompt).with_context(|| words.text("sign-in.no-terminal").to_owned())?
    };
    ensure!(!password.is_empty(), "{}", words.text("sign-in.no-password"));
    Ok(Redacted(password))
}
