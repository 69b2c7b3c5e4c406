//! The recorded day in its database: begun there, or gone on with where it ended.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::prepare::{AGENTS, Prepared};
use crate::{
    config::{self, Settings, Site},
    domain::{Chain, Words},
    import::RecordedDay,
    server::desk::DeskSettings,
    storage::{Entry, Store},
    switch::{Begin, Day},
};

/// A day that is ready to go on.
pub struct Play {
    /// The day.
    pub day: Day,
    /// When it goes on.
    pub begins_at: DateTime<Utc>,
    /// Whether its calls are those on the floor.
    pub begin: Begin,
}

/// The user's settings with what belongs to the recorded bank: its name, its calendar, the files that ship with the program.
pub fn desk_settings(settings: &Settings) -> config::DeskSettings {
    config::DeskSettings {
        hotline: Words { zh: "安明银行热线".into(), en: "Anonymous Bank".into() },
        site: PathBuf::new(),
        calendar: "bank-1999".into(),
        ..settings.desk.clone()
    }
}

/// Begins the day in an empty log; in any other, goes on with the day that is there.
pub async fn prepare(
    store: &Store,
    site: &Site,
    recorded: &RecordedDay,
    from: DateTime<Utc>,
) -> anyhow::Result<Play> {
    let head = store.head().await?;
    if head.seq > 0 {
        return go_on(store, head, recorded).await;
    }
    let settings = DeskSettings::new(site.catalogue.clone());
    let prepared = Prepared::at(from, recorded, settings, site.queues.clone(), Uuid::now_v7())?;
    let mut chain = Chain::default();
    let log = prepared.log.into_iter().map(|(at, actor, event)| Entry::chained(&mut chain, at, actor, event));
    // One transaction: a day half prepared is no day.
    store.append(&log.collect::<Result<Vec<_>, _>>()?, &[]).await?;
    Ok(Play { day: prepared.day, begins_at: from, begin: Begin::GoesOn })
}

async fn go_on(store: &Store, head: Chain, recorded: &RecordedDay) -> anyhow::Result<Play> {
    let last = store.read_after(head.seq - 1, 1).await?;
    let begins_at = last.first().map_or_else(Utc::now, |event| event.at);
    let mut callers = recorded.callers();
    callers.retain(|caller| caller.enters_at > begins_at);
    let mut agents = recorded.agents(AGENTS);
    agents.retain(|agent| agent.goes_at > begins_at);
    for agent in &mut agents {
        agent.comes_at = agent.comes_at.max(begins_at);
    }
    Ok(Play { day: Day::new(callers, agents, Uuid::now_v7()), begins_at, begin: Begin::Anew })
}
