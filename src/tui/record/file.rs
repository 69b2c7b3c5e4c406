//! Writing and reading session files.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::{domain::Locale, tui::runtime::Input};

const FORMAT: &str = "hotdesk-session";
const VERSION: u32 = 1;
/// No session pauses for so long: a gap of this size is a clock that was set.
const CLOCK_SET: TimeDelta = TimeDelta::days(2);

/// The first line of a session file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Always `hotdesk-session`.
    pub format: String,
    /// Version of this format.
    pub version: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// Which screen: `agent`, `lead`, `qa`.
    pub screen: String,
    /// The language of the session.
    pub locale: Locale,
    /// What the screen's model is made from before the first input, if it needs anything: the screen's own JSON.
    #[serde(default)]
    pub start: serde_json::Value,
}

impl Header {
    /// A header of this version of the program.
    pub fn new(screen: &str, locale: Locale, start: serde_json::Value) -> Self {
        Self {
            format: FORMAT.to_string(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_string(),
            screen: screen.to_string(),
            locale,
            start,
        }
    }
}

/// One input with its moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry<M> {
    /// The scene's time when it was taken.
    pub at: DateTime<Utc>,
    /// Its place on the session's timeline: `at`, but for what came before the scene's clock was set. Made when a file is read.
    #[serde(skip)]
    pub moment: DateTime<Utc>,
    /// What happened.
    pub input: Input<M>,
}

/// Writes a session as it happens, a line at a time, so that a crash loses at most the line being written.
#[derive(Debug)]
pub struct Recorder {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Recorder {
    /// Begins a file that does not exist yet, for nobody else to read: it holds all that is typed and shown.
    pub fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        let mut file = BufWriter::new(file);
        write_line(&mut file, header)?;
        Ok(Self { path: path.to_path_buf(), file: Some(file) })
    }

    /// Writes one input. A file that cannot be written ends the recording, not the session.
    pub fn write<M: Serialize>(&mut self, at: DateTime<Utc>, input: &Input<M>) {
        let Some(file) = &mut self.file else { return };
        let entry = BorrowedEntry { at, input };
        if let Err(error) = write_line(file, &entry) {
            tracing::warn!(path = %self.path.display(), %error, "the session is no longer recorded");
            self.file = None;
        }
    }
}

#[derive(Serialize)]
struct BorrowedEntry<'a, M> {
    at: DateTime<Utc>,
    input: &'a Input<M>,
}

fn write_line(file: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    file.write_all(&line)?;
    file.flush()
}

/// A session read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording<M> {
    /// The first line.
    pub header: Header,
    /// The inputs in their order.
    pub entries: Vec<Entry<M>>,
    /// Whether the last line was cut off, as a crash leaves it; it is left out.
    pub truncated: bool,
}

/// Why a session file cannot be played.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("session file {path} cannot be read: {source}; check the path and its permissions")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is something else.
    #[error(
        "{path} is no session file: its first line is no hotdesk-session header; choose a file written with --record"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It was written by a newer program.
    #[error(
        "session file {path} has format {found}, this program reads up to {VERSION}; use hotdesk {program} or newer"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: u32,
        /// The program that wrote it.
        program: String,
    },
    /// It is a session of another screen.
    #[error("session file {path} is of the {found} screen, not of the {wanted} screen; open it there")]
    OtherScreen {
        /// The file.
        path: PathBuf,
        /// The screen of the file.
        found: String,
        /// The screen that was wanted.
        wanted: String,
    },
    /// A line in the middle cannot be read.
    #[error("{path}:{line}: {problem}; the file was changed or damaged, restore it from a copy")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

impl<M: DeserializeOwned> Recording<M> {
    /// Reads the session file of a screen.
    pub fn read(path: &Path, screen: &str) -> Result<Self, ReadError> {
        let io = |source| ReadError::Io { path: path.to_path_buf(), source };
        let mut lines = BufReader::new(File::open(path).map_err(io)?).split(b'\n');
        let first = lines.next().transpose().map_err(io)?.unwrap_or_default();
        let header = read_header(path, &first, screen)?;
        let mut recording = Self { header, entries: Vec::new(), truncated: false };
        let mut broken = None;
        for (line, bytes) in (2..).zip(lines) {
            if let Some((line, problem)) = broken.take() {
                return Err(ReadError::Damaged { path: path.to_path_buf(), line, problem });
            }
            match serde_json::from_slice(&bytes.map_err(io)?) {
                Ok(entry) => recording.entries.push(entry),
                Err(error) => broken = Some((line, error.to_string())),
            }
        }
        recording.truncated = broken.is_some();
        place(&mut recording.entries);
        Ok(recording)
    }
}

/// Puts the inputs on one timeline that never runs backward. A session begins on the wall's clock and goes on by the server's as soon as
/// that is known: what came before stands at that moment.
fn place<M>(entries: &mut [Entry<M>]) {
    let mut next: Option<DateTime<Utc>> = None;
    for entry in entries.iter_mut().rev() {
        let at = entry.at;
        entry.moment = next.filter(|next| at > *next || *next - at > CLOCK_SET).unwrap_or(at);
        next = Some(entry.moment);
    }
}

fn read_header(path: &Path, line: &[u8], screen: &str) -> Result<Header, ReadError> {
    let path = || path.to_path_buf();
    let header: Header = serde_json::from_slice(line).map_err(|_| ReadError::Foreign { path: path() })?;
    if header.format != FORMAT {
        return Err(ReadError::Foreign { path: path() });
    }
    if header.version > VERSION {
        return Err(ReadError::Newer { path: path(), found: header.version, program: header.program });
    }
    if header.screen != screen {
        return Err(ReadError::OtherScreen {
            path: path(),
            found: header.screen,
            wanted: screen.to_string(),
        });
    }
    Ok(header)
}
