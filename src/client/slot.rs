//! A folder of one screen's own. It is locked as long as the screen lives, so two screens of one user never write to the same files,
//! and the system gives the lock free however a screen ends. Folders are never removed: the next screen takes the first free one over.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::disk::{Disk, DiskError, create_folder, failed, names};

/// A locked folder.
pub(super) struct Slot {
    folder: PathBuf,
    stamp: AtomicU64,
    _lock: File,
}

impl Slot {
    /// Most screens of one user on one machine.
    const MOST: u32 = 32;

    /// Takes the first folder below `root` that no living screen holds.
    pub fn take(root: &Path) -> Disk<Self> {
        for number in 0..Self::MOST {
            if let Some(slot) = Self::lock(root.join(format!("slot-{number}")))? {
                return Ok(slot);
            }
        }
        Err(DiskError::TooManyScreens(Self::MOST))
    }

    /// All folders of screens that are gone, locked as long as they are held here.
    pub fn left_behind(root: &Path) -> Disk<Vec<Self>> {
        let folders = names(root)?.into_iter().filter(|name| name.starts_with("slot-"));
        folders.filter_map(|name| Self::lock(root.join(name)).transpose()).collect()
    }

    fn lock(folder: PathBuf) -> Disk<Option<Self>> {
        for inner in ["drafts", "outbox", "refused"] {
            create_folder(&folder.join(inner))?;
        }
        let path = folder.join("lock");
        let lock = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
        let lock = lock.map_err(|why| failed("open", &path, why))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { folder, stamp: AtomicU64::new(0), _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(why)) => Err(failed("lock", &path, why)),
        }
    }

    /// Where drafts are.
    pub fn drafts(&self) -> PathBuf {
        self.folder.join("drafts")
    }

    /// Where parcels wait.
    pub fn outbox(&self) -> PathBuf {
        self.folder.join("outbox")
    }

    /// Where parcels are that the server will not take.
    pub fn refused(&self) -> PathBuf {
        self.folder.join("refused")
    }

    /// A stamp higher than any before.
    pub fn next_stamp(&self) -> u64 {
        self.stamp.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The highest stamp so far.
    pub fn last_stamp(&self) -> u64 {
        self.stamp.load(Ordering::Relaxed)
    }

    /// Notes a stamp found on disk, so that the next one is higher.
    pub fn saw_stamp(&self, stamp: u64) {
        self.stamp.fetch_max(stamp, Ordering::Relaxed);
    }
}
