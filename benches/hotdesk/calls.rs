//! What our server costs beside Asterisk itself, under real calls: 20 come a second, 300 wait, and one screen looks on.

use std::{
    env, fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{asterisk::exchange::Exchange, measure::row, process, switch};

/// Calls a second.
const RATE: u32 = 20;
/// How long each caller waits before giving up: so that as many wait as are wanted.
const WAIT: Duration = Duration::from_secs(15);
/// CPU is counted for this time.
const COUNT: Duration = Duration::from_secs(20);
/// The callers come over both, and a little longer.
const CALLERS: u32 = 900;
/// As the tests' Asterisk calls its queues, and where ours are.
const QUEUES: &str = "queues = { hotline = \"private\" }\n[desk]\nsite = ";

/// Prints the row.
pub fn run() {
    let missing = |what: &str| eprintln!("calls are left out: {what}");
    if !process::is_known() {
        return missing("CPU time is known on Linux only");
    }
    if !has_sipp() {
        return missing("there is no sipp (package sip-tester)");
    }
    if env::var_os("HOTDESK_ASTERISK").is_none() {
        return missing("HOTDESK_ASTERISK names no Asterisk (see tests/asterisk/fetch.sh)");
    }
    let Some(mut exchange) = Exchange::start() else { return };
    let asterisk = process::child_of(std::process::id());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(exchange.answers());
    let home = TempDir::new().expect("a folder");
    switch::add_user(&home);
    let address = format!("127.0.0.1:{}", exchange.port());
    let (server, desk) = switch::server(&home, &address, "test-only", &format!("{QUEUES}{:?}", site(&home)));
    let mut screen = switch::agent(&home, &desk);
    exchange.crowd(CALLERS, RATE, WAIT.as_millis() as u32);
    server.bytes_until(Instant::now() + WAIT);
    let cpu = || [server.id(), asterisk].map(process::cpu);
    let before = cpu();
    server.bytes_until(Instant::now() + COUNT);
    let [ours, theirs] =
        [0, 1].map(|which| (cpu()[which] - before[which]).as_secs_f64() / COUNT.as_secs_f64());
    row(
        &format!(
            "CPU of our server, {RATE} calls a second, {} waiting as the screen says",
            screen.after("Private customers ")
        ),
        &format!("{:.1} % of a core", ours * 100.0),
        &format!("Asterisk's own: {:.1} %", theirs * 100.0),
        Some(ours / theirs),
    );
}

fn has_sipp() -> bool {
    let version = Command::new("sipp").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok()
}

/// The built-in queues with room for so many.
fn site(home: &TempDir) -> std::path::PathBuf {
    let site = home.path().join("site");
    fs::create_dir(&site).expect("a folder");
    let queues = include_str!("../../config/queues.toml").replace("capacity = 200", "capacity = 2000");
    fs::write(site.join("queues.toml"), queues).expect("a file");
    site
}
