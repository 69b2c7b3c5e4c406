//! What all handlers share.

use std::{ops::Deref, sync::Arc};

use axum::body::Bytes;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{
    attachments::Attachments, auth::Auth, clock::Clock, hooks::Hooks, hub::Hub, limits::Limits, looks::Looks,
    presence::Presence, recordings::RecordingFolders, streams::Streams, writer::WriterDoor,
};
use crate::{
    domain::{Abilities, DialPlan, StateId, Units},
    storage::Store,
};

/// What all handlers share; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// Behind [`App`].
pub struct Shared {
    pub store: Arc<Store>,
    pub writer: WriterDoor,
    pub hub: Hub,
    pub auth: Auth,
    pub presence: Presence,
    pub streams: Streams,
    pub looks: Looks,
    pub clock: Clock,
    pub catalogue: CatalogueText,
    pub abilities: Abilities,
    /// Who handles what cannot be answered at once.
    pub units: Units,
    /// The states of tickets in which the caller is to be called.
    pub to_call: Vec<StateId>,
    /// How numbers are written here.
    pub numbers: DialPlan,
    pub recordings: Option<RecordingFolders>,
    pub attachments: Attachments,
    pub limits: Limits,
    pub requests: Arc<Semaphore>,
    pub reports: Arc<Semaphore>,
    pub sign_ins: Arc<Semaphore>,
    pub stopping: CancellationToken,
    pub hooks: Hooks,
}

/// The catalogue as it travels, encoded once.
pub struct CatalogueText {
    pub json: Bytes,
    pub etag: String,
}

impl App {
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
