//! Short news that has mended itself: shown in a corner for some seconds of the scene, newest at the bottom.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::{layout::Rect, style::Style};

use crate::tui::{
    runtime::{Canvas, Look},
    text,
};

/// How long a toast stays.
const STAY: TimeDelta = TimeDelta::seconds(5);
/// How many are kept.
const MOST: usize = 5;
/// Widest toast, in cells.
const WIDEST: u16 = 48;

/// What kind of news it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It went well.
    Good,
    /// To be known.
    Plain,
    /// It did not go as wished.
    Bad,
}

/// The news that is shown now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toasts {
    shown: Vec<Toast>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    tone: Tone,
    sentence: String,
    until: DateTime<Utc>,
}

impl Toasts {
    /// Shows a sentence; the same sentence again only stays longer.
    pub fn push(&mut self, tone: Tone, sentence: impl Into<String>, now: DateTime<Utc>) {
        let toast = Toast { tone, sentence: sentence.into(), until: now + STAY };
        self.shown.retain(|shown| shown.sentence != toast.sentence);
        self.shown.push(toast);
        let excess = self.shown.len().saturating_sub(MOST);
        self.shown.drain(..excess);
    }

    /// Takes away what has been shown long enough; to be called on each tick.
    pub fn expire(&mut self, now: DateTime<Utc>) {
        self.shown.retain(|toast| toast.until > now);
    }

    /// Whether nothing is shown. While something is, the screen's pace is every second.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Draws them in the lower right corner of the area, above its last row.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let width = WIDEST.min(area.width);
        let mut bottom = area.bottom().saturating_sub(1);
        for toast in self.shown.iter().rev() {
            let lines = text::wrap(&toast.sentence, usize::from(width.saturating_sub(4)));
            for line in lines.iter().rev() {
                if bottom <= area.y {
                    return;
                }
                bottom -= 1;
                let (mark, style) = toast.tone.look(look);
                let line = text::pad(&format!("{mark} {line}"), usize::from(width.saturating_sub(2)));
                let place = Rect::new(area.right() - width, bottom, width, 1);
                canvas.buffer.set_style(place, style.patch(look.theme.selected_dim));
                canvas.print(
                    place.x,
                    place.y,
                    &format!(" {line} "),
                    width,
                    style.patch(look.theme.selected_dim),
                );
            }
        }
    }
}

impl Tone {
    /// A mark, so that the tone is seen without colour, and a style.
    fn look(self, look: &Look) -> (&'static str, Style) {
        match self {
            Self::Good => ("✓", look.theme.good),
            Self::Plain => ("•", look.theme.accent),
            Self::Bad => ("!", look.theme.bad),
        }
    }
}
