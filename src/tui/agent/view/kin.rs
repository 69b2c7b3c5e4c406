//! The line on the panes' lower edge that tells of tickets of the same matter. It stands where nothing else is written, and moves nothing.
//!
//! ```text
//!  ╰─ 3 tickets in 20 min, same street, same category: 20261122-0003   Alt-Y Follow that ticket ──╯
//! ```

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::Scene;
use crate::{
    api::MergeHint,
    tui::{agent::act::LAYERS, keymap::Action, runtime::Canvas, text, tickets::Names, widgets::Footer},
};

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let Some((line, actions)) = line(scene) else { return };
    let body = scene.plan.body();
    let edge = Rect {
        x: body.x + 2,
        y: body.bottom().saturating_sub(1),
        width: body.width.saturating_sub(4),
        height: 1,
    };
    let keys = Footer { layers: &LAYERS, actions: &actions };
    let room = usize::from(edge.width.saturating_sub(keys.width(scene.look) + 3));
    let line = format!(" {} ", text::fit(&line, room));
    let x = canvas.print(edge.x, edge.y, &line, edge.width, scene.look.theme.accent);
    let rest = Rect { x, width: edge.right().saturating_sub(x).min(keys.width(scene.look) + 1), ..edge };
    canvas.clear(rest);
    keys.draw(canvas, rest, scene.look);
}

/// What is said, and by which keys something is done about it.
fn line(scene: Scene<'_>) -> Option<(String, Vec<Action>)> {
    let case = scene.screen.call_case().filter(|case| case.is_open())?;
    if let Some((_, number)) = &case.kin.follows {
        let line = scene.words().fill("agent.kin.will-follow", &[("number", number)]);
        return Some((line, vec![Action::WorkAttach]));
    }
    if let Some(hint) = case.kin.of_event() {
        return Some((reason(scene, hint), vec![Action::WorkAttach]));
    }
    let own = case.kin.of_caller();
    let newest = own.first()?;
    let state = Names::of_lifecycle(&scene.screen.desk, &newest.lifecycle).state(&newest.state).to_owned();
    let count = own.len().to_string();
    let values = [
        ("count", count.as_str()),
        ("number", newest.number.as_str()),
        ("subject", newest.subject.as_str()),
        ("state", state.as_str()),
    ];
    let line = scene.words().fill("agent.kin.of-caller", &values);
    Some((line, vec![Action::WorkUrge, Action::WorkOfCaller]))
}

/// Why a ticket may be of the same event.
fn reason(scene: Scene<'_>, hint: &MergeHint) -> String {
    let words = scene.words();
    let span = words.span(TimeDelta::seconds(hint.within_s.into()));
    let values = [("count", hint.tickets.to_string()), ("span", span), ("number", hint.number.clone())];
    words.fill("agent.kin.of-event", &values)
}
