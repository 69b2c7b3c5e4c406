//! The one loop under every screen, and what a screen is.
//!
//! # How to write a screen
//!
//! ```text
//!  key / click / paste ─▶ Input ─▶ Screen::update(input, now) ─▶ effects ─▶ Runner::run ─▶ Sender ─▶ Input::App(msg) ─▶ …
//!                                        │
//!                                        ▼
//!                        Screen::view(canvas, now, look) ─▶ cells, cursor, spots (what a click means)
//! ```
//!
//! 1. Put all state into one `struct Model` and implement [`Screen`] for it. `update` and `view` are pure: no clock, no
//!    I/O, no randomness; `now` is given. The same inputs give the same frames, which recordings rely on.
//! 2. [`Screen::focus`] says which keymap [`Layer`](crate::tui::keymap::Layer)s count now (topmost first) and whether a text field has the cursor.
//!    The loop turns a bound key into [`Input::Act`]; what is not bound, or is text for a field, arrives as [`Input::Key`].
//!    So a screen never asks for a key by its name and never sees the keymap in `update`.
//! 3. `view` draws with the widgets of [`crate::tui::widgets`] on a [`Canvas`] and marks what can be clicked with
//!    [`Canvas::spot`]. A click on [`Spot::Run`] arrives as the same [`Input::Act`] as its key; a click on a
//!    [`Spot::Zone`] or [`Spot::Row`] arrives as [`Input::Click`] with the screen's own [`Zone`] numbers.
//! 4. Overlays (picker, palette, help, question) live in a [`crate::tui::layers::Layers`] of the model: give it the
//!    input first, draw it last, and put its layers on top in `focus`.
//! 5. What must happen in the world is an effect, a plain enum. A [`Runner`] performs it, the only place with I/O; results
//!    come back by [`Sender::send`], as does what the server says. [`Sender::notify`] rings the bell.
//! 6. [`Screen::pace`] says whether something on the screen counts seconds. If nothing does, nothing wakes the program.
//! 7. `finished` ends the loop; [`Runner::finish`] then completes what must not be lost.
//!
//! In tests, [`paint`] draws a screen on an off-screen canvas: `paint(&screen, (80, 24), now, &look).plain()`, and
//! [`press`] sends it keys by name through the built-in keymap as the loop would.
//!
//! The module must not know any screen, and nothing of the network.

mod canvas;
mod console;
mod event_loop;
mod input;
mod look;
mod scene_clock;
mod sender;
mod source;

use std::future::Future;

use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};

pub use canvas::{Canvas, Painted, Spot, Zone, paint};
pub use console::{Console, ConsoleEvent};
pub use event_loop::{RunError, Stage, run};
pub use input::{Focus, Input, Typing, press, resolve};
pub use look::{Look, LookSources};
pub use scene_clock::SceneClock;
pub use sender::{Notice, Post, Posts, Sender, channel};

/// The smallest terminal that screens are drawn on; below it a sentence says so.
pub const SMALLEST: (u16, u16) = (60, 16);

/// A screen: a model with a pure way to change and a pure way to be drawn.
pub trait Screen {
    /// What comes from the runner: results of effects, news from the server. It is written to recordings.
    type Msg: Serialize + DeserializeOwned + Send + 'static;
    /// What the screen wants done in the world.
    type Effect;

    /// Takes one input at a moment of the scene's time.
    fn update(&mut self, input: Input<Self::Msg>, now: DateTime<Utc>) -> Vec<Self::Effect>;

    /// Draws the model. `now` is the moment of the last input, so that a replay gives the same frame.
    fn view(&self, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look);

    /// Which keys count now.
    fn focus(&self) -> Focus;

    /// Whether something on the screen counts seconds.
    fn pace(&self) -> Pace;

    /// Whether the user is done with the screen.
    fn finished(&self) -> bool;
}

/// How often a screen wants to be told that time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Nothing moves by itself: no wake-ups.
    Idle,
    /// Something counts: an [`Input::Tick`] at the start of each second of the scene.
    EverySecond,
    /// Something moves: an [`Input::Tick`] ten times a second of the wall.
    Smooth,
}

/// Performs effects, the only place of a screen with I/O.
pub trait Runner {
    /// The screen's effects.
    type Effect;
    /// The screen's messages, by which results come back.
    type Msg;

    /// Starts an effect and returns at once; what takes time is spawned and answers by the sender.
    fn run(&mut self, effect: Self::Effect, sender: &Sender<Self::Msg>);

    /// Completes what must not be lost (an outbox, a draft) before the program ends; bounded by the runner itself.
    fn finish(&mut self) -> impl Future<Output = ()>;
}
