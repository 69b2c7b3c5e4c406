//! Agents who ask somebody else while the caller waits: asking, going back, leaving the caller with whoever was asked. That one may still
//! ring then; if nobody answers, Asterisk rings the agent who asked, and the two in turn for a while (`atxferdropcall`,
//! `atxfercallbackretries`), by channels that belong to a conversation of their own.

use chrono::{DateTime, Utc};

use super::{
    Dialled, Mapper, Moment, event,
    line::{Leg, Line, Stage},
};
use crate::{
    domain::{AgentId, CallId, TransferTarget},
    switch::{
        Happened,
        asterisk::{
            event::{Channel, Linkedid, Uniqueid},
            names::Names,
        },
    },
};

/// Somebody is asked.
#[derive(Clone, Debug)]
pub struct Consult {
    /// The channel by which the dialplan asks.
    by: Uniqueid,
    to: TransferTarget,
    /// Phones that ring there.
    rings: Vec<Leg>,
}

impl Consult {
    /// An agent asks by this channel of the dialplan's, and these phones ring.
    pub fn new(names: &Names, by: &Channel, rings: Vec<Leg>) -> Self {
        let to = names.target(&by.extension);
        let to = to.unwrap_or_else(|| TransferTarget::Agent { agent: AgentId::from(by.extension.as_str()) });
        Self { by: by.uniqueid.clone(), to, rings }
    }
}

impl Mapper {
    /// Whether the agent asks somebody else for the caller.
    pub fn is_consulting(&self, call: CallId) -> bool {
        self.line_of(call).is_some_and(|line| line.consult.is_some())
    }

    /// The agent asks somebody else: that is done by a channel of the dialplan's which belongs to the conversation.
    pub(super) fn consult_begins(&mut self, at: DateTime<Utc>, by: &Channel) {
        let consult = Consult::new(&self.names, by, Vec::new());
        let Some(line) = self.lines.get_mut(&by.linkedid) else { return };
        let Stage::Talking(talk) = &line.stage else { return };
        if line.consult.is_none() {
            let (agent, to) = (talk.leg.agent.clone(), consult.to.clone());
            line.consult = Some(consult);
            self.out.push(event(at, Happened::ConsultBegan { call: line.call, agent, to }));
        }
    }

    /// The agent is with the caller again if the channel by which somebody was asked ends while they speak.
    pub(super) fn consult_ends(&mut self, at: DateTime<Utc>, channel: &Channel) {
        let Some(line) = self.lines.get_mut(&channel.linkedid) else { return };
        if line.consult.take_if(|consult| consult.by == channel.uniqueid).is_none() {
            return;
        }
        if let Stage::Talking(talk) = &line.stage {
            let agent = talk.leg.agent.clone();
            self.out.push(event(at, Happened::ConsultEnded { call: line.call, agent }));
        }
    }

    /// A phone rings of somebody who is asked.
    pub(super) fn asked_rings(&mut self, by: &Channel, leg: Leg) {
        let consult = self.lines.get_mut(&by.linkedid).and_then(|line| line.consult.as_mut());
        if let Some(consult) = consult.filter(|consult| consult.by == by.uniqueid) {
            consult.rings.push(leg);
        }
    }

    /// That phone was answered, or has ended.
    pub(super) fn asked_rings_no_more(&mut self, linkedid: &Linkedid, phone: &Uniqueid) {
        let consult = self.lines.get_mut(linkedid).and_then(|line| line.consult.as_mut());
        if let Some(consult) = consult {
            consult.rings.retain(|leg| leg.uniqueid != *phone);
        }
    }

    /// The agent leaves the caller with somebody who was asked before. Who that is, the event may leave out: it is whoever answered last, or
    /// whoever is asked now.
    pub(super) fn attended_transfer(&mut self, moment: Moment, from: [Option<Channel>; 2]) {
        let from: Vec<Channel> = from.into_iter().flatten().collect();
        let leg = self.asked_answered(&from);
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
        match leg {
            Some(leg) => {
                self.hand_on(moment, &from, Some(TransferTarget::Agent { agent: leg.agent.clone() }));
                self.ring(moment.at, &caller, leg.clone());
                self.answer(moment.at, &caller, leg);
            }
            None => self.leave_with_a_ring(moment, &from, &caller),
        }
    }

    /// The phone of somebody who was asked from one of these channels and has answered.
    fn asked_answered(&self, from: &[Channel]) -> Option<Leg> {
        let is_asked = |dialled: &&Dialled| {
            from.iter().any(|channel| channel.linkedid == dialled.linkedid)
                && from.iter().all(|channel| channel.uniqueid != dialled.leg.uniqueid)
        };
        self.dialled.iter().rev().find(is_asked).map(|dialled| dialled.leg.clone())
    }

    /// The agent has not waited for the answer.
    fn leave_with_a_ring(&mut self, moment: Moment, from: &Uniqueid, caller: &Uniqueid) {
        let Some(line) = self.line_at(from) else { return };
        let (asked, asking) = (line.consult.take(), line.talking_agent().cloned());
        self.hand_on(moment, from, asked.as_ref().map(|asked| asked.to.clone()));
        let Some(asked) = asked else { return };
        let rung = asked.rings.iter().map(|leg| leg.agent.clone());
        let between = asking.into_iter().chain(rung);
        if let Some(line) = self.line_at(caller) {
            line.between = between.collect();
        }
        asked.rings.into_iter().for_each(|leg| self.ring(moment.at, caller, leg));
    }

    /// The caller who was left with a phone that nobody has answered, and for whom this one is rung now. Of several it is not told which.
    pub(super) fn rung_again(&self, by: Option<&Channel>, phone: &Channel) -> Option<&Line> {
        if self.knows(&phone.uniqueid) || by.is_some_and(|by| !by.is_local()) {
            return None;
        }
        let agent = self.names.agent_of_channel(&phone.name);
        let waits = |line: &&Line| line.stage == Stage::Moving && line.rings.is_empty();
        let mut left = self.lines.values().filter(waits).filter(|line| line.between.contains(&agent));
        left.next().filter(|_| left.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            call_id,
            tests::{
                ASKS, CALLER, attended_transfer, called, check, connected, dial, dial_answered,
                dial_unanswered, hangup, join, led, names, of_another,
            },
        },
        *,
    };
    use crate::switch::asterisk::block::Block;

    #[test]
    fn who_was_asked_and_has_answered_gets_the_caller() {
        let asked = [led(5, "8002"), dial(5, Some(ASKS), "8002"), dial_answered(6, Some(ASKS), "8002")];
        let story = ["asks 8002", "to 8002", "rings 8002", "answered 8002"];
        check(&[&asked[..], &[attended_transfer(7)]].concat(), &story);
        let back = [hangup(7, "8002"), hangup(7, ASKS)];
        check(&[&asked[..], &back].concat(), &["asks 8002", "asks no more"]);
    }

    /// Recorded through Asterisk 22 and 16: the agent hangs up, and the transfer is told, a moment before the answer.
    #[test]
    fn who_is_asked_and_still_rings_gets_the_caller_with_the_answer() {
        let asked = [led(5, "8002"), dial(5, Some(ASKS), "8002"), attended_transfer(6), hangup(6, "8001")];
        let story = ["asks 8002", "to 8002", "rings 8002"];
        check(&asked, &story);
        let answered = [&asked[..], &[dial_answered(7, Some(ASKS), "8002"), hangup(8, ASKS)]].concat();
        check(&answered, &[&story[..], &["answered 8002"]].concat());
    }

    /// So does Asterisk where `atxferdropcall` is not set.
    #[test]
    fn who_asked_is_rung_again_if_nobody_answers() {
        let (asked, ring) = (dial(5, Some(ASKS), "8002"), dial(20, None, "8001-2"));
        let none = [dial_unanswered(9, Some(ASKS), "8002"), hangup(9, "8002"), hangup(9, ASKS)];
        let left = [&[led(5, "8002"), asked, attended_transfer(6), hangup(6, "8001")][..], &none].concat();
        let story = ["asks 8002", "to 8002", "rings 8002", "ring ended 8002", "rings 8001"];
        let again = [&left[..], &[ring, dial_answered(21, None, "8001-2")]].concat();
        check(&again, &[&story[..], &["answered 8001"]].concat());
    }

    #[test]
    fn who_has_left_two_callers_is_rung_for_nobody_until_it_is_known_for_whom() {
        let left = [
            led(5, "8002"),
            dial(5, Some(ASKS), "8002"),
            attended_transfer(6),
            dial_unanswered(9, Some(ASKS), "8002"),
            hangup(9, "8002"),
        ];
        let other = [join(1, CALLER), called(1, CALLER, "8001"), connected(2, CALLER, "8001")];
        let others: Vec<_> = other.iter().chain(&left).map(of_another).collect();
        let mut mapper = Mapper::new(names());
        for block in other.iter().chain(&left).chain(&others) {
            mapper.take(DateTime::UNIX_EPOCH, block).expect("it is typed");
        }
        let mut takes = |block: &Block| mapper.take(DateTime::UNIX_EPOCH, block).expect("it is typed");
        assert_eq!(takes(&dial(20, None, "8001-2")), []);
        takes(&of_another(&hangup(21, CALLER)));
        let told: Vec<_> = takes(&dial(22, None, "8001-3")).into_iter().map(|event| event.what).collect();
        assert_eq!(told, [Happened::Ringing { call: call_id(CALLER, 0), agent: "8001".into() }]);
    }
}
