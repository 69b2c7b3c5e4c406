//! The rows of a survey: callers in queues, and channels with what they execute.

use chrono::TimeDelta;

use super::{
    super::mark::{HANDED_ON, LEFT_QUEUE, LEFT_WITH, MARK, Mark},
    Place,
};
use crate::switch::asterisk::{
    block::Block,
    event::{Channel, GREETING, Uniqueid},
};

/// A caller in a queue.
#[derive(Clone, Debug)]
pub struct Entry {
    pub queue: String,
    pub uniqueid: Uniqueid,
    pub waited: TimeDelta,
}

/// A channel.
#[derive(Clone, Debug)]
pub struct Row {
    pub channel: Channel,
    /// What it executes: `Queue`, `Dial`; a phone that one of them rang, `AppQueue`, `AppDial`.
    pub application: String,
    /// The first argument of it.
    pub argument: String,
    pub bridge: Option<String>,
    pub is_up: bool,
    pub age: TimeDelta,
    pub mark: Option<Mark>,
    /// How an agent has handed the caller on last.
    pub handed_on: Option<HandedOn>,
    /// Asterisk's name of the queue whose greeting was the last one that began.
    greeting: Option<String>,
    /// A queue was left without an answer.
    has_left_queue: bool,
}

/// How an agent has handed a caller on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedOn {
    /// At once: the caller's channel goes on in the dialplan.
    Blindly,
    /// Having asked first: the caller's channel executes what it did before.
    Attended,
}

impl Entry {
    pub fn read(row: &Block) -> Option<Self> {
        Some(Self {
            queue: row.get("Queue")?.to_owned(),
            uniqueid: Uniqueid(row.get("Uniqueid")?.to_owned()),
            waited: TimeDelta::seconds(row.number::<u32>("Wait").unwrap_or(0).into()),
        })
    }
}

impl Row {
    pub fn read(row: &Block) -> Option<Self> {
        let text = |key| row.get(key).unwrap_or_default();
        Some(Self {
            channel: Channel::read(row, "")?,
            application: text("Application").to_owned(),
            argument: text("Data").split(',').next().unwrap_or_default().to_owned(),
            bridge: row.get("BridgeID").map(str::to_owned),
            is_up: text("ChannelStateDesc") == "Up",
            age: TimeDelta::seconds(row.number::<u32>("Seconds").unwrap_or(0).into()),
            mark: variable(row, MARK).and_then(Mark::parse),
            handed_on: variable(row, HANDED_ON)
                .map(|_| HandedOn::Blindly)
                .or_else(|| variable(row, LEFT_WITH).map(|_| HandedOn::Attended)),
            greeting: variable(row, GREETING).map(str::to_owned),
            has_left_queue: variable(row, LEFT_QUEUE).is_some(),
        })
    }

    /// Asterisk's name of the queue that the caller came through, as far as the caller's own channel tells.
    pub fn queue(&self) -> Option<&str> {
        let runs = (self.application == "Queue").then_some(self.argument.as_str());
        match &self.mark {
            Some(mark) => mark.queue.as_deref().or(runs),
            None => runs,
        }
    }

    /// Asterisk's name of the queue before which the caller hears the greeting, as far as the channel tells. The word about that outlasts the
    /// greeting, but whoever is past it has something that tells so.
    pub fn greeting(&self) -> Option<&str> {
        let is_past = self.mark.is_some() || self.handed_on.is_some() || self.has_left_queue;
        self.greeting.as_deref().filter(|_| !is_past)
    }

    /// Whether the queue that the caller's channel executes has brought the caller to this phone.
    pub fn was_brought_to(&self, phone: &Self) -> bool {
        self.application == "Queue"
            && phone.application == "AppQueue"
            && self.handed_on != Some(HandedOn::Attended)
    }

    /// A caller in a queue is with us; so is one whom our queue has brought to somebody, or whom somebody has handed on from there: a mark
    /// tells that it was ours.
    pub fn is_with_us(&self, place: &Place<'_>) -> bool {
        let stays = self.mark.as_ref().is_some_and(|mark| mark.queue.is_some());
        let is_brought = match place {
            Place::Waiting(_) => true,
            Place::Talking(phone) => self.was_brought_to(phone),
            Place::Moving => false,
        };
        is_brought || stays || (self.mark.is_none() && self.application == "Queue")
    }
}

/// What is in a variable of the channel; none if it has not that variable.
fn variable<'row>(row: &'row Block, name: &str) -> Option<&'row str> {
    let value = |variable: &'row str| variable.strip_prefix(name)?.strip_prefix('=');
    row.all("Variable").find_map(value).filter(|value| !matches!(*value, "" | "(null)"))
}
