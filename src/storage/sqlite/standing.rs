//! Tickets as they stand, remembered: what was written last is looked at and changed next, and need not be read again.
//!
//! Only one process writes a database, and all that it changes of tickets goes through [`Changed`].

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;
use sqlx::{Row, SqliteConnection};

use super::rows::read_json;
use crate::{
    domain::{Ticket, TicketId},
    storage::StoreError,
};

/// How many tickets are remembered: some kilobytes each.
const MOST: NonZeroUsize = NonZeroUsize::new(4_096).expect("more than none");

/// A ticket as it stands.
#[derive(Clone)]
pub struct Standing {
    /// The place of its submission in the log.
    pub seq: u64,
    pub ticket: Ticket,
}

/// Tickets that were written last, as they stand on the disk.
pub struct Remembered(Mutex<LruCache<TicketId, Arc<Standing>>>);

impl Remembered {
    pub fn new() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }

    pub fn get(&self, id: TicketId) -> Option<Arc<Standing>> {
        self.lock().get(&id).cloned()
    }

    /// What was changed has been written.
    pub fn keep(&self, changed: HashMap<TicketId, Arc<Standing>>) {
        let mut all = self.lock();
        for (id, standing) in changed {
            all.put(id, standing);
        }
    }

    /// Nobody knows how the tickets stand on the disk.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<TicketId, Arc<Standing>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tickets that a transaction changes, as they stand after it.
pub struct Changed<'a> {
    remembered: &'a Remembered,
    changed: HashMap<TicketId, Arc<Standing>>,
}

impl<'a> Changed<'a> {
    pub fn after(remembered: &'a Remembered) -> Self {
        Self { remembered, changed: HashMap::new() }
    }

    /// A ticket as it stands by now.
    pub async fn get(
        &self,
        db: &mut SqliteConnection,
        id: TicketId,
    ) -> Result<Option<Arc<Standing>>, StoreError> {
        if let Some(known) = self.changed.get(&id).cloned().or_else(|| self.remembered.get(id)) {
            return Ok(Some(known));
        }
        let select = sqlx::query("SELECT seq, body FROM tickets WHERE id = $1").bind(id.0);
        let Some(row) = select.fetch_optional(db).await? else { return Ok(None) };
        let seq = row.try_get::<i64, _>("seq")?.cast_unsigned();
        Ok(Some(Arc::new(Standing { seq, ticket: read_json("ticket", row.try_get("body")?)? })))
    }

    pub fn put(&mut self, standing: Standing) {
        self.changed.insert(standing.ticket.id, Arc::new(standing));
    }

    /// The transaction is on the disk.
    pub fn keep(self) {
        self.remembered.keep(self.changed);
    }
}
