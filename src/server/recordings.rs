//! Recordings of calls: when a call is over, its files are fetched from where the phone switch puts them, hashed, and kept beside the
//! database, a folder a day. What is not there is looked for again for a day, and after a new start; then it is put on record as missing.
//! It must not know how a switch records.

use std::{
    io,
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::Duration,
};

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
    domain::{Recorded, Recording},
    storage::Store,
};

mod file;
mod unkept;

use file::Seen;
pub use unkept::{Due, Unkept};

/// Waits between the first looks at a file, s: the switch closes it in its own time.
const LOOKS: [u64; 7] = [1, 1, 2, 4, 8, 16, 32];
/// Wait between the later ones, s, while a folder may be out of reach, and how many there are: for a day.
const LATER_LOOKS: (u64, usize) = (600, 144);
/// How long a file must stay as it is if it does not say itself that it is whole, s: what is written is on disk in pieces, of quiet formats
/// every twenty seconds.
const REST: u64 = 30;
/// Recordings that are looked at or copied at the same time.
const AT_ONCE: usize = 4;
/// Events read from the log at once.
const PAGE: u32 = 512;

/// Where recordings come from and go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingFolders {
    /// Where they come from; none if new ones are left where they are.
    pub switch: Option<SwitchFolder>,
    /// Our own.
    pub kept: PathBuf,
}

/// The switch's folder of recordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchFolder {
    /// As the switch calls it.
    pub there: PathBuf,
    /// As it is reached from here.
    pub here: PathBuf,
}

impl SwitchFolder {
    /// The file of a recording that the switch calls so, seen from here; none if it lies outside its folder.
    pub fn source(&self, name: &str) -> Option<PathBuf> {
        let name = Path::new(name);
        let inside = if name.is_absolute() { name.strip_prefix(&self.there).ok()? } else { name };
        let plain = inside.components().all(|part| matches!(part, Component::Normal(_)));
        (plain && inside.file_name().is_some()).then(|| self.here.join(inside))
    }
}

impl RecordingFolders {
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
        let Some(RecordingFolders { switch: Some(switch), kept }) = self.folders.take() else { return };
        let fetcher = Fetcher {
            switch,
            kept,
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
    switch: SwitchFolder,
    kept: PathBuf,
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
        let source = self.switch.source(&due.name).ok_or_else(outside)?;
        let (mut seen, mut rested) = (None, 0);
        let mut why = String::from("the file does not come to rest");
        let later = std::iter::repeat_n(LATER_LOOKS.0, LATER_LOOKS.1);
        for wait in LOOKS.into_iter().chain(later) {
            sleep(Duration::from_secs(wait)).await;
            // Nobody closes the semaphore.
            let _turn = self.at_once.acquire().await;
            let now = self.look(source.clone()).await;
            rested = if seen.is_some() && now.as_ref().ok() == seen.as_ref() { rested + wait } else { 0 };
            match &now {
                Err(error) => why = format!("the file cannot be read: {error}"),
                Ok(now) if now.may_be_taken(rested) => match self.keep(source.clone(), *now, due).await {
                    Ok(recording) => return Ok(recording),
                    Err(error) => why = self.not_kept(due, &error),
                },
                Ok(_) => {}
            }
            seen = now.ok();
        }
        Err(why)
    }

    /// A folder that is out of reach may keep one waiting: others go on meanwhile.
    async fn look(&self, source: PathBuf) -> io::Result<Seen> {
        let folder = self.switch.here.clone();
        let looking = tokio::task::spawn_blocking(move || Seen::look(&folder, &source));
        looking.await.map_err(io::Error::other)?
    }

    async fn keep(&self, source: PathBuf, seen: Seen, due: &Due) -> io::Result<Recording> {
        let (folder, kept) = (self.switch.here.clone(), self.kept.clone());
        let (day, due) = (self.clock.now().date_naive(), due.clone());
        let copying = tokio::task::spawn_blocking(move || {
            file::copy(&kept, &source, &due, day, || Ok(Seen::look(&folder, &source)? == seen))
        });
        copying.await.map_err(io::Error::other)?
    }

    /// A disk that is full, or a folder that cannot be written, is the operator's to mend.
    fn not_kept(&self, Due { call, nth, .. }: &Due, error: &io::Error) -> String {
        let folder = self.kept.display();
        tracing::warn!(%error, %call, nth, "a recording cannot be kept in {folder}; it is tried again for a day");
        format!("the file cannot be kept: {error}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_looked_for_in_its_folder_only() {
        let folder = SwitchFolder { there: "/var/spool/asterisk/monitor".into(), here: "/mnt/calls".into() };
        let check = |name: &str, file: Option<&str>| {
            assert_eq!(folder.source(name), file.map(PathBuf::from), "{name}");
        };
        check("2026/11/call.wav", Some("/mnt/calls/2026/11/call.wav"));
        check("/var/spool/asterisk/monitor/call.wav", Some("/mnt/calls/call.wav"));
        check("/etc/passwd", None);
        check("../secret", None);
        check("/var/spool/asterisk/monitor/../secret", None);
        check("", None);
        check("/var/spool/asterisk/monitor", None);
    }
}
