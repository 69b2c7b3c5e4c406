//! Short news on the lower edge of the frames, where they cover no work; how long they stay is the model's business.

use ratatui::{layout::Rect, style::Style};

use crate::tui::{
    runtime::{Canvas, Look},
    text,
};

/// Columns without which no second sentence is tried beside the first.
const NEXT: usize = 12;

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

/// Draws sentences (the newest last) in a row, as many as fit side by side: the newest at the right, but no good news hides other.
pub fn toasts(canvas: &mut Canvas<'_>, row: Rect, look: &Look, sentences: &[(Tone, String)]) {
    let mut sentences: Vec<_> = sentences.iter().rev().collect();
    sentences.sort_by_key(|(tone, _)| *tone == Tone::Good);
    let mut x = row.right().saturating_sub(1);
    for (place, (tone, sentence)) in sentences.iter().enumerate() {
        let room = x.saturating_sub(row.x + 1);
        let mark = tone.mark();
        let mut line = format!(" {mark} {sentence} ");
        if place > 0 && text::width(&line) > usize::from(room) {
            break;
        }
        let left = sentences.len() - place - 1;
        if place == 0 && left > 0 && text::width(&line) + NEXT > usize::from(room) {
            line = format!(" {mark} {sentence} (+{left}) ");
        }
        let width = (text::width(&line) as u16).min(room);
        x -= width;
        canvas.print(x, row.y, &line, width, tone.style(look).patch(look.theme.selected_dim));
    }
}

impl Tone {
    /// So that the tone is seen without colour.
    fn mark(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Plain => "•",
            Self::Bad => "!",
        }
    }

    fn style(self, look: &Look) -> Style {
        match self {
            Self::Good => look.theme.good,
            Self::Plain => look.theme.accent,
            Self::Bad => look.theme.bad,
        }
    }
}
