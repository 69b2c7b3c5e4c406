//! Matters that did not come by phone become tickets, brought by programs with a user of their own.

use std::time::Duration;

use axum::{body::Body, http::Method};
use hotdesk::{
    api::{Code, Role},
    domain::Actor,
    server::{Limits, NewKey},
    storage::StoredUser,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::{TestServer, form, request, submission};

fn matter(channel: &str, reference: &str) -> Value {
    json!({ "channel": channel, "reference": reference, "form": form() })
}

#[tokio::test]
async fn a_matter_becomes_one_ticket_however_often_and_by_whatever_key_it_is_sent() {
    let server = TestServer::start().await;
    let (web, li) = (server.sign_in("web").await, server.sign_in("li").await);
    let key = Uuid::now_v7();
    let sent =
        async |key| server.write_as(Method::POST, &web, "/tickets/intake", matter("web", "W-17"), key).await;
    let ticket = sent(key).await.done().clone();
    assert_eq!((&ticket["agent"], &ticket["form"]["channel"]), (&json!("web"), &json!("web")));
    assert_eq!(ticket["work"]["state"], "submitted");
    sent(key).await.ok(ticket.clone());
    sent(Uuid::now_v7()).await.ok(ticket.clone());
    let other = server.post(&web, "/tickets/intake", matter("letter", "W-18")).await;
    assert_ne!(other.done()["id"], ticket["id"]);

    let id = ticket["id"].as_str().expect("an id");
    let seen = server.get(&li, &format!("/tickets/{id}")).await;
    assert_eq!(seen.done()["number"], ticket["number"], "agents find it");
    assert_eq!(seen.body["form"]["blanks"], json!({ "reference": "W-17" }));
    assert!(!server.floor(&li).await.agents.contains_key("web"), "a program is nobody on the floor");
}

#[tokio::test]
async fn who_brings_a_matter_in_is_told_nothing_of_what_is_in_it() {
    let server = TestServer::start().await;
    let web = server.sign_in("web").await;
    let mut sent = matter("web", "W-17");
    sent["form"]["contact_name"] = "王小明".into();
    sent["form"]["contact_number"] = "13800138000".into();
    for _ in 0..2 {
        let told = server.post(&web, "/tickets/intake", sent.clone()).await.done().to_string();
        let secrets = ["王小明", "13800138000", sent["form"]["subject"].as_str().expect("a subject")];
        assert!(secrets.iter().all(|secret| !told.contains(secret)), "{told}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_matter_is_told_and_nothing_is_made() {
    let server = TestServer::start().await;
    let web = server.sign_in("web").await;
    let head = server.head().await;
    for channel in ["phone", "ivr"] {
        let refused =
            server.post(&web, "/tickets/intake", matter(channel, "W-1")).await.refused(Code::BadRequest);
        assert!(refused.detail.contains("an agent's to write down"), "{}", refused.detail);
    }
    for reference in ["", "  ", &"长".repeat(201)] {
        let refused =
            server.post(&web, "/tickets/intake", matter("sms", reference)).await.refused(Code::BadRequest);
        assert!(refused.detail.contains("write 1 to 200 that name this matter"), "{}", refused.detail);
    }
    let mut empty = matter("visit", "W-1");
    empty["form"]["subject"] = "".into();
    let refused = server.post(&web, "/tickets/intake", empty).await.refused(Code::InvalidForm);
    assert_eq!(refused.fields.len(), 1, "as an agent's form");
    server.post(&web, "/tickets/intake", json!({ "channel": "pigeon" })).await.refused(Code::BadRequest);
    assert_eq!(server.head().await, head);
}

#[tokio::test]
async fn only_such_programs_take_matters_in_and_they_do_nothing_else() {
    let server = TestServer::start().await;
    let (web, li, ban) =
        (server.sign_in("web").await, server.sign_in("li").await, server.sign_in("ban").await);
    for other in [&li, &ban] {
        server.post(other, "/tickets/intake", matter("web", "W-1")).await.refused(Code::Forbidden);
    }
    let draft = Uuid::now_v7();
    let written = server.write_as(Method::POST, &web, "/tickets", submission(draft, &form()), draft).await;
    written.refused(Code::Forbidden);
    let ready = json!({ "want": { "is": "ready" } });
    server.put(&web, "/agents/me/state", ready).await.refused(Code::Forbidden);
    let ticket = server.post(&web, "/tickets/intake", matter("web", "W-1")).await.done()["id"].clone();
    let id = ticket.as_str().expect("an id");
    for path in [format!("/tickets/{id}"), "/contacts?q=1234".into(), "/calls".into(), "/webhooks".into()] {
        server.get(&web, &path).await.refused(Code::Forbidden);
    }
}

/// A server that asks the database with every request, and a key for its user `web`.
async fn with_key() -> (TestServer, NewKey) {
    let limits = Limits { session_recheck: Duration::ZERO, ..Limits::default() };
    let server = TestServer::start_with(limits).await;
    let key = NewKey::make("web");
    server.server.store().save_key(&key.stored, &key.hash).await.expect("saved");
    (server, key)
}

#[tokio::test]
async fn a_program_comes_in_with_its_key_until_that_is_revoked() {
    let (server, key) = with_key().await;
    let secret = &key.secret.0;
    let ticket = server.post(secret, "/tickets/intake", matter("web", "W-1")).await.done().clone();
    assert_eq!(ticket["agent"], "web");
    let store = server.server.store();
    let last = store.read_after(server.head().await - 1, 1).await.expect("read");
    assert_eq!(last[0].actor, Actor::User { name: "web".into() }, "it is on record as its own");
    let [stored] = &store.keys().await.expect("read")[..] else { panic!("one key") };
    assert!(stored.used.is_some_and(|used| used >= stored.made), "when it was seen can be listed");

    server.post(secret, "/tickets/intake", matter("web", "W-1")).await.ok(ticket);
    let revoked = server.server.store().revoke_key(&key.stored.id).await;
    assert!(revoked.expect("revoked"), "there was one");
    let refused =
        server.post(secret, "/tickets/intake", matter("web", "W-2")).await.refused(Code::SessionExpired);
    assert!(refused.detail.contains("revoked"), "{}", refused.detail);
}

#[tokio::test]
async fn a_key_is_good_for_intake_alone_and_as_long_as_its_user_may_bring_matters_in() {
    let (server, key) = with_key().await;
    let store = server.server.store();
    let user = store.user("web").await.expect("read").expect("web");
    let save = async |roles, disabled| {
        store.save_user(&StoredUser { roles, disabled, ..user.clone() }).await.expect("saved");
    };
    let brings = async || server.post(&key.secret.0, "/tickets/intake", matter("web", "W-1")).await;
    // Whatever else the user may do, the key may not.
    save(vec![Role::Intake, Role::Lead, Role::Agent], false).await;
    brings().await.done();
    for path in ["/floor", "/live?from=0", "/calls", "/tickets", "/webhooks"] {
        server.get(&key.secret.0, path).await.refused(Code::Forbidden);
    }
    server.post(&key.secret.0, "/broadcasts", json!({ "text": "x" })).await.refused(Code::Forbidden);
    let end = request(Method::DELETE, "/sessions/current", &key.secret.0).body(Body::empty());
    server.send(end.expect("a request")).await.refused(Code::Forbidden);

    save(vec![Role::Lead], false).await;
    brings().await.refused(Code::Forbidden);
    save(vec![Role::Intake], true).await;
    brings().await.refused(Code::UserDisabled);
    save(vec![Role::Intake], false).await;
    brings().await.done();
    for wrong in ["hdk_", "hdk_12345678_00", &key.secret.0[..key.secret.0.len() - 1]] {
        server.post(wrong, "/tickets/intake", matter("web", "W-1")).await.refused(Code::SessionExpired);
    }
    assert!(!format!("{:?}", key.secret).contains("hdk_"), "a log says nothing of it");
}
