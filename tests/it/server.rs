//! A server for tests, with a switch in the test's hands; and what concerns the server as a whole: stopping, killing, a full disk.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode},
};
use chrono::Utc;
use hotdesk::{
    api::{API_VERSION, Code, IDEMPOTENCY_KEY, Problem, ROOT, Role, Snapshot},
    config::{self, Site},
    domain::{AgentId, CallId, DialPlan, Floor, PhoneNumber, QueueId, Redacted},
    server::{
        Attachments, Clock, Hook, Limits, RecordingFolders, RunningServer, Server, ServerParts, SwitchFolder,
        desk::DeskSettings, hash_password,
    },
    storage::{Options, Store, StoredUser},
    switch::{Abilities, Begin, CommandRefused, Happened, SwitchCommand, SwitchEvent, SwitchLink},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tower::ServiceExt;
use uuid::Uuid;

use super::attachments::few_attachments;

pub const PASSWORD: &str = "correct horse";

/// A server on a free port with the built-in site, five users, and a switch in the test's hands.
pub struct TestServer {
    pub server: RunningServer,
    pub switch: mpsc::Sender<SwitchEvent>,
    pub commands: mpsc::Receiver<(SwitchCommand, oneshot::Sender<Result<(), CommandRefused>>)>,
    pub queues: Vec<QueueId>,
    folder: tempfile::TempDir,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(Limits::default()).await
    }

    pub async fn start_with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&Options::file(database(folder.path()))).await.expect("a database");
        add_users(&store).await;
        Self::start_on(store, folder, limits).await
    }

    pub async fn start_on(store: Store, folder: tempfile::TempDir, limits: Limits) -> Self {
        let clock = Clock::real(chrono_tz::Tz::Asia__Shanghai);
        Self::start_telling(store, folder, limits, clock, Vec::new()).await
    }

    /// A server by this clock that tells other systems.
    pub async fn start_telling(
        store: Store,
        folder: tempfile::TempDir,
        limits: Limits,
        clock: Clock,
        hooks: Vec<Hook>,
    ) -> Self {
        let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
        let queues = site.queues.iter().map(|queue| queue.id.clone()).collect();
        let (commands, asked) = mpsc::channel(64);
        let (switch, events) = mpsc::channel(64);
        let abilities = Abilities { originate: true, ..Abilities::BASIC };
        let parts = ServerParts {
            store,
            desk: DeskSettings { numbers: DialPlan::new("86", "10"), ..DeskSettings::new(site.catalogue) },
            queues: site.queues,
            clock,
            switch: Some(SwitchLink { begin: Begin::Anew, abilities, commands, events }),
            listen: ([127, 0, 0, 1], 0).into(),
            limits,
            recordings: Some(recordings(folder.path())),
            attachments: Attachments::new(folder.path().join("attachments"), few_attachments()),
            hooks,
        };
        let server = Server::start(parts).await.expect("the server starts");
        Self { server, switch, commands: asked, queues, folder }
    }

    /// The last event of the log.
    pub async fn head(&self) -> u64 {
        self.server.store().head().await.expect("a head").seq
    }

    /// Stops; gives the folder of the database.
    pub async fn stop(self) -> tempfile::TempDir {
        self.server.shutdown().await;
        self.folder
    }

    /// Stops, and starts again on the same database.
    pub async fn restart(self) -> Self {
        let folder = self.stop().await;
        let store = Store::open(&Options::file(database(folder.path()))).await.expect("a database");
        Self::start_on(store, folder, Limits::default()).await
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn database(&self) -> PathBuf {
        database(self.folder.path())
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.server.router().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(request(Method::GET, path, token).body(Body::empty()).expect("a request")).await
    }

    pub async fn write(&self, method: Method, token: &str, path: &str, body: Value) -> Answer {
        self.write_as(method, token, path, body, Uuid::now_v7()).await
    }

    pub async fn write_as(&self, method: Method, token: &str, path: &str, body: Value, key: Uuid) -> Answer {
        let request = request(method, path, token).header(IDEMPOTENCY_KEY, key.to_string());
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    pub async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.write(Method::POST, token, path, body).await
    }

    pub async fn put(&self, token: &str, path: &str, body: Value) -> Answer {
        self.write(Method::PUT, token, path, body).await
    }

    /// Signs in; gives the token.
    pub async fn sign_in(&self, user: &str) -> String {
        let answer = self.try_sign_in(user, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
        answer.body["token"].as_str().expect("a token").to_owned()
    }

    pub async fn try_sign_in(&self, user: &str, password: &str) -> Answer {
        self.ask_in(json!({ "user": user, "password": password })).await
    }

    /// Asks for a session.
    pub async fn ask_in(&self, body: Value) -> Answer {
        self.send(
            request(Method::POST, "/sessions", "").body(Body::from(body.to_string())).expect("a request"),
        )
        .await
    }

    /// An agent who waits for calls.
    pub async fn ready(&self, user: &str) -> String {
        let token = self.sign_in(user).await;
        let answer = self.put(&token, "/agents/me/state", json!({ "want": { "is": "ready" } })).await;
        answer.ok(json!("now"));
        token
    }

    pub async fn floor(&self, token: &str) -> Floor {
        let answer = self.get(token, "/floor").await;
        serde_json::from_value::<Snapshot>(answer.body).expect("a snapshot").floor
    }

    pub async fn happens(&self, what: Happened) {
        self.switch.send(SwitchEvent::new(Utc::now(), what)).await.expect("the server listens");
    }

    /// The next command to the switch, taken.
    pub async fn commanded(&mut self) -> SwitchCommand {
        let (command, taken) = self.commands.recv().await.expect("a command");
        taken.send(Ok(())).expect("the server waits for the answer");
        command
    }

    /// A caller is in the greeting.
    pub async fn enters(&self, call: CallId) {
        let number = PhoneNumber::new("+86 138 0013 8000");
        let (switch_ref, service) = ("sip-1".to_owned(), "PS".into());
        self.happens(Happened::Entered { call, switch_ref, number, service, priority: 0 }).await;
    }

    /// A caller waits; the desk rings an agent.
    pub async fn ringing_call(&mut self) -> (CallId, AgentId) {
        let call = CallId(Uuid::now_v7());
        self.enters(call).await;
        self.happens(Happened::Queued { call, queue: self.queues[0].clone(), position: None }).await;
        let SwitchCommand::Ring { call: rung, agent } = self.commanded().await else {
            panic!("the desk rings somebody")
        };
        assert_eq!(rung, call);
        self.happens(Happened::Ringing { call, agent: agent.clone() }).await;
        (call, agent)
    }

    /// A call that an agent has answered.
    pub async fn talking_call(&mut self) -> CallId {
        let (call, agent) = self.ringing_call().await;
        self.happens(Happened::Answered { call, agent }).await;
        call
    }
}

impl Answer {
    /// An answer that is what was expected.
    #[track_caller]
    pub fn ok(&self, expected: Value) {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        assert_eq!(self.body, expected);
    }

    #[track_caller]
    pub fn done(&self) -> &Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        &self.body
    }

    /// An error of this kind: a whole problem, in the form that it should have.
    #[track_caller]
    pub fn refused(&self, code: Code) -> Problem {
        let problem: Problem = serde_json::from_value(self.body.clone()).expect("a problem");
        assert_eq!(problem.code, code, "{}", problem.detail);
        assert_eq!(self.status.as_u16(), code.status());
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.headers["hotdesk-api"], API_VERSION.to_string());
        assert!(!problem.detail.is_empty() && !problem.detail.ends_with('.'), "{}", problem.detail);
        problem
    }
}

pub fn request(method: Method, path: &str, token: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(format!("{ROOT}{path}"));
    match token {
        "" => request,
        token => request.header("authorization", format!("Bearer {token}")),
    }
}

fn recordings(folder: &Path) -> RecordingFolders {
    let (there, here) = ("/var/spool/asterisk/monitor".into(), folder.join("monitor"));
    RecordingFolders { switch: Some(SwitchFolder { there, here }), kept: folder.join("recordings") }
}

pub fn database(folder: &Path) -> PathBuf {
    folder.join("hotdesk.db")
}

pub async fn add_users(store: &Store) {
    for (name, agent, roles, disabled) in [
        ("li", Some("1001"), vec![Role::Agent], false),
        ("wu", Some("1002"), vec![Role::Agent], false),
        ("ban", None, vec![Role::Lead], false),
        ("qin", None, vec![Role::Qa], false),
        ("pan", None, vec![Role::Clerk], false),
        ("shui", None, vec![Role::Unit], false),
        ("zhong", None, vec![Role::Unit], false),
        ("web", Some("web"), vec![Role::Intake], false),
        ("duo", Some("1003"), vec![Role::Agent, Role::Lead], false),
        ("off", Some("1009"), vec![Role::Agent], true),
    ] {
        let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
        let user = StoredUser {
            name: name.into(),
            display: name.to_uppercase(),
            password: password_hash(),
            agent: agent.map(Into::into),
            roles,
            queues: site.queues.into_iter().map(|queue| queue.id).collect(),
            unit: [("shui", "water"), ("zhong", "centre")]
                .into_iter()
                .find_map(|(of, unit)| (of == name).then(|| unit.into())),
            disabled,
        };
        store.save_user(&user).await.expect("a user");
    }
}

/// Hashing is dear on purpose: once is enough.
fn password_hash() -> Redacted<String> {
    static HASH: OnceLock<Redacted<String>> = OnceLock::new();
    HASH.get_or_init(|| hash_password(&Redacted(PASSWORD.into())).expect("a hash")).clone()
}

/// A form that may be submitted, for the built-in site.
pub fn form() -> Value {
    let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
    let category = site.catalogue.categories.last().expect("a category").code.clone();
    json!({ "kind": "complaint", "category": category, "subject": "账单错误", "description": "多收了 20 元" })
}

pub fn submission(draft: Uuid, form: &Value) -> Value {
    json!({ "draft": draft, "call": null, "contact": null, "form": form, "priority": "P4" })
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart_and_the_floor_as_it_was() {
    let server = TestServer::start().await;
    let li = server.ready("li").await;
    let draft = Uuid::now_v7();
    let ticket = server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await;
    let before = server.floor(&li).await;

    let server = server.restart().await;
    assert_eq!(server.floor(&li).await, before, "the session lives on, and the agent is as before");
    server.get(&li, &format!("/tickets/{draft}")).await.ok(ticket.body.clone());
    // Sent again, because the first answer was lost on the way: the same answer, and one ticket.
    let again = server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await;
    again.ok(ticket.body);
}

#[tokio::test]
async fn a_killed_server_loses_nothing_that_it_acknowledged() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let mut numbers = Vec::new();
    for _ in 0..20 {
        let draft = Uuid::now_v7();
        let answer = server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await;
        numbers.push((draft, answer.done()["number"].clone()));
    }
    // As after a kill: nobody closes anything. What the files hold now is copied away under the running server.
    let copied = tempfile::tempdir().expect("a folder");
    for ending in ["", "-wal"] {
        let from = format!("{}{ending}", server.database().display());
        std::fs::copy(from, format!("{}{ending}", database(copied.path()).display())).expect("copied");
    }
    let store = Store::open(&Options::file(database(copied.path()))).await.expect("the copy opens");
    let server = TestServer::start_on(store, copied, Limits::default()).await;
    for (draft, number) in numbers {
        assert_eq!(server.get(&li, &format!("/tickets/{draft}")).await.done()["number"], number);
    }
}

#[tokio::test]
async fn a_full_disk_is_told_nothing_is_promised_and_the_floor_stays_true() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { path: database(folder.path()), max_pages: Some(120) };
    let store = Store::open(&options).await.expect("a small database");
    add_users(&store).await;
    let server = TestServer::start_on(store, folder, Limits::default()).await;
    let li = server.sign_in("li").await;
    let mut form = form();
    form["description"] = "长".repeat(5_000).into();
    let mut taken = 0;
    let refused = loop {
        let draft = Uuid::now_v7();
        let answer = server.write_as(Method::POST, &li, "/tickets", submission(draft, &form), draft).await;
        if !answer.status.is_success() {
            break (draft, answer);
        }
        taken += 1;
    };
    assert!(taken > 0);
    let problem = refused.1.refused(Code::StorageFull);
    assert!(problem.detail.contains("free disk space"), "{}", problem.detail);
    server.get(&li, &format!("/tickets/{}", refused.0)).await.refused(Code::NotFound);
    // It goes on serving what it has, and says how it is.
    let health = server.get("", "/health").await;
    assert!(
        health.done()["status"].as_str().is_some_and(|said| said.contains("refuses writes")),
        "{}",
        health.body
    );
    assert!(server.floor(&li).await.agents.contains_key("1001"));
}

#[tokio::test]
async fn a_stopped_server_takes_nothing_more() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let router = server.server.router();
    server.server.shutdown().await;
    let request = request(Method::GET, "/floor", &li).body(Body::empty()).expect("a request");
    let response = router.oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}
