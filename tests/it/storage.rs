//! The store: one contract for every engine, the log that is the truth, and databases that are not ours.

mod contract;
mod finding;
mod foreign;
mod old_log;
mod people;
pub mod sample;

use std::path::Path;

use hotdesk::{
    domain::{Actor, Chain, Event},
    storage::{Entry, Options, Store},
};

/// Runs a test on each engine, with an empty database of its own.
async fn each_engine(test: impl AsyncFn(&Store)) {
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = open(&folder.path().join("desk.db")).await;
    for store in [sqlite] {
        test(&store).await;
        store.close().await;
    }
}

pub async fn open(path: &Path) -> Store {
    Store::open(&Options::file(path)).await.expect("a database")
}

/// Events chained to the end of a log.
pub fn chained(
    chain: &mut Chain,
    events: impl IntoIterator<Item = (chrono::DateTime<chrono::Utc>, Actor, Event)>,
) -> Vec<Entry> {
    let entry = |(at, actor, event)| Entry::chained(chain, at, actor, event).expect("events are encoded");
    events.into_iter().map(entry).collect()
}
