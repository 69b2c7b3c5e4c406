//! Folding a long log, beside only decoding it.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{
        Actor, AgentId, AgentKind, CallId, Ender, Event, Floor, PhoneNumber, QueueId, QueueSettings,
        ServiceType, Tier, Words, WrapUpEnd,
    },
    storage::{Entry, Options, Store},
};
use uuid::Uuid;

use crate::measure::{median, ratio, row, show, time};

const CALLS: u64 = 166_666;
const AGENTS: u64 = 50;
/// Events written at once.
const TRANSACTION: usize = 10_000;
const QUEUE: &str = "private";

/// Prints the rows.
pub fn run() {
    let events = busy_log(AGENTS);
    let lines: Vec<String> =
        events.iter().map(|(_, event)| serde_json::to_string(event).expect("events serialize")).collect();
    let fold = median(5, || time(|| folded(&events)));
    let decode = median(3, || {
        time(|| lines.iter().filter(|line| serde_json::from_str::<Event>(line).is_ok()).count())
    });
    let what = format!("fold of {} events into a floor", events.len());
    row(&what, &show(fold), &format!("decoding them from JSON: {}", show(decode)), ratio(fold, decode));
}

/// A database with the log, chained and projected as a server would have it.
pub fn write(path: &Path) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&Options::file(path)).await.expect("a database");
        let mut chain = store.head().await.expect("the end of the log");
        for events in busy_log(AGENTS).chunks(TRANSACTION) {
            let entry = |(at, event): &(DateTime<Utc>, Event)| {
                Entry::chained(&mut chain, *at, Actor::Desk, event.clone()).expect("events serialize")
            };
            let entries: Vec<Entry> = events.iter().map(entry).collect();
            store.append(&entries, &[]).await.expect("written");
        }
        store.close().await;
    });
}

fn folded(events: &[(DateTime<Utc>, Event)]) -> Floor {
    let mut floor = Floor::default();
    for (at, event) in events {
        floor.apply(*at, event).expect("the bench's log is legal");
    }
    floor
}

/// A legal log of about a million events: so many agents take call after call, six events each.
pub fn busy_log(agents: u64) -> Vec<(DateTime<Utc>, Event)> {
    let start = DateTime::<Utc>::UNIX_EPOCH;
    let mut events = vec![(start, Event::QueueConfigured { queue: settings() })];
    for agent in 0..agents {
        events.push((start, signed_in(agent)));
        events.push((start, Event::AgentReady { agent: agent_id(agent) }));
    }
    for call in 0..CALLS {
        let at = start + TimeDelta::seconds(i64::try_from(call).expect("few enough"));
        events.extend(
            one_call(CallId(Uuid::from_u128(u128::from(call))), agent_id(call % agents))
                .map(|event| (at, event)),
        );
    }
    events
}

fn one_call(call: CallId, agent: AgentId) -> [Event; 6] {
    let entered = Event::CallEntered {
        call,
        switch_ref: "bench".into(),
        number: PhoneNumber::new("+442079460000"),
        contact: None,
        tier: Tier::Ordinary,
        service: ServiceType::from(QUEUE),
        priority: 0,
        repeats: 0,
    };
    [
        entered,
        Event::CallQueued {
            call,
            queue: QueueId::from(QUEUE),
            head_start_s: 0,
            kept_from: None,
            position: None,
        },
        Event::CallRinging { call, agent: agent.clone() },
        Event::CallAnswered { call, agent: agent.clone() },
        Event::CallEnded { call, agent: agent.clone(), by: Ender::Caller },
        Event::WrapUpEnded { call, agent, why: WrapUpEnd::Done },
    ]
}

fn agent_id(agent: u64) -> AgentId {
    AgentId::from(format!("80{agent:02}"))
}

fn signed_in(agent: u64) -> Event {
    Event::AgentSignedIn {
        agent: agent_id(agent),
        name: "bench".into(),
        kind: AgentKind::Person,
        queues: vec![QueueId::from(QUEUE)],
        reason: "signed_in".into(),
    }
}

fn settings() -> QueueSettings {
    QueueSettings {
        id: QueueId::from(QUEUE),
        label: Words { zh: QUEUE.into(), en: QUEUE.into() },
        target_s: 20,
        short_abandon_s: 5,
        max_wait_s: 600,
        ring_s: 15,
        wrap_up_s: 60,
        misses_before_pause: 2,
        keep_place_s: 60,
        capacity: 1000,
        head_start_s: vec![0],
        hours: None,
    }
}
