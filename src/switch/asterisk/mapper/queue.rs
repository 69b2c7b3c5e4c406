//! Callers in queues: joining, phones ringing, leaving with and without an answer.

use chrono::{DateTime, Utc};

use super::{
    Mapper, event,
    line::{Leaving, Leg, Line, Stage},
};
use crate::{
    domain::{Ender, PhoneNumber, QueueId, RingEnd, ServiceType},
    switch::{Happened, asterisk::block::Block},
};

impl Mapper {
    pub(super) fn joined(&mut self, at: DateTime<Utc>, block: &Block) {
        let (Some(linkedid), Some(name)) = (block.get("Linkedid"), block.get("Queue")) else { return };
        match self.names.queues.get(name).cloned() {
            Some(queue) => self.join(at, block, linkedid, queue),
            // A queue that is none of ours: for this floor the call is over.
            None => self.out.extend(self.lines.get_mut(linkedid).and_then(|line| line.end(at, Ender::Agent))),
        }
    }

    /// A caller comes to a queue of ours: for the first time, handed on, or back from elsewhere in the dialplan. Of one who waits there or
    /// speaks already a survey has told before: the event is older.
    pub(super) fn join(&mut self, at: DateTime<Utc>, block: &Block, linkedid: &str, queue: QueueId) {
        let known = self.lines.get(linkedid);
        if known.is_some_and(|line| line.is_served_by(&queue)) {
            return;
        }
        let visit = known.map_or(0, Line::next_visit);
        let mut line = Line::waiting(linkedid, visit, block, queue.clone());
        let call = line.call;
        self.channels.insert(line.uniqueid.clone(), linkedid.to_owned());
        match known.filter(|known| known.visit == visit) {
            // The channel in the queue may be one that was made to ask for the caller.
            Some(known) => (line.uniqueid, line.channel) = (known.uniqueid.clone(), known.channel.clone()),
            None => self.out.push(event(at, entered(&line, block, &queue))),
        }
        self.out.push(event(at, Happened::Queued { call, queue, position: block.number("Position") }));
        self.lines.insert(linkedid.to_owned(), line);
    }

    pub(super) fn called(&mut self, at: DateTime<Utc>, block: &Block) {
        let (Some(uniqueid), Some(interface)) = (block.get("DestUniqueid"), block.get("Interface")) else {
            return;
        };
        let agent = self.names.agent(interface);
        let channel = block.get("DestChannel").unwrap_or_default().to_owned();
        self.ring(at, block.get("Uniqueid"), Leg { uniqueid: uniqueid.to_owned(), channel, agent });
    }

    /// A phone rings with the caller on this channel.
    pub(super) fn ring(&mut self, at: DateTime<Utc>, caller: Option<&str>, leg: Leg) {
        let Some(linkedid) = caller.and_then(|caller| self.channels.get(caller)).cloned() else { return };
        self.channels.insert(leg.uniqueid.clone(), linkedid.clone());
        let rung = self.lines.get_mut(&linkedid).and_then(|line| line.ring(at, leg));
        self.out.extend(rung);
    }

    /// A ring was not answered; whether it was rejected is told by the end of its leg.
    pub(super) fn missed(&mut self, block: &Block) {
        let Some(uniqueid) = block.get("DestUniqueid") else { return };
        let Some(line) = self.line_at(Some(uniqueid)) else { return };
        let ring = line.rings.iter_mut().find(|ring| ring.leg.uniqueid == uniqueid);
        if let Some(ring) = ring {
            ring.missed = true;
        }
    }

    /// The caller is out of the queue without an answer. Only who asked for the hang-up has given up: the same is said of one whose longest
    /// wait is over, who was taken out, or with whom nobody was left.
    pub(super) fn abandoned(&mut self, at: DateTime<Utc>, block: &Block) {
        let Some(line) = self.line_at(block.get("Uniqueid")) else { return };
        let told: Vec<_> = match line.ender() {
            Some(by) if matches!(line.stage, Stage::Waiting(_)) => {
                let why = if by == Ender::Caller { RingEnd::CallerGone } else { RingEnd::Withdrawn };
                line.end_rings(at, why).into_iter().chain(line.end(at, by)).collect()
            }
            _ => {
                line.leaving = Some(Leaving::Rule);
                line.end_rings(at, RingEnd::Withdrawn).into_iter().chain(line.leave_now(at)).collect()
            }
        };
        self.out.extend(told);
    }

    /// The caller is out of the queue: with an answer, which is told next, or without. While phones ring, that is open.
    pub(super) fn left(&mut self, at: DateTime<Utc>, block: &Block) {
        let Some(line) = self.line_at(block.get("Uniqueid")) else { return };
        line.leaving = Some(match block.get("Exten") {
            Some(key) if key != line.extension => Leaving::Key(key.to_owned()),
            _ => Leaving::Rule,
        });
        if line.rings.iter().all(|ring| ring.missed) {
            let mut told = line.end_rings(at, RingEnd::NoAnswer);
            told.extend(line.leave_now(at));
            self.out.extend(told);
        }
    }

    pub(super) fn connected(&mut self, at: DateTime<Utc>, block: &Block) {
        let (Some(uniqueid), Some(interface)) = (block.get("DestUniqueid"), block.get("Interface")) else {
            return;
        };
        let agent = self.names.agent(interface);
        let channel = block.get("DestChannel").unwrap_or_default().to_owned();
        let leg = Leg { uniqueid: uniqueid.to_owned(), channel, agent };
        self.answer(at, block.get("Uniqueid"), leg);
    }

    /// The caller on this channel speaks with this phone.
    pub(super) fn answer(&mut self, at: DateTime<Utc>, caller: Option<&str>, leg: Leg) {
        let Some(linkedid) = caller.and_then(|caller| self.channels.get(caller)).cloned() else { return };
        self.channels.insert(leg.uniqueid.clone(), linkedid.clone());
        let Some(line) = self.lines.get_mut(&linkedid) else { return };
        let talks = matches!(&line.stage, Stage::Talking(talk) if talk.leg.uniqueid == leg.uniqueid);
        if !talks && line.stage != Stage::Gone {
            let told = line.answer(at, leg);
            self.out.extend(told);
        }
    }
}

fn entered(line: &Line, block: &Block, queue: &QueueId) -> Happened {
    Happened::Entered {
        call: line.call,
        switch_ref: line.uniqueid.clone(),
        number: PhoneNumber::new(block.get("CallerIDNum").unwrap_or_default()),
        // What the caller rang about is known by the queue that the greeting chose.
        service: ServiceType::from(queue.as_str()),
        // The event's own `Priority` is the line of the dialplan; a queue's priority is not told.
        priority: 0,
    }
}
