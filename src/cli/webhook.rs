//! `hotdesk webhook`: how other systems have been told, and what to do where they have not. It works on the database, whether a server
//! runs or not; one that runs finds within seconds what is to be sent again.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, ensure};
use chrono::Utc;
use clap::Subcommand;

use super::{
    database::{self, Place},
    output,
};
use crate::{
    api::{DeadLetter, Webhook},
    config::Settings,
    domain::{WebhookId, clean_text},
    server::{Hook, standing, test_hook},
    storage::Store,
};

/// Dead letters that are listed at most.
const LISTED: u32 = 200;

/// See how other systems have been told, send again what was given up, try whether something arrives.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// List webhooks: how much has arrived, waits, was given up.
    List,
    /// List deliveries that were given up, and why.
    Dead {
        /// Short name of the webhook.
        webhook: String,
    },
    /// Send again what was given up.
    Replay {
        /// Short name of the webhook.
        webhook: String,
        /// Only the delivery of this event, as `dead` lists it.
        #[arg(long)]
        seq: Option<u64>,
    },
    /// Say something to a webhook, to see whether it arrives; a ticket system is asked whether it takes our token.
    Test {
        /// Short name of the webhook.
        webhook: String,
    },
}

/// Runs the subcommand.
///
/// # Errors
/// When the settings are wrong, there is no such webhook, the database cannot be opened, or a test does not arrive.
pub fn run(args: Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let settings = args.place.settings(config, Vec::new())?;
    let hooks = Hook::all(&settings.webhook)?;
    database::runtime()?.block_on(async {
        match args.what {
            What::List => list(&database::open(&settings).await?, &hooks).await?,
            What::Dead { webhook } => dead(&database::open(&settings).await?, &webhook.into()).await?,
            What::Replay { webhook, seq } => {
                replay(&database::open(&settings).await?, &webhook.into(), seq).await?;
            }
            What::Test { webhook } => test(&settings, hooks, &webhook).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(store: &Store, hooks: &[Hook]) -> anyhow::Result<()> {
    let head = "webhook              form              arrived  waiting     dead  place";
    output::say(head)?;
    for row in store.webhooks().await? {
        let hook = hooks.iter().find(|hook| hook.id == row.id);
        output::say(line(&standing(row, hook)))?;
    }
    Ok(())
}

fn line(webhook: &Webhook) -> String {
    let Webhook { id, form, place, delivered, waiting, dead, why, .. } = webhook;
    let form = form.as_deref().unwrap_or("-");
    let place = place.as_deref().unwrap_or("not in the settings: stands still");
    let why = if why.is_empty() { String::new() } else { format!("\n  waits: {}", clean_text(why)) };
    format!("{id:<20} {form:<16} {delivered:>8} {waiting:>8} {dead:>8}  {place}{why}")
}

async fn dead(store: &Store, hook: &WebhookId) -> anyhow::Result<()> {
    known(store, hook).await?;
    let letters = store.dead_letters(hook, None, LISTED).await?;
    if letters.is_empty() {
        return output::say(format_args!("webhook {hook} has no dead letters"));
    }
    for DeadLetter { seq, topic, about, attempts, at, why } in letters {
        let (topic, at, why) = (topic.name(), at.format("%Y-%m-%d %H:%M:%SZ"), clean_text(&why));
        output::say(format_args!("{seq} {topic} {about}: {attempts} attempts until {at}; {why}"))?;
    }
    Ok(())
}

async fn replay(store: &Store, hook: &WebhookId, seq: Option<u64>) -> anyhow::Result<()> {
    known(store, hook).await?;
    let count = store.replay_dead(hook, seq, Utc::now()).await?;
    if let Some(seq) = seq {
        ensure!(
            count > 0,
            "event {seq} is no dead letter of webhook {hook}; `hotdesk webhook dead {hook}` lists them"
        );
    }
    output::say(format_args!("to be sent again: {count}"))
}

async fn test(settings: &Settings, hooks: Vec<Hook>, webhook: &str) -> anyhow::Result<()> {
    let hook = hooks.into_iter().find(|hook| hook.id.as_str() == webhook);
    let hook =
        hook.with_context(|| format!("the settings name no webhook {webhook}; see [[webhook]] there"))?;
    let place = hook.place();
    let tested = test_hook(hook, settings.server.listen, Utc::now()).await;
    tested.map_err(|error| anyhow::anyhow!("webhook {webhook} at {place}: {error}"))?;
    output::say(format_args!("webhook {webhook} at {place} has taken it"))
}

async fn known(store: &Store, hook: &WebhookId) -> anyhow::Result<()> {
    let is_known = store.webhooks().await?.iter().any(|row| row.id == *hook);
    ensure!(is_known, "no server has told a webhook {hook} yet; `hotdesk webhook list` shows all");
    Ok(())
}
