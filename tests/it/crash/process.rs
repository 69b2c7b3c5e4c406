//! A process that can be killed, and the lines that it says.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// A process, killed when dropped.
pub struct Process {
    child: Child,
    lines: mpsc::Receiver<String>,
}

/// A process that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);

impl Process {
    pub fn start(mut program: Command) -> Self {
        let mut child = program.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        Self::heard(child, out)
    }

    /// One whose complaints are its lines.
    pub fn complaining(mut program: Command) -> Self {
        program.stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = program.stderr(Stdio::piped()).spawn().unwrap();
        let out = child.stderr.take().unwrap();
        Self::heard(child, out)
    }

    fn heard(child: Child, out: impl Read + Send + 'static) -> Self {
        let mut out = BufReader::new(out);
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            // A last line without its end was cut by the kill, and is no promise.
            while out.read_line(&mut line).is_ok() && line.ends_with('\n') {
                if sender.send(std::mem::take(&mut line).trim_end().to_owned()).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// The next line; none when the process has ended and all is read.
    pub fn line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("a process hangs"),
        }
    }

    /// `kill -9`, and waits until the process is gone. What it had said can still be read.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
