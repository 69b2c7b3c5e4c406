//! The whole way: a caller, a real Asterisk, `hotdesk server`, and the agent's screen in a terminal.

use std::{path::Path, process::Command};

use hotdesk::{
    api::{IDEMPOTENCY_KEY, ROOT, Role, SignIn},
    client::{Client, Pace},
    domain::Redacted,
};
use serde_json::json;
use uuid::Uuid;

use super::{exchange::Exchange, recovery};
use crate::{
    commands::{done, program},
    crash::Process,
    pty::Terminal,
};

pub const F2: &str = "\x1bOQ";
const F7: &str = "\x1b[18~";
const F8: &str = "\x1b[19~";
pub const F9: &str = "\x1b[20~";
const ALT_C: &str = "\x1bc";
const CTRL_S: &str = "\x13";

/// A server's process, told by its environment where Asterisk is.
fn server(home: &Path, exchange: &Exchange, listen: &str) -> Command {
    let secret = home.join("secret");
    std::fs::write(&secret, "test-only\n").expect("the secret is written");
    let mut server = program(home, &["server", "--listen", listen]);
    server.env("HOTDESK_SWITCH_ASTERISK_ADDRESS", format!("127.0.0.1:{}", exchange.port()));
    server.env("HOTDESK_SWITCH_ASTERISK_SECRET_FILE", secret);
    server.env("HOTDESK_SWITCH_ASTERISK_QUEUES", r#"{ hotline = "private", keys = "english" }"#);
    server.env("HOTDESK_SWITCH_ASTERISK_CONTEXT", "internal");
    server.env("HOTDESK_SWITCH_ASTERISK_QUEUE_LOG", exchange.queue_log_file());
    server.env("HOTDESK_SWITCH_ASTERISK_RECORDINGS", exchange.recordings());
    server.env("HOTDESK_SWITCH_ASTERISK_RECORDINGS_THERE", exchange.recordings());
    server
}

pub fn agent(home: &Path, address: &str) -> Terminal {
    agent_on((120, 40), home, address)
}

/// The same on a terminal of so many columns and rows.
pub fn agent_on(size: (u16, u16), home: &Path, address: &str) -> Terminal {
    let home = home.to_str().expect("a plain path");
    let args = ["agent", "--server", address, "--user", "li", "--locale", "en"];
    let mut desk = Terminal::run(size, &args, &[("HOME", home)]);
    desk.wait_for_text("password of li");
    desk.type_keys("first words\r");
    desk
}

/// A server with one agent, and its address.
pub fn start(home: &Path, exchange: &Exchange) -> (Process, String) {
    let user = ["user", "add", "li", "--agent", "8001", "--queue", "private", "--queue", "english"];
    done(home, &[&user[..], &["--password-stdin"]].concat(), "first words\n");
    start_again(home, exchange, "127.0.0.1:0")
}

pub fn start_again(home: &Path, exchange: &Exchange, listen: &str) -> (Process, String) {
    let mut server = Process::start(server(home, exchange, listen));
    let line = server.line().expect("it listens");
    let address = line.rsplit(' ').next().expect("an address").to_owned();
    (server, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_call_becomes_a_ticket() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = start(home.path(), &exchange);
    write_contact(&address).await;
    exchange.phone(8001, "phone_holds", 4_500);

    let mut desk = agent(home.path(), &address);
    become_ready(&mut desk);
    exchange.call("07700900001", "hotline");
    desk.wait_for("a ring that is answered at the phone", |screen| {
        screen.contains("F4 Reject") && screen.contains("answer at the phone")
    });
    // Answered, held and taken off hold at the phone.
    desk.wait_for_text("On hold");
    desk.wait_for_text("Talking");
    file_a_ticket(&mut desk);
    desk.type_keys(F8);
    desk.wait_for_text("Wrap-up");
    desk.type_keys(F9);
    desk.wait_for_text("waiting for the next call");

    // The same caller again, with the ticket of the call before; handed on to another queue, and rung here once more.
    exchange.call("07700900001", "hotline");
    desk.wait_for_text("F4 Reject");
    desk.wait_for("the caller with the history", |screen| {
        screen.contains("call 2 in 7 days") && screen.contains("-0001")
    });
    desk.wait_for_text("Talking");
    desk.type_keys(F7);
    desk.wait_for_text("Hand the call on to");
    desk.type_keys("english\r");
    desk.wait_for_text("Wrap-up");
    desk.type_keys(F9);
    desk.wait_for_text("F4 Reject");
    desk.wait_for_text("Talking");
    desk.type_keys(F8);
    desk.wait_for_text("Wrap-up");
    server.kill();

    let ends = [("BLINDTRANSFER", 1), ("COMPLETECALLER", 2), ("ABANDON", 0)];
    exchange.check_log(&[&[("ENTERQUEUE", 3), ("CONNECT", 3)], &ends[..]].concat()).await;
    recovery::log_agrees(home.path(), &exchange).await;
}

/// The picture of the README, of a real call: `cargo test --test it -- the_picture_of_a_real_call --ignored`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "draws the picture of the README anew"]
async fn the_picture_of_a_real_call() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = start(home.path(), &exchange);
    write_contact(&address).await;
    exchange.phone(8001, "phone", 500);
    let mut desk = agent(home.path(), &address);
    become_ready(&mut desk);
    exchange.call("07700900001", "hotline");
    desk.wait_for_text("Talking");
    file_a_ticket(&mut desk);
    desk.type_keys(F8);
    desk.wait_for_text("Wrap-up");
    desk.type_keys(F9);
    desk.wait_for_text("waiting for the next call");
    exchange.call("07700900001", "hotline");
    desk.wait_for_text("Talking");
    exchange.call("07700900002", "hotline");
    desk.wait_for("who waits, and what was before", |screen| {
        screen.contains("call 2 in 7 days") && screen.contains("-0001") && screen.contains("**02")
    });
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/real-call.svg");
    std::fs::write(place, desk.picture()).expect("it is drawn");
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_during_a_talk_finds_it_again() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = start(home.path(), &exchange);
    exchange.phone(8001, "phone", 500);
    let mut desk = agent(home.path(), &address);
    become_ready(&mut desk);
    exchange.call("07700900001", "hotline");
    desk.wait_for_text("Talking");
    server.kill();
    desk.wait_for_text("Server away");
    let listen = address.strip_prefix("http://").expect("an address");
    let (mut server, _) = start_again(home.path(), &exchange, listen);
    desk.wait_for("the same talk", |screen| screen.contains("Talking") && !screen.contains("Server away"));
    exchange.end_talks().await;
    desk.wait_for_text("Wrap-up");
    desk.wait_for("one call, answered once", |screen| {
        screen.lines().any(|line| line.contains("Calls answered              1"))
    });
    server.kill();
    recovery::log_agrees(home.path(), &exchange).await;
}

pub fn become_ready(desk: &mut Terminal) {
    desk.wait_for_text("F2 Ready");
    desk.type_keys(F2);
    desk.wait_for_text("waiting for the next call");
}

/// The caller is known before.
async fn write_contact(address: &str) {
    let client = Client::new(address, Pace::default()).expect("a client");
    let sign_in =
        SignIn { user: "li".into(), password: Redacted("first words".into()), roles: vec![Role::Agent] };
    let session = client.sign_in(&sign_in).await.expect("a session");
    let contact = json!({ "name": "Mrs Known", "numbers": ["07700900001"] });
    let request = reqwest::Client::new().post(format!("{address}{ROOT}/contacts")).json(&contact);
    let request = request.bearer_auth(&session.token.0).header(IDEMPOTENCY_KEY, Uuid::now_v7().to_string());
    let answer = request.send().await.expect("it answers");
    assert_eq!(answer.status(), 201);
}

fn file_a_ticket(desk: &mut Terminal) {
    desk.type_keys(ALT_C);
    desk.wait_for_text("Category");
    desk.type_keys("lost");
    desk.wait_for_text("B201");
    desk.type_keys("\r");
    desk.type_keys(CTRL_S);
    desk.wait_for_text("Subject!");
    desk.type_keys("card swallowed by the machine");
    desk.type_keys(CTRL_S);
    desk.wait_for_text("-0001");
}
