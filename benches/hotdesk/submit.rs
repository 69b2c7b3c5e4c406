//! Durable ticket submissions over HTTP, beside what the bare database does with one row a transaction at the same durability.

use std::{
    net::SocketAddr,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use hotdesk::{
    api::IDEMPOTENCY_KEY,
    config::{self, Site},
    domain::CategoryCode,
    server::Limits,
};
use sqlx::{
    ConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use uuid::Uuid;

use crate::{
    http::{Client, sign_in, start},
    measure::{row, show_spread},
};

const TIME: Duration = Duration::from_secs(3);

/// Prints the rows.
pub fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let server = runtime.block_on(start(&folder.path().join("hotdesk.db"), Limits::default()));
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
pub async fn bare_rows(path: &Path) -> f64 {
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
