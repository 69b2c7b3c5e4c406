//! One agent or queue looked at closely: state, numbers each with its formula, the latest calls.
//!
//! ```text
//! ┏ 014 Li Na ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
//! ┃ Paused: lunch 42:10 · limit 30:00 · queues billing, loans           ┃
//! ┃ AHT          3:12   handled time 25:36 / handled 8                  ┃
//! ┃ …                                                                   ┃
//! ┃ Calls                                                               ┃
//! ┃ 13:58:02  billing   answered   waited 0:12   talked 3:40   1 ticket ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```

use ratatui::layout::Rect;

use super::{Scene, attention};
use crate::{
    domain::{AgentId, QueueId},
    metrics::Tally,
    tui::{
        calls::CallList,
        desk::Say,
        lead::{
            DETAIL,
            act::name,
            agents::AgentRow,
            detail::{Calls, Detail, Subject},
            queues::QueueRow,
            trouble, wording,
        },
        numbers,
        runtime::Canvas,
        text,
        widgets::{self, HasFocus},
    },
};

/// Cells for a number's name and for its value.
const NAME: usize = 26;
const VALUE: usize = 7;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, detail: &Detail) {
    let (title, facts, tally) = match &detail.subject {
        Subject::Agent(agent) => of_agent(agent, scene),
        Subject::Queue(queue) => of_queue(queue, scene),
    };
    let hint = scene.look.words.text("lead.detail.close");
    let pane = widgets::Pane { title: &title, note: hint, focus: HasFocus::Yes, zone: DETAIL };
    let inner = pane.draw(canvas, area, scene.look);
    let y = draw_facts(canvas, inner, scene, &facts);
    let y = draw_numbers(
        canvas,
        Rect { y, height: inner.bottom().saturating_sub(y), ..inner },
        scene,
        detail,
        &tally,
    );
    draw_calls(canvas, Rect { y, height: inner.bottom().saturating_sub(y), ..inner }, scene, detail);
}

fn of_agent(id: &AgentId, scene: Scene<'_>) -> (String, Vec<String>, Tally) {
    let Scene { screen, now, look } = scene;
    let desk = &screen.desk;
    let Some(row) = AgentRow::of(desk, id, now) else {
        return (id.to_string(), Vec::new(), Tally::default());
    };
    let time = look.words.timer(row.lasts());
    let limit = trouble::limit_s(row.agent, &desk.floor, desk.catalogue.as_deref());
    let state = wording::state(row.agent, desk, &look.words);
    let mut facts = vec![match limit {
        None => look.words.fill("lead.detail.state", &[("state", &state), ("time", &time)]),
        Some(limit) => {
            let limit = look.words.timer(trouble::seconds(limit));
            look.words
                .fill("lead.detail.state-limit", &[("state", &state), ("time", &time), ("limit", &limit)])
        }
    }];
    if let Some(next) = &row.agent.next {
        facts.push(
            look.words.fill("lead.detail.next", &[("state", &wording::next_state(next, desk, &look.words))]),
        );
    }
    for monitoring in row.call.iter().flat_map(|call| &call.monitored) {
        let who = desk.floor.agents.get(&monitoring.by).map_or_else(|| monitoring.by.to_string(), name);
        let how = look.words.text(wording::monitored(monitoring.how));
        facts.push(look.words.fill("lead.detail.monitored", &[("who", &*who), ("how", how)]));
    }
    let queues = row.agent.queues.iter().map(|queue| desk.queue_label(queue, desk.locale));
    let queues = queues.collect::<Vec<_>>().join(look.words.text("lead.detail.comma"));
    facts.push(look.words.fill("lead.detail.queues", &[("queues", &queues)]));
    facts.extend(row.trouble.map(|trouble| attention::sentence(&name(row.agent), trouble, scene)));
    (name(row.agent), facts, row.tally().clone())
}

fn of_queue(id: &QueueId, scene: Scene<'_>) -> (String, Vec<String>, Tally) {
    let Scene { screen, now, look } = scene;
    let desk = &screen.desk;
    let label = desk.queue_label(id, desk.locale).to_string();
    let Some(row) = QueueRow::of(desk, id, now) else { return (label, Vec::new(), Tally::default()) };
    let settings = &row.queue.settings;
    let span = |seconds| look.words.timer(trouble::seconds(seconds));
    let (target, short, most) =
        (span(settings.target_s), span(settings.short_abandon_s), span(settings.max_wait_s));
    let limits = [("target", target.as_str()), ("short", short.as_str()), ("most", most.as_str())];
    let counts = [
        ("waiting", row.queue.waiting.len()),
        ("ready", row.crew.ready),
        ("ringing", row.crew.ringing),
        ("on_call", row.crew.on_call),
        ("wrap_up", row.crew.wrap_up),
        ("paused", row.crew.paused),
    ];
    let counts = counts.map(|(name, count)| (name, count.to_string()));
    let mut facts =
        vec![look.words.fill("lead.detail.counts", &counts), look.words.fill("lead.detail.limits", &limits)];
    facts.extend(row.trouble.map(|trouble| attention::sentence(&label, trouble, scene)));
    let tally = row.tally.cloned().unwrap_or_default();
    (label, facts, tally)
}

fn draw_facts(canvas: &mut Canvas<'_>, inner: Rect, scene: Scene<'_>, facts: &[String]) -> u16 {
    let lines = facts.iter().flat_map(|fact| text::wrap(fact, usize::from(inner.width)));
    let mut y = inner.y;
    for line in lines.take(usize::from(inner.height)) {
        canvas.print(inner.x, y, line, inner.width, scene.look.theme.text);
        y += 1;
    }
    y
}

/// A line for each number: its name, its value, and the counts that it is made of.
fn draw_numbers(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: Scene<'_>,
    detail: &Detail,
    tally: &Tally,
) -> u16 {
    let theme = &scene.look.theme;
    let mut y = area.y;
    for metric in detail.subject.metrics() {
        if y >= area.bottom() {
            break;
        }
        let words = &scene.look.words;
        let value = numbers::value(*metric, tally, words);
        let metric_name = words.text(numbers::metric_key(*metric));
        let x = canvas.print(area.x, y, &text::pad(metric_name, NAME), area.width, theme.dim) + 1;
        let room = |x: u16| area.right().saturating_sub(x);
        let x = canvas.print(x, y, &text::pad_left(&value, VALUE), room(x), theme.accent) + 2;
        let formula = numbers::formula(*metric, tally, words);
        for line in text::wrap(&formula, usize::from(room(x))) {
            if y < area.bottom() {
                canvas.print(x, y, line, room(x), theme.dim);
            }
            y += 1;
        }
    }
    y.min(area.bottom())
}

fn draw_calls(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, detail: &Detail) {
    let words = &scene.look.words;
    let theme = &scene.look.theme;
    if area.height < 2 {
        return;
    }
    canvas.print(area.x, area.y, words.text("lead.detail.calls"), area.width, theme.head);
    let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    match &detail.calls {
        Calls::Coming => {
            canvas.print(area.x, area.y, words.text("lead.detail.coming"), area.width, theme.dim);
        }
        Calls::Failed(failure) => {
            let say = Say::failure(failure);
            canvas.print(area.x, area.y, words.text(say.key), area.width, theme.bad);
        }
        Calls::Here(calls) if calls.is_empty() => {
            canvas.print(area.x, area.y, words.text("lead.detail.no-calls"), area.width, theme.dim);
        }
        Calls::Here(calls) => {
            let list = CallList {
                calls,
                selected: detail.selection.row(calls.len()),
                zone: DETAIL,
                focus: HasFocus::Yes,
            };
            list.draw(canvas, area, scene.look, &scene.screen.desk);
        }
    }
}
