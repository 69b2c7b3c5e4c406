//! One-line things: a banner for what lasts, a gauge, a timer that turns to warning.

use chrono::TimeDelta;
use ratatui::{layout::Rect, style::Style};

use crate::tui::{
    runtime::{Canvas, Look},
    text,
};

/// Draws a line across the area for trouble that lasts: offline, late, emergency.
pub fn banner(canvas: &mut Canvas<'_>, area: Rect, look: &Look, sentence: &str) {
    let line = text::pad(&format!(" {sentence}"), usize::from(area.width));
    canvas.print(area.x, area.y, &line, area.width, look.theme.banner);
}

/// Draws a bar filled to a share of 0 to 1; more than 1 is full.
pub fn gauge(canvas: &mut Canvas<'_>, area: Rect, look: &Look, share: f64, style: Style) {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let filled = (f64::from(area.width) * share).round() as u16;
    for x in 0..area.width {
        let (mark, style) =
            if x < filled { ("━", look.theme.gauge.patch(style)) } else { ("╌", look.theme.dim) };
        canvas.print(area.x + x, area.y, mark, 1, style);
    }
}

/// A running time with its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// How long it runs.
    pub elapsed: TimeDelta,
    /// From here on it warns.
    pub warn_at: Option<TimeDelta>,
    /// From here on it is late.
    pub late_at: Option<TimeDelta>,
}

impl Timer {
    /// A timer without limits.
    pub fn plain(elapsed: TimeDelta) -> Self {
        Self { elapsed, warn_at: None, late_at: None }
    }

    /// The time as text.
    pub fn text(&self, look: &Look) -> String {
        look.words.timer(self.elapsed)
    }

    /// The style that says how near the limit is.
    pub fn style(&self, look: &Look) -> Style {
        let past = |limit: Option<TimeDelta>| limit.is_some_and(|limit| self.elapsed >= limit);
        if past(self.late_at) {
            look.theme.bad
        } else if past(self.warn_at) {
            look.theme.warn
        } else {
            look.theme.accent
        }
    }
}
