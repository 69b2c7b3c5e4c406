//! One file of a recording: whether it is whole, and how it is copied. It must not know calls or the log.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    time::SystemTime,
};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::{Due, REST};
use crate::domain::Recording;

/// Bytes copied at once.
const PIECE: usize = 64 << 10;
/// Letters of an ending that is kept, at most.
const ENDING: usize = 5;

/// How a file was at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    bytes: u64,
    written: SystemTime,
    says_whole: bool,
}

impl Seen {
    /// Looks at a file that is not empty and lies in this folder, wherever links lead.
    ///
    /// # Errors
    /// When there is none, or it is something else.
    pub fn look(folder: &Path, file: &Path) -> io::Result<Self> {
        if !fs::canonicalize(file)?.starts_with(fs::canonicalize(folder)?) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "it leads out of the folder of recordings",
            ));
        }
        let seen = fs::metadata(file)?;
        if !seen.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
        }
        match seen.len() {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it is empty")),
            bytes => Ok(Self { bytes, written: seen.modified()?, says_whole: says_whole(file, bytes)? }),
        }
    }

    /// Whether nothing comes to it any more, as far as can be said of one that has been so for this long, s.
    pub fn may_be_taken(&self, rested: u64) -> bool {
        rested >= if self.says_whole { 1 } else { REST }
    }
}

/// Whether it says at its beginning that it is so long, as a wave file does once it is closed: until then it says less.
fn says_whole(file: &Path, bytes: u64) -> io::Result<bool> {
    let mut head = [0; 8];
    if bytes < head.len() as u64 {
        return Ok(false);
    }
    File::open(file)?.read_exact(&mut head)?;
    let [b'R', b'I', b'F', b'F', length @ ..] = head else { return Ok(false) };
    Ok(u64::from(u32::from_le_bytes(length)) + head.len() as u64 == bytes)
}

/// Copies a recording below the folder of those that are kept, whole or not at all, and says what was copied.
///
/// # Errors
/// When it cannot be read or written, or it is no more as it was before; nothing is left then.
pub fn copy(
    kept: &Path,
    source: &Path,
    due: &Due,
    day: NaiveDate,
    is_as_before: impl Fn() -> io::Result<bool>,
) -> io::Result<Recording> {
    let ending = source.extension().and_then(|ending| ending.to_str()).filter(|ending| is_plain(ending));
    let name = format!("{}/{}-{}.{}", day.format("%Y/%m/%d"), due.call, due.nth, ending.unwrap_or("wav"));
    let whole = kept.join(&name);
    let folder = whole.parent().unwrap_or(kept);
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let part = folder.join(format!("{}-{}.part", due.call, due.nth));
    let copied = pour(source, &part).and_then(|copied| {
        if !is_as_before()? {
            return Err(io::Error::other("it has changed meanwhile"));
        }
        fs::rename(&part, &whole)?;
        // The log may say that it is here only when the folder says so too.
        File::open(folder)?.sync_all()?;
        Ok(copied)
    });
    if copied.is_err() {
        // It takes room that may be missing; if it cannot be removed, the next copy goes into it.
        let _ = fs::remove_file(&part);
    }
    let (sha256, bytes) = copied?;
    Ok(Recording { nth: due.nth, name, sha256, bytes })
}

fn is_plain(ending: &str) -> bool {
    ending.len() <= ENDING && ending != "part" && ending.bytes().all(|letter| letter.is_ascii_alphanumeric())
}

/// Gives the hash of what was copied, and its length.
fn pour(source: &Path, part: &Path) -> io::Result<(String, u64)> {
    let (mut from, mut to) = (File::open(source)?, private(part)?);
    let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            to.sync_all()?;
            return Ok((hex::encode(hash.finalize()), bytes));
        }
        to.write_all(&piece[..read])?;
        hash.update(&piece[..read]);
        bytes += read as u64;
    }
}

/// A new file that nobody else reads.
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::domain::CallId;

    fn due() -> Due {
        Due { call: CallId(uuid::Uuid::nil()), nth: 2, name: String::new() }
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day")
    }

    #[test]
    fn a_copy_is_whole_private_and_known_by_its_hash() {
        let home = tempfile::tempdir().expect("a folder");
        let (source, kept) = (home.path().join("a.wav"), home.path().join("kept"));
        let heard = b"RIFF and so on".repeat(9_000);
        fs::write(&source, &heard).expect("it is recorded");
        let copied = copy(&kept, &source, &due(), day(), || Ok(true)).expect("it is kept");
        assert_eq!(copied.name, format!("2026/11/22/{}-2.wav", due().call));
        assert_eq!((copied.nth, copied.bytes), (2, heard.len() as u64));
        assert_eq!(copied.sha256, hex::encode(Sha256::digest(&heard)));
        let whole = kept.join(&copied.name);
        assert_eq!(fs::read(&whole).expect("it is there"), heard);
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&whole), mode(&kept)), (0o600, 0o700));
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing() {
        let home = tempfile::tempdir().expect("a folder");
        let (source, kept) = (home.path().join("a.wav"), home.path().join("kept"));
        fs::write(&source, b"sound").expect("it is recorded");
        let whole = kept.join(format!("2026/11/22/{}-2.wav", due().call));
        // Where the copy is to lie lies something else.
        fs::create_dir_all(whole.join("else")).expect("a folder");
        for is_as_before in [true, false] {
            copy(&kept, &source, &due(), day(), || Ok(is_as_before)).expect_err("it cannot be put there");
            let left = fs::read_dir(whole.parent().expect("a folder")).expect("a folder");
            assert_eq!(left.count(), 1, "only what was there");
        }
    }

    #[test]
    fn an_ending_that_is_none_is_not_taken_over() {
        for (ending, taken) in
            [("wav", true), ("WAV", true), ("part", false), ("a b", false), ("longer", false)]
        {
            assert_eq!(is_plain(ending), taken, "{ending}");
        }
    }

    #[test]
    fn only_files_in_the_folder_are_looked_at() {
        let home = tempfile::tempdir().expect("a folder");
        let at = |name: &str| home.path().join(name);
        for folder in ["calls", "calls/day", "elsewhere"] {
            fs::create_dir(at(folder)).expect("a folder");
        }
        for file in ["calls/day/a.wav", "elsewhere/a.wav", "calls/empty.wav"] {
            fs::write(at(file), if file.contains("empty") { "" } else { "sound" }).expect("a file");
        }
        symlink(at("elsewhere/a.wav"), at("calls/out.wav")).expect("a link");
        symlink(at("calls/day"), at("calls/in")).expect("a link");
        symlink("/dev/zero", at("calls/endless.wav")).expect("a link");
        let check = |file: &str, complaint: Option<&str>| {
            let seen = Seen::look(&at("calls"), &at("calls").join(file));
            assert_eq!(seen.err().map(|error| error.to_string()).as_deref(), complaint, "{file}");
        };
        check("day/a.wav", None);
        check("in/a.wav", None);
        check("out.wav", Some("it leads out of the folder of recordings"));
        check("endless.wav", Some("it leads out of the folder of recordings"));
        check("day", Some("it is no file"));
        check("empty.wav", Some("it is empty"));
        check("none.wav", Some("No such file or directory (os error 2)"));
    }

    #[test]
    fn a_file_that_grows_is_not_taken_and_one_that_says_nothing_has_to_rest() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("a.wav");
        let check = |bytes: &[u8], rests: [bool; 3]| {
            fs::write(&file, bytes).expect("it is recorded");
            let seen = Seen::look(home.path(), &file).expect("a file");
            assert_eq!([0, 1, REST].map(|rested| seen.may_be_taken(rested)), rests, "{bytes:?}");
        };
        check(b"RIFF\x04\0\0\0WAVE", [false, true, true]);
        // Its head is written when it is closed.
        check(b"RIFF\0\0\0\0WAVE", [false, false, true]);
        check(b"RIFF\x04\0\0\0WAVE and more", [false, false, true]);
        check(b"gsm, of which nobody can say", [false, false, true]);
        check(b"RIFF", [false, false, true]);
    }
}
