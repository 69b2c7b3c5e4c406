//! Callers with agents: hold, handing on, and who ended it.

use chrono::{DateTime, Utc};

use super::{
    Dialled, Mapper, event,
    line::{Leg, Line, Stage},
};
use crate::{
    domain::{Ender, RingEnd, TransferTarget},
    switch::{Happened, asterisk::block::Block},
};

impl Mapper {
    pub(super) fn held(&mut self, at: DateTime<Utc>, block: &Block) {
        self.hold(at, block, true);
    }

    pub(super) fn resumed(&mut self, at: DateTime<Utc>, block: &Block) {
        self.hold(at, block, false);
    }

    /// Only the agent's phone counts, and only a change: before a transfer Asterisk says `Unhold` of a call that was not held.
    fn hold(&mut self, at: DateTime<Utc>, block: &Block, held: bool) {
        let uniqueid = block.get("Uniqueid");
        let Some(line) = self.line_at(uniqueid) else { return };
        let call = line.call;
        let Stage::Talking(talk) = &mut line.stage else { return };
        if Some(talk.leg.uniqueid.as_str()) == uniqueid && talk.held != Some(held) {
            talk.held = Some(held);
            self.out.push(event(at, if held { Happened::Held { call } } else { Happened::Resumed { call } }));
        }
    }

    /// The phone of the agent to whom a call was handed on begins to ring: that is the dialplan's dial, not a queue's.
    pub(super) fn dial_began(&mut self, at: DateTime<Utc>, block: &Block) {
        let caller = block.get("Uniqueid");
        if self.line_at(caller).is_some_and(|line| line.stage == Stage::Moving) {
            self.dialled_leg(block).into_iter().for_each(|leg| self.ring(at, caller, leg));
        }
    }

    pub(super) fn dial_ended(&mut self, at: DateTime<Utc>, block: &Block) {
        let answered = block.get("DialStatus") == Some("ANSWER");
        let Some(leg) = self.dialled_leg(block) else { return };
        let caller = block.get("Uniqueid");
        match self.line_at(caller) {
            Some(line) if line.stage == Stage::Moving && answered => self.answer(at, caller, leg),
            Some(line) if line.stage == Stage::Moving => {
                let ring = line.rings.iter_mut().find(|ring| ring.leg.uniqueid == leg.uniqueid);
                ring.into_iter().for_each(|ring| ring.missed |= block.get("DialStatus") != Some("CANCEL"));
            }
            _ if answered && !leg.channel.starts_with("Local/") => {
                let linkedid = block.get("DestLinkedid").unwrap_or_default().to_owned();
                self.dialled.push(Dialled { linkedid, leg });
            }
            _ => {}
        }
    }

    fn dialled_leg(&self, block: &Block) -> Option<Leg> {
        let channel = block.get("DestChannel")?.to_owned();
        let agent = self.names.agent_of_channel(&channel);
        Some(Leg { uniqueid: block.get("DestUniqueid")?.to_owned(), channel, agent })
    }

    pub(super) fn blind_transfer(&mut self, at: DateTime<Utc>, block: &Block) {
        if block.get("Result") != Some("Success") {
            return;
        }
        let to = block.get("Extension").and_then(|extension| self.names.target(extension));
        self.hand_on(at, block.get("TransfererUniqueid"), to);
    }

    /// The agent leaves the caller with somebody who was asked before. Who that is, the event may leave out: it is whoever answered last.
    pub(super) fn attended_transfer(&mut self, at: DateTime<Utc>, block: &Block) {
        if block.get("Result") != Some("Success") {
            return;
        }
        let asked = ["OrigTransfererLinkedid", "SecondTransfererLinkedid"].map(|key| block.get(key));
        let legs = ["OrigTransfererUniqueid", "SecondTransfererUniqueid"].map(|key| block.get(key));
        let is_other = |dialled: &&Dialled| {
            asked.contains(&Some(dialled.linkedid.as_str()))
                && !legs.contains(&Some(dialled.leg.uniqueid.as_str()))
        };
        let leg = self.dialled.iter().rev().find(is_other).map(|dialled| dialled.leg.clone());
        let first = legs.into_iter().flatten().find(|leg| self.channels.contains_key(*leg));
        let Some(line) = self.line_at(first) else { return };
        let caller = line.uniqueid.clone();
        let queue = line.ahead.asked_queue(&caller).map(str::to_owned);
        match queue {
            Some(name) => {
                let queue = self.names.queues.get(&name).cloned();
                self.hand_on(at, first, queue.map(|queue| TransferTarget::Queue { queue }));
            }
            None => {
                let to = leg.as_ref().map(|leg| TransferTarget::Agent { agent: leg.agent.clone() });
                self.hand_on(at, first, to);
                if let Some(leg) = leg {
                    self.ring(at, Some(&caller), leg.clone());
                    self.answer(at, Some(&caller), leg);
                }
            }
        }
    }

    /// An agent hands the caller on; to where we cannot see, the call is over for this floor.
    fn hand_on(&mut self, at: DateTime<Utc>, from: Option<&str>, to: Option<TransferTarget>) {
        let Some(line) = self.line_at(from) else { return };
        let call = line.call;
        let told = line.hand_on(at, from, to);
        self.out.extend(told);
        self.catch_up(at, call);
    }

    pub(super) fn completed(&mut self, at: DateTime<Utc>, block: &Block) {
        let by = match block.get("Reason") {
            Some("caller") => Ender::Caller,
            Some("agent") => Ender::Agent,
            // Handed on, which is told by an event of its own.
            _ => return,
        };
        let uniqueid = block.get("DestUniqueid");
        let Some(line) = self.line_at(uniqueid) else { return };
        if talks(line, uniqueid) {
            let told = line.end(at, line.ender().unwrap_or(by));
            self.out.extend(told);
        }
    }

    /// Who asks first ends it.
    pub(super) fn hangup_requested(&mut self, block: &Block) {
        let uniqueid = block.get("Uniqueid");
        let Some(line) = self.line_at(uniqueid) else { return };
        let by = match uniqueid == Some(&line.uniqueid) {
            true => Ender::Caller,
            false if talks(line, uniqueid) => Ender::Agent,
            false => return,
        };
        line.asked.get_or_insert(by);
    }

    pub(super) fn hung_up(&mut self, at: DateTime<Utc>, block: &Block) {
        let Some(uniqueid) = block.get("Uniqueid") else { return };
        self.dialled.retain(|dialled| dialled.leg.uniqueid != uniqueid);
        let Some(line) = self.line_at(Some(uniqueid)) else { return };
        let by = line.ender().unwrap_or(Ender::System);
        let mut told = Vec::new();
        if line.uniqueid == uniqueid {
            let why = if by == Ender::Caller { RingEnd::CallerGone } else { RingEnd::Withdrawn };
            told.extend(line.end_rings(at, why));
            told.extend(line.end(at, by));
        } else if talks(line, Some(uniqueid)) {
            told.extend(line.end(at, by));
        } else {
            told.extend(line.end_ring(at, uniqueid, block.number("Cause").unwrap_or(0)));
            if line.rings.is_empty() {
                told.extend(line.leave_now(at));
            }
        }
        let own = line.uniqueid == uniqueid;
        self.out.extend(told);
        match self.channels.remove(uniqueid) {
            Some(linkedid) if own => self.forget(&linkedid),
            _ => {}
        }
    }
}

/// Whether the phone with this channel is the one that speaks with the caller.
fn talks(line: &Line, uniqueid: Option<&str>) -> bool {
    matches!(&line.stage, Stage::Talking(talk) if Some(talk.leg.uniqueid.as_str()) == uniqueid)
}
