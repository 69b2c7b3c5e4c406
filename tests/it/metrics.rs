//! Events to numbers.

use chrono::{DateTime, Utc};
use hotdesk::{
    domain::{
        AgentId, AgentKind, CallId, Event, PauseCode, PhoneNumber, QueueId, QueueSettings, Tier, Words,
    },
    metrics::Today,
};
use uuid::Uuid;

mod periods;
mod properties;
mod stories;

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jerusalem;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn call(n: u128) -> CallId {
    CallId(Uuid::from_u128(n))
}

fn agent(n: usize) -> AgentId {
    AgentId::from(format!("70{n:02}"))
}

fn queue(n: usize) -> QueueId {
    QueueId::from(["general", "urgent"][n % 2])
}

fn configured(n: usize) -> Event {
    let label = Words { zh: "综合".into(), en: "General".into() };
    let queue = QueueSettings {
        id: queue(n),
        label,
        target_s: 20,
        short_abandon_s: 5,
        max_wait_s: 600,
        ring_s: 15,
        wrap_up_s: 60,
        misses_before_pause: 2,
        keep_place_s: 60,
        capacity: 50,
        head_start_s: vec![0],
        hours: None,
    };
    Event::QueueConfigured { queue }
}

fn entered(call: CallId) -> Event {
    Event::CallEntered {
        call,
        switch_ref: String::new(),
        number: PhoneNumber::new("+972545550123"),
        contact: None,
        tier: Tier::Ordinary,
        service: "PS".into(),
        priority: 0,
        repeats: 0,
    }
}

fn queued(call: CallId, n: usize) -> Event {
    Event::CallQueued { call, queue: queue(n), head_start_s: 0, kept_from: None, position: None }
}

fn signed_in(n: usize) -> Event {
    Event::AgentSignedIn {
        agent: agent(n),
        name: "Avi".into(),
        kind: AgentKind::Person,
        queues: vec![queue(0), queue(1)],
        reason: PauseCode::from("start"),
    }
}

fn placed(call: CallId, agent: AgentId) -> Event {
    Event::CallPlaced {
        call,
        agent,
        number: PhoneNumber::new("+972545550123"),
        contact: None,
        tier: Tier::Ordinary,
        service: "callback".into(),
        callback: None,
    }
}

fn fold(log: &[(DateTime<Utc>, Event)]) -> Today {
    let mut today = Today::new(ZONE);
    log.iter().for_each(|(at, event)| today.apply(*at, event));
    today
}
