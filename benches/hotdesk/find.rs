//! A million open tickets: words looked for in them beside a scan of what was written, and the most urgent of one agent beside the same
//! question without our index.

use std::{path::Path, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{
        Actor, Event, Sought, Ticket, TicketForm, TicketId,
        clock::{Allowance, Calendar, Clock},
        lifecycle::{TicketClock, Work},
    },
    storage::{Entry, Options, Store, TicketFilter},
};
use rand::{RngExt, SeedableRng, rngs::SmallRng, seq::IndexedRandom};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use uuid::Uuid;

use crate::measure::{at, ratio, row, show_spread};

const TICKETS: u128 = 1_000_000;
/// Submitted in one transaction.
const AT_ONCE: u128 = 2_000;
/// Agents who wrote them.
const AGENTS: u32 = 200;
/// Items of a page.
const PAGE: u32 = 50;
/// Times that we are asked.
const ASKED: usize = 400;
/// Times that the reference is asked.
const SCANNED: usize = 8;

const MATTERS: [&str; 8] =
    ["停电", "水管漏水", "路灯不亮", "噪音扰民", "账单多收", "垃圾未清", "公交改线", "street lamp broken"];
const STREETS: [&str; 10] = ["柳", "塔前", "建国", "人民", "解放", "中山", "和平", "胜利", "新华", "长江"];

/// Prints the rows.
pub fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("million.db");
    runtime.block_on(async {
        let store = Store::open(&Options::file(&path)).await.expect("a database");
        fill(&store).await;
        let mut bare = bare(&path).await;
        search(&store, &mut bare).await;
        most_urgent(&store, &mut bare).await;
        store.close().await;
    });
}

async fn bare(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    options.connect().await.expect("the same database")
}

async fn search(store: &Store, bare: &mut SqliteConnection) {
    let mut random = SmallRng::seed_from_u64(2);
    let filter = TicketFilter::default();
    let (mut found, mut scanned) = (Vec::new(), Vec::new());
    for nth in 0..ASKED {
        let query = query(&mut random);
        let sought = Sought::parse(&query).expect("words");
        let began = std::time::Instant::now();
        store.search_tickets(&sought, None, &filter, None, PAGE).await.expect("a search");
        found.push(began.elapsed());
        if nth < SCANNED {
            scanned.push(scan(bare, &query).await);
        }
    }
    let share = ratio(at(&mut found, 0.5), at(&mut scanned, 0.5));
    row(
        "a page of 50 found by one to three words in 1 M tickets, newest first",
        &show_spread(&mut found),
        &format!("LIKE over what was written: {}", show_spread(&mut scanned)),
        share,
    );
}

/// One to three words: of all tickets one in eight to one in a hundred thousand holds them.
fn query(random: &mut SmallRng) -> String {
    let street = format!("{}路{}号", STREETS.choose(random).expect("a street"), random.random_range(1..500));
    let matter = *MATTERS.choose(random).expect("a matter");
    match random.random_range(0..4) {
        0 => matter.to_owned(),
        1 => street,
        2 => format!("{matter} {street}"),
        _ => format!("{matter} {street} 第{}户", random.random_range(0..100)),
    }
}

async fn scan(bare: &mut SqliteConnection, query: &str) -> Duration {
    let words: Vec<String> = query.split(' ').map(|word| format!("%{word}%")).collect();
    let condition: Vec<String> = (1..=words.len()).map(|nth| format!("body LIKE ${nth}")).collect();
    let select = format!(
        "SELECT body FROM tickets NOT INDEXED WHERE open = 1 AND {} ORDER BY seq DESC LIMIT {PAGE}",
        condition.join(" AND ")
    );
    let query = words.iter().fold(sqlx::query(sqlx::AssertSqlSafe(select)), |query, word| query.bind(word));
    let began = std::time::Instant::now();
    query.fetch_all(bare).await.expect("a scan");
    began.elapsed()
}

async fn most_urgent(store: &Store, bare: &mut SqliteConnection) {
    let (mut listed, mut scanned) = (Vec::new(), Vec::new());
    for nth in 0..ASKED {
        let agent = agent(nth as u32 % AGENTS);
        let filter = TicketFilter { agent: Some(agent.as_str().into()), ..TicketFilter::default() };
        let began = std::time::Instant::now();
        let page = store.tickets(&filter, None, PAGE).await.expect("a list");
        listed.push(began.elapsed());
        assert_eq!(page.items.len(), PAGE as usize);
        if nth < SCANNED {
            let select = "SELECT due, body FROM tickets NOT INDEXED WHERE open = 1 AND agent = $1 ORDER BY due, id LIMIT 50";
            let began = std::time::Instant::now();
            sqlx::query(select).bind(agent).fetch_all(&mut *bare).await.expect("a scan");
            scanned.push(began.elapsed());
        }
    }
    let share = ratio(at(&mut listed, 0.5), at(&mut scanned, 0.5));
    row(
        "the 50 most urgent of one agent out of 1 M open tickets",
        &show_spread(&mut listed),
        &format!("the same question without our index: {}", show_spread(&mut scanned)),
        share,
    );
}

async fn fill(store: &Store) {
    let mut random = SmallRng::seed_from_u64(1);
    let calendar = Calendar::always(chrono_tz::Tz::Asia__Shanghai);
    let (mut chain, mut submitted) = (store.head().await.expect("a head"), 0);
    let mut wrote = Duration::ZERO;
    while submitted < TICKETS {
        let mut entry = |nth| {
            let ticket = ticket(nth, &calendar, &mut random);
            let event = Event::TicketSubmitted { ticket: Box::new(ticket.clone()) };
            Entry::chained(&mut chain, ticket.at, Actor::Desk, event).expect("an entry")
        };
        let entries: Vec<Entry> = (submitted..submitted + AT_ONCE).map(&mut entry).collect();
        let began = std::time::Instant::now();
        store.append(&entries, &[]).await.expect("written");
        wrote += began.elapsed();
        submitted += AT_ONCE;
    }
    row(
        "tickets into the store, 2000 in a transaction, found at once",
        &format!("{:.0}/s", TICKETS as f64 / wrote.as_secs_f64()),
        "",
        None,
    );
}

fn agent(nth: u32) -> String {
    format!("{}", 1_000 + nth)
}

fn ticket(nth: u128, calendar: &Calendar, random: &mut SmallRng) -> Ticket {
    let first: DateTime<Utc> = "2026-01-05T00:00:00Z".parse().expect("a time");
    let at = first + TimeDelta::seconds(nth as i64);
    let (matter, street) =
        (MATTERS.choose(random).expect("a matter"), STREETS.choose(random).expect("a street"));
    let rest: String =
        (0..60).map(|_| char::from_u32(random.random_range(0x4E00..0x5200)).unwrap_or('字')).collect();
    let form = TicketForm {
        category: Some("billing.error".into()),
        subject: format!("{matter}，第{}户", random.random_range(0..100)),
        place: format!("{street}路{}号", random.random_range(1..500)),
        description: rest,
        contact_number: format!("138{nth:08}"),
        ..TicketForm::default()
    };
    let allowance = Allowance::ClockMinutes(random.random_range(60..100_000));
    let clock = TicketClock {
        clock: Clock::new(at, allowance),
        deadline: calendar.deadline(at, allowance),
        earlier: Vec::new(),
        marks: Vec::new(),
        told: 0,
    };
    let mut work = Work::new("government".into(), "submitted".into(), at);
    work.clocks.insert("dispatch".into(), clock);
    Ticket {
        id: TicketId(Uuid::from_u128(0x7100_0000 + nth)),
        number: format!("20260105-{nth:07}"),
        version: 1,
        call: None,
        contact: None,
        agent: agent(random.random_range(0..AGENTS)).into(),
        at,
        priority: form.priority(),
        deadline: None,
        work,
        form,
    }
}
