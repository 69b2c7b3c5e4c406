//! The mapping to Request Tracker, against a real one: Debian's, which `tests/request-tracker/serve.sh` runs.
//!
//! `HOTDESK_RT=yes` says that it is installed; tests that need it are skipped with a message where it does not.

use std::{
    collections::BTreeSet,
    env, fs,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::StatusCode,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::net::TcpListener;

use super::{Telling, named};
use crate::{
    asterisk::exchange::program::{Running, free_port, mortal},
    attachments::{PHOTO, Sending},
    server::form,
    until::until,
};

/// A Request Tracker of this test.
struct Tracker {
    root: String,
    token: String,
    http: reqwest::Client,
    home: tempfile::TempDir,
    _running: Running,
}

impl Tracker {
    /// Starts one, and waits until it answers; none, with a message, where there is none to start.
    async fn start() -> Option<Self> {
        if env::var("HOTDESK_RT").ok().filter(|word| word == "yes").is_none() {
            println!("skipped: HOTDESK_RT does not say that Request Tracker is installed (see tests/all.sh)");
            return None;
        }
        let (home, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let mut script = mortal(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/request-tracker/serve.sh"));
        script.arg(home.path()).arg(port.to_string());
        let running = Running::start(script, home.path(), "said");
        // Only the first in a process has an effect; that one may be another's.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut tracker = Self {
            root: format!("http://127.0.0.1:{port}"),
            token: String::new(),
            http,
            home,
            _running: running,
        };
        until("Request Tracker", async || tracker.http.get(&tracker.root).send().await.is_ok()).await;
        let token = fs::read_to_string(tracker.home.path().join("token"));
        tracker.token = token.expect("the script has written it").trim().to_owned();
        Some(tracker)
    }

    async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}/REST/2.0/{path}", self.root));
        let answer = request.header("authorization", format!("token {}", self.token)).send().await;
        answer.expect("it answers").json().await.expect("JSON")
    }

    async fn count(&self) -> u64 {
        self.get("tickets?query=id%3E0").await["total"].as_u64().expect("a count")
    }

    /// The subjects of what was said on a ticket.
    async fn said(&self, ticket: u32) -> Vec<String> {
        let found = self.get(&format!("ticket/{ticket}/attachments?fields=Subject&per_page=100")).await;
        let items = found["items"].as_array().expect("a list").iter();
        items.filter_map(|item| Some(item["Subject"].as_str()?.to_owned())).collect()
    }
}

fn settings(url: &str, token: &Path, more: &str) -> String {
    format!(
        r#"[[webhook]]
id = "rt"
url = "{url}"
secret_file = {token:?}
form = "request-tracker"
allow_private = true
{more}
[webhook.tickets]
queue = "General"
requestor = "hotline@example.org"
priorities = {{ P1 = "100", P4 = "20" }}
states = {{ dispatched = "open" }}
"#
    )
}

#[tokio::test]
async fn a_ticket_becomes_one_there_and_follows_what_happens() {
    let Some(tracker) = Tracker::start().await else { return };
    let token = tracker.home.path().join("token");
    let telling = Telling::start(settings(&tracker.root, &token, "secrets = true")).await;
    telling
        .server
        .post(&telling.ban, "/webhooks/rt/test", serde_json::json!({}))
        .await
        .ok(serde_json::json!({ "why": null }));
    let ticket = telling.submit(&named("账单错误")).await;
    telling.until_standing("the ticket to be made", |hook| hook["delivered"] == 1).await;
    let number = telling.number(ticket).await;
    let made = tracker.get("ticket/1").await;
    assert_eq!(made["Subject"], format!("{number} 账单错误"));
    assert_eq!((made["Priority"].as_str(), made["Status"].as_str()), (Some("20"), Some("new")));
    assert_eq!(made["Requestor"][0]["id"], "hotline@example.org");
    let text = tracker.get("ticket/1/attachments?fields=Content").await.to_string();
    assert!(text.contains("attachment"), "{text}");

    telling.amend(ticket, 1, &named("账单又错")).await;
    telling.dispatch(ticket, 2).await;
    telling.until_standing("both to be noted", |hook| hook["delivered"] == 3).await;
    assert_eq!(tracker.get("ticket/1").await["Status"], "open");
    let notes = tracker.said(1).await.into_iter().filter(|said| said.starts_with(&format!("{number} #")));
    assert_eq!(notes.count(), 2);
    assert_eq!(tracker.count().await, 1);
}

/// A way to Request Tracker on which the answer to the first of each kind of write is lost.
async fn lossy(tracker: &Tracker) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let root = format!("http://{}", listener.local_addr().expect("an address"));
    let way = Arc::new(Way { to: tracker.root.clone(), http: tracker.http.clone(), lost: Mutex::default() });
    let router = Router::new().fallback(pass).with_state(way);
    tokio::spawn(async move { axum::serve(listener, router).await });
    root
}

struct Way {
    to: String,
    http: reqwest::Client,
    lost: Mutex<BTreeSet<String>>,
}

async fn pass(State(way): State<Arc<Way>>, request: Request) -> (StatusCode, Bytes) {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let kind = format!("{} {}", parts.method, parts.uri.path());
    let passed = way.http.request(parts.method.clone(), format!("{}{}", way.to, parts.uri));
    let answer = passed.headers(parts.headers).body(body).send().await.expect("it answers");
    let (status, body) = (answer.status(), answer.bytes().await.expect("a body"));
    let is_write = parts.method != "GET";
    if is_write && way.lost.lock().expect("whole").insert(kind) {
        return (StatusCode::BAD_GATEWAY, Bytes::new());
    }
    (status, body)
}

#[tokio::test]
async fn what_was_done_there_and_not_answered_is_not_done_twice() {
    let Some(tracker) = Tracker::start().await else { return };
    let token = tracker.home.path().join("token");
    let telling = Telling::start(settings(&lossy(&tracker).await, &token, "")).await;
    let ticket = telling.submit(&form()).await;
    telling.amend(ticket, 1, &form()).await;
    telling.dispatch(ticket, 2).await;
    telling.until_standing("all of it", |hook| hook["delivered"] == 3).await;
    assert_eq!(tracker.count().await, 1);
    let notes = tracker.said(1).await.into_iter().filter(|said| said.contains(" #"));
    assert_eq!(notes.count(), 2);
    assert_eq!(tracker.get("ticket/1").await["Status"], "open");
}

#[tokio::test]
async fn what_it_refuses_is_told_in_its_words() {
    let Some(tracker) = Tracker::start().await else { return };
    let token = tracker.home.path().join("token");
    let telling =
        Telling::start(settings(&tracker.root, &token, "attempts = 1").replace("General", "Elsewhere")).await;
    telling.submit(&form()).await;
    telling.until_standing("it to be given up", |hook| hook["dead"] == 1).await;
    let why = telling.dead("rt").await[0]["why"].clone();
    assert_eq!(why, "it answers 403: No permission to create tickets in the queue 'Elsewhere'");

    fs::write(&token, "1-14-wrong").expect("a token");
    let telling = telling.restart().await;
    let answer = telling.server.post(&telling.ban, "/webhooks/rt/test", serde_json::json!({})).await;
    answer.ok(serde_json::json!({ "why": "it answers 401: Unauthorized" }));
}

#[tokio::test]
async fn files_of_tickets_go_along_once_and_of_long_ones_it_is_said_that_they_are_there() {
    let Some(tracker) = Tracker::start().await else { return };
    let token = tracker.home.path().join("token");
    let most = format!("file_bytes = {}\npriorities", PHOTO.len());
    let settings =
        settings(&lossy(&tracker).await, &token, "secrets = true").replacen("priorities", &most, 1);
    let telling = Telling::start(settings).await;
    let ticket = telling.submit(&named("账单错误")).await;
    let photo = Sending { name: "现场 1.jpg", ..Sending::photo() };
    photo.to(&telling.server, &telling.li, ticket, PHOTO).await.done();
    let long = [PHOTO, b"and more"].concat();
    Sending { name: "long.jpg", ..Sending::photo() }
        .to(&telling.server, &telling.li, ticket, long)
        .await
        .done();
    telling.until_standing("all of it", |hook| hook["delivered"] == 3).await;

    let found = tracker.get("ticket/1/attachments?fields=Filename,ContentType&per_page=100").await;
    let items = found["items"].as_array().expect("a list");
    let files: Vec<_> =
        items.iter().filter(|item| item["Filename"].as_str().is_some_and(|name| !name.is_empty())).collect();
    let [file] = files[..] else { panic!("one file: {items:?}") };
    assert_eq!((&file["Filename"], &file["ContentType"]), (&"现场 1.jpg".into(), &"image/jpeg".into()));
    let whole = tracker.get(&format!("attachment/{}", file["id"].as_str().expect("an id"))).await;
    let content = whole["Content"].as_str().expect("base 64").replace('\n', "");
    assert_eq!(BASE64_STANDARD.decode(content).expect("base 64"), PHOTO);

    let number = telling.number(ticket).await;
    let notes = tracker.said(1).await.into_iter().filter(|said| said.starts_with(&format!("{number} #")));
    assert_eq!(notes.collect::<BTreeSet<_>>().len(), 2, "the long one is told of, without it");
}
