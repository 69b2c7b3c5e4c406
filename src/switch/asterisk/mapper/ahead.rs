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
        line.ahead.heard.push((moment, event));
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
    use super::super::tests::{
        CALLER, attended_transfer, blind_transfer, called, check, connected, dial, dial_answered, hangup,
        join, led,
    };

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
        let (begins, ends) = (dial(9, Some(CALLER), "8002"), dial_answered(9, Some(CALLER), "8002"));
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
        let led = led(5, "hotline");
        check(&[led.clone(), join.clone(), attended_transfer(7), called.clone(), connected.clone()], &story);
        check(&[led.clone(), join.clone(), called.clone(), connected.clone(), attended_transfer(9)], &story);
        let given_up = [led, join, hangup(6, "1.7"), blind_transfer(7, "8002")];
        check(&given_up, &["asks private", "asks no more", "to 8002"]);
    }

    #[test]
    fn what_is_older_than_the_talk_is_behind() {
        check(
            &[join(1, CALLER), connected(2, CALLER, "8001"), blind_transfer(2, "hotline")],
            &["to private"],
        );
        check(&[dial(2, Some(CALLER), "8003"), blind_transfer(9, "8003")], &["to 8003"]);
    }
}
