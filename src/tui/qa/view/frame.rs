//! The agent's very screen as it was, inside the reviewer's or alone.
//!
//! It is drawn at the size that it had. Where the reviewer's terminal has less room, a part is seen, which keys move, and the frame says
//! which; nothing is re-flowed, because that would be another screen than the agent saw.

use ratatui::layout::{Constraint, Layout, Rect};

use super::{Scene, bar, timeline};
use crate::tui::{
    qa::{SCENE, Session, review::Review},
    runtime::Canvas,
    text,
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
    let room = (framed.width.saturating_sub(2), framed.height.saturating_sub(2));
    let (x, y) = origin(scene, session, room);
    let [columns_text, rows_text, x_text, y_text] =
        [columns, rows, x + 1, y + 1].map(|number| number.to_string());
    let size = [("columns", &*columns_text), ("rows", &*rows_text), ("x", &*x_text), ("y", &*y_text)];
    let note = match room.0 >= columns && room.1 >= rows {
        true => words.fill("qa.frame.size", &size[..2]),
        false => words.fill("qa.frame.part", &size),
    };
    let pane = Pane { title: words.text("qa.frame.title"), note: &note, focus: HasFocus::No, zone: SCENE };
    let inner = pane.draw(canvas, framed, scene.look);
    put(canvas, inner, scene, session);
}

/// The screen alone, cell for cell; while it stands still, the bar and the keys lie over the last rows.
pub(super) fn full(canvas: &mut Canvas<'_>, scene: Scene<'_>, review: &Review, session: &Session) {
    let area = canvas.area();
    put(canvas, area, scene, session);
    if !review.is_playing() {
        let last = Rect { y: area.bottom().saturating_sub(2), height: 2.min(area.height), ..area };
        canvas.clear(last);
        let [bar, keys] = last.layout(&Layout::vertical([Constraint::Length(1), Constraint::Length(1)]));
        bar::draw(canvas, bar, scene, review);
        super::draw_keys(canvas, keys, scene, Some(review));
    }
}

/// The upper left cell that is seen: as far as the reviewer has moved, but never beyond what fills the room.
fn origin(scene: Scene<'_>, session: &Session, room: (u16, u16)) -> (u16, u16) {
    let (columns, rows) = session.size();
    let (x, y) = scene.screen.pan;
    (x.min(columns.saturating_sub(room.0)), y.min(rows.saturating_sub(room.1)))
}

fn put(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, session: &Session) {
    let frame = session.frame(scene.look).buffer;
    let (left, top) = origin(scene, session, (area.width, area.height));
    for y in 0..area.height.min(frame.area.height - top) {
        for x in 0..area.width.min(frame.area.width - left) {
            let to = canvas.buffer.cell_mut((area.x + x, area.y + y));
            if let (Some(to), Some(from)) = (to, frame.cell((left + x, top + y))) {
                to.clone_from(from);
            }
        }
    }
    if frame.area.width - left > area.width {
        cut_wide(canvas, area);
    }
}

/// A wide character whose second half lies outside is left out: it would spill over the frame.
fn cut_wide(canvas: &mut Canvas<'_>, area: Rect) {
    let Some(x) = area.right().checked_sub(1).filter(|_| area.width > 0) else { return };
    for y in area.top()..area.bottom() {
        let last = canvas.buffer.cell_mut((x, y));
        if let Some(cell) = last.filter(|cell| text::width(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }
}
