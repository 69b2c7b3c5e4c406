//! What the writer does when it cannot write: the desk goes back to what the log says, and nothing that happened is forgotten.

use super::{AGAIN, Batch, Job, Writer, Written};
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

impl Writer {
    /// Nothing was written: the desk goes back to what the log says, askers are told, and what happened will be told again.
    pub(super) async fn undo(&mut self, batch: Batch, error: StoreError) -> Written {
        let problem = ApiError::from(&error);
        for (reply, _) in batch.replies {
            let _ = reply.send(Err(problem.clone()));
        }
        if error.is_refused_write() {
            self.again.extend(batch.told);
        } else {
            tracing::error!(%error, lost = batch.told.len(), "what happened cannot be written, now or later");
        }
        if self.refusing.is_none() {
            tracing::error!(%error, "the database refuses writes; trying again until it takes them");
        }
        self.parts.refusing.set(true);
        self.refusing = Some(error);
        self.fold_again().await;
        self.show(batch.looks);
        Written::No
    }

    pub(super) fn refuse(&mut self, jobs: Vec<Job>, error: StoreError) {
        let problem = ApiError::from(&error);
        for job in jobs {
            match job {
                Job::Ask(request) => drop(request.reply.send(Err(problem.clone()))),
                Job::Tell(Input::Timer) => {}
                Job::Tell(input) => self.again.push(input),
                Job::Look(look) => drop(look.send(self.view())),
                Job::Stop => self.stopping = true,
            }
        }
    }

    /// The last try, when the server stops: what cannot be written now is lost.
    pub(super) async fn finish(&mut self) {
        if !self.again.is_empty() {
            let again = self.again.drain(..).map(Job::Tell).collect();
            self.turn(again).await;
        }
        if !self.again.is_empty() {
            tracing::error!(lost = self.again.len(), "what happened last could not be written");
        }
    }

    async fn fold_again(&mut self) {
        loop {
            match fold(&self.parts.settings, &self.parts.store).await {
                Ok((desk, chain)) => {
                    (self.desk, self.chain, self.view) = (desk, chain, None);
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
