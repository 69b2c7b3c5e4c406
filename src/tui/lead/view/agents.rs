//! The board of agents, with its filters in the frame.

use ratatui::{layout::Rect, style::Style};

use super::{
    Scene,
    board::{self, Head, HeadColumn, Place},
    cells,
};
use crate::{
    domain::{AgentState, NextState, PauseCode},
    tui::{
        lead::{
            AGENT_HEADS, AGENTS, Entry, Pane,
            agents::{AgentColumn, AgentRow},
            trouble::severity,
        },
        numbers,
        runtime::Canvas,
        widgets::{self, HasFocus, RowCell, Width},
    },
};

impl HeadColumn for AgentColumn {
    fn head(self) -> Head {
        match self {
            Self::Mark => Head { key: "lead.head.mark", width: Width::Cells(2) },
            Self::Number => Head { key: "lead.head.number", width: Width::Cells(4) },
            Self::Name => Head { key: "lead.head.name", width: Width::Share(1) },
            Self::State => Head { key: "lead.head.state", width: Width::Cells(13) },
            Self::Time => Head { key: "lead.head.time", width: Width::Numbers(7) },
            Self::Over => Head { key: "lead.head.over", width: Width::Numbers(6) },
            Self::Queue => Head { key: "lead.head.queue", width: Width::Cells(8) },
            Self::Calls => Head { key: "lead.head.calls", width: Width::Numbers(4) },
            Self::Aht => Head { key: "lead.head.aht", width: Width::Numbers(5) },
            Self::Occupancy => Head { key: "lead.head.occupancy", width: Width::Numbers(4) },
            Self::Missed => Head { key: "lead.head.missed", width: Width::Numbers(3) },
            Self::PauseShare => Head { key: "lead.head.pause-share", width: Width::Numbers(4) },
            Self::Next => Head { key: "lead.head.next", width: Width::Cells(12) },
        }
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, now, look } = scene;
    let focus = scene.focus(Pane::Agents);
    let numbers = [screen.agents.order.len().to_string(), screen.desk.floor.agents.len().to_string()];
    let note = look.words.fill("lead.agents.note", &[("listed", &numbers[0]), ("all", &numbers[1])]);
    let states = look.words.text(screen.states.words_key());
    let title = look.words.fill("lead.agents.title", &[("states", states)]);
    let inner = widgets::Pane { title: &title, note: &note, focus, zone: AGENTS }.draw(canvas, area, look);
    let inner = draw_filter(canvas, inner, scene);
    if screen.agents.order.is_empty() {
        canvas.print(inner.x, inner.y, look.words.text("lead.agents.none"), inner.width, look.theme.dim);
        return;
    }
    let place = Place { area: inner, focus, rows: AGENTS, heads: AGENT_HEADS };
    let row = |id: &_| AgentRow::of(&screen.desk, id, now);
    board::draw(canvas, place, look, &screen.agents, row, |cell, row, column| put(cell, row, column, scene));
}

/// The filter's line, while it is typed or filters; returns the room below.
fn draw_filter(canvas: &mut Canvas<'_>, inner: Rect, scene: Scene<'_>) -> Rect {
    let Scene { screen, look, .. } = scene;
    let typing = matches!(screen.entry, Some(Entry::Filter));
    if !typing && screen.filter.value().is_empty() {
        return inner;
    }
    let label = look.words.text("lead.filter.label");
    let x = canvas.print(inner.x, inner.y, label, inner.width, look.theme.dim) + 1;
    let field = Rect { x, width: inner.right().saturating_sub(x), height: 1, ..inner };
    let focus = if typing { HasFocus::Yes } else { HasFocus::No };
    screen.filter.draw(canvas, field, look, look.words.text("lead.filter.placeholder"), focus);
    Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner }
}

fn put(cell: &mut RowCell<'_, '_>, row: &AgentRow<'_>, column: AgentColumn, scene: Scene<'_>) {
    let look = scene.look;
    let theme = &look.theme;
    match column {
        AgentColumn::Mark => cells::put_mark(cell, row.trouble, look),
        AgentColumn::Number => cell.put(row.agent.id.as_str(), theme.dim),
        AgentColumn::Name => cell.put(&row.agent.name, theme.text),
        AgentColumn::State => cell.put(&state(row, scene), state_style(row, scene)),
        AgentColumn::Time if row.agent.state == AgentState::Offline => {}
        AgentColumn::Time => {
            cells::put_time(cell, row.lasts(), cells::mark(severity(row.trouble), look).1, look)
        }
        AgentColumn::Over => {
            if let Some(over) = row.trouble.and_then(|trouble| trouble.over()) {
                cell.put_right(&format!("+{}", look.words.timer(over)), theme.bad);
            }
        }
        AgentColumn::Queue => {
            let desk = &scene.screen.desk;
            let label = row.queue().map(|queue| desk.queue_label(queue, desk.locale));
            cell.put(label.unwrap_or_default(), theme.text);
        }
        AgentColumn::Calls => cells::put_count(cell, row.tally().answered as usize, theme.text, look),
        AgentColumn::Missed => cells::put_count(cell, row.tally().missed as usize, theme.warn, look),
        AgentColumn::Next => {
            let next = row.agent.next.as_ref().map(|next| next_state(next, scene));
            cell.put(&next.unwrap_or_default(), theme.dim);
        }
        AgentColumn::Aht | AgentColumn::Occupancy | AgentColumn::PauseShare => {
            if let Some(metric) = column.metric() {
                cell.put_right(&numbers::value(metric, row.tally(), &look.words), theme.text);
            }
        }
    }
}

/// What an agent does, in words; a pause by its reason.
pub(super) fn state(row: &AgentRow<'_>, scene: Scene<'_>) -> String {
    let words = &scene.look.words;
    let state = match &row.agent.state {
        AgentState::Paused { reason } => pause(reason, scene),
        AgentState::Offline => words.text("lead.agent.offline").to_string(),
        AgentState::Ready => words.text("lead.agent.ready").to_string(),
        AgentState::Ringing { .. } => words.text("lead.agent.ringing").to_string(),
        AgentState::Talking { .. } => words.text("lead.agent.talking").to_string(),
        AgentState::Holding { .. } => words.text("lead.agent.holding").to_string(),
        AgentState::WrapUp { .. } => words.text("lead.agent.wrap-up").to_string(),
    };
    if row.agent.lost { words.fill("lead.agent.lost", &[("state", &state)]) } else { state }
}

fn pause(reason: &PauseCode, scene: Scene<'_>) -> String {
    let desk = &scene.screen.desk;
    let mut known = desk.catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
    let label = known.find(|pause| pause.code == *reason).map(|pause| pause.label.text(desk.locale));
    scene.look.words.fill("lead.agent.paused", &[("reason", label.unwrap_or(reason.as_str()))])
}

/// The state asked for after the present call.
pub(super) fn next_state(next: &NextState, scene: Scene<'_>) -> String {
    match next {
        NextState::Ready => scene.look.words.text("lead.agent.ready").to_string(),
        NextState::Offline => scene.look.words.text("lead.agent.offline").to_string(),
        NextState::Paused { reason } => pause(reason, scene),
    }
}

fn state_style(row: &AgentRow<'_>, scene: Scene<'_>) -> Style {
    let theme = &scene.look.theme;
    match row.agent.state {
        _ if row.agent.lost => theme.bad,
        AgentState::Ready => theme.good,
        AgentState::Ringing { .. } => theme.urgent,
        AgentState::Talking { .. } | AgentState::WrapUp { .. } => theme.text,
        AgentState::Holding { .. } => theme.warn,
        AgentState::Paused { .. } | AgentState::Offline => theme.dim,
    }
}
