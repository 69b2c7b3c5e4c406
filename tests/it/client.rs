//! The client against a server that follows a script: requests, faults, and a stream that breaks off.

use chrono::{TimeDelta, Utc};
use hotdesk::{
    api::{
        CallAction, ClockReading, Code, Done, LiveMessage, Me, SendBroadcast, Session, Settle, SignIn,
        Snapshot, Steer,
    },
    client::{Client, ClientError, Live, LiveUpdate, WriteKey},
    domain::{Abilities, About, Actor, Broadcast, EVENT_VERSION, Event, Floor, Hash, Recorded, Redacted},
    metrics::Today,
};
use uuid::Uuid;

use crate::make;

pub mod scripted;

use scripted::{Act, Scripted, even, json, problem, quick, stream, text, torn};

fn me() -> Me {
    Me {
        user: "lin".into(),
        name: "Lin".into(),
        agent: None,
        line: None,
        roles: Vec::new(),
        queues: Vec::new(),
        unit: None,
    }
}

fn snapshot(seq: u64) -> Snapshot {
    let clock = ClockReading { now: make::at(0), speed: 1.0, zone: chrono_tz::Tz::UTC, recorded: true };
    Snapshot {
        seq,
        clock,
        me: me(),
        floor: Floor::default(),
        today: Today::default(),
        abilities: Abilities::BASIC,
    }
}

fn message(seq: u64) -> LiveMessage {
    let broadcast =
        Broadcast { text: format!("line {seq}\n第二行"), from: "lead".into(), at: make::at(0) };
    let recorded = Recorded {
        seq,
        at: make::at(0),
        actor: Actor::Desk,
        version: EVENT_VERSION,
        event: Event::BroadcastSent { broadcast },
        hash: Hash::default(),
    };
    LiveMessage::Event { recorded }
}

#[tokio::test]
async fn a_session_once_begun_speaks_in_every_request() {
    let session = Session { token: Redacted("t0k3n".into()), expires: Utc::now(), me: me() };
    let script = [
        Act::Say(json(201, &session)),
        Act::Say(json(200, &Done { seq: 9 })),
        Act::Say(text(204, "text/plain", "")),
        Act::Say(json(200, &Done { seq: 10 })),
    ];
    let server = Scripted::start(script).await;
    let client = server.client();
    client
        .sign_in(&SignIn { user: "lin".into(), password: Redacted("secret".into()), roles: Vec::new() })
        .await
        .expect("a session");
    let key = WriteKey(Uuid::from_u128(7));
    let done = client.act(key, make::call(1), &CallAction::Hold).await.expect("done");
    client.sign_out().await.expect("signed out");
    client.broadcast(key, &SendBroadcast { text: "hello".into() }).await.expect("done");
    let asked = server.asked();
    assert_eq!(done, Done { seq: 9 });
    assert_eq!(asked[0].line, "POST /api/v1/sessions");
    assert_eq!((asked[0].header("authorization"), asked[0].header("hotdesk-api")), (None, Some("3")));
    assert_eq!(asked[1].line, format!("POST /api/v1/calls/{}/actions", make::call(1)));
    assert_eq!(asked[1].header("authorization"), Some("Bearer t0k3n"));
    assert_eq!(asked[1].header("idempotency-key"), Some(key.0.to_string().as_str()));
    assert_eq!(asked[1].body, r#"{"action":"hold"}"#);
    assert_eq!(asked[3].header("authorization"), None, "nothing of the session is left");
}

#[tokio::test]
async fn a_lead_steers_a_call_and_settles_a_difference() {
    let done = |seq| Act::Say(json(200, &Done { seq }));
    let server = Scripted::start([done(1), done(2)]).await;
    let (client, key) = (server.client(), WriteKey(Uuid::from_u128(7)));
    client.steer(key, make::call(1), &Steer::Prioritise { priority: 2 }).await.expect("done");
    let about = About::Agent { agent: "7001".into() };
    client.settle(key, &Settle { about }).await.expect("done");
    let asked = server.asked();
    assert_eq!(asked[0].line, format!("POST /api/v1/calls/{}/steer", make::call(1)));
    assert_eq!(asked[0].body, r#"{"steer":"prioritise","priority":2}"#);
    assert_eq!(asked[1].line, "POST /api/v1/differences/settle");
    assert_eq!(asked[1].body, r#"{"about":{"about":"agent","agent":"7001"}}"#);
}

/// What an answer means: the kind of error and its code.
async fn check(act: Act, kind: &str, code: Option<Code>) {
    let server = Scripted::start([act]).await;
    let error = server.client().health().await.expect_err("the script has no good answer");
    let said = match &error {
        ClientError::Address { .. } => "address",
        ClientError::Offline(_) => "offline",
        ClientError::Refused(_) => "refused",
        ClientError::OtherVersion(_) => "other version",
        ClientError::Save { .. } => "save",
        ClientError::Read { .. } => "read",
        ClientError::Garbled { .. } => "garbled",
    };
    assert_eq!((said, error.code()), (kind, code), "{error}");
}

#[tokio::test]
async fn every_fault_is_one_of_four_kinds() {
    let health = || text(200, "application/json", r#"{"status":"ok"}"#);
    check(Act::Say(Vec::new()), "offline", None).await;
    check(Act::Say(torn(health())), "offline", None).await;
    check(Act::Stall(torn(health())), "offline", None).await;
    check(Act::Say(text(502, "text/html", "<h1>Bad gateway</h1>")), "offline", None).await;
    check(Act::Say(health()), "garbled", None).await;
    check(Act::Say(text(200, "text/html", "<h1>Sign in to the wifi</h1>")), "garbled", None).await;
    check(Act::Say(text(404, "text/html", "<h1>Not here</h1>")), "garbled", None).await;
    check(Act::Say(problem(Code::Internal)), "refused", Some(Code::Internal)).await;
    check(Act::Say(problem(Code::SessionExpired)), "refused", Some(Code::SessionExpired)).await;
    check(Act::Say(problem(Code::Forbidden)), "refused", Some(Code::Forbidden)).await;
    check(Act::Say(problem(Code::OtherVersion)), "other version", Some(Code::OtherVersion)).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_offline() {
    let client = Client::new("http://127.0.0.1:9", quick()).expect("a client");
    assert!(matches!(client.health().await, Err(ClientError::Offline(_))));
}

/// What a screen hears, in few words: `=5` snapshot up to 5, `6` event 6, `?` away, `!` resumed, `x` ended.
async fn heard(live: &mut Live, updates: usize) -> String {
    let mut words = Vec::new();
    for _ in 0..updates {
        words.push(match live.next().await.expect("the stream goes on") {
            LiveUpdate::Connected(snapshot) => format!("={}", snapshot.seq),
            LiveUpdate::Resumed => "!".into(),
            LiveUpdate::Message(LiveMessage::Event { recorded }) => recorded.seq.to_string(),
            LiveUpdate::Message(LiveMessage::Passed { after, to }) => format!("{after}..{to}"),
            LiveUpdate::Message(_) => "other".into(),
            LiveUpdate::ClockSkew(skew) => format!("{:+}min", skew.num_minutes()),
            LiveUpdate::Away { .. } => "?".into(),
            LiveUpdate::Ended(_) => "x".into(),
        });
    }
    words.join(" ")
}

/// Lets a client follow a script, and compares what it hears and where it goes on.
async fn check_live(script: Vec<Act>, updates: &str, places: &[&str]) -> (Scripted, Live) {
    let server = Scripted::start(script).await;
    let mut live = Live::follow(server.client(), even());
    assert_eq!(heard(&mut live, updates.split(' ').count()).await, updates);
    let place = |asked: scripted::Asked| asked.header("last-event-id").unwrap_or("floor").to_owned();
    let asked: Vec<String> = server.asked().into_iter().map(place).collect();
    assert_eq!(asked, places);
    (server, live)
}

fn floor(seq: u64) -> Act {
    Act::Say(json(200, &snapshot(seq)))
}

#[tokio::test]
async fn a_stream_that_breaks_off_goes_on_without_gap_or_double() {
    let script = vec![
        floor(5),
        Act::Say(torn(stream(&[message(6), message(7), message(8)]))),
        Act::Say(Vec::new()),
        Act::Say(problem(Code::Stopping)),
        Act::Stall(stream(&[message(7), message(8), message(9)])),
    ];
    // The torn end is in the comment behind event 8, which has come whole.
    check_live(script, "=5 6 7 8 ? ? ? ! 9", &["floor", "5", "8", "8", "8"]).await;
}

#[tokio::test]
async fn what_is_passed_over_is_no_gap_and_nothing_is_asked_for_twice() {
    let passed = |after, to| LiveMessage::Passed { after, to };
    let script = vec![
        floor(5),
        Act::Say(stream(&[passed(5, 8), message(9), passed(9, 12)])),
        Act::Stall(stream(&[passed(10, 12), message(13), passed(14, 20)])),
        floor(20),
        Act::Stall(stream(&[message(21)])),
    ];
    check_live(script, "=5 5..8 9 9..12 ? ! 13 =20 21", &["floor", "5", "12", "floor", "20"]).await;
}

#[tokio::test]
async fn an_event_cut_in_the_middle_comes_again() {
    let mut cut = stream(&[message(6), message(7)]);
    cut.truncate(cut.len() - 40);
    let script = vec![floor(5), Act::Say(cut), Act::Stall(stream(&[message(7)]))];
    check_live(script, "=5 6 ? ! 7", &["floor", "5", "6"]).await;
}

#[tokio::test]
async fn what_cannot_be_followed_begins_anew_with_a_snapshot() {
    let script = vec![
        floor(5),
        Act::Stall(stream(&[message(6), message(8)])),
        floor(8),
        Act::Stall(stream(&[message(9), LiveMessage::Resync])),
        floor(20),
        Act::Stall(b"HTTP/1.1 200 OK\r\n\r\ndata: {\"live\":\"of the future\"}\n\n".to_vec()),
        floor(21),
        Act::Stall(stream(&[message(22)])),
    ];
    let places = ["floor", "5", "floor", "8", "floor", "20", "floor", "21"];
    check_live(script, "=5 6 =8 9 =20 ? =21 22", &places).await;
}

#[tokio::test]
async fn a_stream_without_a_sign_of_life_is_dead() {
    let script = vec![floor(5), Act::Stall(stream(&[message(6)])), Act::Stall(stream(&[message(7)]))];
    check_live(script, "=5 6 ? ! 7", &["floor", "5", "6"]).await;
}

#[tokio::test]
async fn the_end_of_a_session_waits_for_a_new_one() {
    let script = vec![floor(5), Act::Say(problem(Code::SessionExpired))];
    let (server, mut live) = check_live(script, "=5 x", &["floor", "5"]).await;
    server.then(floor(9));
    server.then(Act::Stall(stream(&[message(10)])));
    live.resync().ask();
    assert_eq!(heard(&mut live, 2).await, "=9 10");
}

#[tokio::test]
async fn a_screen_may_ask_for_a_snapshot_at_any_time() {
    let script = vec![floor(5), Act::Stall(stream(&[message(6)]))];
    let (server, mut live) = check_live(script, "=5 6", &["floor", "5"]).await;
    server.then(floor(7));
    server.then(Act::Stall(stream(&[message(8)])));
    live.resync().ask();
    assert_eq!(heard(&mut live, 2).await, "=7 8");
}

#[tokio::test]
async fn a_server_with_another_time_is_told_of_until_it_has_ours() {
    let reading = |minutes| ClockReading {
        now: Utc::now() + TimeDelta::minutes(minutes) + TimeDelta::seconds(10 * minutes.signum()),
        speed: 1.0,
        zone: chrono_tz::Tz::UTC,
        recorded: false,
    };
    let clock = |minutes| LiveMessage::Clock { clock: reading(minutes), abilities: None };
    let script = vec![
        Act::Say(json(200, &Snapshot { clock: reading(60), ..snapshot(5) })),
        Act::Say(stream(&[clock(60), message(6)])),
        Act::Say(stream(&[clock(-5), message(7)])),
        Act::Stall(stream(&[clock(0), message(8)])),
    ];
    let heard = "=5 +60min other 6 ? ! -5min other 7 ? ! +0min other 8";
    check_live(script, heard, &["floor", "5", "6", "7"]).await;
}
