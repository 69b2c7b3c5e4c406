//! Writes that must arrive: each is a file until the server has acknowledged it, however often the program ends in between.
//!
//! Parcels are sent in the order in which they were put in. The body is kept byte for byte with its key, so that whatever version of
//! this program sends it again, the server knows it as the same write and does it once. What the server will never take is set apart
//! with the reason, never dropped.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    disk::{self, Disk, DiskError},
    slot::Slot,
};
use crate::{
    api::{Problem, PromiseCallback, SubmitTicket},
    domain::{Callback, DraftId, Ticket},
};

mod sender;

pub use sender::Sending;
pub(super) use sender::send_all;

/// A write on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Its idempotency key; of a ticket the draft's id.
    pub key: Uuid,
    /// Where it goes.
    pub kind: ParcelKind,
    /// JSON, as it was first sent.
    pub body: String,
}

/// Where a parcel goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelKind {
    /// `POST /tickets`.
    Ticket,
    /// `POST /callbacks`.
    Callback,
}

/// What the server made of a parcel.
#[derive(Clone, Debug, PartialEq)]
pub enum Acknowledged {
    /// A ticket; its id is the draft's.
    Ticket(Box<Ticket>),
    /// A callback.
    Callback(Box<Callback>),
}

/// A parcel that the server will not take as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The parcel.
    pub parcel: Parcel,
    /// The server's reason.
    pub problem: Problem,
}

impl Parcel {
    /// A form to submit.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn ticket(submit: &SubmitTicket) -> Result<Self, DiskError> {
        Self::new(submit.draft.0, ParcelKind::Ticket, submit)
    }

    /// A callback to promise.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn callback(key: Uuid, promise: &PromiseCallback) -> Result<Self, DiskError> {
        Self::new(key, ParcelKind::Callback, promise)
    }

    /// The draft that it was made of.
    pub fn draft(&self) -> Option<DraftId> {
        (self.kind == ParcelKind::Ticket).then_some(DraftId(self.key))
    }

    fn new(key: Uuid, kind: ParcelKind, body: &impl Serialize) -> Disk<Self> {
        let body = serde_json::to_string(body).map_err(|why| DiskError::Encode { what: KIND, why })?;
        Ok(Self { key, kind, body })
    }
}

/// The parcels of one slot, by stamp: in the order in which they were put in.
pub(super) struct Outbox {
    waiting_in: PathBuf,
    refused_in: PathBuf,
    waiting: Mutex<BTreeMap<u64, Parcel>>,
}

const KIND: &str = "parcel";
const REFUSED: &str = "refused parcel";

impl Outbox {
    /// What is in a slot. Files that are not whole were never promised to be, and are taken away.
    pub fn load(slot: &Slot) -> Disk<Self> {
        let folder = slot.outbox();
        let mut waiting = BTreeMap::new();
        for name in disk::names(&folder)? {
            let path = folder.join(&name);
            match disk::unseal::<Parcel>(KIND, &disk::read(&path)?) {
                Some(found) if name.ends_with(".parcel") => {
                    slot.saw_stamp(found.stamp);
                    waiting.insert(found.stamp, found.content);
                }
                None if name.ends_with(".parcel") => disk::rename(&path, &path.with_extension("damaged"))?,
                _ if name.ends_with(".new") => disk::remove(&path)?,
                _ => {}
            }
        }
        Ok(Self { waiting_in: folder, refused_in: slot.refused(), waiting: Mutex::new(waiting) })
    }

    /// Keeps a parcel: when this returns, it survives the end of the machine.
    pub fn put(&self, stamp: u64, parcel: Parcel) -> Disk<()> {
        // Held all the while, so that a form submitted twice in a hurry is put in once.
        let mut waiting = self.waiting();
        if waiting.values().any(|other| other.key == parcel.key) {
            return Err(DiskError::Underway(parcel.key));
        }
        self.store(stamp, &parcel)?;
        self.forget_refused(parcel.key)?;
        waiting.insert(stamp, parcel);
        Ok(())
    }

    fn store(&self, stamp: u64, parcel: &Parcel) -> Disk<()> {
        let path = self.path(stamp, parcel.key);
        let written = path.with_extension("new");
        disk::write_new(&written, &disk::seal(KIND, stamp, parcel)?)?;
        disk::settle(&written, &path)
    }

    /// The server has it, so it needs to be here no longer.
    pub fn acknowledge(&self, stamp: u64, parcel: &Parcel) -> Disk<()> {
        self.waiting().remove(&stamp);
        disk::remove(&self.path(stamp, parcel.key))?;
        disk::sync_folder(&self.waiting_in)
    }

    /// Sets a parcel apart with the reason; it is in one place or the other at any time.
    pub fn refuse(&self, stamp: u64, refused: &Refused) -> Disk<()> {
        let path = self.refused_path(refused.parcel.key);
        let written = path.with_extension("new");
        disk::remove(&written)?;
        disk::write_new(&written, &disk::seal(REFUSED, stamp, refused)?)?;
        disk::settle(&written, &path)?;
        self.acknowledge(stamp, &refused.parcel)
    }

    /// What was set apart.
    pub fn refused(&self) -> Disk<Vec<Refused>> {
        let names = disk::names(&self.refused_in)?.into_iter().filter(|name| name.ends_with(".refused"));
        let read = names.map(|name| disk::read(&self.refused_in.join(name)));
        let unsealed = read.map(|sealed| sealed.map(|sealed| disk::unseal::<Refused>(REFUSED, &sealed)));
        unsealed.filter_map(|found| found.map(|found| found.map(|found| found.content)).transpose()).collect()
    }

    pub fn forget_refused(&self, key: Uuid) -> Disk<()> {
        disk::remove(&self.refused_path(key))
    }

    /// Every parcel that waits, in order.
    pub fn all(&self) -> Vec<(u64, Parcel)> {
        self.waiting().iter().map(|(stamp, parcel)| (*stamp, parcel.clone())).collect()
    }

    /// Whether a write with this key waits.
    pub fn holds(&self, key: Uuid) -> bool {
        self.waiting().values().any(|parcel| parcel.key == key)
    }

    /// Takes over what waits in the outbox of another slot, behind what waits here.
    pub fn take_over(&self, other: &Slot, to: &Slot) -> Disk<()> {
        let theirs = Self::load(other)?;
        for (stamp, parcel) in theirs.all() {
            let new_stamp = to.next_stamp();
            if !self.holds(parcel.key) {
                self.store(new_stamp, &parcel)?;
                self.waiting().insert(new_stamp, parcel.clone());
            }
            theirs.acknowledge(stamp, &parcel)?;
        }
        for name in disk::names(&other.refused())? {
            disk::rename(&other.refused().join(&name), &self.refused_in.join(&name))?;
        }
        Ok(())
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<u64, Parcel>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, stamp: u64, key: Uuid) -> PathBuf {
        self.waiting_in.join(format!("{stamp:016x}-{key}.parcel"))
    }

    fn refused_path(&self, key: Uuid) -> PathBuf {
        self.refused_in.join(format!("{key}.refused"))
    }
}
