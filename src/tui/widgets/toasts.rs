//! Short news on the lower edge of the frames, where they cover no work; how long they stay is the model's business.

use ratatui::{layout::Rect, style::Style};

use crate::tui::{
    runtime::{Canvas, Look},
    text,
};

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
    let lines = sentences.iter().map(|(tone, sentence)| format!(" {} {sentence} ", tone.mark())).collect();
    let mut x = row.right().saturating_sub(1);
    for ((tone, _), line) in sentences.iter().zip(side_by_side(lines, row.width.saturating_sub(2).into())) {
        let width = text::width(&line) as u16;
        x -= width;
        canvas.print(x, row.y, &line, width, tone.style(look).patch(look.theme.selected_dim));
    }
}

/// As many lines as fit together, at least the first: that counts those left out, and is cut where it does not fit alone.
fn side_by_side(mut lines: Vec<String>, room: usize) -> Vec<String> {
    let all = lines.len();
    let count = |shown: usize| if shown < all { format!("(+{}) ", all - shown) } else { String::new() };
    let fits = |shown: &usize| {
        let width: usize = lines[..*shown].iter().map(|line| text::width(line)).sum();
        width + text::width(&count(*shown)) <= room
    };
    let shown = (1..=all).rev().find(fits).unwrap_or(1);
    lines.truncate(shown);
    if let Some(first) = lines.first_mut() {
        let count = count(shown);
        *first = format!("{}{count}", text::fit(first, room.saturating_sub(text::width(&count))));
    }
    lines
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
