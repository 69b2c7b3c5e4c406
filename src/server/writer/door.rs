//! The way to the writer for everybody else.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::{Job, Reply, Request, View};
use crate::{
    api::Me,
    domain::{Ticket, TicketId},
    server::{
        desk::{Ask, Input},
        problem::ApiError,
    },
};

/// An idempotency key, and what was asked under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Made by the client.
    pub id: Uuid,
    /// SHA-256 of method, path and body.
    pub request: [u8; 32],
}

/// The way to the writer. Requests are limited before they come here, so the queue needs no bound of its own.
#[derive(Clone)]
pub struct WriterDoor {
    jobs: mpsc::UnboundedSender<Job>,
    refusing: Refusing,
}

/// Whether the database refuses writes at present.
#[derive(Clone, Default)]
pub struct Refusing(Arc<AtomicBool>);

impl Refusing {
    pub fn set(&self, refusing: bool) {
        self.0.store(refusing, Ordering::Relaxed);
    }
}

impl WriterDoor {
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Job>, Refusing) {
        let (sender, jobs) = mpsc::unbounded_channel();
        let refusing = Refusing::default();
        (Self { jobs: sender, refusing: refusing.clone() }, jobs, refusing)
    }

    /// Whether the database refuses writes at present.
    pub fn is_refusing(&self) -> bool {
        self.refusing.0.load(Ordering::Relaxed)
    }

    /// Asks; the answer has been written down when it comes.
    pub async fn ask(&self, me: Arc<Me>, ask: Ask, key: Option<Key>) -> Reply {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Ask(Request { me, ask, key, reply }))?;
        answer.await.map_err(|_| ApiError::stopping())?
    }

    /// The floor as it is written.
    pub async fn look(&self) -> Result<Arc<View>, ApiError> {
        let (reply, view) = oneshot::channel();
        self.send(Job::Look(reply))?;
        view.await.map_err(|_| ApiError::stopping())
    }

    /// Tells the desk something; nobody to tell it to is no error while stopping.
    pub fn tell(&self, input: Input) {
        let _ = self.jobs.send(Job::Tell(input));
    }

    /// Tells the desk of tickets as they stand; false if what came of it could not be written.
    pub async fn tell_of(&self, tickets: Vec<TicketId>, input: fn(Box<Ticket>) -> Input) -> bool {
        let (done, written) = oneshot::channel();
        self.jobs.send(Job::TellOf { tickets, input, done }).is_ok() && written.await.is_ok()
    }

    /// Lets the writer finish what came before, and end.
    pub fn stop(&self) {
        let _ = self.jobs.send(Job::Stop);
    }

    fn send(&self, job: Job) -> Result<(), ApiError> {
        self.jobs.send(job).map_err(|_| ApiError::stopping())
    }
}
