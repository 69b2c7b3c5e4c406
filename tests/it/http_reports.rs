//! Reports over HTTP: the server folds its log as anybody would who has the events.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::{Code, Role, SignIn, WhichNumber, WhichReport},
    client::{Client, Pace},
    config::{self, Site},
    domain::{Actor, AgentId, Ender, Event, Exit, QueueId, QueueSettings, Redacted, RingEnd, WrapUpEnd},
    metrics::{Behind, Every, Fold, Ids, Interval, Labels, Ledger, Periods, Report, Row, Sheet, fact},
    server::Limits,
    storage::{Options, Store},
};

use crate::{
    make::{agent, at, call, entered, pause, queued, shows_number, signed_in},
    server::{PASSWORD, TestServer, add_users, database},
};

/// A queue of the site, with what it promises before ten and after a quarter past.
fn queue(target_s: u32) -> QueueSettings {
    let site = Site::load(&config::DeskSettings::default()).expect("the built-in site");
    let queue = site.queues.into_iter().next().expect("a queue");
    QueueSettings { target_s, short_abandon_s: 5, ..queue }
}

/// Two agents, four calls: answered in 15 s under two promises, missed and answered, hung up.
fn day() -> Vec<(DateTime<Utc>, Event)> {
    let name = queue(20).id;
    let (one, two) = (agent("1001"), agent("1002"));
    let mut day = vec![(at(-60), Event::QueueConfigured { queue: queue(20) })];
    for agent in ["1001", "1002"] {
        day.push((at(-50), signed_in(agent, &[name.as_str()])));
    }
    day.push((at(-40), Event::AgentReady { agent: one.clone() }));
    day.extend(answered(1, 0, &one, &name));
    day.push((at(900), Event::QueueConfigured { queue: queue(10) }));
    day.extend(answered(2, 1_000, &one, &name));
    day.push((at(2_000), Event::AgentReady { agent: two.clone() }));
    day.push((at(2_001), Event::AgentPaused { agent: one.clone(), reason: pause("lunch") }));
    day.extend(waits(3, 2_100, &name));
    let why = RingEnd::NoAnswer;
    day.push((at(2_102), Event::CallRinging { call: call(3), agent: two.clone() }));
    day.push((at(2_122), Event::RingEnded { call: call(3), agent: two.clone(), why }));
    day.push((at(2_130), Event::CallLeft { call: call(3), exit: Exit::Abandoned }));
    for agent in [one, two] {
        day.push((at(3_000), Event::AgentSignedOut { agent }));
    }
    day
}

fn waits(id: u128, from: i64, queue: &QueueId) -> [(DateTime<Utc>, Event); 2] {
    [(at(from), entered(id)), (at(from), queued(id, queue.as_str()))]
}

fn answered(id: u128, from: i64, agent: &AgentId, queue: &QueueId) -> Vec<(DateTime<Utc>, Event)> {
    let (call, agent) = (call(id), agent.clone());
    let mut events = waits(id, from, queue).to_vec();
    events.extend([
        (at(from + 5), Event::CallRinging { call, agent: agent.clone() }),
        (at(from + 15), Event::CallAnswered { call, agent: agent.clone() }),
        (at(from + 75), Event::CallEnded { call, agent: agent.clone(), by: Ender::Caller }),
        (at(from + 95), Event::WrapUpEnded { call, agent, why: WrapUpEnd::Done }),
    ]);
    events
}

/// A server whose log begins with the day.
async fn with_day(limits: Limits) -> TestServer {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&Options::file(database(folder.path()))).await.expect("a database");
    add_users(&store).await;
    store.record(day().into_iter().map(|(at, event)| (at, Actor::Desk, event))).await.expect("written");
    TestServer::start_on(store, folder, limits).await
}

/// The same by hand.
fn folded<L: Ledger<Ids>>(mut ledger: L) -> L {
    let mut fold = Fold::default();
    for (at, event) in day() {
        if let Some(fact) = fact(&event) {
            fold.apply(at, fact, &mut ledger);
        }
    }
    ledger
}

struct Plain;

impl Labels<Ids> for Plain {
    fn queue(&self, queue: &QueueId) -> String {
        queue.to_string()
    }

    fn service(&self, service: &hotdesk::domain::ServiceType) -> String {
        service.to_string()
    }

    fn agent(&self, agent: &AgentId) -> String {
        agent.to_string()
    }
}

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

fn which() -> WhichReport {
    let (from, to) = (at(-3_600), at(7_200));
    WhichReport {
        from: Some(from),
        to: Some(to),
        interval: Every::Minutes(30),
        tz: Some(ZONE),
        ..WhichReport::default()
    }
}

async fn client(server: &TestServer, user: &str) -> Client {
    let client = Client::new(&format!("http://{}", server.server.addr), Pace::default()).expect("a client");
    let sign_in = SignIn {
        user: user.into(),
        password: Redacted(PASSWORD.into()),
        roles: vec![Role::Lead, Role::Qa, Role::Agent],
    };
    client.sign_in(&sign_in).await.expect("signed in");
    client
}

#[tokio::test]
async fn a_server_gives_what_its_log_gives() {
    let server = with_day(Limits::default()).await;
    let (client, which) = (client(&server, "ban").await, which());
    let periods = folded(Periods::<Ids>::new(which.interval, ZONE, which.range()));
    for report in Report::ALL {
        let sheet = client.report(report, &which).await.expect("a report");
        assert_eq!(sheet, report.sheet(&periods, &Plain, which.range()), "{}", report.name());
        assert!(!sheet.rows.is_empty(), "{}", report.name());
    }
}

#[tokio::test]
async fn the_calls_behind_a_number_are_those_of_the_log_and_say_nothing_of_callers() {
    let server = with_day(Limits::default()).await;
    let (ban, which) = (client(&server, "ban").await, which());
    let row = queue(20).id;
    let number = WhichNumber { row: row.to_string(), start: Some(at(0)), column: "service_level".to_owned() };
    let calls = ban.report_calls(Report::Queues, &which, &number).await.expect("the calls");
    let behind = folded(Behind::<Ids>::new(Row::Queue(row), which.interval.of(ZONE, at(0))));
    let field = Report::Queues.field("service_level").expect("the column");
    assert_eq!(calls, behind.sheet(Report::Queues, field, ZONE, ToString::to_string));
    assert_eq!(calls.rows.len(), 2);
    assert!(!shows_number(&serde_json::to_value(&calls).expect("json")));
}

/// The service level of all time by what is asked for.
async fn level(client: &Client, target_s: Option<u32>) -> Option<f64> {
    let which = WhichReport { interval: Every::All, target_s, ..which() };
    let sheet: Sheet = client.report(Report::Queues, &which).await.expect("a report");
    sheet.cell(0, "service_level").and_then(hotdesk::metrics::Cell::value)
}

#[tokio::test]
async fn a_promise_holds_from_when_it_was_made_unless_another_is_asked_for() {
    let server = with_day(Limits::default()).await;
    let client = client(&server, "qin").await;
    assert_eq!(level(&client, None).await, Some(1.0 / 3.0));
    assert_eq!(level(&client, Some(15)).await, Some(2.0 / 3.0));
    assert_eq!(level(&client, Some(14)).await, Some(0.0));
}

#[tokio::test]
async fn an_agent_sees_its_own_rows_alone() {
    let server = with_day(Limits::default()).await;
    let li = client(&server, "li").await;
    let which = WhichReport { interval: Every::All, ..which() };
    let sheet = li.report(Report::Agents, &which).await.expect("the own row");
    let names: Vec<_> = sheet.rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(names, [hotdesk::metrics::Cell::Text("1001".to_owned())]);
    let refused = li.report(Report::Queues, &which).await.expect_err("not an agent's");
    assert_eq!(refused.code(), Some(Code::Forbidden));
    let behind = |row: &str| WhichNumber { row: row.to_owned(), start: None, column: "answered".to_owned() };
    let own = li.report_calls(Report::Agents, &which, &behind("1001")).await.expect("the own calls");
    assert_eq!(own.rows.len(), 2);
    let refused = li.report_calls(Report::Agents, &which, &behind("1002")).await.expect_err("another's");
    assert_eq!(refused.code(), Some(Code::Forbidden));
    let clerk = server.sign_in("pan").await;
    server.get(&clerk, "/reports/agents").await.refused(Code::Forbidden);
}

#[tokio::test]
async fn what_makes_no_sense_is_told() {
    let server = with_day(Limits::default()).await;
    let ban = server.sign_in("ban").await;
    let check = async |path: &str, says: &str| {
        let problem = server.get(&ban, path).await.refused(Code::BadRequest);
        assert!(problem.detail.contains(says), "{path}: {}", problem.detail);
    };
    check("/reports/queues?interval=2d", "write 15m").await;
    check("/reports/queues?tz=Mars", "tz").await;
    check("/reports/queues?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "ends before").await;
    check("/reports/queues/calls?row=a&column=beauty", "no column").await;
    check("/reports/queues/calls?row=a&column=answered&interval=1h", "several intervals").await;
    server.get(&ban, "/reports/beauty").await.refused(Code::NotFound);
}

#[tokio::test]
async fn more_reports_than_the_server_makes_at_once_have_to_come_again() {
    let none = Limits { reports: 0, ..Limits::default() };
    let server = with_day(none).await;
    let ban = server.sign_in("ban").await;
    let answer = server.get(&ban, "/reports/queues").await;
    answer.refused(Code::TooMany);
    assert_eq!(answer.headers["retry-after"], "5");
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn a_time_that_is_left_out_is_all_time() {
    assert_eq!(WhichReport::default().range(), Interval::ALL);
    let day = WhichReport { from: Some(at(0)), ..WhichReport::default() };
    assert!(day.range().holds(at(0) + TimeDelta::days(900)));
}
