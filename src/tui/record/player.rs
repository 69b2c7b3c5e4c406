//! Shows a recorded session, at any moment of it, on the screen that it was recorded from. Pure; how time passes is its user's business.

use chrono::{DateTime, Utc};

use super::{Entry, Recording};
use crate::tui::runtime::Screen;

/// A session on its screen.
pub struct Player<S: Screen, F> {
    new_screen: F,
    screen: S,
    entries: Vec<Entry<S::Msg>>,
    /// Number of entries that the screen has taken.
    taken: usize,
    position: DateTime<Utc>,
    size: (u16, u16),
}

impl<S, F> Player<S, F>
where
    S: Screen,
    S::Msg: Clone,
    F: Fn() -> S,
{
    /// At the beginning. `new_screen` makes the screen as it was before its first input.
    pub fn new(recording: Recording<S::Msg>, new_screen: F) -> Self {
        let position = recording.entries.first().map_or(DateTime::UNIX_EPOCH, |entry| entry.moment);
        let screen = new_screen();
        let entries = recording.entries;
        let mut player = Self { new_screen, screen, entries, taken: 0, position, size: (80, 24) };
        player.catch_up();
        player
    }

    /// The screen as it was at [`Player::position`].
    pub fn screen(&self) -> &S {
        &self.screen
    }

    /// The scene's time.
    pub fn position(&self) -> DateTime<Utc> {
        self.position
    }

    /// The moment of the last input taken, with which the frame was drawn.
    pub fn drawn_at(&self) -> DateTime<Utc> {
        self.taken
            .checked_sub(1)
            .and_then(|last| self.entries.get(last))
            .map_or(self.position, |entry| entry.at)
    }

    /// Columns and rows of the terminal as it was.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// First and last moment of the session.
    pub fn bounds(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let at = |entry: Option<&Entry<S::Msg>>| entry.map_or(self.position, |entry| entry.moment);
        (at(self.entries.first()), at(self.entries.last()))
    }

    /// Goes to a moment of the session. Going back plays from the beginning again, which gives the same screen.
    pub fn seek(&mut self, to: DateTime<Utc>) {
        let (first, last) = self.bounds();
        let to = to.clamp(first, last);
        if to < self.position {
            self.screen = (self.new_screen)();
            self.taken = 0;
        }
        self.position = to;
        self.catch_up();
    }

    /// Takes the next input, however far it lies; `false` at the end.
    pub fn step(&mut self) -> bool {
        let Some(entry) = self.entries.get(self.taken) else {
            return false;
        };
        self.position = self.position.max(entry.moment);
        self.take_next();
        true
    }

    fn catch_up(&mut self) {
        while self.entries.get(self.taken).is_some_and(|entry| entry.moment <= self.position) {
            self.take_next();
        }
    }

    /// Effects are dropped: what they brought back is in the recording.
    fn take_next(&mut self) {
        if let Some(entry) = self.entries.get(self.taken) {
            if let crate::tui::runtime::Input::Resize { columns, rows } = entry.input {
                self.size = (columns, rows);
            }
            drop(self.screen.update(entry.input.clone(), entry.at));
            self.taken += 1;
        }
    }
}
