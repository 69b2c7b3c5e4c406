//! A program in a terminal of its own: type at it, and wait for what it shows.

use std::{
    io::{Read, Write},
    num::NonZeroU16,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use hotdesk::tui::picture;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};

/// How long anything may take before a test gives up; generous, for shared machines.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program and what its terminal shows.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<(Mutex<Shown>, Condvar)>,
    ends: Option<Ends>,
}

/// Our side of the terminal.
struct Ends {
    keys: Box<dyn Write + Send>,
    _master: Box<dyn MasterPty + Send>,
}

struct Shown {
    parser: vt100::Parser,
    ended: bool,
    /// Nobody looks at it any more.
    closed: bool,
}

impl Terminal {
    /// Runs the program of this crate with these arguments and environment, in a terminal of so many columns and rows.
    pub fn run((cols, rows): (u16, u16), args: &[&str], env: &[(&str, &str)]) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty can be opened");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_hotdesk"));
        command.args(args);
        command.env("TERM", "xterm-256color");
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let keys = pair.master.take_writer().expect("a pty can be written to");
        let reader = pair.master.try_clone_reader().expect("a pty can be read");
        let shown =
            Shown { parser: vt100::Parser::new(some(rows), some(cols), 0), ended: false, closed: false };
        let screen = Arc::new((Mutex::new(shown), Condvar::new()));
        let writer = Arc::clone(&screen);
        std::thread::spawn(move || follow(reader, &writer));
        Self { child, screen, ends: Some(Ends { keys, _master: pair.master }) }
    }

    /// Types.
    pub fn type_keys(&mut self, keys: &str) {
        let ends = self.ends.as_mut().expect("the terminal is open");
        ends.keys.write_all(keys.as_bytes()).expect("the program reads its terminal");
        ends.keys.flush().expect("the program reads its terminal");
    }

    /// Waits until the screen shows what is looked for, and gives the screen.
    pub fn wait_for(&self, what: &str, found: impl Fn(&str) -> bool) -> String {
        let (shown, changed) = &*self.screen;
        let deadline = Instant::now() + PATIENCE;
        let mut shown = shown.lock().expect("the reader lives");
        loop {
            let text = shown.parser.screen().contents();
            if found(&text) {
                return text;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !shown.ended, "waited for {what}; the screen shows:\n{text}");
            shown = changed.wait_timeout(shown, left).expect("the reader lives").0;
        }
    }

    /// Waits until the screen shows this text.
    pub fn wait_for_text(&self, text: &str) -> String {
        self.wait_for(&format!("`{text}`"), |screen| screen.contains(text))
    }

    /// What the terminal shows, as a picture.
    pub fn picture(&self) -> String {
        let shown = self.screen.0.lock().expect("the reader lives");
        let screen = shown.parser.screen();
        let (rows, cols) = screen.size();
        let (rows, cols) = (rows.get(), cols.get());
        let mut buffer = Buffer::empty(Rect::new(0, 0, cols, rows));
        for (x, y) in (0..rows).flat_map(|y| (0..cols).map(move |x| (x, y))) {
            let Some(cell) = screen.cell(y, x).filter(|cell| !cell.is_wide_continuation()) else { continue };
            let symbol = if cell.has_contents() { cell.contents() } else { " " };
            let mut style = Style::new().fg(colour(cell.fgcolor())).bg(colour(cell.bgcolor()));
            for (is_set, modifier) in [
                (cell.bold(), Modifier::BOLD),
                (cell.dim(), Modifier::DIM),
                (cell.underline(), Modifier::UNDERLINED),
                (cell.inverse(), Modifier::REVERSED),
            ] {
                style = if is_set { style.add_modifier(modifier) } else { style };
            }
            buffer[(x, y)].set_symbol(symbol).set_style(style);
        }
        picture::svg(&buffer)
    }

    /// The processes that the program has started and that still run.
    pub fn children(&self) -> Vec<u32> {
        let parent = self.child.process_id().expect("the program runs");
        let processes = std::fs::read_dir("/proc").expect("the processes can be listed");
        let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        ids.filter(|id| is_child(*id, parent)).collect()
    }

    /// Sends a signal such as `-TERM` to the program.
    pub fn signal(&self, name: &str) {
        signal(self.child.process_id().expect("the program runs"), name);
    }

    /// Closes the terminal under the program, as its window does; tells how the program ends.
    pub fn close(mut self) -> ExitStatus {
        self.screen.0.lock().expect("the reader lives").closed = true;
        self.ends = None;
        self.child.wait().expect("the program can be waited for")
    }

    /// Ends the program at once, as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("the program runs");
        self.child.wait().expect("the program can be waited for");
    }

    /// Waits until the program has ended and all it wrote is read; tells whether the terminal was left as it was found.
    pub fn wait_for_end(mut self) -> (ExitStatus, Restored) {
        let status = self.child.wait().expect("the program can be waited for");
        let (shown, changed) = &*self.screen;
        let ended = changed
            .wait_timeout_while(shown.lock().expect("the reader lives"), PATIENCE, |shown| !shown.ended);
        let (shown, _) = ended.expect("the reader lives");
        let screen = shown.parser.screen();
        let restored = Restored {
            main_screen: !screen.alternate_screen(),
            cursor_shown: !screen.hide_cursor(),
            no_mouse: screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None,
            no_paste_brackets: !screen.bracketed_paste(),
        };
        (status, restored)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Ends what a failed test left running; a program that has ended already is no trouble.
        let _ = self.child.kill();
    }
}

/// What a program must undo before it ends.
#[derive(Debug, PartialEq, Eq)]
pub struct Restored {
    pub main_screen: bool,
    pub cursor_shown: bool,
    pub no_mouse: bool,
    pub no_paste_brackets: bool,
}

impl Restored {
    /// Everything undone.
    pub const ALL: Self =
        Self { main_screen: true, cursor_shown: true, no_mouse: true, no_paste_brackets: true };
}

/// Sends a signal such as `-TERM` to a process.
pub fn signal(id: u32, name: &str) {
    let sent = std::process::Command::new("kill").args([name, &id.to_string()]).status();
    assert!(sent.expect("kill can be run").success(), "{name} to {id}");
}

/// Waits until a process is gone.
pub fn wait_for_the_end_of(id: u32) {
    let deadline = Instant::now() + PATIENCE;
    while runs(id) {
        assert!(Instant::now() < deadline, "process {id} goes on running");
        std::thread::yield_now();
    }
}

/// A process that has ended may be left for its parent to look at.
fn runs(id: u32) -> bool {
    status(id).is_some_and(|fields| fields.first().is_some_and(|state| state != "Z"))
}

fn is_child(id: u32, parent: u32) -> bool {
    runs(id) && status(id).is_some_and(|fields| fields.get(1) == Some(&parent.to_string()))
}

/// State, parent and what follows the name in a line of the process table.
fn status(id: u32) -> Option<Vec<String>> {
    let line = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, fields) = line.rsplit_once(") ")?;
    Some(fields.split(' ').map(str::to_owned).collect())
}

fn follow(mut reader: Box<dyn Read + Send>, screen: &(Mutex<Shown>, Condvar)) {
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = reader.read(&mut buffer).unwrap_or(0);
        let mut shown = screen.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.parser.process(&buffer[..read]);
        shown.ended = read == 0;
        screen.1.notify_all();
        if read == 0 || shown.closed {
            return;
        }
    }
}

fn some(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("a terminal has cells")
}

fn colour(colour: vt100::Color) -> Color {
    match colour {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(index) => Color::Indexed(index),
        vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}
