//! Whom to call, over HTTP: callbacks that were promised and tickets whose answer is to be told stand in one list.

use axum::http::Method;
use chrono::TimeDelta;
use hotdesk::{api::Code, domain::Ticket};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    http_records::{WANG, with_contact},
    make::shows_number,
    server::{TestServer, form, submission},
};

async fn promise(server: &TestServer, token: &str, due: &str, note: &str, ticket: Option<Uuid>) -> String {
    let promise = json!({ "contact": WANG, "call": null, "ticket": ticket, "due": due, "note": note });
    let promised = server.post(token, "/callbacks", promise).await;
    promised.done()["id"].as_str().expect("an id").to_owned()
}

/// What the list says of each: the note of a promise, the number of a ticket.
async fn listed(server: &TestServer, token: &str, query: &str) -> (Vec<String>, Value) {
    let answer = server.get(token, &format!("/callbacks{query}")).await;
    let page = answer.done();
    let line = |item: &Value| match item["what"].as_str() {
        Some("promise") => item["promise"]["callback"]["note"].as_str().expect("a note").to_owned(),
        _ => item["ticket"]["number"].as_str().expect("a number").to_owned(),
    };
    (page["items"].as_array().expect("items").iter().map(line).collect(), page["next"].clone())
}

/// A ticket of Wang that was answered: Wang is to be told.
async fn answered_ticket(server: &TestServer, agent: &str) -> Ticket {
    let draft = Uuid::now_v7();
    let mut body = submission(draft, &form());
    body["contact"] = json!(WANG);
    server.write_as(Method::POST, agent, "/tickets", body, draft).await.done();
    let pan = server.sign_in("pan").await;
    let answer = json!({ "version": 1, "verb": "answer", "text": "已查清" });
    let moved = server.post(&pan, &format!("/tickets/{draft}/moves"), answer).await;
    serde_json::from_value(moved.done().clone()).expect("a ticket")
}

#[tokio::test]
async fn promises_and_tickets_to_tell_of_stand_in_one_list_by_due_time() {
    let server = with_contact().await;
    let (li, wu) = (server.sign_in("li").await, server.sign_in("wu").await);
    let ticket = answered_ticket(&server, &li).await;
    let late = promise(&server, &li, "2126-01-06T00:00:00Z", "later", None).await;
    promise(&server, &li, "2126-01-05T00:00:00Z", "sooner", None).await;
    // The ticket stands in the list itself.
    promise(&server, &li, "2126-01-04T00:00:00Z", "for the ticket", Some(ticket.id.0)).await;
    let all = [ticket.number.as_str(), "sooner", "later"];
    assert_eq!(listed(&server, &wu, "").await, (all.map(Into::into).into(), Value::Null));

    let (mut paged, mut query) = (Vec::new(), "?limit=1".to_owned());
    loop {
        let (page, next) = listed(&server, &wu, &query).await;
        paged.extend(page);
        let Some(next) = next.as_str() else { break };
        query = format!("?limit=1&after={next}");
    }
    assert_eq!(paged, all);

    server.post(&li, &format!("/callbacks/{late}/done"), json!({ "outcome": "reached" })).await.done();
    assert_eq!(listed(&server, &wu, "").await.0, all[..2]);
}

/// When the caller of a ticket is to be told at the latest, and so much later.
fn due(ticket: &Ticket, later: TimeDelta) -> String {
    let (_, due) = ticket.work.next_due().expect("a clock runs");
    (due + later).to_rfc3339()
}

#[tokio::test]
async fn what_is_promised_sooner_than_its_ticket_is_due_stands_before_it() {
    let server = with_contact().await;
    let (li, wu) = (server.sign_in("li").await, server.sign_in("wu").await);
    let ticket = answered_ticket(&server, &li).await;
    let second = TimeDelta::seconds(1);
    promise(&server, &li, &due(&ticket, -second), "in half an hour", Some(ticket.id.0)).await;
    promise(&server, &li, &due(&ticket, second), "after all else", Some(ticket.id.0)).await;
    let (lines, _) = listed(&server, &wu, "").await;
    assert_eq!(lines, ["in half an hour", ticket.number.as_str()]);
}

#[tokio::test]
async fn who_is_told_the_answer_is_not_called_again_because_of_a_promise() {
    let server = with_contact().await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    let ticket = answered_ticket(&server, &li).await;
    let sooner = due(&ticket, -TimeDelta::seconds(1));
    let promised = promise(&server, &li, &sooner, "for the ticket", Some(ticket.id.0)).await;
    promise(&server, &li, "2126-01-05T00:00:00Z", "for something else", None).await;
    let calls = async |version: u32, reached: bool| {
        let contacted = json!({ "reached": reached });
        let callback = json!({ "version": version, "verb": "callback", "contacted": contacted });
        server.post(&li, &format!("/tickets/{}/moves", ticket.id), callback).await.done().clone()
    };
    let tried = calls(ticket.version, false).await;
    assert!(listed(&server, &ban, "").await.0.contains(&"for the ticket".to_owned()));
    let version = tried["version"].as_u64().and_then(|version| version.try_into().ok());
    calls(version.expect("a version"), true).await;
    let (lines, _) = listed(&server, &ban, "").await;
    assert!(!lines.contains(&"for the ticket".to_owned()), "{lines:?}");
    assert!(lines.contains(&"for something else".to_owned()), "{lines:?}");
    let done = json!({ "outcome": "reached" });
    server.post(&li, &format!("/callbacks/{promised}/done"), done).await.refused(Code::NotFound);
}

#[tokio::test]
async fn nobody_is_called_about_a_ticket_that_is_over() {
    let server = with_contact().await;
    let (li, pan) = (server.sign_in("li").await, server.sign_in("pan").await);
    let draft = Uuid::now_v7();
    let mut body = submission(draft, &form());
    body["contact"] = json!(WANG);
    server.write_as(Method::POST, &li, "/tickets", body, draft).await.done();
    promise(&server, &li, "2126-01-05T00:00:00Z", "for the ticket", Some(draft)).await;
    assert_eq!(listed(&server, &pan, "").await.0, ["for the ticket"]);
    let void = json!({ "version": 1, "verb": "void", "reason": "test", "text": "测试" });
    server.post(&pan, &format!("/tickets/{draft}/moves"), void).await.done();
    assert_eq!(listed(&server, &pan, "").await.0, ["for the ticket"], "it waits for approval");
    let ban = server.sign_in("ban").await;
    let granted = json!({ "version": 2, "granted": true });
    server.post(&ban, &format!("/tickets/{draft}/approval"), granted).await.done();
    assert!(listed(&server, &pan, "").await.0.is_empty());
}

#[tokio::test]
async fn whom_to_call_is_masked_and_for_staff_alone() {
    let server = with_contact().await;
    let li = server.sign_in("li").await;
    promise(&server, &li, "2126-01-06T00:00:00Z", "查账后回电", None).await;
    let list = server.get(&li, "/callbacks").await;
    let contact = &list.done()["items"][0]["promise"]["contact"];
    assert_eq!(contact["name"], "王**");
    assert!(!shows_number(&list.body), "{}", list.body);
    let shui = server.sign_in("shui").await;
    server.get(&shui, "/callbacks").await.refused(Code::Forbidden);
    server.get(&li, "/callbacks?after=yesterday").await.refused(Code::BadRequest);
}
