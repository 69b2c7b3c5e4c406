//! Small things that several topics are made of: ids by number, a queue, a moment.

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::domain::{
    AgentId, AgentKind, CallId, ContactId, Event, PauseCode, PhoneNumber, QueueId, QueueSettings,
    ServiceType, Tier, Words,
};
use uuid::Uuid;

/// Seconds after ten o'clock on the day of all these tests, a Monday.
pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(24 * 19_723 + 10) + TimeDelta::seconds(seconds)
}

pub fn call(number: u128) -> CallId {
    CallId(Uuid::from_u128(number))
}

pub fn contact(number: u128) -> ContactId {
    ContactId(Uuid::from_u128(number))
}

pub fn agent(name: &str) -> AgentId {
    AgentId::from(name)
}

pub fn queue(name: &str) -> QueueId {
    QueueId::from(name)
}

pub fn pause(code: &str) -> PauseCode {
    PauseCode::from(code)
}

pub fn words(text: &str) -> Words {
    Words { zh: text.into(), en: text.into() }
}

/// A queue for three, with a head start of a minute for priority 1 and of two for higher ones.
pub fn settings(name: &str) -> QueueSettings {
    QueueSettings {
        id: queue(name),
        label: words(name),
        target_s: 20,
        short_abandon_s: 5,
        max_wait_s: 300,
        ring_s: 20,
        wrap_up_s: 60,
        misses_before_pause: 2,
        keep_place_s: 120,
        capacity: 3,
        head_start_s: vec![0, 60, 120],
        hours: None,
    }
}

pub fn entered(id: u128) -> Event {
    Event::CallEntered {
        call: call(id),
        switch_ref: format!("ref-{id}"),
        number: PhoneNumber::new(format!("05550{id}")),
        contact: None,
        tier: Tier::Ordinary,
        service: ServiceType::from("PS"),
        priority: 0,
        repeats: 0,
    }
}

/// A call that an agent begins to contact 1, by no promise.
pub fn placed(id: u128, name: &str) -> Event {
    Event::CallPlaced {
        call: call(id),
        agent: agent(name),
        number: PhoneNumber::new("05551"),
        contact: Some(contact(1)),
        tier: Tier::Ordinary,
        service: ServiceType::from("callback"),
        callback: None,
    }
}

pub fn queued(id: u128, name: &str) -> Event {
    Event::CallQueued { call: call(id), queue: queue(name), head_start_s: 0, kept_from: None, position: None }
}

pub fn signed_in(name: &str, queues: &[&str]) -> Event {
    Event::AgentSignedIn {
        agent: agent(name),
        name: name.to_uppercase(),
        kind: AgentKind::Person,
        queues: queues.iter().map(|name| queue(name)).collect(),
        reason: pause("signed_in"),
    }
}

/// Whether the number of the tests' callers is in an answer. Ids and times have digits too, but never so many of these.
pub fn shows_number(body: &serde_json::Value) -> bool {
    body.to_string().replace(' ', "").contains("1380013")
}
