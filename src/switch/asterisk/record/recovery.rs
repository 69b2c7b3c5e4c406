//! What was missed while nobody watched, made out of the queue_log: a fold of its lines over what was told before. Pure.
//!
//! What the queue_log cannot know is not made up: holds, recordings, priorities, whether a ring was rejected, the talk after a transfer to an agent, and with whom
//! an attended transfer left the caller (for this floor the agent has ended the call; where that was a queue, it goes on with the agent's own
//! channel, as another call). Of a call that we began it has the channel of whom we called, which our log has from the answer on: one that is
//! answered and handed to a queue while we are down is told as one that came in. Its times are whole seconds. A talk that was ended by command
//! may be said to have been ended by the caller. Nor does it know greetings: whoever was in one, is not found any more and has no line since has
//! hung up there, as far as can be known, and at the latest when that was looked for.
//!
//! A line about something that was told before is passed over: it does not move the call on from where it is, or it is older than that.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::told::{Caller, Stage, Told};
use crate::{
    domain::{AgentId, CallId, Ender, Exit, PhoneNumber, QueueId, RingEnd, ServiceType},
    import::queue_log::{Entry, What},
    switch::{
        Found, Happened, SwitchEvent,
        asterisk::{mapper::call_id, names::Names},
    },
};

/// How far the time of a line may be from that of the event that tells the same.
const SKEW: TimeDelta = TimeDelta::seconds(2);

/// The same of a ring that ended: another one with the same caller ends so much later at the earliest.
const RING_SKEW: TimeDelta = TimeDelta::seconds(1);

/// Times of lines are whole: what they tell of was within this time after.
const WHOLE: TimeDelta = TimeDelta::seconds(1);

/// The fold.
pub struct Recovery<'told> {
    names: &'told Names,
    told: &'told Told,
    /// Where the survey found calls: so far they are brought, and no further.
    found: BTreeMap<CallId, Option<AgentId>>,
    callers: HashMap<String, Missed>,
    /// When Asterisk began anew.
    restarted: Option<DateTime<Utc>>,
}

/// What was missed of one caller.
struct Missed {
    caller: Caller,
    /// Whether any call of the caller's was told before.
    was_told: bool,
    events: Vec<SwitchEvent>,
}

impl<'told> Recovery<'told> {
    /// Nothing is missed yet.
    pub fn new(names: &'told Names, told: &'told Told, found: &[Found]) -> Self {
        let found = found.iter().map(|found| (found.call, found.agent.clone())).collect();
        Self { names, told, found, callers: HashMap::new(), restarted: None }
    }

    /// Takes a line; they come in the order in which they were written.
    pub fn take(&mut self, entry: &Entry<'_>) {
        if entry.what == What::QueueStart {
            return self.restarted(entry.at);
        }
        let (Some(uniqueid), Some(name)) = (entry.call, entry.queue) else { return };
        let agent = entry.agent.map(|member| self.agent(member));
        let queue = self.names.queues.get(name).cloned();
        if let What::EnterQueue { number, position, .. } = entry.what {
            return match queue {
                Some(queue) => self.entered(&Entered { at: entry.at, uniqueid, queue, number, position }),
                None => self.gone(entry.at, uniqueid),
            };
        }
        let names = self.names;
        if let Some(missed) = self.missed(uniqueid) {
            missed.goes_on(entry, agent, names);
        }
    }

    /// What was missed until `now`, in order of time.
    pub fn events(self, now: DateTime<Utc>) -> Vec<SwitchEvent> {
        let mut silent: Vec<_> = self.silent().cloned().map(Missed::of_told).collect();
        if let Some(at) = self.restarted {
            let was_there = |missed: &&mut Missed| missed.caller.at < at + WHOLE;
            let gone = silent.iter_mut().filter(was_there);
            gone.for_each(|missed| missed.end(at, Ender::System));
        }
        let mut all: Vec<_> = self.callers.into_values().chain(silent).collect();
        let has_gone =
            |missed: &&mut Missed| missed.is_greeted() && !self.found.contains_key(&missed.caller.call);
        all.iter_mut().filter(has_gone).for_each(|missed| missed.end(now, Ender::Caller));
        let all = all.into_iter();
        let mut events: Vec<_> = all.flat_map(|missed| missed.events(&self.found)).collect();
        // Stable: what is told of one call in the same second keeps its order.
        events.sort_by_key(|event| event.at);
        events
    }

    /// Which stay in our queues callers are in, or were in last: as it was told, and by the lines since. Who hears the greeting was in none.
    pub fn stays(self) -> HashMap<String, u32> {
        let told = self.told.callers();
        let read = self.callers.iter().map(|(uniqueid, missed)| (uniqueid, &missed.caller));
        let stays = told.chain(read).filter(|(_, caller)| caller.stage != Stage::Entered);
        stays.map(|(uniqueid, caller)| (uniqueid.clone(), caller.visit)).collect()
    }

    /// Callers whose lines are not all there: they waited or spoke, are not found any more, and no line says how that ended.
    pub fn unexplained(&self) -> usize {
        let is_open = |caller: &&Caller| {
            let is_there = matches!(caller.stage, Stage::Waiting(_) | Stage::Talking(_));
            is_there && !self.found.contains_key(&caller.call)
        };
        let heard = self.callers.values().filter(|missed| missed.was_told).map(|missed| &missed.caller);
        let silent = self.silent().filter(|_| self.restarted.is_none());
        heard.chain(silent).filter(is_open).count()
    }

    fn agent(&self, member: &str) -> AgentId {
        match self.names.members.find(member) {
            Some(agent) => agent.into(),
            None => self.told.agent(member).cloned().unwrap_or_else(|| member.into()),
        }
    }

    /// A caller of whom something was told or read before.
    fn missed(&mut self, uniqueid: &str) -> Option<&mut Missed> {
        if !self.callers.contains_key(uniqueid) {
            let caller = self.told.caller(uniqueid)?.clone();
            self.callers.insert(uniqueid.to_owned(), Missed::of_told(caller));
        }
        self.callers.get_mut(uniqueid)
    }

    fn entered(&mut self, line: &Entered<'_>) {
        if let Some(missed) = self.missed(line.uniqueid) {
            return missed.entered_again(line);
        }
        let caller = Caller::new(call_id(line.uniqueid, 0), 0, line.at);
        let mut missed = Missed { caller, was_told: false, events: Vec::new() };
        missed.enter(line);
        self.callers.insert(line.uniqueid.to_owned(), missed);
    }

    /// To a queue that is none of ours: for this floor the call is over.
    fn gone(&mut self, at: DateTime<Utc>, uniqueid: &str) {
        match self.missed(uniqueid).filter(|missed| missed.is_newer(at)) {
            Some(missed) if missed.is_greeted() => {
                let call = missed.caller.call;
                missed.tell(at, Happened::SelfServed { call }, Stage::Over);
            }
            Some(missed) => missed.end(at, Ender::Agent),
            None => {}
        }
    }

    /// Asterisk began anew: whoever was there before is gone. That is who had a line before this one; who had none at all is known at the end.
    fn restarted(&mut self, at: DateTime<Utc>) {
        self.restarted = Some(at);
        self.callers.values_mut().for_each(|missed| missed.end(at, Ender::System));
    }

    /// Callers who were told and have no line since.
    fn silent(&self) -> impl Iterator<Item = &'told Caller> {
        let live = self.told.live_callers().filter(|uniqueid| !self.callers.contains_key(*uniqueid));
        live.filter_map(|uniqueid| self.told.caller(uniqueid))
    }
}

/// A line of a caller who came to a queue of ours.
struct Entered<'line> {
    at: DateTime<Utc>,
    uniqueid: &'line str,
    queue: QueueId,
    number: &'line str,
    position: Option<u32>,
}

impl Missed {
    /// Nothing yet, of a caller who was told.
    fn of_told(caller: Caller) -> Self {
        Self { caller, was_told: true, events: Vec::new() }
    }

    /// Whether a line of that time may move the caller on from where we know the call to be.
    fn is_newer(&self, at: DateTime<Utc>) -> bool {
        at + SKEW >= self.caller.at
    }

    /// Whether the caller has reached no queue yet.
    fn is_greeted(&self) -> bool {
        self.caller.stage == Stage::Entered
    }

    fn enter(&mut self, line: &Entered<'_>) {
        let entered = Happened::Entered {
            call: self.caller.call,
            switch_ref: line.uniqueid.to_owned(),
            number: PhoneNumber::new(line.number),
            // As of those whom we watch: what it is about is known by the queue, and a priority is not told.
            service: ServiceType::from(line.queue.as_str()),
            priority: 0,
        };
        self.tell(line.at, entered, Stage::Entered);
        self.queue(line);
    }

    fn queue(&mut self, line: &Entered<'_>) {
        let (call, queue, position) = (self.caller.call, line.queue.clone(), line.position);
        let stage = Stage::Waiting(queue.clone());
        self.caller.queued = Some((line.at, queue.clone()));
        self.tell(line.at, Happened::Queued { call, queue, position }, stage);
    }

    /// Who is over begins another call; who was handed on goes on in this one.
    fn entered_again(&mut self, line: &Entered<'_>) {
        let was_told = self
            .caller
            .queued
            .as_ref()
            .is_some_and(|(at, queue)| *queue == line.queue && (line.at - *at).abs() <= SKEW);
        if was_told || !self.is_newer(line.at) {
            return;
        }
        match &self.caller.stage {
            Stage::Over => {
                let visit = self.caller.visit + 1;
                self.caller = Caller::new(call_id(line.uniqueid, visit), visit, self.in_turn(line.at));
                self.enter(line);
            }
            Stage::Waiting(queue) if *queue == line.queue => {}
            _ => self.queue(line),
        }
    }

    /// A line of a caller who is in a queue or speaks.
    fn goes_on(&mut self, entry: &Entry<'_>, agent: Option<AgentId>, names: &Names) {
        if !self.is_newer(entry.at) {
            return;
        }
        match (&self.caller.stage, agent) {
            (Stage::Waiting(_), Some(agent)) if ring(&entry.what).is_some() => self.rang(entry, agent),
            (Stage::Waiting(_), agent) => self.waited(entry, agent),
            (Stage::Talking(with), _) => {
                let with = with.clone();
                self.talked(entry, with, names);
            }
            _ => {}
        }
    }

    /// A phone has rung in vain. Of several that ring at once, the floor knows one after the other.
    fn rang(&mut self, entry: &Entry<'_>, agent: AgentId) {
        let Some((lasted, why)) = ring(&entry.what) else { return };
        if self.caller.rung.is_some_and(|rung| entry.at <= rung + RING_SKEW) {
            return;
        }
        let begins = self.in_turn(entry.at - lasted);
        self.caller.rung = Some(entry.at);
        let call = self.caller.call;
        let rings = Happened::Ringing { call, agent: agent.clone() };
        self.events.push(SwitchEvent::recovered(begins, rings));
        let ended = Happened::RingEnded { call, agent, why };
        self.events.push(SwitchEvent::recovered(entry.at.max(begins), ended));
    }

    fn waited(&mut self, entry: &Entry<'_>, agent: Option<AgentId>) {
        let (at, call) = (entry.at, self.caller.call);
        let exit = match (&entry.what, agent) {
            (What::Connect { .. }, Some(agent)) => {
                let answered = Happened::Answered { call, agent: agent.clone() };
                return self.tell(at, answered, Stage::Talking(agent));
            }
            (What::Abandon(_), _) => return self.end(at, Ender::Caller),
            (What::AgentDump | What::SysCompat, _) => return self.end(at, Ender::System),
            (What::ExitWithTimeout(_), _) => Exit::TimedOut,
            (What::ExitEmpty(_), _) => Exit::LeftEmpty,
            (What::ExitWithKey { key, .. }, _) => Exit::KeyExit { key: (*key).to_owned() },
            (What::Withdraw { .. }, _) => Exit::Withdrawn,
            _ => return,
        };
        self.tell(at, Happened::Left { call, exit }, Stage::Over);
    }

    fn talked(&mut self, entry: &Entry<'_>, agent: AgentId, names: &Names) {
        let (at, call) = (entry.at, self.caller.call);
        let target = match &entry.what {
            What::CompleteCaller(_) => return self.end(at, Ender::Caller),
            What::CompleteAgent(_) | What::AttendedTransfer { .. } => return self.end(at, Ender::Agent),
            What::BlindTransfer { extension, .. } => names.target(extension),
            _ => return,
        };
        match target {
            Some(to) => self.tell(at, Happened::Transferred { call, agent, to }, Stage::Moving),
            None => self.end(at, Ender::Agent),
        }
    }

    fn end(&mut self, at: DateTime<Utc>, by: Ender) {
        if self.caller.stage != Stage::Over {
            let call = self.caller.call;
            self.tell(at, Happened::HungUp { call, by }, Stage::Over);
        }
    }

    /// The time, but none before what was told of the caller already: lines have whole seconds only.
    fn in_turn(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let last = self.events.last().map(|event| event.at);
        [Some(self.caller.at), self.caller.rung, last].into_iter().flatten().fold(at, DateTime::max)
    }

    fn tell(&mut self, at: DateTime<Utc>, what: Happened, stage: Stage) {
        let at = self.in_turn(at);
        (self.caller.stage, self.caller.at) = (stage, at);
        self.events.push(SwitchEvent::recovered(at, what));
    }

    /// What is to be told: nothing beyond where the survey found the call, and nothing of one that began after it and is told as it happens.
    fn events(mut self, found: &BTreeMap<CallId, Option<AgentId>>) -> Vec<SwitchEvent> {
        match found.get(&self.caller.call) {
            // Handed on and not answered yet: a survey finds nobody who speaks with the caller.
            Some(None) if self.caller.stage == Stage::Moving => {}
            Some(agent) => {
                let is_there = |event: &SwitchEvent| match (&event.what, agent) {
                    (Happened::Queued { .. }, None) => true,
                    (Happened::Answered { agent: by, .. }, Some(agent)) => by == agent,
                    _ => false,
                };
                let keep = self.events.iter().rposition(is_there).map_or(0, |place| place + 1);
                let rings = self.events[keep..].iter().take_while(|event| is_ring(&event.what)).count();
                self.events.truncate(keep + rings);
            }
            None if !self.was_told && !matches!(self.caller.stage, Stage::Over | Stage::Moving) => {
                self.events.clear();
            }
            None => {}
        }
        self.events
    }
}

/// How long a phone has rung in vain, and why no longer. Whoever ends a wait ends a ring with it, and has a line of its own.
fn ring(what: &What<'_>) -> Option<(TimeDelta, RingEnd)> {
    let (ring_ms, why) = match what {
        What::RingNoAnswer { ring_ms } => (ring_ms, RingEnd::NoAnswer),
        What::RingCanceled { ring_ms } => (ring_ms, RingEnd::Withdrawn),
        _ => return None,
    };
    Some((TimeDelta::milliseconds(i64::from(*ring_ms)), why))
}

fn is_ring(what: &Happened) -> bool {
    matches!(what, Happened::Ringing { .. } | Happened::RingEnded { .. })
}
