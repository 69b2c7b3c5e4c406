//! A program in a pty, and when which bytes come out of it.

use std::{
    io::{Read, Write},
    num::NonZeroU16,
    path::Path,
    process::Command,
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Longest that a program may let us wait.
const PATIENCE: Duration = Duration::from_secs(30);
/// A frame is over when nothing has come for this time: it is written in one piece.
const BREATH: Duration = Duration::from_millis(1);
/// Nothing is under way when nothing has come for this time.
const QUIET: Duration = Duration::from_millis(20);

/// A program in a pty.
pub struct Program {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    terminal: vt100::Parser,
    started: Instant,
}

/// What came of a key.
pub struct Answer {
    /// Until the first bytes were here.
    pub first: Duration,
    /// Until the last were.
    pub last: Duration,
    /// In how many pieces they came.
    pub pieces: usize,
}

impl Program {
    /// Starts a program with a home of its own in a terminal of columns × rows.
    pub fn start((columns, rows): (u16, u16), home: &Path, program: &str, args: &[&str]) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        command.env("HOME", home);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        let reader = pair.master.try_clone_reader().expect("the pty's output");
        let output = listen(reader);
        let keys = pair.master.take_writer().expect("the pty's input");
        let cells = |cells| NonZeroU16::new(cells).expect("a terminal has cells");
        let terminal = vt100::Parser::new(cells(rows), cells(columns), 0);
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        Self { child, _master: pair.master, keys, output, terminal, started }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the pty takes keys");
    }

    /// Reads until a text is on the screen.
    pub fn see(&mut self, text: &str) {
        self.see_at(|shown| shown.contains(text));
    }

    /// Reads until the screen is as wanted; gives when the last of it came.
    pub fn see_at(&mut self, wanted: impl Fn(&str) -> bool) -> Instant {
        let mut last = Instant::now();
        // A clock on the screen goes on whatever else does not.
        let end = last + PATIENCE;
        while !wanted(&self.terminal.screen().contents()) {
            let shown = self.terminal.screen().contents();
            let come = self.output.recv_timeout(end.saturating_duration_since(Instant::now()));
            let (at, bytes) = come.unwrap_or_else(|_| panic!("it does not come; on the screen is:\n{shown}"));
            self.terminal.process(&bytes);
            last = at;
        }
        last
    }

    /// The word that follows this on the screen, once it is there and all that has come is drawn.
    pub fn after(&mut self, text: &str) -> String {
        self.see(text);
        while let Ok((_, bytes)) = self.output.try_recv() {
            self.terminal.process(&bytes);
        }
        let shown = self.terminal.screen().contents();
        let word = shown.split(text).nth(1).and_then(|rest| rest.split_whitespace().next());
        word.expect("a word follows").to_owned()
    }

    /// From its start until a whole frame was here: more bytes than a few modes take, and then a breath.
    pub fn first_frame(&self) -> Duration {
        let (mut bytes, mut last) = (0, self.started);
        loop {
            let wait = if bytes > 1_000 { BREATH } else { PATIENCE };
            match self.output.recv_timeout(wait) {
                Ok((at, piece)) => (bytes, last) = (bytes + piece.len(), at),
                Err(_) if bytes > 1_000 => return last - self.started,
                Err(_) => panic!("only {bytes} bytes came"),
            }
        }
    }

    /// Counts the bytes that come until then.
    pub fn bytes_until(&self, end: Instant) -> usize {
        let mut bytes = 0;
        while let Ok((at, piece)) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            bytes += if at < end { piece.len() } else { 0 };
        }
        bytes
    }

    /// Presses a key when nothing is under way, and waits for what it does.
    pub fn press(&mut self, key: &str) -> Answer {
        while self.output.recv_timeout(QUIET).is_ok() {}
        let pressed = Instant::now();
        self.send(key);
        let (first, _) = self.output.recv_timeout(PATIENCE).expect("a key changes something");
        let (mut last, mut pieces) = (first, 1);
        while let Ok((at, _)) = self.output.recv_timeout(BREATH) {
            (last, pieces) = (at, pieces + 1);
        }
        Answer { first: first - pressed, last: last - pressed, pieces }
    }
}

impl Drop for Program {
    /// Asks it to end, so that it ends what it has started.
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.id().to_string()).status();
        if asked.is_ok_and(|status| status.success()) {
            let _ = self.child.wait();
        }
    }
}

/// Reads as fast as it comes, on a thread of its own, and notes when.
fn listen(mut reader: Box<dyn Read + Send>) -> Receiver<(Instant, Vec<u8>)> {
    let (sender, output) = channel();
    thread::spawn(move || {
        let mut bytes = vec![0; 1 << 16];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            if sender.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                return;
            }
        }
    });
    output
}
