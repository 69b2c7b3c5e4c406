//! Recordings of the phone switch: fetched when the call is over, hashed, heard by reviewers alone and on record.

use std::fs;

use hotdesk::{
    client::{Client, Pace},
    domain::{Actor, CallId, Ender, Event, Recorded, Recording, RecordingState},
    switch::Happened,
};
use reqwest::StatusCode;
use sha2::{Digest, Sha256};

use crate::{
    server::{PASSWORD, TestServer},
    until::until,
};

const SOUND: &[u8] = b"RIFF\x11\0\0\0and what was said";

/// A talk that is recorded under this name, and over.
async fn recorded_call(server: &mut TestServer, name: &str) -> CallId {
    let call = server.talking_call().await;
    let (state, name) = (RecordingState::Running, Some(name.to_owned()));
    server.happens(Happened::Recording { call, state, name }).await;
    server.happens(Happened::HungUp { call, by: Ender::Caller }).await;
    call
}

fn record(server: &TestServer, name: &str) {
    let folder = server.folder().join("monitor");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name), SOUND).expect("it is recorded");
}

async fn events(server: &TestServer, call: CallId) -> Vec<Recorded> {
    server.server.store().call_events(call, 1_000).await.expect("events")
}

/// The call's recording, once it is kept.
async fn kept(server: &TestServer, call: CallId) -> Recording {
    let mut kept = None;
    until("the recording", async || {
        kept = events(server, call).await.into_iter().find_map(|recorded| match recorded.event {
            Event::RecordingKept { recording, .. } => Some(recording),
            _ => None,
        });
        kept.is_some()
    })
    .await;
    kept.expect("it has come")
}

#[tokio::test]
async fn a_recording_is_fetched_after_the_call_and_heard_on_record() {
    let mut server = TestServer::start().await;
    server.ready("li").await;
    record(&server, "call.wav");
    let call = recorded_call(&mut server, "/var/spool/asterisk/monitor/call.wav").await;
    let recording = kept(&server, call).await;
    let hash = hex::encode(Sha256::digest(SOUND));
    assert_eq!((recording.nth, recording.bytes, &recording.sha256), (1, SOUND.len() as u64, &hash));

    let heard = server.folder().join("heard/a.wav");
    let address = format!("http://{}", server.server.addr);
    let client = Client::new(&address, Pace::default()).expect("a client");
    client.use_token(Some(hotdesk::domain::Redacted(server.sign_in("qin").await)));
    assert_eq!(client.save_recording(call, 1, &heard).await.expect("it is given"), hash);
    assert_eq!(fs::read(&heard).expect("it is saved"), SOUND);
    let on_record = |recorded: &Recorded| {
        matches!(&recorded.actor, Actor::User { name } if name == "qin")
            && recorded.event == Event::RecordingHeard { call, nth: 1 }
    };
    assert_eq!(events(&server, call).await.iter().filter(|recorded| on_record(recorded)).count(), 1);

    let li = server.try_sign_in("li", PASSWORD).await.body["token"].as_str().expect("a token").to_owned();
    let refused = server.get(&li, &format!("/calls/{call}/recordings/1")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "an agent is no reviewer");
    let missing = client.save_recording(call, 2, &heard).await.expect_err("there is no second one");
    assert!(missing.to_string().contains("there is no recording 2 of call"), "{missing}");
}

#[tokio::test]
async fn a_kept_recording_that_was_cut_is_not_given() {
    let mut server = TestServer::start().await;
    server.ready("li").await;
    record(&server, "call.wav");
    let call = recorded_call(&mut server, "call.wav").await;
    let file = server.folder().join("recordings").join(kept(&server, call).await.name);
    fs::write(file, &SOUND[1..]).expect("it is cut");
    let token = server.sign_in("qin").await;
    let refused = server.get(&token, &format!("/calls/{call}/recordings/1")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let is_heard = |recorded: &Recorded| matches!(recorded.event, Event::RecordingHeard { .. });
    assert!(!events(&server, call).await.iter().any(is_heard));
}

#[tokio::test]
async fn a_recording_that_is_not_here_yet_is_fetched_by_the_next_start() {
    let mut server = TestServer::start().await;
    server.ready("li").await;
    let call = recorded_call(&mut server, "call.wav").await;
    until("the end of the call", async || {
        let ended = |recorded: &Recorded| matches!(recorded.event, Event::CallEnded { .. });
        events(&server, call).await.iter().any(ended)
    })
    .await;
    record(&server, "call.wav");
    let server = server.restart().await;
    assert_eq!(kept(&server, call).await.bytes, SOUND.len() as u64);
}
