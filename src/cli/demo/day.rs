//! The recorded day in its database: begun there, or gone on with where it ended.

use std::path::PathBuf;

use anyhow::ensure;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    office::Office,
    prepare::{AGENTS, Prepared},
};
use crate::{
    config::{self, Settings, Site},
    domain::{Chain, Words},
    import::RecordedDay,
    server::desk::DeskSettings,
    storage::{Entry, Store},
    switch::{Day, Past},
};

/// A day that is ready to go on.
pub struct Play {
    /// The day.
    pub day: Day,
    /// When it goes on.
    pub begins_at: DateTime<Utc>,
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
    office: &Office,
) -> anyhow::Result<Play> {
    if store.head().await?.seq > 0 {
        return go_on(store, recorded).await;
    }
    let settings = DeskSettings::new(site.catalogue.clone());
    let prepared =
        Prepared::at(from, recorded, settings, site.queues.clone(), Uuid::now_v7(), Some(office.clone()))?;
    let mut chain = Chain::default();
    let log = prepared.log.into_iter().map(|(at, actor, event)| Entry::chained(&mut chain, at, actor, event));
    // One transaction: a day half prepared is no day.
    store.append(&log.collect::<Result<Vec<_>, _>>()?, &[]).await?;
    Ok(Play { day: prepared.day, begins_at: from })
}

/// The day's clock stood still while nobody was there: it goes on at its last event, with whoever was on the floor then.
async fn go_on(store: &Store, recorded: &RecordedDay) -> anyhow::Result<Play> {
    let mut past = Past::default();
    store.walk(|event| past.apply(event.at, &event.event).map_err(anyhow::Error::from)).await?;
    let ours = past.ends_at() < recorded.at(NaiveTime::MIN) + TimeDelta::days(2);
    ensure!(ours, "the database there is not that of a recorded day; name another folder with --data-dir");
    let day = Day::after(&past, recorded.callers(), recorded.agents(AGENTS), Uuid::now_v7());
    Ok(Play { day, begins_at: past.ends_at() })
}
