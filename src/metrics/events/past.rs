//! The facts of a call that another system recorded: all of them at once, each with its own time.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};

use super::Ids;
use crate::{
    domain::{AgentId, CallRecord, Direction},
    metrics::{Fact, HandedOn, Worked},
};

/// Who answered where the record does not say.
static NOBODY: LazyLock<AgentId> = LazyLock::new(|| AgentId::from("NO_SERVER"));

/// Tells all of a call that came in; calls that were placed are not counted from records.
pub fn tell<'r>(record: &'r CallRecord, told: &mut impl FnMut(DateTime<Utc>, Fact<'r, Ids>)) {
    if record.direction != Direction::Inbound || record.under_way {
        return;
    }
    let (call, entered_at) = (&record.call, record.entered_at);
    told(entered_at, Fact::Entered { call, service: Some(&record.service) });
    if let Some(contact) = &record.contact {
        told(entered_at, Fact::Known { call, contact });
    }
    let offered_at = record.offered_at.unwrap_or(entered_at);
    if let Some(queue) = &record.queue {
        told(offered_at, Fact::Offered { call, queue });
    }
    let wait_ms = u64::from(record.wait_s) * 1_000;
    let over_at = later(offered_at, record.wait_s);
    if let Some(exit) = &record.exit {
        return told(over_at, Fact::Left { call, how: exit.into(), wait_ms: Some(wait_ms) });
    }
    if was_self_served(record) {
        return told(entered_at, Fact::SelfServed { call });
    }
    let agent = record.agent.as_ref().unwrap_or(&NOBODY);
    let worked = Worked {
        talk_ms: u64::from(record.talk_s) * 1_000,
        hold_ms: u64::from(record.hold_s) * 1_000,
        wrap_up_ms: u64::from(record.wrap_up_s) * 1_000,
    };
    let ended_at = later(later(over_at, record.talk_s), record.hold_s);
    let handed_on = if record.transferred { HandedOn::Yes } else { HandedOn::No };
    told(over_at, Fact::Answered { call, agent, wait_ms: Some(wait_ms) });
    told(ended_at, Fact::Talked { call, agent, worked, handed_on });
}

/// Neither left nor came to anybody.
fn was_self_served(record: &CallRecord) -> bool {
    record.queue.is_none() && record.offered_at.is_none() && record.agent.is_none() && record.talk_s == 0
}

fn later(at: DateTime<Utc>, seconds: u32) -> DateTime<Utc> {
    at.checked_add_signed(TimeDelta::seconds(seconds.into())).unwrap_or(at)
}
