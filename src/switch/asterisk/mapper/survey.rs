//! What is on the switch at a moment: the lists that Asterisk gives on request, made into the same words as events.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{
    Mapper, call_id,
    consult::Consult,
    event,
    line::{Leg, Line, Stage},
    mark::Mark,
    placed::placed_call,
    queue::entered,
};
use crate::{
    domain::{AgentId, CallId, QueueId},
    switch::{
        Found, Happened, Member, SwitchEvent,
        asterisk::{
            block::Block,
            event::{self as events, Channel, Linkedid, Uniqueid},
            names::Names,
        },
    },
};

mod rows;

use rows::{Entry, Row};

/// The rows of `QueueStatus` and `Status`.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    waiting: Vec<Entry>,
    rows: HashMap<Uniqueid, Row>,
    members: Vec<events::Member>,
    /// Which stay in our queues callers are in, or were in last, by the record of the switch.
    stays: HashMap<Uniqueid, u32>,
}

/// Where a caller of ours is.
enum Place<'a> {
    Waiting(&'a Entry),
    Talking(&'a Row),
    /// The dialplan dials an agent to whom the call was handed on.
    Moving,
}

impl Survey {
    /// Takes a row; what is neither a waiting caller, nor a channel, nor a member is left out.
    pub fn add(&mut self, row: &Block) {
        match row.event() {
            Some("QueueEntry") => self.waiting.extend(Entry::read(row)),
            Some("Status") => {
                self.rows.extend(Row::read(row).map(|row| (row.channel.uniqueid.clone(), row)));
            }
            Some("QueueMember") => self.members.extend(events::Member::read(row)),
            _ => {}
        }
    }

    /// Takes what the record of the switch tells, by the `Uniqueid` of callers: which stay in our queues each is in, or was in last.
    pub fn know(&mut self, stays: HashMap<String, u32>) {
        self.stays.extend(stays.into_iter().map(|(uniqueid, visit)| (Uniqueid(uniqueid), visit)));
    }

    /// The caller whose conversation this channel belongs to: the marked one, or the first.
    fn caller(&self, of: &Linkedid) -> Option<&Row> {
        let mut marked: Vec<_> = self.rows.values().filter(|row| row.channel.linkedid == *of).collect();
        marked.sort_by(|one, other| one.channel.uniqueid.cmp(&other.channel.uniqueid));
        let first = || self.rows.get(&Uniqueid(of.0.clone()));
        marked.into_iter().find(|row| row.mark.is_some()).or_else(first)
    }

    /// All callers who are, or were, ours: those in queues, those that a queue runs, those with a mark, those in the record, those in a greeting.
    fn callers(&self) -> Vec<&Row> {
        let in_queue = self.waiting.iter().filter_map(|entry| self.rows.get(&entry.uniqueid));
        let is_ours = |row: &&Row| {
            row.application == "Queue"
                || row.mark.is_some()
                || self.stays.contains_key(&row.channel.uniqueid)
                || row.greeting().is_some()
        };
        let by_queue = self.rows.values().filter(is_ours);
        let mut callers: Vec<_> = in_queue
            .chain(by_queue)
            .filter_map(|row| self.caller(&row.channel.linkedid).or(Some(row)))
            .collect();
        callers.sort_by(|one, other| one.channel.linkedid.cmp(&other.channel.linkedid));
        callers.dedup_by(|one, other| one.channel.linkedid == other.channel.linkedid);
        callers
    }

    fn entry(&self, of: &Linkedid) -> Option<&Entry> {
        let is_of = |uniqueid| self.rows.get(uniqueid).is_some_and(|row| row.channel.linkedid == *of);
        self.waiting.iter().find(|entry| is_of(&entry.uniqueid))
    }

    fn place(&self, caller: &Row) -> Option<Place<'_>> {
        if let Some(talks) = self.agent_of(caller) {
            return Some(Place::Talking(talks));
        }
        if let Some(agent) = self.asking_agent(caller) {
            return Some(Place::Talking(agent));
        }
        if let Some(entry) = self.entry(&caller.channel.linkedid) {
            return Some(Place::Waiting(entry));
        }
        (caller.application == "Dial").then_some(Place::Moving)
    }

    /// Asterisk's name of the queue before which the caller hears the greeting; none of one who was in a queue by the record.
    fn greeting<'a>(&self, caller: &'a Row) -> Option<&'a str> {
        caller.greeting().filter(|_| !self.stays.contains_key(&caller.channel.uniqueid))
    }

    /// Asterisk's name of the queue that the caller waits in or came through; none if the stay in our queues is over.
    fn queue_of<'a>(&'a self, caller: &'a Row, place: Option<&'a Place<'_>>) -> Option<&'a str> {
        match place {
            Some(Place::Waiting(entry)) => Some(&entry.queue),
            Some(Place::Talking(agent)) if caller.was_brought_to(agent) => Some(&caller.argument),
            _ => caller.queue(),
        }
    }

    /// Which stay in our queues this is: by the record where it knows the caller. It counts as recovery does, and a mark is never ahead of what
    /// has happened.
    fn visit(&self, caller: &Row, place: &Place<'_>) -> u32 {
        let marked = caller.mark.as_ref().map_or(0, |mark| mark.visit);
        match self.stays.get(&caller.channel.uniqueid) {
            Some(stay) => marked.max(*stay),
            None => marked + u32::from(self.came_here(caller, place)),
        }
    }

    /// By the mark alone, whether it is another stay than the marked one: who is marked for another queue, and was not handed on, has left that
    /// queue while nobody watched, and came here.
    fn came_here(&self, caller: &Row, place: &Place<'_>) -> bool {
        let is_own = match place {
            Place::Waiting(entry) => entry.uniqueid == caller.channel.uniqueid,
            Place::Talking(agent) => caller.was_brought_to(agent),
            Place::Moving => false,
        };
        let marked = caller.mark.as_ref().and_then(|mark| mark.queue.as_deref());
        is_own
            && caller.handed_on.is_none()
            && marked.is_some_and(|marked| self.queue_of(caller, Some(place)) != Some(marked))
    }

    /// The phone in the caller's bridge that a queue or the dialplan rang; the two halves of a `Local` channel lead from one bridge to another.
    fn agent_of(&self, caller: &Row) -> Option<&Row> {
        let mut at = caller;
        for _ in 0..4 {
            let other = self.beside(at)?;
            if matches!(other.application.as_str(), "AppQueue" | "AppDial") && !other.channel.is_local() {
                return Some(other);
            }
            let twin = other.channel.twin()?;
            at = self.rows.values().find(|row| row.channel.name == twin)?;
        }
        None
    }

    /// Another channel in the same bridge.
    fn beside(&self, row: &Row) -> Option<&Row> {
        let bridge = row.bridge.as_ref()?;
        let is_beside = |other: &&Row| {
            other.bridge.as_ref() == Some(bridge) && other.channel.uniqueid != row.channel.uniqueid
        };
        self.rows.values().find(is_beside)
    }

    /// The agent of a caller who waits in the bridge of their talk, while the agent asks somebody else in another one.
    fn asking_agent(&self, caller: &Row) -> Option<&Row> {
        let here = caller.bridge.as_ref()?;
        let is_elsewhere = |row: &Row| row.bridge.as_ref().is_some_and(|bridge| bridge != here);
        self.rows.values().find(|row| {
            row.application == "AppQueue"
                && row.channel.linkedid == caller.channel.linkedid
                && is_elsewhere(row)
        })
    }

    /// The channel by which the agent asks.
    fn consult(&self, caller: &Row) -> Option<&Channel> {
        let asks = |row: &&Row| {
            let channel = &row.channel;
            channel.linkedid == caller.channel.linkedid && channel.is_local() && channel.name.ends_with(";2")
        };
        self.rows.values().find(asks).map(|row| &row.channel)
    }

    /// Phones that are rung for this caller.
    fn rings<'a>(&'a self, caller: &'a Row) -> impl Iterator<Item = &'a Row> {
        self.rows.values().filter(|row| {
            row.channel.linkedid == caller.channel.linkedid
                && matches!(row.application.as_str(), "AppQueue" | "AppDial")
                && !row.channel.is_local()
                && row.bridge.is_none()
                && !row.is_up
        })
    }
}

impl Mapper {
    /// A fold that begins in the middle, with what the survey of `now` shows: calls that entered, calls of ours that are connected, the list
    /// of all of them, so that what is not in it is known to be over, and phones that ring.
    pub fn begin(names: Names, now: DateTime<Utc>, survey: &Survey) -> (Self, Vec<SwitchEvent>) {
        let mut mapper = Self::new(names);
        let callers = survey.callers();
        let mut calls: Vec<_> =
            callers.iter().filter_map(|caller| mapper.find(now, survey, caller)).collect();
        calls.extend(survey.rows.values().filter_map(|row| mapper.find_placed(now, survey, row)));
        for spy in survey.rows.values().filter(|row| row.application == "ChanSpy") {
            mapper.spy_found(&spy.channel, &spy.argument);
        }
        for found in &mut calls {
            found.monitored_by = mapper.spies_of(survey, found.call);
        }
        calls.sort_by_key(|found| found.agent.is_some());
        let mut told = std::mem::take(&mut mapper.out);
        let members = survey.members.iter().filter_map(|member| mapper.member(member)).collect();
        told.push(event(now, Happened::Surveyed { calls, members }));
        for caller in callers {
            for ring in survey.rings(caller) {
                let leg = mapper.dialled_leg(ring.channel.clone());
                mapper.ring(now, &caller.channel.uniqueid, leg);
            }
        }
        told.append(&mut mapper.out);
        (mapper, told)
    }

    /// Whose phones may be in this call's talk. Whom a spy hears at the moment who was not sent to one channel is not shown.
    fn spies_of(&self, survey: &Survey, call: CallId) -> Vec<AgentId> {
        let talk = self.line_of(call).and_then(|line| match &line.stage {
            Stage::Talking(talk) => Some([&talk.leg.channel, &line.channel]),
            _ => None,
        });
        let Some(talk) = talk else { return Vec::new() };
        let hears = |row: &&Row| match row.application.as_str() {
            "ChanSpy" => talk.iter().any(|channel| channel.starts_with(&row.argument)),
            "ExtenSpy" => true,
            _ => false,
        };
        let spies = survey.rows.values().filter(hears);
        spies.map(|row| self.names.agent_of_channel(&row.channel.name)).collect()
    }

    /// A call that we began, while its agent has it.
    fn find_placed(&mut self, now: DateTime<Utc>, survey: &Survey, row: &Row) -> Option<Found> {
        let call = placed_call(&row.channel.uniqueid.0)?;
        let agent = self.names.agent_of_channel(&row.channel.name);
        self.will_place(call, &agent);
        let other = survey.beside(row);
        let since = now.checked_sub_signed(other.unwrap_or(row).age).unwrap_or(now);
        if let Some(line) = self.line_of_mut(call) {
            line.is_recorded = None;
            if row.is_up {
                line.lifted();
            }
            if let Some(other) = other {
                line.connected(&row.channel, &other.channel);
                line.hold_is_unknown();
            }
        }
        if let Some(other) = other {
            self.channels.insert(other.channel.uniqueid.clone(), row.channel.linkedid.clone());
            let switch_ref = other.channel.uniqueid.0.clone();
            self.out.push(event(since, Happened::Connected { call, switch_ref }));
        }
        Some(Found { call, queue: None, since, agent: other.map(|_| agent), monitored_by: Vec::new() })
    }

    /// Where a caller is, if it is with us; else only the next stay of the caller is known.
    fn find(&mut self, now: DateTime<Utc>, survey: &Survey, caller: &Row) -> Option<Found> {
        let place = survey.place(caller);
        if let (None, Some(queue)) = (&place, survey.greeting(caller)) {
            let since = now.checked_sub_signed(caller.age).unwrap_or(now);
            return self.find_greeted(since, &caller.channel, queue);
        }
        let queue = survey.queue_of(caller, place.as_ref());
        let queue = queue.and_then(|queue| self.names.queues.get(queue)).cloned();
        match (place, queue) {
            (Some(place), Some(queue)) if caller.is_with_us(&place) => {
                Some(self.found(now, survey, caller, place, queue))
            }
            _ => {
                self.was_here(survey, caller);
                None
            }
        }
    }

    fn found(
        &mut self,
        now: DateTime<Utc>,
        survey: &Survey,
        caller: &Row,
        place: Place<'_>,
        queue: QueueId,
    ) -> Found {
        let began = |lasted| now.checked_sub_signed(lasted).unwrap_or(now);
        let call = self.known(began(caller.age), caller, survey.visit(caller, &place), queue.clone());
        let own = caller.channel.uniqueid.clone();
        let mut found = Found { call, queue: Some(queue), since: now, agent: None, monitored_by: Vec::new() };
        match place {
            Place::Waiting(entry) => {
                let linkedid = caller.channel.linkedid.clone();
                self.channels.insert(entry.uniqueid.clone(), linkedid);
                let waits = survey.rows.get(&entry.uniqueid);
                if let (Some(line), Some(waits)) = (self.line_of_mut(call), waits) {
                    line.waits_by = waits.channel.name.clone();
                    line.extension = waits.channel.extension.clone();
                }
                found.since = began(entry.waited);
            }
            Place::Talking(row) => {
                let leg: Leg = self.dialled_leg(row.channel.clone());
                (found.since, found.agent) = (began(row.age), Some(leg.agent.clone()));
                let told = self.out.len();
                self.answer(now, &own, leg);
                // Where it is stands in the list.
                self.out.truncate(told);
                let by = survey.asking_agent(caller).and_then(|_| survey.consult(caller));
                let rings = survey.rings(caller).map(|ring| self.dialled_leg(ring.channel.clone())).collect();
                let consult = by.map(|by| Consult::new(&self.names, by, rings));
                if let Some(line) = self.line_of_mut(call) {
                    line.hold_is_unknown();
                    line.consult = consult;
                }
            }
            Place::Moving => {
                self.line_of_mut(call).into_iter().for_each(|line| line.stage = Stage::Moving);
                // Whoever is on the way to an agent is in no queue's line.
                found.queue = None;
            }
        }
        found
    }

    /// The call of a caller who is with us; it has entered.
    fn known(&mut self, at: DateTime<Utc>, caller: &Row, visit: u32, queue: QueueId) -> CallId {
        let call = call_id(&caller.channel.linkedid.0, visit);
        let line = Line { is_recorded: None, ..Line::waiting(call, visit, &caller.channel, queue) };
        let call = line.call;
        self.out.push(event(at, entered(&line, &caller.channel)));
        self.enlist(&caller.channel, line);
        call
    }

    /// A caller whose stay in our queues is over, or ended while we were away: the next one is another.
    fn was_here(&mut self, survey: &Survey, caller: &Row) {
        let marked = caller.mark.as_ref().and_then(Mark::last);
        let Some(last) = marked.max(survey.stays.get(&caller.channel.uniqueid).copied()) else { return };
        let call = call_id(&caller.channel.linkedid.0, last);
        let queue =
            caller.mark.as_ref().and_then(|mark| self.names.queues.get(mark.queue.as_deref()?)).cloned();
        let waited = Line::waiting(call, last, &caller.channel, QueueId::from(""));
        let line = Line { stage: Stage::Gone, queue, ..waited };
        self.enlist(&caller.channel, line);
    }

    pub(super) fn enlist(&mut self, caller: &Channel, line: Line) {
        self.channels.insert(caller.uniqueid.clone(), caller.linkedid.clone());
        self.lines.insert(caller.linkedid.clone(), line);
    }

    fn member(&mut self, member: &events::Member) -> Option<Member> {
        let queue = self.names.queues.get(&member.queue)?.clone();
        let (agent, phone) = (self.names.agent(&member.interface), member.phone());
        self.members.found(agent.clone(), phone);
        self.serving.found(&agent, queue.clone(), member.pause.is_some());
        let (name, paused) = (member.name.clone(), member.pause.as_deref().map(Into::into));
        Some(Member { agent, name, queue, paused, phone })
    }
}

#[cfg(test)]
mod tests;
