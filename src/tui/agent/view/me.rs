//! My state, what follows it, and my numbers of today; Enter on a number shows how it is made.

use ratatui::layout::Rect;

use super::{Scene, head, wording};
use crate::{
    domain::{AgentState, NextState, PauseCode},
    metrics::{Metric, Tally},
    tui::{
        agent::{AgentScreen, Pane},
        numbers,
        runtime::{Canvas, Spot},
        text,
        widgets::{HasFocus, gauge},
        words::Words,
    },
};

/// A number of the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// Calls that I answered.
    Calls,
    /// Tickets that I submitted.
    Tickets,
    /// A metric of mine.
    Mine(Metric),
    /// A metric of the queues that I serve.
    Queues(Metric),
}

/// The numbers, in the order of the screen.
pub const NUMBERS: [Number; 7] = [
    Number::Calls,
    Number::Tickets,
    Number::Mine(Metric::Aht),
    Number::Mine(Metric::Occupancy),
    Number::Mine(Metric::RnaRate),
    Number::Queues(Metric::AnswerRate),
    Number::Queues(Metric::ServiceLevel),
];

impl Number {
    /// Key of its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Calls => "agent.number.calls",
            Self::Tickets => "agent.number.tickets",
            Self::Mine(Metric::Aht) => "agent.number.aht",
            Self::Mine(Metric::Occupancy) => "agent.number.occupancy",
            Self::Mine(_) => "agent.number.missed",
            Self::Queues(Metric::AnswerRate) => "agent.number.answer-rate",
            Self::Queues(_) => "agent.number.service-level",
        }
    }

    /// Its value for the agent at the screen and the queues served.
    pub fn value(self, words: &Words, mine: &Tally, queues: &Tally) -> String {
        match self {
            Self::Calls => mine.answered.to_string(),
            Self::Tickets => mine.tickets.to_string(),
            Self::Mine(metric) => numbers::value(metric, mine, words),
            Self::Queues(metric) => numbers::value(metric, queues, words),
        }
    }
}

/// My tally and that of the queues that I serve, now.
pub fn tallies(screen: &AgentScreen, now: chrono::DateTime<chrono::Utc>) -> (Tally, Tally) {
    let desk = &screen.desk;
    let mine = desk.my_id().and_then(|id| desk.today.agent(id, now));
    let mut queues = Tally::default();
    for tally in desk.my_queues().iter().filter_map(|queue| desk.today.tallies.queues.get(queue)) {
        queues.merge(tally);
    }
    (mine.unwrap_or_default(), queues)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let me = scene.screen.desk.me.as_ref();
    let agent = me.and_then(|me| me.agent.as_ref()).map_or("", |agent| agent.as_str());
    let name = me.map_or("", |me| me.name.as_str());
    let note = format!("{name} {agent}");
    let inner = scene.frame(canvas, area, Pane::Me, note.trim());
    let y = draw_state(canvas, inner, scene);
    let rest = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    draw_numbers(canvas, rest, scene);
}

/// State, limit, what follows: three rows, whether they are needed or not.
fn draw_state(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) -> u16 {
    let Some(agent) = scene.screen.desk.my_agent() else { return area.y + 3 };
    let style = head::state_style(scene, &agent.state);
    let state = match &agent.state {
        AgentState::Paused { reason } => pause_label(scene, reason).to_owned(),
        _ => scene.text(wording::doing(&scene.screen.desk, agent)).to_owned(),
    };
    let timer = head::state_timer(scene, agent);
    let shown = match &agent.state {
        AgentState::Holding { .. } => {
            let talk = scene.words().timer(scene.now - head::talk_began(scene, agent));
            scene.words().fill("agent.me.hold", &[("hold", timer.text(scene.look)), ("talk", talk)])
        }
        _ => timer.text(scene.look),
    };
    let width = text::width(&shown) as u16;
    let room = area.width.saturating_sub(width + 1);
    canvas.print(area.x, area.y, &state, room, style);
    let x = area.right().saturating_sub(width);
    canvas.print(x, area.y, &shown, width, timer.style(scene.look));
    if let Some(limit) = head::state_limit(scene, &agent.state) {
        let elapsed = (scene.now - agent.since).num_milliseconds() as f64;
        let share = elapsed / (limit.num_milliseconds().max(1) as f64);
        gauge(canvas, Rect { y: area.y + 1, height: 1, ..area }, scene.look, share, timer.style(scene.look));
    }
    if let Some(next) = &agent.next {
        let label = match next {
            NextState::Ready => scene.text("agent.state.ready"),
            NextState::Offline => scene.text("agent.state.offline"),
            NextState::Paused { reason } => pause_label(scene, reason),
        };
        let sentence = scene.words().fill("agent.me.next", &[("state", label)]);
        canvas.print(area.x, area.y + 2, &sentence, area.width, scene.look.theme.accent);
    }
    area.y + 3
}

fn pause_label<'a>(scene: Scene<'a>, reason: &'a PauseCode) -> &'a str {
    let mut pauses = scene.screen.desk.catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
    let pause = pauses.find(|pause| pause.code == *reason);
    pause.map_or(reason.as_str(), |pause| pause.label.text(scene.locale()))
}

fn draw_numbers(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let theme = &scene.look.theme;
    let (mine, queues) = tallies(scene.screen, scene.floor_at());
    for (place, (y, number)) in (area.y..area.bottom()).zip(NUMBERS).enumerate() {
        let line = Rect { y, height: 1, ..area };
        canvas.spot(line, Spot::Row(Pane::Me.zone(), place));
        if scene.screen.number == place && scene.focus(Pane::Me) == HasFocus::Yes {
            canvas.buffer.set_style(line, theme.selected);
        }
        let value = number.value(scene.words(), &mine, &queues);
        let width = text::width(&value) as u16;
        canvas.print(line.x, y, scene.text(number.words()), line.width.saturating_sub(width + 1), theme.dim);
        canvas.print(line.right().saturating_sub(width), y, &value, width, theme.text);
    }
}
