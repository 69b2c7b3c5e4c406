//! The list of calls, with its filter.

use ratatui::layout::Rect;

use super::{Scene, describe};
use crate::tui::{
    calls::CallList,
    desk::Say,
    qa::{
        CALLS,
        calls::{Filter, Standing},
    },
    runtime::Canvas,
    widgets::{self, HasFocus},
};

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, look } = scene;
    let calls = &screen.calls;
    let (title, note) = (look.words.text("qa.calls"), note(scene));
    let inner =
        widgets::Pane { title, note: &note, focus: HasFocus::Yes, zone: CALLS }.draw(canvas, area, look);
    let inner = draw_entry(canvas, inner, scene);
    let say = |canvas: &mut Canvas<'_>, sentence: &str, style| {
        canvas.print(inner.x, inner.y, sentence, inner.width, style);
    };
    match &calls.standing {
        Standing::Failed(failure) => {
            say(canvas, &Say::failure(failure).in_words(&look.words), look.theme.bad)
        }
        Standing::Coming if calls.items.is_empty() => {
            say(canvas, look.words.text("qa.coming"), look.theme.dim)
        }
        Standing::Here if calls.items.is_empty() => {
            let unfiltered = calls.filter == Filter::default();
            let none = if unfiltered { "qa.none-yet" } else { "qa.none" };
            say(canvas, look.words.text(none), look.theme.dim);
        }
        Standing::Unasked => {}
        Standing::Coming | Standing::Here => {
            let selected = calls.selection.row(calls.items.len());
            let list = CallList { calls: &calls.items, selected, focus: HasFocus::Yes, zone: CALLS };
            list.draw(canvas, inner, look, &screen.desk);
        }
    }
}

/// The line for a time while it is typed; returns the room below.
fn draw_entry(canvas: &mut Canvas<'_>, inner: Rect, scene: Scene<'_>) -> Rect {
    let Scene { screen, look } = scene;
    let Some(field) = &screen.entry else { return inner };
    let label = look.words.text("qa.filter.before-label");
    let x = canvas.print(inner.x, inner.y, label, inner.width, look.theme.dim) + 1;
    let place = Rect { x, width: inner.right().saturating_sub(x), height: 1, ..inner };
    field.draw(canvas, place, look, look.words.text("qa.filter.before-hint"), HasFocus::Yes);
    Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }
}

/// How many calls are listed, and of when the list is.
fn note(scene: Scene<'_>) -> String {
    let calls = &scene.screen.calls;
    let more = if calls.has_more() { "+" } else { "" };
    let count = format!("{}{more}", calls.items.len());
    let Some(at) = calls.freshness.listed_at else { return count };
    let at = scene.screen.desk.local(at).format("%H:%M:%S").to_string();
    scene.look.words.fill("qa.listed", &[("count", &count), ("at", &at)])
}

/// The filter in words.
pub(super) fn filter(scene: Scene<'_>) -> String {
    let Scene { screen, look } = scene;
    let desk = &screen.desk;
    let filter = &screen.calls.filter;
    let agent = filter
        .agent
        .as_ref()
        .map(|agent| look.words.fill("qa.filter.of-agent", &[("agent", &describe::agent(agent, scene))]));
    let queue = filter.queue.as_ref().map(|queue| {
        look.words.fill("qa.filter.of-queue", &[("queue", desk.queue_label(queue, desk.locale))])
    });
    let before = filter.before.map(|before| {
        let before = desk.local(before).format("%Y-%m-%d %H:%M:%S").to_string();
        look.words.fill("qa.filter.before", &[("at", &before)])
    });
    let all = [agent, queue, before].into_iter().flatten().collect::<Vec<_>>();
    if all.is_empty() { look.words.text("qa.filter.nothing").to_string() } else { all.join(" · ") }
}
