//! Files that are whole or not there: written beside, synced, renamed; each begins with a line that says what it is and what it must add up to.
//!
//! ```text
//! hotdesk draft 1 000000000000002a 9f86d081…(SHA-256 of all before and after)
//! { …JSON… }
//! ```

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// Why a disk did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// No room is left, on the disk or within what the user may have of it.
    #[error("the disk is full, so {} was not written; make room, what is on the screen is not lost", .path.display())]
    Full {
        /// What was to be written.
        path: PathBuf,
    },
    /// Anything else that the system says.
    #[error("cannot {what} {}: {why}; check that the folder is there and may be written", .path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        #[source]
        why: io::Error,
    },
    /// As many screens of this user are open as may.
    #[error("{0} screens of this user are open on this machine already; close one")]
    TooManyScreens(u32),
    /// A form was submitted again before the server had answered.
    #[error("the form {0} is on its way already; change the ticket when the server has it")]
    Underway(uuid::Uuid),
    /// Our own types do not encode.
    #[error("the {what} cannot be encoded: {why}")]
    Encode {
        /// What.
        what: &'static str,
        /// Why.
        why: serde_json::Error,
    },
}

pub(super) type Disk<T> = Result<T, DiskError>;

/// What a file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sealed<T> {
    /// Counts up with every file of a slot: of two versions the one with the higher stamp is newer.
    pub stamp: u64,
    pub content: T,
}

/// Version of the files; readers refuse what is newer.
const VERSION: u32 = 1;

/// Encodes content with its first line.
pub(super) fn seal(kind: &'static str, stamp: u64, content: &impl Serialize) -> Disk<Vec<u8>> {
    let body = serde_json::to_vec(content).map_err(|why| DiskError::Encode { what: kind, why })?;
    let head = head(kind, stamp);
    let mut sealed = format!("{head} {}\n", checksum(&head, &body)).into_bytes();
    sealed.extend(body);
    Ok(sealed)
}

/// Decodes a file; none if it is torn, changed, of another kind or of a newer version.
pub(super) fn unseal<T: DeserializeOwned>(kind: &str, sealed: &[u8]) -> Option<Sealed<T>> {
    let end = sealed.iter().position(|&byte| byte == b'\n')?;
    let (first, body) = (std::str::from_utf8(&sealed[..end]).ok()?, &sealed[end + 1..]);
    let (head_read, sum) = first.rsplit_once(' ')?;
    let stamp = u64::from_str_radix(head_read.rsplit_once(' ')?.1, 16).ok()?;
    if head_read != head(kind, stamp) || sum != checksum(head_read, body) {
        return None;
    }
    Some(Sealed { stamp, content: serde_json::from_slice(body).ok()? })
}

fn head(kind: &str, stamp: u64) -> String {
    format!("hotdesk {kind} {VERSION} {stamp:016x}")
}

fn checksum(head: &str, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(head);
    digest.update(body);
    hex::encode(digest.finalize())
}

/// Writes a file that was not there. It survives the end of this program, not yet that of the machine.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Disk<()> {
    let written =
        OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|why| {
        // What is left of it has no valid checksum; taking it away makes room.
        let _ = fs::remove_file(path);
        failed("write", path, why)
    })
}

/// Makes a written file survive the end of the machine under its final name.
pub(super) fn settle(written: &Path, name: &Path) -> Disk<()> {
    File::open(written).and_then(|file| file.sync_all()).map_err(|why| failed("sync", written, why))?;
    rename(written, name)?;
    name.parent().map_or(Ok(()), sync_folder)
}

/// Takes a file away. One that is not there is no error. It may be back after the end of the machine, until its folder is synced.
pub(super) fn remove(path: &Path) -> Disk<()> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(failed("remove", path, why)),
        _ => Ok(()),
    }
}

/// Makes the names in a folder survive the end of the machine.
pub(super) fn sync_folder(folder: &Path) -> Disk<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|why| failed("sync", folder, why))
}

/// Creates a folder, and those above it, for the user's eyes only: forms hold callers' names.
pub(super) fn create_folder(path: &Path) -> Disk<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|why| failed("create", path, why))
}

/// Names of the files in a folder, sorted.
pub(super) fn names(folder: &Path) -> Disk<Vec<String>> {
    let list = |folder: &Path| -> io::Result<Vec<String>> {
        let entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
        Ok(entries.iter().filter_map(|entry| entry.file_name().into_string().ok()).collect())
    };
    let mut names = list(folder).map_err(|why| failed("list", folder, why))?;
    names.sort_unstable();
    Ok(names)
}

pub(super) fn read(path: &Path) -> Disk<Vec<u8>> {
    fs::read(path).map_err(|why| failed("read", path, why))
}

pub(super) fn rename(from: &Path, to: &Path) -> Disk<()> {
    fs::rename(from, to).map_err(|why| failed("rename", from, why))
}

pub(super) fn failed(what: &'static str, path: &Path, why: io::Error) -> DiskError {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    match why.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => DiskError::Full { path: path.into() },
        _ => DiskError::Io { what, path: path.into(), why },
    }
}

/// Does work on the disk on a thread where it holds nobody up.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(done) => done,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        // The program is ending, and who waits here ends with it.
        Err(Err(_)) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_file_is_read_whole_or_not_at_all(text in ".{0,200}", cut in any::<prop::sample::Index>(), flip in any::<prop::sample::Index>()) {
            let sealed = seal("draft", 42, &text).expect("text encodes");
            prop_assert_eq!(unseal("draft", &sealed), Some(Sealed { stamp: 42, content: text }));
            prop_assert_eq!(unseal::<String>("parcel", &sealed), None);
            prop_assert_eq!(unseal::<String>("draft", &sealed[..cut.index(sealed.len())]), None);
            let mut changed = sealed.clone();
            changed[flip.index(sealed.len())] ^= 1;
            prop_assert_eq!(unseal::<String>("draft", &changed), None);
        }
    }
}
