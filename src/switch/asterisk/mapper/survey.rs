//! What is on the switch at a moment: the lists that Asterisk gives on request, made into the same words as events.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Mapper, call_id, event, line::Leg};
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
        told.push(event(now, Happened::Surveyed { calls }));
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
        Some(Found { call: call_id(linkedid, 0), queue, since, agent: None })
    }

    fn talks_already(&mut self, now: DateTime<Utc>, (caller, agent): (&Block, &Block)) -> Option<Found> {
        let name = caller.get("ApplicationData")?.split(',').next()?;
        let queue = self.names.queues.get(name)?.clone();
        let (linkedid, leg) = (caller.get("Linkedid")?, self.leg(agent)?);
        let since = |row: &Block| now - lasted(row.get("Duration")).unwrap_or_default();
        if !self.lines.contains_key(linkedid) {
            self.join(since(caller), caller, linkedid, queue.clone());
        }
        let speaks_with = Some(leg.agent.clone());
        self.answer(now, caller.get("Uniqueid"), leg);
        Some(Found { call: call_id(linkedid, 0), queue, since: since(agent), agent: speaks_with })
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
