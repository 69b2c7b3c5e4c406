//! The real terminal, in a pty: what a frame writes, and that everything is undone on every way out.
//!
//! The program in the pty is this test binary itself, running the ignored test [`child`].

use std::{
    env,
    io::{Read, Write},
    num::NonZeroU16,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use hotdesk::{
    domain::Locale,
    tui::{
        keymap::{Action, Layer},
        runtime::{
            Canvas, Focus, Input, Look, Pace, Runner, Screen, Sender, Stage, Typing, Zone, channel, run,
        },
        terminal::{FrameBackend, Mouse, Notifier, Sequence, TerminalConsole, install_panic_hook},
        widgets::{HasFocus, Pane},
    },
};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use ratatui::{Terminal, TerminalOptions, Viewport, layout::Rect};

/// Longest that anything may take on a slow machine; nothing is asserted about time.
const PATIENCE: Duration = Duration::from_secs(60);
const ROLE: &str = "HOTDESK_TEST_CHILD";

/// Shows the keys that it got; Ctrl-Q ends it, F9 panics.
#[derive(Default)]
struct Echo {
    said: Vec<String>,
    quit: bool,
}

impl Screen for Echo {
    type Msg = ();
    type Effect = ();

    fn update(&mut self, input: Input<()>, _: DateTime<Utc>) -> Vec<()> {
        match input {
            Input::Act(Action::CallWrapUpDone) => panic!("a fault on purpose"),
            Input::Act(Action::Quit) => self.quit = true,
            Input::Act(action) => self.said.push(format!("did {action}")),
            Input::Key(key) => self.said.push(format!("typed {}", key.code)),
            Input::Paste(text) => self.said.push(format!("pasted {text:?}")),
            Input::Resize { columns, rows } => self.said.push(format!("sized {columns}x{rows}")),
            _ => (),
        }
        Vec::new()
    }

    fn view(&self, canvas: &mut Canvas<'_>, _: DateTime<Utc>, look: &Look) {
        let area = canvas.area();
        let pane = Pane { title: "热线", note: "", focus: HasFocus::Yes, zone: Zone(1) };
        let inner = pane.draw(canvas, area, look);
        for (y, line) in (inner.y..inner.bottom()).zip(self.said.iter().rev()) {
            canvas.print(inner.x, y, line, inner.width, look.theme.text);
        }
        canvas.set_cursor(inner.x, inner.bottom() - 1);
    }

    fn focus(&self) -> Focus {
        Focus { layers: vec![Layer::Desk, Layer::Global], typing: Typing::Nothing }
    }

    fn pace(&self) -> Pace {
        Pace::Idle
    }

    fn finished(&self) -> bool {
        self.quit
    }
}

struct Nobody;

impl Runner for Nobody {
    type Effect = ();
    type Msg = ();

    fn run(&mut self, (): (), _: &Sender<()>) {}

    async fn finish(&mut self) {}
}

#[tokio::test]
#[ignore = "runs in the pty of the other tests"]
async fn child() {
    let Ok(crash_dir) = env::var(ROLE) else { return };
    install_panic_hook(crash_dir.into());
    let notifier = Notifier { bell: true, sequence: Sequence::None };
    let mut console = TerminalConsole::open("hotdesk", notifier, Mouse::Ours).unwrap();
    let stage = Stage {
        console: &mut console,
        look: Look::built_in(Locale::ZhCn).unwrap(),
        wall: Box::new(Utc::now),
        recorder: None,
    };
    run(&mut Echo::default(), &mut Nobody, channel(), stage).await.unwrap();
    drop(console);
    println!("back in the shell");
}

fn parser(rows: u16, columns: u16) -> vt100::Parser {
    let size = |cells| NonZeroU16::new(cells).expect("a terminal has cells");
    vt100::Parser::new(size(rows), size(columns), 0)
}

/// A program in a pty with the terminal that it draws on.
struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: mpsc::Receiver<Vec<u8>>,
    terminal: vt100::Parser,
    raw: Vec<u8>,
    crashes: tempfile::TempDir,
}

impl Pty {
    fn start() -> Self {
        let size = PtySize { rows: 20, cols: 70, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let crashes = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(env::current_exe().unwrap());
        command.args(["--exact", "tui_terminal::child", "--ignored", "--nocapture"]);
        command.env(ROLE, crashes.path());
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let terminal = parser(20, 70);
        Self { child, master: pair.master, keys, output, terminal, raw: Vec::new(), crashes }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.terminal.process(bytes);
    }

    /// Continues the stopped program, as a shell does. A shell is told when it has stopped; we try until it goes on.
    fn resume(&mut self) {
        let end = Instant::now() + PATIENCE;
        while !self.terminal.screen().alternate_screen() && Instant::now() < end {
            self.signal("-CONT");
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(50)) {
                self.take(&bytes);
            }
        }
    }

    /// Reads until the screen is as wished.
    #[track_caller]
    fn wait_for(&mut self, what: &str, done: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !done(self.terminal.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(_) => panic!("no {what} on the screen:\n{}", self.terminal.screen().contents()),
            }
        }
    }

    #[track_caller]
    fn see(&mut self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    fn send(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end, and checks that nothing of ours is left in the terminal. Returns exit code and last screen.
    #[track_caller]
    fn end(mut self) -> (u32, String, tempfile::TempDir) {
        let code = self.child.wait().unwrap().exit_code();
        // The reader ends when the program has closed its side and everything has been read.
        while let Ok(bytes) = self.output.recv_timeout(PATIENCE) {
            self.take(&bytes);
        }
        let screen = self.terminal.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(self.raw.windows(8).any(|bytes| bytes == b"\x1b[?1004l"), "focus reports are still on");
        #[cfg(target_os = "linux")]
        {
            let modes = self.master.get_termios().unwrap();
            assert!(
                modes.local_flags.bits() & 0o12 == 0o12,
                "echo and lines by line are not back: {modes:?}"
            );
        }
        (code, screen.contents(), self.crashes)
    }
}

#[test]
fn keys_paste_and_size_reach_the_screen_and_all_modes_are_undone() {
    let mut pty = Pty::start();
    pty.see("sized 70x20");
    let screen = pty.terminal.screen();
    assert!(screen.alternate_screen() && screen.bracketed_paste());
    pty.send("\u{1b}OP");
    pty.see("did help");
    pty.send("\u{1b}[15~\u{1b}2x投");
    for expected in ["did call.answer", "did pane.2", "typed x", "typed 投"] {
        pty.see(expected);
    }
    pty.send("\u{1b}[200~one\rtwo\u{1b}[201~");
    pty.see("pasted \"one\\ntwo\"");
    pty.master.resize(PtySize { rows: 20, cols: 66, pixel_width: 0, pixel_height: 0 }).unwrap();
    pty.see("sized 66x20");
    pty.send("\u{11}");
    let (code, screen, _) = pty.end();
    assert_eq!(code, 0);
    assert!(screen.contains("back in the shell"), "{screen}");
}

#[test]
fn a_signal_ends_it_in_good_order() {
    for name in ["-TERM", "-HUP", "-INT"] {
        let mut pty = Pty::start();
        pty.see("sized");
        pty.signal(name);
        let (code, screen, _) = pty.end();
        assert_eq!(code, 0, "{name}");
        assert!(screen.contains("back in the shell"), "{name}: {screen}");
    }
}

#[test]
fn a_panic_restores_the_terminal_and_leaves_a_crash_file() {
    let mut pty = Pty::start();
    pty.see("sized");
    pty.send("\u{1b}[20~");
    let (code, screen, crashes) = pty.end();
    assert_eq!(code, 101);
    assert!(screen.contains("hotdesk stopped by a fault of its own; please report"), "{screen}");
    let file = std::fs::read_dir(crashes.path()).unwrap().next().unwrap().unwrap().path();
    let report = std::fs::read_to_string(file).unwrap();
    for part in [env!("CARGO_PKG_VERSION"), "a fault on purpose", "tui_terminal.rs:"] {
        assert!(report.contains(part), "{part} is not in {report}");
    }
}

#[test]
fn a_stop_signal_gives_the_shell_its_terminal_and_takes_it_back() {
    let mut pty = Pty::start();
    pty.see("sized");
    pty.signal("-TSTP");
    pty.wait_for("ordinary screen", |screen| !screen.alternate_screen());
    pty.resume();
    pty.wait_for("our screen", |screen| screen.alternate_screen() && screen.contents().contains("热线"));
    pty.send("\u{1b}OP");
    pty.see("did help");
    pty.send("\u{11}");
    assert_eq!(pty.end().0, 0);
}

fn frames() -> Terminal<FrameBackend<Vec<u8>>> {
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 60, 20)) };
    Terminal::with_options(FrameBackend::new(Vec::new()), options).unwrap()
}

/// Draws a text and returns the bytes that reach the terminal.
fn bytes(terminal: &mut Terminal<FrameBackend<Vec<u8>>>, text: &str) -> Vec<u8> {
    terminal
        .draw(|frame| {
            let area = frame.area();
            let lines = text.lines().zip(0..area.height);
            let mut canvas = Canvas::new(frame.buffer_mut());
            for (line, y) in lines {
                canvas.print(0, y, line, area.width, ratatui::style::Style::new());
            }
            frame.set_cursor_position((0, 19));
        })
        .unwrap();
    terminal.backend_mut().present().unwrap();
    terminal.backend_mut().take()
}

#[test]
fn an_unchanged_frame_writes_nothing_and_a_small_change_little() {
    let mut terminal = frames();
    assert!(!bytes(&mut terminal, "10:00:01 队列").is_empty());
    assert_eq!(bytes(&mut terminal, "10:00:01 队列"), b"");
    let one_second = bytes(&mut terminal, "10:00:02 队列");
    assert!(one_second.len() < 50, "{} bytes: {:?}", one_second.len(), String::from_utf8_lossy(&one_second));
}

#[test]
fn a_long_frame_is_shown_in_one_piece() {
    let mut terminal = frames();
    let page = "投诉举报占道经营噪声扰民".repeat(3) + "\n";
    let written = bytes(&mut terminal, &page.repeat(18));
    assert!(written.starts_with(b"\x1b[?2026h") && written.ends_with(b"\x1b[?2026l"));
    let mut parser = parser(20, 60);
    parser.process(&written);
    assert!(parser.screen().contents().starts_with("投诉举报占道经营噪声扰民投诉"));
}
