//! A recorded session being reviewed: the agent's very screen, and what happened on it as marks of a timeline.
//!
//! It must not know which screen it plays: whoever opens the file makes the screen.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::timeline::{Mark, Timeline, Told, What};
use crate::{
    api::LiveMessage,
    domain::{AgentId, CallId, Event},
    tui::{
        desk::{Desk, Msg, News},
        keymap::Action,
        record::{Entry, Player, Recording},
        runtime::{Input, Look, Painted, Screen, paint},
        words::Words,
    },
};

/// A session with its screen.
pub struct Session {
    words: Words,
    /// Who and what the session names: its own floor and catalogue, as they were at its end.
    desk: Box<Desk>,
    timeline: Timeline,
    stage: Box<dyn Replay>,
}

impl Session {
    /// A session at its beginning. `words` are those of the recording's language; `new_screen` makes the screen as it was before
    /// its first input.
    pub fn new<S, F>(recording: Recording<Msg>, words: Words, new_screen: F) -> Self
    where
        S: Screen<Msg = Msg> + 'static,
        F: Fn() -> S + 'static,
    {
        let Marks { found, .. } = Marks::of(&recording.entries);
        let desk = Box::new(desk_of(&recording.entries));
        let player = Player::new(recording, new_screen);
        Self { words, desk, timeline: Timeline::of_marks(found, player.bounds()), stage: Box::new(player) }
    }

    /// Who and what the session names.
    pub(super) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// What happened.
    pub(super) fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Goes to a moment.
    pub(super) fn seek(&mut self, to: DateTime<Utc>) {
        self.stage.seek(to);
    }

    /// Columns and rows of the terminal as it was.
    pub(super) fn size(&self) -> (u16, u16) {
        self.stage.size()
    }

    /// The frame as it was, in the session's language and the reviewer's colours.
    pub(super) fn frame(&self, look: &Look) -> Painted {
        if look.words.locale == self.words.locale {
            return self.stage.paint(look);
        }
        let look = Look { theme: look.theme, words: self.words.clone(), keymap: look.keymap.clone() };
        self.stage.paint(&look)
    }
}

/// A player, whatever its screen.
trait Replay {
    fn seek(&mut self, to: DateTime<Utc>);
    fn size(&self) -> (u16, u16);
    fn paint(&self, look: &Look) -> Painted;
}

impl<S, F> Replay for Player<S, F>
where
    S: Screen<Msg = Msg>,
    F: Fn() -> S,
{
    fn seek(&mut self, to: DateTime<Utc>) {
        Player::seek(self, to);
    }

    fn size(&self) -> (u16, u16) {
        Player::size(self)
    }

    fn paint(&self, look: &Look) -> Painted {
        paint(self.screen(), Player::size(self), self.drawn_at(), look)
    }
}

/// All that the session was told of the floor.
fn desk_of(entries: &[Entry<Msg>]) -> Desk {
    let mut desk = Desk::default();
    for entry in entries {
        if let Input::App(Msg::Desk(news)) = &entry.input {
            drop(desk.take(news.clone(), entry.at));
        }
    }
    desk
}

/// Picks out of a session what a reviewer jumps to: what the agent did, and what became of the agent's own calls.
#[derive(Default)]
struct Marks {
    me: Option<AgentId>,
    calls: BTreeSet<CallId>,
    found: Vec<Mark>,
}

impl Marks {
    fn of(entries: &[Entry<Msg>]) -> Self {
        let mut marks = Self::default();
        for Entry { moment: at, input, .. } in entries {
            match input {
                Input::Act(action) if is_deed(*action) => {
                    marks.found.push(Mark { at: *at, what: What::Act(*action), told: Told::AtOnce });
                }
                Input::App(Msg::Desk(News::Snapshot(snapshot))) => {
                    marks.me.clone_from(&snapshot.me.agent);
                }
                Input::App(Msg::Desk(News::Live(messages))) => marks.hear(*at, messages),
                _ => {}
            }
        }
        marks
    }

    fn hear(&mut self, at: DateTime<Utc>, messages: &[LiveMessage]) {
        for message in messages {
            if let LiveMessage::Event { recorded } = message
                && self.is_mine(&recorded.event)
            {
                self.found.push(Mark { at, ..Mark::of_event(recorded) });
            }
        }
    }

    /// Follows which calls are in the agent's hands.
    fn is_mine(&mut self, event: &Event) -> bool {
        let me = self.me.as_ref();
        match event {
            Event::CallRinging { call, agent } if Some(agent) == me => {
                self.calls.insert(*call);
                true
            }
            Event::RingEnded { call, agent, .. } | Event::WrapUpEnded { call, agent, .. }
                if Some(agent) == me =>
            {
                self.calls.remove(call)
            }
            Event::AgentReady { agent }
            | Event::AgentPaused { agent, .. }
            | Event::AgentLost { agent }
            | Event::AgentFound { agent }
            | Event::AgentPhoneChanged { agent, .. } => Some(agent) == me,
            Event::SwitchLost | Event::SwitchFound => true,
            Event::TicketSubmitted { ticket } => Some(&ticket.agent) == me,
            event => event.call().is_some_and(|call| self.calls.contains(&call)),
        }
    }
}

/// Something done about a call, a ticket or a script; moving about on the screen is none.
fn is_deed(action: Action) -> bool {
    matches!(action.name().split('.').next(), Some("agent" | "call" | "ticket" | "work" | "script"))
}
