//! Tracing into a file that does not grow for ever.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use thiserror::Error;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Where and how much is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// The file; its folder is made if missing. The file before it is kept as `<name>.1`.
    pub path: PathBuf,
    /// A filter such as `info` or `hotdesk=debug,sqlx=warn`; the variable `HOTDESK_LOG` goes before it.
    pub filter: String,
    /// Bytes after which a new file is begun.
    pub largest: u64,
}

/// Why there is no log.
#[derive(Debug, Error)]
pub enum LogError {
    /// The file cannot be opened.
    #[error("log file {path} cannot be opened: {source}; check the folder's permissions or set another path")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The filter cannot be read.
    #[error("log filter \"{filter}\" cannot be read: {problem}; write it like \"info\" or \"hotdesk=debug\"")]
    Filter {
        /// The filter.
        filter: String,
        /// What is wrong.
        problem: String,
    },
    /// Somebody has already started one.
    #[error("the log is already started; start it once")]
    Started,
}

/// Starts the log of this process. To be called once.
pub fn start_log(settings: &LogSettings) -> Result<(), LogError> {
    let filter = std::env::var("HOTDESK_LOG").unwrap_or_else(|_| settings.filter.clone());
    let parsed = EnvFilter::try_new(&filter)
        .map_err(|error| LogError::Filter { filter: filter.clone(), problem: error.to_string() })?;
    let file = CappedFile::open(&settings.path, settings.largest)
        .map_err(|source| LogError::Open { path: settings.path.clone(), source })?;
    tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .with_ansi(false)
        .with_writer(SharedFile(Mutex::new(file)))
        .try_init()
        .map_err(|_| LogError::Started)
}

/// A file that is put aside when it has grown to its limit.
struct CappedFile {
    path: PathBuf,
    file: File,
    written: u64,
    largest: u64,
}

impl CappedFile {
    fn open(path: &Path, largest: u64) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::options().create(true).append(true).mode(0o600).open(path)?;
        let written = file.metadata()?.len();
        Ok(Self { path: path.to_path_buf(), file, written, largest })
    }

    fn put_aside(&mut self) -> io::Result<()> {
        let mut old = self.path.clone().into_os_string();
        old.push(".1");
        fs::rename(&self.path, old)?;
        *self = Self::open(&self.path, self.largest)?;
        Ok(())
    }
}

impl Write for CappedFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.written > 0 && self.written + line.len() as u64 > self.largest {
            self.put_aside()?;
        }
        let count = self.file.write(line)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

struct SharedFile(Mutex<CappedFile>);

struct LineWriter<'a>(&'a Mutex<CappedFile>);

impl<'a> MakeWriter<'a> for SharedFile {
    type Writer = LineWriter<'a>;

    fn make_writer(&'a self) -> Self::Writer {
        LineWriter(&self.0)
    }
}

impl Write for LineWriter<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_is_put_aside_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/agent.log");
        let mut log = CappedFile::open(&path, 20).unwrap();
        for line in ["first line\n", "second line\n", "third line\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "third line\n");
        assert_eq!(fs::read_to_string(folder.path().join("logs/agent.log.1")).unwrap(), "second line\n");
    }

    #[test]
    fn a_log_goes_on_where_it_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("agent.log");
        for _ in 0..2 {
            CappedFile::open(&path, 100).unwrap().write_all(b"line\n").unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "line\nline\n");
    }
}
