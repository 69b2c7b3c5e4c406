//! Cells that several boards share: marks of trouble, times, numbers of today.

use chrono::TimeDelta;
use ratatui::style::Style;

use super::super::trouble::{Severity, Trouble, severity};
use crate::tui::{runtime::Look, widgets::RowCell};

/// The mark and the colour of how bad something is: seen without colour too.
pub(super) fn mark(severity: Severity, look: &Look) -> (&'static str, Style) {
    match severity {
        Severity::Fine => ("", look.theme.text),
        Severity::Near => ("!", look.theme.warn),
        Severity::Wrong => ("!!", look.theme.bad),
    }
}

/// Writes the mark of a row's trouble.
pub(super) fn put_mark(cell: &mut RowCell<'_, '_>, trouble: Option<Trouble>, look: &Look) {
    let (mark, style) = mark(severity(trouble), look);
    cell.put(mark, style);
}

/// Writes a number; nothing is dim, so that what there is stands out.
pub(super) fn put_count(cell: &mut RowCell<'_, '_>, count: usize, style: Style, look: &Look) {
    let style = if count == 0 { look.theme.dim } else { style };
    cell.put_right(&count.to_string(), style);
}

/// Writes a time.
pub(super) fn put_time(cell: &mut RowCell<'_, '_>, time: TimeDelta, style: Style, look: &Look) {
    cell.put_right(&look.words.timer(time), style);
}
