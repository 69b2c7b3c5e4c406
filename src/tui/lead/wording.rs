//! What agents do, in words. It must not know how they are drawn.

use crate::{
    domain::{Agent, AgentState, Call, Counted, Fact, Monitor, NextState, PauseCode, Phone, Said},
    tui::{desk::Desk, refusal, words::Words},
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

/// What switch or desk says where they disagree.
pub(super) fn said(said: &Said, desk: &Desk, words: &Words) -> String {
    let fact = match said {
        Said::Words(plain) => return plain.clone(),
        Said::Fact(fact) => fact,
    };
    match fact {
        Fact::SignedOut => words.text("lead.agent.offline").to_owned(),
        Fact::TakesCalls => words.text("lead.agent.ready").to_owned(),
        // The desk's own reasons are in no catalogue.
        Fact::Paused { reason } => match reason.as_str() {
            "wrapup" => words.text("lead.agent.wrap-up").to_owned(),
            "lost" => words.text("lead.differences.silent").to_owned(),
            _ => pause(reason, desk, words),
        },
        Fact::Serves { queues } => {
            let queues: Vec<_> = queues.iter().map(|queue| desk.queue_label(queue, words.locale)).collect();
            let queues = queues.join(words.text("lead.detail.comma"));
            words.fill("lead.differences.serves", &[("queues", &queues)])
        }
        Fact::Refused { refusal } => refusal::why(refusal, words),
        Fact::Counted { counted } => counts(counted, words),
    }
}

fn counts(counted: &Counted, words: &Words) -> String {
    let numbers = [
        ("entered", counted.entered),
        ("answered", counted.answered),
        ("left", counted.left),
        ("waiting", counted.waiting),
        ("over", counted.talks_over),
        ("talking", counted.talking),
    ];
    let counts =
        words.fill("lead.differences.counts", &numbers.map(|(name, number)| (name, number.to_string())));
    let callers = counted.callers.join(words.text("lead.detail.comma"));
    let more = counted.more.to_string();
    match (counted.callers.is_empty(), counted.more) {
        (true, _) => counts,
        (false, 0) => counts + &words.fill("lead.differences.callers", &[("callers", &callers)]),
        (false, _) => {
            counts + &words.fill("lead.differences.callers-more", &[("callers", &callers), ("more", &more)])
        }
    }
}
