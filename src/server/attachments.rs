//! Attachments of tickets: files below `attachments`, each named after the hash of what is in it. It must not know tickets or who may see them.
//!
//! ```text
//! attachments/arriving/RANDOM          what has come so far of a file
//! attachments/arriving/SHA256.RANDOM   a mark, empty: that file is in its place, and may not be in the log yet
//! attachments/SH/SHA256                the file
//! ```
//!
//! So whatever the moment at which a server ends, the next one knows by the marks which files are nobody's, and takes them away.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::problem::ApiError;
use crate::{
    api::Code,
    config::{AttachmentSettings, Settings},
    domain::{Attachment, AttachmentId, AttachmentRules},
    storage::{Store, StoreError},
};

mod arriving;
mod given;
mod kind;

pub use arriving::{Arrived, Claim};
use given::Given;

/// Where attachments are, and which are taken.
#[derive(Clone, Debug)]
pub struct Attachments {
    folder: PathBuf,
    limits: AttachmentSettings,
    given: Given,
}

/// Why attachments of before could not be put in order.
#[derive(Debug, thiserror::Error)]
pub enum TidyError {
    /// The folder cannot be read or changed.
    #[error("{path}: {why}; let whoever runs the server write there")]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// The database does not say which files are attached.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Attachments {
    /// In this folder, by these rules.
    pub fn new(folder: PathBuf, limits: AttachmentSettings) -> Self {
        Self { folder, limits, given: Given::default() }
    }

    /// Those of a site: beside its database.
    pub fn of(settings: &Settings) -> Self {
        Self::new(settings.server.data_dir.join("attachments"), settings.attachments.clone())
    }

    /// What screens tell before a file is sent.
    pub fn rules(&self) -> AttachmentRules {
        let AttachmentSettings { max_bytes, per_ticket, kinds } = self.limits.clone();
        AttachmentRules { max_bytes: max_bytes.get().into(), per_ticket: per_ticket.get(), kinds }
    }

    /// Most files of one ticket.
    pub fn per_ticket(&self) -> usize {
        self.limits.per_ticket.get() as usize
    }

    /// Whether it is on record already that a user was given a file lately.
    pub fn was_given(&self, user: &str, id: AttachmentId, now: DateTime<Utc>) -> bool {
        self.given.lately(user, id, now)
    }

    /// It is on record that a user was given a file.
    pub fn note_given(&self, user: &str, id: AttachmentId, now: DateTime<Utc>) {
        self.given.note(user, id, now);
    }

    /// The file with this content.
    pub fn place(&self, sha256: &str) -> PathBuf {
        let shelf = sha256.get(..2).unwrap_or_default();
        self.folder.join(shelf).join(sha256)
    }

    /// Takes away what did not become whole, and files that no attachment is of.
    ///
    /// # Errors
    /// When the folder or the database cannot be read.
    pub async fn tidy(&self, store: &Store) -> Result<(), TidyError> {
        let arriving = self.arriving();
        let failed = |path: &Path, why| TidyError::Folder { path: path.to_owned(), why };
        let names = names_in(&arriving).map_err(|why| failed(&arriving, why))?;
        for name in names {
            if let Some((sha256, _)) = name.split_once('.')
                && !store.is_attached(sha256).await?
            {
                let place = self.place(sha256);
                remove(&place).map_err(|why| failed(&place, why))?;
            }
            let left = arriving.join(name);
            remove(&left).map_err(|why| failed(&left, why))?;
        }
        Ok(())
    }

    fn arriving(&self) -> PathBuf {
        self.folder.join("arriving")
    }
}

/// Whether one more file may be added to a ticket that has these.
///
/// # Errors
/// When it has as many as it may.
pub fn check_room(held: &[Attachment], most: usize) -> Result<(), ApiError> {
    if held.len() < most {
        return Ok(());
    }
    Err(ApiError::new(Code::IllegalMove, format!("the ticket has {most} files, and takes no more")))
}

/// That a file is in its place, and may not be in the log yet.
pub struct Mark(PathBuf);

impl Mark {
    /// Says so, before it is true.
    fn make(arriving: &Path, sha256: &str) -> io::Result<Self> {
        let mark = arriving.join(format!("{sha256}.{}", Uuid::now_v7().simple()));
        File::create_new(&mark)?.sync_all()?;
        File::open(arriving)?.sync_all()?;
        Ok(Self(mark))
    }

    /// The file is in the log. A mark that stays does no harm.
    pub fn clear(self) {
        if let Err(error) = remove(&self.0) {
            tracing::warn!(%error, "a mark of an attachment stays until the next start");
        }
    }
}

/// No file to remove is no error.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The names in a folder; none of one that is not there.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// A folder that nobody else reads.
fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn unfit(what: impl Into<String>) -> ApiError {
    ApiError::new(Code::UnfitFile, what)
}

/// What the system says, for whoever sent the file.
fn unwritable(error: &io::Error) -> ApiError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            tracing::error!(%error, "there is no room for an attachment");
            ApiError::wait(
                Code::StorageFull,
                60,
                "the server has no room for the file; tell an administrator",
            )
        }
        _ => ApiError::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use std::{env, process::Command};

    use super::*;
    use crate::storage::Options;

    /// A write beyond the limit is an error and not the end of the process.
    const LITTLE_ROOM: &str = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";

    #[test]
    fn a_full_disk_is_told_and_nothing_stays() {
        let mut shell = Command::new("sh");
        shell.args(["-c", LITTLE_ROOM, "sh"]).arg(env::current_exe().expect("this program"));
        let with_little_room = "server::attachments::tests::a_file_comes_where_little_room_is";
        shell.args([with_little_room, "--exact", "--ignored", "--nocapture"]);
        let came = shell.output().expect("a shell");
        let said = [came.stdout, came.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(came.status.success() && said[0].contains("1 passed"), "{}\n{}", said[0], said[1]);
    }

    #[tokio::test]
    #[ignore = "runs in a process of its own, with little room"]
    async fn a_file_comes_where_little_room_is() {
        let home = tempfile::tempdir().expect("a folder");
        let attachments = Attachments::new(home.path().to_owned(), AttachmentSettings::default());
        let claim = Claim { name: "a.txt".to_owned(), kind: String::new(), bytes: None };
        for (length, expected) in [(60_000, Some(Code::StorageFull)), (600, None)] {
            let mut body = axum::body::Body::from("x".repeat(length)).into_data_stream();
            let arrived = attachments.receive(&mut body, &claim).await;
            assert_eq!(arrived.err().map(|error| error.code()), expected);
            assert_eq!(names_in(&attachments.arriving()).expect("a folder"), [""; 0]);
        }
    }

    #[tokio::test]
    async fn what_is_nobodys_goes_at_the_next_start() {
        let home = tempfile::tempdir().expect("a folder");
        let store = Store::open(&Options::file(home.path().join("desk.db"))).await.expect("a database");
        let attachments = Attachments::new(home.path().join("attachments"), AttachmentSettings::default());
        attachments.tidy(&store).await.expect("nothing is there yet");
        let write = |path: &Path| {
            make(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "x").expect("a file");
        };
        let (half, nobodys) = (attachments.arriving().join("0f0f"), attachments.place("beef"));
        let (mark, settled) = (attachments.arriving().join("beef.1"), attachments.place("cafe"));
        [&half, &nobodys, &mark, &settled].into_iter().for_each(|path| write(path));
        attachments.tidy(&store).await.expect("it is put in order");
        assert_eq!([half, nobodys, mark, settled].map(|path| path.exists()), [false, false, false, true]);
    }
}
