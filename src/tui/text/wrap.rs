//! Breaks text into lines: at blanks, between Chinese characters, and inside a word that is wider than the line.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{grapheme_width, width};

/// Lines of at most `columns`, parts of the text itself. Line ends of the text are kept; an empty text is one empty line.
///
/// A closing mark such as `，` or `。` does not begin a line if it can go with the character before it.
pub fn wrap(text: &str, columns: usize) -> Vec<&str> {
    let paragraphs = text.split('\n');
    let lines = paragraphs.flat_map(|paragraph| {
        wrap_ranges(paragraph, columns).into_iter().map(|bytes| paragraph[bytes].trim_end_matches(' '))
    });
    lines.collect()
}

/// The lines of one paragraph as ranges of bytes that follow each other without a gap; there is at least one.
///
/// Blanks at the end of a line may stand beyond `columns`.
pub(in crate::tui) fn wrap_ranges(paragraph: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0);
    let mut breakable = None;
    let mut previous = "";
    for (at, grapheme) in paragraph.grapheme_indices(true) {
        let wide = grapheme_width(grapheme);
        if at > start && may_break(previous, grapheme) {
            breakable = Some(at);
        }
        // A blank may stand beyond the edge, but only where something else fills the line.
        let blank = grapheme == " " && !paragraph[start..at].trim_start_matches(' ').is_empty();
        while used + wide > columns && at > start && !blank {
            let cut = breakable.take().unwrap_or(at);
            lines.push(start..cut);
            start = cut;
            used = width(&paragraph[start..at]);
        }
        used += wide;
        previous = grapheme;
    }
    lines.push(start..paragraph.len());
    lines
}

fn may_break(previous: &str, next: &str) -> bool {
    if previous == " " {
        return next != " ";
    }
    let wide = grapheme_width(previous) == 2 || grapheme_width(next) == 2;
    wide && next != " " && !closes(next) && !opens(previous)
}

fn closes(grapheme: &str) -> bool {
    "，。、；：？！）》〉」』】〕”’…,.;:?!)]}%％".contains(grapheme)
}

fn opens(grapheme: &str) -> bool {
    "（《〈「『【〔“‘([{".contains(grapheme)
}
