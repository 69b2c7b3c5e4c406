//! A recording the whole way: a real call, recorded by its agent's order, fetched from Asterisk, kept, and heard by reviewers alone.

use std::{fs, path::Path};

use hotdesk::{
    api::{CallAction, Code, Role, SignIn, WantState},
    client::{Client, Pace, WriteKey},
    domain::{Actor, AgentState, CallId, Event, NextState, Recorded, Recording, RecordingState, Redacted},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    desk,
    exchange::Exchange,
    phone::Phone,
    recovery,
    sound::{Heard, Voice, goes_on},
};
use crate::{commands::done, until::until};

const AGENT: Voice = 440;

#[tokio::test(flavor = "multi_thread")]
async fn a_real_recording_is_fetched_kept_and_heard_by_reviewers_alone() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    for user in [
        &["mei", "--agent", "8004", "--queue", "private"][..],
        &["lena", "--role", "lead"],
        &["qin", "--role", "qa"],
    ] {
        done(home.path(), &[&["user", "add"], user, &["--password-stdin"]].concat(), "first words\n");
    }
    let (mut server, address) = desk::start(home.path(), &exchange);
    let Some(mut phone) = Phone::register_speaking(&exchange, "8004", AGENT).await else { return };
    let mei = client(&address, "mei", Role::Agent).await;
    let (lena, qin) = (client(&address, "lena", Role::Lead).await, client(&address, "qin", Role::Qa).await);
    mei.set_my_state(key(), &WantState { want: NextState::Ready }).await.expect("it is taken");
    exchange.call("07700900001", "hotline");
    phone.answers().await;
    let call = talk(&mei).await;
    let theirs = exchange.recording(call);
    for want in [RecordingState::Running, RecordingState::Muted] {
        mei.act(key(), call, &CallAction::Record { want }).await.expect("it is taken");
        let is_told = |event: &Event| matches!(event, Event::CallRecording { state, .. } if *state == want);
        event(&qin, call, is_told).await;
        goes_on(&theirs).await;
    }
    exchange.hang_up("07700900001");
    let kept = event(&qin, call, |event| matches!(event, Event::RecordingKept { .. })).await;
    let Event::RecordingKept { recording, .. } = kept.event else { panic!("that was waited for") };
    check(&recording, &theirs);

    let heard = home.path().join("heard.wav");
    for reviewer in [&lena, &qin] {
        assert_eq!(reviewer.save_recording(call, 1, &heard).await.expect("it is given"), recording.sha256);
        assert_eq!(fs::read(&heard).expect("it is saved"), fs::read(&theirs).expect("it is there"));
    }
    let refused = mei.save_recording(call, 1, &heard).await.expect_err("an agent is no reviewer");
    assert_eq!(refused.code(), Some(Code::Forbidden));
    server.kill();
    let log = recovery::logged(home.path()).await;
    let heard_it = log.iter().filter(|recorded| recorded.event == Event::RecordingHeard { call, nth: 1 });
    let by: Vec<_> = heard_it.map(|recorded| recorded.actor.clone()).collect();
    assert_eq!(by, ["lena", "qin"].map(|name| Actor::User { name: name.into() }));
    recovery::log_agrees(home.path(), &exchange).await;
}

fn key() -> WriteKey {
    WriteKey(Uuid::now_v7())
}

/// It is the file of Asterisk, in which the agent is heard until it was muted.
fn check(recording: &Recording, theirs: &Path) {
    let bytes = fs::read(theirs).expect("Asterisk has it");
    let hash = hex::encode(Sha256::digest(&bytes));
    assert_eq!((recording.nth, recording.bytes, &recording.sha256), (1, bytes.len() as u64, &hash));
    let (heard, silent) = (Heard::read(theirs).of(AGENT), Heard::read(theirs).silent());
    assert!(heard[0] && silent[silent.len() - 1], "{heard:?}");
}

/// The call that an agent speaks in.
async fn talk(agent: &Client) -> CallId {
    let mut call = None;
    until("a talk", async || {
        let floor = agent.floor().await.expect("the floor").floor;
        call = match floor.agents["8004"].state {
            AgentState::Talking { call } => Some(call),
            _ => None,
        };
        call.is_some()
    })
    .await;
    call.expect("it has come")
}

/// The first event like this of a call's, once it is on record.
async fn event(reviewer: &Client, call: CallId, wanted: impl Fn(&Event) -> bool) -> Recorded {
    let mut found = None;
    until("an event", async || {
        let events = reviewer.call_events(call).await.expect("events");
        found = events.into_iter().find(|recorded| wanted(&recorded.event));
        found.is_some()
    })
    .await;
    found.expect("it has come")
}

/// A user's client, signed in.
async fn client(address: &str, user: &str, role: Role) -> Client {
    let client = Client::new(address, Pace::default()).expect("a client");
    let sign_in = SignIn { user: user.into(), password: Redacted("first words".into()), roles: vec![role] };
    let session = client.sign_in(&sign_in).await.expect("a session");
    client.use_token(Some(session.token));
    client
}
