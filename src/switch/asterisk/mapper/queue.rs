//! Callers in queues: joining, phones ringing, answering.

use chrono::{DateTime, Utc};

use super::{
    Mapper, call_id, event,
    line::{Leg, Line, Stage},
};
use crate::{
    domain::{CallId, Ender, PhoneNumber, QueueId, RingEnd, ServiceType},
    switch::{
        Happened, SwitchEvent,
        asterisk::event::{Channel, Uniqueid},
    },
};

impl Mapper {
    pub(super) fn joined(&mut self, at: DateTime<Utc>, caller: &Channel, queue: &str, position: Option<u32>) {
        self.doors.remove(&caller.uniqueid);
        let left = self.lines.get_mut(&caller.linkedid).and_then(Line::left_already);
        self.out.extend(left);
        match self.names.queues.get(queue).cloned() {
            Some(queue) => self.join(at, caller, queue, position),
            // A queue that is none of ours: for this floor the call is over.
            None => {
                self.greeting_ends(at, &caller.uniqueid);
                let told = self.lines.get_mut(&caller.linkedid).and_then(|line| line.end(at, Ender::Agent));
                self.out.extend(told);
            }
        }
    }

    /// A caller comes to a queue of ours: for the first time, handed on, or back from elsewhere in the dialplan. Of one who waits there or
    /// speaks already a survey has told before: the event is older.
    fn join(&mut self, at: DateTime<Utc>, caller: &Channel, queue: QueueId, position: Option<u32>) {
        if self.lines.get(&caller.linkedid).is_some_and(|line| line.is_served_by(&queue)) {
            return;
        }
        let (call, entered) = self.place(at, caller, queue.clone());
        let is_new = entered.is_some();
        self.out.extend(entered);
        self.out.push(event(at, Happened::Queued { call, queue, position }));
        if is_new {
            self.tell_earlier_recording(at, &caller.uniqueid);
        }
    }

    /// Puts a caller into a queue; gives the call, and that it has entered if it has now.
    pub(super) fn place(
        &mut self,
        at: DateTime<Utc>,
        caller: &Channel,
        queue: QueueId,
    ) -> (CallId, Option<SwitchEvent>) {
        let visit = self.next_visit(&caller.linkedid);
        let known = self.lines.remove(&caller.linkedid);
        self.channels.insert(caller.uniqueid.clone(), caller.linkedid.clone());
        let (line, entered) = match known.filter(|known| known.visit == visit) {
            Some(known) => (known.waiting_again(caller, queue), None),
            None => {
                let line = Line::waiting(call_id(&caller.linkedid.0, visit), visit, caller, queue);
                let entered = event(at, entered(&line, caller));
                (line, Some(entered))
            }
        };
        let call = line.call;
        self.lines.insert(caller.linkedid.clone(), line);
        (call, entered)
    }

    /// A phone rings with the caller on this channel.
    pub(super) fn ring(&mut self, at: DateTime<Utc>, caller: &Uniqueid, leg: Leg) {
        let Some(linkedid) = self.channels.get(caller).cloned() else { return };
        self.channels.insert(leg.uniqueid.clone(), linkedid.clone());
        let rung = self.lines.get_mut(&linkedid).and_then(|line| line.ring(at, leg));
        self.out.extend(rung);
    }

    /// A ring was not answered; whether it was rejected is told by the end of its leg.
    pub(super) fn missed(&mut self, phone: &Uniqueid) {
        let Some(line) = self.line_at(phone) else { return };
        let ring = line.rings.iter_mut().find(|ring| ring.leg.uniqueid == *phone);
        if let Some(ring) = ring {
            ring.missed = true;
        }
    }

    /// The caller on this channel speaks with this phone.
    pub(super) fn answer(&mut self, at: DateTime<Utc>, caller: &Uniqueid, leg: Leg) {
        let Some(linkedid) = self.channels.get(caller).cloned() else { return };
        self.channels.insert(leg.uniqueid.clone(), linkedid.clone());
        let Some(line) = self.lines.get_mut(&linkedid) else { return };
        let talks = matches!(&line.stage, Stage::Talking(talk) if talk.leg.uniqueid == leg.uniqueid);
        if !talks && line.stage != Stage::Gone {
            let told = line.answer(at, leg);
            self.out.extend(told);
        }
    }
}

/// Why rings end with a call that somebody ends.
pub(super) fn why(by: Ender) -> RingEnd {
    if by == Ender::Caller { RingEnd::CallerGone } else { RingEnd::Withdrawn }
}

pub(super) fn entered(line: &Line, caller: &Channel) -> Happened {
    Happened::Entered {
        call: line.call,
        switch_ref: line.uniqueid.0.clone(),
        number: PhoneNumber::new(&caller.number),
        // What the caller rang about is known by the queue that the greeting leads to.
        service: ServiceType::from(line.queue.as_ref().map_or("", QueueId::as_str)),
        // The event's own `Priority` is the line of the dialplan; a queue's priority is not told.
        priority: 0,
    }
}
