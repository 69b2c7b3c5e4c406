//! Tickets in another ticket system: ours becomes one there, and what happens to ours is noted there. Sending again what may have arrived
//! makes nothing twice: a ticket is looked for by our reference before it is made, a note by its mark.

use std::io;

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::{
    hook::{Hook, Sight},
    wire::WireError,
};
use crate::{
    config::MappingSettings,
    domain::{Attachment, AttachmentId, Event, Recorded, Ticket, TicketId},
    server::attachments::Attachments,
    storage::{Store, StoreError},
};

mod request_tracker;
mod text;
mod zammad;

pub use request_tracker::RequestTracker;
pub use zammad::Zammad;

/// Another ticket system.
pub trait TicketSystem {
    /// Its name of the ticket that was made for ours.
    async fn find(&self, new: &NewTicket) -> Result<Option<String>, WireError>;
    /// Makes a ticket; gives its name there.
    async fn create(&self, new: &NewTicket) -> Result<String, WireError>;
    /// Whether a note with this mark is on a ticket.
    async fn is_noted(&self, name: &str, mark: &str) -> Result<bool, WireError>;
    /// Puts a note on a ticket that the caller does not see.
    async fn note(&self, name: &str, note: &Note) -> Result<(), WireError>;
    /// The state of a ticket, in its words.
    async fn state(&self, name: &str) -> Result<String, WireError>;
    /// Brings a ticket into a state.
    async fn set_state(&self, name: &str, state: &str) -> Result<(), WireError>;
}

/// A ticket that is to be made there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    /// Our identity of it.
    pub id: TicketId,
    /// Our number of it, with which its subject begins.
    pub number: String,
    /// One line.
    pub subject: String,
    /// All that it says.
    pub text: String,
    /// Their word for its priority; none if the settings name none.
    pub priority: Option<String>,
}

/// What is said on a ticket there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// By which it is known whether it was said.
    pub mark: String,
    /// What it says.
    pub text: String,
    /// The file that goes along.
    pub file: Option<NoteFile>,
}

/// A file that goes along with a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub kind: String,
    /// What is in it, in base 64, as both systems take it.
    pub content: String,
}

/// Why another ticket system did not take what happened.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("ticket {0} is not in the database; run `hotdesk verify --rebuild`")]
    NoTicket(TicketId),
    #[error("ticket {name} there stays {is} and does not become {wanted}; mend `states` or its rights there")]
    State { name: String, is: String, wanted: String },
    #[error("file {id} of the ticket cannot be read: {why}; it is lost or damaged")]
    File { id: AttachmentId, why: io::Error },
}

/// Tells another ticket system what happened to a ticket.
///
/// # Errors
/// When it did not take all of it; what it took is found again when it is told again.
pub async fn tell<S: TicketSystem>(
    system: &S,
    hook: &Hook,
    mapping: &MappingSettings,
    store: &Store,
    files: &Attachments,
    recorded: &Recorded,
) -> Result<(), MappingError> {
    let Some(ticket) = ticket_of(hook.sight, store, &recorded.event).await? else { return Ok(()) };
    let name = known_or_made(system, hook, mapping, store, &ticket).await?;
    if let Some(text) = text::note(&recorded.event, mapping) {
        let mark = format!("{} #{}", ticket.number, recorded.seq);
        if !system.is_noted(&name, &mark).await? {
            let file = file_of(hook.sight, mapping, files, &recorded.event).await?;
            system.note(&name, &Note { mark, text, file }).await?;
        }
    }
    match text::state_after(&recorded.event).and_then(|state| mapping.states.get(state)) {
        Some(wanted) => bring(system, name, wanted).await,
        None => Ok(()),
    }
}

/// The ticket that an event is about: as it was submitted, else as it stands.
async fn ticket_of(sight: Sight, store: &Store, event: &Event) -> Result<Option<Ticket>, MappingError> {
    let id = match event {
        Event::TicketSubmitted { ticket } => return Ok(Some((**ticket).clone())),
        Event::TicketAmended { ticket, .. }
        | Event::TicketMoved { ticket, .. }
        | Event::AttachmentAdded { ticket, .. } => *ticket,
        _ => return Ok(None),
    };
    let mut ticket = store.ticket(id).await?.ok_or(MappingError::NoTicket(id))?;
    if sight == Sight::Masked {
        ticket.form = ticket.form.without_secrets();
    }
    Ok(Some(ticket))
}

/// The file that an event added, if it may go along: what is in it is no less secret than what was typed.
async fn file_of(
    sight: Sight,
    mapping: &MappingSettings,
    files: &Attachments,
    event: &Event,
) -> Result<Option<NoteFile>, MappingError> {
    let Event::AttachmentAdded { attachment, .. } = event else { return Ok(None) };
    let Attachment { id, name, kind, bytes, sha256, .. } = &**attachment;
    if sight == Sight::Masked || *bytes > mapping.file_bytes {
        return Ok(None);
    }
    let content = tokio::fs::read(files.place(sha256)).await;
    let content = content.map_err(|why| MappingError::File { id: *id, why })?;
    let (name, kind, content) = (name.clone(), kind.clone(), BASE64_STANDARD.encode(content));
    Ok(Some(NoteFile { name, kind, content }))
}

/// Its name there: kept, or found by our reference, or made. A ticket of before the webhook is made when something happens to it.
async fn known_or_made<S: TicketSystem>(
    system: &S,
    hook: &Hook,
    mapping: &MappingSettings,
    store: &Store,
    ticket: &Ticket,
) -> Result<String, MappingError> {
    if let Some(name) = store.foreign_ticket(&hook.id, ticket.id).await? {
        return Ok(name);
    }
    let new = text::new_ticket(ticket, mapping);
    let name = match system.find(&new).await? {
        Some(name) => name,
        None => system.create(&new).await?,
    };
    store.keep_foreign_ticket(&hook.id, ticket.id, &name).await?;
    Ok(name)
}

/// Some systems answer that all is well and leave the state as it is: so it is looked at.
async fn bring<S: TicketSystem>(system: &S, name: String, wanted: &str) -> Result<(), MappingError> {
    if system.state(&name).await? == wanted {
        return Ok(());
    }
    system.set_state(&name, wanted).await?;
    let is = system.state(&name).await?;
    if is == wanted {
        return Ok(());
    }
    Err(MappingError::State { name, is, wanted: wanted.to_owned() })
}

/// A name in an answer: a number, or a text.
fn name_in(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
}

fn garbled(what: &str) -> WireError {
    WireError::Garbled(format!("there is no {what} in it"))
}

/// The parts of a body that are there.
fn body(parts: &[(&str, Option<Value>)]) -> String {
    let there = parts.iter().filter_map(|(key, value)| Some(((*key).to_owned(), value.clone()?)));
    json!(there.collect::<serde_json::Map<_, _>>()).to_string()
}

/// The header that carries a token; a token that no header can carry is sent as none, and refused there.
fn authorized(token: &str) -> HeaderMap {
    let token = HeaderValue::from_str(token);
    token.ok().map(|token| (AUTHORIZATION, token)).into_iter().collect()
}
