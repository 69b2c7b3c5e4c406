//! A week by hours: the darker, the more. Where there is room, the number stands below its shade.
//!
//! ```text
//!        08  09  10  11
//!  Mon   ░░  ▒▒  ██  ▓▓
//!         4  12  31  22
//! ```

use ratatui::layout::Rect;

use crate::tui::{
    report::{
        asked::WEEKDAYS,
        chart::{HeatOf, Week},
    },
    runtime::{Canvas, Look},
    text,
};

/// From little to much.
const SHADES: [&str; 4] = ["░", "▒", "▓", "█"];
/// Widest column of an hour.
const WIDEST: u16 = 7;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, look: &Look, week: &Week, of: HeatOf) {
    let hours = week.hours();
    let names = WEEKDAYS.map(|day| look.words.text(day));
    let gutter = names.iter().map(|name| text::width(name)).max().unwrap_or(0) as u16 + 2;
    let count = u16::try_from(hours.len()).unwrap_or(24).max(1);
    let width = (area.width.saturating_sub(gutter + 1) / count).clamp(1, WIDEST);
    let rows = if area.height >= 18 && width >= 4 { 2 } else { 1 };
    let x_of = |hour: u32| area.x + 1 + gutter + (hour - hours.start) as u16 * width;
    for hour in hours.clone() {
        canvas.print(x_of(hour), area.y, &format!("{hour:02}"), width, look.theme.head);
    }
    for (day, name) in names.iter().enumerate() {
        let y = area.y + 1 + day as u16 * rows;
        if y + rows > area.bottom() {
            break;
        }
        canvas.print(area.x + 1, y, name, gutter, look.theme.dim);
        for hour in hours.clone() {
            let Some(value) = week.value(of, day as u32, hour) else { continue };
            let shade = SHADES[level(value / week.most(of).max(f64::EPSILON))];
            let columns = usize::from(width.saturating_sub(1).max(1));
            canvas.print(x_of(hour), y, &shade.repeat(columns), width, look.theme.accent);
            if rows == 2 {
                let number = text::pad_left(&number(value, of), columns);
                canvas.print(x_of(hour), y + 1, &number, width, look.theme.text);
            }
        }
    }
    let below = area.y + 2 + 7 * rows;
    if below < area.bottom() {
        draw_scale(canvas, Rect { x: area.x + 1, y: below, ..area }, look, week, of);
    }
}

/// What the shades stand for.
fn draw_scale(canvas: &mut Canvas<'_>, area: Rect, look: &Look, week: &Week, of: HeatOf) {
    let mut x = area.x;
    for (nth, shade) in SHADES.iter().enumerate() {
        let up_to = week.most(of) * (nth + 1) as f64 / SHADES.len() as f64;
        let room = area.right().saturating_sub(x);
        x = canvas.print(x, area.y, &shade.repeat(2), room, look.theme.accent) + 1;
        let room = area.right().saturating_sub(x);
        x = canvas.print(x, area.y, &format!("≤ {}", number(up_to, of)), room, look.theme.dim) + 3;
    }
}

fn number(value: f64, of: HeatOf) -> String {
    match of {
        HeatOf::Offered => format!("{value:.0}"),
        HeatOf::ServiceLevel => format!("{:.0}%", value * 100.0),
    }
}

fn level(share: f64) -> usize {
    ((share * SHADES.len() as f64).ceil() as usize).clamp(1, SHADES.len()) - 1
}
