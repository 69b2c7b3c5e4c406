//! The program itself in a pty: what it writes and costs on a busy floor and when idle, how soon it is there, how soon it answers a key.

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    fold,
    measure::{at, median, ratio, row, show, show_spread},
    process,
    pty::{Answer, Program},
};

const HOTDESK: &str = env!("CARGO_BIN_EXE_hotdesk");
const SIZE: (u16, u16) = (200, 60);
/// A screen is left alone for this time before its bytes are counted.
const SETTLE: Duration = Duration::from_secs(3);
/// Bytes and CPU are counted for this time.
const COUNT: Duration = Duration::from_secs(20);
const KEYS: usize = 300;
const STARTS: usize = 21;
const DOWN_UP: [&str; 2] = ["\x1b[B", "\x1b[A"];
const TYPE_DELETE: [&str; 2] = ["x", "\x7f"];

/// Prints the rows.
pub fn run() {
    if !process::is_known() {
        return eprintln!("the program in a pty is measured on Linux only");
    }
    starts();
    let mut busy = demo("1");
    let mut htop = htop();
    talks(&busy, htop.as_ref());
    memory(&busy, htop.as_ref());
    keys(&mut busy, htop.as_mut());
}

/// A program with a home of its own.
struct Seat {
    program: Program,
    _home: TempDir,
}

impl Seat {
    fn take(program: &str, args: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        Self { program: Program::start(SIZE, home.path(), program, args), _home: home }
    }
}

/// An agent's screen on the recorded day, with its server.
fn demo(speed: &str) -> Seat {
    let mut seat = Seat::take(HOTDESK, &["demo", "--locale", "en", "--from", "10:00", "--speed", speed]);
    seat.program.see("Private customers");
    seat
}

/// An agent's screen whose server is not there.
fn away() -> Seat {
    let home = tempfile::tempdir().expect("a folder");
    let program = agent(home.path(), &nobody());
    program.first_frame();
    Seat { program, _home: home }
}

fn agent(home: &Path, server: &str) -> Program {
    let args = ["agent", "--locale", "en", "--user", "bench", "--server", server, "--password-stdin"];
    let mut program = Program::start(SIZE, home, HOTDESK, &args);
    program.send("a bench needs no secret\n");
    program
}

/// An address where nobody listens.
fn nobody() -> String {
    let free = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    address(&free)
}

fn address(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().expect("an address"))
}

/// `htop`, if this machine has it.
fn htop() -> Option<Seat> {
    let version = Command::new("htop").arg("--version").stdout(Stdio::null()).status();
    version.is_ok_and(|status| status.success()).then(|| {
        let seat = Seat::take("htop", &[]);
        seat.program.first_frame();
        seat
    })
}

fn starts() {
    // Connections to it are made, but nobody ever answers.
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let htop = htop().is_some().then(|| median(STARTS, || Seat::take("htop", &[]).program.first_frame()));
    for (how, server) in [("refused", nobody()), ("no answer", address(&silent))] {
        let home = tempfile::tempdir().expect("a folder");
        let start = median(STARTS, || agent(home.path(), &server).first_frame());
        row(
            &format!("start to first frame, no server in reach ({how})"),
            &show(start),
            &beside("htop", htop.map(show)),
            htop.and_then(|htop| ratio(start, htop)),
        );
    }
}

fn talks(busy: &Seat, htop: Option<&Seat>) {
    let (fast, idle) = (demo("4"), away());
    let seats = [busy, &fast, &idle].into_iter().chain(htop);
    let programs: Vec<&Program> = seats.map(|seat| &seat.program).collect();
    let talks = talk(&programs);
    let htop = talks.get(3).copied();
    talk_row("busy floor (the recorded day from 10:00)", talks[0], htop);
    talk_row("the same at four times its speed", talks[1], htop);
    talk_row("idle, no server in reach", talks[2], htop);
}

/// What a program says and uses, a second.
#[derive(Clone, Copy)]
struct Talk {
    bytes: f64,
    /// Share of one core.
    cpu: f64,
}

/// Counts all of them at the same time: bytes do not depend on the load of the machine.
fn talk(programs: &[&Program]) -> Vec<Talk> {
    let begin = Instant::now() + SETTLE;
    for program in programs {
        program.bytes_until(begin);
    }
    let before: Vec<Duration> = programs.iter().map(|program| process::cpu(program.id())).collect();
    let bytes: Vec<usize> = programs.iter().map(|program| program.bytes_until(begin + COUNT)).collect();
    let talk = |((program, before), bytes): ((&&Program, Duration), usize)| {
        let cpu = process::cpu(program.id()) - before;
        let seconds = COUNT.as_secs_f64();
        Talk { bytes: bytes as f64 / seconds, cpu: cpu.as_secs_f64() / seconds }
    };
    programs.iter().zip(before).zip(bytes).map(talk).collect()
}

fn talk_row(what: &str, ours: Talk, htop: Option<Talk>) {
    let show = |talk: Talk| format!("{:.0} B/s, CPU {:.2} %", talk.bytes, talk.cpu * 100.0);
    let ratio = htop.map(|htop| ours.bytes / htop.bytes);
    row(&format!("bytes to the terminal, {what}"), &show(ours), &beside("htop", htop.map(show)), ratio);
}

fn memory(busy: &Seat, htop: Option<&Seat>) {
    let show = |mb: f64| format!("{mb:.1} MB");
    let id = busy.program.id();
    let screen = process::resident_mb(id);
    let htop = htop.map(|htop| process::resident_mb(htop.program.id()));
    let reference = beside("htop", htop.map(show));
    let of_htop = htop.map(|htop| screen / htop);
    row("resident memory of the agent's screen, busy floor", &show(screen), &reference, of_htop);
    let empty = server_memory(&TempDir::new().expect("a folder"));
    let long = TempDir::new().expect("a folder");
    fold::write(&long.path().join("hotdesk.db"));
    let reference = beside("the one with an empty log", Some(show(empty)));
    let beside_empty = |what: &str, mb: f64| row(what, &show(mb), &reference, Some(mb / empty));
    row("resident memory of a server with an empty log", &show(empty), "", None);
    let demo = process::resident_mb(process::child_of(id));
    beside_empty("resident memory of the demo's server, January behind it", demo);
    beside_empty("resident memory of a server with a million events folded", server_memory(&long));
}

/// Resident memory of a server that has just folded the log of this folder, MB.
fn server_memory(folder: &TempDir) -> f64 {
    let path = folder.path().to_str().expect("a plain path");
    let mut server = Seat::take(HOTDESK, &["server", "--listen", "127.0.0.1:0", "--data-dir", path]);
    server.program.see("listens on");
    process::resident_mb(server.program.id())
}

fn keys(busy: &mut Seat, htop: Option<&mut Seat>) {
    let mut cat = Seat::take("cat", &[]).program;
    let echo = press(&mut cat, TYPE_DELETE);
    let moved = press(&mut busy.program, DOWN_UP);
    let last = |answer: &Answer| answer.last;
    match htop {
        Some(htop) => {
            let theirs = press(&mut htop.program, DOWN_UP);
            key_row("moves the selection", &moved, ("htop", &theirs), last);
        }
        None => key_row("moves the selection", &moved, ("cat", &echo), last),
    }
    // A new ticket; its form has the focus.
    busy.program.press("\x0e");
    let typed = press(&mut busy.program, TYPE_DELETE);
    // Only what the key itself draws: that the draft is saved is said in a frame of its own, when the disk has it.
    key_row("is a letter of the form", &typed, ("cat", &echo), |answer| answer.first);
}

fn press(program: &mut Program, keys: [&str; 2]) -> Vec<Answer> {
    keys.into_iter().cycle().take(KEYS).map(|key| program.press(key)).collect()
}

fn key_row(
    what: &str,
    ours: &[Answer],
    (name, theirs): (&str, &[Answer]),
    until: impl Fn(&Answer) -> Duration,
) {
    let spread = |answers: &[Answer]| {
        let mut taken: Vec<Duration> = answers.iter().map(&until).collect();
        let pieces = answers.iter().map(|answer| answer.pieces).sum::<usize>() as f64 / answers.len() as f64;
        (format!("{}, {pieces:.2} writes", show_spread(&mut taken)), at(&mut taken, 0.5))
    };
    let ((shown, median), (reference, theirs)) = (spread(ours), spread(theirs));
    row(
        &format!("a key to the finished frame, 200×60, busy floor: it {what}"),
        &shown,
        &format!("{name}: {reference}"),
        ratio(median, theirs),
    );
}

fn beside(name: &str, figure: Option<String>) -> String {
    figure.map_or_else(|| format!("{name} is not installed"), |figure| format!("{name}: {figure}"))
}
