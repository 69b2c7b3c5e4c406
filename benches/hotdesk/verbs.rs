//! Verbs on tickets over HTTP, each a change of state with clocks that stop and start, beside one-row transactions of the bare database.

use std::{
    net::SocketAddr,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use hotdesk::{
    api::IDEMPOTENCY_KEY,
    config::{self, Site},
    domain::CategoryCode,
    server::Limits,
};
use uuid::Uuid;

use crate::{
    http::{Client, sign_in, start},
    measure::{row, show_spread},
    submit::bare_rows,
};

const TIME: Duration = Duration::from_secs(3);
const CLIENTS: usize = 32;
/// Tickets of one client, taken in turn: none gets more verbs than a ticket gets in its life.
const TICKETS: usize = 60;

/// Prints the row.
pub fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let server = runtime.block_on(start(&folder.path().join("hotdesk.db"), Limits::default()));
    let token = sign_in(server.addr);
    let bare = runtime.block_on(bare_rows(&folder.path().join("bare.db")));
    let everybody_is_ready = Barrier::new(CLIENTS);
    let mut waits = thread::scope(|scope| {
        let client = || one_client(server.addr, &token, &everybody_is_ready);
        let working: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        working.into_iter().flat_map(|client| client.join().expect("a client")).collect::<Vec<_>>()
    });
    let rate = waits.len() as f64 / TIME.as_secs_f64();
    row(
        &format!("durable verbs on tickets, {CLIENTS} HTTP clients"),
        &format!("{rate:.0}/s, {}", show_spread(&mut waits)),
        &format!("bare SQLite, one row a transaction, synchronous=FULL: {bare:.0}/s"),
        Some(rate / bare),
    );
    runtime.block_on(server.shutdown());
}

/// Lets tickets follow another one and takes them apart again.
fn one_client(addr: SocketAddr, token: &str, everybody_is_ready: &Barrier) -> Vec<Duration> {
    let mut client = Client::connect(addr);
    let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
    let category = &site.catalogue.categories.last().expect("a category").code;
    let mother = submit(&mut client, token, category);
    let children: Vec<_> = (0..TICKETS).map(|_| submit(&mut client, token, category)).collect();
    everybody_is_ready.wait();
    let until = Instant::now() + TIME;
    let mut waits = Vec::new();
    for nth in 0.. {
        if Instant::now() >= until {
            break;
        }
        let (child, version) = (children[nth % TICKETS], 1 + nth / TICKETS);
        let verb = match version % 2 {
            1 => format!("\"verb\":\"merge\",\"mother\":\"{mother}\""),
            _ => "\"verb\":\"unmerge\"".to_owned(),
        };
        let body = format!("{{\"version\":{version},{verb}}}");
        let began = Instant::now();
        let status = client.post(&format!("/tickets/{child}/moves"), &headers(token, Uuid::now_v7()), &body);
        waits.push(began.elapsed());
        assert!(status.contains("200"), "{status} {}", String::from_utf8_lossy(&client.body));
    }
    waits
}

fn submit(client: &mut Client, token: &str, category: &CategoryCode) -> Uuid {
    let draft = Uuid::now_v7();
    let body = format!(
        "{{\"draft\":\"{draft}\",\"call\":null,\"contact\":null,\"priority\":\"P4\",\"form\":{{\"category\":\"{category}\",\
         \"subject\":\"账单错误\",\"description\":\"来电人称多收了二十元。\"}}}}"
    );
    let status = client.post("/tickets", &headers(token, draft), &body);
    assert!(status.contains("201"), "{status}");
    draft
}

fn headers(token: &str, key: Uuid) -> String {
    format!("authorization: Bearer {token}\r\n{IDEMPOTENCY_KEY}: {key}\r\n")
}
