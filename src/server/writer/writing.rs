//! The transaction under way: a task of its own, so that the desk decides the next one meanwhile.

use std::{future::pending, panic::resume_unwind, sync::Arc};

use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{Batch, View, batch::Record};
use crate::storage::{GivenAnswer, Store, StoreError};

/// The transaction under way.
pub struct Writing {
    batch: Batch,
    record: Arc<Record>,
    /// The floor as it is once this is written, if somebody wants to see it.
    view: Option<Arc<View>>,
    task: JoinHandle<Result<(), StoreError>>,
}

/// A transaction that is over.
pub struct Written {
    pub batch: Batch,
    pub view: Option<Arc<View>>,
    pub result: Result<(), StoreError>,
}

impl Writing {
    pub fn begin(store: Arc<Store>, mut batch: Batch, view: Option<Arc<View>>) -> Self {
        let record = Arc::new(std::mem::take(&mut batch.record));
        let written = record.clone();
        // What has nothing to write waits in no queue of the database.
        let task = tokio::spawn(async move {
            if written.is_empty() { Ok(()) } else { store.append(&written.entries, &written.answers).await }
        });
        Self { batch, record, view, task }
    }

    /// The answer given in it under this key.
    pub fn given(&self, key: Uuid) -> Option<&GivenAnswer> {
        self.record.answers.iter().chain(&self.batch.passing).find(|given| given.key == key)
    }

    /// Waits until it is over. It may be dropped at any time without losing anything.
    pub async fn over(&mut self) -> Result<(), StoreError> {
        match (&mut self.task).await {
            Ok(result) => result,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The whole runtime is ending.
                Err(_) => pending().await,
            },
        }
    }

    /// What it was about.
    pub fn ended(self, result: Result<(), StoreError>) -> Written {
        let Self { mut batch, record, view, .. } = self;
        batch.record = Arc::unwrap_or_clone(record);
        Written { batch, view, result }
    }
}

/// Waits for the transaction under way, for ever if there is none.
pub async fn over(writing: &mut Option<Writing>) -> Result<(), StoreError> {
    match writing {
        Some(writing) => writing.over().await,
        None => std::future::pending().await,
    }
}
