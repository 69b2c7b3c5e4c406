//! Other systems are told of what happens, whatever they answer: signed, masked, in order of each ticket, until it has arrived.

mod receiver;
mod request_tracker;
mod storage;
mod targets;
mod zammad;

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use hotdesk::{
    api::Code,
    config::Settings,
    server::{Clock, Hook, Limits},
    storage::{Options, Store},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

use crate::{
    server::{TestServer, add_users, database, form, submission},
    until::until,
};
use receiver::{Receiver, Reply};

/// What deliveries of the tests are signed with: `whsec_` and this in base64.
const KEY: &[u8] = b"thirty-two bytes that are secret";

/// A server that tells the hooks of these settings. Its clock runs so fast that waits between attempts pass at once.
struct Telling {
    server: TestServer,
    settings: String,
    restarts: i32,
    li: String,
    ban: String,
}

impl Telling {
    async fn start(settings: impl Into<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&Options::file(database(folder.path()))).await.expect("a database");
        add_users(&store).await;
        Self::start_on(store, folder, settings.into(), 0).await
    }

    async fn start_on(store: Store, folder: tempfile::TempDir, settings: String, restarts: i32) -> Self {
        let hooks = hooks(folder.path(), &settings);
        let server =
            TestServer::start_telling(store, folder, Limits::default(), fast_clock(restarts), hooks).await;
        let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
        Self { server, settings, restarts, li, ban }
    }

    /// Stops, and starts again on the same database with these settings.
    async fn restart_with(self, settings: impl Into<String>) -> Self {
        let folder = self.server.stop().await;
        let store = Store::open(&Options::file(database(folder.path()))).await.expect("a database");
        Self::start_on(store, folder, settings.into(), self.restarts + 1).await
    }

    async fn restart(self) -> Self {
        let settings = self.settings.clone();
        self.restart_with(settings).await
    }

    async fn submit(&self, form: &Value) -> Uuid {
        let draft = Uuid::now_v7();
        let body = submission(draft, form);
        self.server.write_as(Method::POST, &self.li, "/tickets", body, draft).await.done();
        draft
    }

    async fn amend(&self, ticket: Uuid, version: u32, form: &Value) {
        let body = json!({ "version": version, "form": form });
        self.server.put(&self.li, &format!("/tickets/{ticket}"), body).await.done();
    }

    /// A clerk gives it to a unit.
    async fn dispatch(&self, ticket: Uuid, version: u32) {
        let clerk = self.server.sign_in("pan").await;
        let body = json!({ "version": version, "verb": "dispatch", "unit": "water" });
        self.server.post(&clerk, &format!("/tickets/{ticket}/moves"), body).await.done();
    }

    async fn number(&self, ticket: Uuid) -> String {
        let answer = self.server.get(&self.li, &format!("/tickets/{ticket}")).await;
        answer.done()["number"].as_str().expect("a number").to_owned()
    }

    /// How the first webhook stands.
    async fn standing(&self) -> Value {
        self.server.get(&self.ban, "/webhooks").await.done()[0].clone()
    }

    async fn until_standing(&self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let mut standing = Value::Null;
        until(what, async || {
            standing = self.standing().await;
            holds(&standing)
        })
        .await;
        standing
    }

    async fn dead(&self, hook: &str) -> Value {
        self.server.get(&self.ban, &format!("/webhooks/{hook}/dead")).await.done()["items"].clone()
    }

    async fn replay(&self, hook: &str, body: Value) -> Value {
        self.server.post(&self.ban, &format!("/webhooks/{hook}/replay"), body).await.done()["count"].clone()
    }
}

/// A clock that a day passes on in a blink; after a restart it is later than it was before.
fn fast_clock(restarts: i32) -> Clock {
    let origin = Utc::now() + TimeDelta::days(i64::from(restarts) * 3_650);
    Clock::recorded(chrono_tz::Tz::Asia__Shanghai, origin, 10_000.0)
}

/// The hooks of these settings, in which SECRET stands for a file with the key, and TOKEN for one with a token.
pub fn hooks(folder: &Path, settings: &str) -> Vec<Hook> {
    let (secret, token) = (folder.join("secret"), folder.join("token"));
    std::fs::write(&secret, format!("whsec_{}\n", STANDARD.encode(KEY))).expect("a secret");
    std::fs::write(&token, "a-token\n").expect("a token");
    let settings = settings.replace("SECRET", &format!("secret_file = {secret:?}"));
    let settings = settings.replace("TOKEN", &format!("secret_file = {token:?}"));
    let settings: Settings = toml::from_str(&settings).expect("settings");
    Hook::all(&settings.webhook).expect("hooks")
}

/// A hook to a receiver of this test, which is on this machine, with more settings. It is told of what somebody does, not of clocks: by the
/// fast one here these run out as they please.
fn hook(id: &str, receiver: &Receiver, more: &str) -> String {
    let url = receiver.url();
    let events = r#"["ticket_submitted", "ticket_amended"]"#;
    format!(
        "[[webhook]]\nid = \"{id}\"\nurl = \"{url}\"\nSECRET\nallow_private = true\nevents = {events}\n{more}\n"
    )
}

fn named(subject: &str) -> Value {
    let mut form = form();
    form["subject"] = subject.into();
    form["contact_name"] = "王小明".into();
    form["contact_number"] = "13800138000".into();
    form
}

#[tokio::test]
async fn a_delivery_is_signed_and_masked_and_whole_only_where_the_settings_say_so() {
    let (masked, whole) = (Receiver::start().await, Receiver::start().await);
    let settings = hook("masked", &masked, "") + &hook("whole", &whole, "secrets = true");
    let telling = Telling::start(settings).await;
    let ticket = telling.submit(&named("账单错误")).await;
    let [first] = masked.received(1).await.try_into().expect("one");
    let signed = format!("{}.{}.{}", first.id(), first.header("webhook-timestamp"), first.body);
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY).expect("a key");
    mac.update(signed.as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(first.header("webhook-signature"), signature);
    assert_eq!(first.header("content-type"), "application/json");

    let told = first.json();
    assert_eq!((&told["type"], &told["data"]["ticket"]["id"]), (&json!("ticket_submitted"), &json!(ticket)));
    assert_eq!(told["actor"], json!({ "who": "user", "name": "li" }));
    assert!(!first.body.contains("账单错误") && !first.body.contains("13800138000"), "{}", first.body);
    let [first] = whole.received(1).await.try_into().expect("one");
    assert_eq!(first.json()["data"]["ticket"]["form"]["contact_number"], "13800138000");
    assert_eq!(first.json()["data"]["ticket"]["form"]["subject"], "账单错误");
}

#[tokio::test]
async fn a_ticket_that_fails_holds_back_only_its_own_later_deliveries_and_keeps_its_identity() {
    let receiver = Receiver::start().await;
    let telling = Telling::start(hook("crm", &receiver, "secrets = true")).await;
    receiver.answer(|received| {
        let fails = received.body.contains("麻烦") && received.attempt <= 3;
        if fails { Reply::Status(503) } else { Reply::Status(204) }
    });
    let (slow, quick) = (telling.submit(&named("麻烦")).await, telling.submit(&named("简单")).await);
    telling.amend(slow, 1, &named("麻烦二")).await;
    telling.amend(quick, 1, &named("简单二")).await;
    let all = receiver.received(10).await;
    let of = |ticket: Uuid| all.iter().filter(move |received| received.ticket() == ticket.to_string());
    let versions = |ticket| of(ticket).map(|received| received.json()["data"]["version"].clone()).collect();
    let slow_versions: Vec<Value> = versions(slow);
    assert_eq!(
        slow_versions,
        [json!(null), json!(null), json!(null), json!(null), json!(2), json!(2), json!(2), json!(2)]
    );
    assert_eq!(versions(quick), [json!(null), json!(2)]);
    let ids: Vec<&str> = of(slow).map(|received| received.id()).collect();
    assert!(ids[..4].iter().all(|id| *id == ids[0]) && ids[4..].iter().all(|id| *id == ids[4]), "{ids:?}");
    assert_ne!(ids[0], ids[4]);
    let standing = telling.until_standing("all to arrive", |hook| hook["waiting"] == 0).await;
    assert_eq!((&standing["delivered"], &standing["dead"]), (&json!(4), &json!(0)));
}

#[tokio::test]
async fn what_is_given_up_is_listed_and_sent_again_when_a_lead_says_so() {
    let receiver = Receiver::start().await;
    let telling = Telling::start(hook("crm", &receiver, "attempts = 3\nretry_first_s = 1")).await;
    receiver.answer(|received| Reply::Status(if received.attempt <= 3 { 500 } else { 200 }));
    let ticket = telling.submit(&form()).await;
    telling.until_standing("it to be given up", |hook| hook["dead"] == 1).await;
    telling.amend(ticket, 1, &form()).await;
    telling.until_standing("both to be given up", |hook| hook["dead"] == 2).await;
    let dead = telling.dead("crm").await;
    let told: Vec<_> = dead.as_array().expect("a list").iter().map(|dead| &dead["topic"]).collect();
    assert_eq!(told, ["ticket_amended", "ticket_submitted"], "the latest first");
    assert_eq!((&dead[1]["about"], &dead[1]["attempts"]), (&json!(ticket), &json!(3)));
    assert_eq!(dead[1]["why"], "it answers 500");

    let server = &telling.server;
    for (method, path) in [(Method::GET, "dead"), (Method::POST, "replay"), (Method::POST, "test")] {
        let ask = async |token: &str, hook: &str| {
            server.write(method.clone(), token, &format!("/webhooks/{hook}/{path}"), json!({})).await
        };
        ask(&telling.li, "crm").await.refused(Code::Forbidden);
        ask(&telling.ban, "nobody").await.refused(Code::NotFound);
    }
    server.get(&telling.li, "/webhooks").await.refused(Code::Forbidden);

    assert_eq!(telling.replay("crm", json!({ "seq": dead[1]["seq"] })).await, 1);
    telling.until_standing("the first to arrive", |hook| hook["delivered"] == 1).await;
    assert_eq!(telling.dead("crm").await.as_array().map(Vec::len), Some(1));
    assert_eq!(telling.replay("crm", json!({})).await, 1);
    telling.until_standing("both to arrive", |hook| hook["delivered"] == 2).await;
    assert_eq!(telling.replay("crm", json!({})).await, 0, "there is nothing left to send again");
    assert_eq!(receiver.seen().len(), 8);
}

#[tokio::test]
async fn nothing_is_missed_over_a_restart_and_nothing_told_that_was_before() {
    let receiver = Receiver::refusing();
    let telling = Telling::start("").await;
    telling.submit(&form()).await;
    let settings = hook("crm", &receiver, "attempts = 100000");
    let telling = telling.restart_with(&settings).await;
    let ticket = telling.submit(&form()).await;
    let standing = telling.until_standing("an attempt", |hook| hook["why"] != "").await;
    let why = standing["why"].as_str().expect("a reason");
    assert!(why.starts_with("it cannot be reached: "), "{why}");
    // Taken out of the settings for a while, it goes on where it was.
    let telling = telling.restart_with("").await;
    telling.amend(ticket, 1, &form()).await;
    assert_eq!(telling.standing().await["form"], Value::Null);
    let telling = telling.restart_with(&settings).await;
    receiver.begin().await;
    let received = receiver.received(2).await;
    let told: Vec<_> = received.iter().map(|received| received.json()["type"].clone()).collect();
    assert_eq!(told, ["ticket_submitted", "ticket_amended"]);
    assert!(received.iter().all(|received| received.ticket() == ticket.to_string()));
    telling.until_standing("both to be written down", |hook| hook["delivered"] == 2).await;
    let telling = telling.restart().await;
    telling.until_standing("nothing to wait", |hook| hook["waiting"] == 0).await;
    let answer = telling.server.post(&telling.ban, "/webhooks/crm/test", json!({})).await;
    answer.ok(json!({ "why": null }));
    let received = receiver.seen();
    assert_eq!((received.len(), &received[2].json()["type"]), (3, &json!("test")), "nothing was told twice");
}

#[tokio::test]
async fn a_receiver_that_hangs_keeps_nobody_else_waiting() {
    let (hanging, quick) = (Receiver::start().await, Receiver::start().await);
    hanging.answer(|_| Reply::Never);
    let more = "answer_s = 1\nattempts = 1";
    let telling = Telling::start(hook("hanging", &hanging, more) + &hook("quick", &quick, "")).await;
    for _ in 0..6 {
        telling.submit(&form()).await;
    }
    quick.received(6).await;
    // A few at once, and no more until they are given up.
    hanging.received(4).await;
    telling.until_standing("all to be given up", |hook| hook["dead"] == 6).await;
    let dead = telling.dead("hanging").await;
    assert_eq!(dead[0]["why"], "there was no answer within 1 s");
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let (elsewhere, receiver) = (Receiver::start().await, Receiver::start().await);
    let to = elsewhere.url();
    receiver.answer(move |_| Reply::Redirect(format!("{to}?key=hidden")));
    let telling = Telling::start(hook("crm", &receiver, "attempts = 1")).await;
    telling.submit(&form()).await;
    telling.until_standing("it to be given up", |hook| hook["dead"] == 1).await;
    let why = telling.dead("crm").await[0]["why"].as_str().expect("a reason").to_owned();
    let to = elsewhere.origin();
    let expected = format!(
        "it answers 307 and leads to {to}; redirects are not followed: write the right address into url"
    );
    assert_eq!(why, expected);
    assert_eq!(elsewhere.seen().len(), 0);
}

#[tokio::test]
async fn only_leads_see_webhooks_and_their_addresses_without_what_may_be_secret() {
    let receiver = Receiver::start().await;
    let telling = Telling::start(hook("crm", &receiver, "")).await;
    let answer = telling.server.get(&telling.ban, "/webhooks").await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.body.to_string();
    assert!(text.contains(&receiver.origin()) && !text.contains("in?key"), "{text}");
}
