//! Callers in the greeting before their first queue, where the dialplan says so. Whoever hangs up there has reached no queue.

use chrono::{DateTime, Utc};

use super::{
    Mapper, call_id, event,
    line::{Line, Stage},
    queue::entered,
};
use crate::{
    domain::{CallId, QueueId},
    switch::{
        Found, Happened,
        asterisk::event::{Channel, Uniqueid},
    },
};

impl Mapper {
    /// The dialplan says that a caller hears the greeting before a queue, or no more. Whoever was in our queues is past it, and who speaks or is
    /// handed on only comes by.
    pub(super) fn greeted(&mut self, at: DateTime<Utc>, caller: &Channel, queue: Option<&str>) {
        let Some(queue) = queue else { return self.greeting_ends(at, &caller.uniqueid) };
        let is_new = !self.lines.contains_key(&caller.linkedid) && self.next_visit(&caller.linkedid) == 0;
        let Some(queue) = self.names.queues.get(queue).filter(|_| is_new).cloned() else { return };
        self.greet(at, caller, queue);
        self.tell_earlier_recording(at, &caller.uniqueid);
    }

    /// The caller on this channel, if in a greeting, goes on to no queue of ours: the dialplan does what the caller wants.
    pub(super) fn greeting_ends(&mut self, at: DateTime<Utc>, channel: &Uniqueid) {
        let Some(line) = self.line_at(channel).filter(|line| line.stage == Stage::Greeting) else { return };
        line.stage = Stage::Gone;
        let call = line.call;
        self.out.push(event(at, Happened::SelfServed { call }));
    }

    /// A caller whom a survey finds in the greeting before this queue of Asterisk's, since then at the earliest.
    pub(super) fn find_greeted(
        &mut self,
        since: DateTime<Utc>,
        caller: &Channel,
        queue: &str,
    ) -> Option<Found> {
        let queue = self.names.queues.get(queue)?.clone();
        let call = self.greet(since, caller, queue);
        self.line_of_mut(call)?.is_recorded = None;
        Some(Found { call, queue: None, since, agent: None, monitored_by: Vec::new() })
    }

    fn greet(&mut self, at: DateTime<Utc>, caller: &Channel, queue: QueueId) -> CallId {
        let call = call_id(&caller.linkedid.0, 0);
        let line = Line { stage: Stage::Greeting, ..Line::waiting(call, 0, caller, queue) };
        self.out.push(event(at, entered(&line, caller)));
        self.enlist(caller, line);
        call
    }
}

#[cfg(test)]
mod tests;
