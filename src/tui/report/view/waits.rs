//! How long callers waited who were answered: a bar for each bin, with a line after the last bin within the target.
//!
//! ```text
//!  12,031 calls; half of them waited at most 0:08, nine in ten 0:41
//!    ≤ 0:05  ████████████████  512
//!    ≤ 0:20  ████  120
//!  ── target 0:20: 86.2% ─────────
//!    ≤ 0:30  ██  60
//!    > 5:00   0
//! ```

use chrono::TimeDelta;
use ratatui::layout::Rect;

use crate::tui::{
    report::chart::Waits,
    runtime::{Canvas, Look},
    text,
};

/// Columns of a bin's name with the gap after it.
const NAMES: u16 = 11;
/// Eighths of a column, from little to much.
const PARTS: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, look: &Look, waits: &Waits, target_s: Option<u32>) {
    let bins = waits.bins();
    let timer = |seconds: f64| look.words.timer(TimeDelta::milliseconds((seconds * 1_000.0) as i64));
    let at = |share| waits.percentile(share).map(timer).unwrap_or_default();
    let calls = waits.calls().to_string();
    let summary = [("calls", calls), ("half", at(0.5)), ("most", at(0.9))];
    let sentence = look.words.fill("report.screen.waited", &summary);
    canvas.print(area.x + 1, area.y, &sentence, area.width.saturating_sub(2), look.theme.text);
    let most = bins.iter().map(|(_, calls)| *calls).max().unwrap_or(0).max(1);
    let target = target_s.map(f64::from);
    let mut y = area.y + 2;
    let mut within = 0;
    for (nth, (end, calls)) in bins.iter().enumerate() {
        if y >= area.bottom() {
            break;
        }
        let name = match (end, bins.get(nth.wrapping_sub(1))) {
            (Some(end), _) => format!("≤ {}", timer(*end)),
            (None, Some((Some(before), _))) => format!("> {}", timer(*before)),
            (None, _) => String::new(),
        };
        canvas.print(area.x + 1, y, &text::pad_left(&name, 9), NAMES, look.theme.dim);
        draw_bar(canvas, Rect { x: area.x + 1 + NAMES, y, ..area }, look, *calls, most);
        within += calls;
        y += 1;
        if *end == target && y < area.bottom() {
            let share = look.words.percent(Some(within as f64 / waits.calls() as f64));
            let values = [("target", timer(end.unwrap_or(0.0))), ("share", share)];
            let line = look.words.fill("report.screen.target", &values);
            let rule = "─".repeat(usize::from(area.width).saturating_sub(text::width(&line) + 6));
            let line = format!("── {line} {rule}");
            canvas.print(area.x + 1, y, &line, area.width.saturating_sub(2), look.theme.good);
            y += 1;
        }
    }
}

fn draw_bar(canvas: &mut Canvas<'_>, area: Rect, look: &Look, calls: usize, most: usize) {
    let number = calls.to_string();
    let room = usize::from(area.width).saturating_sub(usize::from(NAMES) + number.len() + 5);
    let eighths = calls * room * 8 / most;
    let part = PARTS.get((eighths % 8).wrapping_sub(1)).copied().unwrap_or("");
    let bar = format!("{}{part}", "█".repeat(eighths / 8));
    let x = canvas.print(area.x, area.y, &bar, room as u16 + 1, look.theme.accent);
    canvas.print(x + 1, area.y, &number, number.len() as u16, look.theme.text);
}
