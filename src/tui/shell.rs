//! What stands around the panes of all screens: what lasts, what passes, the keys, and how a screen is left.
//!
//! The agent's screen has its own banner, which counts what is still to be sent. It must not know any screen.

use ratatui::layout::Rect;

use crate::api::{Code, Problem};

use super::{
    desk::{Desk, Link, Weight, code_key},
    effect::Effect,
    keymap::{Action, Layer},
    runtime::{Canvas, Look},
    widgets::{self, Footer, Tone},
    words::Words,
};

/// Whether the user is done with a screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Course {
    /// The screen goes on.
    #[default]
    Open,
    /// The user leaves, or the program is asked to end.
    Done,
}

impl Course {
    /// Ends the screen, and with it the session at the server.
    pub fn leave(&mut self) -> Vec<Effect> {
        *self = Self::Done;
        vec![Effect::SignOut]
    }
}

/// Why the server will not have us. `role` is the key of the words for the role that the screen is for.
pub fn why_ended(problem: &Problem, words: &Words, role: &str) -> String {
    match problem.code {
        Code::Forbidden => words.fill("link.role", &[("role", words.text(role))]),
        code => words.text(code_key(code)).to_string(),
    }
}

/// What lasts: trouble with the connection goes before trouble with the phone switch, that before a lead's line, and that before a
/// wrong clock. For `role` see [`why_ended`].
pub fn banner(desk: &Desk, words: &Words, role: &str) -> Option<String> {
    let time = |at| words.time(&desk.local(at));
    match &desk.link {
        Link::Connecting => Some(words.text("link.connecting").to_string()),
        Link::Away { since } => Some(words.fill("link.away", &[("since", &time(*since))])),
        Link::Ended(problem) => Some(words.fill("link.ended", &[("why", &why_ended(problem, words, role))])),
        Link::Hopeless => Some(words.text("link.hopeless").to_string()),
        Link::Up => match (desk.floor.switch_lost, &desk.floor.broadcast) {
            (Some(since), _) => Some(words.fill("link.switch", &[("since", &time(since))])),
            (None, Some(broadcast)) => {
                let (text, from, at) = (&broadcast.text, &broadcast.from, time(broadcast.at));
                Some(words.fill("lead.broadcast.shown", &[("text", text), ("from", from), ("at", &at)]))
            }
            (None, None) => words.clock_skew(desk.skew_s),
        },
    }
}

/// What passes: short news in a row. Where they name keys, it is those of `layers`.
pub fn toasts(canvas: &mut Canvas<'_>, row: Rect, desk: &Desk, look: &Look, layers: &[Layer]) {
    let shown = desk.toasts.shown().iter().map(|toast| {
        let tone = match toast.weight {
            Weight::Good => Tone::Good,
            Weight::Note => Tone::Plain,
            Weight::Bad => Tone::Bad,
        };
        let hint = |action| look.keymap.hint_in(layers, action);
        (tone, toast.say.with_hints(&look.words, hint))
    });
    widgets::toasts(canvas, row, look, &shown.collect::<Vec<_>>());
}

/// The keys that matter now, help always at the right where it counts.
pub fn keys(canvas: &mut Canvas<'_>, area: Rect, look: &Look, layers: &[Layer], actions: &[Action]) {
    let mut rest = area;
    let (help, actions): (Vec<Action>, Vec<Action>) =
        actions.iter().partition(|action| **action == Action::Help);
    if !help.is_empty() {
        let help = Footer { layers, actions: &help };
        let width = help.width(look);
        let x = area.right().saturating_sub(width);
        help.draw(canvas, Rect { x, width, ..area }, look);
        rest.width = x.saturating_sub(area.x + 2);
    }
    Footer { layers, actions: &actions }.draw(canvas, rest, look);
}
