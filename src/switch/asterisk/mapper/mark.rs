//! What is written on a caller's channel, so that we know the call again after a restart of ours, and so does whoever else watches.

use std::fmt;

use super::{Mapper, line::Stage};
use crate::{
    domain::{CallId, QueueId},
    switch::{Found, Happened, SwitchEvent, asterisk::action::Action},
};

/// The channel variable that holds the mark.
pub const MARK: &str = "HOTDESK_CALL";

/// The variables by which Asterisk says of a caller's channel who has handed it on last: at once, and having asked first. Each erases the other.
pub const HANDED_ON: &str = "BLINDTRANSFER";
pub const LEFT_WITH: &str = "ATTENDEDTRANSFER";
/// The variable by which it says how a queue was left.
pub const LEFT_QUEUE: &str = "QUEUESTATUS";
/// The variables that a survey asks for, with commas between them: [`MARK`], [`HANDED_ON`], [`LEFT_WITH`], [`LEFT_QUEUE`] and
/// [`GREETING`](crate::switch::asterisk::GREETING).
pub const VARIABLES: &str = "HOTDESK_CALL,BLINDTRANSFER,ATTENDEDTRANSFER,QUEUESTATUS,HOTDESK_GREETING";

/// A mark: `0 hotline` for a caller's first stay in our queues, while it lasts; `1` once that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which stay it is, or the next one will be.
    pub visit: u32,
    /// The queue that the caller waits in or came through, by Asterisk's name; none between two stays.
    pub queue: Option<String>,
}

impl Mark {
    /// None if it is no mark of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let (visit, queue) = text.split_once(' ').map_or((text, None), |(visit, queue)| (visit, Some(queue)));
        Some(Self { visit: visit.parse().ok()?, queue: queue.map(str::to_owned) })
    }

    /// The last stay that it knows of; none if there was none yet.
    pub fn last(&self) -> Option<u32> {
        if self.queue.is_some() { Some(self.visit) } else { self.visit.checked_sub(1) }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.queue {
            Some(queue) => write!(f, "{} {queue}", self.visit),
            None => write!(f, "{}", self.visit),
        }
    }
}

impl Mapper {
    /// The marks to be written because of what was told: with each stay that begins or is found, and with each end that a channel outlives.
    pub fn marks(&self, told: &[SwitchEvent]) -> Vec<Action> {
        told.iter().flat_map(|event| self.marks_of(&event.what)).collect()
    }

    fn marks_of(&self, told: &Happened) -> Vec<Action> {
        match told {
            Happened::Queued { call, queue, .. } => Vec::from_iter(self.mark(*call, Some(queue))),
            Happened::HungUp { call, .. } | Happened::Left { call, .. } | Happened::SelfServed { call } => {
                Vec::from_iter(self.mark(*call, None))
            }
            // Who came to a queue while nobody watched has no mark, or that of the stay before.
            Happened::Surveyed { calls, .. } => {
                let waiting = calls.iter().filter(|found| found.agent.is_none());
                let mark = |found: &Found| self.mark(found.call, Some(found.queue.as_ref()?));
                waiting.filter_map(mark).collect()
            }
            _ => Vec::new(),
        }
    }

    fn mark(&self, call: CallId, queue: Option<&QueueId>) -> Option<Action> {
        let line = self.line_of(call)?;
        let queue = queue.and_then(|queue| self.names.queue(queue)).map(str::to_owned);
        let visit = line.visit + u32::from(line.stage == Stage::Gone);
        let value = Mark { visit, queue }.to_string();
        Some(Action::SetVariable { channel: line.channel.clone(), variable: MARK, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_they_are_written() {
        for mark in ["0 hotline", "12 two words", "3"] {
            assert_eq!(Mark::parse(mark).map(|mark| mark.to_string()).as_deref(), Some(mark));
        }
        for other in ["", "hotline", "-1 hotline", "(null)"] {
            assert_eq!(Mark::parse(other), None, "{other}");
        }
    }
}
