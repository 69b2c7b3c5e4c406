//! The call as it stood at a moment: what the agent's call pane could show then, from the log alone.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::{layout::Rect, style::Style};

use super::{Scene, describe, timeline::offset};
use crate::{
    api::CallSummary,
    domain::{Call, Phase, Recorded, Tier},
    tui::{
        calls,
        qa::{
            SCENE,
            moment::{Moment, Spoken},
            review::recordings,
        },
        runtime::Canvas,
        text,
        widgets::{HasFocus, Pane},
    },
};

/// Lines with their styles, in order.
type Lines = Vec<(String, Style)>;

pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: Scene<'_>,
    (summary, events): (&CallSummary, &[Recorded]),
    at: DateTime<Utc>,
) {
    let look = scene.look;
    let start = events.first().map_or(at, |recorded| recorded.at);
    let title = look.words.fill("qa.situation.title", &[("at", &offset(start, at, look))]);
    let pane = Pane { title: &title, note: "", focus: HasFocus::No, zone: SCENE };
    let inner = pane.draw(canvas, area, look);
    let moment = Moment::fold(events, at, &scene.screen.desk.floor);
    let mut lines = Lines::new();
    match moment.call(summary.record.call) {
        Some(call) => tell_call(&mut lines, scene, &moment, call, at),
        None if !summary.replayable => {
            add(&mut lines, look.words.text("qa.situation.imported"), look.theme.dim)
        }
        None => tell_end(&mut lines, scene, &moment, summary),
    }
    if let Some(script) = &moment.script {
        tell_script(&mut lines, scene, script, start);
    }
    tell_tickets(&mut lines, scene, &moment);
    tell_recordings(&mut lines, scene, events);
    let wrapped = lines.iter().flat_map(|(line, style)| {
        text::wrap(line, usize::from(inner.width)).into_iter().map(move |line| (line, *style))
    });
    for (y, (line, style)) in (inner.y..inner.bottom()).zip(wrapped) {
        canvas.print(inner.x, y, line, inner.width, style);
    }
}

fn add(lines: &mut Lines, line: impl Into<String>, style: Style) {
    lines.push((line.into(), style));
}

fn tell_call(lines: &mut Lines, scene: Scene<'_>, moment: &Moment, call: &Call, at: DateTime<Utc>) {
    let words = &scene.look.words;
    let theme = &scene.look.theme;
    let timer = words.timer(at - call.since);
    let phase = words.text(phase_key(call));
    add(lines, words.fill("qa.situation.phase", &[("phase", phase), ("time", &timer)]), theme.accent);
    if let Some(agent) = moment.agent(call.id) {
        let agent = describe::agent(&agent.id, scene);
        add(lines, words.fill("qa.situation.agent", &[("agent", &agent)]), theme.text);
    }
    if let Some(queue) = &call.queue {
        let until = call.answered_at.unwrap_or(at);
        let wait = words.timer(until - call.queued_at.unwrap_or(until));
        let values = [("queue", describe::queue(queue, scene)), ("time", wait.as_str())];
        add(lines, words.fill("qa.situation.queue", &values), theme.text);
    }
    tell_caller(lines, scene, call);
}

/// What was of the call when all was over.
fn tell_end(lines: &mut Lines, scene: Scene<'_>, moment: &Moment, summary: &CallSummary) {
    let words = &scene.look.words;
    let theme = &scene.look.theme;
    let record = &summary.record;
    add(lines, words.text("qa.situation.over"), theme.accent);
    let timer = |seconds: u32| words.timer(TimeDelta::seconds(i64::from(seconds)));
    let (wait, talk) = (timer(record.wait_s), timer(record.talk_s));
    let outcome = words.text(calls::outcome_key(record));
    add(
        lines,
        words.fill("qa.situation.record", &[("outcome", outcome), ("wait", &wait), ("talk", &talk)]),
        theme.text,
    );
    if let Some(agent) = &record.agent {
        let agent = describe::agent(agent, scene);
        add(lines, words.fill("qa.situation.agent", &[("agent", &agent)]), theme.text);
    }
    if let Some(call) = &moment.gone {
        tell_caller(lines, scene, call);
    }
}

fn tell_caller(lines: &mut Lines, scene: Scene<'_>, call: &Call) {
    let words = &scene.look.words;
    let theme = &scene.look.theme;
    let number = words.number(&call.number);
    let (priority, repeats) = (call.priority.to_string(), call.repeats.to_string());
    let tier = words.text(if call.tier == Tier::Key { "qa.tier.key" } else { "qa.tier.ordinary" });
    let values = [
        ("number", number.as_str()),
        ("tier", tier),
        ("service", scene.desk().service_label(&call.service, words.locale)),
        ("priority", priority.as_str()),
        ("repeats", repeats.as_str()),
    ];
    add(lines, words.fill("qa.situation.caller", &values), theme.text);
    add(lines, "", theme.text);
}

fn phase_key(call: &Call) -> &'static str {
    match call.phase {
        Phase::Greeting => "qa.phase.greeting",
        Phase::Placed => "qa.phase.placed",
        Phase::Dialling => "qa.phase.dialling",
        Phase::Queued => "qa.phase.queued",
        // As the agent's own screen says it.
        Phase::Ringing => "agent.state.ringing",
        Phase::Talking => "agent.state.talking",
        Phase::Held => "agent.state.holding",
        Phase::Transferring => "qa.phase.transferring",
        Phase::Over if !call.wrapping.is_empty() => "agent.state.wrap-up",
        Phase::Over => "qa.phase.over",
    }
}

fn tell_script(lines: &mut Lines, scene: Scene<'_>, script: &Spoken, start: DateTime<Utc>) {
    let words = &scene.look.words;
    let theme = &scene.look.theme;
    let version = script.version.to_string();
    let values = [("script", &*describe::script(&script.script, scene)), ("version", version.as_str())];
    add(lines, words.fill("qa.situation.script", &values), theme.head);
    if let Some(step) = &script.at {
        add(lines, words.fill("qa.situation.step", &[("step", describe::step(step, scene))]), theme.text);
    }
    let mut said: Vec<_> = script.said.iter().collect();
    said.sort_by_key(|(_, at)| **at);
    for (step, at) in said {
        let line = format!("✓ {} {}", offset(start, *at, scene.look), describe::step(step, scene));
        add(lines, line, theme.good);
    }
    add(lines, "", theme.text);
}

/// Whatever the moment: they were fetched when all was over.
fn tell_recordings(lines: &mut Lines, scene: Scene<'_>, events: &[Recorded]) {
    for recording in recordings(events) {
        let size = format!("{:.1} MB", recording.bytes as f64 / 1e6);
        let values = [("nth", &*recording.nth.to_string()), ("size", &size)];
        add(lines, scene.look.words.fill("qa.situation.recording", &values), scene.look.theme.key);
    }
}

fn tell_tickets(lines: &mut Lines, scene: Scene<'_>, moment: &Moment) {
    let words = &scene.look.words;
    let theme = &scene.look.theme;
    for ticket in &moment.tickets {
        let category = ticket.form.category.as_ref().map(|code| code.as_str()).unwrap_or_default();
        let values = [
            ("number", ticket.number.as_str()),
            ("subject", ticket.form.subject.as_str()),
            ("category", category),
        ];
        add(lines, words.fill("qa.situation.ticket", &values), theme.key);
    }
    for callback in &moment.callbacks {
        let due = scene.desk().local(callback.due).format("%H:%M").to_string();
        add(lines, words.fill("qa.event.callback", &[("due", &due)]), theme.key);
    }
    for (seq, _) in &moment.refused {
        add(lines, words.fill("qa.situation.refused", &[("seq", &seq.to_string())]), theme.bad);
    }
}
