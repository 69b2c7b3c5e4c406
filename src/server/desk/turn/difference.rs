//! Where switch and desk disagree: what was not followed is written down, seen and not hidden.

use chrono::{DateTime, Utc};

use super::Turn;
use crate::{
    domain::{Actor, Event, clean_text},
    switch::{Happened, Service, SwitchCommand},
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
        | Happened::Held { call }
        | Happened::Resumed { call }
        | Happened::Transferred { call, .. }
        | Happened::HungUp { call, .. }
        | Happened::KeyPressed { call, .. }
        | Happened::Overflowed { call }
        | Happened::AgentFinished { call, .. } => format!("call {call}"),
        Happened::AgentCame { agent, .. } | Happened::AgentWent { agent } => format!("agent {agent}"),
        Happened::Surveyed { .. } => "switch".into(),
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
        Happened::Held { .. } => "it is on hold".into(),
        Happened::Resumed { .. } => "it is off hold".into(),
        Happened::Transferred { agent, .. } => format!("{agent} handed it on"),
        Happened::HungUp { .. } => "it is over".into(),
        Happened::KeyPressed { key, .. } => format!("the caller pressed {key}"),
        Happened::Overflowed { .. } => "it left its queue".into(),
        Happened::Surveyed { calls } => format!("it has {} calls", calls.len()),
        Happened::AgentCame { .. } => "came to work".into(),
        Happened::AgentWent { .. } => "went home".into(),
        Happened::AgentFinished { agent, .. } => format!("{agent} finished its work"),
        Happened::Noted { says, .. } => says.clone(),
    }
}

/// A command in words.
pub(super) fn command_words(command: &SwitchCommand) -> String {
    match command {
        SwitchCommand::Ring { agent, .. } => format!("ring {agent}"),
        SwitchCommand::StopRing { agent, .. } => format!("stop the ring at {agent}"),
        SwitchCommand::Answer { agent, .. } => format!("answer at {agent}"),
        SwitchCommand::Hold { .. } => "hold".into(),
        SwitchCommand::Resume { .. } => "resume".into(),
        SwitchCommand::Transfer { agent, .. } => format!("hand on from {agent}"),
        SwitchCommand::HangUp { .. } => "hang up".into(),
        SwitchCommand::Release { .. } => "let the caller go".into(),
        SwitchCommand::Serve { how: Service::Out, .. } => "sign out of the queues".into(),
        SwitchCommand::Serve { how: Service::Open, .. } => "take calls".into(),
        SwitchCommand::Serve { how: Service::Paused(reason), .. } => format!("pause ({reason})"),
    }
}

/// What a command is about.
pub(super) fn about_command(command: &SwitchCommand) -> String {
    match command {
        SwitchCommand::Ring { call, .. }
        | SwitchCommand::StopRing { call, .. }
        | SwitchCommand::Answer { call, .. }
        | SwitchCommand::Hold { call }
        | SwitchCommand::Resume { call }
        | SwitchCommand::Transfer { call, .. }
        | SwitchCommand::HangUp { call, .. }
        | SwitchCommand::Release { call } => format!("call {call}"),
        SwitchCommand::Serve { agent, .. } => format!("agent {agent}"),
    }
}
