//! Looking for tickets over HTTP: who finds what, and what is said to queries that are none.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use hotdesk::api::{Code, SavedView};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    server::{TestServer, form, request, submission},
    similar::path,
};

async fn submit(server: &TestServer, token: &str, subject: &str) -> String {
    let draft = Uuid::now_v7();
    let mut form = form();
    form["subject"] = subject.into();
    form["contact_name"] = "欧阳小花".into();
    form["contact_number"] = "138 0013 8000".into();
    let body = submission(draft, &form);
    server.write_as(Method::POST, token, "/tickets", body, draft).await.done();
    draft.to_string()
}

async fn found(server: &TestServer, token: &str, query: &[(&str, &str)]) -> Vec<String> {
    let page = server.get(token, &path("/tickets", query)).await.done().clone();
    let ids = page["items"].as_array().expect("a list").iter();
    ids.map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn everybody_finds_what_they_may_see_and_no_caller_by_a_secret() {
    let server = TestServer::start().await;
    let (li, wu) = (server.sign_in("li").await, server.sign_in("wu").await);
    let (pan, shui) = (server.sign_in("pan").await, server.sign_in("shui").await);
    let (lamp, pipe) = (submit(&server, &li, "路灯不亮").await, submit(&server, &li, "水管漏水").await);
    assert_eq!(found(&server, &wu, &[("q", "路灯")]).await, std::slice::from_ref(&lamp));
    assert_eq!(found(&server, &pan, &[("q", "水")]).await, std::slice::from_ref(&pipe));
    for secret in ["欧阳", "13800138000", "0138"] {
        assert_eq!(found(&server, &li, &[("q", secret)]).await, [pipe.clone(), lamp.clone()], "{secret}");
        for token in [&wu, &pan, &shui] {
            assert_eq!(found(&server, token, &[("q", secret)]).await, [""; 0], "{secret}");
        }
    }
    assert_eq!(found(&server, &shui, &[("q", "漏水")]).await, [""; 0], "it is nobody's yet");
    let body = json!({ "version": 1, "verb": "dispatch", "unit": "power", "joint": ["water"] });
    server.post(&pan, &format!("/tickets/{pipe}/moves"), body).await.done();
    assert_eq!(
        found(&server, &shui, &[("q", "漏水")]).await,
        std::slice::from_ref(&pipe),
        "it helps with it"
    );
    let at = [("q", "漏水"), ("state", "dispatched"), ("unit", "power"), ("priority", "P4")];
    assert_eq!(found(&server, &pan, &at).await, [pipe]);
    assert_eq!(found(&server, &pan, &[("q", "漏水"), ("from", "2999-01-01T00:00:00Z")]).await, [""; 0]);
    assert_eq!(found(&server, &pan, &[("q", " "), ("to", "2000-01-01T00:00:00Z")]).await, [""; 0]);
}

#[tokio::test]
async fn units_list_what_they_help_with_and_nobody_lists_as_an_agent_who_is_none() {
    let server = TestServer::start().await;
    let (li, pan, shui) =
        (server.sign_in("li").await, server.sign_in("pan").await, server.sign_in("shui").await);
    let (own, helped) = (submit(&server, &li, "水管漏水").await, submit(&server, &li, "电线落水").await);
    let to = async |ticket: &str, involved: Value| {
        let mut body = json!({ "version": 1, "verb": "dispatch" });
        body.as_object_mut().expect("an object").extend(involved.as_object().expect("an object").clone());
        server.post(&pan, &format!("/tickets/{ticket}/moves"), body).await.done();
    };
    to(&own, json!({ "unit": "water" })).await;
    to(&helped, json!({ "unit": "power", "joint": ["water"] })).await;
    let check = async |token: &str, asked: &[(&str, &str)], expected: &[&String]| {
        let mut found = found(&server, token, asked).await;
        found.sort_unstable();
        let mut expected: Vec<_> = expected.iter().map(|id| (*id).clone()).collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{asked:?}");
    };
    for over in ["false", "true"] {
        check(&shui, &[("over", over)], &[&own, &helped]).await;
        check(&shui, &[("over", over), ("helped", "true")], &[&helped]).await;
        check(&shui, &[("over", over), ("helped", "false")], &[&own]).await;
    }
    check(&shui, &[("q", "水"), ("helped", "true")], &[&helped]).await;
    check(&pan, &[("unit", "power"), ("helped", "false")], &[&helped]).await;
    let refused = server.get(&pan, "/tickets?helped=true").await.refused(Code::BadRequest);
    assert!(refused.detail.contains("name a unit"), "{}", refused.detail);
    check(&li, &[("mine", "true")], &[&own, &helped]).await;
    check(&pan, &[("mine", "true")], &[]).await;
}

#[tokio::test]
async fn no_query_is_an_error_of_ours() {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    submit(&server, &li, "路灯 NEAR not").await;
    let endless = "a".repeat(10_000);
    for refused in ["\"", "*", "\0", "^:(){}", endless.as_str()] {
        server.get(&li, &path("/tickets", &[("q", refused)])).await.refused(Code::BadRequest);
    }
    let crowded = "a\"b ".repeat(50);
    for taken in ["NEAR(a b)", "NOT", "a OR b", "text:a", "' OR 1=1 --", "\"unclosed", "-a", crowded.as_str()]
    {
        found(&server, &li, &[("q", taken)]).await;
    }
    assert_eq!(found(&server, &li, &[("q", "NOT near")]).await.len(), 1, "they are words");
    server.get(&li, "/tickets?q=a&after=rubbish").await.refused(Code::BadRequest);
    server.get(&li, "/tickets?q=%FF").await.refused(Code::BadRequest);
}

#[tokio::test]
async fn views_are_saved_shared_by_leads_and_forgotten_by_their_owners() {
    let server = TestServer::start().await;
    let (li, pan, ban) =
        (server.sign_in("li").await, server.sign_in("pan").await, server.sign_in("ban").await);
    let save = async |token: &str, name: &str, view: Value| {
        let name = path("", &[("n", name)]).split_off(3).replace('+', "%20");
        server.put(token, &format!("/views/{name}"), view).await
    };
    let names = async |token: &str| {
        let views: Vec<SavedView> =
            serde_json::from_value(server.get(token, "/views").await.done().clone()).expect("views");
        views.into_iter().map(|view| format!("{} {}", view.owner, view.name)).collect::<Vec<_>>()
    };
    let leaks = json!({ "filter": { "q": "漏水", "state": "submitted" } });
    let saved = save(&li, "我的 漏水", leaks).await;
    assert_eq!(saved.done()["filter"]["q"], "漏水");
    save(&li, "我的 漏水", json!({ "filter": { "mine": true } })).await.done();
    save(&ban, "all", json!({ "shared": true, "filter": {} })).await.done();
    assert_eq!(names(&li).await, ["li 我的 漏水", "ban all"]);
    assert_eq!(names(&pan).await, ["ban all"]);

    save(&li, "all", json!({ "shared": true, "filter": {} })).await.refused(Code::Forbidden);
    save(&li, "x", json!({ "filter": { "colour": "red" } })).await.refused(Code::BadRequest);
    save(&li, "x", json!({ "filter": { "q": "***" } })).await.refused(Code::BadRequest);
    save(&li, &"x".repeat(41), json!({ "filter": {} })).await.refused(Code::BadRequest);
    save(&li, " ", json!({ "filter": {} })).await.refused(Code::BadRequest);

    let forget = async |token: &str| {
        server
            .send(request(Method::DELETE, "/views/all", token).body(Body::empty()).expect("a request"))
            .await
    };
    forget(&li).await.refused(Code::NotFound);
    assert_eq!(forget(&ban).await.status, StatusCode::NO_CONTENT);
    assert_eq!(names(&li).await, ["li 我的 漏水"]);
    // They are no fold of the log.
    server.server.store().rebuild().await.expect("folded again");
    assert_eq!(names(&li).await, ["li 我的 漏水"]);
}
