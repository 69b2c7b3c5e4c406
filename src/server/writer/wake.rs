//! What the writer waits for: the switch, requests, the desk's next timer.

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::{AGAIN, Job, MOST, Writer};
use crate::{
    server::{clock::Clock, desk::Input},
    switch::SwitchEvent,
};

impl Writer {
    /// Waits for the next job; none when what could not be written may be tried again.
    pub(super) async fn next(&mut self) -> Option<Job> {
        let timer = self.desk.next_timer();
        let has_trouble = !self.again.is_empty() || self.refusing.is_some();
        // What was told and could not be written goes before what is told since.
        let takes_more = self.again.is_empty();
        let clock = self.parts.clock;
        tokio::select! {
            // What happened on the switch goes before what is asked because of it.
            biased;
            () = tokio::time::sleep(AGAIN), if has_trouble => None,
            Some(event) = next_of(&mut self.parts.switch), if takes_more => {
                Some(Job::Tell(Input::Switch(event)))
            }
            job = self.parts.jobs.recv(), if takes_more => Some(job.unwrap_or(Job::Stop)),
            // What is due while the database refuses is done once it takes writes.
            () = due(clock, timer), if takes_more && !has_trouble => Some(Job::Tell(Input::Timer)),
        }
    }

    /// Takes all that waits with it, as far as there is room.
    pub(super) async fn turn_with(&mut self, mut jobs: Vec<Job>) {
        while jobs.len() < MOST
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

async fn due(clock: Clock, at: Option<DateTime<Utc>>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
