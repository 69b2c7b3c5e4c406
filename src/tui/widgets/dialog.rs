//! A question that needs a decision. The first answer is the safe one and is selected.
//!
//! ```text
//! ┏ Discard the draft? ━━━━━━━┓
//! ┃ 3 fields are filled in.   ┃
//! ┃                           ┃
//! ┃  [ No ]   [ Yes ]         ┃
//! ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
//! ```

use ratatui::layout::Rect;

use super::{HasFocus, Pane};
use crate::tui::{
    keymap::Action,
    runtime::{Canvas, Input, Look, Spot, Zone},
    text,
};

/// The zone of the answers of an open dialog.
pub(in crate::tui) const DIALOG_ZONE: Zone = Zone(60_002);

/// The answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Do it.
    Yes,
    /// Leave it.
    No,
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialog {
    title: String,
    body: String,
    selected: Answer,
}

impl Dialog {
    /// A question in a few words, and what follows from Yes.
    pub fn new(title: impl Into<String>, body: impl Into<String>) -> Self {
        Self { title: title.into(), body: body.into(), selected: Answer::No }
    }

    /// The answer, once there is one. Esc is No.
    pub(in crate::tui) fn input<M>(&mut self, input: &Input<M>) -> Option<Answer> {
        match input {
            Input::Act(Action::Yes) | Input::Click(Spot::Row(DIALOG_ZONE, 1)) => Some(Answer::Yes),
            Input::Act(Action::No | Action::Close) | Input::Click(Spot::Row(DIALOG_ZONE, 0)) => {
                Some(Answer::No)
            }
            Input::Act(Action::Choose) => Some(self.selected),
            Input::Act(Action::ListUp | Action::ListDown) => {
                self.selected = match self.selected {
                    Answer::Yes => Answer::No,
                    Answer::No => Answer::Yes,
                };
                None
            }
            _ => None,
        }
    }

    /// Rows that the question needs at this width, frame included.
    pub(in crate::tui) fn height(&self, width: u16) -> u16 {
        let lines = text::wrap(&self.body, usize::from(width.saturating_sub(4))).len();
        u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(4)
    }

    pub(in crate::tui) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        let pane = Pane { title: &self.title, note: "", focus: HasFocus::Yes, zone: DIALOG_ZONE };
        let inner = pane.draw(canvas, area, look);
        let room = inner.width.saturating_sub(2);
        let lines = text::wrap(&self.body, usize::from(room));
        for (y, line) in (inner.y..inner.bottom().saturating_sub(2)).zip(lines) {
            canvas.print(inner.x + 1, y, line, room, look.theme.text);
        }
        let mut x = inner.x + 1;
        for (row, answer) in [Answer::No, Answer::Yes].into_iter().enumerate() {
            x = self.draw_answer(canvas, (x, inner.bottom().saturating_sub(1)), look, row, answer) + 2;
        }
    }

    fn draw_answer(
        &self,
        canvas: &mut Canvas<'_>,
        at: (u16, u16),
        look: &Look,
        row: usize,
        answer: Answer,
    ) -> u16 {
        let words = look.words.text(match answer {
            Answer::Yes => "shell.confirm-yes",
            Answer::No => "shell.confirm-no",
        });
        let (label, style) = match self.selected == answer {
            true => (format!("[ {words} ]"), look.theme.selected),
            false => (format!("  {words}  "), look.theme.text),
        };
        let width = text::width(&label) as u16;
        canvas.spot(Rect::new(at.0, at.1, width, 1), Spot::Row(DIALOG_ZONE, row));
        canvas.print(at.0, at.1, &label, width, style)
    }
}
