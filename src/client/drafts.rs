//! Drafts as files, in two steps.
//!
//! 1. [`Drafts::save`] writes `<draft>.<stamp>.new` and returns. From then on the draft survives the end of this program, `kill -9` too.
//!    It takes a tenth of a millisecond, so it is done before the next key is read.
//! 2. A thread of its own syncs the newest of them, renames it to `<draft>.draft`, syncs the folder, and reports the change as saved. From
//!    then on it survives the end of the machine. This takes 12 ms at the median and 24 ms at worst on a busy SSD, so it is never waited
//!    for at a key; what came meanwhile is saved by the next turn, older versions are skipped.
//!
//! A crash at any point leaves the last version of step 1 or the one before it: a file that is not whole is known by its checksum.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::mpsc,
    thread::{self, JoinHandle},
};

use super::{
    disk::{self, Disk, Sealed, failed},
    slot::Slot,
};
use crate::domain::{Draft, DraftId};

/// What the thread reports: a change that is saved, or why it is not.
pub(super) type Report = (DraftId, Result<u64, disk::DiskError>);

/// The drafts of one slot.
pub(super) struct Drafts {
    folder: PathBuf,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

enum Job {
    Keep {
        draft: DraftId,
        stamp: u64,
        change: u64,
    },
    Discard(DraftId),
    /// Say when all before is done.
    Flush(mpsc::SyncSender<()>),
}

impl Drafts {
    /// Starts the thread; reports go to `report`.
    pub fn start(slot: &Slot, report: impl Fn(Report) + Send + 'static) -> Disk<Self> {
        let folder = slot.drafts();
        let (jobs, waiting) = mpsc::channel();
        let writer = Writer { folder: folder.clone(), report: Box::new(report) };
        let thread = thread::Builder::new().name("drafts".into()).spawn(move || writer.run(&waiting));
        let thread = thread.map_err(|why| failed("start the writer of", &folder, why))?;
        Ok(Self { folder, jobs: Some(jobs), thread: Some(thread) })
    }

    /// Step 1, and asks for step 2.
    pub fn save(&self, stamp: u64, draft: &Draft, change: u64) -> Disk<()> {
        disk::write_new(&new_path(&self.folder, draft.id, stamp), &disk::seal(KIND, stamp, draft)?)?;
        self.ask(Job::Keep { draft: draft.id, stamp, change });
        Ok(())
    }

    /// Forgets a draft, in its turn.
    pub fn discard(&self, draft: DraftId) {
        self.ask(Job::Discard(draft));
    }

    /// Waits until all that was asked is on disk.
    pub fn flush(&self) {
        let (done, wait) = mpsc::sync_channel(1);
        self.ask(Job::Flush(done));
        // An error means that the thread is gone, and then nothing is left to wait for.
        let _ = wait.recv();
    }

    fn ask(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // The thread lives as long as this sender.
            let _ = jobs.send(job);
        }
    }
}

impl Drop for Drafts {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

const KIND: &str = "draft";

/// What is in a folder: the newest whole version of each draft. The folder is tidied: afterwards it holds these as `.draft` files only,
/// and what cannot be read at all as `.damaged`.
pub(super) fn load(slot: &Slot) -> Disk<Vec<Draft>> {
    let folder = slot.drafts();
    let mut versions: BTreeMap<DraftId, Vec<String>> = BTreeMap::new();
    for name in disk::names(&folder)? {
        if let Some(draft) = draft_of(&name) {
            versions.entry(draft).or_default().push(name);
        }
    }
    let mut drafts = Vec::new();
    for (id, names) in versions {
        if let Some(found) = newest(&folder, id, &names)? {
            slot.saw_stamp(found.stamp);
            drafts.push(found.content);
        }
    }
    drafts.sort_by_key(|draft| draft.begun);
    Ok(drafts)
}

/// Moves drafts of another slot, just loaded, into this one; each is in one of them at any time. One that is here already stays there.
pub(super) fn move_all(drafts: Vec<Draft>, from: &Slot, to: &Slot) -> Disk<Vec<Draft>> {
    let mut moved = Vec::new();
    for draft in drafts {
        let target = draft_path(&to.drafts(), draft.id);
        if !target.exists() {
            disk::rename(&draft_path(&from.drafts(), draft.id), &target)?;
            moved.push(draft);
        }
    }
    disk::sync_folder(&to.drafts())?;
    disk::sync_folder(&from.drafts())?;
    Ok(moved)
}

/// The newest whole version, settled as `.draft`; the others are taken away.
fn newest(folder: &Path, id: DraftId, names: &[String]) -> Disk<Option<Sealed<Draft>>> {
    let mut best: Option<(&String, Sealed<Draft>)> = None;
    for name in names {
        let read = disk::unseal::<Draft>(KIND, &disk::read(&folder.join(name))?);
        let newer = read.filter(|read| best.as_ref().is_none_or(|(_, best)| read.stamp > best.stamp));
        best = newer.map(|read| (name, read)).or(best);
    }
    let settled = draft_path(folder, id);
    if let Some((name, _)) = &best
        && folder.join(name) != settled
    {
        disk::settle(&folder.join(name), &settled)?;
    }
    for name in names.iter().filter(|name| best.as_ref().is_none_or(|(best, _)| best != name)) {
        let path = folder.join(name);
        match &best {
            None if path == settled => disk::rename(&path, &path.with_extension("damaged"))?,
            Some(_) if path == settled => {}
            _ => disk::remove(&path)?,
        }
    }
    Ok(best.map(|(_, draft)| draft))
}

fn draft_path(folder: &Path, draft: DraftId) -> PathBuf {
    folder.join(format!("{draft}.draft"))
}

fn new_path(folder: &Path, draft: DraftId, stamp: u64) -> PathBuf {
    folder.join(format!("{draft}.{stamp:016x}.new"))
}

fn draft_of(name: &str) -> Option<DraftId> {
    let (draft, ending) = name.split_once('.')?;
    (ending == "draft" || ending.ends_with(".new")).then(|| draft.parse().ok()).flatten()
}

/// The thread of step 2.
struct Writer {
    folder: PathBuf,
    report: Box<dyn Fn(Report) + Send>,
}

/// What is left to do for a draft after all that waits was looked at.
#[derive(Default)]
struct Turn {
    /// The newest version, with its change.
    keep: Option<(u64, u64)>,
    discard: bool,
    /// Versions that are not wanted any more.
    stale: Vec<u64>,
}

impl Writer {
    fn run(&self, jobs: &mpsc::Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let (mut turns, mut flushed) = (BTreeMap::new(), Vec::new());
            for job in std::iter::once(first).chain(jobs.try_iter()) {
                match job {
                    Job::Keep { draft, stamp, change } => turn(&mut turns, draft).keep(stamp, change),
                    Job::Discard(draft) => turn(&mut turns, draft).discard(),
                    Job::Flush(done) => flushed.push(done),
                }
            }
            for (draft, turn) in turns {
                self.take(draft, &turn);
            }
            for done in flushed {
                let _ = done.send(());
            }
        }
    }

    fn take(&self, draft: DraftId, turn: &Turn) {
        let done = self.settle(draft, turn);
        match (turn.keep, done) {
            (Some((_, change)), Ok(())) => (self.report)((draft, Ok(change))),
            (_, Err(why)) => (self.report)((draft, Err(why))),
            (None, Ok(())) => {}
        }
    }

    fn settle(&self, draft: DraftId, turn: &Turn) -> Disk<()> {
        if turn.discard && turn.keep.is_none() {
            disk::remove(&draft_path(&self.folder, draft))?;
            disk::sync_folder(&self.folder)?;
        }
        if let Some((stamp, _)) = turn.keep {
            disk::settle(&new_path(&self.folder, draft, stamp), &draft_path(&self.folder, draft))?;
        }
        turn.stale.iter().try_for_each(|&stamp| disk::remove(&new_path(&self.folder, draft, stamp)))
    }
}

fn turn(turns: &mut BTreeMap<DraftId, Turn>, draft: DraftId) -> &mut Turn {
    turns.entry(draft).or_default()
}

impl Turn {
    fn keep(&mut self, stamp: u64, change: u64) {
        self.stale.extend(self.keep.replace((stamp, change)).map(|(stamp, _)| stamp));
    }

    fn discard(&mut self) {
        self.stale.extend(self.keep.take().map(|(stamp, _)| stamp));
        self.discard = true;
    }
}
