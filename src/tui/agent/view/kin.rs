//! The line on the panes' lower edge that tells of tickets of the same matter. It stands where nothing else is written, and moves nothing.
//!
//! ```text
//!  ╰─ 3 calls in 20 min, 中山路, water outage: 20261122-0003   Alt-Y Follow that ticket ──╯
//! ```

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::{Scene, wording};
use crate::{
    api::MergeHint,
    tui::{
        agent::{Case, act::LAYERS},
        desk::Say,
        keymap::Action,
        runtime::Canvas,
        text,
        tickets::{Names, leaf},
        widgets::Footer,
    },
};

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let Some((lines, actions)) = lines(scene) else { return };
    let body = scene.plan.body();
    let edge = Rect {
        x: body.x + 2,
        y: body.bottom().saturating_sub(1),
        width: body.width.saturating_sub(4),
        height: 1,
    };
    let keys = Footer { layers: &LAYERS, actions: &actions };
    let room = usize::from(edge.width.saturating_sub(keys.width(scene.look) + 3));
    let fitting = lines.iter().find(|line| text::width(line) <= room).or(lines.last());
    let line = format!(" {} ", text::fit(fitting.map_or("", |line| line), room));
    let x = canvas.print(edge.x, edge.y, &line, edge.width, scene.look.theme.accent);
    if actions.is_empty() {
        return;
    }
    let rest = Rect { x, width: edge.right().saturating_sub(x).min(keys.width(scene.look) + 1), ..edge };
    canvas.clear(rest);
    keys.draw(canvas, rest, scene.look);
}

/// What is said, shorter in each line than in the one before, and by which keys something is done about it.
fn lines(scene: Scene<'_>) -> Option<(Vec<String>, Vec<Action>)> {
    let case = scene.screen.call_case().filter(|case| case.is_open())?;
    if let Some(followed) = &case.draft.follows {
        let say = Say::plain("agent.kin.will-follow").with("number", followed.number.as_str());
        let line = wording::said(scene.look, &say.with_key("key", Action::WorkAttach));
        return Some((vec![line], Vec::new()));
    }
    if let Some(hint) = case.kin_of_event() {
        return Some((reasons(scene, case, hint), vec![Action::WorkAttach]));
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
    let line = |key| scene.words().fill(key, &values);
    let lines = ["agent.kin.of-caller", "agent.kin.of-caller-short"].map(line).to_vec();
    Some((lines, vec![Action::WorkUrge, Action::WorkOfCaller]))
}

/// Why a ticket may be of the same event, with its number and without.
fn reasons(scene: Scene<'_>, case: &Case, hint: &MergeHint) -> Vec<String> {
    let words = scene.words();
    let values = [
        ("count", hint.tickets.to_string()),
        ("span", words.span(TimeDelta::seconds(hint.within_s.into()))),
        ("street", text::clean(hint.alike.street.as_deref().unwrap_or_default()).into_owned()),
        ("category", leaf(&scene.screen.desk, case.draft.form.category.as_ref())),
    ];
    let why = words.fill("agent.kin.of-event", &values);
    let whole = words.fill("agent.kin.of-event-number", &[("why", why.as_str()), ("number", &hint.number)]);
    vec![whole, why]
}
