//! Recordings of calls: when a call is over, its files are fetched from where the phone switch puts them, hashed, and kept beside the
//! database, a folder a day. What is not there is looked for again for a day, and after a new start; then it is put on record as missing.
//! It must not know how a switch records.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use tokio::{
    sync::{
        Semaphore,
        broadcast::{Receiver, error::RecvError},
    },
    task::JoinSet,
    time::sleep,
};

use super::{clock::Clock, desk::Input, hub::LiveBatch, writer::WriterDoor};
use crate::{
    domain::{CallId, Recorded, Recording},
    storage::Store,
};

mod unkept;

pub use unkept::{Due, Unkept};

/// Waits between the first looks at a file, s: the switch closes it in its own time.
const LOOKS: [u64; 7] = [1, 1, 2, 4, 8, 16, 32];
/// Wait between the later ones, s, while a folder may be out of reach, and how many there are: for a day.
const LATER_LOOKS: (u64, usize) = (600, 144);
/// Recordings that are looked at or copied at the same time.
const AT_ONCE: usize = 4;
/// Events read from the log at once.
const PAGE: u32 = 512;

/// Where recordings come from and go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingFolders {
    /// The switch's folder of recordings, as the switch calls it.
    pub there: PathBuf,
    /// The same folder, as it is reached from here.
    pub from: PathBuf,
    /// Our own.
    pub kept: PathBuf,
}

impl RecordingFolders {
    /// The file of a recording that the switch calls so, seen from here; none if it lies outside its folder.
    pub fn source(&self, name: &str) -> Option<PathBuf> {
        let name = Path::new(name);
        let inside = if name.is_absolute() { name.strip_prefix(&self.there).ok()? } else { name };
        let plain = inside.components().all(|part| matches!(part, Component::Normal(_)));
        (plain && inside.file_name().is_some()).then(|| self.from.join(inside))
    }

    /// The file of a recording that is kept.
    pub fn kept(&self, recording: &Recording) -> PathBuf {
        self.kept.join(&recording.name)
    }
}

/// What fetches recordings, until the server stops.
pub(super) struct Fetching {
    pub folders: Option<RecordingFolders>,
    pub unkept: Unkept,
    /// The last event that is in it.
    pub seq: u64,
    pub store: Arc<Store>,
    pub live: Receiver<Arc<LiveBatch>>,
    pub writer: WriterDoor,
    pub clock: Clock,
}

impl Fetching {
    /// Works until nobody writes any more.
    pub async fn run(mut self) {
        let Some(folders) = self.folders.take() else { return };
        let fetcher = Fetcher {
            folders: Arc::new(folders),
            writer: self.writer.clone(),
            clock: self.clock,
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
        };
        let mut under_way = JoinSet::new();
        let mut due = self.unkept.due();
        loop {
            for due in due.drain(..) {
                under_way.spawn(fetcher.clone().fetch(due));
            }
            tokio::select! {
                batch = self.live.recv() => match batch {
                    Ok(batch) => due = self.follow(batch.events()),
                    Err(RecvError::Lagged(_)) => due = self.catch_up().await,
                    Err(RecvError::Closed) => return,
                },
                Some(_) = under_way.join_next() => {}
            }
        }
    }

    /// What events make due that are not known yet.
    fn follow(&mut self, events: &[Recorded]) -> Vec<Due> {
        let after = self.seq;
        self.seq = events.last().map_or(after, |last| last.seq.max(after));
        let new = events.iter().filter(|recorded| recorded.seq > after);
        new.flat_map(|recorded| self.unkept.apply(&recorded.event)).collect()
    }

    /// What was written while this task had no time to listen, from the log.
    async fn catch_up(&mut self) -> Vec<Due> {
        let mut due = Vec::new();
        loop {
            match self.store.read_after(self.seq, PAGE).await {
                Ok(events) if events.is_empty() => return due,
                Ok(events) => due.extend(self.follow(&events)),
                Err(error) => {
                    tracing::error!(%error, "recordings may be left until the next start");
                    return due;
                }
            }
        }
    }
}

/// What it takes to fetch a recording.
#[derive(Clone)]
struct Fetcher {
    folders: Arc<RecordingFolders>,
    writer: WriterDoor,
    clock: Clock,
    at_once: Arc<Semaphore>,
}

impl Fetcher {
    /// Fetches one recording, and tells the desk what came of it.
    async fn fetch(self, due: Due) {
        let Due { call, nth, .. } = due;
        self.writer.tell(match self.try_fetch(&due).await {
            Ok(recording) => Input::RecordingKept { call, recording },
            Err(why) => Input::RecordingMissing { call, nth, why },
        });
    }

    async fn try_fetch(&self, due: &Due) -> Result<Recording, String> {
        let outside = || "the recording lies outside the folder of recordings".to_owned();
        let source = self.folders.source(&due.name).ok_or_else(outside)?;
        let mut seen = None;
        let mut why = String::from("the file does not come to rest");
        let later = std::iter::repeat_n(LATER_LOOKS.0, LATER_LOOKS.1);
        for wait in LOOKS.into_iter().chain(later) {
            sleep(Duration::from_secs(wait)).await;
            // Nobody closes the semaphore.
            let _turn = self.at_once.acquire().await;
            let now = look(&source);
            match (&now, &seen) {
                (Err(error), _) => why = format!("the file cannot be read: {error}"),
                (Ok(now), Some(before)) if now == before => {
                    match self.keep(source.clone(), due.call, due.nth).await {
                        Ok(recording) => return Ok(recording),
                        Err(error) => why = format!("the file cannot be kept: {error}"),
                    }
                }
                _ => {}
            }
            seen = now.ok();
        }
        Err(why)
    }

    async fn keep(&self, source: PathBuf, call: CallId, nth: u32) -> io::Result<Recording> {
        let (folders, day) = (self.folders.clone(), self.clock.now().date_naive());
        let copying = tokio::task::spawn_blocking(move || copy(&folders, &source, call, nth, day));
        copying.await.map_err(io::Error::other)?
    }
}

/// Length and time of a file that is not empty.
fn look(source: &Path) -> io::Result<(u64, std::time::SystemTime)> {
    let seen = fs::metadata(source)?;
    match seen.len() {
        0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it is empty")),
        length => Ok((length, seen.modified()?)),
    }
}

/// Copies a recording, whole or not at all, and says what was copied.
fn copy(
    folders: &RecordingFolders,
    source: &Path,
    call: CallId,
    nth: u32,
    day: NaiveDate,
) -> io::Result<Recording> {
    let kind = source.extension().and_then(|kind| kind.to_str()).filter(|kind| kind.len() <= 5);
    let name = format!("{}/{call}-{nth}.{}", day.format("%Y/%m/%d"), kind.unwrap_or("wav"));
    let whole = folders.kept.join(&name);
    let part = whole.with_extension("part");
    if let Some(folder) = whole.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let (mut from, mut to) = (File::open(source)?, private(&part)?);
    let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; 64 << 10]);
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            break;
        }
        to.write_all(&piece[..read])?;
        hash.update(&piece[..read]);
        bytes += read as u64;
    }
    to.sync_all()?;
    fs::rename(&part, &whole)?;
    Ok(Recording { nth, name, sha256: hex::encode(hash.finalize()), bytes })
}

/// A new file that nobody else reads.
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_looked_for_in_its_folder_only() {
        let folders = RecordingFolders {
            there: "/var/spool/asterisk/monitor".into(),
            from: "/mnt/calls".into(),
            kept: "/data/recordings".into(),
        };
        let check = |name: &str, file: Option<&str>| {
            assert_eq!(folders.source(name), file.map(PathBuf::from), "{name}");
        };
        check("2026/11/call.wav", Some("/mnt/calls/2026/11/call.wav"));
        check("/var/spool/asterisk/monitor/call.wav", Some("/mnt/calls/call.wav"));
        check("/etc/passwd", None);
        check("../secret", None);
        check("/var/spool/asterisk/monitor/../secret", None);
        check("", None);
        check("/var/spool/asterisk/monitor", None);
    }

    #[test]
    fn a_copy_is_whole_and_known_by_its_hash() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let folders = RecordingFolders { there: at("there"), from: at("there"), kept: at("kept") };
        let heard = b"RIFF and so on".repeat(9_000);
        fs::create_dir(at("there")).expect("a folder");
        fs::write(at("there/a.wav"), &heard).expect("it is recorded");
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let call = CallId(uuid::Uuid::nil());
        let kept = copy(&folders, &at("there/a.wav"), call, 2, day).expect("it is kept");
        assert_eq!(kept.name, format!("2026/11/22/{call}-2.wav"));
        assert_eq!((kept.nth, kept.bytes), (2, heard.len() as u64));
        assert_eq!(kept.sha256, hex::encode(Sha256::digest(&heard)));
        assert_eq!(fs::read(folders.kept(&kept)).expect("it is there"), heard);
    }
}
