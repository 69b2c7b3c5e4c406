//! The line under the head (tabs, what lasts: server away, a lead's line) and the line at the bottom (keys, toasts).

use chrono::TimeDelta;
use ratatui::{layout::Rect, style::Style};

use super::{Scene, wording};
use crate::{
    domain::AgentState,
    tui::{
        agent::{Case, Over, Pane, calling::possible, lists::PANES},
        desk::{Link, Toast, Weight, code_key},
        keymap::{Action, Layer},
        runtime::{Canvas, Screen, Spot},
        text,
        widgets::{self, Footer},
    },
};

/// Columns that tabs leave to what lasts.
const GAP: u16 = 1;
/// Columns without which no second sentence is tried beside the first.
const NEXT: usize = 12;

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
    }
}

/// What lasts and is wrong. The work goes on: it says so, in fewer words where there is less room.
fn trouble(scene: Scene<'_>, room: u16) -> Option<String> {
    let words = scene.words();
    match &scene.screen.desk.link {
        Link::Away { since, .. } => {
            let values =
                [("time", words.timer(scene.now - *since)), ("count", scene.screen.unsent().to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            let whole = words.fill("agent.banner.away", &values);
            let fits = text::width(&whole) < usize::from(room);
            Some(if fits { whole } else { words.fill("agent.banner.away-short", &values) })
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
    draw_toast(canvas, Rect { y: area.y.saturating_sub(1), ..area }, scene);
    let focus = scene.screen.focus();
    let layers = &focus.layers;
    let mut rest = area;
    if scene.screen.counts(Action::Help) {
        let help = Footer { layers, actions: &[Action::Help] };
        let width = help.width(scene.look);
        let x = area.right().saturating_sub(width);
        help.draw(canvas, Rect { x, width, ..area }, scene.look);
        rest.width = x.saturating_sub(area.x + 2);
    }
    Footer { layers, actions: &actions(scene) }.draw(canvas, rest, scene.look);
}

/// What was said, as much as fits side by side: the weightiest first, of several the newest, so that no good news hides bad.
fn draw_toast(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let mut toasts: Vec<&Toast> = scene.screen.desk.toasts.shown().iter().rev().collect();
    toasts.sort_by_key(|toast| std::cmp::Reverse(toast.weight));
    let mut x = area.right().saturating_sub(1);
    for (place, toast) in toasts.iter().enumerate() {
        let room = x.saturating_sub(area.x + 1);
        let (mark, style) = mark(scene, toast.weight);
        let said = wording::said(scene.look, &toast.say);
        let mut line = format!(" {mark} {said} ");
        if place > 0 && text::width(&line) > usize::from(room) {
            break;
        }
        let left = toasts.len() - place - 1;
        if place == 0 && left > 0 && text::width(&line) + NEXT > usize::from(room) {
            line = format!(" {mark} {said} (+{left}) ");
        }
        let width = (text::width(&line) as u16).min(room);
        x -= width;
        canvas.print(x, area.y, &line, width, style.patch(scene.look.theme.selected_dim));
    }
}

fn mark(scene: Scene<'_>, weight: Weight) -> (&'static str, Style) {
    let theme = &scene.look.theme;
    match weight {
        Weight::Good => ("✓", theme.good),
        Weight::Note => ("•", theme.accent),
        Weight::Bad => ("!", theme.bad),
    }
}

fn has_blanks(scene: Scene<'_>) -> bool {
    let step = scene.screen.case().and_then(|case| scene.screen.script_step(case));
    step.is_some_and(|step| !step.blanks.is_empty())
}

/// The actions that matter now, the most important first.
fn actions(scene: Scene<'_>) -> Vec<Action> {
    use Action::*;
    let screen = scene.screen;
    let mut actions = possible(screen.desk.my_agent().map(|agent| &agent.state)).to_vec();
    if let Some(over) = screen.layers.top() {
        actions.extend(match over {
            Over::List | Over::CaseList(_) | Over::Find(_) => [Choose, Close].as_slice(),
            Over::Reading => [Close].as_slice(),
            Over::Ticket if screen.may_amend() => [TicketAmend, Close].as_slice(),
            Over::Ticket => [Close].as_slice(),
            Over::Discard(_) | Over::Leave => [No, Yes].as_slice(),
        });
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
        Pane::Call if screen.may_amend() => [ListOpen, TicketAmend, CallerReveal, CallbackPromise].as_slice(),
        Pane::Call => [ListOpen, CallerReveal, CallbackPromise].as_slice(),
        Pane::Me => [ListOpen].as_slice(),
        Pane::Queue => [TicketNew].as_slice(),
    });
    actions.extend([TicketDrafts, Palette, Quit]);
    actions
}
