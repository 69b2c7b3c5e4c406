//! Reports are folds of the log. It is read in parts by the readers of the database, so that neither the writer nor other requests wait,
//! and in the memory of what is under way; who asks for one more than a server makes at once is told to come again.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::task::spawn_blocking;

use super::problem::ApiError;
use crate::{
    api::WhichReport,
    domain::Event,
    metrics::{Fact, Fold, Ids, Labels, Ledger, Promise, tell},
    storage::{Store, StoreError, StoredEvent},
};

/// Events that are read at once.
const PART: u32 = 4_096;

/// What takes the events of a log one after the other.
pub trait Takes: Send + 'static {
    /// Takes one.
    fn take(&mut self, at: DateTime<Utc>, event: &Event);
}

/// Gives it the whole log, in order. The next part is read while the last one is folded.
///
/// # Errors
/// When the log cannot be read.
pub async fn fold<T: Takes>(store: &Arc<Store>, mut state: T) -> Result<T, ApiError> {
    let mut part = store.stored_after(0, PART).await?;
    while let Some(last) = part.last().map(|event| event.seq) {
        let folding = spawn_blocking(move || take_all(state, &part));
        let (folded, next) = tokio::join!(folding, store.stored_after(last, PART));
        state = folded.map_err(|error| ApiError::internal(&error))??;
        part = next?;
    }
    Ok(state)
}

fn take_all<T: Takes>(mut state: T, part: &[StoredEvent]) -> Result<T, StoreError> {
    for stored in part {
        let recorded = stored.decode()?;
        state.take(recorded.at, &recorded.event);
    }
    Ok(state)
}

/// The numbers of calls and agents, by what was promised at the time or by what is asked for.
pub struct Counting<L> {
    /// What was counted.
    pub ledger: L,
    fold: Fold<Ids>,
    target_s: Option<u32>,
    short_abandon_s: Option<u32>,
}

impl<L: Ledger<Ids>> Counting<L> {
    /// Nothing counted yet.
    pub fn new(ledger: L, which: &WhichReport) -> Self {
        let mut counting = Self {
            ledger,
            fold: Fold::default(),
            target_s: which.target_s,
            short_abandon_s: which.short_abandon_s,
        };
        counting.fold = Fold::new(counting.asked(Promise::default()).into());
        counting
    }

    /// Who is still signed in was so until now.
    pub fn until(mut self, now: DateTime<Utc>) -> L {
        self.fold.settle_all(now, &mut self.ledger);
        self.ledger
    }

    /// A promise as it is asked for.
    fn asked(&self, promise: Promise) -> Promise {
        Promise {
            target_s: self.target_s.unwrap_or(promise.target_s),
            short_abandon_s: self.short_abandon_s.unwrap_or(promise.short_abandon_s),
        }
    }
}

impl<L: Ledger<Ids> + Send + 'static> Takes for Counting<L> {
    fn take(&mut self, at: DateTime<Utc>, event: &Event) {
        tell(at, event, |at, fact| {
            let fact = match fact {
                Fact::Promised { queue, promise } => Fact::Promised { queue, promise: self.asked(promise) },
                other => other,
            };
            self.fold.apply(at, fact, &mut self.ledger);
        });
    }
}

/// Queues, service types and agents are called what they are called in the log: what programs and addresses name them by.
pub struct AsInLog;

impl Labels<Ids> for AsInLog {
    fn queue(&self, queue: &crate::domain::QueueId) -> String {
        queue.to_string()
    }

    fn service(&self, service: &crate::domain::ServiceType) -> String {
        service.to_string()
    }

    fn agent(&self, agent: &crate::domain::AgentId) -> String {
        agent.to_string()
    }
}
