//! The end of the screen: who leaves is signed out, so that nothing rings where nobody is.

use super::{AgentScreen, Over};
use crate::tui::{effect::Effect, layers::Overlay, widgets::Dialog};

impl AgentScreen {
    /// The agent wants to leave; in the middle of a call that is asked again.
    pub(super) fn quit(&mut self, out: &mut Vec<Effect>) {
        if !self.is_in_talk() {
            return self.leave(out);
        }
        if self.layers.top() == Some(Over::Leave) {
            return;
        }
        let words = &self.words;
        let dialog = Dialog::new(words.text("agent.leave.title"), words.text("agent.leave.body"));
        self.layers.open(Over::Leave, Overlay::Dialog(dialog));
    }

    /// The server signs out at once, or after the call in hand; a ring goes on to somebody else.
    pub(super) fn leave(&mut self, out: &mut Vec<Effect>) {
        out.push(Effect::SignOut);
        self.finished = true;
    }

    /// The program is asked to end. Whose talk goes on may be back at once, with another window.
    pub(super) fn is_stopped(&mut self, out: &mut Vec<Effect>) {
        if !self.is_in_talk() {
            out.push(Effect::SignOut);
        }
        self.finished = true;
    }
}
