//! Who calls and who is who, over HTTP: candidates, merge, split, marks, and who may see what.

use axum::http::{Method, StatusCode};
use hotdesk::{
    api::Code,
    domain::{CallId, Event},
    switch::Happened,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::server::{TestServer, form, submission};

/// The number of the caller of the test server, as people here write it.
const LOCAL: &str = "138-0013-8000";

async fn contact(server: &TestServer, token: &str, name: &str, numbers: &[&str]) -> Uuid {
    let key = Uuid::now_v7();
    let body = json!({ "name": name, "numbers": numbers });
    server.write_as(Method::POST, token, "/contacts", body, key).await.done();
    key
}

/// A ticket of a contact; gives its number.
async fn ticket(server: &TestServer, token: &str, contact: Uuid, of: Value) -> String {
    let id = Uuid::now_v7();
    let mut form = form();
    for (field, value) in of.as_object().expect("fields") {
        form[field] = value.clone();
    }
    let mut body = submission(id, &form);
    body["contact"] = json!(contact);
    let answer = server.write_as(Method::POST, token, "/tickets", body, id).await;
    answer.done()["number"].as_str().expect("a number").to_owned()
}

/// Names of candidates, each with its kinds of evidence.
async fn candidates(
    server: &TestServer,
    token: &str,
    call: CallId,
    told: &str,
) -> Vec<(String, Vec<String>)> {
    let answer = server.get(token, &format!("/calls/{call}/candidates{told}")).await;
    let all = answer.done().as_array().expect("a list").iter().map(|candidate| {
        let kinds = candidate["evidence"].as_array().expect("evidence").iter();
        let kinds = kinds.map(|evidence| evidence["evidence"].as_str().expect("a kind").to_owned());
        (candidate["contact"]["name"].as_str().expect("a name").to_owned(), kinds.collect())
    });
    all.collect()
}

fn row(name: &str, kinds: &[&str]) -> (String, Vec<String>) {
    (name.into(), kinds.iter().map(|kind| (*kind).to_owned()).collect())
}

#[tokio::test]
async fn who_may_be_calling_is_told_with_evidence_the_last_caller_first() {
    let mut server = TestServer::start().await;
    let (li, wu) = (server.ready("li").await, server.sign_in("wu").await);
    contact(&server, &li, "王小明", &[LOCAL]).await;
    let zhao = contact(&server, &li, "赵敏", &["8613800138000"]).await;
    let qian = contact(&server, &li, "钱多", &["0571-88880001"]).await;
    ticket(&server, &li, qian, json!({ "contact_number": "138 0013 8000" })).await;
    let before = server.talking_call().await;
    let who = json!({ "who": "contact", "contact": zhao });
    server.put(&li, &format!("/calls/{before}/caller"), who).await.done();
    let agent = server.floor(&li).await.calls[&before].agent.clone().expect("an agent");
    server.happens(Happened::HungUp { call: before, by: hotdesk::domain::Ender::Caller }).await;
    assert_eq!(agent.as_str(), "1001");
    server.post(&li, &format!("/calls/{before}/actions"), json!({ "action": "finish_wrap_up" })).await.done();

    let call = server.talking_call().await;
    assert_eq!(server.floor(&li).await.calls[&call].contact, None, "two have this number");
    let found = candidates(&server, &li, call, "").await;
    assert_eq!(found[0], row("赵**", &["same_number"]), "who called last");
    let mut others = found[1..].to_vec();
    others.sort();
    assert_eq!(others, [row("王**", &["same_number"]), row("钱**", &["reply_number"])]);
    server.get(&wu, &format!("/calls/{call}/candidates")).await.refused(Code::Forbidden);
    server.get(&li, &format!("/calls/{}/candidates", Uuid::nil())).await.refused(Code::Forbidden);
}

#[tokio::test]
async fn a_name_and_a_place_that_were_given_find_a_ticket_s_contact_on_record() {
    let mut server = TestServer::start().await;
    let li = server.ready("li").await;
    let zhao = contact(&server, &li, "赵敏", &["0571-88880001"]).await;
    ticket(&server, &li, zhao, json!({ "contact_name": "赵敏", "place": "Wensan Rd 1" })).await;
    let call = server.talking_call().await;
    assert!(candidates(&server, &li, call, "").await.is_empty());
    let zhao_min = "%E8%B5%B5%E6%95%8F";
    assert!(candidates(&server, &li, call, &format!("?name={zhao_min}&place=elsewhere")).await.is_empty());
    let before = server.head().await;
    let found = candidates(&server, &li, call, &format!("?name={zhao_min}&place=Wensan%20Rd%201")).await;
    assert_eq!(found, [row("赵**", &["same_name"])]);
    let recorded = server.server.store().read_after(before, 10).await.expect("events");
    assert!(
        matches!(&recorded[..], [seen] if matches!(seen.event, Event::SecretRevealed { .. })),
        "{recorded:?}"
    );
    let long = "x".repeat(201);
    server.get(&li, &format!("/calls/{call}/candidates?name={long}")).await.refused(Code::BadRequest);
}

#[tokio::test]
async fn who_calls_is_said_once_under_a_key_with_its_evidence() {
    let mut server = TestServer::start().await;
    let li = server.ready("li").await;
    let wang = contact(&server, &li, "王小明", &[LOCAL]).await;
    contact(&server, &li, "赵敏", &[LOCAL]).await;
    let call = server.talking_call().await;
    let path = format!("/calls/{call}/caller");
    let (key, who) = (Uuid::now_v7(), json!({ "who": "contact", "contact": wang }));
    let first = server.write_as(Method::PUT, &li, &path, who.clone(), key).await;
    server.write_as(Method::PUT, &li, &path, who, key).await.ok(first.body.clone());
    let head = server.head().await;
    let recorded = server.server.store().read_after(head - 1, 1).await.expect("events");
    let Event::CallerIdentified { evidence, contact: Some(_), .. } = &recorded[0].event else {
        panic!("{recorded:?}")
    };
    assert_eq!(json!(evidence), json!([{ "evidence": "same_number", "persons": 2 }]));
    // A form that names nobody is for whoever calls, also if that is found out later.
    let draft = Uuid::now_v7();
    let mut body = submission(draft, &form());
    body["call"] = json!(call);
    server.write_as(Method::POST, &li, "/tickets", body, draft).await.done();
    let new = server.put(&li, &path, json!({ "who": "new", "name": "孙五" })).await;
    assert_eq!(new.status, StatusCode::OK);
    let ticket = server.get(&li, &format!("/tickets/{draft}")).await;
    let now = server.floor(&li).await.calls[&call].contact.expect("somebody");
    assert_eq!(ticket.done()["contact"], json!(now));
    server.put(&li, &path, json!({ "who": "take_back" })).await.done();
    assert_eq!(server.floor(&li).await.calls[&call].contact, None);
    server.put(&li, &path, json!({ "who": "take_back" })).await.refused(Code::IllegalMove);
}

#[tokio::test]
async fn contacts_are_merged_split_and_put_back_by_agents_and_leads() {
    let server = TestServer::start().await;
    let (li, ban, qin) =
        (server.sign_in("li").await, server.sign_in("ban").await, server.sign_in("qin").await);
    let wang = contact(&server, &li, "王小明", &[LOCAL, "0571-88880001"]).await;
    let other = contact(&server, &li, "王晓明", &["0571-88880002"]).await;
    ticket(&server, &li, other, json!({})).await;
    let path = format!("/contacts/{wang}/merge");
    let asked = json!({ "gone": other, "reason": "身份证号相同" });
    server.post(&qin, &path, asked.clone()).await.refused(Code::Forbidden);
    let key = Uuid::now_v7();
    let done = server.write_as(Method::POST, &ban, &path, asked.clone(), key).await;
    server.write_as(Method::POST, &ban, &path, asked.clone(), key).await.ok(done.body.clone());
    server.post(&ban, &path, asked).await.refused(Code::IllegalMove);
    let shown = server.get(&li, &format!("/contacts/{other}")).await;
    assert_eq!(
        (&shown.done()["id"], shown.body["numbers"].as_array().map(Vec::len)),
        (&json!(wang), Some(3))
    );
    assert!(!shown.body.to_string().contains("0013"), "masked as ever");
    let history = server.get(&li, &format!("/contacts/{wang}/history")).await;
    let kinds: Vec<_> =
        history.done()["items"].as_array().expect("items").iter().map(|item| &item["item"]).collect();
    assert_eq!(kinds, ["identity", "ticket"]);
    assert_eq!(history.body["items"][0]["change"]["by"]["name"], "ban");

    let undo = format!("/changes/{key}/undo");
    server.post(&li, &undo, json!({ "reason": "" })).await.refused(Code::BadRequest);
    server.post(&li, &undo, json!({ "reason": "看错了" })).await.done();
    server.post(&li, &undo, json!({ "reason": "看错了" })).await.refused(Code::IllegalMove);
    server
        .post(&li, &format!("/changes/{}/undo", Uuid::nil()), json!({ "reason": "x" }))
        .await
        .refused(Code::NotFound);
    assert_eq!(server.get(&li, &format!("/contacts/{other}")).await.done()["id"], json!(other));
}

#[tokio::test]
async fn a_split_takes_numbers_and_tickets_and_names_what_it_cannot() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let wang = contact(&server, &li, "王小明", &[LOCAL, "0571-88880001"]).await;
    let stays = ticket(&server, &li, wang, json!({})).await;
    let goes = ticket(&server, &li, wang, json!({ "subject": "孩子的事" })).await;
    let history = server.get(&li, &format!("/contacts/{wang}/history")).await;
    let id_of = |number: &str| {
        let items = history.done()["items"].as_array().expect("items");
        let item = items.iter().find(|item| item["ticket"]["number"] == number).expect("it is there");
        item["ticket"]["id"].clone()
    };
    let path = format!("/contacts/{wang}/split");
    let split = |numbers: Value, tickets: Value| json!({ "name": "王太太", "numbers": numbers, "tickets": tickets, "reason": "夫妻" });
    server
        .post(&li, &path, split(json!([LOCAL, "0571-88880001"]), json!([])))
        .await
        .refused(Code::IllegalMove);
    server.post(&li, &path, split(json!([]), json!([Uuid::nil()]))).await.refused(Code::BadRequest);
    let key = Uuid::now_v7();
    let body = split(json!(["+86 571 8888 0001"]), json!([id_of(&goes)]));
    server.write_as(Method::POST, &li, &path, body, key).await.done();
    let numbers = |answer: &Value| -> Vec<String> {
        let items = answer["items"].as_array().expect("items").iter();
        items.filter_map(|item| item["ticket"]["number"].as_str()).map(str::to_owned).collect()
    };
    let theirs = server.get(&li, &format!("/contacts/{key}/history")).await;
    assert_eq!(numbers(theirs.done()), std::slice::from_ref(&goes));
    let his = server.get(&li, &format!("/contacts/{wang}/history")).await;
    assert_eq!(numbers(his.done()), [stays]);
    server.post(&li, &format!("/changes/{key}/undo"), json!({ "reason": "是一个人" })).await.done();
    let all = server.get(&li, &format!("/contacts/{key}/history")).await;
    assert_eq!(numbers(all.done()).len(), 2, "the id that was given out says who it is");
}

#[tokio::test]
async fn tier_and_flags_are_set_by_staff_with_a_reason() {
    let server = TestServer::start().await;
    let (li, qin) = (server.sign_in("li").await, server.sign_in("qin").await);
    let wang = contact(&server, &li, "王小明", &[LOCAL]).await;
    let path = format!("/contacts/{wang}/marks");
    let marks = |reason: &str| json!({ "tier": "key", "flags": ["abusive"], "reason": reason });
    server.put(&qin, &path, marks("x")).await.refused(Code::Forbidden);
    server.put(&li, &path, marks("")).await.refused(Code::BadRequest);
    server.put(&li, &path, marks("三次辱骂话务员")).await.done();
    let card = server.get(&li, &format!("/contacts/{wang}")).await;
    assert_eq!((&card.done()["tier"], &card.body["flags"]), (&json!("key"), &json!(["abusive"])));
    let nobody = format!("/contacts/{}/marks", Uuid::nil());
    server.put(&li, &nobody, marks("x")).await.refused(Code::NotFound);
}

#[tokio::test]
async fn a_whole_number_is_found_however_it_is_written() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    contact(&server, &li, "王小明", &["010-88888888-801"]).await;
    for search in ["88888888", "8610 8888 8888", "%2B86-10-8888-8888", "0086 10 88888888"] {
        let found = server.get(&li, &format!("/contacts?q={}", search.replace(' ', "%20"))).await;
        assert_eq!(found.done()["items"].as_array().map(Vec::len), Some(1), "{search}");
    }
}
