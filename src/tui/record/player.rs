//! Plays a recorded session on the screen that it was recorded from. Pure: the time that passes is given.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Entry, Recording};
use crate::tui::runtime::Screen;

/// Slowest and fastest speeds, seconds of the scene in a second.
const SPEEDS: [f64; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// A session being played.
pub struct Player<S: Screen, F> {
    new_screen: F,
    screen: S,
    entries: Vec<Entry<S::Msg>>,
    /// Number of entries that the screen has taken.
    taken: usize,
    position: DateTime<Utc>,
    speed: usize,
    run: Run,
    size: (u16, u16),
}

/// Whether the scene's time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Playing,
    Paused,
}

impl<S, F> Player<S, F>
where
    S: Screen,
    S::Msg: Clone,
    F: Fn() -> S,
{
    /// At the beginning, paused. `new_screen` makes the screen as it was before its first input.
    pub fn new(recording: Recording<S::Msg>, new_screen: F) -> Self {
        let position = recording.entries.first().map_or(DateTime::UNIX_EPOCH, |entry| entry.at);
        let screen = new_screen();
        let entries = recording.entries;
        let mut player = Self {
            new_screen,
            screen,
            entries,
            taken: 0,
            position,
            speed: 1,
            run: Run::Paused,
            size: (80, 24),
        };
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
        let at = |entry: Option<&Entry<S::Msg>>| entry.map_or(self.position, |entry| entry.at);
        (at(self.entries.first()), at(self.entries.last()))
    }

    /// Seconds of the scene in a second.
    pub fn speed(&self) -> f64 {
        SPEEDS[self.speed]
    }

    /// Whether time passes.
    pub fn is_playing(&self) -> bool {
        self.run == Run::Playing
    }

    /// Plays if paused, pauses if playing.
    pub fn toggle(&mut self) {
        self.run = match self.run {
            Run::Playing => Run::Paused,
            Run::Paused => Run::Playing,
        };
    }

    /// The next higher speed, up to 64.
    pub fn faster(&mut self) {
        self.speed = (self.speed + 1).min(SPEEDS.len() - 1);
    }

    /// The next lower speed, down to a half.
    pub fn slower(&mut self) {
        self.speed = self.speed.saturating_sub(1);
    }

    /// Lets real time pass; the scene moves by it times the speed, and stops at the end.
    pub fn pass(&mut self, real: TimeDelta) {
        if self.run == Run::Paused {
            return;
        }
        let passed = real.num_milliseconds() as f64 * self.speed();
        self.seek(self.position + TimeDelta::milliseconds(passed as i64));
        if self.position >= self.bounds().1 {
            self.run = Run::Paused;
        }
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
        self.position = self.position.max(entry.at);
        self.take_next();
        true
    }

    fn catch_up(&mut self) {
        while self.entries.get(self.taken).is_some_and(|entry| entry.at <= self.position) {
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
