//! The rounds of one webhook: looks through the log for what it is to be told, sends what is due, and writes down what came of it.
//! It must not know what a webhook is told, nor how.

use std::{collections::BTreeSet, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;
use tokio::{
    sync::{Notify, broadcast::Receiver, broadcast::error::RecvError},
    task::{JoinError, JoinSet},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::courier::{Courier, DeliveryError};
use crate::{
    domain::{Recorded, Topic},
    server::{attachments::Attachments, clock::Clock, hub::LiveBatch},
    storage::{Delivery, Fate, NewDelivery, Store, StoreError},
};

/// Deliveries of one webhook under way at once.
const AT_ONCE: usize = 4;
/// Events read from the log at once.
const PAGE: u32 = 512;
/// Events without anything to tell after which the place in the log is written down all the same.
const PASSED: u64 = 4_096;
/// Between two looks into the log: what happens meanwhile is written down in one go.
const GATHER: Duration = Duration::from_millis(50);
/// How long until it is looked whether another process has sent dead letters again, or a database that failed takes writes.
const LOOK: Duration = Duration::from_secs(10);

/// The rounds of one webhook.
pub struct Rounds {
    pub courier: Arc<Courier>,
    pub store: Arc<Store>,
    /// Files of tickets, for systems that take them.
    pub files: Attachments,
    pub clock: Clock,
    pub live: Receiver<Arc<LiveBatch>>,
    /// Rung when something may be due that was not.
    pub bell: Arc<Notify>,
    pub stopping: CancellationToken,
    /// The last event that was looked at.
    pub seq: u64,
    /// The last event that was written down as looked at.
    pub kept: u64,
    pub state: State,
}

/// What is under way.
#[derive(Default)]
pub struct State {
    /// Deliveries under way, and those whose fate is not written down yet.
    busy: BTreeSet<u64>,
    fates: Vec<(u64, Fate)>,
}

/// Tasks of their own: one that waits for the database while nobody listens to it would keep the place of who asks next.
type Flights = JoinSet<Landed>;
type Landed = (Delivery, Result<(), DeliveryError>);

impl Rounds {
    /// Works until the server stops. What is under way then is sent again by the next server: it may arrive twice, never not at all.
    pub async fn run(mut self) {
        let mut flights = Flights::new();
        loop {
            let looked = Instant::now();
            let next = self.round(&mut flights).await.unwrap_or_else(|error| {
                tracing::warn!(%error, hook = %self.courier.hook.id, "a webhook waits for the database");
                None
            });
            tokio::select! {
                () = self.stopping.cancelled() => return,
                heard = heard(&mut self.live, looked + GATHER) => if heard == Err(RecvError::Closed) { return },
                Some(landed) = flights.join_next() => self.land(landed, &mut flights),
                () = self.bell.notified() => {}
                () = due(self.clock, next) => {}
                () = sleep(LOOK) => {}
            }
        }
    }

    /// Gives when something is due next.
    async fn round(&mut self, flights: &mut Flights) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.settle().await?;
        self.look_through_log().await?;
        self.send(flights).await
    }

    async fn settle(&mut self) -> Result<(), StoreError> {
        if self.state.fates.is_empty() {
            return Ok(());
        }
        self.store.settle_deliveries(&self.courier.hook.id, &self.state.fates).await?;
        for (seq, _) in self.state.fates.drain(..) {
            self.state.busy.remove(&seq);
        }
        Ok(())
    }

    /// Writes down what is to be told of what has happened.
    async fn look_through_log(&mut self) -> Result<(), StoreError> {
        // What is read now need not be told of again.
        self.live = self.live.resubscribe();
        loop {
            let events = self.store.read_after(self.seq, PAGE).await?;
            let Some(last) = events.last().map(|last| last.seq) else { return Ok(()) };
            let now = self.clock.now();
            let new: Vec<NewDelivery> =
                events.iter().filter_map(|event| self.new_delivery(event, now)).collect();
            if !new.is_empty() || last - self.kept >= PASSED {
                self.store.queue_deliveries(&self.courier.hook.id, last, &new).await?;
                self.kept = last;
            }
            self.seq = last;
        }
    }

    fn new_delivery(&self, recorded: &Recorded, at: DateTime<Utc>) -> Option<NewDelivery> {
        let (topic, about) = Topic::of(&recorded.event)?;
        let is_wanted = self.courier.hook.topics.contains(&topic);
        is_wanted.then_some(NewDelivery { seq: recorded.seq, topic, about, at })
    }

    /// Sends what is due, as far as there is room.
    async fn send(&mut self, flights: &mut Flights) -> Result<Option<DateTime<Utc>>, StoreError> {
        let limit = self.state.busy.len() + AT_ONCE;
        let next = self.store.next_deliveries(&self.courier.hook.id, limit as u32).await?;
        let now = self.clock.now();
        for delivery in next {
            if self.state.busy.contains(&delivery.seq) {
                continue;
            }
            if delivery.at > now {
                return Ok(Some(delivery.at));
            }
            if self.state.busy.len() >= AT_ONCE {
                // The next that lands makes room.
                return Ok(None);
            }
            self.state.busy.insert(delivery.seq);
            flights.spawn(self.flight(delivery));
        }
        Ok(None)
    }

    fn flight(&self, delivery: Delivery) -> impl Future<Output = Landed> + use<> {
        let (courier, store, now) = (self.courier.clone(), self.store.clone(), self.clock.now());
        let files = self.files.clone();
        async move {
            let flight = AssertUnwindSafe(courier.deliver(&store, &files, delivery.seq, now)).catch_unwind();
            (delivery, flight.await.unwrap_or(Err(DeliveryError::Fault)))
        }
    }

    /// Takes this one and all others that have landed.
    fn land(&mut self, first: Result<Landed, JoinError>, flights: &mut Flights) {
        let mut landed = Some(first);
        while let Some(next) = landed {
            // A flight ends by itself, whatever happens in it.
            if let Ok((delivery, outcome)) = next {
                let fate = self.fate(delivery, outcome);
                self.state.fates.push((delivery.seq, fate));
            }
            landed = flights.try_join_next();
        }
    }

    fn fate(&self, delivery: Delivery, outcome: Result<(), DeliveryError>) -> Fate {
        let at = self.clock.now();
        let Err(error) = outcome else { return Fate::Arrived { at } };
        let (hook, seq, why) = (&self.courier.hook.id, delivery.seq, error.to_string());
        let wait = self.courier.hook.backoff.after(delivery.attempts + 1);
        match wait.and_then(|wait| TimeDelta::from_std(wait).ok()) {
            Some(wait) => Fate::Failed { next: at + wait, why },
            None => {
                tracing::warn!(%hook, seq, "a delivery is given up; `hotdesk webhook dead` says why");
                Fate::Died { at, why }
            }
        }
    }
}

/// Waits for the next news, not before this time.
async fn heard(live: &mut Receiver<Arc<LiveBatch>>, from: Instant) -> Result<(), RecvError> {
    sleep_until(from).await;
    live.recv().await.map(drop)
}

async fn due(clock: Clock, at: Option<DateTime<Utc>>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
