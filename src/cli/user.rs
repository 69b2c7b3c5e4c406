//! `hotdesk user`: who may sign in, and which programs come in with a key. Passwords come from a prompt or from standard input, never from an argument that others could read.

use std::{collections::BTreeSet, io::Read, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail, ensure};
use clap::{Subcommand, ValueEnum};

use super::{
    database::{self, Place},
    look, output,
};
use crate::{
    api::Role,
    config::Site,
    domain::{QueueId, Redacted, UnitId, Units, clean_text},
    server::{NewKey, USER_NAME_MAX, hash_password},
    storage::{Store, StoredUser},
    tui::words::Words,
};

mod keys;

/// Add, list and switch off users.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// Add a user.
    Add(Add),
    /// Give a user another password; open sessions end, keys do not.
    Passwd {
        /// User name.
        name: String,
        #[command(flatten)]
        password: Password,
    },
    /// List users.
    List,
    /// Make a key with which a program of role intake brings matters in, without a password; it is shown once.
    Key {
        /// User name.
        name: String,
    },
    /// List keys, without what is secret of them.
    Keys,
    /// End a key, within seconds.
    Revoke {
        /// The key's id, as `keys` lists it.
        key: String,
    },
    /// Switch a user off; open sessions end, and keys are refused, within seconds.
    Disable {
        /// User name.
        name: String,
    },
    /// Switch a user on again.
    Enable {
        /// User name.
        name: String,
    },
}

#[derive(Clone, Debug, clap::Args)]
struct Add {
    /// User name.
    name: String,
    /// Name as colleagues see it; the user name if left out.
    #[arg(long)]
    display: Option<String>,
    /// What the user may do; may be given several times.
    #[arg(long = "role", value_enum, default_values_t = [RoleName::Agent])]
    roles: Vec<RoleName>,
    /// Agent number, for users who take calls or take matters in; the user name if left out.
    #[arg(long)]
    agent: Option<String>,
    /// Queue served; may be given several times. All queues if left out.
    #[arg(long = "queue")]
    queues: Vec<String>,
    /// Handling unit, for users of role unit.
    #[arg(long)]
    unit: Option<String>,
    #[command(flatten)]
    password: Password,
}

#[derive(Clone, Debug, clap::Args)]
struct Password {
    /// Read the password from the first line of standard input instead of asking for it.
    #[arg(long)]
    password_stdin: bool,
    /// Nobody signs in with a password: for programs that have a key.
    #[arg(long, conflicts_with = "password_stdin")]
    no_password: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleName {
    Agent,
    Lead,
    Qa,
    Clerk,
    Unit,
    /// Another program that brings matters from the web, SMS, letters or visits.
    Intake,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Agent => Self::Agent,
            RoleName::Lead => Self::Lead,
            RoleName::Qa => Self::Qa,
            RoleName::Clerk => Self::Clerk,
            RoleName::Unit => Self::Unit,
            RoleName::Intake => Self::Intake,
        }
    }
}

/// Runs the subcommand.
///
/// # Errors
/// When the user is not there (or is there already), the password is not taken, or the database cannot be opened.
pub fn run(args: Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = args.place.settings(config, Vec::new())?;
    let words = Words::load(look::locale(&settings.screen))?;
    database::runtime()?.block_on(async {
        match args.what {
            What::Add(add) => {
                let site = Site::load(&settings.desk)?;
                add_user(&database::open_or_make(&settings).await?, add, site, &words).await?;
            }
            What::Passwd { name, password } => {
                change_password(&database::open(&settings).await?, &name, &password, &words).await?;
            }
            What::Key { name } => keys::make(&database::open(&settings).await?, &name).await?,
            What::Keys => keys::list(&database::open(&settings).await?).await?,
            What::Revoke { key } => keys::revoke(&database::open(&settings).await?, &key).await?,
            What::List => list(&database::open(&settings).await?).await?,
            What::Disable { name } => switch(&database::open(&settings).await?, &name, Switched::Off).await?,
            What::Enable { name } => switch(&database::open(&settings).await?, &name, Switched::On).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn add_user(store: &Store, add: Add, site: Site, words: &Words) -> anyhow::Result<()> {
    let name = add.name;
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.@".contains(c));
    ensure!(plain, "a user name is made of letters, digits and -_.@; choose another one");
    let short = name.chars().count() <= USER_NAME_MAX;
    ensure!(short, "a user name has {USER_NAME_MAX} characters at most; choose a shorter one");
    ensure!(store.user(&name).await?.is_none(), "user {name} is there already; choose another name");
    let writes_tickets = add.roles.iter().any(|role| matches!(role, RoleName::Agent | RoleName::Intake));
    let agent = add.agent.or_else(|| writes_tickets.then(|| name.clone()));
    let unit = known_unit(&add.roles, add.unit.map(Into::into), &site.catalogue.units)?;
    let site_queues: Vec<_> = site.queues.into_iter().map(|queue| queue.id).collect();
    let queues = match add.queues.is_empty() {
        true => site_queues,
        false => known_queues(add.queues, &site_queues)?,
    };
    let user = StoredUser {
        display: clean_text(add.display.as_deref().unwrap_or(&name)).into_owned(),
        password: hash_password(&add.password.read(words)?)?,
        agent: agent.map(Into::into),
        roles: add.roles.into_iter().map(Into::into).collect::<BTreeSet<_>>().into_iter().collect(),
        queues,
        unit,
        disabled: false,
        name,
    };
    store.save_user(&user).await?;
    output::say(format_args!("user {} was added", user.name))
}

fn known_queues(asked: Vec<String>, known: &[QueueId]) -> anyhow::Result<Vec<QueueId>> {
    let queues: Vec<QueueId> = asked.into_iter().map(Into::into).collect();
    if let Some(unknown) = queues.iter().find(|queue| !known.contains(queue)) {
        let known: Vec<_> = known.iter().map(QueueId::as_str).collect();
        bail!("there is no queue {unknown}; the site has {}", known.join(", "));
    }
    Ok(queues)
}

/// Whoever has the role unit works for one that is there, and nobody else does.
fn known_unit(roles: &[RoleName], asked: Option<UnitId>, known: &Units) -> anyhow::Result<Option<UnitId>> {
    let ids = || known.iter().map(|unit| unit.id.as_str()).collect::<Vec<_>>().join(", ");
    let works_for_one = roles.contains(&RoleName::Unit);
    match &asked {
        None if works_for_one => {
            bail!("the role unit needs a unit: name it by --unit; the site has {}", ids())
        }
        Some(unit) if !works_for_one => {
            bail!("only a user of the role unit works for {unit}: add --role unit")
        }
        Some(unit) if known.get(unit).is_none() => bail!("there is no unit {unit}; the site has {}", ids()),
        _ => Ok(asked),
    }
}

async fn change_password(
    store: &Store,
    name: &str,
    password: &Password,
    words: &Words,
) -> anyhow::Result<()> {
    let user = existing(store, name).await?;
    let user = StoredUser { password: hash_password(&password.read(words)?)?, ..user };
    store.save_user(&user).await?;
    store.end_sessions_of(name).await?;
    output::say(format_args!("user {name} has a new password"))
}

async fn list(store: &Store) -> anyhow::Result<()> {
    output::say(format_args!(
        "{:<20} {:<10} {:<16} {:<24} {:<9} name",
        "user", "agent", "unit", "roles", "may enter"
    ))?;
    for user in store.users().await? {
        let agent = user.agent.as_ref().map_or("-", |agent| agent.as_str());
        let unit = user.unit.as_ref().map_or("-", |unit| unit.as_str());
        let roles: Vec<String> = user.roles.iter().map(Role::to_string).collect();
        let may = if user.disabled { "no" } else { "yes" };
        let roles = roles.join(",");
        let (name, display) = (&user.name, &user.display);
        output::say(format_args!("{name:<20} {agent:<10} {unit:<16} {roles:<24} {may:<9} {display}"))?;
    }
    Ok(())
}

/// Whether a user may enter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Switched {
    On,
    Off,
}

async fn switch(store: &Store, name: &str, switched: Switched) -> anyhow::Result<()> {
    let user = StoredUser { disabled: switched == Switched::Off, ..existing(store, name).await? };
    store.save_user(&user).await?;
    if user.disabled {
        store.end_sessions_of(name).await?;
    }
    output::say(format_args!("user {name} is switched {}", if user.disabled { "off" } else { "on" }))
}

async fn existing(store: &Store, name: &str) -> anyhow::Result<StoredUser> {
    let user = store.user(name).await?;
    user.with_context(|| format!("there is no user {name}; `hotdesk user list` shows all"))
}

impl Password {
    fn read(&self, words: &Words) -> anyhow::Result<Redacted<String>> {
        if self.no_password {
            return Ok(Redacted(NewKey::make("").secret.0));
        }
        if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("cannot read the password")?;
            return Ok(Redacted(text.lines().next().unwrap_or_default().to_owned()));
        }
        let ask = |key| {
            let answer = rpassword::prompt_password(words.text(key));
            answer.with_context(|| words.text("sign-in.no-terminal").to_owned())
        };
        let first = ask("sign-in.new")?;
        ensure!(first == ask("sign-in.again")?, "{}", words.text("sign-in.differ"));
        Ok(Redacted(first))
    }
}
