//! Kills: client and server end by `kill -9` at chance moments, two hundred times and more, and in the end everything promised holds.
//!
//! ```text
//!  the test ── kills, restarts ──▶ hotdesk server ◀── HTTP ── the typist ◀── kills, restarts ── the test
//!      ▲                                                          │
//!      └────────────── one line for each promise ─────────────────┘
//! ```
//!
//! The typist is this very test binary, run again as a process of its own: it types into drafts, submits them, and says what it was
//! promised. What it says is in the pipe even if it dies in the next instant. The test holds all promises against what a new typist
//! finds, and in the end against the log.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use hotdesk::{
    api::SignIn,
    client::{Client, Pace},
    domain::{Event, Redacted},
    storage::{Options, Store},
};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use uuid::Uuid;

mod process;
mod typist;

pub use process::Process;

/// How often something is killed.
const KILLS: u32 = 200;
/// Chance of this test: the same seed kills after the same promises.
const SEED: u64 = 0x0dd_ca11;
const USER: &str = "lin";
const PASSWORD: &str = "three-blind-mice";

/// What was promised of a draft.
#[derive(Clone, Copy, Debug, Default)]
struct Promised {
    /// The last change that was saved.
    saved: u64,
    /// It was put into the outbox for good.
    put: bool,
    /// The server had it.
    sent: bool,
}

#[derive(Default)]
struct Promises(BTreeMap<Uuid, Promised>);

/// What a new typist finds.
#[derive(Default)]
struct Found {
    drafts: BTreeMap<Uuid, u64>,
    waiting: Vec<Uuid>,
}

impl Promises {
    /// Takes a line of the typist; gives what it found once it has said all of it.
    fn hear(&mut self, line: &str, found: &mut Found) {
        let words: Vec<&str> = line.split(' ').collect();
        let [verb, id, rest @ ..] = &words[..] else { return };
        let Ok(id) = id.parse::<Uuid>() else { return };
        let change = rest.first().and_then(|change| change.parse().ok()).unwrap_or_default();
        match *verb {
            "found" => drop(found.drafts.insert(id, change)),
            "waiting" => found.waiting.push(id),
            "saved" => self.of(id).saved = change,
            "put" => self.of(id).put = true,
            "sent" => self.of(id).sent = true,
            "refused" => panic!("the server refuses {line}"),
            _ => {}
        }
    }

    fn of(&mut self, id: Uuid) -> &mut Promised {
        self.0.entry(id).or_default()
    }

    /// Holds the promises against what a new typist found. What is not found must be in the log in the end.
    fn hold(&self, found: &Found) {
        for (id, promised) in &self.0 {
            assert!(!(promised.sent && found.waiting.contains(id)), "{id} is sent again: {promised:?}");
            if let Some(change) = found.drafts.get(id) {
                assert!(*change >= promised.saved, "draft {id}: {change} found, {promised:?}");
                assert!(!promised.put && !promised.sent, "draft {id} is offered again: {promised:?}");
            }
        }
    }
}

#[test]
fn nothing_promised_is_lost_however_often_client_and_server_are_killed() {
    let folder = tempfile::tempdir().unwrap();
    let floor = Floor::start(folder.path());
    let (mut random, mut promises) = (StdRng::seed_from_u64(SEED), Promises::default());
    let mut server = floor.server();
    let mut typist = floor.typist(&mut random, typist::Task::Type);
    let mut found = Found::default();
    let mut kills = 0;
    while kills < KILLS {
        for _ in 0..random.random_range(1..12) {
            hear(&mut typist, &mut promises, &mut found);
        }
        let_chance_pass(&mut random);
        if random.random_bool(0.4) {
            server.kill();
            server = floor.server();
        } else {
            typist.kill();
            while let Some(line) = typist.line() {
                promises.hear(&line, &mut found);
            }
            found = Found::default();
            typist = floor.typist(&mut random, typist::Task::Type);
        }
        kills += 1;
    }
    typist.kill();
    let mut last = floor.typist(&mut random, typist::Task::Finish);
    found = Found::default();
    while let Some(line) = last.line() {
        if line == "ready" {
            promises.hold(&found);
        }
        promises.hear(&line, &mut found);
    }
    server.kill();
    floor.verify();
    check_log(folder.path(), &promises);
}

/// Lets the processes run on to some moment between two promises.
#[allow(
    clippy::disallowed_methods,
    reason = "it waits for nothing: whatever the moment is, everything must hold"
)]
fn let_chance_pass(random: &mut impl Rng) {
    std::thread::sleep(Duration::from_micros(random.random_range(0..15_000)));
}

/// Takes one line of the typist. When it is ready, what it found must be what was promised.
fn hear(typist: &mut Process, promises: &mut Promises, found: &mut Found) {
    let line = typist.line().expect("the typist goes on until it is killed");
    if line == "ready" {
        promises.hold(found);
    }
    promises.hear(&line, found);
}

/// Every draft ever saved is a ticket of the log, once, as it was last promised; and each number was given once.
fn check_log(folder: &Path, promises: &Promises) {
    let mut tickets: BTreeMap<Uuid, u64> = BTreeMap::new();
    let mut numbers = std::collections::BTreeSet::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&Options::file(folder.join("hotdesk.db"))).await.unwrap();
        let walked = store.walk(|recorded| {
            if let Event::TicketSubmitted { ticket } = recorded.event {
                let change = typist::change_of(&ticket.form);
                assert_eq!(tickets.insert(ticket.id.0, change), None, "ticket {} twice", ticket.id);
                assert!(numbers.insert(ticket.number.clone()), "number {} twice", ticket.number);
            }
            Ok::<_, hotdesk::storage::StoreError>(())
        });
        walked.await.unwrap();
        store.close().await;
    });
    for (id, promised) in &promises.0 {
        let change = tickets.get(id).unwrap_or_else(|| panic!("draft {id} is lost: {promised:?}"));
        assert!(*change >= promised.saved, "ticket {id} has change {change} only: {promised:?}");
    }
    let sent = promises.0.values().filter(|promised| promised.sent).count();
    println!("{KILLS} kills, {} drafts, {sent} acknowledged to a living typist", promises.0.len());
    assert!(sent > 20, "the kills left no time to work; {sent} sent");
}

/// A folder, a port, a user and a session that outlive all kills.
struct Floor {
    folder: std::path::PathBuf,
    address: String,
    token: String,
    category: String,
}

impl Floor {
    fn start(folder: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("http://127.0.0.1:{port}");
        let mut floor =
            Self { folder: folder.to_owned(), address, token: String::new(), category: String::new() };
        floor.hotdesk(&["user", "--data-dir", floor.data(), "add", USER, "--password-stdin"], PASSWORD);
        let mut server = floor.server();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = Client::new(&floor.address, Pace::default()).unwrap();
            let sign_in =
                SignIn { user: USER.into(), password: Redacted(PASSWORD.into()), roles: Vec::new() };
            floor.token = client.sign_in(&sign_in).await.unwrap().token.0;
            floor.category = client.catalogue().await.unwrap().categories[0].code.to_string();
        });
        server.kill();
        floor
    }

    fn data(&self) -> &str {
        self.folder.to_str().unwrap()
    }

    fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_hotdesk"));
        program.env("HOTDESK_LOG_DIR", self.folder.join("log"));
        program
    }

    /// Runs a subcommand to its good end.
    fn hotdesk(&self, args: &[&str], input: &str) {
        use std::io::Write;
        let mut child =
            self.program().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success(), "hotdesk {args:?}");
    }

    /// Starts the server, and waits until it says that it listens.
    fn server(&self) -> Process {
        let listen = self.address.trim_start_matches("http://");
        let mut program = self.program();
        program.args(["server", "--data-dir", self.data(), "--listen", listen]);
        let mut server = Process::start(program);
        let line = server.line().expect("the server starts");
        assert!(line.contains("listens on"), "{line}");
        server
    }

    fn typist(&self, random: &mut impl Rng, task: typist::Task) -> Process {
        let mut program = Command::new(std::env::current_exe().unwrap());
        program.args(["crash::typist::types", "--exact", "--ignored", "--nocapture"]);
        let site = typist::Site {
            drawers: self.folder.join("drawers"),
            address: self.address.clone(),
            token: self.token.clone(),
            category: self.category.clone(),
            seed: random.random(),
            task,
        };
        program.env(typist::SITE, serde_json::to_string(&site).unwrap());
        Process::start(program)
    }

    fn verify(&self) {
        self.hotdesk(&["verify", "--data-dir", self.data()], "");
    }
}
