//! The line of time under a review: play or pause, speed, place, and the phases as bands with a cursor; a click goes there.
//!
//! ```text
//!  ▶ 2×  +1:23 / 5:48  ···~~▪▪▪▪▪▪┃▪==▪▪▪▪▪───
//! ```

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::{layout::Rect, style::Style};

use super::{Scene, timeline::offset};
use crate::tui::{
    qa::{
        BAR,
        review::{PLACES, Review},
        timeline::{Stage, Timeline},
    },
    runtime::{Canvas, Look, Spot},
};

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, review: &Review) {
    let look = scene.look;
    let timeline = review.timeline();
    let state = if review.is_playing() { "qa.playing" } else { "qa.paused" };
    let speed = speed(review.transport().speed());
    let position = offset(timeline.start, review.position(), look);
    let whole = look.words.timer(timeline.end - timeline.start);
    let values = [("speed", speed.as_str()), ("position", position.as_str()), ("whole", whole.as_str())];
    let x =
        canvas.print(area.x + 1, area.y, &look.words.fill(state, &values), area.width, look.theme.accent) + 2;
    let bar = Rect { x, width: area.right().saturating_sub(x + 1), ..area };
    draw_bands(canvas, bar, timeline, review.position(), look);
}

/// A speed without needless digits: `0.5`, `64`.
fn speed(speed: f64) -> String {
    format!("{speed}")
}

fn draw_bands(canvas: &mut Canvas<'_>, bar: Rect, timeline: &Timeline, position: DateTime<Utc>, look: &Look) {
    let whole = (timeline.end - timeline.start).num_milliseconds().max(1) as f64;
    let share = |at: DateTime<Utc>| (at - timeline.start).num_milliseconds() as f64 / whole;
    let cursor = (share(position) * f64::from(bar.width.saturating_sub(1))).round() as u16;
    for column in 0..bar.width {
        let part = (f64::from(column) + 0.5) / f64::from(bar.width);
        let at = timeline.start + TimeDelta::milliseconds((part * whole) as i64);
        let (sign, style) =
            if column == cursor { ("┃", look.theme.urgent) } else { band(timeline.stage(at), look) };
        let place = Rect { x: bar.x + column, width: 1, height: 1, ..bar };
        canvas.print(place.x, place.y, sign, 1, style);
        canvas.spot(place, Spot::Row(BAR, (part * PLACES as f64) as usize));
    }
}

/// How a phase looks; each is told from the others without colour.
fn band(stage: Option<Stage>, look: &Look) -> (&'static str, Style) {
    let theme = &look.theme;
    match stage {
        None => ("─", theme.dim),
        Some(Stage::Greeting) => ("·", theme.dim),
        Some(Stage::Waiting) => (".", theme.warn),
        Some(Stage::Ringing) => ("~", theme.warn),
        Some(Stage::Talking) => ("▪", theme.good),
        Some(Stage::Held) => ("=", theme.bad),
        Some(Stage::WrapUp) => ("-", theme.accent),
    }
}
