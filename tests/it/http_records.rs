//! Tickets, contacts, callbacks and histories over HTTP.

use axum::http::{Method, StatusCode};
use chrono::{DateTime, Utc};
use hotdesk::{
    api::Code,
    domain::{
        Actor, AgentState, CallId, Contact, ContactId, Event, FieldTrouble, FormField, NotReached,
        PhoneNumber, Recorded, SecretField, Tier,
    },
    server::Limits,
    storage::{Options, Store, StoreError},
    switch::{Happened, SwitchCommand},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    make::shows_number,
    server::{TestServer, form, submission},
};

pub const WANG: ContactId = ContactId(Uuid::from_u128(0xc0ffee));

/// A server that knows one contact.
pub async fn with_contact() -> TestServer {
    let server = TestServer::start().await;
    let path = server.database();
    let contact = Contact {
        id: WANG,
        name: "王小明".into(),
        numbers: vec![PhoneNumber::new("+86 138 0013 8000")],
        tier: Tier::Key,
        tags: Vec::new(),
        flags: Vec::new(),
        fictitious: true,
    };
    // Written while no server runs: a log has one writer.
    let folder = server.stop().await;
    let store = Store::open(&Options::file(path)).await.expect("the database");
    let at: DateTime<Utc> = "2026-01-05T00:00:00Z".parse().expect("a time");
    let event = Event::ContactRecorded { contact: Box::new(contact) };
    store.record([(at, Actor::Desk, event)]).await.expect("written");
    TestServer::start_on(store, folder, Limits::default()).await
}

#[tokio::test]
async fn a_form_becomes_a_ticket_once_however_often_it_is_sent() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let draft = Uuid::now_v7();
    let submit = async |key: Uuid, form: &Value| {
        server.write_as(Method::POST, &li, "/tickets", submission(draft, form), key).await
    };
    let first = submit(draft, &form()).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(first.done()["id"], draft.to_string());
    submit(draft, &form()).await.ok(first.body.clone());
    // Even under another key the draft is the same ticket.
    submit(Uuid::now_v7(), &form()).await.ok(first.body.clone());
    let mut other = form();
    other["subject"] = "别的事".into();
    submit(draft, &other).await.refused(Code::IdempotencyConflict);
}

#[tokio::test]
async fn a_key_belongs_to_its_user() {
    let server = TestServer::start().await;
    let (li, wu) = (server.sign_in("li").await, server.sign_in("wu").await);
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await.done();
    server
        .write_as(Method::POST, &wu, "/tickets", submission(draft, &form()), draft)
        .await
        .refused(Code::IdempotencyConflict);
}

#[tokio::test]
async fn what_another_wrote_is_not_read_by_sending_its_id() {
    let server = TestServer::start().await;
    let (li, wu) = (server.sign_in("li").await, server.sign_in("wu").await);
    let id = Uuid::now_v7();
    server.write_as(Method::POST, &li, "/tickets", submission(id, &form()), id).await.done();
    server.post(&wu, "/tickets", submission(id, &form())).await.refused(Code::Forbidden);
}

#[tokio::test]
async fn a_blank_that_the_script_demands_is_named_and_may_be_filled_under_the_same_key() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let draft = Uuid::now_v7();
    let submit = async |form: &Value| {
        let mut asked = submission(draft, form);
        asked["script"] = json!({ "script": "general", "version": 1, "entered": ["greeting", "identify"] });
        server.write_as(Method::POST, &li, "/tickets", asked, draft).await
    };
    let problem = submit(&form()).await.refused(Code::InvalidForm);
    let fields: Vec<_> = problem.fields.iter().map(|wrong| (wrong.field, wrong.trouble)).collect();
    assert_eq!(fields, [(FormField::Blanks, FieldTrouble::Empty)]);
    assert!(problem.detail.contains("caller_name of step identify"), "{}", problem.detail);
    let mut filled = form();
    filled["blanks"] = json!({ "caller_name": "王小明" });
    assert_eq!(submit(&filled).await.done()["id"], draft.to_string());
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_says_which_fields_and_may_be_mended_under_the_same_key() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let draft = Uuid::now_v7();
    let submit = async |form: &Value| {
        server.write_as(Method::POST, &li, "/tickets", submission(draft, form), draft).await
    };
    let mut wrong = form();
    wrong["subject"] = "长".repeat(201).into();
    wrong["category"] = Value::Null;
    let problem = submit(&wrong).await.refused(Code::InvalidForm);
    let fields: Vec<_> = problem.fields.iter().map(|trouble| (trouble.field, trouble.trouble)).collect();
    assert_eq!(
        fields,
        [
            (FormField::Category, FieldTrouble::Empty),
            (FormField::Subject, FieldTrouble::TooLong { max: 200 })
        ]
    );
    submit(&form()).await.done();
}

#[tokio::test]
async fn control_characters_do_not_get_in() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let draft = Uuid::now_v7();
    let mut hostile = form();
    hostile["description"] = "first\nsecond\u{1b}]0;pwned\u{7}\u{9b}31m\u{202e}".into();
    let answer = server.write_as(Method::POST, &li, "/tickets", submission(draft, &hostile), draft).await;
    assert_eq!(answer.done()["form"]["description"], "first\nsecond]0;pwned31m");
}

#[tokio::test]
async fn a_ticket_is_amended_from_its_last_version_only_and_by_its_writer() {
    let server = TestServer::start().await;
    let (li, wu) = (server.sign_in("li").await, server.sign_in("wu").await);
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await.done();
    let path = format!("/tickets/{draft}");
    let mut changed = form();
    changed["answer"] = "已退款".into();
    let amend = |version: u32| json!({ "version": version, "form": changed });

    assert_eq!(server.put(&li, &path, amend(1)).await.done()["version"], 2);
    assert_eq!(server.get(&li, &path).await.done()["form"]["answer"], "已退款");
    server.put(&li, &path, amend(1)).await.refused(Code::StaleVersion);
    server.put(&wu, &path, amend(2)).await.refused(Code::Forbidden);
    server.put(&li, &format!("/tickets/{}", Uuid::nil()), amend(1)).await.refused(Code::NotFound);
}

#[tokio::test]
async fn of_two_amendments_at_once_one_wins() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await.done();
    let path = format!("/tickets/{draft}");
    let amend = async || server.put(&li, &path, json!({ "version": 1, "form": form() })).await;
    let (a, b, c) = tokio::join!(amend(), amend(), amend());
    let won = [&a, &b, &c].into_iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(won, 1);
    assert_eq!(server.get(&li, &path).await.done()["version"], 2);
}

#[tokio::test]
async fn a_caller_is_found_masked_and_revealed_with_a_reason_on_record() {
    let server = with_contact().await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    let found = server.get(&li, "/contacts?q=13800138000").await;
    assert_eq!(found.done()["items"][0]["name"], "王**");
    assert!(!shows_number(&found.body));
    let card = format!("/contacts/{WANG}");
    assert_eq!(server.get(&li, &card).await.done()["name"], "王**");

    let before = server.head().await;
    let reveal = json!({ "field": "numbers", "reason": "来电号码与登记不符" });
    let revealed = server.post(&li, &format!("{card}/reveal"), reveal).await;
    revealed.ok(json!({ "values": ["+86 138 0013 8000"] }));
    let recorded = server.server.store().read_after(before, 10).await.expect("events");
    let [recorded] = recorded.as_slice() else { panic!("one event: {recorded:?}") };
    assert_eq!(recorded.actor, Actor::User { name: "li".into() });
    let Event::SecretRevealed { contact: WANG, reason, .. } = &recorded.event else { panic!("{recorded:?}") };
    assert_eq!(reason, "来电号码与登记不符");

    let name = json!({ "field": "name", "reason": "投诉核实" });
    server.post(&ban, &format!("{card}/reveal"), name).await.ok(json!({ "values": ["王小明"] }));
    let unknown = json!({ "field": "name", "reason": "x" });
    server.post(&li, &format!("/contacts/{}/reveal", Uuid::nil()), unknown).await.refused(Code::NotFound);
    server.get(&li, &format!("/contacts/{}", Uuid::nil())).await.refused(Code::NotFound);
    server.get(&li, "/contacts/not-an-id").await.refused(Code::NotFound);
}

#[tokio::test]
async fn whoever_finds_a_caller_by_what_is_masked_has_seen_it_on_record() {
    let server = with_contact().await;
    let ban = server.sign_in("ban").await;
    let find = async |search: &str, found: usize, touched: Option<SecretField>| {
        let before = server.head().await;
        let escaped: String = search.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let page = server.get(&ban, &format!("/contacts?q={escaped}")).await;
        assert_eq!(page.done()["items"].as_array().map(Vec::len), Some(found), "{search}");
        let recorded = server.server.store().read_after(before, 10).await.expect("events");
        let seen = |recorded: &Recorded| match &recorded.event {
            Event::SecretRevealed { contact: WANG, field, .. } => *field,
            other => panic!("{other:?}"),
        };
        assert_eq!(recorded.iter().map(seen).collect::<Vec<_>>(), Vec::from_iter(touched), "{search}");
    };
    find("", 1, None).await;
    find("王", 1, None).await;
    find("王小", 1, Some(SecretField::Name)).await;
    find("明", 1, Some(SecretField::Name)).await;
    find("8000", 1, Some(SecretField::Numbers)).await;
    find("+86-138-0013-8000", 1, Some(SecretField::Numbers)).await;
    find("9999", 0, None).await;
    server.get(&ban, "/contacts?q=13-8").await.refused(Code::BadRequest);
    server.get(&ban, "/contacts?q=8***").await.refused(Code::BadRequest);
}

#[tokio::test]
async fn a_caller_is_written_down_once_and_known_from_then_on() {
    let server = TestServer::start().await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    let id = Uuid::now_v7();
    let chen = json!({ "name": "陈\u{1b}静", "numbers": ["0571 8888 0001"], "tags": ["老客户"] });
    let write = async |token: &str, key, contact: &Value| {
        server.write_as(Method::POST, token, "/contacts", contact.clone(), key).await
    };
    let first = write(&li, id, &chen).await;
    assert_eq!(first.status, StatusCode::CREATED);
    write(&li, id, &chen).await.ok(first.body.clone());
    write(&li, id, &json!({ "name": "别人" })).await.refused(Code::IdempotencyConflict);
    let card = server.get(&li, &format!("/contacts/{id}")).await.done().clone();
    assert_eq!(
        (&card["name"], &card["tags"], &card["tier"]),
        (&json!("陈**"), &json!(["老客户"]), &json!("ordinary"))
    );
    assert_eq!(server.get(&li, "/contacts?q=88880001").await.done()["items"][0]["id"], id.to_string());

    write(&li, Uuid::now_v7(), &json!({ "name": " ", "numbers": ["anonymous"] }))
        .await
        .refused(Code::BadRequest);
    let long = json!({ "name": "长".repeat(201) });
    write(&li, Uuid::now_v7(), &long).await.refused(Code::BadRequest);
    write(&ban, Uuid::now_v7(), &chen).await.refused(Code::Forbidden);
}

#[tokio::test]
async fn a_caller_who_is_known_is_not_written_over() {
    let server = with_contact().await;
    let li = server.sign_in("li").await;
    let other = json!({ "name": "别人" });
    server.write_as(Method::POST, &li, "/contacts", other, WANG.0).await.refused(Code::IllegalMove);
}

#[tokio::test]
async fn a_history_shows_what_happened_and_hides_the_caller_from_colleagues() {
    let server = with_contact().await;
    let (li, wu) = (server.sign_in("li").await, server.sign_in("wu").await);
    let draft = Uuid::now_v7();
    let mut form = form();
    form["contact_name"] = "王小明".into();
    form["contact_number"] = "13800138000".into();
    let mut body = submission(draft, &form);
    body["contact"] = json!(WANG);
    server.write_as(Method::POST, &li, "/tickets", body, draft).await.done();
    let due = "2126-01-06T00:00:00Z";
    let promise = json!({ "contact": WANG, "call": null, "ticket": draft, "due": due, "note": "查账后回电" });
    let callback = server.post(&li, "/callbacks", promise).await;
    assert_eq!(callback.status, StatusCode::CREATED);

    let path = format!("/contacts/{WANG}/history");
    let history = server.get(&wu, &path).await;
    let kinds: Vec<_> =
        history.done()["items"].as_array().expect("items").iter().map(|item| &item["item"]).collect();
    assert_eq!(kinds, ["callback", "ticket"]);
    let theirs = &history.body["items"][1]["ticket"]["form"];
    assert_eq!((&theirs["contact_name"], &theirs["contact_number"]), (&json!("王**"), &json!("138******00")));
    let own = server.get(&li, &path).await.body;
    assert_eq!(own["items"][1]["ticket"]["form"]["contact_name"], "王小明");

    let first = server.get(&wu, &format!("{path}?limit=1")).await;
    let next = first.done()["next"].as_str().expect("there is more").to_owned();
    let second = server.get(&wu, &format!("{path}?limit=1&before={next}")).await;
    assert_eq!((&second.done()["items"][0]["item"], &second.body["next"]), (&json!("ticket"), &Value::Null));
    server.get(&wu, &format!("{path}?before=yesterday")).await.refused(Code::BadRequest);

    let id = callback.body["id"].as_str().expect("an id");
    let done = server.post(&li, &format!("/callbacks/{id}/done"), json!({ "outcome": "reached" })).await;
    assert!(done.done()["seq"].as_u64().is_some());
    let history = server.get(&li, &path).await.body;
    assert_eq!(history["items"][0]["callback"]["outcome"], "reached");
    let unknown = format!("/callbacks/{}/done", Uuid::nil());
    server.post(&li, &unknown, json!({ "outcome": "reached" })).await.refused(Code::NotFound);
}

#[tokio::test]
async fn whom_a_callback_was_promised_is_called_once_and_the_number_is_the_switchs_alone() {
    let mut server = with_contact().await;
    let li = server.ready("li").await;
    let promise =
        json!({ "contact": WANG, "call": null, "ticket": null, "due": "2126-01-06T00:00:00Z", "note": "" });
    let promised = server.post(&li, "/callbacks", promise).await;
    let id = promised.done()["id"].as_str().expect("an id").to_owned();
    let (call, key) = (CallId(Uuid::now_v7()), Uuid::now_v7());
    for _ in 0..2 {
        let asked = json!({ "call": call });
        server.write_as(Method::POST, &li, &format!("/callbacks/{id}/call"), asked, key).await.done();
    }
    let number = PhoneNumber::new("+8613800138000");
    assert_eq!(server.commanded().await, SwitchCommand::Originate { call, agent: "1001".into(), number });
    server.happens(Happened::Dialling { call, switch_ref: "out-1".into() }).await;
    let floor = server.get(&li, "/floor").await;
    assert_eq!(floor.done()["floor"]["calls"][call.to_string()]["phase"], "dialling");
    assert!(!shows_number(&floor.body), "the agent sees the number masked");

    let why = NotReached::Failed { what: "13800138000 is not in service".into() };
    server.happens(Happened::NotReached { call, why }).await;
    assert_eq!(server.floor(&li).await.agents["1001"].state, AgentState::Ready);
    let qin = server.sign_in("qin").await;
    let history = format!("/contacts/{WANG}/history");
    let (agents, reviewers) = (server.get(&li, &history).await.body, server.get(&qin, &history).await.body);
    assert_eq!(agents["items"][0]["record"]["direction"], "outbound");
    assert_eq!(agents["items"][1]["callback"]["attempts"][0]["agent"], "1001");
    assert!(!agents.to_string().contains("13800138000"), "{agents}");
    assert_eq!(reviewers["items"][0]["record"]["exit"]["why"]["what"], "13800138000 is not in service");
    // The identity of a call that is over is none for another one.
    let again = server.post(&li, &format!("/callbacks/{id}/call"), json!({ "call": call })).await;
    again.refused(Code::IllegalMove);
    let (none, call) = (format!("/callbacks/{}/call", Uuid::nil()), CallId(Uuid::now_v7()));
    server.post(&li, &none, json!({ "call": call })).await.refused(Code::NotFound);
    server.post(&qin, &none, json!({ "call": call })).await.refused(Code::Forbidden);
}

#[tokio::test]
async fn the_log_of_a_working_server_verifies() {
    let server = with_contact().await;
    let li = server.ready("li").await;
    for _ in 0..10 {
        let draft = Uuid::now_v7();
        server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await.done();
    }
    let store = server.server.store();
    let chain = store.walk(|_| Ok::<_, StoreError>(())).await.expect("the chain holds");
    assert_eq!(chain, store.head().await.expect("a head"));
}
