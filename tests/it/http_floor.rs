//! The floor over HTTP: states, calls in hand, scripts, broadcasts, numbers.

use axum::http::StatusCode;
use hotdesk::{
    api::{API_VERSION, Code, Snapshot},
    domain::{AgentState, Ender, Phase},
    switch::{Happened, SwitchCommand},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{make::shows_number, server::TestServer};

#[tokio::test]
async fn a_snapshot_is_consistent_with_its_place_and_masks_numbers() {
    let mut server = TestServer::start().await;
    let li = server.ready("li").await;
    let (call, _) = server.ringing_call().await;
    let answer = server.get(&li, "/floor").await;
    let snapshot: Snapshot = serde_json::from_value(answer.done().clone()).expect("a snapshot");
    assert_eq!(snapshot.floor.calls[&call].phase, Phase::Ringing);
    assert_eq!(snapshot.floor.calls[&call].number.reveal(), "+86 1** **** **00");
    assert!(!shows_number(&answer.body));
    assert_eq!(snapshot.me.user, "li");
    assert!(!snapshot.clock.recorded);
    let store = server.server.store();
    assert_eq!(store.head().await.expect("a head").seq, snapshot.seq);
}

#[tokio::test]
async fn a_call_is_answered_held_resumed_and_ended_by_the_agent() {
    let mut server = TestServer::start().await;
    let li = server.ready("li").await;
    let (call, agent) = server.ringing_call().await;
    let actions = format!("/calls/{call}/actions");

    server.post(&li, &actions, json!({ "action": "answer" })).await.done();
    assert_eq!(server.commanded().await, SwitchCommand::Answer { call, agent: agent.clone() });
    server.happens(Happened::Answered { call, agent: agent.clone() }).await;
    assert_eq!(server.floor(&li).await.calls[&call].phase, Phase::Talking);

    server.post(&li, &actions, json!({ "action": "hold" })).await.done();
    assert_eq!(server.commanded().await, SwitchCommand::Hold { call });
    server.happens(Happened::Held { call }).await;
    server.post(&li, &actions, json!({ "action": "hold" })).await.refused(Code::IllegalMove);
    server.post(&li, &actions, json!({ "action": "resume" })).await.done();
    assert_eq!(server.commanded().await, SwitchCommand::Resume { call });
    server.happens(Happened::Resumed { call }).await;

    server.post(&li, &actions, json!({ "action": "hang_up" })).await.done();
    assert_eq!(server.commanded().await, SwitchCommand::HangUp { call, by: Ender::Agent });
    server.happens(Happened::HungUp { call, by: Ender::Agent }).await;
    assert_eq!(server.floor(&li).await.agents["1001"].state, AgentState::WrapUp { call });
    server.post(&li, &actions, json!({ "action": "finish_wrap_up" })).await.done();
    assert_eq!(server.floor(&li).await.agents["1001"].state, AgentState::Ready);
    server.post(&li, &actions, json!({ "action": "hold" })).await.refused(Code::NotFound);
}

#[tokio::test]
async fn nobody_acts_on_anothers_call() {
    let mut server = TestServer::start().await;
    let (_li, wu) = (server.ready("li").await, server.sign_in("wu").await);
    let call = server.talking_call().await;
    server
        .post(&wu, &format!("/calls/{call}/actions"), json!({ "action": "hang_up" }))
        .await
        .refused(Code::Forbidden);
}

#[tokio::test]
async fn a_state_asked_for_during_a_call_comes_after_it_and_a_lead_forces_one() {
    let mut server = TestServer::start().await;
    let (li, ban) = (server.ready("li").await, server.sign_in("ban").await);
    let catalogue = server.get(&li, "/catalogue").await;
    let reasons = catalogue.body["pauses"].as_array().expect("reasons");
    let own = reasons.iter().find(|reason| reason["lead_only"] != Value::Bool(true)).expect("a reason");
    let pause = json!({ "want": { "is": "paused", "reason": own["code"] } });

    server.talking_call().await;
    server.put(&li, "/agents/me/state", pause.clone()).await.ok(json!("after_call"));
    server.put(&ban, "/agents/1001/state", pause).await.ok(json!("after_call"));
    let unknown = json!({ "want": { "is": "paused", "reason": "moon" } });
    server.put(&li, "/agents/me/state", unknown).await.refused(Code::NotFound);
    let ready = json!({ "want": { "is": "ready" } });
    server.put(&ban, "/agents/7777/state", ready).await.refused(Code::NotFound);
}

#[tokio::test]
async fn a_script_is_marked_and_the_marks_are_among_the_events_of_the_call() {
    let mut server = TestServer::start().await;
    let (li, qin) = (server.ready("li").await, server.sign_in("qin").await);
    let call = server.talking_call().await;
    let catalogue = server.get(&li, "/catalogue").await.body;
    let script = &catalogue["scripts"][0];
    let step = script["steps"][0]["id"].clone();
    let path = format!("/calls/{call}/script");

    let started = json!({ "mark": "started", "script": script["id"], "version": script["version"] });
    server.post(&li, &path, started).await.done();
    server.post(&li, &path, json!({ "mark": "entered", "step": step })).await.done();
    server.post(&li, &path, json!({ "mark": "said", "step": step })).await.done();
    server.post(&li, &path, json!({ "mark": "said", "step": "no-such" })).await.refused(Code::NotFound);

    let events = server.get(&qin, &format!("/calls/{call}/events")).await;
    let kinds: Vec<_> =
        events.done().as_array().expect("events").iter().map(|event| &event["event"]["type"]).collect();
    assert_eq!(
        kinds,
        [
            "call_entered",
            "call_queued",
            "call_ringing",
            "call_answered",
            "script_started",
            "script_step_entered",
            "script_said"
        ]
    );
    assert!(!shows_number(&events.body), "callers are masked for reviewers too");
    let calls = server.get(&qin, "/calls?limit=1").await;
    assert_eq!(calls.done()["items"][0]["record"]["call"], call.to_string());
    assert_eq!(calls.body["items"][0]["replayable"], true);
    server.get(&qin, &format!("/calls/{}/events", Uuid::nil())).await.refused(Code::NotFound);
}

#[tokio::test]
async fn a_line_to_everybody_is_cleaned_and_taken_down() {
    let server = TestServer::start().await;
    let ban = server.sign_in("ban").await;
    server.post(&ban, "/broadcasts", json!({ "text": "停电\u{1b}[2J 18:00" })).await.done();
    let line = server.floor(&ban).await.broadcast.expect("a line");
    assert_eq!(line.text, "停电[2J 18:00");
    server.post(&ban, "/broadcasts", json!({ "text": "" })).await.done();
    assert_eq!(server.floor(&ban).await.broadcast, None);
}

#[tokio::test]
async fn the_catalogue_is_sent_once() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let first = server.get(&li, "/catalogue").await;
    let etag = first.headers["etag"].to_str().expect("an etag").to_owned();
    assert!(!first.done()["categories"].as_array().expect("categories").is_empty());
    let again = super::server::request(axum::http::Method::GET, "/catalogue", &li)
        .header("if-none-match", etag)
        .body(axum::body::Body::empty())
        .expect("a request");
    assert_eq!(server.send(again).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn my_numbers_count_my_calls() {
    let mut server = TestServer::start().await;
    let li = server.ready("li").await;
    let before = server.get(&li, "/metrics/me").await.done().clone();
    server.talking_call().await;
    assert_ne!(*server.get(&li, "/metrics/me").await.done(), before);
}

#[tokio::test]
async fn health_is_told_to_anybody() {
    let server = TestServer::start().await;
    let health = server.get("", "/health").await;
    assert_eq!((&health.done()["status"], &health.body["api"]), (&json!("ok"), &json!(API_VERSION)));
}
