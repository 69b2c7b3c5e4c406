//! Durable ticket submissions over HTTP, beside what the bare database does with one row a transaction at the same durability.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use hotdesk::{
    api::{IDEMPOTENCY_KEY, Role},
    config::{self, Site},
    domain::{CategoryCode, Redacted},
    server::{Clock, Limits, ROOT, Server, ServerParts, desk::DeskSettings, hash_password},
    storage::{Options, Store, StoredUser},
};
use sqlx::{
    ConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use uuid::Uuid;

use crate::measure::{row, show_spread};

const TIME: Duration = Duration::from_secs(3);
const PASSWORD: &str = "a bench needs no secret";

/// Prints the rows.
pub fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let server = runtime.block_on(start(&folder.path().join("hotdesk.db")));
    let token = sign_in(server.addr);
    for clients in [1, 8, 32] {
        // Each time anew: a disk that others use is not as fast from one moment to the next.
        let bare = runtime.block_on(bare_rows(&folder.path().join(format!("bare-{clients}.db"))));
        let mut waits = submit(server.addr, &token, clients);
        let rate = waits.len() as f64 / TIME.as_secs_f64();
        row(
            &format!("durable ticket submissions, {clients} HTTP clients"),
            &format!("{rate:.0}/s, {}", show_spread(&mut waits)),
            &format!("bare SQLite, one row a transaction, synchronous=FULL: {bare:.0}/s"),
            Some(rate / bare),
        );
    }
    runtime.block_on(server.shutdown());
}

/// One-row transactions a second of the database alone: the same library, write-ahead log and full durability.
async fn bare_rows(path: &Path) -> f64 {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let mut connection = options.connect().await.expect("a database");
    let make = "CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL)";
    sqlx::query(make).execute(&mut connection).await.expect("a table");
    let (body, began, mut rows) = (vec![7_u8; 1_000], Instant::now(), 0);
    while began.elapsed() < TIME {
        let insert = sqlx::query("INSERT INTO bare (body) VALUES ($1)").bind(&body);
        insert.execute(&mut connection).await.expect("a row");
        rows += 1;
    }
    f64::from(rows) / began.elapsed().as_secs_f64()
}

async fn start(path: &Path) -> hotdesk::server::RunningServer {
    let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
    let store = Store::open(&Options::file(path)).await.expect("a database");
    let user = StoredUser {
        name: "bench".into(),
        display: "bench".into(),
        password: hash_password(&Redacted(PASSWORD.into())).expect("a hash"),
        agent: Some("1001".into()),
        roles: vec![Role::Agent],
        queues: Vec::new(),
        disabled: false,
    };
    store.save_user(&user).await.expect("a user");
    let parts = ServerParts {
        store,
        desk: DeskSettings::new(site.catalogue),
        queues: site.queues,
        clock: Clock::real(chrono_tz::Tz::Asia__Shanghai),
        switch: None,
        listen: ([127, 0, 0, 1], 0).into(),
        limits: Limits::default(),
    };
    Server::start(parts).await.expect("the server starts")
}

/// A client that costs as little as a client can: the cores are for the server.
struct Client {
    out: TcpStream,
    answers: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Client {
    fn connect(addr: SocketAddr) -> Self {
        let out = TcpStream::connect(addr).expect("a connection");
        out.set_nodelay(true).expect("no delay");
        let answers = BufReader::new(out.try_clone().expect("a second handle"));
        Self { out, answers, body: Vec::new() }
    }

    /// Sends a request; gives the status line, and leaves the body behind.
    fn post(&mut self, path: &str, headers: &str, body: &str) -> String {
        let length = body.len();
        let head =
            format!("POST {ROOT}{path} HTTP/1.1\r\nhost: bench\r\ncontent-length: {length}\r\n{headers}\r\n");
        self.out.write_all((head + body).as_bytes()).expect("sent");
        let (mut status, mut length) = (String::new(), 0);
        self.answers.read_line(&mut status).expect("a status");
        loop {
            let mut line = String::new();
            self.answers.read_line(&mut line).expect("a header");
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        self.body.resize(length, 0);
        self.answers.read_exact(&mut self.body).expect("a body");
        status
    }
}

fn sign_in(addr: SocketAddr) -> String {
    let mut client = Client::connect(addr);
    let status = client.post("/sessions", "", &format!("{{\"user\":\"bench\",\"password\":\"{PASSWORD}\"}}"));
    assert!(status.contains("201"), "{status}");
    let session: serde_json::Value = serde_json::from_slice(&client.body).expect("a session");
    session["token"].as_str().expect("a token").to_owned()
}

/// How long each submission took, of so many clients who send one after the other.
fn submit(addr: SocketAddr, token: &str, clients: usize) -> Vec<Duration> {
    let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
    let category = &site.catalogue.categories.last().expect("a category").code;
    let until = Instant::now() + TIME;
    thread::scope(|scope| {
        let working: Vec<_> =
            (0..clients).map(|_| scope.spawn(|| one_client(addr, token, category, until))).collect();
        working.into_iter().flat_map(|client| client.join().expect("a client")).collect()
    })
}

fn one_client(addr: SocketAddr, token: &str, category: &CategoryCode, until: Instant) -> Vec<Duration> {
    let mut client = Client::connect(addr);
    let mut waits = Vec::new();
    while Instant::now() < until {
        let draft = Uuid::now_v7();
        let headers = format!("authorization: Bearer {token}\r\n{IDEMPOTENCY_KEY}: {draft}\r\n");
        let body = format!(
            "{{\"draft\":\"{draft}\",\"call\":null,\"contact\":null,\"priority\":\"P4\",\"form\":{{\"category\":\"{category}\",\
             \"subject\":\"账单错误\",\"description\":\"{}\"}}}}",
            "来电人称多收了二十元。".repeat(8)
        );
        let began = Instant::now();
        let status = client.post("/tickets", &headers, &body);
        waits.push(began.elapsed());
        assert!(status.contains("201"), "{status}");
    }
    waits
}
