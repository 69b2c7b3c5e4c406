//! Performs the effects of all three screens, and tells them what the server says: the only place of the screens that knows the client.
//!
//! ```text
//!  Effect::Ask ────────▶ ask ──▶ client ──▶ Msg::Answer
//!  Effect::SaveDraft, Submit, Promise ──▶ drawer ──▶ Msg::Drafts, Msg::Outbox
//!  live stream ────────▶ hear ─▶ Msg::Desk(News), and the scene's clock
//! ```
//!
//! A draft is on disk when [`Runner::run`] returns, before the next key is read. It must not know any screen.

mod ask;
mod files;
mod hear;
mod keep;

use std::{path::PathBuf, time::Duration};

use chrono_tz::Tz;
use tokio::{sync::mpsc, task::JoinSet, time::timeout};
use uuid::Uuid;

use super::{
    desk::{DraftReport, Msg, News, RequestId, Say},
    effect::{Effect, Request},
    runtime::{Notice, Runner, Sender},
    words::Words,
};
use crate::client::{Client, Drawer, Jitter, OpenDrawer, Resync, Sending};

/// The runner of a screen.
pub struct DeskRunner {
    client: Client,
    words: Words,
    resync: Resync,
    /// Marks of a script, which must reach the server in the order in which they were made.
    marks: mpsc::UnboundedSender<(RequestId, Request)>,
    drawer: Option<Drawer>,
    /// Sends what waits in the drawer's outbox until it is dropped.
    sending: Option<Sending>,
    /// Submissions and promises that are not yet on disk.
    submissions: JoinSet<()>,
    /// Everything else that is under way; it ends with the runner.
    tasks: JoinSet<()>,
    /// The folder into which recordings are saved.
    heard: PathBuf,
    /// The session ends with the screen.
    leaves: bool,
}

/// Signing out takes no longer than this: a server that is away ends the session by itself.
const GOODBYE: Duration = Duration::from_secs(2);

impl DeskRunner {
    /// Begins to work for a screen of a user who is signed in: follows the live stream, and offers the drafts found on this machine.
    /// Screens that write no tickets need no drawer. `zone` is that of times before the server has said its own.
    pub fn start(
        client: Client,
        user: String,
        words: Words,
        zone: Tz,
        open: Option<OpenDrawer>,
        sender: &Sender<Msg>,
    ) -> Self {
        let seed = Uuid::from_u128(rand::random());
        sender.send(Msg::Desk(News::Started { seed, locale: words.locale, user, zone }));
        let mut tasks = JoinSet::new();
        let resync = hear::follow(&mut tasks, &client, open.as_ref().map(|open| &open.drawer), sender);
        let marks = ask::in_order(&mut tasks, &client, sender);
        let (drawer, sending) = match open {
            Some(OpenDrawer { drawer, news, drafts }) => {
                sender.send(Msg::Drafts(DraftReport::Found(drafts)));
                keep::follow(&mut tasks, drawer.clone(), news, sender.clone());
                let sending = drawer.send(client.clone(), jitter());
                (Some(drawer), Some(sending))
            }
            None => (None, None),
        };
        let submissions = JoinSet::new();
        let heard = PathBuf::new();
        Self { client, words, resync, marks, drawer, sending, submissions, tasks, heard, leaves: false }
    }

    /// Saves recordings into this folder, instead of the one that the program was started in.
    pub fn saving_to(self, heard: PathBuf) -> Self {
        Self { heard, ..self }
    }

    fn ask(&mut self, id: RequestId, request: Request, sender: &Sender<Msg>) {
        if let Request::Mark { .. } = request {
            // The lane ends only with the runner.
            let _ = self.marks.send((id, request));
            return;
        }
        let (client, heard, sender) = (self.client.clone(), self.heard.clone(), sender.clone());
        self.tasks.spawn(async move { ask::answer(&client, id, request, &heard, &sender).await });
    }

    fn notify(&self, title: &Say, body: &Say, sender: &Sender<Msg>) {
        sender.notify(Notice { title: title.in_words(&self.words), body: body.in_words(&self.words) });
    }

    async fn sign_out(&self) {
        match timeout(GOODBYE, self.client.sign_out()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the session was not ended"),
            Err(_) => tracing::warn!("the session was not ended: the server does not answer"),
        }
    }

    /// Forgets tasks that are done.
    fn sweep(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        while self.submissions.try_join_next().is_some() {}
    }
}

impl Runner for DeskRunner {
    type Effect = Effect;
    type Msg = Msg;

    fn run(&mut self, effect: Effect, sender: &Sender<Msg>) {
        self.sweep();
        match effect {
            Effect::Ask { id, request } => self.ask(id, request, sender),
            Effect::Resync => self.resync.ask(),
            Effect::Notify { title, body } => self.notify(&title, &body, sender),
            Effect::SaveDraft { draft, change } => {
                if let Some(drawer) = &self.drawer {
                    keep::save(drawer, &draft, change, sender);
                }
            }
            Effect::DropDraft(draft) => {
                if let Some(drawer) = &self.drawer {
                    drawer.discard(draft);
                }
            }
            Effect::Submit(submit) => {
                if let Some(drawer) = self.drawer.clone() {
                    self.submissions.spawn(keep::submit(drawer, submit, sender.clone()));
                }
            }
            Effect::Promise { callback, promise } => {
                if let Some(drawer) = self.drawer.clone() {
                    self.submissions.spawn(keep::promise(drawer, callback, promise, sender.clone()));
                }
            }
            Effect::SignOut => self.leaves = true,
        }
    }

    /// Every submission is in the outbox on disk, and every draft is saved for good; then the session ends, if it shall.
    async fn finish(&mut self) {
        while self.submissions.join_next().await.is_some() {}
        if let Some(drawer) = self.drawer.clone() {
            // A flush that was cut off leaves drafts that the next start finds all the same.
            let _ = tokio::task::spawn_blocking(move || drawer.flush()).await;
        }
        // Whoever still speaks with the server would begin the session anew.
        self.sending = None;
        self.tasks.shutdown().await;
        if self.leaves {
            self.sign_out().await;
        }
    }
}

/// Chance for waits between tries.
fn jitter() -> Jitter {
    Box::new(rand::random::<f64>)
}
