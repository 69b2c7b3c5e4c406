//! The live stream: a snapshot, then every event once and in order, through any number of lost connections.
//!
//! A connection that breaks, or is silent for longer than the server's heartbeat, is opened again after a wait ([`super::Backoff`]), from the
//! last event that came: none is missing and none comes twice. Where that cannot be had (the server says so, the sequence has a gap, an
//! event cannot be read, the screen asks), a new snapshot is taken, in which everything is.

use std::{convert::Infallible, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{Stream, StreamExt};
use reqwest::{Method, header};
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use super::{
    Client, Jitter, SseParser,
    error::{ClientError, GarbledWhy, OfflineWhy},
    http::sent,
    skew::Skew,
};
use crate::api::{ClockReading, Code, LiveMessage, Snapshot};

/// What a screen hears.
#[derive(Debug)]
pub enum LiveUpdate {
    /// The whole floor; what is known from before is void.
    Connected(Box<Snapshot>),
    /// The stream flows again, from where it broke off.
    Resumed,
    /// The next message. Events come once, in order, since the snapshot without gap but those that the server says it passes over.
    Message(LiveMessage),
    /// How far the server's clock is ahead of this machine's; negative: behind; zero: no more than is worth telling. Comes when it changes.
    ClockSkew(TimeDelta),
    /// The server is out of reach; it is tried again by itself.
    Away {
        /// Since when: its last word, or the first try where it never spoke.
        since: Instant,
        /// Why.
        why: ClientError,
        /// When it is tried next.
        retry_in: Duration,
    },
    /// The server will not have us (session ended, user disabled, role, version). Waits for [`Resync::ask`].
    Ended(ClientError),
}

/// A stream that is followed until this is dropped.
pub struct Live {
    updates: mpsc::Receiver<LiveUpdate>,
    resync: Resync,
    task: JoinHandle<()>,
}

/// Asks for a new snapshot: the floor here and there disagree, or there is a new session. Cuts a wait short.
#[derive(Clone, Debug, Default)]
pub struct Resync(Arc<Notify>);

impl Live {
    /// Begins to follow.
    pub fn follow(client: Client, jitter: Jitter) -> Self {
        let (sender, updates) = mpsc::channel(WAITING);
        let resync = Resync::default();
        let follower = Follower {
            client,
            jitter,
            resync: resync.clone(),
            updates: sender,
            seen: None,
            failures: 0,
            heard_at: None,
            lost_at: None,
            opened_at: Utc::now(),
            skew: Skew::new(),
            asked: Asked::default(),
        };
        Self { updates, resync, task: tokio::spawn(follower.run()) }
    }

    /// The next update; waits for one.
    pub async fn next(&mut self) -> Option<LiveUpdate> {
        self.updates.recv().await
    }

    /// The next update, if it has come already: for those who draw once for all that waits.
    pub fn ready(&mut self) -> Option<LiveUpdate> {
        self.updates.try_recv().ok()
    }

    /// The handle by which a new snapshot is asked for.
    pub fn resync(&self) -> Resync {
        self.resync.clone()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Resync {
    /// Asks.
    pub fn ask(&self) {
        self.0.notify_one();
    }
}

/// Updates that wait for the screen; beyond, the stream itself waits.
const WAITING: usize = 1024;

struct Follower {
    client: Client,
    jitter: Jitter,
    resync: Resync,
    updates: mpsc::Sender<LiveUpdate>,
    /// The last event passed on, or told to be none of ours; none where only a snapshot helps.
    seen: Option<u64>,
    /// Failures since the stream last flowed.
    failures: u32,
    /// The server's last word.
    heard_at: Option<Instant>,
    lost_at: Option<Instant>,
    /// When the server was last asked for a stream.
    opened_at: DateTime<Utc>,
    skew: Skew,
    asked: Asked,
}

/// Snapshots asked for one soon after the other: a screen that agrees with none must not load the server with them.
#[derive(Default)]
struct Asked {
    last: Option<Instant>,
    again: u32,
}

/// What is asked for within this time of the last is asked for again. Longer than any wait between tries.
const SOON: Duration = Duration::from_secs(30);

impl Asked {
    /// Counts one more; gives how many came soon after another.
    fn count(&mut self, now: Instant) -> u32 {
        let soon = self.last.is_some_and(|last| now.duration_since(last) < SOON);
        self.again = if soon { self.again.saturating_add(1) } else { 0 };
        self.last = Some(now);
        self.again
    }
}

/// Why a connection is over.
enum Stop {
    /// Nobody listens any more.
    Unheard,
    /// The screen wants a snapshot: at once, if it did not only just have one.
    Asked,
    /// The stream cannot go on from here.
    OutOfStep,
    Failed(ClientError),
}

impl From<ClientError> for Stop {
    fn from(error: ClientError) -> Self {
        Self::Failed(error)
    }
}

impl Follower {
    async fn run(mut self) {
        loop {
            let Err(stop) = self.connect().await;
            if let Err(Stop::Unheard) = self.recover(stop).await {
                return;
            }
        }
    }

    /// One connection, from the snapshot or the last event on, until it is over.
    async fn connect(&mut self) -> Result<Infallible, Stop> {
        let resync = self.resync.clone();
        tokio::select! {
            () = resync.0.notified() => Err(Stop::Asked),
            over = self.flow() => over,
        }
    }

    async fn flow(&mut self) -> Result<Infallible, Stop> {
        self.client.ensure_session().await?;
        let seen = match self.seen {
            Some(seen) => seen,
            None => self.begin().await?,
        };
        self.opened_at = Utc::now();
        let mut chunks = Box::pin(self.open(seen).await?);
        let mut parser = SseParser::default();
        let silence = self.client.pace().heartbeat;
        loop {
            let chunk = timeout(silence, chunks.next()).await.map_err(|_| ClientError::silent(silence))?;
            let chunk = chunk.ok_or(ClientError::Offline(OfflineWhy::Closed))?.map_err(ClientError::from)?;
            self.flows().await?;
            if self.skew.was_set() {
                return Err(Stop::Asked);
            }
            for event in parser.push(chunk.as_ref()).map_err(garbled)? {
                let message = serde_json::from_str(&event.data);
                self.pass_on(message.map_err(|error| ClientError::unreadable(200, &error))?).await?;
            }
        }
    }

    async fn begin(&mut self) -> Result<u64, Stop> {
        let asked = Utc::now();
        let snapshot = self.client.floor().await?;
        let (seq, clock) = (snapshot.seq, snapshot.clock);
        self.seen = Some(seq);
        self.heard_at = Some(Instant::now());
        self.lost_at = None;
        self.tell(LiveUpdate::Connected(Box::new(snapshot))).await?;
        self.compare(&clock, asked).await?;
        Ok(seq)
    }

    async fn open(
        &self,
        seen: u64,
    ) -> Result<impl Stream<Item = reqwest::Result<impl AsRef<[u8]> + use<>>> + use<>, ClientError> {
        let request = self.client.request(Method::GET, self.client.at(&["live"]));
        let request = request.header("last-event-id", seen).header(header::ACCEPT, "text/event-stream");
        let patience = self.client.pace().answer;
        let response = timeout(patience, sent(request)).await.map_err(|_| ClientError::silent(patience))?;
        Ok(response?.bytes_stream())
    }

    /// Something came: the server is there.
    async fn flows(&mut self) -> Result<(), Stop> {
        self.failures = 0;
        self.heard_at = Some(Instant::now());
        match self.lost_at.take() {
            Some(_) => self.tell(LiveUpdate::Resumed).await,
            None => Ok(()),
        }
    }

    async fn pass_on(&mut self, message: LiveMessage) -> Result<(), Stop> {
        match &message {
            LiveMessage::Event { recorded } => {
                let seen = self.seen.unwrap_or_default();
                if recorded.seq <= seen {
                    return Ok(());
                }
                if recorded.seq != seen + 1 {
                    return Err(Stop::OutOfStep);
                }
                self.seen = Some(recorded.seq);
            }
            LiveMessage::Passed { after, to } => {
                let seen = self.seen.unwrap_or_default();
                if *to <= seen {
                    return Ok(());
                }
                if *after > seen {
                    return Err(Stop::OutOfStep);
                }
                self.seen = Some(*to);
            }
            LiveMessage::Resync => return Err(Stop::OutOfStep),
            LiveMessage::Clock { clock, .. } => self.compare(clock, self.opened_at).await?,
            LiveMessage::Stopping => {}
        }
        self.tell(LiveUpdate::Message(message)).await
    }

    async fn compare(&mut self, clock: &ClockReading, asked: DateTime<Utc>) -> Result<(), Stop> {
        match self.skew.read(clock, asked) {
            Some(skew) => self.tell(LiveUpdate::ClockSkew(skew)).await,
            None => Ok(()),
        }
    }

    /// Decides how the next connection begins, and waits until it is time for it.
    async fn recover(&mut self, stop: Stop) -> Result<(), Stop> {
        match stop {
            Stop::Unheard => return Err(Stop::Unheard),
            Stop::Asked => {
                self.seen = None;
                let again = self.asked.count(Instant::now());
                if again > 0 {
                    sleep(self.client.pace().backoff.delay(again, (self.jitter)())).await;
                }
            }
            Stop::OutOfStep => {
                self.seen = None;
                let wait = self.next_wait();
                self.wait(wait).await;
            }
            Stop::Failed(why) if is_final(&why) && !self.mends(&why) => {
                self.seen = None;
                self.tell(LiveUpdate::Ended(why)).await?;
                self.resync.0.notified().await;
            }
            Stop::Failed(why) => {
                if let ClientError::Garbled { .. } = why {
                    self.seen = None;
                }
                let retry_in = self.next_wait();
                let since = *self.lost_at.get_or_insert_with(|| self.heard_at.unwrap_or_else(Instant::now));
                self.tell(LiveUpdate::Away { since, why, retry_in }).await?;
                self.wait(retry_in).await;
            }
        }
        Ok(())
    }

    /// A session that has ended is begun again by whoever knows how.
    fn mends(&self, why: &ClientError) -> bool {
        why.code() == Some(Code::SessionExpired) && self.client.can_begin_anew()
    }

    fn next_wait(&mut self) -> Duration {
        self.failures = self.failures.saturating_add(1);
        self.client.pace().backoff.delay(self.failures, (self.jitter)())
    }

    async fn wait(&mut self, time: Duration) {
        tokio::select! {
            () = self.resync.0.notified() => self.seen = None,
            () = sleep(time) => {}
        }
    }

    async fn tell(&self, update: LiveUpdate) -> Result<(), Stop> {
        self.updates.send(update).await.map_err(|_| Stop::Unheard)
    }
}

fn garbled(error: super::SseError) -> ClientError {
    ClientError::Garbled { status: 200, why: Some(GarbledWhy::Stream(error)) }
}

/// What no waiting helps against.
fn is_final(error: &ClientError) -> bool {
    match error.code() {
        Some(
            Code::SessionExpired
            | Code::WrongPassword
            | Code::UserDisabled
            | Code::Forbidden
            | Code::OtherVersion,
        ) => true,
        Some(_) => false,
        None => matches!(error, ClientError::Address { .. }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_asked_for_soon_after_each_other_are_counted() {
        let begin = Instant::now();
        let mut asked = Asked::default();
        let counts = [0, 1, 20, 60, 61].map(|second| asked.count(begin + Duration::from_secs(second)));
        assert_eq!(counts, [0, 1, 2, 0, 1]);
    }
}
