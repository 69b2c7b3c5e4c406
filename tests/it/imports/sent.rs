//! Calls of other systems on their way into a server's log, and in reports over it.

use std::{fs, path::Path};

use chrono_tz::Tz;
use hotdesk::{
    api::Code,
    domain::{Actor, Event},
    import::RecordFormat,
    metrics::{Every, Fold, Ids, Interval, Periods, Promise, Report, tell},
};
use serde_json::{Value, json};

use super::read;
use crate::{
    commands::{Said, done, hotdesk},
    server::{PASSWORD, TestServer},
};

const LOG: &str = "1772442000|1.1|hotline|NONE|ENTERQUEUE||0770|1
1772442004|1.1|hotline|8001|CONNECT|4|1.2|3
1772442010|1.1|hotline|8001|COMPLETECALLER|4|6|1
1772442020|1.2|hotline|NONE|ENTERQUEUE||0771|1
1772442029|1.2|hotline|NONE|ABANDON|1|1|9
";

/// Calls as a client sends them.
fn sent(log: &str, place: u64) -> Value {
    let (calls, _) = read(&RecordFormat::QueueLog, log.as_bytes());
    let calls: Vec<Value> =
        calls.iter().map(|call| json!({ "record": call.record(""), "number": call.number })).collect();
    json!({ "source": "queue_log 17", "place": { "line": place, "byte": place * 40 }, "calls": calls })
}

#[tokio::test]
async fn a_call_is_imported_once_however_often_it_is_sent() {
    let server = TestServer::start().await;
    let ban = server.sign_in("ban").await;
    let head = server.head().await;
    server.get(&ban, "/imports?source=queue_log%2017").await.ok(json!({ "line": 0, "byte": 0 }));
    server.post(&ban, "/imports", sent(LOG, 5)).await.ok(json!({ "new": 2, "known": 0 }));
    server.get(&ban, "/imports?source=queue_log%2017").await.ok(json!({ "line": 5, "byte": 200 }));
    server.post(&ban, "/imports", sent(LOG, 5)).await.ok(json!({ "new": 0, "known": 2 }));
    let store = server.server.store();
    let events = store.read_after(head, 10).await.expect("read");
    assert_eq!(events.len(), 2, "nothing is written twice");
    assert!(events.iter().all(|event| event.actor == Actor::User { name: "ban".into() }));
    assert_eq!(events[0].at.timestamp(), 1_772_442_000, "it happened then");
    let calls = server.get(&ban, "/calls").await;
    assert_eq!(calls.done()["items"][0]["record"]["queue"], "hotline");
    assert_eq!(calls.body["items"][0]["replayable"], false);
}

#[tokio::test]
async fn a_call_that_is_sent_twice_at_once_is_one() {
    let server = TestServer::start().await;
    let ban = server.sign_in("ban").await;
    let mut twice = sent(LOG, 5);
    let first = twice["calls"][0].clone();
    twice["calls"].as_array_mut().expect("calls").push(first);
    server.post(&ban, "/imports", twice).await.ok(json!({ "new": 2, "known": 1 }));
}

#[tokio::test]
async fn an_imported_call_stands_in_the_history_of_the_one_who_called() {
    let server = TestServer::start().await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    let contact = json!({ "name": "王小明", "numbers": ["0770"] });
    let key = uuid::Uuid::now_v7();
    let written = server.write_as(axum::http::Method::POST, &li, "/contacts", contact, key).await;
    written.done();
    server.post(&ban, "/imports", sent(LOG, 5)).await.ok(json!({ "new": 2, "known": 0 }));
    let history = server.get(&li, &format!("/contacts/{key}/history")).await;
    let calls: Vec<&Value> = history.done()["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter(|item| item["item"] == "call")
        .map(|item| &item["record"]["talk_s"])
        .collect();
    assert_eq!(calls, [&json!(6)]);
}

#[tokio::test]
async fn only_leads_import_and_only_so_much_at_once() {
    let server = TestServer::start().await;
    let (li, ban) = (server.sign_in("li").await, server.sign_in("ban").await);
    server.post(&li, "/imports", sent(LOG, 5)).await.refused(Code::Forbidden);
    server.get(&li, "/imports?source=a").await.refused(Code::Forbidden);
    let head = server.head().await;
    let mut many = sent(LOG, 5);
    many["calls"] = vec![many["calls"][0].clone(); 101].into();
    let refused = server.post(&ban, "/imports", many).await.refused(Code::BadRequest);
    assert!(refused.detail.starts_with("more than 100 calls at once"), "{}", refused.detail);
    let mut nameless = sent(LOG, 5);
    nameless["source"] = "".into();
    server.post(&ban, "/imports", nameless).await.refused(Code::BadRequest);
    let mut long = sent(LOG, 5);
    long["calls"][0]["record"]["queue"] = "长".repeat(201).into();
    server.post(&ban, "/imports", long).await.refused(Code::BadRequest);
    assert_eq!(server.head().await, head);
}

/// The command against a server.
async fn import(server: &TestServer, home: &Path, args: &[&str]) -> Said {
    let address = format!("http://{}", server.server.addr);
    let (home, args) = (home.to_owned(), args.iter().map(ToString::to_string).collect::<Vec<_>>());
    let run = tokio::task::spawn_blocking(move || {
        let to = ["--server", &address, "--user", "ban", "--password-stdin"];
        let args: Vec<&str> =
            ["import"].into_iter().chain(args.iter().map(String::as_str)).chain(to).collect();
        hotdesk(&home, &args, &format!("{PASSWORD}\n"))
    });
    run.await.expect("it runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_where_it_stopped() {
    let (server, home) = (TestServer::start().await, tempfile::tempdir().expect("a folder"));
    let file = home.path().join("queue_log");
    // A file that is longer than what tells it from others.
    let later = |n: u32| {
        LOG.replace("|1.", &format!("|{n}.")).replace("17724420", &(17_724_420 + n * 10).to_string())
    };
    let many: String = (0..80).map(later).collect();
    fs::write(&file, &many).expect("written");
    let name = file.to_str().expect("a name");
    let said = import(&server, home.path(), &[name]).await;
    assert_eq!(said.out, "160 calls: 160 new, 0 known before; 400 lines, all read\n", "{}", said.complaint);
    let said = import(&server, home.path(), &[name, "--from-start"]).await;
    assert_eq!(said.out, "160 calls: 0 new, 160 known before; 400 lines, all read\n");
    fs::write(&file, format!("{many}{}nonsense\n", later(80))).expect("written");
    let said = import(&server, home.path(), &[name]).await;
    assert!(
        said.out.contains(" 2 new, ") && !said.out.contains(" 406 lines"),
        "only what is new is read: {}",
        said.out
    );
    assert!(said.complaint.contains("line 406: "), "{}", said.complaint);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_import_stops_and_keeps_what_stood_before() {
    let (server, home) = (TestServer::start().await, tempfile::tempdir().expect("a folder"));
    let file = home.path().join("queue_log");
    fs::write(&file, format!("{LOG}1772449000|NONE|hotline|8001|ADDMEMBER|\nnonsense\n{LOG}"))
        .expect("written");
    let said = import(&server, home.path(), &[file.to_str().expect("a name"), "--strict"]).await;
    assert!(!said.good && said.complaint.contains("line 7: "), "{}", said.complaint);
    assert_eq!(said.out, "2 calls: 2 new, 0 known before; 1 of 7 lines could not be read\n");
}

#[test]
fn a_dry_run_tells_what_would_be_imported() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("queue_log");
    fs::write(&file, format!("{LOG}nonsense\n")).expect("written");
    let name = file.to_str().expect("a name");
    let said = hotdesk(home.path(), &["import", name, "--dry-run", "--tz", "UTC"], "");
    let want = "2 calls; 1 of 6 lines could not be read\nfrom 2026-03-02 09:00:00 to 2026-03-02 09:00:20 (UTC)\n  hotline                          2 calls         1 answered\n";
    assert_eq!(said.out, want, "{}", said.complaint);
    let packed = done(home.path(), &["import", "-", "--dry-run", "--tz", "UTC"], LOG);
    assert!(packed.starts_with("2 calls; 5 lines, all read"), "{packed}");
}

#[test]
fn names_are_cut_to_what_the_server_takes() {
    let log = LOG.replace("hotline", &"长".repeat(300)).replace("|1.1|", "|\u{1b}1.1|");
    let (calls, _) = read(&RecordFormat::QueueLog, log.as_bytes());
    let record = calls[0].record("");
    let queue = record.queue.map(|queue| queue.to_string()).unwrap_or_default();
    assert_eq!((queue.chars().count(), record.switch_ref.as_str()), (200, "1.1"));
    assert_ne!(record.call, calls[0].record("other").call, "two systems may name their calls alike");
}

#[test]
fn reports_over_our_log_count_imported_calls() {
    let (calls, _) = read(&RecordFormat::QueueLog, LOG.as_bytes());
    let mut fold = Fold::<Ids>::new(Promise::default().into());
    let mut periods = Periods::<Ids>::new(Every::All, Tz::UTC, Interval::ALL);
    for call in &calls {
        let event = Event::CallImported { record: Box::new(call.record("")) };
        let now = chrono::Utc::now();
        tell(now, &event, |at, fact| fold.apply(at, fact, &mut periods));
    }
    let sheet = Report::Queues.sheet(&periods, &Plain, Interval::ALL);
    let rows = hotdesk::report::json(&sheet);
    let [row] = &rows.as_array().expect("rows")[..] else { panic!("one queue: {rows}") };
    let told = ["queue", "offered", "answered", "abandoned", "asa_s", "talk_s"].map(|key| row[key].clone());
    assert_eq!(told, [json!("hotline"), json!(2), json!(1), json!(1), json!(4), json!(6)]);
}

/// Names as they are.
struct Plain;

impl hotdesk::metrics::Labels<Ids> for Plain {
    fn queue(&self, queue: &hotdesk::domain::QueueId) -> String {
        queue.to_string()
    }

    fn service(&self, service: &hotdesk::domain::ServiceType) -> String {
        service.to_string()
    }

    fn agent(&self, agent: &hotdesk::domain::AgentId) -> String {
        agent.to_string()
    }
}
