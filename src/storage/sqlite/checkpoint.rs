//! Carrying what was written over from the write-ahead log into the file: by a connection of its own, while the writer goes on.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::Mutex;

use crate::storage::{Entry, StoreError};

/// Bytes of events after which it is done. With all that hangs on them the write-ahead log has some ten times as many.
const EVERY: usize = 1 << 20;

pub struct Checkpoints {
    connection: Arc<Mutex<SqliteConnection>>,
    /// Bytes of events written since the last.
    since: AtomicUsize,
}

impl Checkpoints {
    pub async fn open(options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let connection = Arc::new(Mutex::new(options.connect().await?));
        Ok(Self { connection, since: AtomicUsize::new(0) })
    }

    /// These have been written.
    pub fn note(&self, entries: &[Entry]) {
        let written: usize = entries.iter().map(|entry| entry.body.len()).sum();
        let since = self.since.fetch_add(written, Ordering::Relaxed) + written;
        if since < EVERY {
            return;
        }
        // One that is under way goes on.
        let Ok(mut connection) = self.connection.clone().try_lock_owned() else { return };
        self.since.store(0, Ordering::Relaxed);
        tokio::spawn(async move {
            // Passive: it waits for nobody and lets nobody wait.
            let checkpoint = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)");
            if let Err(error) = checkpoint.execute(&mut *connection).await {
                tracing::warn!(%error, "the write-ahead log grows for now");
            }
        });
    }

    /// Waits for one that is under way.
    pub async fn settle(&self) {
        drop(self.connection.lock().await);
    }
}
