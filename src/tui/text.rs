//! Width of text on the screen: the one place that measures, cuts, pads and wraps, on graphemes and with ratatui's own width.
//!
//! Text from outside passes [`clean()`] or [`clean_lines`] before it is kept in a model; that is the last defence before the terminal.

mod clean;
mod wrap;

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

pub use clean::{clean, clean_lines, pasted};
pub use wrap::wrap;
pub(in crate::tui) use wrap::wrap_ranges;

/// Columns that the text takes on the screen. Control characters take none, as they are never drawn.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        return text.len();
    }
    text.graphemes(true).map(grapheme_width).sum()
}

/// The text if it fits, else as much as fits with an ellipsis; never wider than `columns`.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}…", head(text, columns - 1)))
}

/// The text if it fits, else an ellipsis and as much of its end as fits; never wider than `columns`.
pub fn fit_end(text: &str, columns: usize) -> Cow<'_, str> {
    let all = width(text);
    if all <= columns {
        return Cow::Borrowed(text);
    }
    let mut left = all;
    let mut rest = text.grapheme_indices(true).skip_while(|(_, grapheme)| {
        let is_over = left + 1 > columns;
        left -= if is_over { grapheme_width(grapheme) } else { 0 };
        is_over
    });
    match (columns, rest.next()) {
        (0, _) => Cow::Borrowed(""),
        (_, Some((at, _))) => Cow::Owned(format!("…{}", &text[at..])),
        (_, None) => Cow::Borrowed("…"),
    }
}

/// The text fitted and filled with blanks on the right to exactly `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let blanks = columns - width(&text);
    format!("{text}{:blanks$}", "")
}

/// The text fitted and filled with blanks on the left to exactly `columns`, for numbers.
pub fn pad_left(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let blanks = columns - width(&text);
    format!("{:blanks$}{text}", "")
}

/// The longest beginning that takes at most `columns`.
pub fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// Columns of one grapheme.
pub(in crate::tui) fn grapheme_width(grapheme: &str) -> usize {
    match grapheme.contains(char::is_control) {
        true => 0,
        false => usize::from(grapheme.cell_width()),
    }
}

#[cfg(test)]
mod tests;
