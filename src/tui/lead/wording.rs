//! What agents do, in words. It must not know how they are drawn.

use crate::{
    domain::{Agent, AgentState, Call, Monitor, NextState, PauseCode, Phone},
    tui::{desk::Desk, words::Words},
};

/// What an agent does, a pause by its reason; and what keeps calls away, or who takes part in the talk.
pub(super) fn state(agent: &Agent, desk: &Desk, words: &Words) -> String {
    let call = agent.state.call().and_then(|call| desk.floor.calls.get(&call));
    let state = match &agent.state {
        AgentState::Paused { reason } => pause(reason, desk, words),
        AgentState::Offline => words.text("lead.agent.offline").to_string(),
        AgentState::Ready => words.text("lead.agent.ready").to_string(),
        AgentState::Ringing { .. } => words.text("lead.agent.ringing").to_string(),
        AgentState::Talking { .. } if call.is_some_and(Call::is_being_placed) => {
            words.text("lead.agent.calling").to_string()
        }
        AgentState::Talking { .. } => words.text("lead.agent.talking").to_string(),
        AgentState::Holding { .. } => words.text("lead.agent.holding").to_string(),
        AgentState::WrapUp { .. } => words.text("lead.agent.wrap-up").to_string(),
    };
    match call.and_then(|call| call.monitored.first()) {
        _ if agent.lost => words.fill("lead.agent.lost", &[("state", &state)]),
        _ if agent.phone == Phone::Unreachable => words.fill("lead.agent.phone", &[("state", &state)]),
        Some(monitoring) => {
            let how = words.text(monitored(monitoring.how));
            words.fill("lead.agent.monitored", &[("state", &*state), ("how", how)])
        }
        None => state,
    }
}

/// How somebody takes part in a talk of others.
pub(super) fn monitored(how: Monitor) -> &'static str {
    match how {
        Monitor::Listen => "lead.agent.listen",
        Monitor::Whisper => "lead.agent.whisper",
        Monitor::Barge => "lead.agent.barge",
    }
}

/// The state asked for after the present call.
pub(super) fn next_state(next: &NextState, desk: &Desk, words: &Words) -> String {
    match next {
        NextState::Ready => words.text("lead.agent.ready").to_string(),
        NextState::Offline => words.text("lead.agent.offline").to_string(),
        NextState::Paused { reason } => pause(reason, desk, words),
    }
}

fn pause(reason: &PauseCode, desk: &Desk, words: &Words) -> String {
    let mut known = desk.catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
    let label = known.find(|pause| pause.code == *reason).map(|pause| pause.label.text(desk.locale));
    words.fill("lead.agent.paused", &[("reason", label.unwrap_or(reason.as_str()))])
}
