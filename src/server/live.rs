//! Live streams: what a reader has missed from the log, then what is written, without gap or double.
//!
//! A stream follows the hub before it reads the log, so that nothing falls between; what comes twice is known by its sequence.
//! A handling unit's stream holds what concerns it alone, and says which events it leaves out, so that its reader knows of no gap.
//! A reader who is slower than the floor is cut and resumes at its last event; one who is too far behind takes a new snapshot.

use std::{convert::Infallible, sync::Arc};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::{
    sync::{broadcast, broadcast::error::RecvError, mpsc},
    time::{Instant, MissedTickBehavior, interval_at},
};

use super::{
    app::App,
    auth::Token,
    hub::{LiveBatch, frame, frames, passed},
    masking::{Sight, is_for_a_unit},
    presence::Present,
    problem::ApiError,
    streams::Counted,
};
use crate::{
    api::{Code, LiveMessage, Me},
    domain::{Recorded, UnitId},
    storage::StoreError,
};

mod concerns;

pub use concerns::Concerns;

/// Frames that wait for a socket; beyond, the stream waits and falls behind.
const WAITING: usize = 64;
/// Events read from the log at once.
const PAGE: u32 = 512;
const HEARTBEAT: &[u8] = b":\n\n";

/// Opens a stream of everything after `from`, as long as the session lasts.
pub fn open(app: &App, me: &Me, token: Token, from: u64) -> Result<Body, ApiError> {
    let counted = app.streams.count(&me.user, app.limits.streams, app.limits.streams_per_user)?;
    let present = me.agent.clone().map(|agent| app.presence.open(agent));
    let (frames, waiting) = mpsc::channel(WAITING);
    let reach = if is_for_a_unit(me) { Reach::Unit(me.unit.clone()) } else { Reach::Everything };
    let (app, sight) = (app.clone(), Sight::of(me));
    let follower = Follower { app, sight, reach, token, sent: from, told: from, frames };
    tokio::spawn(async move {
        let _held: (Counted, Option<Present>) = (counted, present);
        follower.follow().await;
    });
    let next = async |mut waiting: mpsc::Receiver<Bytes>| {
        waiting.recv().await.map(|bytes| (Ok::<_, Infallible>(bytes), waiting))
    };
    Ok(Body::from_stream(stream::unfold(waiting, next)))
}

/// One reader.
struct Follower {
    app: App,
    sight: Sight,
    reach: Reach,
    /// Of the session that it lives in.
    token: Token,
    /// The last event sent, or left out.
    sent: u64,
    /// The last event that the reader knows of.
    told: u64,
    frames: mpsc::Sender<Bytes>,
}

/// Which events a stream holds.
enum Reach {
    /// All of them.
    Everything,
    /// Those that concern this unit.
    Unit(Option<UnitId>),
}

/// Why a stream ends.
enum End {
    /// The reader is gone or too slow, and resumes at its last event; or its session has ended.
    Cut,
    /// The reader is too far behind, and is told to take a new snapshot.
    Behind,
    /// The server stops, and says so.
    Stopping,
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a live stream cannot read the log");
        Self::Cut
    }
}

impl Follower {
    async fn follow(mut self) {
        let stopping = self.app.stopping.clone();
        let end = tokio::select! {
            end = self.work() => end,
            () = stopping.cancelled() => End::Stopping,
        };
        let last = match end {
            End::Cut => return,
            End::Behind => LiveMessage::Resync,
            End::Stopping => LiveMessage::Stopping,
        };
        // A reader with a full socket hears it by the end of the stream.
        let _ = self.frames.try_send(frame(&last));
    }

    async fn work(&mut self) -> End {
        let hub = self.app.hub.follow();
        let Err(end) = self.try_work(hub).await;
        end
    }

    async fn try_work(&mut self, mut hub: broadcast::Receiver<Arc<LiveBatch>>) -> Result<Infallible, End> {
        self.send(frame(&LiveMessage::Clock {
            clock: self.app.clock.reading(),
            abilities: Some(self.app.abilities),
        }))
        .await?;
        self.catch_up().await?;
        let period = self.app.limits.heartbeat;
        let mut heartbeat = interval_at(Instant::now() + period, period);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                batch = hub.recv() => self.pass_on(batch).await?,
                _ = heartbeat.tick() => self.beat().await?,
                () = self.frames.closed() => return Err(End::Cut),
            }
        }
    }

    /// Everything that was written before the hub was followed.
    async fn catch_up(&mut self) -> Result<(), End> {
        let head = self.app.store.head().await?.seq;
        if self.sent > head || head - self.sent > self.app.limits.catch_up {
            return Err(End::Behind);
        }
        loop {
            let missed = self.app.store.read_after(self.sent, PAGE).await?;
            let Some(last) = missed.last() else { return Ok(()) };
            let last = last.seq;
            let frames = match self.reach {
                Reach::Everything => frames(&missed, self.sight),
                Reach::Unit(_) => self.choose(&missed, &Concerns::of(&missed, &self.app.store).await?),
            };
            self.send_up_to(last, frames).await?;
        }
    }

    async fn pass_on(&mut self, batch: Result<Arc<LiveBatch>, RecvError>) -> Result<(), End> {
        // Lagged: the hub has thrown away what this reader has not taken. It resumes from the log.
        let batch = batch.map_err(|_| End::Cut)?;
        if batch.last_seq() <= self.sent {
            return Ok(());
        }
        let frames = match self.reach {
            Reach::Everything => batch.frames_after(self.sent, self.sight),
            Reach::Unit(_) => self.choose(batch.events(), batch.concerns(&self.app.store).await?),
        };
        self.send_up_to(batch.last_seq(), frames).await
    }

    /// The frames of events that concern the reader's unit, each after word of what was left out before it.
    fn choose(&mut self, events: &[Recorded], concerns: &Concerns) -> Bytes {
        let Reach::Unit(own) = &self.reach else { return Bytes::new() };
        let mut chosen = Vec::new();
        for (recorded, concerns_it) in events.iter().zip(concerns.with(own.as_ref(), &self.app.units)) {
            if recorded.seq <= self.sent || !concerns_it {
                continue;
            }
            if recorded.seq > self.told + 1 {
                chosen.extend_from_slice(&passed(self.told, recorded.seq - 1));
            }
            chosen.extend_from_slice(&frames([recorded], self.sight));
            self.told = recorded.seq;
        }
        chosen.into()
    }

    /// Sends what is to be sent of all events up to this one.
    async fn send_up_to(&mut self, last: u64, frames: Bytes) -> Result<(), End> {
        self.sent = last;
        if let Reach::Everything = self.reach {
            self.told = last;
        }
        if frames.is_empty() { Ok(()) } else { self.send(frames).await }
    }

    /// Tells that the stream lives, if its session does, and how far it has come. A database that cannot be asked ends no stream.
    async fn beat(&mut self) -> Result<(), End> {
        match self.app.auth.still(&self.token).await {
            Err(ended) if matches!(ended.code(), Code::SessionExpired | Code::UserDisabled) => Err(End::Cut),
            _ if self.told < self.sent => {
                let word = passed(std::mem::replace(&mut self.told, self.sent), self.sent);
                self.send(word).await
            }
            _ => self.send(Bytes::from_static(HEARTBEAT)).await,
        }
    }

    /// A reader that takes nothing for the grace time is as good as gone.
    async fn send(&self, frames: Bytes) -> Result<(), End> {
        self.frames.send_timeout(frames, self.app.limits.grace).await.map_err(|_| End::Cut)
    }
}
