//! The one writer of the floor, and its HTTP face. It must not know client or screens.
//!
//! Everything enters by [`Server::start`]: tests, `hotdesk server` and the demo use the same door. Inside, HTTP handlers, the switch
//! and timers all speak to the writer, which lets the pure [`desk`] decide, writes, and only then answers.

use std::{net::SocketAddr, sync::Arc};

use sha2::{Digest, Sha256};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc},
    task::{JoinHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{Catalogue, QueueSettings, clock::Calendar},
    storage::Store,
    switch::{Begin, SwitchCommand, SwitchEvent, SwitchLink},
};

mod app;
mod attachments;
mod auth;
mod clock;
pub mod desk;
mod extract;
mod guard;
mod handlers;
mod hooks;
mod housekeeping;
mod hub;
mod limits;
mod listener;
mod live;
mod looks;
mod masking;
mod presence;
mod problem;
mod recordings;
mod reports;
mod router;
mod sending;
mod streams;
mod switching;
mod wakes;
mod writer;

use app::{App, CatalogueText, Shared};
pub use attachments::{Attachments, TidyError};
pub use auth::{NewKey, PasswordError, USER_NAME_MAX, hash_password};
pub use clock::Clock;
use desk::DeskSettings;
pub use hooks::{DeliveryError, Hook, HookError, HooksError, WireError, standing, test_hook};
use hooks::{HookParts, Hooks};
use hub::Hub;
pub use limits::Limits;
use presence::Presence;
use recordings::Fetching;
pub use recordings::{Due, RecordingFolders, SwitchFolder, Unkept};
pub use router::document;
use wakes::Wakes;
use writer::{Writer, WriterDoor, WriterParts};

/// All that a server is made of.
pub struct ServerParts {
    /// Where it keeps its log.
    pub store: Store,
    /// How its desk decides.
    pub desk: DeskSettings,
    /// The queues as configured.
    pub queues: Vec<QueueSettings>,
    /// What time it is.
    pub clock: Clock,
    /// The phone switch; a server without one takes tickets and serves screens all the same.
    pub switch: Option<SwitchLink>,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What it allows at most.
    pub limits: Limits,
    /// Where recordings of calls come from and go to; none: they stay where they are.
    pub recordings: Option<RecordingFolders>,
    /// Where attachments of tickets are, and which are taken.
    pub attachments: Attachments,
    /// Other systems that are told of what happens.
    pub hooks: Vec<Hook>,
}

/// Starts servers.
pub struct Server;

/// A server that runs.
pub struct RunningServer {
    /// Where it listens.
    pub addr: SocketAddr,
    app: App,
    router: axum::Router,
    writer: JoinHandle<()>,
    listener: JoinHandle<()>,
    /// Of the webhooks.
    rounds: JoinSet<()>,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {why}; choose another address or stop the program that holds it")]
    Listen {
        /// Which.
        addr: SocketAddr,
        /// What the system says.
        why: std::io::Error,
    },
    /// Attachments of before cannot be put in order.
    #[error("attachments: {0}")]
    Attachments(#[from] TidyError),
    /// The log does not make a floor.
    #[error("{0}")]
    Fold(String),
    /// The catalogue cannot be encoded.
    #[error("the catalogue cannot be encoded: {0}")]
    Catalogue(#[from] serde_json::Error),
    /// Other systems cannot be told.
    #[error("webhooks: {0}")]
    Hooks(#[from] HooksError),
}

impl Server {
    /// Folds the log and begins to serve.
    ///
    /// # Errors
    /// When the address is taken or the log does not make a floor.
    pub async fn start(parts: ServerParts) -> Result<RunningServer, StartError> {
        let ServerParts { store, mut desk, queues, clock, switch, listen, limits, .. } = parts;
        parts.attachments.tidy(&store).await?;
        let (socket, addr) = bind(listen).await?;
        let (store, hub) = (Arc::new(store), Hub::new());
        let (door, jobs, refusing) = WriterDoor::new();
        let works = Works { store: store.clone(), hub: hub.clone(), door, clock };
        let begin = switch.as_ref().map_or(Begin::GoesOn, |link| link.begin);
        let (switch, commands) = switch.map(|link| link_up(link, &mut desk, &works.door)).unzip();
        desk.catalogue.attachments = Some(parts.attachments.rules());
        let catalogue = catalogue_text(&desk.catalogue)?;
        let (abilities, calendar) = (desk.abilities, desk.catalogue.calendar.clone());
        let to_call = desk.catalogue.states_to_call().into_iter().collect();
        let (units, numbers) = (desk.catalogue.units.clone(), desk.numbers.clone());
        let writing = WriterParts { settings: desk, store, clock, hub, jobs, refusing, switch, commands };
        let opened = Writer::open(writing, queues, begin).await;
        let writer = opened.map_err(|error| StartError::Fold(error.to_string()))?;
        works.fetch_recordings(&writer, parts.recordings.clone());
        works.watch_tickets(calendar);
        let stopping = CancellationToken::new();
        let files = parts.attachments.clone();
        let (hooks, rounds) = works.tell_others(parts.hooks, files, addr, &stopping).await?;
        let app = App::new(Shared {
            auth: auth::Auth::new(works.store.clone(), units.clone(), &limits),
            presence: works.expect_screens(&writer, &limits),
            store: works.store,
            writer: works.door,
            hub: works.hub,
            streams: streams::Streams::default(),
            looks: looks::Looks::default(),
            clock,
            catalogue,
            abilities,
            units,
            to_call,
            numbers,
            recordings: parts.recordings,
            attachments: parts.attachments,
            limits,
            requests: Arc::new(Semaphore::new(limits.requests)),
            reports: Arc::new(Semaphore::new(limits.reports)),
            sign_ins: Arc::new(Semaphore::new(limits.sign_ins)),
            stopping,
            hooks,
        });
        Ok(RunningServer::begin(app, writer, rounds, (socket, addr)))
    }
}

/// What everything beside the writer works with.
struct Works {
    store: Arc<Store>,
    hub: Hub,
    door: WriterDoor,
    clock: Clock,
}

impl Works {
    /// Recordings of calls are fetched from where the switch leaves them.
    fn fetch_recordings(&self, writer: &Writer, folders: Option<RecordingFolders>) {
        let fetching = Fetching {
            folders,
            unkept: writer.unkept(),
            seq: writer.seq(),
            store: self.store.clone(),
            live: self.hub.follow(),
            writer: self.door.clone(),
            clock: self.clock,
        };
        tokio::spawn(fetching.run());
    }

    /// What happens to tickets by itself happens in time.
    fn watch_tickets(&self, calendar: Calendar) {
        let (store, live, writer) = (self.store.clone(), self.hub.follow(), self.door.clone());
        tokio::spawn(Wakes { store, live, writer, clock: self.clock, calendar }.run());
    }

    /// Other systems are told of what happens, from this address, with the files that they take.
    async fn tell_others(
        &self,
        hooks: Vec<Hook>,
        files: Attachments,
        own: SocketAddr,
        stopping: &CancellationToken,
    ) -> Result<(Hooks, JoinSet<()>), HooksError> {
        let (store, hub, stopping) = (self.store.clone(), self.hub.clone(), stopping.clone());
        Hooks::begin(hooks, &HookParts { store, files, hub, clock: self.clock, own, stopping }).await
    }

    /// The screens of agents who were there before are waited for.
    fn expect_screens(&self, writer: &Writer, limits: &Limits) -> Presence {
        let presence = Presence::new(self.door.clone(), limits.grace);
        writer.expected().into_iter().for_each(|agent| presence.expect(agent));
        presence
    }
}

async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |why| StartError::Listen { addr: listen, why };
    let socket = TcpListener::bind(listen).await.map_err(failed)?;
    let addr = socket.local_addr().map_err(failed)?;
    Ok((socket, addr))
}

/// Ties the switch to the writer: its events, and the queue of commands that are passed on to it.
fn link_up(
    link: SwitchLink,
    desk: &mut DeskSettings,
    door: &WriterDoor,
) -> (mpsc::Receiver<SwitchEvent>, mpsc::UnboundedSender<SwitchCommand>) {
    desk.abilities = link.abilities;
    let (commands, orders) = mpsc::unbounded_channel();
    tokio::spawn(switching::pass_on(orders, link.commands, door.clone()));
    (link.events, commands)
}

impl RunningServer {
    fn begin(
        app: App,
        writer: Writer,
        rounds: JoinSet<()>,
        (socket, addr): (TcpListener, SocketAddr),
    ) -> Self {
        let router = router::router(app.clone());
        tokio::spawn(housekeeping::keep_house(app.clone()));
        let (stopping, grace) = (app.stopping.clone(), app.limits.grace);
        let listener = tokio::spawn(listener::serve(socket, router.clone(), stopping, grace));
        Self { addr, listener, writer: tokio::spawn(writer.run()), rounds, router, app }
    }

    /// The service itself, for requests that need no socket.
    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }

    /// The database that it writes to.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// Stops: no new requests, open ones are finished within the limit, streams are told, what was promised is written.
    /// The writer has the same time again: a disk that does not answer must not keep the server from ending.
    pub async fn shutdown(self) {
        let Self { app, mut writer, listener, mut rounds, .. } = self;
        app.stopping.cancel();
        if tokio::time::timeout(app.limits.stop, listener).await.is_err() {
            tracing::warn!("requests were still open when the time to stop was over");
        }
        app.writer.stop();
        match tokio::time::timeout(app.limits.stop, &mut writer).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the writer did not end in good order"),
            Err(_) => {
                tracing::error!("the writer could not end in time; what happened last is lost");
                writer.abort();
            }
        }
        while rounds.join_next().await.is_some() {}
        app.store.close().await;
    }
}

fn catalogue_text(catalogue: &Catalogue) -> Result<CatalogueText, serde_json::Error> {
    let json = serde_json::to_vec(catalogue)?;
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&json)[..16]));
    Ok(CatalogueText { json: json.into(), etag })
}
