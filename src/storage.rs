//! The only SQL of the project. It must not know server or screens.
//!
//! The log is the truth: `seq`, the bytes that were hashed, the hash. Calls, tickets, contacts and callbacks are folds of it
//! ([`Store::rebuild`] makes them anew); users, sessions, keys and answers given are records of their own.
//! One connection writes, a pool reads; what [`Store::append`] was given is on the disk when it returns, all of it or nothing.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    api::{CallSummary, DeadLetter, HistoryItem, ImportPlace, Page, Role, SavedView},
    domain::{
        Actor, AgentId, Attachment, AttachmentId, Belongings, CallId, Callback, CallbackId, Chain, Contact,
        ContactId, Event, IntakeKeyId, QueueId, Recorded, Redacted, SecretField, Sought, Ticket, TicketId,
        UnitId, WebhookId,
    },
};

mod delivery;
mod entry;
mod error;
mod lists;
mod project;
mod sqlite;

pub use delivery::{Delivery, Fate, NewDelivery, WebhookRow};
pub use entry::{Entry, StoredEvent};
pub use error::StoreError;
pub use lists::{CallFilter, DuePlace, NoPlace, OpenOf, Place, TicketFilter};

/// A database, whatever its engine.
pub enum Store {
    /// A file.
    Sqlite(Box<sqlite::Sqlite>),
}

/// Which database, and how large it may grow.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file; it is made if it is not there, in a folder that is.
    pub path: PathBuf,
    /// Most pages of the file (4 KiB each); none where the disk is the limit.
    pub max_pages: Option<u32>,
}

impl Options {
    /// A file that may grow as the disk allows.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), max_pages: None }
    }
}

/// An answer given under an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The key.
    pub key: Uuid,
    /// Whose.
    pub user: String,
    /// SHA-256 of what was asked.
    pub request: [u8; 32],
    /// What was answered.
    pub answer: Given,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// This JSON.
    Json(String),
    /// A ticket as it stood: who asks again is told how it stands now.
    Ticket(TicketId),
}

/// A user as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUser {
    /// User name.
    pub name: String,
    /// Name as colleagues see it.
    pub display: String,
    /// Argon2id hash in PHC form.
    pub password: Redacted<String>,
    /// Agent number, for users who take calls; no two users have the same.
    pub agent: Option<AgentId>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Queues served.
    pub queues: Vec<QueueId>,
    /// The handling unit, for users who work for one.
    pub unit: Option<UnitId>,
    /// May not sign in.
    pub disabled: bool,
}

/// A session as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// Whose.
    pub user: StoredUser,
    /// Those of the user's roles that it is for; empty: all of them.
    pub roles: Vec<Role>,
    /// When it began.
    pub begun: DateTime<Utc>,
    /// When it ends without use.
    pub expires: DateTime<Utc>,
}

/// A key of a program that brings matters in, as stored: without what is secret of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// The part of it that is no secret.
    pub id: IntakeKeyId,
    /// Whose.
    pub user: String,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// When it was last seen, to the hour; none if never.
    pub used: Option<DateTime<Utc>>,
}

/// SHA-256 of a session's token or of a key; neither is stored itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// What a search for contacts looks into: a text with digits and no letters is a part of a number.
pub fn searched_field(search: &str) -> SecretField {
    let number = search.chars().any(|c| c.is_ascii_digit()) && !search.chars().any(char::is_alphabetic);
    if number { SecretField::Numbers } else { SecretField::Name }
}

/// Every engine answers every call of the store in its own words.
macro_rules! by_engine {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Store {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// When the database fails; [`StoreError`] says what to do about it.
            pub async fn $name(&self, $($argument: $type),*) -> Result<$answer, StoreError> {
                match self {
                    Self::Sqlite(engine) => engine.$name($($argument),*).await,
                }
            }
        )*}
    };
}

by_engine! {
    /// Writes a batch in one transaction: events, what they change in the projections, answers given.
    /// Events must follow the log's last without a gap.
    append(entries: &[Entry], answers: &[GivenAnswer]) -> ();
    /// The log's last event.
    head() -> Chain;
    /// At most `limit` events after `seq`, in order, as stored.
    stored_after(seq: u64, limit: u32) -> Vec<StoredEvent>;
    /// The first `limit` events of a call, in order.
    call_events(call: CallId, limit: u32) -> Vec<Recorded>;
    /// Answers given under these keys; keys that were never used are left out.
    answers(keys: &[Uuid]) -> Vec<GivenAnswer>;
    /// Forgets answers given before; says how many.
    forget_answers(before: DateTime<Utc>) -> u64;
    /// Drops the projections and folds them again from the log.
    rebuild() -> ();

    /// A ticket as it stands.
    ticket(id: TicketId) -> Option<Ticket>;
    /// These tickets as they stand, in no order; those that are not there are left out.
    tickets_of(ids: &[TicketId]) -> Vec<Ticket>;
    /// Tickets, the first to be due first; those on which no clock runs come last.
    tickets(filter: &TicketFilter, after: Option<DuePlace>, limit: u32) -> Page<Ticket>;
    /// Tickets that are not over, submitted since then, the newest first.
    open_tickets(of: &OpenOf, since: DateTime<Utc>, limit: u32) -> Vec<Ticket>;
    /// The one of these tickets that most others follow; none if none is followed.
    most_followed(among: &[TicketId]) -> Option<TicketId>;
    /// Tickets in which all that is sought occurs, the last submitted first. Callers' names and numbers are looked into in the tickets of
    /// agent `own` alone. `next` is the place in the log before which the following page begins.
    search_tickets(sought: &Sought, own: Option<&AgentId>, filter: &TicketFilter, before: Option<u64>, limit: u32) -> Page<Ticket>;
    /// The first events of a ticket, in order.
    ticket_events(ticket: TicketId, limit: u32) -> Vec<Recorded>;
    /// Those of these tickets that were changed after this place in the log.
    changed_after(tickets: &[TicketId], seq: u64) -> HashSet<TicketId>;
    /// When the next thing happens to a ticket by itself.
    next_wake() -> Option<DateTime<Utc>>;
    /// Tickets to which something happens by itself that has come by now, the earliest first.
    woken(now: DateTime<Utc>, limit: u32) -> Vec<TicketId>;
    /// A file of a ticket, and whose it is.
    attachment(id: AttachmentId) -> Option<(TicketId, Attachment)>;
    /// The files of a ticket, in the order in which they were added.
    attachments(ticket: TicketId) -> Vec<Attachment>;
    /// Whether a file with this content is any ticket's.
    is_attached(sha256: &str) -> bool;
    /// A contact as it is shown, unmasked: of all who are the same person, under any of their ids.
    contact(id: ContactId) -> Option<Contact>;
    /// These contacts, each as [`Self::contact`] gives it, by the id that was asked for; those that are not there are left out.
    contacts_of(ids: &[ContactId]) -> HashMap<ContactId, Contact>;
    /// A callback as it stands.
    callback(id: CallbackId) -> Option<Callback>;
    /// Callbacks that are promised and not done, the first to be due first.
    promises(after: Option<DuePlace>, limit: u32) -> Page<Callback>;
    /// A call's summary.
    call(id: CallId) -> Option<CallSummary>;
    /// Calls, newest first.
    calls(filter: &CallFilter, before: Option<Place>, limit: u32) -> Page<CallSummary>;
    /// Contacts whose name holds the text, or one of whose numbers holds its digits ([`searched_field`]) or is one of these forms
    /// ([`DialPlan::written`](crate::domain::DialPlan::written)); unmasked, as they are shown.
    search_contacts(search: &str, forms: &[String], before: Option<Place>, limit: u32) -> Page<Contact>;
    /// Contacts one of whose numbers is written in one of these forms; unmasked, as they are shown.
    contacts_with(forms: &[String]) -> Vec<Contact>;
    /// Tickets of contacts, the newest first, whose number for replies is in one of these forms, or that have this name and place; unmasked.
    tickets_naming(forms: &[String], name: &str, place: &str) -> Vec<Ticket>;
    /// When a contact has called last, or was called, in another call than this one.
    last_call(contact: ContactId, except: CallId) -> Option<DateTime<Utc>>;
    /// What hangs on a contact.
    belongings(contact: ContactId) -> Belongings;
    /// What happened with a contact, newest first; unmasked.
    history(contact: ContactId, before: Option<Place>, limit: u32) -> Page<HistoryItem>;

    /// A user.
    user(name: &str) -> Option<StoredUser>;
    /// All users by name.
    users() -> Vec<StoredUser>;
    /// Writes a user down, new or changed.
    save_user(user: &StoredUser) -> ();
    /// A session, ended or not.
    session(token: &TokenHash) -> Option<StoredSession>;
    /// Begins a session.
    begin_session(token: &TokenHash, user: &str, roles: &[Role], begun: DateTime<Utc>, expires: DateTime<Utc>) -> ();
    /// Prolongs a session.
    prolong_session(token: &TokenHash, expires: DateTime<Utc>) -> ();
    /// Ends a session.
    end_session(token: &TokenHash) -> ();
    /// Ends all sessions of a user.
    end_sessions_of(user: &str) -> ();
    /// Which of these calls there are.
    known_calls(calls: &[CallId]) -> HashSet<CallId>;
    /// How far a record of another system was imported.
    import_place(source: &str) -> ImportPlace;
    /// A record of another system was imported as far as that.
    note_import(source: &str, place: ImportPlace, at: DateTime<Utc>) -> ();
    /// All keys of programs, by user.
    keys() -> Vec<StoredKey>;
    /// Takes a new key.
    save_key(key: &StoredKey, token: &TokenHash) -> ();
    /// A key and whose it is; none if it is not known or was revoked.
    user_of_key(token: &TokenHash) -> Option<(StoredKey, StoredUser)>;
    /// Notes when a key was seen.
    note_key_use(key: &IntakeKeyId, at: DateTime<Utc>) -> ();
    /// Ends a key; says whether there was one.
    revoke_key(key: &IntakeKeyId) -> bool;
    /// Forgets sessions that ended before; says how many.
    forget_sessions(before: DateTime<Utc>) -> u64;

    /// Where a webhook has come to in the log; one that is new begins after this event.
    begin_webhook(hook: &WebhookId, seq: u64) -> u64;
    /// All webhooks that were ever begun, by name.
    webhooks() -> Vec<WebhookRow>;
    /// Writes down what a webhook is to be told, and that the log has been looked through for it up to this event.
    queue_deliveries(hook: &WebhookId, upto: u64, deliveries: &[NewDelivery]) -> ();
    /// What is to be sent next, the first due first: of each ticket the oldest delivery that waits.
    next_deliveries(hook: &WebhookId, limit: u32) -> Vec<Delivery>;
    /// What became of attempts.
    settle_deliveries(hook: &WebhookId, fates: &[(u64, Fate)]) -> ();
    /// Deliveries of a webhook that were given up, the latest event first, before an event.
    dead_letters(hook: &WebhookId, before: Option<u64>, limit: u32) -> Vec<DeadLetter>;
    /// Lets dead letters of a webhook, or the one of this event, be sent again from now on; says how many.
    replay_dead(hook: &WebhookId, seq: Option<u64>, now: DateTime<Utc>) -> u64;
    /// What a ticket is called in the system behind a webhook.
    foreign_ticket(hook: &WebhookId, ticket: TicketId) -> Option<String>;
    /// Keeps what it is called there.
    keep_foreign_ticket(hook: &WebhookId, ticket: TicketId, name: &str) -> ();

    /// A user's views by name, then those that others share.
    views(user: &str) -> Vec<SavedView>;
    /// Saves a view, new or changed.
    save_view(view: &SavedView) -> ();
    /// Forgets a view; false if there was none.
    forget_view(owner: &str, name: &str) -> bool;

    /// A note of the database about itself.
    meta(name: &str) -> Option<String>;
    /// Writes such a note.
    set_meta(name: &str, value: &str) -> ();
}

/// Events read from the log at once by a walk.
const WALK: u32 = 2_048;

impl Store {
    /// Opens a database, makes it if it is not there, and brings it up to this program's schema.
    ///
    /// # Errors
    /// When it is somebody else's, damaged, or written by a newer program.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        Ok(Self::Sqlite(Box::new(sqlite::Sqlite::open(options).await?)))
    }

    /// Looks at a database that is there without changing it: how many events its log has.
    ///
    /// # Errors
    /// When it is somebody else's, damaged, or written by a newer program.
    pub async fn look(options: &Options) -> Result<u64, StoreError> {
        sqlite::look(options).await
    }

    /// Closes the database in good order.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(engine) => engine.close().await,
        }
    }

    /// Writes events to the end of the log while no server runs: what a site brings along. All of them or none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record(
        &self,
        events: impl IntoIterator<Item = (DateTime<Utc>, Actor, Event)>,
    ) -> Result<Chain, StoreError> {
        let mut chain = self.head().await?;
        let entry = |(at, actor, event)| Entry::chained(&mut chain, at, actor, event);
        let entries = events.into_iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        self.append(&entries, &[]).await?;
        Ok(chain)
    }

    /// At most `limit` events after `seq`, in order.
    ///
    /// # Errors
    /// When the database fails or an event cannot be decoded.
    pub async fn read_after(&self, seq: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        self.stored_after(seq, limit).await?.iter().map(StoredEvent::decode).collect()
    }

    /// Walks the whole log in order, checks its chain, and gives each event to `visit`. Ends with the end of the chain.
    ///
    /// # Errors
    /// When the chain is broken, an event cannot be decoded, or `visit` refuses one.
    pub async fn walk<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Recorded) -> Result<(), E>,
    ) -> Result<Chain, E> {
        let mut chain = Chain::default();
        loop {
            let stored = self.stored_after(chain.seq, WALK).await?;
            if stored.is_empty() {
                return Ok(chain);
            }
            for event in stored {
                chain.verify(event.seq, &event.body, event.hash).map_err(StoreError::from)?;
                visit(event.decode()?)?;
            }
        }
    }
}
