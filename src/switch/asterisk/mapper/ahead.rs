//! Events that are ahead of the one that says that an agent hands a caller on: Asterisk does not tell in order, and who is asked before an
//! attended transfer may be a queue. They are kept with the caller, and taken once the transfer is told.

use chrono::TimeDelta;

use super::{
    Mapper, Moment,
    line::{Line, Stage},
};
use crate::{
    domain::CallId,
    switch::asterisk::event::{Channel, Event, Uniqueid},
};

/// How long before a transfer Asterisk may tell what comes of it; what is older belongs to the talk.
const EARLY: TimeDelta = TimeDelta::seconds(2);

/// What is ahead, in the order in which it was heard.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    heard: Vec<(Moment, Event)>,
}

/// The channels that an event of a caller on the way is about.
struct On<'a> {
    caller: Option<&'a Channel>,
    phone: Option<&'a Channel>,
}

impl Ahead {
    /// The queue that the agent asks for the caller, by a channel that is not the caller's own.
    pub fn asked_queue(&self, own: &Uniqueid) -> Option<&str> {
        self.heard.iter().find_map(|(_, event)| match event {
            Event::Joined { caller, queue, .. } if caller.uniqueid != *own => Some(queue.as_str()),
            _ => None,
        })
    }

    /// Whether the event is about a caller's channel, or ends a phone, that is ahead.
    fn goes_on_with(&self, event: &Event) -> bool {
        match event {
            Event::Hangup { channel, .. } => self.has(|on| on.phone, &channel.uniqueid),
            _ => caller_of(event).is_some_and(|caller| self.has(|on| on.caller, &caller.uniqueid)),
        }
    }

    /// Whether this is the end of the channel by which a queue was asked.
    fn ends_with(&self, event: &Event, own: &Uniqueid) -> bool {
        let Event::Hangup { channel, .. } = event else { return false };
        channel.uniqueid != *own && self.has(|on| on.caller, &channel.uniqueid)
    }

    fn has(&self, which: for<'a> fn(On<'a>) -> Option<&'a Channel>, uniqueid: &Uniqueid) -> bool {
        self.heard.iter().any(|(_, event)| which(on(event)).is_some_and(|known| known.uniqueid == *uniqueid))
    }
}

impl Mapper {
    /// Keeps an event that is ahead; gives all others back.
    pub(super) fn keep_ahead(&mut self, moment: Moment, event: Event) -> Option<Event> {
        let Some(line) = self.talking_line_of(&event) else { return Some(event) };
        let Stage::Talking(talk) = &line.stage else { return Some(event) };
        let talks = |phone: &Channel| phone.uniqueid == talk.leg.uniqueid;
        // A survey has told a talk that connects now: what came before it is behind.
        let is_behind = matches!(&event, Event::Connected { phone, .. } if talks(phone));
        if is_behind || line.ahead.ends_with(&event, &line.uniqueid) {
            line.ahead = Ahead::default();
            return Some(event);
        }
        let begins = match &event {
            Event::Joined { .. } => true,
            Event::DialBegan { caller: Some(caller), phone } => {
                caller.uniqueid == line.uniqueid && !talks(phone)
            }
            _ => false,
        };
        if !begins && !line.ahead.goes_on_with(&event) {
            return Some(event);
        }
        line.ahead.heard.push((moment, event.clone()));
        if let Event::Joined { caller, .. } = &event {
            self.consult_begins(moment.at, caller);
        }
        None
    }

    /// The transfer of this moment is told: what was ahead of it comes now, and not before it.
    pub(super) fn catch_up(&mut self, moment: Moment, call: CallId) {
        let Some(line) = self.line_of_mut(call) else { return };
        let (ahead, own) = (std::mem::take(&mut line.ahead), line.uniqueid.clone());
        for (heard, event) in ahead.heard {
            let is_own = caller_of(&event).is_some_and(|caller| caller.uniqueid == own);
            if !is_own || heard.at.checked_add_signed(EARLY).is_none_or(|late| late >= moment.at) {
                self.fold(Moment { at: heard.at.max(moment.at), heard: moment.heard }, event);
            }
        }
    }

    fn talking_line_of(&mut self, event: &Event) -> Option<&mut Line> {
        let On { caller, phone } = on(event);
        let hangup = if let Event::Hangup { channel, .. } = event { Some(channel) } else { None };
        let line = [caller, phone, hangup].into_iter().flatten().map(|channel| &channel.linkedid);
        let line = line.into_iter().find(|linkedid| self.lines.contains_key(*linkedid))?;
        self.lines.get_mut(line).filter(|line| matches!(line.stage, Stage::Talking(_)))
    }
}

fn caller_of(event: &Event) -> Option<&Channel> {
    on(event).caller
}

fn on(event: &Event) -> On<'_> {
    let (caller, phone) = match event {
        Event::Joined { caller, .. } | Event::Left { caller } | Event::Abandoned { caller } => {
            (Some(caller), None)
        }
        Event::QueueStatus { caller, .. } => (Some(caller), None),
        Event::Called { caller, phone, .. } | Event::Connected { caller, phone, .. } => {
            (Some(caller), Some(phone))
        }
        Event::DialBegan { caller, phone } | Event::DialEnded { caller, phone, .. } => {
            (caller.as_ref(), Some(phone))
        }
        Event::Missed { phone } => (None, Some(phone)),
        _ => (None, None),
    };
    On { caller, phone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    use crate::{
        domain::{AgentId, TransferTarget},
        switch::{
            Happened,
            asterisk::{Block, mapper::tests::names},
        },
    };

    const CALLER: &str = "1.1";
    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    /// An event of this moment, s, with these fields, as `Key: value` lines.
    fn event(second: u32, kind: &str, fields: &[(&str, &str)]) -> Block {
        let timestamp = format!("{second}.000000");
        let head = [("Event", kind), ("Timestamp", timestamp.as_str()), ("Linkedid", CALLER)];
        head.into_iter().chain(fields.iter().copied()).collect()
    }

    fn join(second: u32, channel: &str) -> Block {
        let name = if channel == CALLER { "PJSIP/public-1" } else { "Local/hotline@internal-1;2" };
        let fields = [("Uniqueid", channel), ("Channel", name), ("Queue", "hotline"), ("Exten", "hotline")];
        event(second, "QueueCallerJoin", &fields)
    }

    fn called(second: u32, channel: &str, leg: &str) -> Block {
        let phone = format!("PJSIP/{leg}-1");
        let fields = [("Uniqueid", channel), ("DestUniqueid", leg), ("DestChannel", &phone)];
        let interface = format!("PJSIP/{leg}");
        event(second, "AgentCalled", &[&fields[..], &[("Interface", &interface)]].concat())
    }

    fn connected(second: u32, channel: &str, leg: &str) -> Block {
        let phone = format!("PJSIP/{leg}-1");
        let fields = [("Uniqueid", channel), ("DestUniqueid", leg), ("DestChannel", &phone)];
        let interface = format!("PJSIP/{leg}");
        event(second, "AgentConnect", &[&fields[..], &[("Interface", &interface)]].concat())
    }

    fn dialled(second: u32, kind: &str, leg: &str) -> Block {
        let phone = format!("PJSIP/{leg}-1");
        let fields = [("Uniqueid", CALLER), ("DestUniqueid", leg), ("DestChannel", &phone)];
        event(second, kind, &[&fields[..], &[("DialStatus", "ANSWER"), ("DestLinkedid", CALLER)]].concat())
    }

    fn blind_transfer(second: u32, extension: &str) -> Block {
        let transferer = [("TransfererUniqueid", "8001"), ("TransfererLinkedid", CALLER)];
        let fields = [&transferer[..], &[("Result", "Success"), ("Extension", extension)]].concat();
        event(second, "BlindTransfer", &fields)
    }

    fn attended_transfer(second: u32) -> Block {
        let fields = [
            ("Result", "Success"),
            ("OrigTransfererUniqueid", "8001"),
            ("OrigTransfererLinkedid", CALLER),
            ("SecondTransfererUniqueid", "8001"),
            ("SecondTransfererLinkedid", CALLER),
        ];
        event(second, "AttendedTransfer", &fields)
    }

    /// What these events mean for a caller who speaks with agent 8001 since the second second.
    #[track_caller]
    fn check(events: &[Block], expected: &[&str]) {
        let mut mapper = Mapper::new(names());
        for block in [join(1, CALLER), called(1, CALLER, "8001"), connected(2, CALLER, "8001")] {
            mapper.take(NOW, &block).expect("it is typed");
        }
        let told = events.iter().flat_map(|block| mapper.take(NOW, block).expect("it is typed"));
        let told: Vec<_> = told.map(|event| (event.at.timestamp(), event.what)).collect();
        let words: Vec<_> = told.iter().map(|(_, what)| word(what)).collect();
        assert_eq!(words, expected);
        assert!(told.is_sorted_by_key(|(second, _)| *second), "{told:?}");
    }

    fn word(what: &Happened) -> String {
        let name = |agent: &AgentId| agent.as_str().to_owned();
        match what {
            Happened::Transferred { to: TransferTarget::Queue { queue }, .. } => format!("to {queue}"),
            Happened::Transferred { to: TransferTarget::Agent { agent }, .. } => {
                format!("to {}", name(agent))
            }
            Happened::Queued { queue, .. } => format!("queued {queue}"),
            Happened::Ringing { agent, .. } => format!("rings {}", name(agent)),
            Happened::RingEnded { agent, .. } => format!("ring ended {}", name(agent)),
            Happened::Answered { agent, .. } => format!("answered {}", name(agent)),
            Happened::ConsultBegan { to: TransferTarget::Queue { queue }, .. } => format!("asks {queue}"),
            Happened::ConsultEnded { .. } => "asks no more".into(),
            Happened::HungUp { by, .. } => format!("hung up {by:?}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_caller_may_be_in_the_next_queue_before_the_transfer_is_heard() {
        let story = ["to private", "queued private", "rings 8002", "answered 8002"];
        let after = [called(9, CALLER, "8002"), connected(11, CALLER, "8002")];
        let (transfer, join) = (blind_transfer(9, "hotline"), join(9, CALLER));
        check(&[&[transfer.clone(), join.clone()][..], &after].concat(), &story);
        check(&[&[join.clone(), transfer.clone()][..], &after].concat(), &story);
        let [called, connected] = after;
        check(&[join, called, transfer, connected], &story);
    }

    #[test]
    fn a_phone_may_be_dialled_before_the_transfer_is_heard() {
        let [begins, ends] = ["DialBegin", "DialEnd"].map(|kind| dialled(9, kind, "8002"));
        let transfer = blind_transfer(9, "8002");
        let story = ["to 8002", "rings 8002", "answered 8002"];
        check(&[transfer.clone(), begins.clone(), ends.clone()], &story);
        check(&[begins.clone(), transfer.clone(), ends.clone()], &story);
        check(&[begins, ends, transfer], &story);
    }

    #[test]
    fn a_queue_that_is_asked_first_gets_the_caller_with_the_transfer() {
        let (join, called, connected) =
            (join(5, "1.7"), called(7, "1.7", "8002"), connected(8, "1.7", "8002"));
        let (waits, rings) =
            (["asks private", "to private", "queued private"], ["rings 8002", "answered 8002"]);
        let story = [&waits[..], &rings].concat();
        check(&[join.clone(), attended_transfer(7), called.clone(), connected.clone()], &story);
        check(&[join.clone(), called.clone(), connected.clone(), attended_transfer(9)], &story);
        let given_up = event(6, "Hangup", &[("Uniqueid", "1.7")]);
        check(&[join, given_up, blind_transfer(7, "8002")], &["asks private", "asks no more", "to 8002"]);
    }

    #[test]
    fn what_is_older_than_the_talk_is_behind() {
        check(
            &[join(1, CALLER), connected(2, CALLER, "8001"), blind_transfer(2, "hotline")],
            &["to private"],
        );
        check(&[dialled(2, "DialBegin", "8003"), blind_transfer(9, "8003")], &["to 8003"]);
    }
}
