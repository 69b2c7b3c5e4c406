//! A mark of a timeline as a sign and a sentence.

mod switch;

use ratatui::style::Style;

use super::Scene;
use crate::{
    domain::{
        Agent, AgentId, Ender, Event, Exit, PauseCode, Phone, QueueId, RefusedWhy, RingEnd, ScriptId, StepId,
        TransferTarget, WrapUpEnd,
    },
    tui::{
        calls::not_reached_key,
        qa::timeline::{Mark, Told, What},
        runtime::Look,
    },
};

/// A sign that tells kinds of marks apart without colour, and its colour.
pub(super) fn sign(what: &What, look: &Look) -> (&'static str, Style) {
    let theme = &look.theme;
    let What::Event(event) = what else { return ("*", theme.key) };
    match event.as_ref() {
        Event::CallEntered { .. } | Event::CallQueued { .. } | Event::CallTransferred { .. } => {
            (">", theme.accent)
        }
        Event::CallRinging { .. } => ("~", theme.warn),
        Event::RingEnded { .. } | Event::SwitchLost | Event::SwitchRefused { .. } => ("!", theme.bad),
        Event::AgentPhoneChanged { phone: Phone::Unreachable, .. } => ("!", theme.bad),
        Event::CallAnswered { .. } | Event::CallResumed { .. } | Event::ConsultEnded { .. } => {
            ("+", theme.good)
        }
        Event::CallHeld { .. } | Event::ConsultBegan { .. } => ("=", theme.warn),
        Event::CallRecording { .. } | Event::RecordingKept { .. } => ("●", theme.dim),
        Event::MonitorBegan { .. } | Event::MonitorEnded { .. } => ("◉", theme.warn),
        Event::CallEnded { .. } | Event::CallLeft { .. } | Event::CallSelfServed { .. } => {
            ("x", theme.accent)
        }
        Event::ScriptSaid { .. } => ("✓", theme.good),
        Event::ScriptStarted { .. } | Event::ScriptStepEntered { .. } => ("#", theme.dim),
        Event::TicketSubmitted { .. } | Event::TicketAmended { .. } | Event::CallbackPromised { .. } => {
            ("T", theme.key)
        }
        _ => ("-", theme.dim),
    }
}

/// A mark as a sentence; what was read from the switch's record afterwards says so, for nobody watched.
pub(super) fn mark(mark: &Mark, scene: Scene<'_>) -> String {
    let what = what(&mark.what, scene);
    match mark.told {
        Told::AtOnce => what,
        Told::ByRecord => scene.look.words.fill("qa.event.from-record", &[("what", &what)]),
    }
}

/// What happened, as a sentence.
fn what(what: &What, scene: Scene<'_>) -> String {
    match what {
        What::Act(action) => {
            let action = scene.look.words.text(action.words_key());
            scene.look.words.fill("qa.event.act", &[("action", action)])
        }
        What::Event(event) => of_call(event, scene)
            .or_else(|| of_ring(event, scene))
            .or_else(|| of_agent(event, scene))
            .or_else(|| of_work(event, scene))
            .or_else(|| switch::of_switch(event, scene))
            .unwrap_or_else(|| scene.look.words.text("qa.event.other").to_string()),
    }
}

/// The way of a call.
fn of_call(event: &Event, scene: Scene<'_>) -> Option<String> {
    let words = &scene.look.words;
    let plain = |key: &str| words.text(key).to_string();
    Some(match event {
        Event::CallEntered { service, priority, .. } => {
            let priority = priority.to_string();
            let service = scene.desk().service_label(service, words.locale);
            words.fill("qa.event.entered", &[("service", service), ("priority", &priority)])
        }
        Event::CallSelfServed { .. } => plain("qa.event.self-served"),
        Event::CallQueued { queue: id, kept_from: None, .. } => {
            words.fill("qa.event.queued", &[("queue", queue(id, scene))])
        }
        Event::CallQueued { queue: id, .. } => {
            words.fill("qa.event.queued-again", &[("queue", queue(id, scene))])
        }
        Event::CallHeld { .. } => plain("qa.event.held"),
        Event::CallResumed { .. } => plain("qa.event.resumed"),
        Event::CallTransferred { agent: id, to, .. } => {
            words.fill("qa.event.transferred", &[("agent", agent(id, scene)), ("to", target(to, scene))])
        }
        Event::CallPlaced { agent: id, .. } => words.fill("qa.event.placed", &[("agent", &agent(id, scene))]),
        Event::CallDialled { .. } => plain("qa.event.dialled"),
        Event::CallConnected { .. } => plain("qa.event.connected"),
        Event::CallNotReached { why, .. } => plain(not_reached_key(why)),
        Event::CallLeft { exit, .. } => plain(exit_key(exit)),
        Event::CallEnded { by: Ender::Caller, .. } => plain("qa.event.ended-by-caller"),
        Event::CallEnded { agent: id, by: Ender::Agent, .. } => {
            words.fill("qa.event.ended-by-agent", &[("agent", &agent(id, scene))])
        }
        Event::CallEnded { by: Ender::System, .. } => plain("qa.event.ended-by-system"),
        Event::CallImported { .. } => plain("qa.event.imported"),
        _ => return None,
    })
}

/// Why a call left before an answer.
fn exit_key(exit: &Exit) -> &'static str {
    match exit {
        Exit::Abandoned => "qa.event.abandoned",
        Exit::AbandonedInGreeting => "qa.event.abandoned-in-greeting",
        Exit::KeyExit { .. } => "qa.event.key-exit",
        Exit::TimedOut => "qa.event.timed-out",
        Exit::LeftEmpty => "qa.event.left-empty",
        Exit::Withdrawn => "qa.event.withdrawn",
        Exit::Refused { why: RefusedWhy::Full } => "qa.event.refused-full",
        Exit::Refused { why: RefusedWhy::Closed } => "qa.event.refused-closed",
        Exit::Refused { why: RefusedWhy::NobodySignedIn } => "qa.event.refused-nobody",
        Exit::Failed { .. } => "qa.event.failed",
        Exit::NotReached { why } => not_reached_key(why),
    }
}

/// Rings, and how they ended.
fn of_ring(event: &Event, scene: Scene<'_>) -> Option<String> {
    let (id, key) = match event {
        Event::CallRinging { agent, .. } => (agent, "qa.event.ringing"),
        Event::CallAnswered { agent, .. } => (agent, "qa.event.answered"),
        Event::RingEnded { agent, why: RingEnd::NoAnswer, .. } => (agent, "qa.event.ring-missed"),
        Event::RingEnded { agent, why: RingEnd::Rejected, .. } => (agent, "qa.event.ring-rejected"),
        Event::RingEnded { agent, why: RingEnd::CallerGone, .. } => (agent, "qa.event.ring-caller-gone"),
        Event::RingEnded { agent, why: RingEnd::Withdrawn, .. } => (agent, "qa.event.ring-withdrawn"),
        _ => return None,
    };
    Some(scene.look.words.fill(key, &[("agent", &agent(id, scene))]))
}

/// What an agent's state became.
fn of_agent(event: &Event, scene: Scene<'_>) -> Option<String> {
    let (id, key) = match event {
        Event::WrapUpEnded { agent, why: WrapUpEnd::Done, .. } => (agent, "qa.event.wrapped-up"),
        Event::WrapUpEnded { agent, why: WrapUpEnd::Limit, .. } => (agent, "qa.event.wrap-up-limit"),
        Event::AgentReady { agent } => (agent, "qa.event.ready"),
        Event::AgentLost { agent } => (agent, "qa.event.lost"),
        Event::AgentFound { agent } => (agent, "qa.event.found"),
        Event::AgentPaused { agent: id, reason } => {
            let values = [("agent", agent(id, scene)), ("reason", pause(reason, scene))];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            return Some(scene.look.words.fill("qa.event.paused", &values));
        }
        _ => return None,
    };
    Some(scene.look.words.fill(key, &[("agent", &agent(id, scene))]))
}

/// What was said and written about it.
fn of_work(event: &Event, scene: Scene<'_>) -> Option<String> {
    let words = &scene.look.words;
    Some(match event {
        Event::ScriptStarted { script, .. } => {
            words.fill("qa.event.script", &[("script", &self::script(script, scene))])
        }
        Event::ScriptStepEntered { step: id, .. } => {
            words.fill("qa.event.step", &[("step", step(id, scene))])
        }
        Event::ScriptSaid { step: id, .. } => words.fill("qa.event.said", &[("step", step(id, scene))]),
        Event::TicketSubmitted { ticket } => {
            let values = [("number", ticket.number.as_str()), ("subject", ticket.form.subject.as_str())];
            words.fill("qa.event.ticket", &values)
        }
        Event::CallerIdentified { contact: Some(_), .. } => words.text("qa.event.identified").to_string(),
        Event::CallerIdentified { contact: None, .. } => words.text("qa.event.not-identified").to_string(),
        Event::TicketAmended { .. } => words.text("qa.event.ticket-amended").to_string(),
        Event::CallbackPromised { callback } => {
            let due = scene.desk().local(callback.due).format("%H:%M").to_string();
            words.fill("qa.event.callback", &[("due", &due)])
        }
        _ => return None,
    })
}

/// Where a call is handed on to, or who is asked.
fn target(to: &TransferTarget, scene: Scene<'_>) -> String {
    match to {
        TransferTarget::Queue { queue: id } => queue(id, scene).to_string(),
        TransferTarget::Agent { agent: id } => agent(id, scene),
    }
}

/// A queue's name.
pub(super) fn queue<'a>(id: &'a QueueId, scene: Scene<'a>) -> &'a str {
    scene.desk().queue_label(id, scene.look.words.locale)
}

/// An agent's number and, where it is known and another, name.
pub(super) fn agent(id: &AgentId, scene: Scene<'_>) -> String {
    let known = scene.desk().floor.agents.get(id);
    known.map_or_else(|| id.to_string(), Agent::number_and_name)
}

/// Why an agent is away; the code where the catalogue has changed since.
fn pause(code: &PauseCode, scene: Scene<'_>) -> String {
    let mut known = scene.desk().catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
    let known = known.find(|pause| pause.code == *code);
    known.map_or_else(|| code.to_string(), |pause| pause.label.text(scene.look.words.locale).to_string())
}

/// A script's name; its id where the catalogue has changed since.
pub(super) fn script(id: &ScriptId, scene: Scene<'_>) -> String {
    let known = scene.desk().catalogue.as_ref().and_then(|catalogue| catalogue.script(id));
    known.map_or_else(|| id.to_string(), |script| script.label.text(scene.look.words.locale).to_string())
}

/// A step's title, by the first script that has a step of this id; the id where none has.
pub(super) fn step<'a>(id: &'a StepId, scene: Scene<'a>) -> &'a str {
    let mut scripts = scene.desk().catalogue.iter().flat_map(|catalogue| &catalogue.scripts);
    let known = scripts.find_map(|script| script.step(id));
    known.map_or(id.as_str(), |(_, step)| step.title.text(scene.look.words.locale))
}
