//! Signing in and out over HTTP, and who may do what.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use hotdesk::{
    api::Code,
    domain::AgentState,
    server::{Limits, USER_NAME_MAX},
    storage::{Options, Store, StoredUser, TokenHash},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    server::{PASSWORD, TestServer, form, request, submission},
    until::until,
};

#[tokio::test]
async fn an_agent_who_signs_in_is_on_the_floor_and_leaves_it_by_signing_out() {
    let server = TestServer::start().await;
    let answer = server.try_sign_in("li", PASSWORD).await;
    assert_eq!(answer.done()["me"]["agent"], "1001");
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    assert!(matches!(server.floor(&ban).await.agents["1001"].state, AgentState::Paused { .. }));
    let out = request(Method::DELETE, "/sessions/current", &li).body(Body::empty()).expect("a request");
    assert_eq!(server.send(out).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.floor(&ban).await.agents["1001"].state, AgentState::Offline);
    server.get(&li, "/floor").await.refused(Code::SessionExpired);
}

#[tokio::test]
async fn a_session_at_a_leads_screen_is_no_agents() {
    // Looked up with every request, as after a restart.
    let limits = Limits { session_recheck: Duration::ZERO, ..Limits::default() };
    let server = TestServer::start_with(limits).await;
    let lead = json!({ "user": "duo", "password": PASSWORD, "roles": ["lead"] });
    let session = server.ask_in(lead).await.done().clone();
    assert_eq!(session["me"]["agent"], Value::Null);
    let lead = session["token"].as_str().expect("a token");
    assert!(!server.floor(lead).await.agents.contains_key("1003"));
    server.post(lead, "/broadcasts", json!({ "text": "x" })).await.done();
    let ready = json!({ "want": { "is": "ready" } });
    server.put(lead, "/agents/me/state", ready.clone()).await.refused(Code::Forbidden);

    let agent = server.ready("duo").await;
    let out = request(Method::DELETE, "/sessions/current", lead).body(Body::empty()).expect("a request");
    assert_eq!(server.send(out).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.floor(&agent).await.agents["1003"].state, AgentState::Ready);
}

#[tokio::test]
async fn who_works_for_a_unit_comes_in_with_one_that_is_there() {
    let server = TestServer::start().await;
    let seat = |user: &str, role: &str| json!({ "user": user, "password": PASSWORD, "roles": [role] });
    let me = server.ask_in(seat("shui", "unit")).await.done()["me"].clone();
    assert_eq!((&me["unit"], &me["agent"], &me["roles"]), (&json!("water"), &Value::Null, &json!(["unit"])));
    let me = server.ask_in(seat("pan", "clerk")).await.done()["me"].clone();
    assert_eq!((&me["unit"], &me["roles"]), (&Value::Null, &json!(["clerk"])));
    server.ask_in(seat("li", "unit")).await.refused(Code::Forbidden);

    let store = Store::open(&Options::file(server.database())).await.expect("the database");
    let user = store.user("shui").await.expect("read").expect("shui");
    for (unit, part) in [(None, "works for none"), (Some("gone"), "unit gone, which this site does not have")]
    {
        store.save_user(&StoredUser { unit: unit.map(Into::into), ..user.clone() }).await.expect("saved");
        let refused = server.ask_in(seat("shui", "unit")).await.refused(Code::Forbidden);
        assert!(refused.detail.contains(part), "{}", refused.detail);
    }
}

#[tokio::test]
async fn clerks_see_tickets_and_contacts_and_units_do_not_see_others() {
    let server = TestServer::start().await;
    let (li, pan) = (server.sign_in("li").await, server.sign_in("pan").await);
    let mut form = form();
    form["contact_name"] = json!("王小明");
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, &li, "/tickets", submission(draft, &form), draft).await.done();
    let seen = server.get(&pan, &format!("/tickets/{draft}")).await.done().clone();
    assert_eq!(seen["form"]["description"], form["description"]);
    assert_ne!(seen["form"]["contact_name"], form["contact_name"], "only who wrote it knows the caller");
    let ready = json!({ "want": { "is": "ready" } });
    server.put(&pan, "/agents/me/state", ready).await.refused(Code::Forbidden);
    let shui = server.sign_in("shui").await;
    server.get(&shui, &format!("/tickets/{draft}")).await.refused(Code::NotFound);
    server.get(&shui, "/contacts").await.refused(Code::Forbidden);
}

#[tokio::test]
async fn a_unit_sees_the_caller_of_a_ticket_of_its_own_who_wants_a_reply_and_no_secrecy() {
    let server = TestServer::start().await;
    let (li, pan, shui) =
        (server.sign_in("li").await, server.sign_in("pan").await, server.sign_in("shui").await);
    for (reply_wanted, secrecy, sees) in [(true, false, true), (true, true, false), (false, false, false)] {
        let mut form = form();
        for (key, value) in [("contact_name", json!("王小明")), ("contact_number", json!("13800138000"))] {
            form[key] = value;
        }
        (form["reply_wanted"], form["secrecy"]) = (reply_wanted.into(), secrecy.into());
        let draft = Uuid::now_v7();
        server.write_as(Method::POST, &li, "/tickets", submission(draft, &form), draft).await.done();
        let dispatch = json!({ "version": 1, "verb": "dispatch", "unit": "water" });
        server.post(&pan, &format!("/tickets/{draft}/moves"), dispatch).await.done();
        let seen = server.get(&shui, &format!("/tickets/{draft}")).await.done()["form"].clone();
        assert_eq!(seen["description"], form["description"]);
        let whole = ["contact_name", "contact_number"].map(|key| seen[key] == form[key]);
        assert_eq!(whole, [sees, sees], "reply wanted: {reply_wanted}, secrecy: {secrecy}");
    }
}

#[tokio::test]
async fn wrong_passwords_are_refused_alike_and_then_have_to_wait() {
    let first_wait = Duration::from_secs(60);
    let server = TestServer::start_with(Limits { free_tries: 3, first_wait, ..Limits::default() }).await;
    let unknown = server.try_sign_in("nobody", PASSWORD).await.refused(Code::WrongPassword);
    for _ in 0..3 {
        assert_eq!(server.try_sign_in("li", "wrong").await.refused(Code::WrongPassword), unknown);
    }
    let answer = server.try_sign_in("li", PASSWORD).await;
    let wait = answer.refused(Code::LockedOut).retry_after_s.expect("a wait");
    assert!((50..=60).contains(&wait), "{wait}");
    assert_eq!(answer.headers["retry-after"], wait.to_string());
    server.sign_in("wu").await;
}

#[tokio::test]
async fn a_name_longer_than_any_is_refused_and_not_remembered() {
    let server = TestServer::start_with(Limits { free_tries: 1, ..Limits::default() }).await;
    let (longest, longer) = ("名".repeat(USER_NAME_MAX), "名".repeat(USER_NAME_MAX + 1));
    for _ in 0..4 {
        server.try_sign_in(&longer, PASSWORD).await.refused(Code::WrongPassword);
    }
    server.try_sign_in(&longest, PASSWORD).await.refused(Code::WrongPassword);
    server.try_sign_in(&longest, PASSWORD).await.refused(Code::LockedOut);
}

#[tokio::test]
async fn a_disabled_user_stays_out_and_is_put_out() {
    let server =
        TestServer::start_with(Limits { session_recheck: Duration::ZERO, ..Limits::default() }).await;
    server.try_sign_in("off", PASSWORD).await.refused(Code::UserDisabled);
    server.try_sign_in("off", "wrong").await.refused(Code::WrongPassword);

    let li = server.sign_in("li").await;
    // Another program does it, as `hotdesk user disable` would.
    let store = Store::open(&Options::file(server.database())).await.expect("the database");
    let user = store.user("li").await.expect("read").expect("li");
    store.save_user(&StoredUser { disabled: true, ..user }).await.expect("saved");
    server.get(&li, "/floor").await.refused(Code::UserDisabled);
    store.end_sessions_of("li").await.expect("ended");
    server.get(&li, "/floor").await.refused(Code::SessionExpired);
}

#[tokio::test]
async fn a_session_ends_without_use_and_a_token_that_is_none_opens_nothing() {
    let server = TestServer::start_with(Limits { session: Duration::ZERO, ..Limits::default() }).await;
    let li = server.sign_in("li").await;
    server.get(&li, "/floor").await.refused(Code::SessionExpired);
    server.get("", "/floor").await.refused(Code::SessionExpired);
    server.get("not-a-token", "/floor").await.refused(Code::SessionExpired);
}

#[tokio::test]
async fn a_session_ends_at_its_greatest_age_and_is_forgotten() {
    let server =
        TestServer::start_with(Limits { session_longest: Duration::ZERO, ..Limits::default() }).await;
    let li = server.sign_in("li").await;
    server.get(&li, "/floor").await.refused(Code::SessionExpired);
    let hash = TokenHash(Sha256::digest(li.as_bytes()).into());
    assert!(server.server.store().session(&hash).await.expect("read").is_some());
    // A server that starts cleans up, beside its work.
    let server = server.restart().await;
    let store = server.server.store();
    until("the cleaning", async || store.session(&hash).await.expect("read").is_none()).await;
}

#[tokio::test]
async fn each_role_does_its_own_work_only() {
    let server = TestServer::start().await;
    let (li, ban, qin) =
        (server.sign_in("li").await, server.sign_in("ban").await, server.sign_in("qin").await);
    let ready = json!({ "want": { "is": "ready" } });
    let nobody = uuid::Uuid::nil();

    server.put(&ban, "/agents/me/state", ready.clone()).await.refused(Code::Forbidden);
    server.put(&li, "/agents/1002/state", ready).await.refused(Code::Forbidden);
    server.post(&li, "/broadcasts", json!({ "text": "x" })).await.refused(Code::Forbidden);
    server.get(&li, "/calls").await.refused(Code::Forbidden);
    server.get(&li, &format!("/calls/{nobody}/events")).await.refused(Code::Forbidden);
    server.get(&qin, "/metrics/me").await.refused(Code::Forbidden);
    let reveal = json!({ "field": "name", "reason": "x" });
    server.post(&qin, &format!("/contacts/{nobody}/reveal"), reveal).await.refused(Code::Forbidden);
    server.get(&qin, "/calls").await.done();
    server.get(&ban, "/calls").await.done();
}
