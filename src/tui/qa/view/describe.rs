//! A mark of a timeline as a sign and a sentence.

use ratatui::style::Style;

use super::Scene;
use crate::{
    domain::{AgentId, Ender, Event, QueueId, RingEnd, ScriptId, StepId, TransferTarget, WrapUpEnd},
    tui::{calls, qa::timeline::What, runtime::Look},
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
        Event::RingEnded { .. } => ("!", theme.bad),
        Event::CallAnswered { .. } | Event::CallResumed { .. } => ("+", theme.good),
        Event::CallHeld { .. } => ("=", theme.warn),
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

/// What happened, in words.
pub(super) fn what(what: &What, scene: Scene<'_>) -> String {
    match what {
        What::Act(action) => {
            let action = scene.look.words.text(action.words_key());
            scene.look.words.fill("qa.event.act", &[("action", action)])
        }
        What::Event(event) => of_call(event, scene)
            .or_else(|| of_work(event, scene))
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
            let service = scene.screen.desk.service_label(service, words.locale);
            words.fill("qa.event.entered", &[("service", service), ("priority", &priority)])
        }
        Event::CallSelfServed { .. } => plain("qa.event.self-served"),
        Event::CallQueued { queue: id, kept_from: None, .. } => {
            words.fill("qa.event.queued", &[("queue", queue(id, scene))])
        }
        Event::CallQueued { queue: id, .. } => {
            words.fill("qa.event.queued-again", &[("queue", queue(id, scene))])
        }
        Event::CallRinging { agent: id, .. } => {
            words.fill("qa.event.ringing", &[("agent", &agent(id, scene))])
        }
        Event::RingEnded { why, .. } => plain(match why {
            RingEnd::NoAnswer => "qa.event.ring-missed",
            RingEnd::Rejected => "qa.event.ring-rejected",
            RingEnd::CallerGone => "qa.event.ring-caller-gone",
            RingEnd::Withdrawn => "qa.event.ring-withdrawn",
        }),
        Event::CallAnswered { agent: id, .. } => {
            words.fill("qa.event.answered", &[("agent", &agent(id, scene))])
        }
        Event::CallHeld { .. } => plain("qa.event.held"),
        Event::CallResumed { .. } => plain("qa.event.resumed"),
        Event::CallTransferred { to: TransferTarget::Queue { queue: id }, .. } => {
            words.fill("qa.event.transferred", &[("to", queue(id, scene))])
        }
        Event::CallTransferred { to: TransferTarget::Agent { agent: id }, .. } => {
            words.fill("qa.event.transferred", &[("to", &agent(id, scene))])
        }
        Event::CallLeft { exit, .. } => plain(calls::exit_key(exit)),
        Event::CallEnded { by, .. } => plain(match by {
            Ender::Caller => "qa.event.ended-by-caller",
            Ender::Agent => "qa.event.ended-by-agent",
            Ender::System => "qa.event.ended-by-system",
        }),
        Event::CallImported { .. } => plain("qa.event.imported"),
        _ => return None,
    })
}

/// What the agent did about it.
fn of_work(event: &Event, scene: Scene<'_>) -> Option<String> {
    let words = &scene.look.words;
    let plain = |key: &str| words.text(key).to_string();
    Some(match event {
        Event::WrapUpEnded { why: WrapUpEnd::Done, .. } => plain("qa.event.wrapped-up"),
        Event::WrapUpEnded { why: WrapUpEnd::Limit, .. } => plain("qa.event.wrap-up-limit"),
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
        Event::TicketAmended { .. } => plain("qa.event.ticket-amended"),
        Event::CallbackPromised { callback } => {
            let due = scene.screen.desk.local(callback.due).format("%H:%M").to_string();
            words.fill("qa.event.callback", &[("due", &due)])
        }
        Event::AgentReady { .. } => plain("qa.event.ready"),
        Event::AgentPaused { .. } => plain("qa.event.paused"),
        Event::AgentLost { .. } => plain("qa.event.lost"),
        _ => return None,
    })
}

/// A queue's name.
pub(super) fn queue<'a>(id: &'a QueueId, scene: Scene<'a>) -> &'a str {
    scene.screen.desk.queue_label(id, scene.screen.desk.locale)
}

/// An agent's number and, where it is known, name.
pub(super) fn agent(id: &AgentId, scene: Scene<'_>) -> String {
    let known = scene.screen.desk.floor.agents.get(id);
    known.map_or_else(|| id.to_string(), |agent| format!("{id} {}", agent.name))
}

/// A script's name; its id where the catalogue has changed since.
pub(super) fn script(id: &ScriptId, scene: Scene<'_>) -> String {
    let desk = &scene.screen.desk;
    let known =
        desk.catalogue.iter().flat_map(|catalogue| &catalogue.scripts).find(|script| script.id == *id);
    known.map_or_else(|| id.to_string(), |script| script.label.text(desk.locale).to_string())
}

/// A step's title, by the first script that has a step of this id; the id where none has.
pub(super) fn step<'a>(id: &'a StepId, scene: Scene<'a>) -> &'a str {
    let desk = &scene.screen.desk;
    let mut scripts = desk.catalogue.iter().flat_map(|catalogue| &catalogue.scripts);
    let known = scripts.find_map(|script| script.step(id));
    known.map_or(id.as_str(), |(_, step)| step.title.text(desk.locale))
}
