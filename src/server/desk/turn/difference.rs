//! Where switch and desk disagree: what was not followed is written down, seen and not hidden.

use chrono::{DateTime, Utc};

use super::Turn;
use crate::{
    domain::{Actor, Counted, Event, clean_text},
    switch::Happened,
};

/// Most characters of a text that a switch supplies.
const TEXT_MAX: usize = 500;

impl Turn<'_> {
    pub fn differ(&mut self, at: DateTime<Utc>, about: &str, switch_says: &str, desk_says: &str) {
        let event = Event::DifferenceSeen {
            about: clean(about),
            switch_says: clean(switch_says),
            desk_says: clean(desk_says),
        };
        // A difference moves nothing on the floor, so it always fits.
        let _ = self.record(at, Actor::Desk, event);
    }
}

/// A switch's text as it may be kept: without control characters and not longer than a screen can show.
pub(super) fn clean(text: &str) -> String {
    clean_text(text).chars().take(TEXT_MAX).collect()
}

/// What a switch's word is about.
pub(super) fn about(what: &Happened) -> String {
    match what {
        Happened::Entered { call, .. }
        | Happened::SelfServed { call }
        | Happened::Queued { call, .. }
        | Happened::Ringing { call, .. }
        | Happened::RingEnded { call, .. }
        | Happened::Answered { call, .. }
        | Happened::Dialling { call, .. }
        | Happened::Connected { call, .. }
        | Happened::NotReached { call, .. }
        | Happened::Held { call }
        | Happened::Resumed { call }
        | Happened::Transferred { call, .. }
        | Happened::HungUp { call, .. }
        | Happened::Left { call, .. }
        | Happened::Prioritised { call, .. }
        | Happened::ConsultBegan { call, .. }
        | Happened::ConsultEnded { call, .. }
        | Happened::Recording { call, .. }
        | Happened::MonitorBegan { call, .. }
        | Happened::MonitorEnded { call, .. }
        | Happened::AgentFinished { call, .. } => format!("call {call}"),
        Happened::AgentCame { agent, .. }
        | Happened::AgentWent { agent }
        | Happened::PausedElsewhere { agent, .. }
        | Happened::ServesElsewise { agent, .. }
        | Happened::PhoneChanged { agent, .. } => format!("agent {agent}"),
        Happened::Surveyed { .. } | Happened::LinkLost | Happened::LinkBack => "switch".into(),
        Happened::Miscounted { queue, .. } => format!("queue {queue}"),
        Happened::Noted { about, .. } => about.clone(),
    }
}

/// A switch's word in words.
pub(super) fn words(what: &Happened) -> String {
    match what {
        Happened::Entered { .. } => "it entered".into(),
        Happened::SelfServed { .. } => "it was served by the greeting".into(),
        Happened::Queued { queue, .. } => format!("it came to queue {queue}"),
        Happened::Ringing { agent, .. } => format!("it rings at {agent}"),
        Happened::RingEnded { agent, .. } => format!("its ring at {agent} ended"),
        Happened::Answered { agent, .. } => format!("{agent} answered it"),
        Happened::Dialling { .. } => "it is being dialled".into(),
        Happened::Connected { .. } => "it is connected".into(),
        Happened::NotReached { .. } => "nobody was reached".into(),
        Happened::Held { .. } => "it is on hold".into(),
        Happened::Resumed { .. } => "it is off hold".into(),
        Happened::Transferred { agent, .. } => format!("{agent} handed it on"),
        Happened::HungUp { .. } => "it is over".into(),
        Happened::Left { .. } => "it left its queue".into(),
        Happened::Prioritised { priority, .. } => format!("its priority is {priority}"),
        Happened::ConsultBegan { agent, .. } => format!("{agent} asks somebody else"),
        Happened::ConsultEnded { agent, .. } => format!("{agent} is with the caller again"),
        Happened::Recording { .. } => "its recording changed".into(),
        Happened::MonitorBegan { by, .. } => format!("{by} listens"),
        Happened::MonitorEnded { by, .. } => format!("{by} listens no longer"),
        Happened::Surveyed { calls, .. } => format!("it has {} calls", calls.len()),
        Happened::PausedElsewhere { reason: Some(reason), .. } => format!("paused ({reason})"),
        Happened::PausedElsewhere { reason: None, .. } => "not paused".into(),
        Happened::ServesElsewise { .. } => "its queues changed".into(),
        Happened::PhoneChanged { .. } => "its phone changed".into(),
        Happened::LinkLost => "the link broke".into(),
        Happened::LinkBack => "the link is back".into(),
        Happened::Miscounted { switch_says, .. } => {
            switch_says.as_ref().map(Counted::to_string).unwrap_or_default()
        }
        Happened::AgentCame { .. } => "came to work".into(),
        Happened::AgentWent { .. } => "went home".into(),
        Happened::AgentFinished { agent, .. } => format!("{agent} finished its work"),
        Happened::Noted { says, .. } => says.clone(),
    }
}
