//! Who may be calling, in the place of a history that nobody has yet.
//!
//! ```text
//!  │ May be calling: 2   Alt+I Who calls                         │
//!  │ 01-19 10:02 D**  same number, 2 people +1                   │
//!  │ never yet   W**  ! was abusive  reply number of 19990119-0003 │
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
    for (y, candidate) in (area.y + 1..area.bottom()).zip(candidates) {
        draw_candidate(canvas, Rect { y, height: 1, ..area }, scene, candidate);
    }
}

fn draw_candidate(canvas: &mut Canvas<'_>, line: Rect, scene: Scene<'_>, candidate: &Candidate) {
    let theme = &scene.look.theme;
    let words = scene.words();
    let last = candidate.last_call.map(|at| wording::moment(words, &scene.screen.desk, at, scene.now));
    let last = last.unwrap_or_else(|| words.text("agent.identify.never").to_owned());
    let room = |x: u16| line.right().saturating_sub(x);
    let x = canvas.print(line.x, line.y, &text::pad(&last, MOMENT), line.width, theme.dim);
    let x = canvas.print(x, line.y, &scene.screen.named(&candidate.contact), room(x), theme.accent) + 2;
    let warnings = wording::warnings(words, &candidate.contact.flags);
    let x = canvas.print(x, line.y, &warnings, room(x), theme.bad) + if warnings.is_empty() { 0 } else { 2 };
    canvas.print(x, line.y, &text::clean(&first_evidence(scene, candidate)), room(x), theme.text);
}

/// The strongest; how many more there are, the list of the choice tells in full.
fn first_evidence(scene: Scene<'_>, candidate: &Candidate) -> String {
    let (first, more) = candidate.evidence.split_at(candidate.evidence.len().min(1));
    let first = wording::evidence(scene.words(), first);
    if more.is_empty() { first } else { format!("{first} +{}", more.len()) }
}
