//! The one writer under many requests: none is stuck behind what was refused, and none is done twice.

use std::collections::HashSet;

use axum::http::{Method, StatusCode};
use futures_util::future::join_all;
use hotdesk::{
    api::Code,
    domain::{Event, Recorded},
    server::Limits,
    storage::{Options, Store, StoreError},
    switch::SwitchCommand,
};
use serde_json::json;
use uuid::Uuid;

use super::server::{Answer, TestServer, add_users, database, form, submission};

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

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_sent_at_once_to_a_full_disk_all_is_written_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { path: database(folder.path()), max_pages: Some(300) };
    let store = Store::open(&options).await.expect("a small database");
    add_users(&store).await;
    let server = TestServer::start_on(store, folder, Limits::default()).await;
    let li = server.sign_in("li").await;
    let mut form = form();
    form["description"] = "长".repeat(3_000).into();
    let mut sent = Vec::new();
    while sent.iter().all(|(_, answer): &(Uuid, Answer)| answer.status.is_success()) {
        let send = async |draft: Uuid| {
            let path = "/tickets";
            (draft, server.write_as(Method::POST, &li, path, submission(draft, &form), draft).await)
        };
        sent.extend(join_all((0..24).map(|_| send(Uuid::now_v7()))).await);
    }
    let mut numbers = HashSet::new();
    for (draft, answer) in sent {
        let now = server.get(&li, &format!("/tickets/{draft}")).await;
        if answer.status.is_success() {
            assert_eq!(now.done()["number"], answer.body["number"]);
            assert!(numbers.insert(answer.body["number"].to_string()), "{}", answer.body);
        } else {
            answer.refused(Code::StorageFull);
            now.refused(Code::NotFound);
        }
    }
    let folder = server.stop().await;
    let store = Store::open(&Options::file(database(folder.path()))).await.expect("it is sound");
    let mut submitted = 0;
    let count = |recorded: Recorded| {
        submitted += usize::from(matches!(recorded.event, Event::TicketSubmitted { .. }));
        Ok::<_, StoreError>(())
    };
    store.walk(count).await.expect("the chain of the log is whole");
    assert_eq!(submitted, numbers.len());
}

#[tokio::test]
async fn an_action_that_was_only_asked_of_the_switch_is_asked_again_after_a_restart() {
    let mut server = TestServer::start().await;
    let li = server.ready("li").await;
    let call = server.talking_call().await;
    let (path, key) = (format!("/calls/{call}/actions"), Uuid::now_v7());
    let hold = json!({ "action": "hold" });
    let first = server.write_as(Method::POST, &li, &path, hold.clone(), key).await;
    assert!(matches!(server.commanded().await, SwitchCommand::Hold { .. }));
    server.write_as(Method::POST, &li, &path, hold.clone(), key).await.ok(first.done().clone());
    assert!(server.commands.try_recv().is_err(), "sent again, it is not done twice");
    // The switch has not said that it was done: a server that starts anew does not claim it.
    let server = server.restart().await;
    let again = server.write_as(Method::POST, &li, &path, hold, key).await;
    assert!(again.status.is_client_error(), "{} {}", again.status, again.body);
}
