//! Who may be calling, in the place of a history that nobody has yet. Where there is room, why stands below who.
//!
//! ```text
//!  │ May be calling: 2  Alt+I Say who calls                       │
//!  │ 01-19 10:02 D**                                              │
//!  │             same number, 2 people · reply number of 1999…    │
//!  │ never yet   W**  ! was abusive                               │
//!  │             name and place of 19990119-0003                  │
//! ```

use ratatui::layout::Rect;

use super::{Scene, wording};
use crate::{
    api::Candidate,
    tui::{
        keymap::{Action, Layer},
        runtime::Canvas,
        text,
        widgets::Footer,
    },
};

/// Columns of when somebody has called last.
const MOMENT: usize = 12;

pub fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, candidates: &[Candidate]) {
    let theme = &scene.look.theme;
    let count = candidates.len().to_string();
    let title = scene.words().fill("agent.identify.count", &[("count", &count)]);
    let x = canvas.print(area.x, area.y, &title, area.width, theme.head) + 2;
    let rest = Rect { x, width: area.right().saturating_sub(x), height: 1, ..area };
    Footer { layers: &[Layer::Desk], actions: &[Action::CallerIdentify] }.draw(canvas, rest, scene.look);
    let list = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let rows = if usize::from(list.height) >= 2 * candidates.len() { 2 } else { 1 };
    for (y, candidate) in (list.y..list.bottom()).step_by(rows).zip(candidates) {
        let height = rows as u16;
        draw_candidate(canvas, Rect { y, height, ..list }, scene, candidate);
    }
}

/// In one row, or in two.
fn draw_candidate(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, candidate: &Candidate) {
    let theme = &scene.look.theme;
    let words = scene.words();
    let last = candidate.last_call.map(|at| wording::moment(words, &scene.screen.desk, at, scene.now));
    let last = last.unwrap_or_else(|| words.text("agent.identify.never").to_owned());
    let room = |x: u16| area.right().saturating_sub(x);
    let indent = canvas.print(area.x, area.y, &text::pad(&last, MOMENT), area.width, theme.dim);
    let name = scene.screen.named(&candidate.contact);
    let x = canvas.print(indent, area.y, &name, room(indent), theme.accent) + 2;
    let warnings = wording::warnings(words, &candidate.contact.flags);
    let after =
        canvas.print(x, area.y, &warnings, room(x), theme.bad) + if warnings.is_empty() { 0 } else { 2 };
    let x = if area.height > 1 { indent } else { after };
    let evidence = wording::evidence(words, &candidate.evidence);
    canvas.print(x, area.bottom() - 1, &text::clean(&evidence), room(x), theme.text);
}
