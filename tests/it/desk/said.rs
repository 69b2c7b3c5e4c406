//! Events and commands as short lines, so that a scenario can be read.

use hotdesk::{
    domain::{AgentState, CallId, Event, NextState, PhoneNumber, TransferTarget},
    switch::{Service, SwitchCommand},
};

use crate::make::at;

/// An event in a few words.
pub fn said(event: &Event) -> String {
    match event {
        Event::QueueConfigured { queue } => format!("queue {}", queue.id),
        Event::CallEntered { call, contact, tier, priority, repeats, .. } => {
            let known = if contact.is_some() { " known" } else { "" };
            format!("{} entered priority {priority}{known} {tier:?} repeats {repeats}", name(*call))
        }
        Event::CallSelfServed { call } => format!("{} self-served", name(*call)),
        Event::CallQueued { call, queue, head_start_s, kept_from, position: None } => {
            let kept = kept_from.map(|from| format!(" kept from {}", (from - at(0)).num_seconds()));
            format!("{} queued {queue} +{head_start_s}{}", name(*call), kept.unwrap_or_default())
        }
        Event::CallRinging { call, agent } => format!("{} rings {agent}", name(*call)),
        Event::RingEnded { call, agent, why } => format!("{} ring ended {agent} {why:?}", name(*call)),
        Event::CallAnswered { call, agent } => format!("{} answered {agent}", name(*call)),
        Event::CallPlaced { call, agent, number, tier, service, .. } => {
            format!("{} placed {agent} {} {tier:?} {service}", name(*call), number.reveal())
        }
        Event::CallDialled { call, agent, switch_ref } => {
            format!("{} dialled {agent} {switch_ref}", name(*call))
        }
        Event::CallConnected { call, agent, .. } => format!("{} connected {agent}", name(*call)),
        Event::CallNotReached { call, agent, why } => format!("{} not reached {agent} {why:?}", name(*call)),
        Event::CallbackAttempted { call, agent, why, .. } => {
            format!("attempt {} {agent} {why:?}", name(*call))
        }
        Event::CallHeld { call } => format!("{} held", name(*call)),
        Event::CallResumed { call } => format!("{} resumed", name(*call)),
        Event::CallTransferred { call, agent, to } => {
            format!("{} handed on {agent} {}", name(*call), target(to))
        }
        Event::CallLeft { call, exit } => format!("{} left {exit:?}", name(*call)),
        Event::CallEnded { call, agent, by } => format!("{} ended {agent} {by:?}", name(*call)),
        Event::WrapUpEnded { call, agent, why } => format!("{} wrapped {agent} {why:?}", name(*call)),
        Event::DifferenceSeen { switch_says, desk_says, .. } => {
            format!("difference: {switch_says} / {desk_says}")
        }
        Event::DifferenceOpened { difference } => {
            format!("{}: {} / {}", difference.about, difference.switch_says, difference.desk_says)
        }
        Event::CallPrioritised { call, priority, head_start_s } => {
            format!("{} priority {priority} +{head_start_s}", name(*call))
        }
        Event::ConsultBegan { call, agent, to } => format!("{} {agent} asks {}", name(*call), target(to)),
        Event::ConsultEnded { call, agent } => format!("{} {agent} is back", name(*call)),
        Event::CallRecording { call, state, .. } => format!("{} recording {state:?}", name(*call)),
        Event::MonitorBegan { call, by, how } => format!("{} {by} {how:?}", name(*call)),
        Event::MonitorEnded { call, by } => format!("{} {by} gone", name(*call)),
        Event::DifferenceClosed { about } => format!("{about}: agreed"),
        Event::SwitchRefused { request, why, .. } => format!("switch refused {request:?} {why:?}"),
        other => said_of_agent(other),
    }
}

fn said_of_agent(event: &Event) -> String {
    match event {
        Event::AgentSignedIn { agent, reason, .. } => format!("{agent} signed in, {reason}"),
        Event::AgentSignedOut { agent } => format!("{agent} signed out"),
        Event::AgentReady { agent } => format!("{agent} ready"),
        Event::AgentPaused { agent, reason } => format!("{agent} paused {reason}"),
        Event::NextStateAsked { agent, next } => {
            format!("{agent} next {}", next.as_ref().map_or("-".into(), wish))
        }
        Event::AgentLost { agent } => format!("{agent} lost"),
        Event::AgentFound { agent } => format!("{agent} found"),
        Event::AgentPhoneChanged { agent, phone } => format!("{agent} phone {phone:?}"),
        other => format!("{other:?}"),
    }
}

/// A command in a few words, after `>`.
pub fn asked(command: &SwitchCommand) -> String {
    match command {
        SwitchCommand::Ring { call, agent } => format!("> ring {} {agent}", name(*call)),
        SwitchCommand::StopRing { call, agent, why } => format!("> stop {} {agent} {why:?}", name(*call)),
        SwitchCommand::Answer { call, agent } => format!("> answer {} {agent}", name(*call)),
        SwitchCommand::Hold { call } => format!("> hold {}", name(*call)),
        SwitchCommand::Resume { call } => format!("> resume {}", name(*call)),
        SwitchCommand::Transfer { call, agent, to } => {
            format!("> hand on {} {agent} {}", name(*call), target(to))
        }
        SwitchCommand::HangUp { call, by } => format!("> hang up {} {by:?}", name(*call)),
        SwitchCommand::Release { call } => format!("> release {}", name(*call)),
        SwitchCommand::Serve { agent, how: Service::Paused(reason), .. } => {
            format!("> {agent} paused {reason}")
        }
        SwitchCommand::Serve { agent, how, .. } => format!("> {agent} {how:?}").to_lowercase(),
        SwitchCommand::Originate { call, agent, number } => {
            format!("> originate {} {agent} {}", name(*call), number.reveal())
        }
        SwitchCommand::Take { call, agent } => format!("> take {} {agent}", name(*call)),
        SwitchCommand::Prioritise { call, priority } => format!("> priority {} {priority}", name(*call)),
        SwitchCommand::Monitor { call, by, how } => format!("> {how:?} {} {by}", name(*call)).to_lowercase(),
        other => {
            format!("> {:?} {}", other.request(), other.call().map(name).unwrap_or_default()).to_lowercase()
        }
    }
}

/// The number that call `id` comes from: two calls of one caller are 10 apart.
pub fn phone(id: u128) -> PhoneNumber {
    PhoneNumber::new(format!("0555-00{}", id % 10))
}

/// What an agent does, in a word.
pub fn state(state: &AgentState) -> String {
    match state {
        AgentState::Paused { reason } => format!("paused {reason}"),
        AgentState::Ringing { call } => format!("ringing {}", name(*call)),
        AgentState::Talking { call } => format!("talking {}", name(*call)),
        AgentState::Holding { call } => format!("holding {}", name(*call)),
        AgentState::WrapUp { call } => format!("wrap-up {}", name(*call)),
        AgentState::Ready => "ready".into(),
        AgentState::Offline => "offline".into(),
    }
}

fn wish(next: &NextState) -> String {
    match next {
        NextState::Ready => "ready".into(),
        NextState::Paused { reason } => reason.to_string(),
        NextState::Offline => "offline".into(),
    }
}

fn target(to: &TransferTarget) -> String {
    match to {
        TransferTarget::Queue { queue } => format!("queue {queue}"),
        TransferTarget::Agent { agent } => format!("agent {agent}"),
    }
}

fn name(call: CallId) -> String {
    format!("c{}", call.0.as_u128())
}
