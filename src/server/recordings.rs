//! Recordings of calls: when a call is over, its files are fetched from where the phone switch puts them, hashed, and kept beside the
//! database, a folder a day. What could not be fetched is tried again with the next start. It must not know how a switch records.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    task::JoinSet,
    time::sleep,
};

use super::{clock::Clock, desk::Input, hub::LiveBatch, writer::WriterDoor};
use crate::domain::{CallId, Recording};

mod unkept;

pub use unkept::{Due, Unkept};

/// Waits between two looks at a file, s: the switch closes it in its own time. Afterwards it counts as missing until the next start.
const LOOKS: [u64; 7] = [1, 1, 2, 4, 8, 16, 32];

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
    pub live: Receiver<Arc<LiveBatch>>,
    pub writer: WriterDoor,
    pub clock: Clock,
}

impl Fetching {
    /// Works until nobody writes any more.
    pub async fn run(mut self) {
        let Some(folders) = self.folders.take().map(Arc::new) else { return };
        let mut under_way = JoinSet::new();
        for due in self.unkept.due() {
            under_way.spawn(fetch(folders.clone(), due, self.writer.clone(), self.clock));
        }
        loop {
            tokio::select! {
                batch = self.live.recv() => match batch {
                    Ok(batch) => for due in batch.events().iter().flat_map(|recorded| self.unkept.apply(&recorded.event)) {
                        under_way.spawn(fetch(folders.clone(), due, self.writer.clone(), self.clock));
                    },
                    Err(RecvError::Lagged(_)) => tracing::warn!("recordings may be left until the next start"),
                    Err(RecvError::Closed) => return,
                },
                Some(_) = under_way.join_next() => {}
            }
        }
    }
}

/// Fetches one recording, and tells the desk what came of it.
async fn fetch(folders: Arc<RecordingFolders>, due: Due, writer: WriterDoor, clock: Clock) {
    let Due { call, nth, name } = due;
    let Some(source) = folders.source(&name) else {
        let why = "the recording lies outside the folder of recordings".into();
        return writer.tell(Input::RecordingMissing { call, why });
    };
    let mut seen = None;
    let mut why = String::from("the file does not come to rest");
    for wait in LOOKS {
        sleep(Duration::from_secs(wait)).await;
        let now = look(&source);
        match (&now, &seen) {
            (Err(error), _) => why = format!("the file cannot be read: {error}"),
            (Ok(now), Some(before)) if now == before => {
                let day = clock.now().date_naive();
                match keep(folders.clone(), source.clone(), call, nth, day).await {
                    Ok(recording) => return writer.tell(Input::RecordingKept { call, recording }),
                    Err(error) => why = format!("the file cannot be kept: {error}"),
                }
            }
            _ => {}
        }
        seen = now.ok();
    }
    writer.tell(Input::RecordingMissing { call, why });
}

/// Length and time of a file that is not empty.
fn look(source: &Path) -> io::Result<(u64, std::time::SystemTime)> {
    let seen = fs::metadata(source)?;
    match seen.len() {
        0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it is empty")),
        length => Ok((length, seen.modified()?)),
    }
}

async fn keep(
    folders: Arc<RecordingFolders>,
    source: PathBuf,
    call: CallId,
    nth: u32,
    day: NaiveDate,
) -> io::Result<Recording> {
    let copying = tokio::task::spawn_blocking(move || copy(&folders, &source, call, nth, day));
    copying.await.map_err(io::Error::other)?
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
        fs::create_dir_all(folder)?;
    }
    let (mut from, mut to) = (File::open(source)?, File::create(&part)?);
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
