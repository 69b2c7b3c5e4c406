//! The line under the head (tabs, what lasts: server away, a lead's line) and the line at the bottom (keys, toasts).

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::{Scene, wording};
use crate::{
    domain::AgentState,
    tui::{
        agent::Pane,
        desk::{Link, Weight, code_key},
        keymap::{Action, Layer},
        runtime::{Canvas, Spot},
        text,
        widgets::{self, Footer},
    },
};

/// Columns that tabs leave to what lasts.
const GAP: u16 = 1;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let mut area = scene.plan.notice;
    if !scene.plan.shows_all() {
        let x = draw_tabs(canvas, area, scene);
        area = Rect { x: x + GAP, width: area.right().saturating_sub(x + GAP), ..area };
    }
    if let Some(sentence) = trouble(scene) {
        widgets::banner(canvas, area, scene.look, &sentence);
    } else if let Some(broadcast) = &scene.screen.desk.floor.broadcast {
        let line = text::clean(&broadcast.text);
        let line = format!("{}: {line}", broadcast.from);
        canvas.print(area.x, area.y, &line, area.width, scene.look.theme.accent);
    } else if let Some(sentence) = scene.words().clock_skew(scene.screen.desk.skew_s) {
        widgets::banner(canvas, area, scene.look, &sentence);
    }
}

/// What lasts and is wrong. The work goes on: it says so.
fn trouble(scene: Scene<'_>) -> Option<String> {
    let words = scene.words();
    match &scene.screen.desk.link {
        Link::Away { since, .. } => {
            let values =
                [("time", words.timer(scene.now - *since)), ("count", scene.screen.unsent().to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            Some(words.fill("agent.banner.away", &values))
        }
        Link::Ended(problem) => {
            let why = words.text(code_key(problem.code));
            Some(words.fill("agent.banner.ended", &[("why", why)]))
        }
        Link::Hopeless => Some(words.text("link.hopeless").to_string()),
        Link::Connecting | Link::Up => over_limit(scene),
    }
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
    let tabs = [
        (Pane::Queue, Action::PaneOne, "layer.queue"),
        (Pane::Call, Action::PaneTwo, "layer.call"),
        (Pane::Script, Action::PaneThree, "layer.script"),
        (Pane::Ticket, Action::PaneFour, "layer.ticket"),
        (Pane::Me, Action::PaneFive, "layer.me"),
    ];
    let hint = scene.look.keymap.hint(Layer::Desk, Action::PaneOne).unwrap_or_default();
    let mut x = canvas.print(area.x + 1, area.y, hint.trim_end_matches('1'), area.width, theme.dim);
    for (number, (pane, action, words)) in (1..).zip(tabs) {
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

/// Keys on the left; the newest toast takes its place on the right, where it covers no work.
pub(super) fn draw_foot(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let area = scene.plan.foot;
    let right = draw_toast(canvas, area, scene);
    let focus = scene.screen.pane_focus();
    let footer = Footer { layers: &focus.layers, actions: &actions(scene) };
    footer.draw(canvas, Rect { width: right.saturating_sub(area.x), ..area }, scene.look);
}

fn draw_toast(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) -> u16 {
    let theme = &scene.look.theme;
    let shown = scene.screen.desk.toasts.shown();
    let Some(toast) = shown.last() else { return area.right() };
    let (mark, style) = match toast.weight {
        Weight::Good => ("✓", theme.good),
        Weight::Note => ("•", theme.accent),
        Weight::Bad => ("!", theme.bad),
    };
    let more = if shown.len() > 1 { format!(" (+{})", shown.len() - 1) } else { String::new() };
    let line = format!(" {mark} {}{more} ", wording::said(scene.words(), &toast.say));
    let width = (text::width(&line) as u16).min(area.width * 3 / 4);
    let x = area.right() - width;
    canvas.print(x, area.y, &line, width, style.patch(theme.selected_dim));
    x.saturating_sub(1)
}

fn has_blanks(scene: Scene<'_>) -> bool {
    let step = scene.screen.case().and_then(|case| scene.screen.script_step(case));
    step.is_some_and(|step| !step.blanks.is_empty())
}

/// The actions that matter now, the most important first.
fn actions(scene: Scene<'_>) -> Vec<Action> {
    use Action::*;
    let state = scene.screen.desk.my_agent().map(|agent| &agent.state);
    let mut actions = match state {
        Some(AgentState::Ringing { .. }) => vec![CallAnswer, CallReject],
        Some(AgentState::Talking { .. } | AgentState::Holding { .. }) => {
            vec![CallHold, CallTransfer, CallHangUp]
        }
        Some(AgentState::WrapUp { .. }) => vec![CallWrapUpDone, AgentPause],
        Some(AgentState::Ready) => vec![AgentPause],
        Some(AgentState::Paused { .. } | AgentState::Offline) => vec![AgentReady, AgentPause],
        None => Vec::new(),
    };
    actions.extend(match scene.screen.pane {
        Pane::Script if has_blanks(scene) => [FieldNext, ScriptNext, ScriptBack, ScriptSaid].as_slice(),
        Pane::Script => [ScriptNext, ScriptBack, ScriptSaid].as_slice(),
        Pane::Ticket if scene.screen.case().is_none_or(|case| !case.is_open()) => [TicketNew].as_slice(),
        Pane::Ticket => [TicketSubmit, FieldNext, TicketCategory, TicketTemplate].as_slice(),
        Pane::Call => [ListOpen, CallerReveal, CallbackPromise].as_slice(),
        Pane::Me => [ListOpen].as_slice(),
        Pane::Queue => [TicketNew].as_slice(),
    });
    actions.extend([TicketDrafts, Palette, Help, Quit]);
    actions
}
