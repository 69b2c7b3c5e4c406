//! Files of tickets over HTTP: added, listed, fetched; and everything that is no file to add, of which nothing stays.

use std::{
    fs, io,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use axum::{
    body::{Body, Bytes},
    http::{Method, StatusCode},
};
use hotdesk::{
    api::{Code, IDEMPOTENCY_KEY},
    client::{Client, Pace, WriteKey},
    config::AttachmentSettings,
    domain::{Actor, Attachment, AttachmentId, Event, Recorded, Redacted, TicketId},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use uuid::Uuid;

use crate::server::{Answer, TestServer, form, request, submission};

pub const PHOTO: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1];

/// Few and small, so that the limits are soon reached.
pub fn few_attachments() -> AttachmentSettings {
    let limit = |n| NonZeroU32::new(n).expect("more than none");
    AttachmentSettings { max_bytes: limit(100_000), per_ticket: limit(3), ..AttachmentSettings::default() }
}

/// A server with a ticket that li wrote; li's session.
async fn with_ticket() -> (TestServer, String, Uuid) {
    let server = TestServer::start().await;
    let li = server.sign_in("li").await;
    let draft = Uuid::now_v7();
    server.write_as(Method::POST, &li, "/tickets", submission(draft, &form()), draft).await.done();
    (server, li, draft)
}

/// A file on its way to a ticket.
pub struct Sending<'a> {
    pub name: &'a str,
    pub kind: &'a str,
    pub key: Uuid,
    pub length: Option<usize>,
}

impl Sending<'_> {
    /// A photo under a key of its own.
    pub fn photo() -> Self {
        Sending { name: "a.jpg", kind: "image/jpeg", key: Uuid::now_v7(), length: None }
    }

    pub async fn to(&self, server: &TestServer, token: &str, ticket: Uuid, body: impl Into<Body>) -> Answer {
        let name: String = self.name.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let path = format!("/tickets/{ticket}/attachments?name={name}");
        let mut request = request(Method::POST, &path, token)
            .header(IDEMPOTENCY_KEY, self.key.to_string())
            .header("content-type", self.kind);
        if let Some(length) = self.length {
            request = request.header("content-length", length);
        }
        server.send(request.body(body.into()).expect("a request")).await
    }
}

async fn listed(server: &TestServer, token: &str, ticket: Uuid) -> Vec<Attachment> {
    let answer = server.get(token, &format!("/tickets/{ticket}/attachments")).await;
    serde_json::from_value(answer.done().clone()).expect("attachments")
}

/// All files below the server's folder of attachments.
fn files(server: &TestServer) -> Vec<PathBuf> {
    fn below(folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let entries = entries.map(|entry| entry.expect("an entry").path());
        entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
    }
    below(&server.folder().join("attachments"))
}

#[tokio::test]
async fn a_file_is_added_once_listed_and_fetched_as_it_was() {
    let (server, li, ticket) = with_ticket().await;
    let sending = Sending { name: "现场 1.jpg", ..Sending::photo() };
    let added = sending.to(&server, &li, ticket, PHOTO).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let again = sending.to(&server, &li, ticket, PHOTO).await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, &added.body), "sent twice, added once");

    let attachment: Attachment = serde_json::from_value(added.body.clone()).expect("an attachment");
    assert_eq!((attachment.id.0, attachment.bytes), (sending.key, PHOTO.len() as u64));
    assert_eq!((attachment.name.as_str(), attachment.kind.as_str()), ("现场 1.jpg", "image/jpeg"));
    assert_eq!(attachment.sha256, hex::encode(Sha256::digest(PHOTO)));
    assert_eq!(listed(&server, &li, ticket).await, std::slice::from_ref(&attachment));
    let events = server.server.store().read_after(0, 1_000).await.expect("events");
    let added = Event::AttachmentAdded { ticket: TicketId(ticket), attachment: Box::new(attachment.clone()) };
    let by_li = |actor: &Actor| matches!(actor, Actor::User { name } if name == "li");
    assert_eq!(events.iter().filter(|recorded| recorded.event == added && by_li(&recorded.actor)).count(), 1);

    let server = server.restart().await;
    let fetch = request(Method::GET, &format!("/attachments/{}", attachment.id), &li);
    let answer = server.server.router().oneshot(fetch.body(Body::empty()).expect("a request")).await;
    let (head, body) = answer.expect("the router answers").into_parts();
    let header = |name: &str| head.headers[name].to_str().expect("a text");
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.jpg");
    assert_eq!(body.collect().await.expect("a body").to_bytes(), PHOTO);
}

#[tokio::test]
async fn what_is_no_file_to_add_is_refused_and_nothing_of_it_stays() {
    let (server, li, ticket) = with_ticket().await;
    let check = async |sending: Sending<'_>, body: Body, code: Code, part: &str| {
        let problem = sending.to(&server, &li, ticket, body).await.refused(code);
        assert!(problem.detail.contains(part), "{part}: {}", problem.detail);
        assert!(files(&server).is_empty(), "{part}: {:?}", files(&server));
    };
    let photo = Sending::photo;
    check(photo(), Body::empty(), Code::UnfitFile, "the file is empty").await;
    check(photo(), Body::from("%PDF-1.7"), Code::UnfitFile, "begins like application/pdf").await;
    let program = Sending { name: "a.exe", kind: "", ..photo() };
    check(program, Body::from(&b"MZ\x90\0\x03\0"[..]), Code::UnfitFile, "is not taken here").await;
    let long = Sending { name: &"长".repeat(121), ..photo() };
    check(long, PHOTO.into(), Code::UnfitFile, "longer than 120 characters").await;
    for name in ["../a.jpg", "C:\\a.jpg", "a\nb.jpg", "a\u{202e}gpj.jpg"] {
        check(Sending { name, ..photo() }, PHOTO.into(), Code::UnfitFile, "holds a path or characters").await;
    }
    check(Sending { name: " ", ..photo() }, PHOTO.into(), Code::UnfitFile, "has no name").await;
    let said = Sending { length: Some(100_001), ..photo() };
    check(said, PHOTO.into(), Code::TooLarge, "longer than 100000 bytes").await;
    let large = [PHOTO, &[0; 100_000]].concat();
    check(photo(), large.into(), Code::TooLarge, "longer than 100000 bytes").await;
    let cut = futures_util::stream::iter([
        Ok(Bytes::from_static(PHOTO)),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    ]);
    check(photo(), Body::from_stream(cut), Code::BadRequest, "broke off").await;
    assert_eq!(listed(&server, &li, ticket).await, []);
}

#[tokio::test]
async fn a_ticket_takes_so_many_and_the_same_content_lies_there_once() {
    let (server, li, ticket) = with_ticket().await;
    let sendings = [Sending::photo(), Sending::photo(), Sending::photo()];
    for sending in &sendings {
        sending.to(&server, &li, ticket, PHOTO).await.done();
    }
    let problem = Sending::photo().to(&server, &li, ticket, PHOTO).await.refused(Code::IllegalMove);
    assert!(problem.detail.contains("3 files"), "{}", problem.detail);
    sendings[0].to(&server, &li, ticket, PHOTO).await.done();
    assert_eq!((listed(&server, &li, ticket).await.len(), files(&server).len()), (3, 1));
}

#[tokio::test]
async fn a_file_that_was_refused_by_the_log_is_gone_after_a_restart() {
    let (server, li, ticket) = with_ticket().await;
    let sending = Sending::photo();
    sending.to(&server, &li, ticket, PHOTO).await.done();
    let other = [PHOTO, b"another photo"].concat();
    sending.to(&server, &li, ticket, other).await.refused(Code::IdempotencyConflict);
    assert_eq!(files(&server).len(), 3, "two files, and a mark that one of them may be nobody's");
    let server = server.restart().await;
    let kept = listed(&server, &li, ticket).await;
    let names: Vec<_> = files(&server).iter().filter_map(|file| Some(file.file_name()?.to_owned())).collect();
    assert_eq!(names, [kept[0].sha256.as_str()]);
}

#[tokio::test]
async fn who_was_given_a_file_is_on_record_and_who_was_refused_is_not() {
    let (server, li, ticket) = with_ticket().await;
    let id = Sending::photo().to(&server, &li, ticket, PHOTO).await.done()["id"].clone();
    let id = id.as_str().expect("an id");
    let (shui, pan) = (server.sign_in("shui").await, server.sign_in("pan").await);
    let before = server.get(&pan, &format!("/tickets/{ticket}")).await.done().clone();
    let path = format!("/attachments/{id}");
    server.get(&shui, &path).await.refused(Code::NotFound);
    for reader in [&pan, &li] {
        assert_eq!(server.get(reader, &path).await.status, StatusCode::OK);
    }
    let events = server.get(&pan, &format!("/tickets/{ticket}/events")).await;
    let events: Vec<Recorded> = serde_json::from_value(events.done().clone()).expect("events");
    let read = Event::AttachmentRead {
        ticket: TicketId(ticket),
        attachment: AttachmentId(id.parse().expect("an id")),
    };
    let readers = events.into_iter().filter(|recorded| recorded.event == read).map(|recorded| recorded.actor);
    let by = |name: &str| Actor::User { name: name.into() };
    assert_eq!(readers.collect::<Vec<_>>(), [by("pan"), by("li")]);
    server.get(&pan, &format!("/tickets/{ticket}")).await.ok(before);
}

#[tokio::test]
async fn only_who_may_see_the_ticket_sees_its_files() {
    let (server, li, ticket) = with_ticket().await;
    let id = Sending::photo().to(&server, &li, ticket, PHOTO).await.done()["id"].clone();
    let id = id.as_str().expect("an id");
    let (shui, pan) = (server.sign_in("shui").await, server.sign_in("pan").await);
    Sending::photo().to(&server, &shui, ticket, PHOTO).await.refused(Code::NotFound);
    server.get(&shui, &format!("/tickets/{ticket}/attachments")).await.refused(Code::NotFound);
    server.get(&shui, &format!("/attachments/{id}")).await.refused(Code::NotFound);
    let dispatch = json!({ "version": 1, "verb": "dispatch", "unit": "water" });
    server.post(&pan, &format!("/tickets/{ticket}/moves"), dispatch).await.done();
    Sending::photo().to(&server, &shui, ticket, PHOTO).await.done();
    assert_eq!(listed(&server, &shui, ticket).await.len(), 2);
    assert_eq!(server.get(&shui, &format!("/attachments/{id}")).await.status, StatusCode::OK);
    assert_eq!(listed(&server, &pan, ticket).await.len(), 2);
    let unknown = Uuid::now_v7();
    Sending::photo().to(&server, &li, unknown, PHOTO).await.refused(Code::NotFound);
    server.get(&li, &format!("/attachments/{unknown}")).await.refused(Code::NotFound);
    let request = request(Method::POST, &format!("/tickets/{ticket}/attachments?name=a.jpg"), &li);
    let keyless = server.send(request.body(Body::from(PHOTO)).expect("a request")).await;
    keyless.refused(Code::IdempotencyKeyMissing);
}

#[tokio::test]
async fn who_has_handed_a_ticket_on_may_send_again_what_they_did_to_it() {
    let (server, _, ticket) = with_ticket().await;
    let (shui, pan) = (server.sign_in("shui").await, server.sign_in("pan").await);
    let moves = format!("/tickets/{ticket}/moves");
    let dispatch = json!({ "version": 1, "verb": "dispatch", "unit": "water" });
    let version = server.post(&pan, &moves, dispatch).await.done()["version"].clone();
    let photo = Sending::photo();
    let added = photo.to(&server, &shui, ticket, PHOTO).await;
    let (key, text) = (Uuid::now_v7(), "哪条街？");
    let back = json!({ "version": version, "verb": "return", "reason": "unclear", "text": text });
    let returns = async |token: &str, back: &Value, key: Uuid| {
        server.write_as(Method::POST, token, &moves, back.clone(), key).await
    };
    let first = returns(&shui, &back, key).await;
    assert_eq!(first.done()["id"], ticket.to_string());
    server.get(&shui, &format!("/tickets/{ticket}")).await.refused(Code::NotFound);
    returns(&shui, &back, key).await.ok(first.body.clone());
    let again = photo.to(&server, &shui, ticket, PHOTO).await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, added.done()));

    // What is not the same again, or another's, is about a ticket that is not there.
    returns(&shui, &back, Uuid::now_v7()).await.refused(Code::NotFound);
    let other = json!({ "version": version, "verb": "return", "reason": "unclear", "text": "?" });
    returns(&shui, &other, key).await.refused(Code::NotFound);
    Sending::photo().to(&server, &shui, ticket, PHOTO).await.refused(Code::NotFound);
    let zhong = server.sign_in("zhong").await;
    returns(&zhong, &back, key).await.refused(Code::NotFound);
    photo.to(&server, &zhong, ticket, PHOTO).await.refused(Code::NotFound);
}

#[tokio::test]
async fn a_file_that_is_opened_again_and_one_whose_head_is_looked_at_are_not_put_on_record() {
    let (server, li, ticket) = with_ticket().await;
    let id = Sending::photo().to(&server, &li, ticket, PHOTO).await.done()["id"].clone();
    let path = format!("/attachments/{}", id.as_str().expect("an id"));
    let before = server.head().await;
    let head = request(Method::HEAD, &path, &li).body(Body::empty()).expect("a request");
    assert_eq!(server.send(head).await.status, StatusCode::OK);
    assert_eq!(server.head().await, before, "nothing was given");
    for _ in 0..3 {
        assert_eq!(server.get(&li, &path).await.status, StatusCode::OK);
    }
    assert_eq!(server.head().await, before + 1);
}

#[tokio::test]
async fn evidence_is_a_file_of_the_ticket_itself() {
    let (server, li, ticket) = with_ticket().await;
    let pan = server.sign_in("pan").await;
    let void = |evidence: &Value| {
        let (reason, text) = ("duplicate", "已有工单");
        json!({ "version": 1, "verb": "void", "reason": reason, "text": text, "evidence": [evidence] })
    };
    let moves = format!("/tickets/{ticket}/moves");
    let problem = server.post(&pan, &moves, void(&json!(Uuid::now_v7()))).await.refused(Code::NotFound);
    assert!(problem.detail.contains("add it first"), "{}", problem.detail);
    let id = Sending::photo().to(&server, &li, ticket, PHOTO).await.done()["id"].clone();
    server.post(&pan, &moves, void(&id)).await.done();
}

#[tokio::test]
async fn the_client_sends_and_saves_files() {
    let (server, li, ticket) = with_ticket().await;
    let client = Client::new(&format!("http://{}", server.server.addr), Pace::default()).expect("a client");
    client.use_token(Some(Redacted(li)));
    let (file, saved) = (server.folder().join("说明.txt"), server.folder().join("saved.txt"));
    let text = "已到现场，水阀已修复。\n".repeat(2_000);
    fs::write(&file, &text).expect("a file");
    let (key, ticket) = (WriteKey(Uuid::now_v7()), TicketId(ticket));
    let attachment = client.attach(key, ticket, &file).await.expect("it is added");
    assert_eq!((attachment.name.as_str(), attachment.kind.as_str()), ("说明.txt", "text/plain"));
    assert_eq!(client.attachments(ticket).await.expect("a list"), std::slice::from_ref(&attachment));
    let hash = client.save_attachment(attachment.id, &saved).await.expect("it is given");
    assert_eq!((hash, fs::read_to_string(&saved).expect("it is there")), (attachment.sha256, text));
    let (other, part) = (server.folder().join("other"), saved.with_extension("part"));
    fs::write(&other, "theirs").expect("a file");
    std::os::unix::fs::symlink(&other, &part).expect("a link");
    client.save_attachment(attachment.id, &saved).await.expect("it is given again");
    assert_eq!(
        fs::read_to_string(&other).expect("it is there"),
        "theirs",
        "nothing is written through a link"
    );
    fs::write(&file, "长".repeat(40_000)).expect("a file");
    let refused = client.attach(WriteKey(Uuid::now_v7()), ticket, &file).await.expect_err("it is too long");
    assert_eq!(refused.code(), Some(Code::TooLarge), "{refused}");
    let none = client.attach(key, ticket, Path::new("/nowhere/a.txt")).await.expect_err("there is none");
    assert!(none.to_string().contains("/nowhere/a.txt cannot be read"), "{none}");
}
