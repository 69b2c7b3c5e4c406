//! Callers with agents: hold, asking somebody else, handing on, and who ended it.

use chrono::{DateTime, Utc};

use super::{
    Dialled, Mapper, Moment, event,
    line::{Line, Stage},
};
use crate::{
    domain::{AgentId, Ender, TransferTarget},
    switch::{
        Happened,
        asterisk::event::{Channel, Completion, DialEnd, Uniqueid},
    },
};

impl Mapper {
    /// Only the agent's phone counts, and only a change: before a transfer Asterisk says `Unhold` of a call that was not held.
    pub(super) fn hold(&mut self, at: DateTime<Utc>, channel: &Uniqueid, held: bool) {
        let Some(line) = self.line_at(channel) else { return };
        let call = line.call;
        let Stage::Talking(talk) = &mut line.stage else { return };
        if talk.leg.uniqueid == *channel && talk.held != Some(held) {
            talk.held = Some(held);
            self.out.push(event(at, if held { Happened::Held { call } } else { Happened::Resumed { call } }));
        }
    }

    /// The phone of the agent to whom a call was handed on begins to ring: that is the dialplan's dial, not a queue's.
    pub(super) fn dial_began(&mut self, at: DateTime<Utc>, caller: Option<Channel>, phone: Channel) {
        self.placed_dial_begins(caller.as_ref(), &phone);
        let Some(caller) = caller else { return };
        self.consult_begins(at, &caller);
        let moves = |line: &mut Line| line.stage == Stage::Moving;
        if self.line_at(&caller.uniqueid).is_some_and(moves) {
            let leg = self.dialled_leg(phone);
            self.ring(at, &caller.uniqueid, leg);
        }
    }

    pub(super) fn dial_ended(
        &mut self,
        at: DateTime<Utc>,
        caller: Option<Channel>,
        phone: Channel,
        how: DialEnd,
    ) {
        if self.placed_dial_ends(at, caller.as_ref(), &phone, how) {
            return;
        }
        let linkedid = phone.linkedid.clone();
        let (is_local, leg) = (phone.is_local(), self.dialled_leg(phone));
        let line = caller.as_ref().and_then(|caller| self.line_at(&caller.uniqueid));
        match (line.filter(|line| line.stage == Stage::Moving), caller) {
            (Some(_), Some(caller)) if how == DialEnd::Answered => self.answer(at, &caller.uniqueid, leg),
            (Some(line), _) => {
                let ring = line.rings.iter_mut().find(|ring| ring.leg.uniqueid == leg.uniqueid);
                ring.into_iter().for_each(|ring| ring.missed |= how != DialEnd::Cancelled);
            }
            _ if how == DialEnd::Answered && !is_local => self.dialled.push(Dialled { linkedid, leg }),
            _ => {}
        }
    }

    /// The agent asks somebody else: that is done by a channel of the dialplan's which belongs to the conversation.
    pub(super) fn consult_begins(&mut self, at: DateTime<Utc>, by: &Channel) {
        let to = self.names.target(&by.extension);
        let to = to.unwrap_or_else(|| TransferTarget::Agent { agent: AgentId::from(by.extension.as_str()) });
        let Some(line) = self.lines.get_mut(&by.linkedid) else { return };
        let Stage::Talking(talk) = &line.stage else { return };
        if by.is_local() && by.uniqueid != line.uniqueid && line.consult.is_none() {
            line.consult = Some(by.uniqueid.clone());
            let agent = talk.leg.agent.clone();
            self.out.push(event(at, Happened::ConsultBegan { call: line.call, agent, to }));
        }
    }

    /// The agent is with the caller again if the channel by which somebody was asked ends while they speak.
    fn consult_ends(&mut self, at: DateTime<Utc>, channel: &Channel) {
        let Some(line) = self.lines.get_mut(&channel.linkedid) else { return };
        if line.consult.take_if(|consult| *consult == channel.uniqueid).is_none() {
            return;
        }
        if let Stage::Talking(talk) = &line.stage {
            let agent = talk.leg.agent.clone();
            self.out.push(event(at, Happened::ConsultEnded { call: line.call, agent }));
        }
    }

    /// The agent leaves the caller with somebody who was asked before. Who that is, the event may leave out: it is whoever answered last.
    pub(super) fn attended_transfer(&mut self, moment: Moment, from: [Option<Channel>; 2]) {
        let from: Vec<Channel> = from.into_iter().flatten().collect();
        let is_other = |dialled: &&Dialled| {
            from.iter().any(|channel| channel.linkedid == dialled.linkedid)
                && from.iter().all(|channel| channel.uniqueid != dialled.leg.uniqueid)
        };
        let leg = self.dialled.iter().rev().find(is_other).map(|dialled| dialled.leg.clone());
        let Some(from) = from.into_iter().map(|channel| channel.uniqueid).find(|from| self.knows(from))
        else {
            return;
        };
        let Some(line) = self.line_at(&from) else { return };
        let caller = line.uniqueid.clone();
        if let Some(name) = line.ahead.asked_queue(&caller).map(str::to_owned) {
            let queue = self.names.queues.get(&name).cloned();
            return self.hand_on(moment, &from, queue.map(|queue| TransferTarget::Queue { queue }));
        }
        let to = leg.as_ref().map(|leg| TransferTarget::Agent { agent: leg.agent.clone() });
        self.hand_on(moment, &from, to);
        if let Some(leg) = leg {
            self.ring(moment.at, &caller, leg.clone());
            self.answer(moment.at, &caller, leg);
        }
    }

    /// An agent hands the caller on; to where we cannot see, the call is over for this floor.
    pub(super) fn hand_on(&mut self, moment: Moment, from: &Uniqueid, to: Option<TransferTarget>) {
        let Some(line) = self.line_at(from) else { return };
        let call = line.call;
        let told = line.hand_on(moment.at, from, to);
        self.out.extend(told);
        self.catch_up(moment, call);
    }

    pub(super) fn completed(&mut self, at: DateTime<Utc>, phone: Option<Channel>, why: Completion) {
        let by = match why {
            Completion::Caller => Ender::Caller,
            Completion::Agent => Ender::Agent,
            // That is told by an event of its own.
            Completion::Transfer => return,
        };
        let Some(Channel { uniqueid, .. }) = phone else { return };
        let Some(line) = self.line_at(&uniqueid) else { return };
        if talks(line, &uniqueid) {
            let told = line.end(at, line.ender().unwrap_or(by));
            self.out.extend(told);
        }
    }

    /// Who asks first ends it.
    pub(super) fn hangup_requested(&mut self, channel: &Uniqueid) {
        let Some(line) = self.line_at(channel) else { return };
        let by = match line.uniqueid == *channel {
            true if matches!(line.stage, Stage::Placed(_)) => Ender::Agent,
            true => Ender::Caller,
            false if talks(line, channel) => Ender::Agent,
            false => return,
        };
        line.asked.get_or_insert(by);
    }

    pub(super) fn hung_up(&mut self, moment: Moment, channel: &Channel, cause: u32) {
        let uniqueid = &channel.uniqueid;
        self.dialled.retain(|dialled| dialled.leg.uniqueid != *uniqueid);
        self.recorded.remove(uniqueid);
        self.doors.remove(uniqueid);
        self.consult_ends(moment.at, channel);
        let Some(line) = self.line_at(uniqueid) else { return };
        let is_own = line.uniqueid == *uniqueid;
        let told = if is_own {
            line.close(moment.at)
        } else if talks(line, uniqueid) {
            line.end(moment.at, line.ender().unwrap_or(Ender::System)).into_iter().collect()
        } else {
            let mut told = line.end_ring(moment.at, uniqueid, cause);
            if line.rings.is_empty() {
                told.extend(line.out(moment));
            }
            told
        };
        self.out.extend(told);
        match self.channels.remove(uniqueid) {
            Some(linkedid) if is_own => self.forget(&linkedid),
            _ => {}
        }
    }

    fn knows(&self, channel: &Uniqueid) -> bool {
        self.channels.contains_key(channel)
    }
}

/// Whether the phone with this channel is the one that speaks with the caller.
fn talks(line: &Line, channel: &Uniqueid) -> bool {
    matches!(&line.stage, Stage::Talking(talk) if talk.leg.uniqueid == *channel)
}
