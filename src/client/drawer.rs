//! The drawer of one screen: its drafts and its outbox, in a folder that no other screen writes to.
//!
//! What is promised when:
//! - [`Drawer::save`] has returned: the draft survives the end of this program, however it ends.
//! - [`DrawerNews::SavedHere`] has come: it survives the end of the machine too. Only this may be shown as "saved here".
//! - [`Drawer::submit`] has returned: the submission survives the end of the machine, and is sent until the server has answered.
//! - [`DrawerNews::Sent`] has come: the server has it for good. Only this may be shown as "saved there".
//!
//! A draft stays while its submission waits, held back from being offered again, and goes when the server has acknowledged it. If the
//! server refuses, it is a draft again, as it was.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::sync::{Notify, mpsc};
use uuid::Uuid;

use super::{
    Client, ClientError, Jitter,
    disk::{DiskError, aside, create_folder},
    drafts::{self, Drafts},
    outbox::{Acknowledged, Outbox, Parcel, Refused, Sending, send_all},
    slot::Slot,
};
use crate::{
    api::{PromiseCallback, SubmitTicket},
    domain::{Draft, DraftId},
};

/// The drafts and the outbox of one screen. Clones are the same drawer; the last one gone gives its folder free.
#[derive(Clone)]
pub struct Drawer(Arc<Inner>);

/// A drawer just opened.
pub struct OpenDrawer {
    /// The drawer.
    pub drawer: Drawer,
    /// What it tells from now on.
    pub news: mpsc::UnboundedReceiver<DrawerNews>,
    /// Drafts left by screens that are gone, the oldest first; without those whose submission is on its way.
    pub drafts: Vec<Draft>,
}

/// What becomes of drafts and parcels.
#[derive(Debug)]
pub enum DrawerNews {
    /// A draft is on disk as it was after this many changes.
    SavedHere {
        /// Which.
        draft: DraftId,
        /// The number given to [`Drawer::save`].
        change: u64,
    },
    /// A draft could not be made to survive the end of the machine.
    NotSaved {
        /// Which.
        draft: DraftId,
        /// Why.
        why: DiskError,
    },
    /// The server has taken a parcel.
    Sent(Acknowledged),
    /// A parcel waits to be sent again.
    Waiting {
        /// Which.
        key: Uuid,
        /// How often sending has failed in a row.
        tries: u32,
        /// When it is tried next.
        next_in: Duration,
        /// Why it failed.
        why: ClientError,
    },
    /// The server will not take a parcel; it is set apart.
    Refused(Refused),
}

struct Inner {
    root: PathBuf,
    slot: Slot,
    drafts: Drafts,
    outbox: Outbox,
    news: mpsc::UnboundedSender<DrawerNews>,
    wake: Notify,
}

impl Drawer {
    /// Opens a drawer below `root`, a folder for one user at one server ([`Drawer::root`]), and takes over what screens that are gone have left.
    ///
    /// # Errors
    /// When the folder cannot be written, or holds as many living screens as may be.
    pub fn open(root: &Path) -> Result<OpenDrawer, DiskError> {
        create_folder(root)?;
        let slot = Slot::take(root)?;
        let (news, receiver) = mpsc::unbounded_channel();
        let found = drafts::load(&slot)?;
        let outbox = Outbox::load(&slot)?;
        let report = news.clone();
        let drafts = Drafts::start(&slot, move |(draft, saved)| {
            let news = match saved {
                Ok(change) => DrawerNews::SavedHere { draft, change },
                Err(why) => DrawerNews::NotSaved { draft, why },
            };
            // Nobody listens when the screen is closing.
            let _ = report.send(news);
        })?;
        let inner = Inner { root: root.to_owned(), slot, drafts, outbox, news, wake: Notify::new() };
        let drawer = Self(Arc::new(inner));
        let mut drafts = drawer.not_underway(found);
        drafts.extend(drawer.adopt()?);
        drafts.sort_by_key(|draft| draft.begun);
        Ok(OpenDrawer { drawer, news: receiver, drafts })
    }

    /// The folder for a user at a server, below the program's data folder.
    pub fn root(data: &Path, server: &str, user: &str) -> PathBuf {
        data.join("drawers").join(plain(server)).join(plain(user))
    }

    /// Takes over drafts and parcels of screens that have gone since; gives the drafts.
    ///
    /// # Errors
    /// When a file cannot be moved. It is then still where it was.
    pub fn adopt(&self) -> Result<Vec<Draft>, DiskError> {
        let mut adopted = Vec::new();
        for left in Slot::left_behind(&self.0.root)? {
            let found = drafts::load(&left)?;
            self.0.slot.saw_stamp(left.last_stamp());
            adopted.extend(drafts::move_all(found, &left, &self.0.slot)?);
            self.0.outbox.take_over(&left, &self.0.slot)?;
        }
        self.wake();
        Ok(self.not_underway(adopted))
    }

    /// Keeps a draft; takes a tenth of a millisecond. `change` is told back when it is saved for good.
    ///
    /// # Errors
    /// When the disk is full or the folder cannot be written. The version before is still there.
    pub fn save(&self, draft: &Draft, change: u64) -> Result<(), DiskError> {
        self.0.drafts.save(self.0.slot.next_stamp(), draft, change)
    }

    /// Waits until every draft is saved for good: before the program ends.
    pub fn flush(&self) {
        self.0.drafts.flush();
    }

    /// Forgets a draft.
    pub fn discard(&self, draft: DraftId) {
        self.0.drafts.discard(draft);
    }

    /// Puts a form into the outbox.
    ///
    /// # Errors
    /// When it could not be kept, and so will not be sent; or it is on its way already.
    pub async fn submit(&self, submit: &SubmitTicket) -> Result<(), DiskError> {
        let (drawer, parcel) = (self.clone(), Parcel::ticket(submit)?);
        aside(move || drawer.put(parcel)).await
    }

    /// Puts a promise into the outbox; the callback that the server makes of it has the key as its id.
    ///
    /// # Errors
    /// As [`Drawer::submit`].
    pub async fn promise(&self, key: Uuid, promise: &PromiseCallback) -> Result<(), DiskError> {
        let (drawer, parcel) = (self.clone(), Parcel::callback(key, promise)?);
        aside(move || drawer.put(parcel)).await
    }

    /// Puts a parcel into the outbox; waits for the disk, some 10 ms.
    ///
    /// # Errors
    /// As [`Drawer::submit`].
    pub fn put(&self, parcel: Parcel) -> Result<(), DiskError> {
        self.0.outbox.put(self.0.slot.next_stamp(), parcel)?;
        self.wake();
        Ok(())
    }

    /// Parcels that wait, in the order in which they are sent.
    pub fn waiting(&self) -> Vec<Parcel> {
        self.0.outbox.all().into_iter().map(|(_, parcel)| parcel).collect()
    }

    /// Parcels that the server would not take.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn refused(&self) -> Result<Vec<Refused>, DiskError> {
        self.0.outbox.refused()
    }

    /// Throws a refused parcel away.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn forget_refused(&self, key: Uuid) -> Result<(), DiskError> {
        self.0.outbox.forget_refused(key)
    }

    /// Begins to send. One sender for a drawer is enough; a second would only send everything twice.
    pub fn send(&self, client: Client, jitter: Jitter) -> Sending {
        Sending(tokio::spawn(send_all(self.clone(), client, jitter)))
    }

    /// Tries at once: the server is back, or there is a new session.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.0.wake.notified().await;
    }

    pub(super) fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    pub(super) fn tell(&self, news: DrawerNews) {
        // Nobody listens when the screen is closing.
        let _ = self.0.news.send(news);
    }

    /// The server has a parcel: neither it nor its draft is needed any more. The draft goes first, or a crash in between would offer it again.
    pub(super) fn acknowledge(&self, stamp: u64, parcel: &Parcel) {
        if let Some(draft) = parcel.draft() {
            self.discard(draft);
            self.flush();
        }
        if let Err(error) = self.0.outbox.acknowledge(stamp, parcel) {
            tracing::warn!(%error, "a parcel that the server has is sent once more after a restart");
        }
    }

    /// The server will not have a parcel.
    pub(super) fn refuse(&self, stamp: u64, refused: &Refused) {
        if let Err(error) = self.0.outbox.refuse(stamp, refused) {
            tracing::warn!(%error, "a refused parcel is tried again after a restart");
        }
    }

    fn not_underway(&self, drafts: Vec<Draft>) -> Vec<Draft> {
        drafts.into_iter().filter(|draft| !self.0.outbox.holds(draft.id.0)).collect()
    }
}

/// A name as part of a path on any system; different names stay different.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => plain.push(char::from(byte)),
            _ => plain += &format!("_{byte:02x}"),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_data_folder() {
        let root = Drawer::root(Path::new("/data"), "http://desk:80", "../Bo");
        assert_eq!(root, Path::new("/data/drawers/http_3a_2f_2fdesk_3a80/_2e_2e_2f_42o"));
        assert_ne!(plain("a_2e"), plain("a."));
    }
}
