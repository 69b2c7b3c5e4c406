//! What the phone switch did beside the way of a call: asking first, recording, listening, priority; what it refused, and what was out of
//! reach.

use super::{agent, target};
use crate::{
    domain::{AgentId, Event, Monitor, Phone, RecordingState, RequestRefused},
    tui::{qa::view::Scene, refusal},
};

/// As a sentence; none where the event is no such thing.
pub(super) fn of_switch(event: &Event, scene: Scene<'_>) -> Option<String> {
    let words = &scene.look.words;
    let by = |key: &str, id: &AgentId| words.fill(key, &[("agent", &agent(id, scene))]);
    Some(match event {
        Event::CallPrioritised { priority, .. } => {
            words.fill("qa.event.prioritised", &[("priority", &priority.to_string())])
        }
        Event::ConsultBegan { agent: id, to, .. } => {
            let values = [("agent", agent(id, scene)), ("to", target(to, scene))];
            words.fill("qa.event.consult-began", &values)
        }
        Event::ConsultEnded { agent: id, .. } => by("qa.event.consult-ended", id),
        Event::CallRecording { state, .. } => words.text(recording_key(*state)).to_owned(),
        Event::RecordingKept { .. } => words.text("qa.event.recording-kept").to_owned(),
        Event::MonitorBegan { by: id, how, .. } => by(monitor_key(*how), id),
        Event::MonitorEnded { by: id, .. } => by("qa.event.monitor-ended", id),
        Event::AgentPhoneChanged { agent: id, phone: Phone::Unreachable } => by("qa.event.phone-lost", id),
        Event::AgentPhoneChanged { agent: id, .. } => by("qa.event.phone-found", id),
        Event::SwitchLost => words.text("qa.event.switch-lost").to_owned(),
        Event::SwitchFound => words.text("qa.event.switch-found").to_owned(),
        Event::SwitchRefused { request, why, .. } => {
            let said = refusal::what_and_why(*request, why, words);
            match why {
                RequestRefused::Refused { says } if !says.is_empty() => format!("{said} ({says})"),
                _ => said,
            }
        }
        _ => return None,
    })
}

fn recording_key(state: RecordingState) -> &'static str {
    match state {
        RecordingState::Running => "qa.event.recording-runs",
        RecordingState::Muted => "qa.event.recording-muted",
        RecordingState::Stopped => "qa.event.recording-stopped",
    }
}

fn monitor_key(how: Monitor) -> &'static str {
    match how {
        Monitor::Listen => "qa.event.monitor-listen",
        Monitor::Whisper => "qa.event.monitor-whisper",
        Monitor::Barge => "qa.event.monitor-barge",
    }
}
