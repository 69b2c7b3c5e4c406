//! Events that are ahead of the one that says that an agent hands a caller on: Asterisk does not tell in order, and who is asked before an
//! attended transfer may be a queue. They are kept with the caller, and taken once the transfer is told.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Mapper,
    line::{Line, Stage},
};
use crate::{domain::CallId, switch::asterisk::block::Block};

/// How long before a transfer Asterisk may tell what comes of it; what is older belongs to the talk.
const EARLY: TimeDelta = TimeDelta::seconds(2);

/// What is ahead, in the order in which it was heard.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    heard: Vec<(DateTime<Utc>, Block)>,
}

impl Ahead {
    /// The queue that the agent asks for the caller, by a channel that is not the caller's own.
    pub fn asked_queue(&self, caller: &str) -> Option<&str> {
        let mut joins = self.heard.iter().filter(|(_, block)| block.event() == Some("QueueCallerJoin"));
        joins.find(|(_, block)| block.get("Uniqueid") != Some(caller))?.1.get("Queue")
    }

    /// Whether the block is about a channel or a phone that is ahead.
    fn goes_on_with(&self, block: &Block) -> bool {
        let Some(uniqueid) = block.get("Uniqueid") else { return false };
        let of = |key| self.heard.iter().any(|(_, ahead)| ahead.get(key) == Some(uniqueid));
        match block.event().unwrap_or_default() {
            "AgentCalled" | "AgentRingNoAnswer" | "AgentConnect" | "DialBegin" | "DialEnd"
            | "QueueCallerLeave" | "QueueCallerAbandon" => of("Uniqueid"),
            "Hangup" => of("DestUniqueid"),
            _ => false,
        }
    }

    /// Whether this is the end of the channel by which a queue was asked.
    fn ends_with(&self, block: &Block, caller: &str) -> bool {
        let Some(uniqueid) = block.get("Uniqueid").filter(|uniqueid| *uniqueid != caller) else {
            return false;
        };
        let is_its = |(_, ahead): &(_, Block)| ahead.get("Uniqueid") == Some(uniqueid);
        block.event() == Some("Hangup") && self.heard.iter().any(is_its)
    }
}

impl Mapper {
    /// Whether an event is ahead; it is kept then.
    pub(super) fn is_ahead(&mut self, at: DateTime<Utc>, block: &Block) -> bool {
        let Some(line) = self.talking_line_of(block) else { return false };
        let Stage::Talking(talk) = &line.stage else { return false };
        let leg = Some(talk.leg.uniqueid.as_str());
        if block.event() == Some("AgentConnect") && block.get("DestUniqueid") == leg {
            // A survey has told this talk before: what came before it is behind.
            line.ahead = Ahead::default();
            return false;
        }
        if line.ahead.ends_with(block, &line.uniqueid) {
            line.ahead = Ahead::default();
            return false;
        }
        let begins = match block.event().unwrap_or_default() {
            "QueueCallerJoin" => true,
            "DialBegin" => block.get("Uniqueid") == Some(&line.uniqueid) && block.get("DestUniqueid") != leg,
            _ => false,
        };
        let is_ahead = begins || line.ahead.goes_on_with(block);
        if is_ahead {
            line.ahead.heard.push((at, block.clone()));
        }
        is_ahead
    }

    /// The transfer of `at` is told: what was ahead of it comes now, and not before it.
    pub(super) fn catch_up(&mut self, at: DateTime<Utc>, call: CallId) {
        let Some(line) = self.line_of_mut(call) else { return };
        let (ahead, caller) = (std::mem::take(&mut line.ahead), line.uniqueid.clone());
        for (heard_at, block) in ahead.heard {
            if block.get("Uniqueid") != Some(&caller) || heard_at + EARLY >= at {
                self.fold(heard_at.max(at), &block);
            }
        }
    }

    fn talking_line_of(&mut self, block: &Block) -> Option<&mut Line> {
        let linkedids = ["Linkedid", "DestLinkedid"].map(|key| block.get(key));
        let line = linkedids.into_iter().flatten().find(|linkedid| self.lines.contains_key(*linkedid))?;
        self.lines.get_mut(line).filter(|line| matches!(line.stage, Stage::Talking(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{AgentId, TransferTarget},
        switch::{Happened, asterisk::mapper::tests::names},
    };

    const CALLER: &str = "1.1";

    /// An event of this moment, s, with these fields, as `Key: value` lines.
    fn event(second: u32, kind: &str, fields: &[(&str, &str)]) -> Block {
        let timestamp = format!("{second}.000000");
        let head = [("Event", kind), ("Timestamp", timestamp.as_str()), ("Linkedid", CALLER)];
        head.into_iter().chain(fields.iter().copied()).collect()
    }

    fn join(second: u32, channel: &str) -> Block {
        event(second, "QueueCallerJoin", &[("Uniqueid", channel), ("Queue", "hotline"), ("Exten", "hotline")])
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
        event(second, kind, &[&fields[..], &[("DialStatus", "ANSWER")]].concat())
    }

    fn blind_transfer(second: u32, extension: &str) -> Block {
        let fields = [("Result", "Success"), ("TransfererUniqueid", "8001"), ("Extension", extension)];
        event(second, "BlindTransfer", &fields)
    }

    fn attended_transfer(second: u32) -> Block {
        let fields = [
            ("Result", "Success"),
            ("OrigTransfererUniqueid", "8001"),
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
            mapper.take(DateTime::UNIX_EPOCH, &block);
        }
        let told = events.iter().flat_map(|block| mapper.take(DateTime::UNIX_EPOCH, block));
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
        let (waits, rings) = (["to private", "queued private"], ["rings 8002", "answered 8002"]);
        let story = [waits, rings].concat();
        check(&[join.clone(), attended_transfer(7), called.clone(), connected.clone()], &story);
        check(&[join.clone(), called.clone(), connected.clone(), attended_transfer(9)], &story);
        let given_up = event(6, "Hangup", &[("Uniqueid", "1.7")]);
        check(&[join, given_up, blind_transfer(7, "8002")], &["to 8002"]);
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
