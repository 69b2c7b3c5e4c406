//! Tickets that may be of one event: what is proposed at ring time, and why.

use axum::http::Method;
use hotdesk::{
    api::{Code, MergeHint, SimilarTickets},
    domain::Ticket,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::server::{Answer, TestServer, form, submission};

/// A path with a query in which nothing has to be escaped by hand.
pub fn path(path: &str, query: &[(&str, &str)]) -> String {
    let url = reqwest::Url::parse_with_params("http://hotdesk.invalid", query).expect("a query");
    format!("{path}?{}", url.query().unwrap_or_default())
}

async fn submit(server: &TestServer, token: &str, contact: Option<Uuid>, place: &str) -> Ticket {
    let draft = Uuid::now_v7();
    let mut form = form();
    form["place"] = place.into();
    let mut body = submission(draft, &form);
    body["contact"] = json!(contact);
    let answer = server.write_as(Method::POST, token, "/tickets", body, draft).await;
    serde_json::from_value(answer.done().clone()).expect("a ticket")
}

async fn ask(server: &TestServer, token: &str, query: &[(&str, &str)]) -> Answer {
    server.get(token, &path("/tickets/similar", query)).await
}

fn similar(answer: &Answer) -> SimilarTickets {
    serde_json::from_value(answer.done().clone()).expect("similar tickets")
}

fn category() -> String {
    form()["category"].as_str().expect("a category").to_owned()
}

fn ids(found: &SimilarTickets) -> Vec<String> {
    found.tickets.iter().map(|similar| similar.ticket.id.to_string()).collect()
}

fn hint(found: &SimilarTickets) -> &MergeHint {
    found.hint.as_ref().expect("a hint")
}

async fn merge(server: &TestServer, token: &str, child: &Ticket, mother: &Ticket) {
    let body: Value = json!({ "version": child.version, "verb": "merge", "mother": mother.id });
    server.post(token, &format!("/tickets/{}/moves", child.id), body).await.done();
}

#[tokio::test]
async fn the_same_street_and_category_make_a_hint_with_its_reason() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let first = submit(&server, &li, None, "湖城区柳树街12号").await;
    submit(&server, &li, None, "湖城区塔前路1号").await;
    let second = submit(&server, &li, None, "柳树街40号").await;
    let category = category();
    let here = [("category", category.as_str()), ("place", "柳树街８号院")];
    let found = similar(&ask(&server, &li, &here).await);
    assert_eq!(ids(&found), [second.id.to_string(), first.id.to_string()]);
    let told = hint(&found);
    assert_eq!((told.mother, told.tickets), (first.id, 2), "the oldest is the mother");
    assert_eq!(told.number, first.number);
    assert_eq!(told.alike.street.as_deref(), Some("柳树街"));
    assert!(told.alike.category && !told.alike.contact);

    // The ticket itself is not similar to itself, and a category or a place alone say nothing.
    let own = [here[0], here[1], ("ticket", &first.id.to_string())];
    assert_eq!(ids(&similar(&ask(&server, &li, &own).await)), [second.id.to_string()]);
    assert_eq!(similar(&ask(&server, &li, &here[..1]).await), SimilarTickets::default());
    assert_eq!(similar(&ask(&server, &li, &here[1..]).await), SimilarTickets::default());
    assert_eq!(similar(&ask(&server, &li, &[]).await), SimilarTickets::default());

    let endless = "柳".repeat(201);
    ask(&server, &li, &[("place", &endless)]).await.refused(Code::BadRequest);
    ask(&server, &li, &[("contact", "nobody")]).await.refused(Code::BadRequest);
}

#[tokio::test]
async fn the_one_that_others_follow_is_the_mother() {
    let server = TestServer::start().await;
    let (li, pan, shui) =
        (server.sign_in("li").await, server.sign_in("pan").await, server.sign_in("shui").await);
    let oldest = submit(&server, &li, None, "柳树街1号").await;
    let mother = submit(&server, &li, None, "自来水厂").await;
    let child = submit(&server, &li, None, "柳树街2号").await;
    merge(&server, &pan, &child, &mother).await;
    let category = category();
    let here = [("category", category.as_str()), ("place", "柳树街3号")];
    let found = similar(&ask(&server, &li, &here).await);
    assert_eq!(ids(&found), [child.id.to_string(), oldest.id.to_string()]);
    assert_eq!(hint(&found).mother, mother.id, "though nothing in its place says so");
    // A unit is told of none that it may not see.
    assert_eq!(similar(&ask(&server, &shui, &here).await), SimilarTickets::default());
}

#[tokio::test]
async fn open_tickets_of_the_same_caller_are_found_wherever_they_are() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let (caller, other) = (Uuid::now_v7(), Uuid::now_v7());
    for id in [caller, other] {
        server.write_as(Method::POST, &li, "/contacts", json!({ "name": "陈静" }), id).await.done();
    }
    let first = submit(&server, &li, Some(caller), "").await;
    submit(&server, &li, Some(other), "柳树街1号").await;
    let found = similar(&ask(&server, &li, &[("contact", &caller.to_string())]).await);
    assert_eq!(ids(&found), [first.id.to_string()]);
    assert!(hint(&found).alike.contact && !hint(&found).alike.category);
    assert_eq!(hint(&found).mother, first.id);
}
