//! The board of agents, with its filters in the frame.

use ratatui::{layout::Rect, style::Style};

use super::{
    Scene,
    board::{self, Head, HeadColumn, Place},
    cells,
};
use crate::{
    domain::AgentState,
    tui::{
        lead::{
            AGENT_HEADS, AGENTS, Entry, Pane,
            agents::{AgentColumn, AgentRow},
            trouble::severity,
            wording,
        },
        numbers,
        runtime::Canvas,
        widgets::{self, HasFocus, RowCell, Width},
    },
};

impl HeadColumn for AgentColumn {
    fn head(self) -> Head {
        match self {
            Self::Mark => Head::of("lead.head.mark", Width::Cells(2)),
            Self::Number => Head::of("lead.head.number", Width::Cells(4)),
            Self::Name => Head::of("lead.head.name", Width::Share(2)).at_least(10),
            Self::State => Head::of("lead.head.state", Width::Share(3)).at_least(14),
            Self::Time => Head::of("lead.head.time", Width::Numbers(7)),
            Self::Over => Head::of("lead.head.over", Width::Numbers(6)),
            Self::Queue => Head::of("lead.head.queue", Width::Share(2)).at_least(8),
            Self::Calls => Head::of("lead.head.calls", Width::Numbers(4)),
            Self::Aht => Head::of("lead.head.aht", Width::Numbers(5)).long("lead.column.aht"),
            Self::Occupancy => Head::of("lead.head.occupancy", Width::Numbers(4)),
            Self::Missed => Head::of("lead.head.missed", Width::Numbers(3)).long("lead.column.missed"),
            Self::PauseShare => {
                Head::of("lead.head.pause-share", Width::Numbers(4)).long("lead.column.pause-share")
            }
            Self::Next => Head::of("lead.head.next", Width::Cells(12)),
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
        AgentColumn::State => {
            let state = wording::state(row.agent, &scene.screen.desk, &look.words);
            cell.put(&state, state_style(row, scene));
        }
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
            let next = row.agent.next.as_ref();
            let next = next.map(|next| wording::next_state(next, &scene.screen.desk, &look.words));
            cell.put(&next.unwrap_or_default(), theme.dim);
        }
        AgentColumn::Aht | AgentColumn::Occupancy | AgentColumn::PauseShare => {
            if let Some(metric) = column.metric() {
                cell.put_right(&numbers::value(metric, row.tally(), &look.words), theme.text);
            }
        }
    }
}

fn state_style(row: &AgentRow<'_>, scene: Scene<'_>) -> Style {
    let theme = &scene.look.theme;
    match row.agent.state {
        _ if !row.agent.is_in_reach() => theme.bad,
        AgentState::Ready => theme.good,
        AgentState::Ringing { .. } => theme.urgent,
        AgentState::Talking { .. } | AgentState::WrapUp { .. } => theme.text,
        AgentState::Holding { .. } => theme.warn,
        AgentState::Paused { .. } | AgentState::Offline => theme.dim,
    }
}
