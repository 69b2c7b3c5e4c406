//! The mapping to Zammad's documented interface, against a server that keeps what it is asked. No real one has been tried.

use base64::{Engine, prelude::BASE64_STANDARD};
use hotdesk::domain::TicketId;
use serde_json::{Value, json};

use super::{
    Telling, named,
    receiver::{Received, Receiver, Reply},
};
use crate::attachments::{PHOTO, Sending};

fn settings(zammad: &Receiver, more: &str) -> String {
    format!(
        r#"[[webhook]]
id = "zammad"
url = "{}/help"
TOKEN
form = "zammad"
allow_private = true
{more}
[webhook.tickets]
queue = "Hotline"
requestor = "hotline@example.org"
priorities = {{ P4 = "1 low" }}
states = {{ dispatched = "open" }}
"#,
        zammad.origin()
    )
}

/// As a Zammad answers that makes ticket 17, and opens it by itself.
fn answers(received: &Received) -> Reply {
    let path = received.uri.path().strip_prefix("/help/api/v1").unwrap_or_default();
    match (received.method.as_str(), path) {
        ("GET", "/tickets/search") => {
            Reply::Json(200, json!({ "tickets": [], "tickets_count": 0, "assets": {} }))
        }
        ("POST", "/tickets") => Reply::Json(201, json!({ "id": 17, "number": "22017" })),
        ("GET", "/ticket_articles/by_ticket/17") => {
            Reply::Json(200, json!([{ "id": 1, "subject": "other" }]))
        }
        ("POST", "/ticket_articles") => Reply::Json(201, json!({ "id": 2 })),
        ("GET", "/tickets/17") => Reply::Json(200, json!({ "id": 17, "state": "open" })),
        _ => Reply::Json(404, json!({ "error": "No route matches" })),
    }
}

fn line(received: &Received) -> String {
    format!("{} {}", received.method, received.uri)
}

#[tokio::test]
async fn a_ticket_becomes_one_there_and_what_happens_to_it_is_noted() {
    let zammad = Receiver::start().await;
    zammad.answer(answers);
    let telling = Telling::start(settings(&zammad, "secrets = true")).await;
    let ticket = telling.submit(&named("账单错误")).await;
    telling.until_standing("the ticket to be made", |hook| hook["delivered"] == 1).await;
    telling.amend(ticket, 1, &named("账单又错")).await;
    telling.until_standing("the change to be noted", |hook| hook["delivered"] == 2).await;
    telling.dispatch(ticket, 2).await;
    telling.until_standing("the move to be noted", |hook| hook["delivered"] == 3).await;

    let number = telling.number(ticket).await;
    let seen = zammad.seen();
    let lines: Vec<String> = seen.iter().map(line).collect();
    let note = ["GET /help/api/v1/ticket_articles/by_ticket/17", "POST /help/api/v1/ticket_articles"];
    let condition =
        "condition%5Bticket.title%5D%5Boperator%5D=contains&condition%5Bticket.title%5D%5Bvalue%5D";
    let search = format!("GET /help/api/v1/tickets/search?{condition}={number}&limit=10");
    let made = [search.as_str(), "POST /help/api/v1/tickets"];
    assert_eq!(lines, [&made[..], &note, &note, &["GET /help/api/v1/tickets/17?expand=true"]].concat());
    assert!(seen.iter().all(|received| received.header("authorization") == "Token token=a-token"));

    let body = seen[1].json();
    assert_eq!(body["title"], format!("{number} 账单错误"));
    assert_eq!((&body["group"], &body["priority"]), (&json!("Hotline"), &json!("1 low")));
    assert_eq!(body["customer_id"], "guess:hotline@example.org");
    let text = body["article"]["body"].as_str().expect("a text");
    assert!(
        text.contains("contact_number: 13800138000\n") && text.contains("description:\n多收了 20 元"),
        "{text}"
    );
    let note = seen[3].json();
    assert_eq!((&note["ticket_id"], &note["internal"]), (&json!(17), &Value::Bool(true)));
    assert!(note["body"].as_str().is_some_and(|text| text.starts_with("amended, version 2\n")), "{note}");
    let note = seen[5].json();
    assert!(note["body"].as_str().is_some_and(|text| text.starts_with("verb: dispatch\n")), "{note}");
    assert!(note["subject"].as_str().is_some_and(|mark| mark.starts_with(&format!("{number} #"))), "{note}");
}

#[tokio::test]
async fn a_ticket_whose_making_was_not_answered_is_found_by_its_title_and_not_made_again() {
    let zammad = Receiver::start().await;
    zammad.answer(|received| {
        // Its database is asked, which knows what was just made; a query would ask its index.
        let ours = received.uri.query().and_then(|query| query.split(['=', '&']).nth(3)).unwrap_or_default();
        match received.uri.path() {
            // There it is, below one that only has our number in its text and one with a longer number.
            "/help/api/v1/tickets/search" if received.attempt > 2 => {
                let titled = |title: String| json!({ "title": title });
                let longer = titled(format!("{ours}1 x"));
                let tickets =
                    json!({ "3": titled("about it".into()), "5": titled(format!("{ours} x")), "4": longer });
                Reply::Json(200, json!({ "tickets": [3, 4, 5], "assets": { "Ticket": tickets } }))
            }
            "/help/api/v1/tickets" => Reply::Status(504),
            _ => answers(received),
        }
    });
    let telling = Telling::start(settings(&zammad, "")).await;
    let ticket = telling.submit(&named("账单错误")).await;
    telling.until_standing("it to be found", |hook| hook["delivered"] == 1).await;
    let seen = zammad.seen();
    assert_eq!(seen.iter().filter(|received| received.method == "POST").count(), 1);
    let title = seen[1].json()["title"].clone();
    assert!(
        title.as_str().is_some_and(|title| !title.contains("账单")),
        "masked unless the settings say otherwise: {title}"
    );
    let store = telling.server.server.store();
    let name = store.foreign_ticket(&"zammad".into(), TicketId(ticket)).await.expect("read");
    assert_eq!(name.as_deref(), Some("5"));
}

#[tokio::test]
async fn a_state_that_is_not_taken_is_told() {
    let zammad = Receiver::start().await;
    zammad.answer(|received| match (received.method.as_str(), received.uri.path()) {
        (_, "/help/api/v1/tickets/17") => Reply::Json(200, json!({ "id": 17, "state": "new" })),
        _ => answers(received),
    });
    let telling = Telling::start(settings(&zammad, "attempts = 1")).await;
    let ticket = telling.submit(&named("账单错误")).await;
    telling.dispatch(ticket, 1).await;
    telling.until_standing("it to be given up", |hook| hook["dead"] == 1).await;
    let why = telling.dead("zammad").await[0]["why"].clone();
    assert_eq!(why, "ticket 17 there stays new and does not become open; mend `states` or its rights there");
}

#[tokio::test]
async fn a_file_goes_along_with_a_note_where_secrets_may() {
    for (more, sent) in [("secrets = true", true), ("", false)] {
        let zammad = Receiver::start().await;
        zammad.answer(answers);
        let telling = Telling::start(settings(&zammad, more)).await;
        let ticket = telling.submit(&named("账单错误")).await;
        let photo = Sending { name: "现场.jpg", ..Sending::photo() };
        photo.to(&telling.server, &telling.li, ticket, PHOTO).await.done();
        telling.until_standing("the file to be told of", |hook| hook["delivered"] == 2).await;
        let note = zammad.seen().last().expect("a note").json();
        let file = json!([{ "filename": "现场.jpg", "mime-type": "image/jpeg", "data": BASE64_STANDARD.encode(PHOTO) }]);
        assert_eq!(note["attachments"], if sent { file } else { Value::Null });
        let text = note["body"].as_str().expect("a text");
        assert_eq!((text.contains("bytes: 12\n"), text.contains("现场")), (true, sent), "{text}");
    }
}
