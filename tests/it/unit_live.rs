//! What a handling unit hears live: of its own tickets alone, without a gap that its screen could not follow.

use std::time::Duration;

use axum::http::Method;
use hotdesk::{
    api::{Code, LiveMessage, Snapshot},
    domain::{Event, Floor},
    server::Limits,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    live_reader::Reader,
    server::{TestServer, form, submission},
};

/// A server with an agent, a clerk and the water works at their screens.
struct Office {
    server: TestServer,
    agent: String,
    clerk: String,
    unit: String,
}

impl Office {
    async fn open() -> Self {
        // How far a stream has come is said with a heartbeat, where nothing else is.
        let limits = Limits { heartbeat: Duration::from_millis(5), ..Limits::default() };
        let server = TestServer::start_with(limits).await;
        let (agent, clerk) = (server.ready("li").await, server.sign_in("pan").await);
        let unit = server.sign_in("shui").await;
        Self { server, agent, clerk, unit }
    }

    async fn ticket(&self) -> Value {
        let draft = Uuid::now_v7();
        let body = submission(draft, &form());
        self.server.write_as(Method::POST, &self.agent, "/tickets", body, draft).await.done().clone()
    }

    /// Somebody does something to a ticket as it is known here.
    async fn does(&self, token: &str, ticket: &mut Value, verb: &str, mut said: Value) {
        said["version"] = ticket["version"].clone();
        said["verb"] = verb.into();
        let path = format!("/tickets/{}/moves", ticket["id"].as_str().expect("an id"));
        *ticket = self.server.post(token, &path, said).await.done().clone();
    }

    async fn says(&self, text: &str) {
        let ban = self.server.sign_in("ban").await;
        self.server.post(&ban, "/broadcasts", json!({ "text": text })).await.done();
    }

    async fn snapshot(&self) -> Snapshot {
        serde_json::from_value(self.server.get(&self.unit, "/floor").await.body).expect("a snapshot")
    }

    /// What the unit hears after `from`, up to this line to everybody: each event in a word, and that nothing is missing between.
    async fn heard(&self, from: u64, last: &str) -> Vec<String> {
        let mut stream = Reader::open(&self.server, &self.unit, from).await;
        let (mut at, mut words) = (from, Vec::new());
        loop {
            match stream.message().await {
                LiveMessage::Passed { after, to } => {
                    assert_eq!(after, at, "what is left out is told without a gap");
                    assert!(to > after);
                    at = to;
                }
                LiveMessage::Event { recorded } => {
                    assert_eq!(recorded.seq, at + 1);
                    at = recorded.seq;
                    match word(&recorded.event) {
                        word if word == last => return words,
                        word => words.push(word),
                    }
                }
                LiveMessage::Clock { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

/// An event in a word: the verb of a move, the text of a broadcast, else its type.
fn word(event: &Event) -> String {
    match event {
        Event::TicketMoved { moved, .. } => moved.verb.to_string(),
        Event::BroadcastSent { broadcast } => broadcast.text.clone(),
        event => serde_json::to_value(event).expect("JSON")["type"].as_str().expect("a type").to_owned(),
    }
}

#[tokio::test]
async fn a_unit_hears_of_its_own_tickets_and_of_no_calls() {
    let mut office = Office::open().await;
    let from = office.server.head().await;
    let (mut own, mut lost, mut others) =
        (office.ticket().await, office.ticket().await, office.ticket().await);
    office.server.talking_call().await;
    let (clerk, unit) = (office.clerk.clone(), office.unit.clone());
    office.does(&clerk, &mut others, "dispatch", json!({ "unit": "power" })).await;
    office.does(&clerk, &mut own, "dispatch", json!({ "unit": "power", "joint": ["water"] })).await;
    office.does(&clerk, &mut lost, "dispatch", json!({ "unit": "water" })).await;
    office.does(&unit, &mut lost, "return", json!({ "reason": "unclear", "text": "?" })).await;
    office.does(&clerk, &mut lost, "dispatch", json!({ "unit": "power" })).await;
    office.does(&unit, &mut own, "contribute", json!({ "text": "阀门在我方井内" })).await;
    office.says("散会").await;

    let heard = office.heard(from, "散会").await;
    // Its own from the beginning; the other one from when it came to when it went, and no word of where to.
    assert_eq!(heard, ["ticket_submitted", "dispatch", "dispatch", "return", "contribute"]);
    // As it happens it is the same, but for tickets that nobody knew to become the unit's.
    let from = office.server.head().await;
    let live = async { office.heard(from, "开会").await };
    let happens = async {
        let mut next = office.ticket().await;
        office.does(&clerk, &mut next, "dispatch", json!({ "unit": "water" })).await;
        office.does(&clerk, &mut others, "void", json!({ "reason": "test", "text": "测试" })).await;
        office.says("开会").await;
    };
    let (heard, ()) = tokio::join!(live, happens);
    assert!(heard == ["dispatch"] || heard == ["ticket_submitted", "dispatch"], "{heard:?}");
}

#[tokio::test]
async fn a_unit_that_resumes_goes_on_behind_what_was_passed_over() {
    let office = Office::open().await;
    let from = office.server.head().await;
    office.ticket().await;
    let mut stream = Reader::open(&office.server, &office.unit, from).await;
    let passed = loop {
        if let LiveMessage::Passed { after, to } = stream.message().await {
            assert_eq!(after, from);
            break to;
        }
    };
    drop(stream);
    assert_eq!(passed, office.server.head().await, "of others' tickets it hears nothing but that");
    office.says("散会").await;
    assert!(office.heard(passed, "散会").await.is_empty());
}

#[tokio::test]
async fn a_units_floor_has_no_calls_and_agents_and_follows_what_it_hears() {
    let mut office = Office::open().await;
    office.server.talking_call().await;
    let Snapshot { seq, mut floor, today, .. } = office.snapshot().await;
    assert!(floor.calls.is_empty() && floor.agents.is_empty() && floor.kept.is_empty());
    assert!(today.tallies.agents.is_empty() && today.tallies.centre == Default::default());
    assert_eq!(floor.queues.len(), office.server.queues.len(), "the names of queues are no secret");
    let mut stream = Reader::open(&office.server, &office.unit, seq).await;
    let mut ticket = office.ticket().await;
    let clerk = office.clerk.clone();
    office.does(&clerk, &mut ticket, "dispatch", json!({ "unit": "water" })).await;
    office.says("散会").await;
    loop {
        let recorded = stream.event().await;
        floor.apply(recorded.at, &recorded.event).expect("what follows fits");
        if word(&recorded.event) == "散会" {
            break;
        }
    }
    let later: Floor = office.snapshot().await.floor;
    assert_eq!(floor, later);
}

#[tokio::test]
async fn an_intake_program_has_no_stream_and_no_floor() {
    let office = Office::open().await;
    let web = office.server.sign_in("web").await;
    for path in ["/live?from=0", "/floor"] {
        let refused = office.server.get(&web, path).await.refused(Code::Forbidden);
        assert_eq!(refused.detail, "only somebody with a screen may do this; sign in as one");
    }
}
