//! What stands around the panes of the lead's and the reviewer's screens: what lasts, what passes, and how they are left.
//!
//! The agent's screen has its own: there a banner counts what is still to be sent, and news must cover no form. It must not know any screen.

use ratatui::layout::Rect;

use super::{
    desk::{Desk, Link, Weight, code_key},
    effect::Effect,
    runtime::{Canvas, Look},
    widgets::{self, Tone},
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

/// What lasts: trouble with the connection goes before a lead's line, and that before a wrong clock.
pub fn banner(desk: &Desk, words: &Words) -> Option<String> {
    let time = |at| words.time(&desk.local(at));
    match &desk.link {
        Link::Connecting => Some(words.text("link.connecting").to_string()),
        Link::Away { since } => Some(words.fill("link.away", &[("since", &time(*since))])),
        Link::Ended(problem) => {
            Some(words.fill("link.ended", &[("why", words.text(code_key(problem.code)))]))
        }
        Link::Hopeless => Some(words.text("link.hopeless").to_string()),
        Link::Up => match &desk.floor.broadcast {
            Some(broadcast) => {
                let (text, from, at) = (&broadcast.text, &broadcast.from, time(broadcast.at));
                Some(words.fill("lead.broadcast.shown", &[("text", text), ("from", from), ("at", &at)]))
            }
            None => words.clock_skew(desk.skew_s),
        },
    }
}

/// What passes: short news in the lower right corner of an area.
pub fn toasts(canvas: &mut Canvas<'_>, area: Rect, desk: &Desk, look: &Look) {
    let shown = desk.toasts.shown().iter().map(|toast| {
        let tone = match toast.weight {
            Weight::Good => Tone::Good,
            Weight::Note => Tone::Plain,
            Weight::Bad => Tone::Bad,
        };
        (tone, toast.say.in_words(&look.words))
    });
    widgets::toasts(canvas, area, look, &shown.collect::<Vec<_>>());
}
