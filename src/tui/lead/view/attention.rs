//! The two lines at the top, which say how the floor is and what goes wrong on it.

use ratatui::layout::Rect;

use super::{Scene, cells};
use crate::{
    domain::AgentState,
    tui::{
        lead::{
            act::name,
            agents::AgentRow,
            differences,
            queues::QueueRow,
            trouble::{self, Trouble, TroubleKind},
        },
        runtime::Canvas,
        text,
    },
};

/// More would not fit on the widest screen.
const MOST: usize = 8;

pub(super) fn title(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let Scene { screen, now, look } = scene;
    let words = &look.words;
    let time = screen.desk.local(now).format("%H:%M:%S").to_string();
    let x = canvas.print(area.x + 1, area.y, words.text("lead.title"), area.width, look.theme.title) + 2;
    let (time, style) = match screen.desk.is_current() {
        true => (time, look.theme.accent),
        false => (words.fill("lead.as-of", &[("time", &time)]), look.theme.warn),
    };
    let x = canvas.print(x, area.y, &time, area.width, style) + 2;
    let counts = counts(scene);
    canvas.print(x, area.y, &counts, area.right().saturating_sub(x), look.theme.text);
}

fn counts(scene: Scene<'_>) -> String {
    let Scene { screen, now, look } = scene;
    let floor = &screen.desk.floor;
    let (mut signed_in, mut ready, mut ringing, mut on_call) = (0, 0, 0, 0);
    for agent in floor.agents.values().filter(|agent| agent.state != AgentState::Offline) {
        signed_in += 1;
        match agent.state {
            AgentState::Ready if !agent.is_in_reach() => {}
            AgentState::Ready => ready += 1,
            AgentState::Ringing { .. } => ringing += 1,
            AgentState::Talking { .. } | AgentState::Holding { .. } => on_call += 1,
            _ => {}
        }
    }
    let waits = floor.queues.values().filter_map(|queue| trouble::longest_wait(queue, floor, now));
    let longest = waits.max().map(|wait| look.words.timer(wait));
    let waiting = screen.waiting.order.len();
    let keys = ["signed_in", "ready", "ringing", "on_call", "waiting"];
    let numbers = [signed_in, ready, ringing, on_call, waiting].map(|number| number.to_string());
    let values: Vec<_> = keys.into_iter().zip(numbers.iter().map(String::as_str)).collect();
    match longest {
        None => look.words.fill("lead.counts", &values),
        Some(longest) => {
            let values = [values.as_slice(), &[("longest", &longest)]].concat();
            look.words.fill("lead.counts-waiting", &values)
        }
    }
}

/// What goes wrong, worst first, as much as fits.
pub(super) fn troubles(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let look = scene.look;
    let area = tickets(canvas, area, scene);
    let troubles = worst(scene);
    let desk = &scene.screen.desk;
    if troubles.is_empty() && desk.is_started() && desk.is_current() {
        canvas.print(area.x + 1, area.y, look.words.text("lead.trouble.none"), area.width, look.theme.good);
    }
    let mut x = area.x + 1;
    for (who, trouble) in troubles {
        let (mark, style) = cells::mark(trouble.severity, look);
        let sentence = format!("{mark} {}", sentence(&who, trouble, scene));
        if usize::from(area.right().saturating_sub(x)) < text::width(&sentence).min(24) {
            return;
        }
        x = canvas.print(x, area.y, &sentence, area.right().saturating_sub(x + 1), style) + 3;
    }
}

/// At the right, how many tickets are late and how many wait for the lead; gives the room that is left.
fn tickets(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) -> Rect {
    let Scene { screen, now, look } = scene;
    let (late, waiting) = screen.ticket_counts(now);
    let part = |key: &str, name: &str, count: usize| {
        (count > 0).then(|| look.words.fill(key, &[(name, &count.to_string())]))
    };
    let parts =
        [part("lead.trouble.tickets", "late", late), part("lead.trouble.approvals", "count", waiting)];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if line.is_empty() {
        return area;
    }
    let width = text::width(&line) as u16;
    let x = area.right().saturating_sub(width + 1);
    let style = if late > 0 { look.theme.bad } else { look.theme.warn };
    canvas.print(x, area.y, &line, width, style);
    Rect { width: x.saturating_sub(area.x + 1), ..area }
}

fn worst(scene: Scene<'_>) -> Vec<(String, Trouble)> {
    let Scene { screen, now, .. } = scene;
    let desk = &screen.desk;
    let queues = desk.floor.queues.keys().filter_map(|id| QueueRow::of(desk, id, now));
    let of_queues = queues.filter_map(|row| {
        let trouble = row.trouble?;
        Some((row.queue.settings.label.text(desk.locale).to_string(), trouble))
    });
    let agents = desk.floor.agents.values().map(|agent| AgentRow::new(desk, agent, now));
    let of_agents = agents.filter_map(|row| row.trouble.map(|trouble| (name(row.agent), trouble)));
    let open = desk.floor.differences.iter();
    let of_both = open.map(|difference| {
        let whom = differences::whom(&difference.about, desk, &scene.look.words);
        (whom, Trouble::wrong(TroubleKind::Differs))
    });
    let mut all: Vec<(String, Trouble)> = of_queues.chain(of_agents).chain(of_both).collect();
    all.sort_by(|(_, a), (_, b)| b.weight().total_cmp(&a.weight()));
    all.truncate(MOST);
    all
}

/// What is wrong with whom, in words.
pub(super) fn sentence(who: &str, trouble: Trouble, scene: Scene<'_>) -> String {
    let words = &scene.look.words;
    let timer = |time: Option<_>| time.map(|time| words.timer(time)).unwrap_or_default();
    let (lasts, limit) = (timer(trouble.lasts), timer(trouble.limit));
    words.fill(trouble.kind.words_key(), &[("who", who), ("time", &lasts), ("limit", &limit)])
}
