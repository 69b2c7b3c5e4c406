//! Short news in a corner, newest at the bottom; how long it stays is the model's business.

use ratatui::{layout::Rect, style::Style};

use crate::tui::{
    runtime::{Canvas, Look},
    text,
};

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

/// Draws sentences in the lower right corner of the area, above its last row; the last one lowest.
pub fn toasts(canvas: &mut Canvas<'_>, area: Rect, look: &Look, sentences: &[(Tone, String)]) {
    let width = WIDEST.min(area.width);
    let room = usize::from(width.saturating_sub(4));
    let lines = sentences.iter().rev().flat_map(|(tone, sentence)| {
        let lines = text::wrap(sentence, room).into_iter().enumerate();
        let lines = lines.map(|(at, line)| (*tone, if at == 0 { tone.mark() } else { " " }, line));
        lines.rev().collect::<Vec<_>>()
    });
    for (y, (tone, mark, line)) in (area.y..area.bottom().saturating_sub(1)).rev().zip(lines) {
        let style = tone.style(look).patch(look.theme.selected_dim);
        let line = format!(" {mark} {} ", text::pad(line, room));
        canvas.print(area.right() - width, y, &line, width, style);
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
