//! The line under the head (tabs, what lasts: server away, a lead's line) and the line at the bottom (keys, toasts).

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::Scene;
use crate::{
    domain::{AgentState, Phone},
    tui::{
        agent::{Case, Pane, act::LAYERS, calling::possible, layout::PANES},
        desk::Link,
        keymap::{Action, Layer},
        runtime::{Canvas, Screen, Spot},
        shell, text, widgets,
    },
};

/// Columns that tabs leave to what lasts.
const GAP: u16 = 1;
/// So long before a callback is due it is told of.
const SOON: TimeDelta = TimeDelta::minutes(10);

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let mut area = scene.plan.notice;
    if !scene.plan.shows_all() {
        let x = draw_tabs(canvas, area, scene);
        area = Rect { x: x + GAP, width: area.right().saturating_sub(x + GAP), ..area };
    }
    if let Some(sentence) = trouble(scene, area.width) {
        widgets::banner(canvas, area, scene.look, &sentence);
    } else if let Some(broadcast) = &scene.screen.desk.floor.broadcast {
        let line = text::clean(&broadcast.text);
        let line = format!("{}: {line}", broadcast.from);
        canvas.print(area.x, area.y, &line, area.width, scene.look.theme.accent);
    } else if let Some(sentence) = scene.words().clock_skew(scene.screen.desk.skew_s) {
        widgets::banner(canvas, area, scene.look, &sentence);
    } else if let Some(sentence) = to_call(scene, area.width) {
        canvas.print(area.x, area.y, &sentence, area.width, scene.look.theme.warn);
    }
}

/// What lasts and is wrong. The work goes on: it says so, in fewer words where there is less room.
fn trouble(scene: Scene<'_>, room: u16) -> Option<String> {
    let words = scene.words();
    match &scene.screen.desk.link {
        Link::Away { since, .. } => {
            let values =
                [("time", words.timer(scene.now - *since)), ("count", scene.screen.unsent().to_string())];
            Some(fitting(scene, room, ["agent.banner.away", "agent.banner.away-short"], &values))
        }
        Link::Ended(problem) => {
            let why = shell::why_ended(problem, words, "role.agent");
            Some(words.fill("agent.banner.ended", &[("why", &why)]))
        }
        Link::Hopeless => Some(fitting(scene, room, ["link.hopeless", "link.hopeless-short"], &[])),
        Link::Connecting | Link::Up => {
            switch_lost(scene, room).or_else(|| phone_lost(scene, room)).or_else(|| over_limit(scene))
        }
    }
}

/// The sentence, or the short one where it does not fit.
fn fitting(scene: Scene<'_>, room: u16, [long, short]: [&str; 2], values: &[(&str, String)]) -> String {
    let whole = scene.words().fill(long, values);
    if text::width(&whole) < usize::from(room) { whole } else { scene.words().fill(short, values) }
}

/// The phone switch is not heard: callers speak on, and nothing of it is seen here.
fn switch_lost(scene: Scene<'_>, room: u16) -> Option<String> {
    let since = scene.screen.desk.floor.switch_lost?;
    let since = scene.words().time(&scene.screen.desk.local(since));
    let keys = ["agent.banner.switch", "agent.banner.switch-short"];
    Some(fitting(scene, room, keys, &[("since", since)]))
}

/// How many callers wait for a call that is due within minutes, or late, and the key that shows them.
fn to_call(scene: Scene<'_>, room: u16) -> Option<String> {
    let count = scene.screen.browser.to_call_by(scene.now + SOON);
    let key = scene.look.keymap.hint(Layer::Desk, Action::WorkMine)?;
    let values =
        [("minutes", SOON.num_minutes().to_string()), ("count", count.to_string()), ("key", key.to_owned())];
    let keys = ["agent.banner.to-call", "agent.banner.to-call-short"];
    (count > 0 && !scene.screen.is_browsing).then(|| fitting(scene, room, keys, &values))
}

/// The switch does not reach the agent's phone.
fn phone_lost(scene: Scene<'_>, room: u16) -> Option<String> {
    let agent = scene.screen.desk.my_agent().filter(|agent| agent.state != AgentState::Offline)?;
    let keys = ["agent.banner.phone", "agent.banner.phone-short"];
    (agent.phone == Phone::Unreachable).then(|| fitting(scene, room, keys, &[]))
}

/// A pause beyond its limit.
fn over_limit(scene: Scene<'_>) -> Option<String> {
    let agent = scene.screen.desk.my_agent()?;
    let AgentState::Paused { .. } = agent.state else { return None };
    let limit = super::head::state_limit(scene, &agent.state)?;
    let over = scene.now - agent.since - limit;
    let time = scene.words().timer(over);
    (over > TimeDelta::zero()).then(|| scene.words().fill("agent.banner.pause-over", &[("time", &time)]))
}

fn draw_tabs(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) -> u16 {
    let theme = &scene.look.theme;
    let hint = scene.look.keymap.hint(Layer::Desk, Action::PaneOne).unwrap_or_default();
    let mut x = canvas.print(area.x + 1, area.y, hint.trim_end_matches('1'), area.width, theme.dim);
    for (number, (pane, action, words)) in (1..).zip(PANES) {
        let mark = if pane == Pane::Ticket && has_draft(scene) { "*" } else { "" };
        let label = format!("{number} {}{mark}", scene.text(words));
        let style = if scene.screen.pane == pane { theme.selected } else { theme.text };
        let width = text::width(&label) as u16;
        canvas.spot(Rect::new(x, area.y, width, 1), Spot::Run(action));
        x = canvas.print(x, area.y, &label, area.right().saturating_sub(x), style) + 2;
    }
    x
}

fn has_draft(scene: Scene<'_>) -> bool {
    scene.screen.case().is_some_and(|case| case.is_open() && case.is_worth_keeping())
}

/// Keys, with help always at the right. Above them, on the frames' lower edge where it covers no work, what was said last.
pub(super) fn draw_foot(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let area = scene.plan.foot;
    let above = Rect { y: area.y.saturating_sub(1), ..area };
    shell::toasts(canvas, above, &scene.screen.desk, scene.look, &LAYERS);
    shell::keys(canvas, area, scene.look, &scene.screen.focus().layers, &actions(scene));
}

fn has_blanks(scene: Scene<'_>) -> bool {
    let step = scene.screen.case().and_then(|case| scene.screen.script_step(case));
    step.is_some_and(|step| !step.blanks.is_empty())
}

/// The actions that matter now, the most important first.
fn actions(scene: Scene<'_>) -> Vec<Action> {
    use Action::*;
    let screen = scene.screen;
    let mut actions = possible(&screen.desk).to_vec();
    if let Some(hints) = screen.layers.hints() {
        let amend = screen.counts(TicketAmend) && screen.may_amend();
        actions.extend(amend.then_some(TicketAmend));
        actions.extend(hints);
        if screen.offers_to_ask() {
            actions.insert(actions.len().saturating_sub(1), CallConsult);
        }
        return actions;
    }
    if screen.is_browsing {
        let calls = screen.may_call() && !screen.browser.is_busy();
        actions.extend(calls.then_some(WorkCall));
        actions.extend(screen.browser.hints(&screen.desk));
        actions.push(WorkMine);
        return actions;
    }
    let case = screen.case();
    actions.extend(match screen.pane {
        Pane::Script if has_blanks(scene) => [FieldNext, ScriptNext, ScriptSaid, ScriptBack].as_slice(),
        Pane::Script => [ScriptNext, ScriptSaid, ScriptBack].as_slice(),
        Pane::Ticket if case.is_some_and(|case| case.ticket().is_some()) => {
            [TicketAmend, TicketNew].as_slice()
        }
        Pane::Ticket if case.is_none_or(|case| !case.is_open()) => [TicketNew].as_slice(),
        Pane::Ticket if case.is_some_and(Case::lacks_caller) => {
            [TicketSubmit, CallerFind, FieldNext, TicketCategory, TicketTemplate].as_slice()
        }
        Pane::Ticket => [TicketSubmit, FieldNext, TicketCategory, TicketTemplate].as_slice(),
        Pane::Call if screen.call_case().is_some_and(|case| case.caller.is_one_of_some()) => {
            [CallerIdentify].as_slice()
        }
        Pane::Call if screen.may_amend() => [ListOpen, TicketAmend, CallerReveal, CallbackPromise].as_slice(),
        Pane::Call if screen.may_mute() => {
            [ListOpen, CallRecordMute, CallerReveal, CallbackPromise].as_slice()
        }
        Pane::Call => [ListOpen, CallerReveal, CallbackPromise].as_slice(),
        Pane::Me => [ListOpen].as_slice(),
        Pane::Queue if screen.may_take() => [CallTake, TicketNew].as_slice(),
        Pane::Queue => [TicketNew].as_slice(),
    });
    actions.extend([TicketDrafts, Palette, Quit, Help]);
    actions
}
