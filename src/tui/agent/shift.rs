//! My calls of today as this screen saw them: what stands behind my numbers.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use crate::{
    domain::{AgentId, CallId, Event, PhoneNumber, Recorded},
    metrics::Tally,
};

/// A call that rang at the agent, or that the agent began.
#[derive(Clone, Debug, PartialEq)]
pub struct MyCall {
    /// Which.
    pub call: CallId,
    /// The other side's number, masked.
    pub number: Option<PhoneNumber>,
    /// When it rang, or its number was called.
    pub rang_at: DateTime<Utc>,
    /// When it was answered, here or there; none if it was not.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the talk ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the work of it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// The latest calls, the oldest first; as many as a tally keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shift(VecDeque<MyCall>);

impl Shift {
    /// Follows an event of the floor; `number` is that of its caller.
    pub fn follow(&mut self, me: &AgentId, recorded: &Recorded, number: Option<PhoneNumber>) {
        let at = recorded.at;
        match &recorded.event {
            Event::CallRinging { call, agent } | Event::CallDialled { call, agent, .. } if agent == me => {
                self.ring(*call, number, at)
            }
            Event::CallAnswered { call, agent } | Event::CallConnected { call, agent, .. } if agent == me => {
                self.note(*call, |mine| mine.answered_at = Some(at));
            }
            Event::CallEnded { call, agent, .. } | Event::CallTransferred { call, agent, .. }
                if agent == me =>
            {
                self.note(*call, |mine| mine.ended_at = Some(at));
            }
            Event::WrapUpEnded { call, agent, .. } if agent == me => {
                self.note(*call, |mine| mine.finished_at = Some(at));
            }
            _ => {}
        }
    }

    /// What was seen of a call.
    pub fn of(&self, call: CallId) -> Option<&MyCall> {
        self.0.iter().rev().find(|mine| mine.call == call)
    }

    fn ring(&mut self, call: CallId, number: Option<PhoneNumber>, at: DateTime<Utc>) {
        if self.0.len() == Tally::CALLS_KEPT {
            self.0.pop_front();
        }
        let (answered_at, ended_at, finished_at) = (None, None, None);
        self.0.push_back(MyCall { call, number, rang_at: at, answered_at, ended_at, finished_at });
    }

    fn note(&mut self, call: CallId, note: impl FnOnce(&mut MyCall)) {
        if let Some(mine) = self.0.iter_mut().rev().find(|mine| mine.call == call) {
            note(mine);
        }
    }
}
