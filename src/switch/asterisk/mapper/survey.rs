//! What is on the switch at a moment: the lists that Asterisk gives on request, made into the same words as events.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Mapper, call_id, event,
    line::{Leg, Line},
};
use crate::{
    domain::CallId,
    switch::{
        Found, Happened, SwitchEvent,
        asterisk::{block::Block, names::Names},
    },
};

/// The rows of `QueueStatus` and `CoreShowChannels`.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    waiting: Vec<Block>,
    /// Channels by `Uniqueid`.
    channels: HashMap<String, Block>,
}

impl Survey {
    /// Takes a row; what is neither a waiting caller nor a channel is left out.
    pub fn add(&mut self, row: Block) {
        match row.event() {
            Some("QueueEntry") => self.waiting.push(row),
            Some("CoreShowChannel") => {
                let uniqueid = row.get("Uniqueid").unwrap_or_default().to_owned();
                self.channels.insert(uniqueid, row);
            }
            _ => {}
        }
    }

    /// Waiting callers: the row of the queue, and the channel's, that alone has `Linkedid` and `Exten`.
    fn joins(&self) -> impl Iterator<Item = (&Block, &Block)> {
        self.waiting.iter().filter_map(|row| Some((row, self.channels.get(row.get("Uniqueid")?)?)))
    }

    /// Callers who speak with an agent whom a queue gave them, and that agent's channel in the same bridge.
    fn talks(&self) -> impl Iterator<Item = (&Block, &Block)> {
        let callers = self.channels.values().filter(|row| row.get("Application") == Some("Queue"));
        callers.filter_map(|caller| {
            let bridge = caller.get("BridgeId")?;
            let mut agents = self.channels.values().filter(|row| row.get("Application") == Some("AppQueue"));
            Some((caller, agents.find(|row| row.get("BridgeId") == Some(bridge))?))
        })
    }

    /// Phones that a queue rings for this caller.
    fn rings(&self, caller: &Block) -> impl Iterator<Item = &Block> {
        self.channels.values().filter(move |row| {
            row.get("Linkedid") == caller.get("Linkedid")
                && row.get("Application") == Some("AppQueue")
                && row.get("BridgeId").is_none()
                && row.get("ChannelStateDesc") != Some("Up")
        })
    }
}

impl Mapper {
    /// A fold that begins in the middle, with what the survey of `now` shows: calls that entered, the list of all of them, so that what
    /// is not in it is known to be over, and phones that ring.
    pub fn begin(names: Names, now: DateTime<Utc>, survey: &Survey) -> (Self, Vec<SwitchEvent>) {
        let mut mapper = Self::new(names);
        let waiting: Vec<_> = survey.joins().filter_map(|join| mapper.waits_already(now, join)).collect();
        let talking: Vec<_> = survey.talks().filter_map(|talk| mapper.talks_already(now, talk)).collect();
        let mut told = std::mem::take(&mut mapper.out);
        // Where they are is in the list: the floor may know them, and nothing happens to them now.
        told.retain(|event| matches!(event.what, Happened::Entered { .. }));
        let talks = |call: CallId| talking.iter().any(|talk: &Found| talk.call == call);
        let waiting = waiting.into_iter().filter(|wait| !talks(wait.call));
        let calls = waiting.chain(talking.iter().cloned()).collect();
        told.push(event(now, Happened::Surveyed { calls, members: Vec::new() }));
        for (_, caller) in survey.joins() {
            survey.rings(caller).for_each(|ring| mapper.rings_already(now, caller, ring));
        }
        told.append(&mut mapper.out);
        (mapper, told)
    }

    fn waits_already(&mut self, now: DateTime<Utc>, (row, caller): (&Block, &Block)) -> Option<Found> {
        let queue = self.names.queues.get(row.get("Queue")?)?.clone();
        let since = now - TimeDelta::seconds(row.number::<u32>("Wait").unwrap_or(0).into());
        let linkedid = caller.get("Linkedid")?;
        self.join(since, caller, linkedid, queue.clone());
        Some(Found { call: call_id(linkedid, 0), queue: Some(queue), since, agent: None })
    }

    fn talks_already(&mut self, now: DateTime<Utc>, (caller, agent): (&Block, &Block)) -> Option<Found> {
        let name = caller.get("ApplicationData")?.split(',').next()?;
        let queue = self.names.queues.get(name)?.clone();
        let (linkedid, leg) = (caller.get("Linkedid")?, self.leg(agent)?);
        // A time beyond all calendars is no time.
        let since = |row: &Block| {
            lasted(row.get("Duration")).and_then(|lasted| now.checked_sub_signed(lasted)).unwrap_or(now)
        };
        if !self.lines.contains_key(linkedid) {
            self.join(since(caller), caller, linkedid, queue.clone());
        }
        let speaks_with = Some(leg.agent.clone());
        self.answer(now, caller.get("Uniqueid"), leg);
        self.lines.get_mut(linkedid).into_iter().for_each(Line::hold_is_unknown);
        Some(Found {
            call: call_id(linkedid, 0),
            queue: Some(queue),
            since: since(agent),
            agent: speaks_with,
        })
    }

    fn rings_already(&mut self, at: DateTime<Utc>, caller: &Block, ring: &Block) {
        if let Some(leg) = self.leg(ring) {
            self.ring(at, caller.get("Uniqueid"), leg);
        }
    }

    fn leg(&self, row: &Block) -> Option<Leg> {
        let channel = row.get("Channel")?.to_owned();
        let agent = self.names.agent_of_channel(&channel);
        Some(Leg { uniqueid: row.get("Uniqueid")?.to_owned(), channel, agent })
    }
}

/// A duration as Asterisk writes it, `HH:MM:SS`.
fn lasted(text: Option<&str>) -> Option<TimeDelta> {
    let mut parts = text?.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    TimeDelta::try_seconds(
        hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Ender, switch::asterisk::mapper::tests::names};

    /// A caller who has spoken with agent 8001 for so long.
    fn talk(lasted: &str) -> Survey {
        let row = |uniqueid, channel, application| {
            Block::from_iter([
                ("Event", "CoreShowChannel"),
                ("Uniqueid", uniqueid),
                ("Channel", channel),
                ("Linkedid", "1.1"),
                ("Application", application),
                ("ApplicationData", "hotline,tT"),
                ("BridgeId", "b"),
                ("Duration", lasted),
            ])
        };
        let mut survey = Survey::default();
        survey.add(row("1.1", "PJSIP/public-1", "Queue"));
        survey.add(row("1.2", "PJSIP/8001-2", "AppQueue"));
        survey
    }

    #[track_caller]
    fn check_since(lasted: &str, seconds: i64) {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let (_, told) = Mapper::begin(names(), now, &talk(lasted));
        let found = told.iter().find_map(|event| match &event.what {
            Happened::Surveyed { calls, .. } => Some(calls[0].since),
            _ => None,
        });
        assert_eq!(found, Some(now - TimeDelta::seconds(seconds)), "{lasted}");
    }

    #[test]
    fn a_talk_is_as_old_as_its_channel_where_that_is_a_time() {
        check_since("00:01:05", 65);
        check_since("9999999999:00:00", 0);
        check_since("99999999999999999999:00:00", 0);
        check_since("soon", 0);
    }

    #[test]
    fn after_a_survey_the_first_word_about_hold_is_told() {
        let heard = |events: &[&str]| {
            let (mut mapper, _) = Mapper::begin(names(), DateTime::UNIX_EPOCH, &talk("00:00:01"));
            let blocks =
                events.iter().map(|event| Block::from_iter([("Event", *event), ("Uniqueid", "1.2")]));
            blocks.map(|block| mapper.take(DateTime::UNIX_EPOCH, &block).len()).collect::<Vec<_>>()
        };
        assert_eq!(heard(&["Unhold", "Unhold", "Hold", "Hold"]), [1, 0, 1, 0]);
        assert_eq!(heard(&["Hold", "Hold", "Unhold"]), [1, 0, 1]);
    }

    #[test]
    fn a_refused_hang_up_was_not_our_doing() {
        let ended_by = |refused: bool| {
            let (mut mapper, told) = Mapper::begin(names(), DateTime::UNIX_EPOCH, &talk("00:00:01"));
            let call = told.iter().find_map(|event| match event.what {
                Happened::Entered { call, .. } => Some(call),
                _ => None,
            });
            let call = call.expect("it entered");
            mapper.will_hang_up(call, Ender::System);
            if refused {
                mapper.did_not_hang_up(call);
            }
            let said = |event| Block::from_iter([("Event", event), ("Uniqueid", "1.1")]);
            mapper.take(DateTime::UNIX_EPOCH, &said("HangupRequest"));
            let told = mapper.take(DateTime::UNIX_EPOCH, &said("Hangup"));
            told.into_iter().map(|event| event.what).collect::<Vec<_>>()
                == [Happened::HungUp { call, by: if refused { Ender::Caller } else { Ender::System } }]
        };
        assert!(ended_by(true), "the caller has gone");
        assert!(ended_by(false), "we have ended it");
    }
}
