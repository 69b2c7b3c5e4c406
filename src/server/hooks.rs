//! Other systems are told of what happens: each webhook makes its rounds by itself, so that one that hangs slows neither the desk nor the
//! others. It must not know the desk.
//!
//! ```text
//!   log ──▶ rounds ──▶ deliveries (storage) ──▶ courier ──▶ form ──▶ wire ──▶ the other system
//!             ▲            in order of each ticket             │        └─ reach: which addresses
//!             └───── backoff, dead letters ◀───────────────────┘
//! ```

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::{sync::Notify, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{attachments::Attachments, clock::Clock, hub::Hub};
use crate::{
    api::Webhook,
    domain::WebhookId,
    storage::{Store, StoreError, WebhookRow},
};

mod backoff;
mod courier;
mod hook;
mod mapping;
mod reach;
mod rounds;
mod signature;
mod wire;

use courier::Courier;
pub use courier::DeliveryError;
pub use hook::{Hook, HookError};
use rounds::{Rounds, State};
pub use wire::WireError;

/// The webhooks of a server that runs.
#[derive(Default)]
pub(super) struct Hooks {
    hooks: BTreeMap<WebhookId, Running>,
}

struct Running {
    courier: Arc<Courier>,
    bell: Arc<Notify>,
}

/// What the rounds of all webhooks need.
pub(super) struct HookParts {
    pub store: Arc<Store>,
    pub files: Attachments,
    pub hub: Hub,
    pub clock: Clock,
    /// Where the server listens.
    pub own: SocketAddr,
    pub stopping: CancellationToken,
}

/// Why webhooks cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum HooksError {
    /// The database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system's certificates cannot be read.
    #[error(transparent)]
    Wire(#[from] WireError),
}

impl Hooks {
    /// Begins the rounds. A webhook that is new is told of what happens from now on; another goes on where it has come to.
    pub async fn begin(hooks: Vec<Hook>, parts: &HookParts) -> Result<(Self, JoinSet<()>), HooksError> {
        let (mut running, mut rounds) = (BTreeMap::new(), JoinSet::new());
        for hook in hooks {
            let begun = parts.rounds(hook).await?;
            let (courier, bell) = (begun.courier.clone(), begun.bell.clone());
            running.insert(courier.hook.id.clone(), Running { courier, bell });
            rounds.spawn(begun.run());
        }
        Ok((Self { hooks: running }, rounds))
    }

    /// A webhook that the settings name.
    pub fn get(&self, id: &WebhookId) -> Option<&Hook> {
        self.hooks.get(id).map(|running| &running.courier.hook)
    }

    /// Lets a webhook look for what is due.
    pub fn ring(&self, id: &WebhookId) {
        if let Some(running) = self.hooks.get(id) {
            running.bell.notify_one();
        }
    }

    /// Says something to a webhook, to see whether it arrives; none if there is no such webhook.
    pub async fn test(&self, id: &WebhookId, now: DateTime<Utc>) -> Option<Result<(), DeliveryError>> {
        let courier = &self.hooks.get(id)?.courier;
        Some(courier.test(now).await)
    }
}

impl HookParts {
    async fn rounds(&self, hook: Hook) -> Result<Rounds, HooksError> {
        // Listened to before the log is looked at, so that nothing falls between.
        let live = self.hub.follow();
        let head = self.store.head().await?.seq;
        let seq = self.store.begin_webhook(&hook.id, head).await?;
        Ok(Rounds {
            courier: Arc::new(Courier::new(hook, self.own)?),
            store: self.store.clone(),
            files: self.files.clone(),
            clock: self.clock,
            live,
            bell: Arc::new(Notify::new()),
            stopping: self.stopping.clone(),
            seq,
            kept: seq,
            state: State::default(),
        })
    }
}

/// Says something to a webhook without a server, to see whether it arrives.
///
/// # Errors
/// When it does not.
pub async fn test_hook(hook: Hook, own: SocketAddr, now: DateTime<Utc>) -> Result<(), DeliveryError> {
    Courier::new(hook, own)?.test(now).await
}

/// How a webhook stands, with what the settings say of it.
pub fn standing(row: WebhookRow, hook: Option<&Hook>) -> Webhook {
    let WebhookRow { id, seq, delivered, last, waiting, dead, why } = row;
    let (form, place) = hook.map(|hook| (hook.form().to_owned(), hook.place())).unzip();
    Webhook { id, form, place, seq, delivered, last, waiting, dead, why }
}
