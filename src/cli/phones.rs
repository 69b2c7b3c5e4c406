//! The phone switch that the settings name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anyhow::{Context, bail, ensure};

use crate::{
    config::{AsteriskSettings, Settings, SwitchSettings},
    domain::{QueueId, QueueSettings, Redacted},
    server::{Clock, RecordingFolders, SwitchFolder},
    storage::Store,
    switch::{
        Asterisk, Plan, Switch,
        asterisk::{Access, Names, Pattern, Record, Told, Trust},
    },
};

mod address;
mod reach;
mod simulation;

/// Events at the end of our log in which calls that may go on are looked for: a day of a busy floor.
const REMEMBERED: u64 = 50_000;
/// How many of them are read at once.
const PAGE: u32 = 2_048;

/// What the settings name for a phone switch.
pub enum Named {
    Nothing,
    Asterisk(Access),
    Simulation(Plan),
}

/// What the settings name, with each of them looked at: what this takes, the server takes.
///
/// # Errors
/// When a setting is wrong, the secret cannot be read, or they name two.
pub fn named(settings: &SwitchSettings, queues: &[QueueSettings]) -> anyhow::Result<Named> {
    let asterisk = access(&settings.asterisk, queues)?;
    let simulation = simulation::plan(&settings.simulation, queues)?;
    match (asterisk, simulation) {
        (None, None) => Ok(Named::Nothing),
        (Some(access), None) => Ok(Named::Asterisk(access)),
        (None, Some(plan)) => Ok(Named::Simulation(plan)),
        (Some(_), Some(_)) => bail!(
            "both [switch.asterisk] and [switch.simulation] are set; leave `address` or `calls_per_hour` empty"
        ),
    }
}

/// The switch of these settings, not started yet; none if they name none.
///
/// # Errors
/// As [`named`], and when our log cannot be read.
pub async fn switch(
    settings: &SwitchSettings,
    queues: &[QueueSettings],
    clock: Clock,
    store: &Store,
) -> anyhow::Result<Option<Box<dyn Switch>>> {
    Ok(match named(settings, queues)? {
        Named::Nothing => None,
        Named::Asterisk(access) => {
            let asterisk = Asterisk::new(access).recording(record(&settings.asterisk, store).await?);
            tokio::spawn(reach::tell(asterisk.reach()));
            Some(Box::new(asterisk))
        }
        Named::Simulation(plan) => {
            Some(Box::new(simulation::simulation(plan, settings.simulation.seed, clock)))
        }
    })
}

/// The way to the Asterisk of these settings; none if they name none.
///
/// # Errors
/// When a setting is wrong or the secret cannot be read.
fn access(settings: &AsteriskSettings, queues: &[QueueSettings]) -> anyhow::Result<Option<Access>> {
    if settings.address.is_empty() {
        return Ok(None);
    }
    let names = names(settings, queues)?;
    let address = address::checked(&settings.address, settings.tls)?;
    let user = settings.user.clone();
    let authority = (!settings.ca_file.as_os_str().is_empty()).then(|| settings.ca_file.clone());
    let tls = settings.tls.then(|| authority.map_or(Trust::System, Trust::Authority));
    let (secret, phone_control) = (secret(settings)?, settings.phone_control);
    Ok(Some(Access { address, user, secret, tls, names, phone_control }))
}

/// The queues that the switch of these settings has; where it has not told, all.
pub fn served(settings: &AsteriskSettings, queues: Vec<QueueSettings>) -> Vec<QueueSettings> {
    let is_all = settings.address.is_empty() || settings.queues.is_empty();
    let is_there = |queue: &QueueSettings| settings.queues.values().any(|there| *there == queue.id);
    queues.into_iter().filter(|queue| is_all || is_there(queue)).collect()
}

/// Where the recordings of these settings come from and go to. Those that were kept before are heard also where no new ones come.
pub fn recordings(settings: &Settings) -> RecordingFolders {
    let AsteriskSettings { recordings, recordings_there, .. } = &settings.switch.asterisk;
    let there_and_here = || SwitchFolder { there: recordings_there.clone(), here: recordings.clone() };
    RecordingFolders {
        switch: (!recordings.as_os_str().is_empty()).then(there_and_here),
        kept: settings.server.data_dir.join("recordings"),
    }
}

/// Asterisk's own record of its queues, where the settings name it, and what our log knows of the calls of before.
///
/// # Errors
/// When the log cannot be read.
async fn record(settings: &AsteriskSettings, store: &Store) -> anyhow::Result<Option<Record>> {
    if settings.queue_log.as_os_str().is_empty() {
        return Ok(None);
    }
    let mut told = Told::default();
    for user in store.users().await? {
        user.agent.iter().for_each(|agent| told.member(&user.display, agent));
    }
    let mut seq = store.head().await?.seq.saturating_sub(REMEMBERED);
    loop {
        let events = store.read_after(seq, PAGE).await?;
        let Some(last) = events.last() else { break };
        seq = last.seq;
        events.iter().for_each(|event| told.recorded(event));
    }
    Ok(Some(Record { path: settings.queue_log.clone(), told }))
}

/// What agents and queues are called there.
///
/// # Errors
/// When a setting is wrong.
pub fn names(settings: &AsteriskSettings, queues: &[QueueSettings]) -> anyhow::Result<Names> {
    let pattern = |key: &str, text: &str, blank: &str| {
        let parsed = Pattern::parse(text, blank);
        parsed.with_context(|| format!("[switch.asterisk] {key}: write {{{blank}}} in it, once"))
    };
    Ok(Names {
        members: pattern("members", &settings.members, "agent")?,
        queues: queue_names(&settings.queues, queues)?,
        context: settings.context.clone(),
        agent_extension: pattern("agent_extension", &settings.agent_extension, "agent")?,
        queue_extension: pattern("queue_extension", &settings.queue_extension, "queue")?,
    })
}

/// Our queues by Asterisk's names of them.
fn queue_names(
    named: &BTreeMap<String, QueueId>,
    queues: &[QueueSettings],
) -> anyhow::Result<BTreeMap<String, QueueId>> {
    let known = |queue: &QueueId| queues.iter().any(|settings| settings.id == *queue);
    if let Some((name, queue)) = named.iter().find(|(_, queue)| !known(queue)) {
        bail!("[switch.asterisk] queues: {name} is said to be {queue}, which is not in queues.toml");
    }
    let mut seen = BTreeSet::new();
    if let Some((name, queue)) = named.iter().find(|(_, queue)| !seen.insert(*queue)) {
        bail!(
            "[switch.asterisk] queues: {name} is said to be {queue}, as another one is; name each queue once"
        );
    }
    if !named.is_empty() {
        return Ok(named.clone());
    }
    Ok(queues.iter().map(|queue| (queue.id.as_str().to_owned(), queue.id.clone())).collect())
}

fn secret(settings: &AsteriskSettings) -> anyhow::Result<Redacted<String>> {
    let path = &settings.secret_file;
    let text = fs::read_to_string(path).with_context(|| {
        format!("[switch.asterisk] secret_file: cannot read {:?}; name a file that holds the secret", path)
    })?;
    let secret = text.trim_end();
    ensure!(!secret.is_empty(), "[switch.asterisk] secret_file: {path:?} is empty; write the secret into it");
    Ok(Redacted(secret.to_owned()))
}
