//! The head: what I do, for how long, who is with me, and the one next key.
//!
//! ```text
//!  RINGING 0:07   F5  Answer the call    +972-**-***-**23  KEY 3x  Retail            10:02:11
//!  On hold 0:32 · 4:10   F6  Resume      (the hold, and the whole talk)
//!  Asking 0:12 · 4:10    F7  Hand over   asking 1022 Avi   +972-**-***-**23      ●   10:02:11    (● it is recorded)
//! ```

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::{layout::Rect, style::Style};

use super::{Scene, wording};
use crate::{
    domain::{Agent, AgentState, Call, RecordingState, Tier},
    tui::{
        agent::Waiting,
        keymap::{Action, Layer},
        runtime::{Canvas, Spot},
        text,
        widgets::Timer,
    },
};

/// Columns of state and timer, so that what follows never moves.
const STATE: u16 = 23;
/// Columns of the clock.
const CLOCK: u16 = 9;
/// Columns of the sign of a recording.
const RECORDING: u16 = 2;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: Scene<'_>) {
    let area = scene.plan.head;
    let rings = is_ringing(scene);
    if rings {
        canvas.buffer.set_style(area, scene.look.theme.urgent);
    }
    let row = Rect { y: area.y + area.height / 2, height: 1, ..area };
    let after = draw_state(canvas, row, scene);
    let after = draw_next(canvas, Rect { x: after, width: row.right().saturating_sub(after), ..row }, scene);
    let mut rest = Rect { x: after, width: row.right().saturating_sub(after + CLOCK), ..row };
    if let Some(state) = scene.screen.recording() {
        rest.width = rest.width.saturating_sub(RECORDING);
        draw_recording(canvas, rest.right(), row, scene, state);
    }
    draw_caller(canvas, rest, scene);
    draw_clock(canvas, row, scene);
}

fn is_ringing(scene: Scene<'_>) -> bool {
    let agent = scene.screen.desk.my_agent();
    agent.is_some_and(|agent| matches!(agent.state, AgentState::Ringing { .. }))
}

fn draw_state(canvas: &mut Canvas<'_>, row: Rect, scene: Scene<'_>) -> u16 {
    let theme = &scene.look.theme;
    if let Some(agent) = scene.screen.desk.my_agent() {
        let style = if is_ringing(scene) { theme.urgent } else { state_style(scene, &agent.state) };
        let name = scene.text(wording::doing(&scene.screen.desk, agent));
        let x = canvas.print(row.x + 1, row.y, name, STATE - 8, style.patch(theme.title));
        let timer = state_timer(scene, agent);
        let late = if is_ringing(scene) { theme.urgent } else { timer.style(scene.look) };
        let x = canvas.print(x + 1, row.y, &timer.text(scene.look), row.x + STATE - x - 1, late);
        if let AgentState::Holding { .. } = agent.state {
            let talk = format!(" · {}", scene.words().timer(scene.now - talk_began(scene, agent)));
            canvas.print(x, row.y, &talk, row.x + STATE - x, theme.dim);
        }
    }
    row.x + STATE
}

/// Since when the agent and the caller speak; holds are part of it.
pub(super) fn talk_began(scene: Scene<'_>, agent: &Agent) -> DateTime<Utc> {
    let call = scene.screen.desk.my_call().and_then(|call| call.answered_at);
    call.unwrap_or(agent.since)
}

/// The timer of a state: wrap-up counts down to its limit, everything else counts up, a talk from the answer on.
pub(super) fn state_timer(scene: Scene<'_>, agent: &Agent) -> Timer {
    let state = &agent.state;
    let since = match state {
        AgentState::Talking { .. } => talk_began(scene, agent),
        _ => agent.since,
    };
    let elapsed = scene.now - since;
    let limit = state_limit(scene, state);
    match (state, limit) {
        (AgentState::WrapUp { .. }, Some(limit)) => {
            let left = limit - elapsed;
            let (warn_at, late_at) = match left.num_seconds() {
                ..=0 => (None, Some(TimeDelta::MIN)),
                1..=15 => (Some(TimeDelta::MIN), None),
                _ => (None, None),
            };
            Timer { elapsed: left, warn_at, late_at }
        }
        _ => Timer { elapsed, warn_at: limit.map(|limit| limit * 3 / 4), late_at: limit },
    }
}

/// How long a state may last.
pub(super) fn state_limit(scene: Scene<'_>, state: &AgentState) -> Option<TimeDelta> {
    let desk = &scene.screen.desk;
    let queue = || {
        let queue = desk.floor.calls.get(&state.call()?).and_then(|call| call.queue.as_ref());
        let queue = queue.or_else(|| desk.my_queues().first())?;
        Some(&desk.floor.queues.get(queue)?.settings)
    };
    let seconds = match state {
        AgentState::Ringing { .. } => queue().map(|queue| queue.ring_s),
        AgentState::WrapUp { .. } => queue().map(|queue| queue.wrap_up_s),
        AgentState::Paused { reason } => {
            let pauses = desk.catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
            pauses.clone().find(|pause| pause.code == *reason).and_then(|pause| pause.limit_s)
        }
        _ => None,
    };
    seconds.map(|seconds| TimeDelta::seconds(seconds.into()))
}

/// The style of a state.
pub(super) fn state_style(scene: Scene<'_>, state: &AgentState) -> Style {
    let theme = &scene.look.theme;
    match state {
        AgentState::Ready => theme.good,
        AgentState::Ringing { .. } => theme.urgent,
        AgentState::Talking { .. } => theme.accent,
        AgentState::Holding { .. } | AgentState::WrapUp { .. } => theme.warn,
        AgentState::Paused { .. } | AgentState::Offline => theme.dim,
    }
}

/// The next key, as a button; an ellipsis while what it does is under way.
fn draw_next(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) -> u16 {
    let theme = &scene.look.theme;
    let next = scene.screen.next_step();
    let words = scene.text(next.words);
    let layers = [Layer::Consult, Layer::Desk, Layer::Script, Layer::Ticket, Layer::Global];
    let Some(action) = next.action else {
        return canvas.print(area.x, area.y, words, area.width, theme.dim) + 2;
    };
    let key = scene.look.keymap.hint_in(&layers, action).unwrap_or_default();
    let under_way = scene.screen.waiting.any(|waiting| is_for(waiting, action));
    let button = format!(" {key} {words}{} ", if under_way { "…" } else { "" });
    let width = (text::width(&button) as u16).min(area.width.saturating_sub(CLOCK));
    if !scene.screen.counts(action) {
        // Under what lies over the panes its key is dead, and is not named; nothing moves for that.
        let x = area.x + 2 + text::width(key) as u16;
        canvas.print(x, area.y, words, (area.x + width).saturating_sub(x), theme.dim);
        return area.x + width + 2;
    }
    let style = if is_ringing(scene) { theme.urgent.patch(theme.selected) } else { theme.selected };
    let block = Rect { x: area.x, width, ..scene.plan.head };
    canvas.buffer.set_style(block, style);
    canvas.spot(block, Spot::Run(action));
    canvas.print(area.x, area.y, &button, width, style) + 2
}

fn is_for(waiting: &Waiting, action: Action) -> bool {
    match action {
        Action::AgentReady => *waiting == Waiting::State,
        _ => matches!(waiting, Waiting::Act(..)) && action.name().starts_with("call."),
    }
}

/// Who is with me, in a few words; the call pane says more.
fn draw_caller(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Some(call) = scene.screen.desk.my_call() else { return };
    let style = if is_ringing(scene) { scene.look.theme.urgent } else { scene.look.theme.text };
    // What does not fit is left out whole; the call pane has all of it. Only whom the agent asks is cut: it stands nowhere else.
    let mut room = usize::from(area.width.saturating_sub(1));
    let mut x = area.x;
    if let Some(target) = scene.screen.asks() {
        let who = scene.words().fill("agent.call.asking", &[("who", &scene.screen.target_name(target))]);
        let who = text::fit(&who, room);
        canvas.print(x, area.y, &who, area.width, scene.look.theme.accent);
        let width = text::width(&who) + 2;
        (x, room) = (x + width as u16, room.saturating_sub(width));
    }
    for part in caller_parts(scene, call) {
        let width = text::width(&part) + 2;
        if width > room {
            break;
        }
        canvas.print(x, area.y, &part, area.width, style);
        (x, room) = (x + width as u16, room - width);
    }
}

/// Number, tier, repeat, queue: the most important first.
fn caller_parts(scene: Scene<'_>, call: &Call) -> Vec<String> {
    let mut parts = vec![scene.words().number(&call.number)];
    if call.tier == Tier::Key {
        parts.push(scene.text("agent.tier.key").to_owned());
    }
    if call.repeats > 0 {
        parts.push(format!("{}x", call.repeats + 1));
    }
    let queue = call.queue.as_ref().map(|queue| scene.screen.desk.queue_label(queue, scene.locale()));
    parts.extend(queue.map(ToOwned::to_owned));
    parts
}

/// The sign alone; the call pane has the words.
fn draw_recording(canvas: &mut Canvas<'_>, x: u16, row: Rect, scene: Scene<'_>, state: RecordingState) {
    let theme = &scene.look.theme;
    let style = match state {
        RecordingState::Running => theme.bad,
        RecordingState::Muted => theme.warn,
        RecordingState::Stopped => theme.dim,
    };
    canvas.print(x, row.y, wording::recording(state).0, RECORDING, style);
}

fn draw_clock(canvas: &mut Canvas<'_>, row: Rect, scene: Scene<'_>) {
    let local = scene.screen.desk.local(scene.now);
    let style = if is_ringing(scene) { scene.look.theme.urgent } else { scene.look.theme.dim };
    let x = row.right().saturating_sub(CLOCK);
    canvas.print(x, row.y, &local.format("%H:%M:%S").to_string(), CLOCK, style);
}
