//! Who waits. Only the rows that are seen are formatted.
//!
//! ```text
//!  Retail                    3 · 1:42
//!  !  1:42 KEY 2x +972-**-***-**23
//!  ·  0:15        +972-**-***-**08
//! ```

use ratatui::{layout::Rect, style::Style};

use super::Scene;
use crate::{
    domain::{Call, CallId, Tier},
    tui::{
        agent::{
            Pane,
            queue::{Head, Nearness, Row, wait},
        },
        runtime::{Canvas, Spot},
        text,
        widgets::{HasFocus, first_visible},
    },
};

/// Columns of mark and wait.
const WAIT: usize = 8;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>) {
    let queue = &scene.screen.queue;
    let words = scene.words();
    let longest =
        queue.oldest().map_or_else(|| "–".to_owned(), |oldest| words.timer(scene.floor_at() - oldest));
    let count = queue.waiting().to_string();
    let note = match scene.screen.desk.silent_since() {
        None => words.fill("agent.queue.note", &[("count", &count), ("longest", &longest)]),
        Some(at) => {
            let at = scene.screen.desk.local(at).format("%H:%M:%S").to_string();
            words.fill("agent.queue.as-of", &[("time", &at)])
        }
    };
    let inner = scene.frame(canvas, area, Pane::Queue, &note);
    let selected = queue.selected_row();
    let first = first_visible(selected.unwrap_or_default(), usize::from(inner.height), queue.rows.len());
    for (y, row) in (inner.y..inner.bottom()).zip(first..queue.rows.len()) {
        let line = Rect { y, height: 1, ..inner };
        canvas.spot(line, Spot::Row(Pane::Queue.zone(), row));
        if selected == Some(row) {
            let focus = scene.focus(Pane::Queue) == HasFocus::Yes;
            let theme = &scene.look.theme;
            canvas.buffer.set_style(line, if focus { theme.selected } else { theme.selected_dim });
        }
        match &queue.rows[row] {
            Row::Head(head) => draw_head(canvas, line, scene, &queue.heads[*head]),
            Row::Caller(call) => draw_caller(canvas, line, scene, *call),
        }
    }
}

fn draw_head(canvas: &mut Canvas<'_>, line: Rect, scene: Scene<'_>, head: &Head) {
    let theme = &scene.look.theme;
    let label = scene.screen.desk.queue_label(&head.queue, scene.locale());
    let (numbers, style) = match head.oldest {
        Some(oldest) => {
            let wait = scene.floor_at() - oldest;
            let numbers = format!("{} · {}", head.waiting, scene.words().timer(wait));
            (numbers, nearness_style(scene, Nearness::of(wait, target(scene, &head.queue))))
        }
        None => ("0".to_owned(), theme.dim),
    };
    let width = text::width(&numbers) as u16;
    let name = if head.mine && !is_old(scene) { theme.title } else { theme.dim };
    canvas.print(line.x, line.y, label, line.width.saturating_sub(width + 1), name);
    canvas.print(line.right().saturating_sub(width), line.y, &numbers, width, style);
}

fn draw_caller(canvas: &mut Canvas<'_>, line: Rect, scene: Scene<'_>, id: CallId) {
    let Some(call) = scene.screen.desk.floor.calls.get(&id) else { return };
    let theme = &scene.look.theme;
    let (wait, rings) = wait(call, scene.floor_at());
    let target = call.queue.as_ref().map_or(0, |queue| target(scene, queue));
    let nearness = Nearness::of(wait, target);
    let mark = if rings { "»" } else { nearness.mark() };
    let first = text::pad(&format!("{mark}{}", text::pad_left(&scene.words().timer(wait), WAIT - 2)), WAIT);
    let room = |x: u16| line.right().saturating_sub(x);
    let x = canvas.print(line.x, line.y, &first, line.width, nearness_style(scene, nearness));
    let marks = text::pad(&marks(scene, call), MARKS);
    let x = canvas.print(x, line.y, &marks, room(x), if is_old(scene) { theme.dim } else { theme.accent });
    let style = if rings || is_old(scene) { theme.dim } else { theme.text };
    canvas.print(x, line.y, &number(scene, call, room(x)), room(x), style);
}

/// The caller's number, masked; where it does not fit, its last digits, which say more than its first.
fn number(scene: Scene<'_>, call: &Call, columns: u16) -> String {
    let whole = scene.words().number(&call.number);
    match whole.rsplit_once('*') {
        Some((_, last)) if text::width(&whole) > usize::from(columns) => format!("…{last}"),
        _ => whole,
    }
}

/// What is shown is from before the server went out of reach, and may not be so any more.
fn is_old(scene: Scene<'_>) -> bool {
    scene.screen.desk.silent_since().is_some()
}

/// Columns of tier, priority and repeat.
const MARKS: usize = 9;

/// Tier, priority, repeat: short, and the same width on every row.
fn marks(scene: Scene<'_>, call: &Call) -> String {
    let tier = if call.tier == Tier::Key { scene.text("agent.tier.key-short") } else { "" };
    let priority = if call.priority > 0 { format!("↑{}", call.priority) } else { String::new() };
    let repeat = if call.repeats > 0 { format!("{}x", call.repeats + 1) } else { String::new() };
    format!("{} {} {}", text::pad(tier, 2), text::pad(&priority, 2), text::pad(&repeat, 3))
}

fn target(scene: Scene<'_>, queue: &crate::domain::QueueId) -> u32 {
    scene.screen.desk.floor.queues.get(queue).map_or(0, |queue| queue.settings.target_s)
}

fn nearness_style(scene: Scene<'_>, nearness: Nearness) -> Style {
    let theme = &scene.look.theme;
    match nearness {
        _ if is_old(scene) => theme.dim,
        Nearness::Far => theme.good,
        Nearness::Near => theme.warn,
        Nearness::Past | Nearness::Long => theme.bad,
    }
}
