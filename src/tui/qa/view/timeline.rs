//! What happened, line by line, with times relative to the start; what lies ahead is dim.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::layout::Rect;

use super::{Scene, describe};
use crate::tui::{
    qa::{TIMELINE, review::Review},
    runtime::{Canvas, Look},
    widgets::{Column, HasFocus, Pane, Table, Width},
};

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, review: &Review) {
    let look = scene.look;
    let timeline = review.timeline();
    let count = timeline.marks.len().to_string();
    let title = look.words.text("qa.timeline");
    let inner = Pane { title, note: &count, focus: HasFocus::Yes, zone: TIMELINE }.draw(canvas, area, look);
    let columns = [
        Column { title: "", width: Width::Numbers(7) },
        Column { title: "", width: Width::Cells(1) },
        Column { title: "", width: Width::Share(1) },
    ];
    let current = timeline.current(review.position());
    let table = Table {
        columns: &columns,
        rows: timeline.marks.len(),
        selected: current,
        focus: HasFocus::Yes,
        zone: TIMELINE,
    };
    table.draw_rows(canvas, inner, look, |row, column, cell| {
        let mark = &timeline.marks[row];
        let (sign, style) = describe::sign(&mark.what, look);
        let ahead = current.is_none_or(|current| row > current);
        let text = if ahead { look.theme.dim } else { look.theme.text };
        match column {
            0 => cell.put_right(&offset(timeline.start, mark.at, look), text),
            1 => cell.put(sign, if ahead { look.theme.dim } else { style }),
            _ => cell.put(&describe::mark(mark, scene), text),
        }
    });
}

/// A moment relative to the start: `+1:23`.
pub(super) fn offset(start: DateTime<Utc>, at: DateTime<Utc>, look: &Look) -> String {
    let offset = at - start;
    let sign = if offset < TimeDelta::zero() { "-" } else { "+" };
    format!("{sign}{}", look.words.timer(offset.abs()))
}
