//! A ticket as lines to read: who, what and where, its clocks, its family, what waits for approval, and what happened to it. Pure.
//!
//! ```text
//! 签收时限   还剩 1:05:09 · 11-22 14:00 到期 · 已用 73%
//! 诉求       ……
//! ── 办理经过 ──
//! 11-22 10:05  李 坐席  派单 → 待签收 市水务集团
//! ```

mod clocks;
mod matter;
mod timeline;

use chrono::{DateTime, Utc};

pub use clocks::{clock_reasons, countdown};

use super::{names::Names, open_ticket::OpenTicket};
use crate::{
    domain::Ticket,
    tui::{deadlines::moment, desk::Desk, text, words::Words},
};

/// A line of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Before it, dim. May be empty.
    pub name: String,
    /// What it says.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// How a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The head of a part.
    Head,
    /// What is written.
    Plain,
    /// Past, or of less weight.
    Dim,
    /// In order.
    Good,
    /// Needs a look.
    Warn,
    /// Late, or refused.
    Bad,
}

/// What lines are made of.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub desk: &'a Desk,
    pub words: &'a Words,
    pub names: Names<'a>,
    pub now: DateTime<Utc>,
}

/// All lines of a ticket that is here.
pub fn lines(
    open: &OpenTicket,
    ticket: &Ticket,
    desk: &Desk,
    words: &Words,
    now: DateTime<Utc>,
) -> Vec<Line> {
    let scene = Scene { desk, words, names: Names::of(desk, &ticket.work), now };
    let mut lines = matter::pending(ticket, scene);
    lines.extend(matter::standing(ticket, scene));
    lines.extend(clocks::lines(ticket, scene));
    lines.extend(matter::answer(ticket, scene));
    lines.extend(matter::form(ticket, scene));
    lines.extend(matter::files(open, scene));
    lines.extend(matter::family(open, scene));
    lines.extend(timeline::lines(&open.events, scene));
    lines
}

impl Scene<'_> {
    fn line(self, key: &str, text: impl Into<String>, tone: Tone) -> Line {
        let text = text::clean_lines(&text.into()).into_owned();
        Line { name: self.words.text(key).to_owned(), text, tone }
    }

    fn head(self, key: &str) -> Line {
        Line { name: String::new(), text: self.words.text(key).to_owned(), tone: Tone::Head }
    }

    fn moment(self, at: DateTime<Utc>) -> String {
        moment(self.words, self.desk, at, self.now)
    }

    /// Texts one after the other, without the empty ones.
    fn join(self, parts: impl IntoIterator<Item = String>) -> String {
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }
}
