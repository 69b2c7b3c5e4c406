//! What Asterisk's events mean for calls: a fold of [`Event`]s into [`SwitchEvent`]s. Pure.
//!
//! A call is known by the `Linkedid` that it had when it joined its first queue. It begins there, or in the greeting before it where the
//! dialplan tells of that ([`GREETING`](super::event::GREETING)), and is followed until it leaves the queues that are ours, or its talk is over.
//! Whoever is told over and comes again is another call: how often that was is written on the caller's channel ([`MARK`](mark::MARK)), where we
//! find it after a restart of ours.
//!
//! (`VarSet` of `HOTDESK_GREETING`) → `QueueCallerJoin` → (`AgentCalled` → … `Hangup` of that leg)* → `AgentConnect` → `Hold`, `Unhold` → `BlindTransfer`, `AttendedTransfer`,
//! `AgentComplete`; or `QueueCallerAbandon`, `QueueCallerLeave` → `VarSet` of `QUEUESTATUS`. Who ends a talk is who asked first:
//! `HangupRequest`, or we ourselves, as `AgentComplete` says "caller" when the agent's leg is hung up by an action.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    block::Block,
    event::{Channel, Event, Linkedid, Uniqueid, Untyped},
    names::Names,
};
use crate::{
    domain::{AgentId, CallId, Ender, Monitor, RingEnd},
    switch::{Happened, SwitchEvent},
};

mod ahead;
mod beside;
mod consult;
mod exits;
mod greeting;
mod line;
mod mark;
mod members;
mod placed;
mod queue;
mod serving;
mod survey;
mod talk;

use line::{AskedIn, Leg, Line, Stage};
pub use mark::VARIABLES;
use members::Members;
use placed::placed_call;
pub use placed::placed_channel;
use serving::Serving;
pub use survey::Survey;

/// The fold.
#[derive(Clone, Debug)]
pub struct Mapper {
    names: Names,
    /// Callers by the `Linkedid` of their first join.
    lines: HashMap<Linkedid, Line>,
    /// Whose line a channel is on: the caller's own, and those of phones that ring or speak.
    channels: HashMap<Uniqueid, Linkedid>,
    /// Phones that answered, in that order, until they hang up: with one of them an attended transfer ends.
    dialled: Vec<Dialled>,
    /// Recordings of channels that are on no line yet, by their names as far as these are told.
    recorded: HashMap<Uniqueid, Option<String>>,
    /// Queues that the dialplan takes callers to who are in none yet.
    doors: HashMap<Uniqueid, String>,
    members: Members,
    serving: Serving,
    /// Calls whose callers are gone, the last ones: notes are written afterwards too, and what is left of a conversation may come again.
    over: VecDeque<Over>,
    /// How far Asterisk's clock is ahead of ours, where that is too far.
    ahead: TimeDelta,
    out: Vec<SwitchEvent>,
}

/// How the queue_log knows a call: by Asterisk's name of its queue, and by the caller's channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    pub queue: String,
    pub uniqueid: String,
}

/// A call whose caller is gone.
#[derive(Clone, Debug)]
struct Over {
    call: CallId,
    linkedid: Linkedid,
    visit: u32,
    logged: Option<Logged>,
}

/// How many calls are remembered that are over.
const OVER: usize = 1_000;

/// A phone that answered a dial.
#[derive(Clone, Debug)]
struct Dialled {
    linkedid: Linkedid,
    leg: Leg,
}

/// When an event was, and when we heard it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    at: DateTime<Utc>,
    heard: DateTime<Utc>,
}

impl Mapper {
    /// A fold that has seen nothing.
    pub fn new(names: Names) -> Self {
        Self {
            names,
            lines: HashMap::new(),
            channels: HashMap::new(),
            dialled: Vec::new(),
            recorded: HashMap::new(),
            doors: HashMap::new(),
            members: Members::default(),
            serving: Serving::default(),
            over: VecDeque::new(),
            ahead: TimeDelta::zero(),
            out: Vec::new(),
        }
    }

    /// Asterisk's clock is so far ahead of ours: its times are told by ours from now on.
    pub fn clock_is_ahead(&mut self, ahead: TimeDelta) {
        self.ahead = ahead;
    }

    /// Takes an event that was read at `now`, and tells what it means. The time is Asterisk's own where it writes one.
    ///
    /// # Errors
    /// When the event lacks what events of its kind have; nothing is changed then.
    pub fn take(&mut self, now: DateTime<Utc>, block: &Block) -> Result<Vec<SwitchEvent>, Untyped> {
        let at = block.time().and_then(|at| at.checked_sub_signed(self.ahead));
        let moment = Moment { at: at.unwrap_or(now), heard: now };
        if let Some(event) = Event::read(block)? {
            self.hear(moment, event);
        }
        Ok(std::mem::take(&mut self.out))
    }

    /// Tells what had to stand for a while before it is told, now that it has; to be called about once a second.
    pub fn tick(&mut self, now: DateTime<Utc>) -> Vec<SwitchEvent> {
        let left = |line: &mut Line| line.left_by(now).or_else(|| line.lost_by(now));
        let left: Vec<_> = self.lines.values_mut().filter_map(left).collect();
        self.out.extend(left);
        self.out.extend(self.members.tick(now));
        let elsewise = self.serving.tick(now);
        self.out.extend(elsewise.into_iter().map(|what| event(now, what)));
        std::mem::take(&mut self.out)
    }

    fn hear(&mut self, moment: Moment, event: Event) {
        if let Some(event) = self.keep_ahead(moment, event) {
            self.fold(moment, event);
        }
    }

    fn fold(&mut self, moment: Moment, event: Event) {
        let at = moment.at;
        match event {
            Event::Greeted { caller, queue } => self.greeted(at, &caller, queue.as_deref()),
            Event::Joined { caller, queue, position } => self.joined(at, &caller, &queue, position),
            Event::Called { caller, phone, interface } => {
                let leg = self.member_leg(phone, &interface);
                self.ring(at, &caller.uniqueid, leg);
            }
            Event::Missed { phone } => self.missed(&phone.uniqueid),
            Event::Abandoned { caller } => self.abandoned(moment, &caller),
            Event::Left { caller } => self.left(moment, &caller),
            Event::Connected { caller, phone, interface } => {
                let leg = self.member_leg(phone, &interface);
                self.answer(at, &caller.uniqueid, leg);
            }
            Event::Held { channel } => self.hold(at, &channel.uniqueid, true),
            Event::Resumed { channel } => self.hold(at, &channel.uniqueid, false),
            Event::DialBegan { caller, phone } => self.dial_began(at, caller, phone),
            Event::DialEnded { caller, phone, how } => self.dial_ended(at, caller, phone, how),
            Event::BlindTransfer { from, extension } => {
                let to = self.names.target(&extension);
                self.hand_on(moment, &from.uniqueid, to);
            }
            Event::AttendedTransfer { first, second } => self.attended_transfer(moment, [first, second]),
            Event::Completed { phone, why } => self.completed(at, phone, why),
            Event::HangupRequest { channel } => self.hangup_requested(&channel.uniqueid),
            Event::Hangup { channel, cause } => self.hung_up(moment, &channel, cause),
            Event::QueueStatus { caller, status } => self.queue_status(at, &caller, &status),
            Event::Step { caller, queue } => self.stepped(at, caller, queue),
            Event::LedOn { by } => self.consult_begins(at, &by),
            Event::Member(member) => self.member_heard(moment.heard, &member),
            Event::MemberGone(member) => self.member_is(moment.heard, &member, None),
            Event::RecordingNamed { channel, file } => self.recording_named(channel, file),
            Event::RecordingStarted { channel } => self.recording_started(at, channel),
            Event::RecordingStopped { channel } => self.recording_stopped(at, &channel.uniqueid),
            Event::RecordingMuted { channel, is_muted } => {
                self.recording_muted(at, &channel.uniqueid, is_muted);
            }
            Event::SpyStarted { spy, spied } => self.spy_started(at, spy, &spied.uniqueid),
            Event::SpyStopped { spy } => self.spy_stopped(at, &spy.uniqueid),
            Event::Originated { phone, how } => self.originated(at, phone, how),
        }
    }

    fn line_of(&self, call: CallId) -> Option<&Line> {
        self.lines.values().find(|line| line.call == call)
    }

    fn line_of_mut(&mut self, call: CallId) -> Option<&mut Line> {
        self.lines.values_mut().find(|line| line.call == call)
    }

    /// The line that this channel is on.
    fn line_at(&mut self, channel: &Uniqueid) -> Option<&mut Line> {
        self.lines.get_mut(self.channels.get(channel)?)
    }

    fn forget(&mut self, linkedid: &Linkedid) {
        let Some(line) = self.lines.remove(linkedid) else { return };
        let (linkedid, logged) = (linkedid.clone(), self.logged_line(&line));
        self.channels.retain(|_, line| *line != linkedid);
        self.over.push_back(Over { call: line.call, linkedid, visit: line.visit, logged });
        self.over.drain(..self.over.len().saturating_sub(OVER));
    }

    /// Which stay in our queues the next one of this conversation is.
    fn next_visit(&self, linkedid: &Linkedid) -> u32 {
        let over = || self.over.iter().rev().find(|over| over.linkedid == *linkedid);
        let known = self.lines.get(linkedid).map(Line::next_visit);
        known.unwrap_or_else(|| over().map_or(0, |over| over.visit + 1))
    }

    /// The phone of a queue's member.
    fn member_leg(&self, phone: Channel, interface: &str) -> Leg {
        Leg { uniqueid: phone.uniqueid, channel: phone.name, agent: self.names.agent(interface) }
    }

    /// A phone that the dialplan dials.
    fn dialled_leg(&self, phone: Channel) -> Leg {
        let agent = self.names.agent_of_channel(&phone.name);
        Leg { uniqueid: phone.uniqueid, channel: phone.name, agent }
    }
}

/// What orders need to know, and what the fold needs to know of them: that it is our own doing.
impl Mapper {
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

    /// The queue where a caller waits, by Asterisk's name, and the channel that waits there.
    pub fn waiting_channel(&self, call: CallId) -> Option<(&str, &str)> {
        let line = self.line_of(call)?;
        let Stage::Waiting(queue) = &line.stage else { return None };
        Some((self.names.queue(queue)?, &line.waits_by))
    }

    /// How the queue_log knows a call, also one that was over a while ago.
    pub fn logged(&self, call: CallId) -> Option<Logged> {
        let over = || self.over.iter().find(|over| over.call == call)?.logged.clone();
        self.line_of(call).and_then(|line| self.logged_line(line)).or_else(over)
    }

    fn logged_line(&self, line: &Line) -> Option<Logged> {
        let queue = self.names.queue(line.queue.as_ref()?)?.to_owned();
        Some(Logged { queue, uniqueid: line.uniqueid.0.clone() })
    }

    /// Whether there is a recording of the call, muted or not; none if it may have begun before we looked.
    pub fn is_recorded(&self, call: CallId) -> Option<bool> {
        self.line_of(call)?.is_recorded
    }

    /// Whether it is a call that we begin and nobody has answered yet.
    pub fn is_placed(&self, call: CallId) -> bool {
        self.line_of(call).is_some_and(|line| matches!(line.stage, Stage::Placed(_)))
    }

    /// Whether the caller was put on hold; none if nobody speaks with the caller, or that was before we looked.
    pub fn is_held(&self, call: CallId) -> Option<bool> {
        match &self.line_of(call)?.stage {
            Stage::Talking(talk) => talk.held,
            _ => None,
        }
    }

    /// The channel of the phone that this agent has brought into the talk of others.
    pub fn spying_channel(&self, call: CallId, by: &AgentId) -> Option<&str> {
        let mut spies = self.line_of(call)?.spies.iter();
        spies.find(|spy| spy.by == *by).map(|spy| spy.channel.as_str())
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

    /// We are about to bring this agent's phone into the talk.
    pub fn will_monitor(&mut self, call: CallId, by: &AgentId, how: Monitor) {
        if let Some(line) = self.line_of_mut(call) {
            line.spies_asked.insert(by.clone(), AskedIn { how, is_lifted: false });
        }
    }

    /// It was lifted, and is in the talk with its next event, if there is still a talk.
    pub fn has_lifted(&mut self, call: CallId, by: &AgentId) {
        if let Some(asked) = self.line_of_mut(call).and_then(|line| line.spies_asked.get_mut(by)) {
            asked.is_lifted = true;
        }
    }

    /// Whether this agent's phone rings to be brought into the talk.
    pub fn rings_to_monitor(&self, call: CallId, by: &AgentId) -> bool {
        self.line_of(call).and_then(|line| line.spies_asked.get(by)).is_some_and(|asked| !asked.is_lifted)
    }

    /// It is not brought in.
    pub fn did_not_monitor(&mut self, call: CallId, by: &AgentId) {
        if let Some(line) = self.line_of_mut(call) {
            line.spies_asked.remove(by);
        }
    }

    /// We are about to record into this file.
    pub fn will_record(&mut self, call: CallId, name: &str) {
        if let Some(line) = self.line_of_mut(call) {
            line.recording_name = Some(name.to_owned());
        }
    }

    /// Nothing is recorded into it: the next recording is somebody else's.
    pub fn did_not_record(&mut self, call: CallId) {
        if let Some(line) = self.line_of_mut(call) {
            line.recording_name = None;
        }
    }

    /// We are about to take a caller out of the queue: whoever leaves it so goes to an agent.
    pub fn will_take(&mut self, call: CallId) {
        if let Some(line) = self.line_of_mut(call) {
            line.is_taken = true;
        }
    }

    /// Asterisk has refused that; of a caller who is on the way already it has only not answered.
    pub fn did_not_take(&mut self, call: CallId) {
        let line = self.line_of_mut(call).filter(|line| line.stage != Stage::Moving);
        if let Some(line) = line {
            line.is_taken = false;
        }
    }
}

/// The call of a caller's `visit`-th stay in our queues, counted from 0. The same after a restart of ours.
pub(in crate::switch::asterisk) fn call_id(linkedid: &str, visit: u32) -> CallId {
    let name = if visit == 0 { linkedid.to_owned() } else { format!("{linkedid} {visit}") };
    placed_call(&name).unwrap_or_else(|| CallId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())))
}

fn event(at: DateTime<Utc>, what: Happened) -> SwitchEvent {
    SwitchEvent::new(at, what)
}

#[cfg(test)]
pub(in crate::switch::asterisk) mod tests;
