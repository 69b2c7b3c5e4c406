//! What agents do, in words. It must not know how they are drawn.

use crate::{
    domain::{Agent, AgentState, NextState, PauseCode},
    tui::{desk::Desk, words::Words},
};

/// What an agent does; a pause by its reason.
pub(super) fn state(agent: &Agent, desk: &Desk, words: &Words) -> String {
    let state = match &agent.state {
        AgentState::Paused { reason } => pause(reason, desk, words),
        AgentState::Offline => words.text("lead.agent.offline").to_string(),
        AgentState::Ready => words.text("lead.agent.ready").to_string(),
        AgentState::Ringing { .. } => words.text("lead.agent.ringing").to_string(),
        AgentState::Talking { .. } => words.text("lead.agent.talking").to_string(),
        AgentState::Holding { .. } => words.text("lead.agent.holding").to_string(),
        AgentState::WrapUp { .. } => words.text("lead.agent.wrap-up").to_string(),
    };
    if agent.lost { words.fill("lead.agent.lost", &[("state", &state)]) } else { state }
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
