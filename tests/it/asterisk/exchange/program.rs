//! Programs that end with the test, those that `tests/asterisk/fetch.sh` has unpacked among them, and ports for them.

use std::{
    ffi::OsStr,
    fs,
    net::{TcpListener, UdpSocket},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
};

/// Ports for these tests: below those that systems give out by themselves, and below those of Asterisk's media. Four apart, as SIPp takes
/// some beside the one that it is told.
const FIRST_PORT: u16 = 10_000;
const PORTS: u16 = 2_500;
/// How many were given out in this process.
static PORTS_GIVEN: AtomicU16 = AtomicU16::new(0);

/// A program under way. It is killed when this is dropped, and also when the tests are killed themselves.
pub struct Running(Child);

impl Running {
    /// Starts it in a folder; what it says goes into a file there.
    pub fn start(mut program: Command, folder: &Path, log: &str) -> Self {
        let log = fs::File::create(folder.join(log)).expect("a log");
        program.current_dir(folder).stdin(Stdio::null());
        program.stdout(log.try_clone().expect("a log")).stderr(log);
        Self(program.spawn().expect("setpriv starts; install the package util-linux"))
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program that the system kills when the thread ends that has started it.
pub fn mortal(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// A program that was unpacked below this folder. It finds its libraries by the loader that came with them.
pub fn unpacked(prefix: &Path, program: &str) -> Command {
    let libraries = libraries(prefix);
    let loader = libraries
        .iter()
        .flat_map(|folder| entries(folder))
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ld-linux")));
    let mut command = mortal(loader.expect("a loader among the libraries that fetch.sh has unpacked"));
    let libraries = libraries.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>();
    command.arg("--library-path").arg(libraries.join(":")).arg(prefix.join(program));
    command
}

/// The folder of Asterisk's modules.
pub fn modules(prefix: &Path) -> PathBuf {
    let mut folders = libraries(prefix).into_iter().map(|folder| folder.join("asterisk/modules"));
    folders.find(|folder| folder.is_dir()).expect("HOTDESK_ASTERISK is a folder that fetch.sh has filled")
}

/// Where libraries lie: older ones beside `/usr`, and in folders named after the machine's architecture.
fn libraries(prefix: &Path) -> Vec<PathBuf> {
    let roots = ["usr/lib", "lib"].map(|root| prefix.join(root));
    let below = roots.iter().flat_map(|root| entries(root));
    let named = below.filter(|path| path.to_string_lossy().ends_with("-linux-gnu")).collect::<Vec<_>>();
    named.into_iter().chain(roots).collect()
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// A port that nobody has, and that no other test of this process is given.
pub fn free_port() -> u16 {
    let first = (process::id() % u32::from(PORTS)) as u16;
    let next = || FIRST_PORT + 4 * ((first + PORTS_GIVEN.fetch_add(1, Ordering::Relaxed)) % PORTS);
    let is_free = |port: &u16| {
        UdpSocket::bind(("127.0.0.1", *port)).is_ok() && TcpListener::bind(("127.0.0.1", *port)).is_ok()
    };
    (0..PORTS).map(|_| next()).find(is_free).expect("a free port")
}
