//! What the writer does when it cannot write: the desk goes back to what the log says, and nothing that happened is forgotten.

use std::collections::VecDeque;

use super::{AGAIN, Batch, Job, MOST, Writer};
use crate::{
    domain::{Chain, Illegal},
    server::{
        desk::{Desk, DeskSettings, Input},
        problem::ApiError,
    },
    storage::{Store, StoreError},
};

/// Why a desk cannot be folded from its log.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("event {seq} of the log does not fit what came before: {why}; run `hotdesk verify`")]
    Illegal { seq: u64, why: Illegal },
}

/// What was told and could not be written: told again, in order.
#[derive(Default)]
pub(super) struct Again {
    inputs: VecDeque<Input>,
    /// Something among them cannot be written at all: it is found by writing each alone.
    one_by_one: bool,
}

impl Again {
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }
}

impl Writer {
    /// Whether the database takes writes, if it refused the last: folding the desk anew is dear.
    pub(super) async fn try_database(&mut self) -> Result<(), StoreError> {
        if self.refusing.is_none() {
            return Ok(());
        }
        self.parts.store.set_meta("tried", &self.parts.clock.now().to_rfc3339()).await?;
        self.refusing = None;
        self.parts.refusing.set(false);
        tracing::info!("the database takes writes again");
        Ok(())
    }

    /// Nothing was written: the desk goes back to what the log says, askers are told, and what happened will be told again.
    pub(super) async fn undo(&mut self, batch: Batch, error: StoreError) {
        if self.refusing.is_none() {
            tracing::error!(%error, "the database refuses writes; trying again until it takes them");
        }
        self.remember(batch.told, batch.jobs == 1, &error);
        let problem = ApiError::from(&error);
        for (reply, _) in batch.replies {
            let _ = reply.send(Err(problem.clone()));
        }
        self.parts.refusing.set(error.is_refused_write());
        self.refusing = Some(error);
        self.fold_again().await;
        self.show(batch.looks);
    }

    /// What happened is told again; only what cannot be written alone is lost.
    fn remember(&mut self, told: Vec<Input>, alone: bool, error: &StoreError) {
        if !error.is_refused_write() {
            if alone {
                tracing::error!(%error, lost = told.len(), "what happened cannot be written, now or later");
                return;
            }
            self.again.one_by_one = true;
        }
        told.into_iter().rev().for_each(|input| self.again.inputs.push_front(input));
    }

    /// Tells again what could not be written. While that is refused, so is everything else.
    pub(super) async fn try_again(&mut self) {
        self.tell_again().await;
        if let Some(error) = self.refusing.take() {
            let waiting = std::iter::from_fn(|| self.waiting()).collect();
            self.refuse(waiting, &error);
            self.refusing = Some(error);
        }
    }

    async fn tell_again(&mut self) {
        if let Err(error) = self.try_database().await {
            self.refusing = Some(error);
            return;
        }
        while self.refusing.is_none()
            && let Some(input) = self.again.inputs.pop_front()
        {
            self.tell(input);
            self.open.jobs += 1;
            if self.again.one_by_one || self.open.jobs == MOST {
                self.flush().await;
            }
        }
        self.flush().await;
        self.again.one_by_one &= !self.again.is_empty();
    }

    pub(super) fn refuse(&mut self, jobs: Vec<Job>, error: &StoreError) {
        let problem = ApiError::from(error);
        for job in jobs {
            match job {
                Job::Ask(request) => drop(request.reply.send(Err(problem.clone()))),
                // What a time brings comes again by itself.
                Job::Tell(Input::Timer) | Job::TellOf { .. } => {}
                Job::Tell(input) => self.again.inputs.push_back(input),
                Job::Look(look) => self.open.looks.push(look),
                Job::Stop => self.stopping = true,
            }
        }
    }

    /// The last try, when the server stops: what cannot be written now is lost.
    pub(super) async fn finish(&mut self) {
        self.flush().await;
        if !self.again.is_empty() {
            self.tell_again().await;
        }
        if !self.again.is_empty() {
            tracing::error!(lost = self.again.inputs.len(), "what happened last could not be written");
        }
    }

    async fn fold_again(&mut self) {
        loop {
            match fold(&self.parts.settings, &self.parts.store).await {
                Ok((desk, chain)) => {
                    (self.desk, self.chain, self.view) = (desk, chain, None);
                    self.open = Batch::after(chain);
                    return;
                }
                Err(error) => {
                    tracing::error!(%error, "the floor cannot be folded from the log; trying again");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }
}

/// The desk that the stored log adds up to, and the end of the log.
pub(super) async fn fold(settings: &DeskSettings, store: &Store) -> Result<(Desk, Chain), FoldError> {
    let mut desk = Desk::new(settings.clone());
    let chain = store
        .walk(|recorded| desk.replay(&recorded).map_err(|why| FoldError::Illegal { seq: recorded.seq, why }))
        .await?;
    Ok((desk, chain))
}
