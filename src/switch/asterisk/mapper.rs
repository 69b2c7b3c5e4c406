//! What Asterisk's events mean for calls: a fold of blocks into [`SwitchEvent`]s. Pure.
//!
//! A call is known by the `Linkedid` that it had when it joined its first queue. It begins there (greeting and self-service before it are
//! the dialplan's) and is followed until it leaves the queues that are ours, or its talk is over.
//!
//! `QueueCallerJoin` → (`AgentCalled` → … `Hangup` of that leg)* → `AgentConnect` → `Hold`, `Unhold` → `BlindTransfer`, `AttendedTransfer`,
//! `AgentComplete`; or `QueueCallerAbandon`, `QueueCallerLeave`. Who ends a talk is who asked first: `HangupRequest`, or we ourselves, as
//! `AgentComplete` says "caller" when the agent's leg is hung up by an action.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{block::Block, names::Names};
use crate::{
    domain::{AgentId, CallId, Ender, RingEnd},
    switch::{Happened, SwitchEvent},
};

mod ahead;
mod line;
mod queue;
mod survey;
mod talk;

use line::{Leg, Line, Stage};
pub use survey::Survey;

/// The fold.
#[derive(Clone, Debug)]
pub struct Mapper {
    names: Names,
    /// Callers by the `Linkedid` of their first join.
    lines: HashMap<String, Line>,
    /// Whose line a channel is on: the caller's own, and those of phones that ring or speak.
    channels: HashMap<String, String>,
    /// Phones that answered, in that order, until they hang up: with one of them an attended transfer ends.
    dialled: Vec<Dialled>,
    out: Vec<SwitchEvent>,
}

/// A phone that answered a dial.
#[derive(Clone, Debug)]
struct Dialled {
    linkedid: String,
    leg: Leg,
}

impl Mapper {
    /// A fold that has seen nothing.
    pub fn new(names: Names) -> Self {
        Self { names, lines: HashMap::new(), channels: HashMap::new(), dialled: Vec::new(), out: Vec::new() }
    }

    /// Takes an event that was read at `now`, and tells what it means. The time is Asterisk's own where it writes one.
    pub fn take(&mut self, now: DateTime<Utc>, block: &Block) -> Vec<SwitchEvent> {
        let at = block.time().unwrap_or(now);
        if !self.is_ahead(at, block) {
            self.fold(at, block);
        }
        std::mem::take(&mut self.out)
    }

    fn fold(&mut self, at: DateTime<Utc>, block: &Block) {
        match block.event().unwrap_or_default() {
            "QueueCallerJoin" => self.joined(at, block),
            "AgentCalled" => self.called(at, block),
            "AgentRingNoAnswer" => self.missed(block),
            "QueueCallerAbandon" => self.abandoned(at, block),
            "QueueCallerLeave" => self.left(at, block),
            "AgentConnect" => self.connected(at, block),
            "Hold" => self.held(at, block),
            "Unhold" => self.resumed(at, block),
            "DialBegin" => self.dial_began(at, block),
            "DialEnd" => self.dial_ended(at, block),
            "BlindTransfer" => self.blind_transfer(at, block),
            "AttendedTransfer" => self.attended_transfer(at, block),
            "AgentComplete" => self.completed(at, block),
            "HangupRequest" => self.hangup_requested(block),
            "Hangup" => self.hung_up(at, block),
            _ => {}
        }
    }

    /// The channel of the agent who speaks with this caller.
    pub fn talking_channel(&self, call: CallId) -> Option<&str> {
        match &self.line_of(call)?.stage {
            Stage::Talking(talk) => Some(&talk.leg.channel),
            _ => None,
        }
    }

    /// The channel of this agent's phone that rings with the call.
    pub fn ringing_channel(&self, call: CallId, agent: &AgentId) -> Option<&str> {
        let mut rings = self.line_of(call)?.rings.iter();
        rings.find(|ring| ring.leg.agent == *agent).map(|ring| ring.leg.channel.as_str())
    }

    /// The caller's own channel.
    pub fn caller_channel(&self, call: CallId) -> Option<&str> {
        Some(&self.line_of(call)?.channel)
    }

    /// We are about to end the call for somebody: whatever Asterisk says, that one ended it.
    pub fn will_hang_up(&mut self, call: CallId, by: Ender) {
        if let Some(line) = self.line_of_mut(call) {
            line.ours = Some(by);
        }
    }

    /// Asterisk has refused to end it: it goes on, and whoever ends it has done so.
    pub fn did_not_hang_up(&mut self, call: CallId) {
        if let Some(line) = self.line_of_mut(call) {
            line.ours = None;
        }
    }

    /// We are about to stop a ring for this reason.
    pub fn will_stop_ring(&mut self, call: CallId, agent: &AgentId, why: RingEnd) {
        let ring = self.line_of_mut(call).and_then(|line| line.ring_of(agent));
        if let Some(ring) = ring {
            ring.stopped = Some(why);
        }
    }

    fn line_of(&self, call: CallId) -> Option<&Line> {
        self.lines.values().find(|line| line.call == call)
    }

    fn line_of_mut(&mut self, call: CallId) -> Option<&mut Line> {
        self.lines.values_mut().find(|line| line.call == call)
    }

    /// The line that a channel of this block is on, and the fields that go with it.
    fn line_at(&mut self, uniqueid: Option<&str>) -> Option<&mut Line> {
        self.lines.get_mut(self.channels.get(uniqueid?)?)
    }

    fn forget(&mut self, linkedid: &str) {
        self.lines.remove(linkedid);
        self.channels.retain(|_, line| line != linkedid);
    }
}

/// The call of a caller's `visit`-th stay in our queues, counted from 0. The same after a restart of ours.
pub(in crate::switch::asterisk) fn call_id(linkedid: &str, visit: u32) -> CallId {
    let name = if visit == 0 { linkedid.to_owned() } else { format!("{linkedid} {visit}") };
    CallId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

fn event(at: DateTime<Utc>, what: Happened) -> SwitchEvent {
    SwitchEvent::new(at, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::switch::asterisk::names::Pattern;

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
}
