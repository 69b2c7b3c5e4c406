//! The agent's very screen as it was, inside the reviewer's or alone.
//!
//! It is drawn at the size that it had. Where the reviewer's terminal has less room, the upper left part is seen and the frame says
//! how much there is; nothing is re-flowed, because that would be another screen than the agent saw.

use ratatui::layout::{Constraint, Layout, Rect};

use super::{Scene, bar, timeline};
use crate::tui::{
    qa::{SCENE, Session, review::Review},
    runtime::Canvas,
    widgets::{HasFocus, Pane},
};

/// Narrowest timeline that is worth its room.
const TIMELINE: u16 = 28;

/// The screen in a frame; the timeline beside it where both have room, else only the screen.
pub(super) fn beside_timeline(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: Scene<'_>,
    review: &Review,
    session: &Session,
) {
    let (columns, rows) = session.size();
    let left = area.width.saturating_sub(columns.saturating_add(2));
    let parts = match left >= TIMELINE {
        true => [Constraint::Length(left), Constraint::Fill(1)],
        false => [Constraint::Length(0), Constraint::Fill(1)],
    };
    let [beside, framed] = area.layout(&Layout::horizontal(parts));
    if beside.width > 0 {
        timeline::draw(canvas, beside, scene, review);
    }
    let words = &scene.look.words;
    let size = [("columns", &*columns.to_string()), ("rows", &*rows.to_string())];
    let seen = framed.width.saturating_sub(2) >= columns && framed.height.saturating_sub(2) >= rows;
    let note = words.fill(if seen { "qa.frame.size" } else { "qa.frame.part" }, &size);
    let pane = Pane { title: words.text("qa.frame.title"), note: &note, focus: HasFocus::No, zone: SCENE };
    let inner = pane.draw(canvas, framed, scene.look);
    put(canvas, inner, scene, session);
}

/// The screen alone, cell for cell; while it stands still, the bar lies over the last row.
pub(super) fn full(canvas: &mut Canvas<'_>, scene: Scene<'_>, review: &Review, session: &Session) {
    let area = canvas.area();
    put(canvas, area, scene, session);
    if !review.is_playing() {
        let last = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        canvas.clear(last);
        bar::draw(canvas, last, scene, review);
    }
}

fn put(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, session: &Session) {
    let frame = session.frame(scene.look).buffer;
    for y in 0..area.height.min(frame.area.height) {
        for x in 0..area.width.min(frame.area.width) {
            let to = canvas.buffer.cell_mut((area.x + x, area.y + y));
            if let (Some(to), Some(from)) = (to, frame.cell((x, y))) {
                to.clone_from(from);
            }
        }
    }
    cut_wide(canvas, area, frame.area);
}

/// A wide character whose second half lies outside is left out: it would spill over the frame.
fn cut_wide(canvas: &mut Canvas<'_>, area: Rect, frame: Rect) {
    if frame.width <= area.width || area.width == 0 {
        return;
    }
    for y in area.top()..area.bottom() {
        let last = canvas.buffer.cell_mut((area.right() - 1, y));
        if let Some(cell) = last.filter(|cell| crate::tui::text::width(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }
}
