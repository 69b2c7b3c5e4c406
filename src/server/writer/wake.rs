//! What the writer waits for: the disk, the switch, requests, the desk's next timer.

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::{AGAIN, Job, MOST, Writer, writing::over};
use crate::{
    server::{clock::Clock, desk::Input},
    storage::StoreError,
    switch::SwitchEvent,
};

/// What the writer wakes up for.
pub enum Woken {
    /// The transaction under way is over.
    Written(Result<(), StoreError>),
    /// Somebody or something has come.
    Job(Job),
    /// What could not be written may be tried again.
    Again,
}

impl Writer {
    /// Waits for the next thing to do.
    pub(super) async fn woken(&mut self) -> Woken {
        let has_room = self.open.jobs < MOST;
        let (timer, refusing) = (self.desk.next_timer(), self.refusing.is_some());
        let has_again = !self.again.is_empty();
        let clock = self.parts.clock;
        tokio::select! {
            // What happened on the switch goes before what is asked because of it.
            biased;
            result = over(&mut self.writing) => Woken::Written(result),
            () = tokio::time::sleep(AGAIN), if has_again => Woken::Again,
            Some(event) = next_of(&mut self.parts.switch), if has_room && !has_again => {
                Woken::Job(Job::Tell(Input::Switch(event)))
            }
            job = self.parts.jobs.recv(), if has_room && !has_again => Woken::Job(job.unwrap_or(Job::Stop)),
            () = due(clock, timer, refusing), if has_room && !has_again => Woken::Job(Job::Tell(Input::Timer)),
        }
    }

    /// Takes all that waits with it, as far as there is room.
    pub(super) async fn turn_with(&mut self, mut jobs: Vec<Job>) {
        while self.open.jobs + jobs.len() < MOST
            && let Some(job) = self.waiting()
        {
            jobs.push(job);
        }
        let now = self.now();
        if self.refusing.is_none() && self.desk.next_timer().is_some_and(|timer| timer <= now) {
            // However much is asked, what is due is done.
            jobs.push(Job::Tell(Input::Timer));
        }
        self.turn(jobs).await;
    }

    /// What waits already.
    pub(super) fn waiting(&mut self) -> Option<Job> {
        let event = self.parts.switch.as_mut().and_then(|switch| switch.try_recv().ok());
        let told = event.map(|event| Job::Tell(Input::Switch(event)));
        told.or_else(|| self.parts.jobs.try_recv().ok())
    }
}

async fn next_of(events: &mut Option<mpsc::Receiver<SwitchEvent>>) -> Option<SwitchEvent> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

/// Waits for the timer. While the database refuses, what is due cannot be written: it is tried now and then.
async fn due(clock: Clock, at: Option<DateTime<Utc>>, refusing: bool) {
    if refusing {
        tokio::time::sleep(AGAIN).await;
    }
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
