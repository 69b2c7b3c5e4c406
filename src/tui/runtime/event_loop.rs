//! The loop: take all that waits, update, perform effects, draw once; sleep until something happens.

use std::{io, time::Duration};

use chrono::{DateTime, Utc};
use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use thiserror::Error;
use tokio::time::Instant;

use super::{
    Input, Look, Pace, Post, Posts, Runner, SceneClock, Screen, Sender, Spot,
    canvas::{self, Canvas},
    console::{Console, ConsoleEvent},
    input::resolve,
    source::{self, Happening},
};
use crate::tui::{keymap::Action, record::Recorder, text};

/// So many things are taken before a frame is drawn, so that a flood of news cannot freeze the picture.
const BATCH: usize = 256;

/// Time between two ticks of a screen on which something moves.
const SMOOTH: Duration = Duration::from_millis(100);

/// Lines that one notch of the wheel turns.
const WHEEL_LINES: i16 = 3;

/// Runs a screen until it is finished or the program is asked to end, then lets the runner complete its work.
///
/// `sender` and `posts` are the two ends of [`super::channel`]; the caller keeps clones of the sender for its own tasks.
pub async fn run<S, R, C>(
    screen: &mut S,
    runner: &mut R,
    (sender, posts): (Sender<S::Msg>, Posts<S::Msg>),
    stage: Stage<'_, C>,
) -> Result<(), RunError>
where
    S: Screen,
    R: Runner<Effect = S::Effect, Msg = S::Msg>,
    C: Console,
{
    let now = (stage.wall)();
    let mut show = Show {
        screen,
        runner,
        sender,
        posts,
        clock: SceneClock::real(now),
        second: None,
        last: now,
        spots: Vec::new(),
        end: End::Open,
        stage,
    };
    let result = show.play().await;
    if result.is_err() && show.end == End::Open {
        // The terminal is gone, and the signal that says so may come too late.
        show.give(Input::Stop);
    }
    show.runner.finish().await;
    result
}

/// What the loop plays on: console, look, the wall's clock, and perhaps a recorder.
pub struct Stage<'a, C> {
    /// Terminal and input.
    pub console: &'a mut C,
    /// Colours, words, keys.
    pub look: Look,
    /// The wall's clock, the only one that the loop reads.
    pub wall: Box<dyn Fn() -> DateTime<Utc> + 'a>,
    /// Writes the session's inputs, if wished.
    pub recorder: Option<Recorder>,
}

/// Why a screen could not go on.
#[derive(Debug, Error)]
pub enum RunError {
    /// Drawing or the terminal failed.
    #[error("the terminal cannot be written: {0}; is its window still open?")]
    Terminal(String),
}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        Self::Terminal(error.to_string())
    }
}

/// A running screen.
struct Show<'a, 'b, S: Screen, R, C> {
    screen: &'a mut S,
    runner: &'a mut R,
    sender: Sender<S::Msg>,
    posts: Posts<S::Msg>,
    clock: SceneClock,
    second: Option<Instant>,
    last: DateTime<Utc>,
    spots: Vec<(Rect, Spot)>,
    end: End,
    stage: Stage<'b, C>,
}

/// Whether the loop goes on.
#[derive(PartialEq)]
enum End {
    Open,
    Asked,
}

impl<S, R, C> Show<'_, '_, S, R, C>
where
    S: Screen,
    R: Runner<Effect = S::Effect, Msg = S::Msg>,
    C: Console,
{
    async fn play(&mut self) -> Result<(), RunError> {
        let size = self.stage.console.terminal().size().map_err(terminal_error)?;
        self.give(Input::Resize { columns: size.width, rows: size.height });
        self.draw()?;
        while self.end == End::Open && !self.screen.finished() {
            self.plan_second();
            let first = source::next(&mut self.posts, self.stage.console, self.second).await;
            let mut changed = self.take(first)?;
            changed |= self.take_waiting().await?;
            if changed {
                self.draw()?;
            }
        }
        Ok(())
    }

    async fn take_waiting(&mut self) -> Result<bool, RunError> {
        let mut changed = false;
        for _ in 1..BATCH {
            if self.end == End::Asked || self.screen.finished() {
                break;
            }
            let waiting = source::waiting(&mut self.posts, self.stage.console, self.second).await;
            let Some(happening) = waiting else { break };
            changed |= self.take(happening)?;
        }
        Ok(changed)
    }

    /// Returns whether the screen may look different now.
    fn take(&mut self, happening: Happening<S::Msg>) -> Result<bool, RunError> {
        match happening {
            Happening::Post(Post::App(msg)) => Ok(self.give(Input::App(msg))),
            Happening::Post(Post::Rebase { scene, speed }) => Ok(self.rebase(scene, speed)),
            Happening::Post(Post::Notify(notice)) => {
                self.stage.console.notify(&notice)?;
                Ok(false)
            }
            Happening::Second => {
                self.second = None;
                self.plan_second();
                Ok(self.give(Input::Tick))
            }
            Happening::Console(ConsoleEvent::Terminal(event)) => self.take_event(event),
            Happening::Console(ConsoleEvent::Suspend) => self.suspend(),
            Happening::Console(ConsoleEvent::Stop) => {
                self.end = End::Asked;
                Ok(self.give(Input::Stop))
            }
        }
    }

    fn take_event(&mut self, event: Event) -> Result<bool, RunError> {
        let Some(input) = self.input(event) else {
            return Ok(false);
        };
        if matches!(input, Input::Act(Action::Redraw)) {
            self.stage.console.terminal().clear().map_err(terminal_error)?;
            return Ok(true);
        }
        Ok(self.give(input))
    }

    fn input(&self, event: Event) -> Option<Input<S::Msg>> {
        match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => None,
            Event::Key(key) => Some(resolve(key, &self.screen.focus(), &self.stage.look.keymap)),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Paste(text) => Some(Input::Paste(text::pasted(&text))),
            Event::Resize(columns, rows) => Some(Input::Resize { columns, rows }),
            Event::FocusGained => Some(Input::FocusGained),
            Event::FocusLost => Some(Input::FocusLost),
        }
    }

    /// A click means what was drawn under it.
    fn mouse(&self, mouse: MouseEvent) -> Option<Input<S::Msg>> {
        let over = canvas::spot_at(&self.spots, mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Some(match over? {
                Spot::Run(action) => Input::Act(action),
                spot => Input::Click(spot),
            }),
            MouseEventKind::ScrollDown => Some(Input::Scroll { over, lines: WHEEL_LINES }),
            MouseEventKind::ScrollUp => Some(Input::Scroll { over, lines: -WHEEL_LINES }),
            _ => None,
        }
    }

    /// Gives the screen an input and starts what it wants done.
    fn give(&mut self, input: Input<S::Msg>) -> bool {
        let now = self.now();
        if let Some(recorder) = &mut self.stage.recorder {
            recorder.write(now, &input);
        }
        for effect in self.screen.update(input, now) {
            self.runner.run(effect, &self.sender);
        }
        self.last = now;
        true
    }

    fn rebase(&mut self, scene: DateTime<Utc>, speed: f64) -> bool {
        self.clock = SceneClock::based((self.stage.wall)(), scene, speed);
        self.second = None;
        self.give(Input::Tick)
    }

    fn suspend(&mut self) -> Result<bool, RunError> {
        self.stage.console.suspend()?;
        self.stage.console.terminal().clear().map_err(terminal_error)?;
        Ok(true)
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.at((self.stage.wall)())
    }

    /// Asks to be woken at the next second while the screen counts, and not otherwise.
    fn plan_second(&mut self) {
        self.second = match (self.screen.pace(), self.second) {
            (Pace::Idle, _) => None,
            (Pace::Smooth, planned) => {
                let soon = Instant::now() + SMOOTH;
                Some(planned.map_or(soon, |planned| planned.min(soon)))
            }
            (Pace::EverySecond, Some(planned)) => Some(planned),
            (Pace::EverySecond, None) => {
                self.clock.until_next_second((self.stage.wall)()).map(|wait| Instant::now() + wait)
            }
        };
    }

    fn draw(&mut self) -> Result<(), RunError> {
        let Self { screen, stage, spots, last, .. } = self;
        let Stage { console, look, .. } = stage;
        let drawn = console.terminal().draw(|frame| {
            let mut canvas = Canvas::new(frame.buffer_mut());
            canvas::draw(*screen, &mut canvas, *last, look);
            let (cursor, clickable) = canvas.finish();
            *spots = clickable;
            if let Some(cursor) = cursor {
                frame.set_cursor_position(cursor);
            }
        });
        drawn.map_err(terminal_error)?;
        Ok(console.present()?)
    }
}

fn terminal_error(error: impl std::error::Error) -> RunError {
    RunError::Terminal(error.to_string())
}
