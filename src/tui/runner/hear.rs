//! The live stream, as news for the desk and as the scene's clock.

use tokio::task::JoinSet;

use super::jitter;
use crate::{
    api::{ClockReading, Code, LiveMessage, Problem, Snapshot},
    client::{Client, ClientError, Drawer, Live, LiveUpdate, Resync},
    tui::{
        desk::{LinkNews, Msg, News},
        runtime::Sender,
    },
};

/// Live messages that go to the screen as one.
const MOST: usize = 256;

struct Listener {
    client: Client,
    live: Live,
    drawer: Option<Drawer>,
    sender: Sender<Msg>,
}

/// Follows the stream in a task; gives the handle by which a new snapshot is asked for.
pub(super) fn follow(
    tasks: &mut JoinSet<()>,
    client: &Client,
    drawer: Option<&Drawer>,
    sender: &Sender<Msg>,
) -> Resync {
    let live = Live::follow(client.clone(), jitter());
    let resync = live.resync();
    let listener = Listener { client: client.clone(), live, drawer: drawer.cloned(), sender: sender.clone() };
    tasks.spawn(listener.run());
    resync
}

impl Listener {
    async fn run(mut self) {
        let mut next = self.live.next().await;
        while let Some(update) = next {
            let left = self.hear(update).await;
            next = match left {
                Some(update) => Some(update),
                None => self.live.next().await,
            };
        }
    }

    /// Passes an update on; gives one that was taken off the stream while gathering.
    async fn hear(&mut self, update: LiveUpdate) -> Option<LiveUpdate> {
        match update {
            LiveUpdate::Connected(snapshot) => self.connected(snapshot).await,
            LiveUpdate::Resumed => self.is_back(),
            LiveUpdate::Message(message) => return self.gather(message),
            LiveUpdate::ClockSkew(skew) => self.tell(News::ClockSkew { seconds: skew.num_seconds() }),
            LiveUpdate::Away { why, since, .. } => {
                tracing::info!(error = %why, "the server is out of reach");
                let silent_s = u32::try_from(since.elapsed().as_secs()).unwrap_or(u32::MAX);
                self.tell(News::Link(LinkNews::Away { silent_s }));
            }
            LiveUpdate::Ended(why) => self.tell(News::Link(LinkNews::Ended(problem(&why)))),
        }
        None
    }

    /// A new snapshot comes with the catalogue, which a restarted server may have changed.
    async fn connected(&self, snapshot: Box<Snapshot>) {
        match self.client.catalogue().await {
            Ok(catalogue) => self.tell(News::Catalogue(Box::new(catalogue))),
            Err(error) => {
                tracing::warn!(%error, "the catalogue did not come; asking again");
                let resync = self.live.resync();
                let wait = self.client.pace().backoff.first;
                tokio::spawn(async move {
                    tokio::time::sleep(wait).await;
                    resync.ask();
                });
            }
        }
        self.set_clock(snapshot.clock);
        self.tell(News::Snapshot(snapshot));
        self.is_back();
    }

    fn is_back(&self) {
        self.tell(News::Link(LinkNews::Up));
        if let Some(drawer) = &self.drawer {
            drawer.wake();
        }
    }

    /// All that has come goes to the screen as one message.
    fn gather(&mut self, first: LiveMessage) -> Option<LiveUpdate> {
        let mut messages = vec![first];
        let mut left = None;
        while messages.len() < MOST {
            match self.live.ready() {
                Some(LiveUpdate::Message(message)) => messages.push(message),
                other => {
                    left = other;
                    break;
                }
            }
        }
        for message in &messages {
            if let LiveMessage::Clock { clock, .. } = message {
                self.set_clock(*clock);
            }
        }
        self.tell(News::Live(messages));
        left
    }

    fn set_clock(&self, clock: ClockReading) {
        self.sender.rebase(clock.now, clock.speed);
    }

    fn tell(&self, news: News) {
        self.sender.send(Msg::Desk(news));
    }
}

/// Why the server will not have us, in its words where it spoke.
fn problem(error: &ClientError) -> Problem {
    error.problem().cloned().unwrap_or_else(|| Problem {
        status: 0,
        code: Code::Internal,
        title: String::new(),
        detail: error.to_string(),
        fields: Vec::new(),
        retry_after_s: None,
    })
}
