//! What happens to tickets by itself: warnings, deadlines, the end of waits. The next time is read from the store's index, so that a
//! million open tickets cost nothing while they wait, and what came while the server was down is done at its start.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{clock::Clock, desk::Input, hub::LiveBatch, writer::WriterDoor};
use crate::{
    domain::{Event, TicketId, clock::Calendar},
    storage::{DuePlace, Store, StoreError, TicketFilter},
};

/// Tickets told to the desk at once: few enough to leave room for those who ask.
const AT_ONCE: u32 = 64;
/// How long to wait before the database is asked again that failed, or before a ticket is tried again on which nothing came of it.
const AGAIN: Duration = Duration::from_secs(5);
/// The note of the calendar on which deadlines were counted last.
const CALENDAR: &str = "calendar";

/// Watches over the times of tickets.
pub struct Wakes {
    pub store: Arc<Store>,
    pub live: Receiver<Arc<LiveBatch>>,
    pub writer: WriterDoor,
    pub clock: Clock,
    pub calendar: Calendar,
}

impl Wakes {
    /// Works until the server stops. While deadlines are counted anew after a change of the calendar, times that come are heeded.
    pub async fn run(mut self) {
        let reckoning = Reckoning {
            store: self.store.clone(),
            writer: self.writer.clone(),
            calendar: self.calendar.clone(),
        };
        let reckoning = tokio::spawn(reckoning.run());
        self.watch().await;
        reckoning.abort();
    }

    async fn watch(&mut self) {
        loop {
            let next = self.store.next_wake().await;
            let goes_on = match next {
                Ok(next) => self.wait(next).await,
                Err(error) => {
                    tracing::warn!(%error, "the times of tickets cannot be read; trying again");
                    tokio::time::sleep(AGAIN).await;
                    true
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Waits for this time, or for another one to come before it. False once the server stops.
    async fn wait(&mut self, next: Option<DateTime<Utc>>) -> bool {
        let clock = self.clock;
        let due = async {
            match next {
                Some(next) => clock.sleep_until(next).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = due => {
                self.wake().await;
                true
            }
            goes_on = changed(&mut self.live) => goes_on,
        }
    }

    /// Tells the desk of the tickets whose time has come.
    async fn wake(&self) {
        let woken = self.store.woken(self.clock.now(), AT_ONCE).await.unwrap_or_default();
        let first = woken.first().copied();
        let written = self.writer.tell_of(woken, Input::TicketWoken).await;
        let stays = match first {
            Some(first) => self.is_still_due(first).await,
            None => false,
        };
        if !written || stays {
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn is_still_due(&self, id: TicketId) -> bool {
        let ticket = self.store.ticket(id).await.ok().flatten();
        let wake = ticket.and_then(|ticket| ticket.work.next_wake());
        wake.is_some_and(|wake| wake.at() <= self.clock.now())
    }
}

/// Counts deadlines anew when the calendar was changed.
struct Reckoning {
    store: Arc<Store>,
    writer: WriterDoor,
    calendar: Calendar,
}

impl Reckoning {
    async fn run(self) {
        while !self.reckon().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "deadlines could not be counted anew; trying again");
            false
        }) {
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Counts the deadlines of all open tickets anew if the calendar is not the one that they were counted on; the old ones are kept.
    /// False if that could not be written now.
    async fn reckon(&self) -> Result<bool, StoreError> {
        let digest = digest(&self.calendar);
        if self.store.meta(CALENDAR).await?.as_deref() == Some(&digest) {
            return Ok(true);
        }
        let mut after: Option<DuePlace> = None;
        loop {
            let page = self.store.tickets(&TicketFilter::default(), after, AT_ONCE).await?;
            let ids = page.items.iter().map(|ticket| ticket.id).collect();
            if !self.writer.tell_of(ids, Input::TicketReckoned).await {
                return Ok(false);
            }
            after = page.next.and_then(|next| next.parse().ok());
            if after.is_none() {
                break;
            }
        }
        self.store.set_meta(CALENDAR, &digest).await?;
        Ok(true)
    }
}

/// Waits until something was written that is about a ticket; false once nothing is written any more.
async fn changed(live: &mut Receiver<Arc<LiveBatch>>) -> bool {
    loop {
        match live.recv().await {
            Ok(batch) if batch.events().iter().any(|recorded| sets_a_time(&recorded.event)) => return true,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

fn sets_a_time(event: &Event) -> bool {
    event.ticket().is_some() && !matches!(event, Event::AttachmentRead { .. })
}

fn digest(calendar: &Calendar) -> String {
    // Calendars have text keys only, so encoding one cannot fail.
    let json = serde_json::to_vec(calendar).unwrap_or_default();
    hex::encode(Sha256::digest(json))
}
