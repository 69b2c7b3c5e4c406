//! Events as Asterisk writes them, about one conversation, and what they mean in short words.

use super::*;
use crate::{
    domain::TransferTarget,
    switch::asterisk::{event::GREETING, names::Pattern},
};

/// The caller's channel.
pub const CALLER: &str = "1.1";
/// The half of the channel by which an agent asks that is in the dialplan.
pub const ASKS: &str = "1.7";
const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// One queue, `hotline`, which is our `private`.
pub fn names() -> Names {
    let pattern = |text, blank| Pattern::parse(text, blank).expect("one blank");
    Names {
        members: pattern("PJSIP/{agent}", "agent"),
        queues: [("hotline".to_owned(), "private".into())].into(),
        context: "internal".into(),
        agent_extension: pattern("{agent}", "agent"),
        queue_extension: pattern("{queue}", "queue"),
    }
}

/// An event of this moment, s, with these fields.
fn event(second: u32, kind: &str, fields: &[(&str, &str)]) -> Block {
    let timestamp = format!("{second}.000000");
    let head = [("Event", kind), ("Timestamp", timestamp.as_str()), ("Linkedid", CALLER)];
    head.into_iter().chain(fields.iter().copied()).collect()
}

/// The same about a caller, or another one who dials, and the phone of an agent: `8001`, or `8001-2` for another call at it. What nobody
/// dials is a conversation of its own.
fn ring(second: u32, kind: &str, by: Option<&str>, leg: &str, fields: &[(&str, &str)]) -> Block {
    let phone = format!("PJSIP/{}-1", leg.split('-').next().unwrap_or(leg));
    let linkedid = if by.is_some() { CALLER } else { leg };
    let name = if by == Some(ASKS) { "Local/8002@internal-1;2" } else { "PJSIP/public-1" };
    let by = by.map(|by| [("Uniqueid", by), ("Channel", name)]).unwrap_or_default();
    let to = [("DestUniqueid", leg), ("DestChannel", &phone), ("DestLinkedid", linkedid)];
    event(second, kind, &[&by[..], &to, fields].concat())
}

/// The dialplan writes this onto a channel of the caller's conversation.
pub fn variable(second: u32, channel: &str, name: &str, value: &str) -> Block {
    let fields = [("Uniqueid", channel), ("Channel", "PJSIP/public-1"), ("Variable", name), ("Value", value)];
    event(second, "VarSet", &fields)
}

/// The caller hears the greeting before this queue.
pub fn greeted(second: u32, queue: &str) -> Block {
    variable(second, CALLER, GREETING, queue)
}

/// The dialplan leads the caller into this queue.
pub fn step(second: u32, queue: &str) -> Block {
    let fields = [("Uniqueid", CALLER), ("Application", "Queue"), ("AppData", queue)];
    event(second, "Newexten", &fields)
}

pub fn asks_to_hang_up(second: u32, channel: &str) -> Block {
    event(second, "HangupRequest", &[("Uniqueid", channel)])
}

/// A caller comes to the queue, or an agent who asks it.
pub fn join(second: u32, channel: &str) -> Block {
    let name = if channel == CALLER { "PJSIP/public-1" } else { "Local/hotline@internal-1;2" };
    let fields = [("Uniqueid", channel), ("Channel", name), ("Queue", "hotline"), ("Exten", "hotline")];
    event(second, "QueueCallerJoin", &fields)
}

pub fn called(second: u32, channel: &str, leg: &str) -> Block {
    ring(second, "AgentCalled", Some(channel), leg, &[("Interface", &format!("PJSIP/{leg}"))])
}

pub fn connected(second: u32, channel: &str, leg: &str) -> Block {
    ring(second, "AgentConnect", Some(channel), leg, &[("Interface", &format!("PJSIP/{leg}"))])
}

/// The dialplan dials a phone, for this channel or for none.
pub fn dial(second: u32, by: Option<&str>, leg: &str) -> Block {
    ring(second, "DialBegin", by, leg, &[])
}

pub fn dial_answered(second: u32, by: Option<&str>, leg: &str) -> Block {
    ring(second, "DialEnd", by, leg, &[("DialStatus", "ANSWER")])
}

pub fn dial_unanswered(second: u32, by: Option<&str>, leg: &str) -> Block {
    ring(second, "DialEnd", by, leg, &[("DialStatus", "NOANSWER")])
}

/// The agent is led to this extension.
pub fn led(second: u32, extension: &str) -> Block {
    let name = format!("Local/{extension}@internal-1;2");
    let two = [("LocalTwoUniqueid", ASKS), ("LocalTwoLinkedid", CALLER), ("LocalTwoChannel", name.as_str())];
    event(second, "LocalBridge", &[&two[..], &[("LocalTwoExten", extension)]].concat())
}

pub fn hangup(second: u32, channel: &str) -> Block {
    event(second, "Hangup", &[("Uniqueid", channel), ("Cause", "16")])
}

pub fn blind_transfer(second: u32, extension: &str) -> Block {
    let transferer = [("TransfererUniqueid", "8001"), ("TransfererLinkedid", CALLER)];
    let fields = [&transferer[..], &[("Result", "Success"), ("Extension", extension)]].concat();
    event(second, "BlindTransfer", &fields)
}

pub fn attended_transfer(second: u32) -> Block {
    let fields = [
        ("Result", "Success"),
        ("OrigTransfererUniqueid", "8001"),
        ("OrigTransfererLinkedid", CALLER),
        ("SecondTransfererUniqueid", "8001"),
        ("SecondTransfererLinkedid", CALLER),
    ];
    event(second, "AttendedTransfer", &fields)
}

/// The same about another conversation.
pub fn of_another(block: &Block) -> Block {
    let other = |(key, value): (&str, &str)| {
        let prefix = if key.ends_with("id") { "2-" } else { "" };
        (key.to_owned(), format!("{prefix}{value}"))
    };
    block.fields().map(other).collect()
}

/// What these events mean for a caller who speaks with agent 8001 since the second second.
#[track_caller]
pub fn check(events: &[Block], expected: &[&str]) {
    check_after(
        &[join(1, CALLER), called(1, CALLER, "8001"), connected(2, CALLER, "8001")],
        events,
        expected,
    );
}

/// What these events mean after those.
#[track_caller]
pub fn check_after(before: &[Block], events: &[Block], expected: &[&str]) {
    let mut mapper = Mapper::new(names());
    for block in before {
        mapper.take(NOW, block).expect("it is typed");
    }
    let told = events.iter().flat_map(|block| mapper.take(NOW, block).expect("it is typed"));
    let told: Vec<_> = told.map(|event| (event.at.timestamp(), event.what)).collect();
    let words: Vec<_> = told.iter().map(|(_, what)| word(what)).collect();
    assert_eq!(words, expected);
    assert!(told.is_sorted_by_key(|(second, _)| *second), "{told:?}");
}

fn word(what: &Happened) -> String {
    let place = |to: &TransferTarget| match to {
        TransferTarget::Queue { queue } => queue.to_string(),
        TransferTarget::Agent { agent } => agent.to_string(),
    };
    match what {
        Happened::Entered { .. } => "entered".into(),
        Happened::SelfServed { .. } => "served".into(),
        Happened::Left { exit, .. } => format!("{exit:?}"),
        Happened::Recording { state, .. } => format!("recording {state:?}"),
        Happened::Transferred { to, .. } => format!("to {}", place(to)),
        Happened::Queued { queue, .. } => format!("queued {queue}"),
        Happened::Ringing { agent, .. } => format!("rings {agent}"),
        Happened::RingEnded { agent, .. } => format!("ring ended {agent}"),
        Happened::Answered { agent, .. } => format!("answered {agent}"),
        Happened::ConsultBegan { to, .. } => format!("asks {}", place(to)),
        Happened::ConsultEnded { .. } => "asks no more".into(),
        Happened::HungUp { by, .. } => format!("hung up {by:?}"),
        other => format!("{other:?}"),
    }
}
