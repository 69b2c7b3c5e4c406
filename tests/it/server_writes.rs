//! The one writer under many requests: none is stuck behind what was refused, and none is done twice.

use axum::http::{Method, StatusCode};
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use super::server::{TestServer, form, submission};

#[tokio::test]
async fn however_many_are_refused_the_next_is_taken() {
    let server = TestServer::start().await;
    let li = server.ready("li").await;
    let finish = format!("/calls/{}/actions", Uuid::nil());
    for _ in 0..300 {
        let answer = server.post(&li, &finish, json!({ "action": "finish_wrap_up" })).await;
        assert!(answer.status.is_client_error(), "{}", answer.body);
    }
    server.put(&li, "/agents/me/state", json!({ "want": { "is": "ready" } })).await.ok(json!("now"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_many_times_at_once_is_done_once_and_answered_alike() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let (form, drafts) = (form(), [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()]);
    let send = |draft: Uuid| server.write_as(Method::POST, &li, "/tickets", submission(draft, &form), draft);
    let answers = join_all(drafts.into_iter().cycle().take(60).map(send)).await;
    for (at, answer) in answers.iter().enumerate() {
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        assert_eq!(answer.body, answers[at % drafts.len()].body);
    }
    let mut numbers: Vec<_> = answers.iter().map(|answer| answer.body["number"].to_string()).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), drafts.len());
}
