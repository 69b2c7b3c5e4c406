//! Matters that did not come by phone become tickets, brought by programs with a user of their own.

use hotdesk::api::Code;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::{TestServer, form, submission};

fn matter(channel: &str, reference: &str) -> Value {
    json!({ "channel": channel, "reference": reference, "form": form() })
}

#[tokio::test]
async fn a_matter_becomes_one_ticket_however_often_and_by_whatever_key_it_is_sent() {
    let server = TestServer::start().await;
    let (web, li) = (server.sign_in("web").await, server.sign_in("li").await);
    let key = Uuid::now_v7();
    let sent =
        async |key| server.write_as(Method::POST, &web, "/tickets/intake", matter("web", "W-17"), key).await;
    let ticket = sent(key).await.done().clone();
    assert_eq!((&ticket["agent"], &ticket["form"]["channel"]), (&json!("web"), &json!("web")));
    assert_eq!(ticket["form"]["blanks"], json!({ "reference": "W-17" }));
    assert_eq!(ticket["work"]["state"], "submitted");
    sent(key).await.ok(ticket.clone());
    sent(Uuid::now_v7()).await.ok(ticket.clone());
    let other = server.post(&web, "/tickets/intake", matter("letter", "W-18")).await;
    assert_ne!(other.done()["id"], ticket["id"]);

    let id = ticket["id"].as_str().expect("an id");
    let seen = server.get(&li, &format!("/tickets/{id}")).await;
    assert_eq!(seen.done()["number"], ticket["number"], "agents find it");
    assert!(!server.floor(&li).await.agents.contains_key("web"), "a program is nobody on the floor");
}

#[tokio::test]
async fn what_is_wrong_with_a_matter_is_told_and_nothing_is_made() {
    let server = TestServer::start().await;
    let web = server.sign_in("web").await;
    let head = server.head().await;
    for channel in ["phone", "ivr"] {
        let refused =
            server.post(&web, "/tickets/intake", matter(channel, "W-1")).await.refused(Code::BadRequest);
        assert!(refused.detail.contains("an agent's to write down"), "{}", refused.detail);
    }
    for reference in ["", "  ", &"长".repeat(201)] {
        let refused =
            server.post(&web, "/tickets/intake", matter("sms", reference)).await.refused(Code::BadRequest);
        assert!(refused.detail.contains("write 1 to 200 that name this matter"), "{}", refused.detail);
    }
    let mut empty = matter("visit", "W-1");
    empty["form"]["subject"] = "".into();
    let refused = server.post(&web, "/tickets/intake", empty).await.refused(Code::InvalidForm);
    assert_eq!(refused.fields.len(), 1, "as an agent's form");
    server.post(&web, "/tickets/intake", json!({ "channel": "pigeon" })).await.refused(Code::BadRequest);
    assert_eq!(server.head().await, head);
}

#[tokio::test]
async fn only_such_programs_take_matters_in_and_they_do_nothing_else() {
    let server = TestServer::start().await;
    let (web, li, ban) =
        (server.sign_in("web").await, server.sign_in("li").await, server.sign_in("ban").await);
    for other in [&li, &ban] {
        server.post(other, "/tickets/intake", matter("web", "W-1")).await.refused(Code::Forbidden);
    }
    let draft = Uuid::now_v7();
    let written = server.write_as(Method::POST, &web, "/tickets", submission(draft, &form()), draft).await;
    written.refused(Code::Forbidden);
    let ready = json!({ "want": { "is": "ready" } });
    server.put(&web, "/agents/me/state", ready).await.refused(Code::Forbidden);
    let ticket = server.post(&web, "/tickets/intake", matter("web", "W-1")).await.done()["id"].clone();
    let id = ticket.as_str().expect("an id");
    for path in [format!("/tickets/{id}"), "/contacts?q=1234".into(), "/calls".into(), "/webhooks".into()] {
        server.get(&web, &path).await.refused(Code::Forbidden);
    }
}
