//! Live streams over a real listener: no gap, no double, masked, counted, cut and told.

use std::time::Duration;

use axum::{body::Body, http::Method};
use futures_util::StreamExt;
use hotdesk::{
    api::{Code, LiveMessage, Snapshot},
    domain::{Event, Floor},
    server::Limits,
    storage::StoredUser,
};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;
use uuid::Uuid;

use super::{
    live_reader::{Heard, Reader},
    server::{TestServer, form, request, submission},
    until::until,
};

async fn submit(server: &TestServer, token: &str) {
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, token, "/tickets", submission(draft, &form()), draft).await.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_come_at_any_time_miss_nothing_and_hear_nothing_twice() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let first = server.head().await;
    let writes = 60;
    let last = first + writes;
    let writing = async {
        for _ in 0..writes {
            submit(&server, &li).await;
        }
    };
    let reading = futures_util::stream::iter(0..6_u64).map(|reader| {
        let (server, li) = (&server, &li);
        async move {
            // Each begins further on, while the writing goes on, and breaks off and resumes half-way.
            let mut from = first + reader.min(server.head().await - first);
            let began = from;
            let mut seen = Vec::new();
            while from < last {
                let mut stream = Reader::open(server, li, from).await;
                for _ in 0..25 {
                    if from < last {
                        from = stream.event().await.seq;
                        seen.push(from);
                    }
                }
            }
            assert_eq!(seen, ((began + 1)..=last).collect::<Vec<_>>());
        }
    });
    let reading = reading.buffer_unordered(6).collect::<Vec<_>>();
    tokio::join!(writing, reading);
}

#[tokio::test]
async fn a_snapshot_and_what_follows_make_the_floor() {
    let mut server = TestServer::start().await;
    let li = server.ready("li").await;
    let snapshot: Snapshot =
        serde_json::from_value(server.get(&li, "/floor").await.body).expect("a snapshot");
    let mut stream = Reader::open(&server, &li, snapshot.seq).await;
    assert!(matches!(stream.message().await, LiveMessage::Clock { .. }));
    server.talking_call().await;
    let mut floor: Floor = snapshot.floor;
    let later: Snapshot = serde_json::from_value(server.get(&li, "/floor").await.body).expect("a snapshot");
    loop {
        let recorded = stream.event().await;
        floor.apply(recorded.at, &recorded.event).expect("what follows fits");
        if recorded.seq == later.seq {
            break;
        }
    }
    assert_eq!(floor, later.floor);
}

#[tokio::test]
async fn agents_see_no_typed_text_reviewers_do_and_nobody_sees_a_caller() {
    let server = TestServer::start().await;
    let (li, qin) = (server.sign_in("li").await, server.sign_in("qin").await);
    let head = server.head().await;
    let (mut agent, mut reviewer) =
        (Reader::open(&server, &li, head).await, Reader::open(&server, &qin, head).await);
    let draft = Uuid::now_v7();
    let mut form = form();
    form["contact_number"] = "13800138000".into();
    server.write_as(Method::POST, &li, "/tickets", submission(draft, &form), draft).await.done();
    let subject = async |reader: &mut Reader| {
        let recorded = reader.event().await;
        assert_eq!(recorded.hash, Default::default(), "a hash lets what is masked be found out by trying");
        let Event::TicketSubmitted { ticket } = recorded.event else { panic!("a ticket") };
        (ticket.form.subject, ticket.form.contact_number)
    };
    assert_eq!(subject(&mut agent).await, (String::new(), "138******00".into()));
    assert_eq!(subject(&mut reviewer).await, ("账单错误".into(), "138******00".into()));
}

#[tokio::test]
async fn who_is_too_far_behind_or_ahead_takes_a_new_snapshot() {
    let server = TestServer::start_with(Limits { catch_up: 3, ..Limits::default() }).await;
    let li = server.sign_in("li").await;
    for _ in 0..5 {
        submit(&server, &li).await;
    }
    for from in [0, 1_000_000] {
        let mut stream = Reader::open(&server, &li, from).await;
        assert!(matches!(stream.message().await, LiveMessage::Clock { .. }));
        assert_eq!(stream.message().await, LiveMessage::Resync);
        assert_eq!(stream.next().await, None);
    }
}

#[tokio::test]
async fn silence_is_broken_by_a_heartbeat() {
    let limits = Limits { heartbeat: Duration::from_millis(5), ..Limits::default() };
    let server = TestServer::start_with(limits).await;
    let ban = server.sign_in("ban").await;
    let head = server.head().await;
    let mut stream = Reader::open(&server, &ban, head).await;
    assert!(matches!(stream.message().await, LiveMessage::Clock { .. }));
    assert_eq!(stream.next().await, Some(Heard::Heartbeat));
}

#[tokio::test]
async fn a_reader_who_takes_nothing_is_cut_after_the_grace_time() {
    let limits = Limits { grace: Duration::from_millis(20), ..Limits::default() };
    let server = TestServer::start_with(limits).await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    let live = request(Method::GET, "/live?from=0", &ban).body(Body::empty()).expect("a request");
    let response = server.server.router().oneshot(live).await.expect("a stream");
    let open = async || server.get("", "/health").await.done()["streams"].clone();
    assert_eq!(open().await, json!(1));
    let mut sent = 0;
    while open().await != json!(0) {
        sent += 1;
        assert!(sent < 1_000, "the stream goes on without a reader");
        submit(&server, &li).await;
    }
    let rest = response.into_body().collect().await.expect("what had been sent").to_bytes();
    let events = String::from_utf8_lossy(&rest).matches("ticket_submitted").count();
    assert!(events > 0 && events < sent, "{events} of {sent}");
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let limits = Limits { heartbeat: Duration::from_millis(5), ..Limits::default() };
    let server = TestServer::start_with(limits).await;
    let (ban, qin) = (server.sign_in("ban").await, server.sign_in("qin").await);
    let head = server.head().await;
    let (mut signed_out, mut disabled) =
        (Reader::open(&server, &ban, head).await, Reader::open(&server, &qin, head).await);
    let out = request(Method::DELETE, "/sessions/current", &ban).body(Body::empty()).expect("a request");
    assert!(server.send(out).await.status.is_success());
    let store = server.server.store();
    let user = store.user("qin").await.expect("read").expect("qin");
    store.save_user(&StoredUser { disabled: true, ..user }).await.expect("saved");
    while signed_out.next().await.is_some() {}
    while disabled.next().await.is_some() {}
}

#[tokio::test]
async fn one_user_has_so_many_streams_and_no_more() {
    let server = TestServer::start_with(Limits { streams_per_user: 2, ..Limits::default() }).await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    let (_one, _two) = (Reader::open(&server, &li, 0).await, Reader::open(&server, &li, 0).await);
    let third = Reader::ask(&server, &li, 0).await;
    assert_eq!(third.status(), 429);
    let problem: hotdesk::api::Problem =
        serde_json::from_str(&third.text().await.expect("a body")).expect("a problem");
    assert_eq!(problem.code, Code::TooMany);
    let _other = Reader::open(&server, &ban, 0).await;
    assert_eq!(server.get("", "/health").await.done()["streams"], json!(3));
}

#[tokio::test]
async fn all_users_together_have_so_many_streams_and_no_more() {
    let server = TestServer::start_with(Limits { streams: 1, ..Limits::default() }).await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    let one = Reader::open(&server, &li, 0).await;
    assert_eq!(Reader::ask(&server, &ban, 0).await.status(), 429);
    drop(one);
    // The place is free when the server has noticed.
    until("the place", async || Reader::ask(&server, &ban, 0).await.status() == 200).await;
}

#[tokio::test]
async fn a_silent_agent_is_lost_and_found_again() {
    let server =
        TestServer::start_with(Limits { grace: Duration::from_millis(1), ..Limits::default() }).await;
    let ban = server.sign_in("ban").await;
    let head = server.head().await;
    let mut watching = Reader::open(&server, &ban, head).await;
    let li = server.sign_in("li").await;
    // Who signs in and opens no screen is as silent as who closes it.
    watching.until(&Event::AgentLost { agent: "1001".into() }).await;
    let screen = Reader::open(&server, &li, head).await;
    watching.until(&Event::AgentFound { agent: "1001".into() }).await;
    drop(screen);
    watching.until(&Event::AgentLost { agent: "1001".into() }).await;
}

#[tokio::test]
async fn streams_are_told_that_the_server_stops() {
    let server = TestServer::start().await;
    let ban = server.sign_in("ban").await;
    let mut stream = Reader::open(&server, &ban, 0).await;
    assert!(matches!(stream.message().await, LiveMessage::Clock { .. }));
    let stopped = tokio::spawn(server.server.shutdown());
    loop {
        if stream.message().await == LiveMessage::Stopping {
            break;
        }
    }
    assert_eq!(stream.next().await, None);
    stopped.await.expect("the server stops");
}
