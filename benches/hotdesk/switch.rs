//! How soon what a phone switch tells is on an agent's screen: Manager Interface, server, database, live stream, screen.

use std::{
    fs,
    io::Write,
    net::TcpStream,
    process::Command,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    measure::{at, ratio, row, show_spread},
    pty::Program,
    stub::{self, Stub},
};

const HOTDESK: &str = env!("CARGO_BIN_EXE_hotdesk");
const SIZE: (u16, u16) = (120, 40);
const PASSWORD: &str = "a bench needs no secret";
const CALLERS: usize = 200;

/// Prints the row.
pub fn run() {
    let (stub, home) = (Stub::start(), TempDir::new().expect("a folder"));
    add_user(&home);
    let (_server, address) = server(&home, &stub.addr.to_string(), "any", "");
    let mut teller = stub.teller();
    let mut screen = agent(&home, &address);
    // The first finds connections that are still being made.
    shown(&mut screen, &mut teller, 0);
    let mut ours: Vec<Duration> = (1..=CALLERS).map(|nth| shown(&mut screen, &mut teller, nth)).collect();
    let mut cat = Program::start(SIZE, home.path(), "cat", &[]);
    let mut bare: Vec<Duration> =
        ["x", "\x7f"].into_iter().cycle().take(CALLERS).map(|key| cat.press(key).first).collect();
    row(
        "an event of the phone switch to the frame that shows it, durable",
        &show_spread(&mut ours),
        &format!("a letter through a pty and `cat`: {}", show_spread(&mut bare)),
        ratio(at(&mut ours, 0.5), at(&mut bare, 0.5)),
    );
}

/// From a caller's coming to the queue until the end of the number is on the screen; then the caller is gone again.
fn shown(screen: &mut Program, teller: &mut TcpStream, nth: usize) -> Duration {
    let number = stub::number(nth);
    let end = format!("*{}", &number[number.len() - 2..]);
    let told = Instant::now();
    teller.write_all(stub::joins(nth).as_bytes()).expect("the server listens");
    let seen = screen.see_at(|shown| shown.contains(&end));
    teller.write_all(stub::gives_up(nth).as_bytes()).expect("the server listens");
    screen.see_at(|shown| !shown.contains(&end));
    seen - told
}

/// The agent of these benches.
pub fn add_user(home: &TempDir) {
    let password = home.path().join("password");
    fs::write(&password, PASSWORD).expect("a file");
    let mut add = Command::new(HOTDESK);
    add.args(["user", "add", "bench", "--agent", "8001", "--password-stdin"]).env("HOME", home.path());
    let added = add.stdin(fs::File::open(password).expect("a file")).output().expect("it runs");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
}

/// A server behind the Asterisk at this address, with more settings of it; and its own address.
pub fn server(home: &TempDir, asterisk: &str, secret: &str, more: &str) -> (Program, String) {
    let (settings, secret_file) = (home.path().join("hotdesk.toml"), home.path().join("secret"));
    fs::write(&secret_file, secret).expect("a file");
    let text =
        format!("[switch.asterisk]\naddress = \"{asterisk}\"\nsecret_file = {secret_file:?}\n{more}\n");
    fs::write(&settings, text).expect("a file");
    let settings = settings.to_str().expect("a plain path");
    let args = ["server", "--listen", "127.0.0.1:0", "--config", settings];
    let mut server = Program::start(SIZE, home.path(), HOTDESK, &args);
    let address = server.after("listens on ");
    (server, address)
}

/// An agent's screen.
pub fn agent(home: &TempDir, address: &str) -> Program {
    let args = ["agent", "--locale", "en", "--user", "bench", "--server", address, "--password-stdin"];
    let mut screen = Program::start(SIZE, home.path(), HOTDESK, &args);
    screen.send(&format!("{PASSWORD}\n"));
    screen.see("F2 Ready");
    screen
}
