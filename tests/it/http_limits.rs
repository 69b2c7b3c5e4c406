//! What a server does not take, and the document that says what it takes.

use std::{collections::BTreeSet, time::Duration};

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, request::Builder},
};
use hotdesk::{
    api::{API_VERSION, API_VERSION_HEADER, Code, IDEMPOTENCY_KEY, ROOT},
    domain::CallId,
    server::{Limits, document},
};
use serde_json::json;
use tokio::task::JoinHandle;
use tower::ServiceExt;
use uuid::Uuid;

use super::{
    server::{Answer, PASSWORD, TestServer, form, request, submission},
    until::until,
};

#[tokio::test]
async fn a_client_of_another_version_is_told_so() {
    let server = TestServer::start().await;
    let with = |version: &str| {
        request(Method::GET, "/health", "")
            .header(API_VERSION_HEADER, version)
            .body(Body::empty())
            .expect("a request")
    };
    let problem = server.send(with("1")).await.refused(Code::OtherVersion);
    assert!(
        problem.detail.contains(&format!("version {API_VERSION}")) && problem.detail.contains("version 1"),
        "{}",
        problem.detail
    );
    server.send(with(&API_VERSION.to_string())).await.done();
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_and_not_a_page() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let send = async |body: &str, key: Option<&str>| {
        let mut request = request(Method::POST, "/tickets", &li);
        if let Some(key) = key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        server.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    };
    let key = Uuid::now_v7().to_string();
    send("{}", None).await.refused(Code::IdempotencyKeyMissing);
    send("{}", Some("not-a-uuid")).await.refused(Code::IdempotencyKeyMissing);
    send("{\"draft\": \"王小明", Some(&key)).await.refused(Code::BadRequest);
    let problem = send("{\"draft\": \"王小明\"}", Some(&key)).await.refused(Code::BadRequest);
    assert!(!problem.detail.contains('王'), "what was sent is not told back");
    server.get(&li, "/nothing/here").await.refused(Code::NotFound);
    server.post(&li, "/floor", json!({})).await.refused(Code::NotFound);
    server.get(&li, "/contacts?limit=many").await.refused(Code::BadRequest);
    server.get(&li, &format!("/contacts?q={}", "x".repeat(101))).await.refused(Code::BadRequest);
    server.get(&li, "/live").await.refused(Code::BadRequest);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let server = TestServer::start_with(Limits { body_bytes: 4_096, ..Limits::default() }).await;
    let li = server.sign_in("li").await;
    let mut large = form();
    large["description"] = "x".repeat(5_000).into();
    server.post(&li, "/tickets", submission(Uuid::now_v7(), &large)).await.refused(Code::TooLarge);
}

#[tokio::test]
async fn a_page_is_no_longer_than_the_server_allows_and_the_next_has_the_rest() {
    let server = TestServer::start_with(Limits { page: 2, ..Limits::default() }).await;
    let (li, qin) = (server.sign_in("li").await, server.sign_in("qin").await);
    let mut contact = Uuid::nil();
    for count in 1..=3 {
        contact = Uuid::now_v7();
        let name = json!({ "name": "王小明" });
        server.write_as(Method::POST, &li, "/contacts", name, contact).await.done();
        server.enters(CallId(Uuid::now_v7())).await;
        until("the call", async || server.floor(&qin).await.calls.len() >= count).await;
    }
    for _ in 0..3 {
        let mut submission = submission(Uuid::now_v7(), &form());
        submission["contact"] = json!(contact);
        server.post(&li, "/tickets", submission).await.done();
    }
    for path in ["/calls", "/contacts", &format!("/contacts/{contact}/history")] {
        let first = server.get(&qin, &format!("{path}?limit=1000")).await.done().clone();
        let next = first["next"].as_str().expect("there is more");
        let second = server.get(&qin, &format!("{path}?limit=0&before={next}")).await.done().clone();
        let lengths = [first, second].map(|page| page["items"].as_array().map(Vec::len));
        assert_eq!(lengths, [Some(2), Some(1)], "{path}");
    }
}

#[tokio::test]
async fn every_write_needs_a_key_and_every_route_a_session_but_those_that_say_so() {
    let server = TestServer::start().await;
    let (li, ban, web) =
        (server.sign_in("li").await, server.sign_in("ban").await, server.sign_in("web").await);
    let nobody = Uuid::nil().to_string();
    for route in table() {
        let (method, path) = route.split_once(' ').expect("method and path");
        let id = ["{call}", "{contact}", "{ticket}", "{callback}", "{webhook}", "{change}", "{attachment}"];
        let path = id.iter().fold(path.replace("{agent}", "1001"), |path, id| path.replace(id, &nobody));
        let ask = async |token: &str| {
            let method: Method = method.parse().expect("a method");
            server.send(request(method, &path, token).body(Body::empty()).expect("a request")).await
        };
        if ["POST /sessions", "GET /health", "GET /openapi.json"].contains(&route.as_str()) {
            continue;
        }
        ask("").await.refused(Code::SessionExpired);
        // Who looks at a ticket is not kept: to say it twice is to look longer.
        if route == "POST /tickets/{ticket}/looks" {
            continue;
        }
        if matches!(method, "POST" | "PUT") {
            let answers = [ask(&li).await, ask(&ban).await, ask(&web).await];
            let missing = |answer: &Answer| answer.body["code"] == json!(Code::IdempotencyKeyMissing);
            assert!(answers.iter().any(missing), "{route} takes a write without a key");
        }
    }
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let server = TestServer::start_with(Limits { request: Duration::ZERO, ..Limits::default() }).await;
    // A body that never ends.
    let endless = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let request = request(Method::POST, "/sessions", "").body(endless).expect("a request");
    server.send(request).await.refused(Code::TimedOut);
}

#[tokio::test]
async fn more_requests_at_once_than_allowed_are_sent_away() {
    let server = TestServer::start_with(Limits { requests: 1, sign_ins: 1, ..Limits::default() }).await;
    let li = server.sign_in("li").await;
    // Who signs in keeps nobody out but others who sign in.
    let signing_in = held(&server, request(Method::POST, "/sessions", "")).await;
    server.try_sign_in("wu", PASSWORD).await.refused(Code::TooMany);
    server.get("", "/health").await.done();
    let key = Uuid::now_v7().to_string();
    let inside = held(&server, request(Method::POST, "/tickets", &li).header(IDEMPOTENCY_KEY, key)).await;
    server.get("", "/health").await.refused(Code::TooMany);
    inside.abort();
    signing_in.abort();
}

/// A request that is inside and waits for its body.
async fn held(server: &TestServer, request: Builder) -> JoinHandle<()> {
    let (started, wait) = tokio::sync::oneshot::channel();
    let held = Body::from_stream(futures_util::stream::once(async {
        // The body is asked for: the request is inside.
        let _ = started.send(());
        std::future::pending::<Result<Vec<u8>, std::io::Error>>().await
    }));
    let inside = server.server.router().oneshot(request.body(held).expect("a request"));
    let inside = tokio::spawn(async { drop(inside.await) });
    wait.await.expect("the request is inside");
    inside
}

#[tokio::test]
async fn the_document_lists_the_routes_of_the_table_and_they_all_answer() {
    let document = serde_json::to_value(document()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("paths");
    let mut listed = BTreeSet::new();
    for (path, methods) in paths {
        let path = path.strip_prefix(ROOT).expect("all routes begin at the root");
        for method in methods.as_object().expect("methods").keys() {
            listed.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    assert_eq!(listed, table());

    let server = TestServer::start().await;
    for route in &listed {
        let (method, path) = route.split_once(' ').expect("method and path");
        let path = path.replace(['{', '}'], "");
        let request = Request::builder().method(method).uri(format!("{ROOT}{path}"));
        let answer = server.send(request.body(Body::empty()).expect("a request")).await;
        let missing = answer.status == StatusCode::NOT_FOUND
            && answer.body["detail"].as_str().is_some_and(|detail| detail.contains("no such route"));
        assert!(!missing, "{route} is in the document and not served");
    }
    assert_eq!(server.get("", "/openapi.json").await.done(), &document);
}

/// The routes that `src/api.rs` promises.
fn table() -> BTreeSet<String> {
    let source = include_str!("../../src/api.rs");
    let rows = source.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let route = |row: &str| row.split(['`', '?']).next().unwrap_or_default().trim().to_owned();
    rows.map(route).collect()
}
