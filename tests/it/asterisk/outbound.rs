//! Calls that we begin, the whole way: the agent's screen, `hotdesk server`, a real Asterisk, the agent's phone and the other one.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{IDEMPOTENCY_KEY, ROOT, Role, SignIn},
    client::{Client, Pace},
    domain::Redacted,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    desk::{F2, agent_on, start},
    exchange::Exchange,
    recovery,
};
use crate::pty::Terminal;

const F9: &str = "\x1b[20~";
const ALT_2: &str = "\x1b2";
const ALT_F: &str = "\x1bf";
const CTRL_N: &str = "\x0e";
/// Writes down people at these phones, and promises each of them a callback.
async fn promise(address: &str, people: &[(&str, &str)]) {
    let client = Client::new(address, Pace::default()).expect("a client");
    let sign_in =
        SignIn { user: "li".into(), password: Redacted("first words".into()), roles: vec![Role::Agent] };
    let session = client.sign_in(&sign_in).await.expect("a session");
    let post = async |path: &str, key: Uuid, body: Value| {
        let request = reqwest::Client::new().post(format!("{address}{ROOT}{path}")).json(&body);
        let request = request.bearer_auth(&session.token.0).header(IDEMPOTENCY_KEY, key.to_string());
        assert_eq!(request.send().await.expect("it answers").status(), 201, "{path}");
    };
    let due: DateTime<Utc> = Utc::now() + TimeDelta::minutes(30);
    for (name, number) in people {
        let contact = Uuid::now_v7();
        post("/contacts", contact, json!({ "name": name, "numbers": [number] })).await;
        let promised =
            json!({ "contact": contact, "call": null, "ticket": null, "due": due, "note": "the answer" });
        post("/callbacks", Uuid::now_v7(), promised).await;
    }
}

/// Looks somebody up for a new ticket, and calls them from the history.
fn call_back(desk: &mut Terminal, name: &str) {
    desk.type_keys(CTRL_N);
    desk.wait_for_text("new ticket");
    desk.type_keys(ALT_F);
    desk.wait_for_text("Enter looks it up");
    desk.type_keys(name);
    desk.wait_for_text(name);
    desk.type_keys("\r");
    // The name is masked.
    desk.wait_for_text(&format!("{}**  8", &name[..1]));
    desk.type_keys("\r");
    desk.wait_for_text("Callback due");
    desk.type_keys(ALT_2);
    desk.type_keys("\r");
    desk.wait_for_text("Call now");
    desk.type_keys("\r");
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_callback_was_promised_is_called() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = start(home.path(), &exchange);
    promise(&address, &[("Known", "8002"), ("Unwilling", "8003")]).await;
    exchange.phone(8001, "phone", 500);
    exchange.phone_that_hangs_up(8002, "phone", 1_000, 3_000);
    exchange.phone(8003, "phone_rejects", 1_000);

    // Shortly before midnight the date of what is due stands before how often it was tried.
    let mut desk = agent_on((160, 40), home.path(), &address);
    desk.wait_for_text("F2 Ready");
    desk.type_keys(F2);
    desk.wait_for_text("waiting for the next call");
    call_back(&mut desk, "Known");
    desk.wait_for_text("Calling");
    desk.wait_for_text("Talking");
    // Ended at the other phone.
    desk.wait_for_text("Wrap-up");
    desk.type_keys(F9);
    desk.wait_for_text("waiting for the next call");

    call_back(&mut desk, "Unwilling");
    desk.wait_for_text("Calling");
    desk.wait_for("why nobody was reached", |screen| screen.contains("Not reached: engaged"));
    desk.wait_for("the attempt, and the agent free", |screen| {
        screen.contains("tried 1×") && screen.contains("waiting for the next call")
    });
    server.kill();
    // No queue has seen any of it.
    exchange.check_log(&[("ENTERQUEUE", 0), ("CONNECT", 0)]).await;
    recovery::log_agrees(home.path(), &exchange).await;
}
