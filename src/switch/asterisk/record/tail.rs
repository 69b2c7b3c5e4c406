//! The end of a file that another program writes: whole lines as they come, through rotation, truncation and absence.
//!
//! It is looked at again and again, for a file tells nobody that it has grown. What stands there at the beginning is not read.

use std::{
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom},
    mem,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Most bytes of one look; the next one goes on there.
const LOOK: u64 = 1 << 20;
/// No line is nearly as long: what goes on without an end is dropped, bytes.
const LONGEST_LINE: usize = 1 << 16;

/// The end of a file.
#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    open: Option<File>,
    /// Device and number of the file that was read, which goes on where it was if it can be read again.
    known: Option<(u64, u64)>,
    /// How much of it was read.
    read: u64,
    /// A line that is being written.
    begun: Vec<u8>,
    /// How much of it stood there at the beginning; nothing of files that come later.
    stood: u64,
}

impl Tail {
    /// The end of this file, which need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        let stood = path.metadata().map_or(0, |file| file.len());
        Self { path, open: None, known: None, read: 0, begun: Vec::new(), stood }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The lines that were written since the last look, each with its end. Blocks on the disk.
    ///
    /// # Errors
    /// When the file is not there or cannot be read. A later look may find it.
    pub fn look(&mut self) -> io::Result<Vec<u8>> {
        let mut lines = Vec::new();
        let there = self.path.metadata();
        if let Some(open) = self.open.take() {
            let now = open.metadata()?;
            self.read_on(&open, now.len(), &mut lines)?;
            let is_other = there.as_ref().is_ok_and(|there| number(there) != number(&now));
            // What is left of a file that was moved away comes first. While there is no other one it may come back.
            if !is_other || self.read < now.len() || !lines.is_empty() {
                self.open = Some(open);
                return if lines.is_empty() { there.map(|_| lines) } else { Ok(lines) };
            }
        }
        let open = File::open(&self.path)?;
        let now = open.metadata()?;
        let stood = mem::take(&mut self.stood);
        if self.known.replace(number(&now)) != Some(number(&now)) {
            self.read = stood;
            self.begun.clear();
        }
        self.read_on(&open, now.len(), &mut lines)?;
        self.open = Some(open);
        Ok(lines)
    }

    /// Reads what was added. A file that is shorter than before was emptied, and begins anew.
    fn read_on(&mut self, mut file: &File, length: u64, lines: &mut Vec<u8>) -> io::Result<()> {
        if length < self.read {
            self.read = 0;
            self.begun.clear();
        }
        file.seek(SeekFrom::Start(self.read))?;
        let before = self.begun.len();
        let read = file.take(LOOK).read_to_end(&mut self.begun);
        self.read += read.inspect_err(|_| self.begun.truncate(before))? as u64;
        let whole = self.begun.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let begun = self.begun.split_off(whole);
        lines.append(&mut mem::replace(&mut self.begun, begun));
        if self.begun.len() > LONGEST_LINE {
            self.begun.clear();
        }
        Ok(())
    }
}

/// What tells a file from all others that are there.
fn number(file: &Metadata) -> (u64, u64) {
    (file.dev(), file.ino())
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write};

    use super::*;

    struct Log {
        home: tempfile::TempDir,
        tail: Tail,
    }

    impl Log {
        /// One that holds this when it begins to be followed.
        fn after(before: &str) -> Self {
            let home = tempfile::tempdir().expect("a folder");
            fs::write(home.path().join("queue_log"), before).expect("the log");
            let tail = Tail::new(home.path().join("queue_log"));
            Self { home, tail }
        }

        fn missing() -> Self {
            let home = tempfile::tempdir().expect("a folder");
            let tail = Tail::new(home.path().join("queue_log"));
            Self { home, tail }
        }

        fn write(&self, text: &str) {
            let mut file = File::options().create(true).append(true).open(self.tail.path()).expect("the log");
            file.write_all(text.as_bytes()).expect("it is written");
        }

        #[track_caller]
        fn check(&mut self, lines: &str) {
            assert_eq!(String::from_utf8(self.tail.look().expect("it is there")).expect("text"), lines);
        }
    }

    #[test]
    fn whole_lines_come_as_they_are_written() {
        let mut log = Log::after("before\n");
        log.write("a\nb\nc");
        log.check("a\nb\n");
        log.check("");
        log.write("c\n");
        log.check("cc\n");
    }

    #[test]
    fn a_file_that_comes_later_is_read_from_its_beginning() {
        let mut log = Log::missing();
        assert_eq!(log.tail.look().expect_err("it is not there").kind(), io::ErrorKind::NotFound);
        log.write("a\n");
        log.check("a\n");
    }

    #[test]
    fn a_file_that_is_moved_away_is_read_to_its_end_before_the_next_one() {
        let mut log = Log::after("before\n");
        log.check("");
        log.write("a\n");
        fs::rename(log.tail.path(), log.home.path().join("queue_log.1")).expect("it is moved");
        log.check("a\n");
        assert_eq!(log.tail.look().expect_err("there is no new one yet").kind(), io::ErrorKind::NotFound);
        log.write("b\n");
        log.check("b\n");
        log.write("c\n");
        fs::rename(log.tail.path(), log.home.path().join("queue_log.2")).expect("it is moved");
        log.write("d\n");
        log.check("c\n");
        log.check("d\n");
    }

    #[test]
    fn a_file_that_is_emptied_begins_anew() {
        let mut log = Log::after("a line of before\n");
        log.check("");
        log.write("half of a");
        log.check("");
        fs::write(log.tail.path(), "a\n").expect("it is written anew");
        log.check("a\n");
    }

    #[test]
    fn a_file_that_cannot_be_reached_for_a_moment_goes_on_where_it_was() {
        let mut log = Log::after("before\n");
        log.write("a\nhalf of ");
        log.check("a\n");
        let away = log.home.path().join("away");
        fs::rename(log.tail.path(), &away).expect("it is moved");
        assert_eq!(log.tail.look().expect_err("it is away").kind(), io::ErrorKind::NotFound);
        fs::rename(&away, log.tail.path()).expect("it is back");
        log.write("b\n");
        log.check("half of b\n");
    }

    #[test]
    fn a_file_that_cannot_be_read_for_a_moment_goes_on_where_it_was() {
        let mut log = Log::after("before\n");
        log.write("a\nhalf of ");
        log.check("a\n");
        // One that is open for writing only stands for one that has gone stale.
        log.tail.open = Some(File::options().append(true).open(log.tail.path()).expect("the log"));
        log.tail.look().expect_err("it cannot be read");
        log.write("b\n");
        log.check("half of b\n");
    }

    #[test]
    fn a_line_without_an_end_is_dropped() {
        let mut log = Log::after("");
        log.write(&"x".repeat(LONGEST_LINE + 1));
        log.check("");
        log.write("\na\n");
        log.check("\na\n");
    }
}
