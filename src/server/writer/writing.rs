//! The way of the open batch to the disk: one batch at a time, while the next is decided. Only what is on the disk is told to anybody.

use std::sync::Arc;

use tokio::{sync::oneshot, task::JoinHandle};

use super::{Batch, View, Writer};
use crate::{domain::TicketId, storage::StoreError};

/// A batch on its way to the disk.
pub struct Writing {
    pub batch: Batch,
    /// The floor with all that is in it, if somebody wants to see that.
    view: Option<Arc<View>>,
    done: JoinHandle<Result<(), StoreError>>,
    /// What came of it, once that is known.
    outcome: Option<Result<(), StoreError>>,
}

impl Writing {
    /// Waits until it is on the disk, or refused. Whoever stops waiting may wait again.
    pub async fn finished(&mut self) {
        if self.outcome.is_none() {
            let ended = (&mut self.done).await;
            let outcome = ended.unwrap_or_else(|error| Err(StoreError::Unwritten(error.to_string())));
            self.outcome = Some(outcome);
        }
    }
}

impl Writer {
    /// Writes all that was decided, and waits until it is on the disk, or refused.
    pub(super) async fn flush(&mut self) {
        self.settle().await;
        self.write_if_idle();
        self.settle().await;
    }

    /// Begins to write what was decided, unless something is being written.
    pub(super) fn write_if_idle(&mut self) {
        if self.writing.is_some() || self.open.is_idle() {
            return;
        }
        let view = (!self.open.looks.is_empty()).then(|| self.view());
        let next = Batch::after(self.open.chain);
        let batch = std::mem::replace(&mut self.open, next);
        if batch.record.is_empty() {
            return self.keep(batch, view);
        }
        let (store, record) = (self.parts.store.clone(), batch.record.clone());
        let done = tokio::spawn(async move { store.append(&record.entries, &record.answers).await });
        self.writing = Some(Writing { batch, view, done, outcome: None });
    }

    /// Waits until what is being written is on the disk, or refused.
    pub(super) async fn settle(&mut self) {
        let Some(writing) = &mut self.writing else { return };
        writing.finished().await;
        match self.writing.take() {
            Some(Writing { batch, outcome: Some(Err(error)), .. }) => self.undo(batch, error).await,
            Some(Writing { batch, view, .. }) => self.keep(batch, view),
            None => {}
        }
    }

    /// Waits until all that was decided of a ticket is on the disk, or refused.
    pub(super) async fn settle_ticket(&mut self, id: TicketId) {
        if self.open.is_about(id) {
            self.flush().await;
        } else if self.writing.as_ref().is_some_and(|writing| writing.batch.is_about(id)) {
            self.settle().await;
        }
    }

    /// Everything is on the disk: promises may be made.
    fn keep(&mut self, batch: Batch, view: Option<Arc<View>>) {
        self.chain = batch.chain;
        let record = Arc::unwrap_or_clone(batch.record);
        self.settled.extend(record.answers);
        self.passing.extend(batch.passing);
        self.passing.drain(..self.passing.len().saturating_sub(super::PASSING));
        for (reply, answer) in batch.replies {
            let _ = reply.send(Ok(answer));
        }
        if let Some(switch) = &self.parts.commands {
            // A switch that is gone is told of by its link.
            batch.commands.into_iter().for_each(|command| drop(switch.send(command)));
        }
        if !record.entries.is_empty() {
            self.parts.hub.publish(record.entries.into_iter().map(|entry| entry.recorded).collect());
        }
        for done in batch.done {
            let _ = done.send(());
        }
        if let Some(view) = view {
            show(batch.looks, &view);
        }
    }
}

/// Shows the floor to those who asked for it.
pub fn show(looks: impl IntoIterator<Item = oneshot::Sender<Arc<View>>>, view: &Arc<View>) {
    for look in looks {
        let _ = look.send(view.clone());
    }
}
