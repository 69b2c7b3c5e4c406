//! What stands in the queue_log since a moment: in the file, and in those of its name that were moved away and not packed.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, BufRead, BufReader, Seek, SeekFrom},
    path::{Path, PathBuf},
    time::SystemTime,
};

use chrono::{DateTime, Utc};

use crate::import::queue_log::{Entries, Entry};

/// How far before the end the first look is, bytes; it doubles until it is early enough.
const STEP: u64 = 1 << 16;

/// Gives each entry since `since` to `visit`, in the order in which they were written; lines that cannot be read are left out. Blocks.
///
/// # Errors
/// When the file is not there or cannot be read.
pub fn since(path: &Path, since: DateTime<Utc>, mut visit: impl FnMut(&Entry<'_>)) -> io::Result<()> {
    for path in files(path, since)? {
        let mut entries = Entries::new(BufReader::new(early_enough(&path, since)?));
        while let Some(entry) = entries.next() {
            entry.iter().filter(|entry| entry.at >= since).for_each(&mut visit);
        }
    }
    Ok(())
}

/// The file, and before it those of its name that were written to since then, in order of their beginnings.
fn files(path: &Path, since: DateTime<Utc>) -> io::Result<Vec<PathBuf>> {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let is_old = |other: &Path| {
        let its_name = other.file_name().map(OsStr::as_encoded_bytes);
        let is_packed = other
            .extension()
            .is_some_and(|ending| ["gz", "bz2", "xz", "zst"].iter().any(|packed| ending == *packed));
        let is_late =
            other.metadata().and_then(|file| file.modified()).is_ok_and(|at| at >= SystemTime::from(since));
        its_name.is_some_and(|its| its.starts_with(name) && its != name)
            && !is_packed
            && is_late
            && other.is_file()
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut old = Vec::new();
    for entry in folder.read_dir()? {
        let other = entry?.path();
        if is_old(&other) {
            old.extend(begins(&other)?.map(|at| (at, other)));
        }
    }
    old.sort();
    Ok(old.into_iter().map(|(_, path)| path).chain([path.to_owned()]).collect())
}

/// The time of the first entry.
fn begins(path: &Path) -> io::Result<Option<DateTime<Utc>>> {
    Ok(first(BufReader::new(File::open(path)?)))
}

fn first(reader: impl BufRead) -> Option<DateTime<Utc>> {
    let mut entries = Entries::new(reader);
    loop {
        if let Ok(entry) = entries.next()? {
            return Some(entry.at);
        }
    }
}

/// The file from a place on that is before the first entry since then; the place is the start of a line.
fn early_enough(path: &Path, since: DateTime<Utc>) -> io::Result<File> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut back = STEP;
    while back < length {
        let place = start_of_line(&mut file, length - back)?;
        if first(BufReader::new(&file)).is_some_and(|at| at < since) {
            file.seek(SeekFrom::Start(place))?;
            return Ok(file);
        }
        back *= 2;
    }
    file.rewind()?;
    Ok(file)
}

/// Goes to the first line that starts after this place.
fn start_of_line(file: &mut File, place: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(place))?;
    let skipped = BufReader::new(&mut *file).skip_until(b'\n')? as u64;
    file.seek(SeekFrom::Start(place + skipped))
}

#[cfg(test)]
mod tests {
    use std::{fs, time::Duration};

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    fn lines(seconds: std::ops::Range<i64>) -> String {
        seconds.map(|second| format!("{second}|{second}.1|q|NONE|ENTERQUEUE||07700900001|1\n")).collect()
    }

    #[track_caller]
    fn check(path: &Path, from: i64, want: std::ops::Range<i64>) {
        let mut read = Vec::new();
        since(path, at(from), |entry| read.push(entry.at.timestamp())).expect("it can be read");
        assert_eq!(read, want.collect::<Vec<_>>());
    }

    #[test]
    fn a_large_file_is_read_from_near_its_end() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("queue_log");
        fs::write(&path, lines(100_000..120_000)).expect("the log");
        for from in [0, 100_000, 100_001, 113_456, 119_999, 120_000] {
            check(&path, from, from.max(100_000)..120_000);
        }
        let file = early_enough(&path, at(119_990)).expect("it can be read");
        assert!((&file).stream_position().expect("a place") > 0, "not from the beginning");
    }

    #[test]
    fn files_that_were_moved_away_come_first() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("queue_log");
        fs::write(&path, lines(120..130)).expect("the log");
        fs::write(home.path().join("queue_log.1"), lines(110..120)).expect("the log");
        fs::write(home.path().join("queue_log-20200101"), lines(100..110)).expect("the log");
        fs::write(home.path().join("queue_log.2.gz"), lines(0..100)).expect("packed");
        fs::write(home.path().join("other_log"), lines(0..100)).expect("another file");
        check(&path, 105, 105..130);
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(104);
        let old =
            File::options().write(true).open(home.path().join("queue_log-20200101")).expect("it is there");
        old.set_modified(long_ago).expect("a time");
        check(&path, 105, 110..130);
    }

    #[test]
    fn a_file_that_is_not_there_is_told() {
        let home = tempfile::tempdir().expect("a folder");
        since(&home.path().join("queue_log"), at(0), |_| {}).expect_err("it is not there");
    }
}
