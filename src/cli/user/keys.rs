//! `hotdesk user key`, `keys` and `revoke`: what programs come in with that bring matters.

use anyhow::{bail, ensure};
use chrono::{DateTime, SecondsFormat, Utc};

use super::existing;
use crate::{api::Role, cli::output, domain::IntakeKeyId, server::NewKey, storage::Store};

/// Makes a key and says it, this once.
pub async fn make(store: &Store, name: &str) -> anyhow::Result<()> {
    let user = existing(store, name).await?;
    ensure!(
        user.roles.contains(&Role::Intake),
        "a key is for a program that brings matters in, and {name} has not the role intake; add a user with --role intake"
    );
    let NewKey { secret, stored, hash } = NewKey::make(name);
    store.save_key(&stored, &hash).await?;
    output::say(secret.0)?;
    output::complain(&format!(
        "key {} of {name} is shown this once; `hotdesk user revoke {}` ends it",
        stored.id, stored.id
    ));
    Ok(())
}

/// Lists all keys.
pub async fn list(store: &Store) -> anyhow::Result<()> {
    output::say(format_args!("{:<10} {:<20} {:<21} last seen", "key", "user", "made"))?;
    for key in store.keys().await? {
        let used = key.used.map_or_else(|| "never".to_owned(), to_seconds);
        output::say(format_args!("{:<10} {:<20} {:<21} {used}", key.id, key.user, to_seconds(key.made)))?;
    }
    Ok(())
}

/// Ends a key.
pub async fn revoke(store: &Store, key: &str) -> anyhow::Result<()> {
    if !store.revoke_key(&IntakeKeyId::from(key)).await? {
        bail!("there is no key {key}; `hotdesk user keys` shows all");
    }
    output::say(format_args!("key {key} is ended"))
}

fn to_seconds(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
