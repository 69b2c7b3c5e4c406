//! Callers with agents: hold, asking somebody else, handing on, and who ended it.

use chrono::{DateTime, Utc};

use super::{
    Dialled, Mapper, Moment, event,
    line::{Line, Stage},
};
use crate::{
    domain::{CallId, Ender, TransferTarget},
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

    /// A phone begins to ring by the dialplan's dial, not a queue's: of somebody who is asked, or to whom a call was handed on.
    pub(super) fn dial_began(&mut self, at: DateTime<Utc>, caller: Option<Channel>, phone: Channel) {
        self.placed_dial_begins(caller.as_ref(), &phone);
        if phone.is_local() {
            return;
        }
        let moving = self.dialled_for(caller.as_ref(), &phone);
        let leg = self.dialled_leg(phone);
        match (moving, caller) {
            (Some(moving), _) => self.ring(at, &moving, leg),
            (None, Some(caller)) => self.asked_rings(&caller, leg),
            (None, None) => {}
        }
    }

    pub(super) fn dial_ended(
        &mut self,
        at: DateTime<Utc>,
        caller: Option<Channel>,
        phone: Channel,
        how: DialEnd,
    ) {
        if self.placed_dial_ends(at, caller.as_ref(), &phone, how) || phone.is_local() {
            return;
        }
        if let (Some(caller), DialEnd::Answered) = (&caller, how) {
            self.greeting_ends(at, &caller.uniqueid);
        }
        let moving = self.dialled_for(caller.as_ref(), &phone);
        let linkedid = phone.linkedid.clone();
        let leg = self.dialled_leg(phone);
        match moving {
            Some(moving) if how == DialEnd::Answered => self.answer(at, &moving, leg),
            Some(moving) => {
                let rings = self.line_at(&moving).map(|line| line.rings.iter_mut()).into_iter().flatten();
                let ring = rings.into_iter().find(|ring| ring.leg.uniqueid == leg.uniqueid);
                ring.into_iter().for_each(|ring| ring.missed |= how != DialEnd::Cancelled);
            }
            None => {
                self.asked_rings_no_more(&linkedid, &leg.uniqueid);
                if how == DialEnd::Answered {
                    self.dialled.push(Dialled { linkedid, leg });
                }
            }
        }
    }

    /// The channel of the caller on the way for whom this phone is dialled.
    fn dialled_for(&self, by: Option<&Channel>, phone: &Channel) -> Option<Uniqueid> {
        let moves = |line: &&Line| line.stage == Stage::Moving;
        let at = |channel: &Uniqueid| self.lines.get(self.channels.get(channel)?).filter(moves);
        let own = at(&phone.uniqueid).or_else(|| at(&by?.uniqueid));
        let led = || self.lines.get(&by.filter(|by| by.is_local())?.linkedid).filter(moves);
        let again = || self.rung_again(by, phone);
        own.or_else(led).or_else(again).map(|line| line.uniqueid.clone())
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

    /// Whether the caller waits in a queue, or is on the way to somebody who has not answered.
    pub fn waits_for_answer(&self, call: CallId) -> bool {
        self.line_of(call).is_some_and(|line| matches!(line.stage, Stage::Waiting(_) | Stage::Moving))
    }

    pub(super) fn knows(&self, channel: &Uniqueid) -> bool {
        self.channels.contains_key(channel)
    }
}

/// Whether the phone with this channel is the one that speaks with the caller.
fn talks(line: &Line, channel: &Uniqueid) -> bool {
    matches!(&line.stage, Stage::Talking(talk) if talk.leg.uniqueid == *channel)
}
