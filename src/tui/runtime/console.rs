//! A terminal with its input, as the loop sees it.

use std::{future::Future, io};

use crossterm::event::Event;
use ratatui::{Terminal, backend::Backend};

use super::Notice;

/// A terminal with its input: the real one (`crate::tui::terminal`) or a scripted one in tests.
pub trait Console {
    /// What ratatui draws on.
    type Backend: Backend;

    /// The terminal to draw on.
    fn terminal(&mut self) -> &mut Terminal<Self::Backend>;

    /// The next event. The future may be dropped at any time without losing one.
    fn next(&mut self) -> impl Future<Output = ConsoleEvent>;

    /// A frame has been drawn: brings it to the screen in one piece.
    fn present(&mut self) -> io::Result<()>;

    /// Bell and notification.
    fn notify(&mut self, notice: &Notice) -> io::Result<()>;

    /// Gives the terminal back to the shell until the user returns.
    fn suspend(&mut self) -> io::Result<()>;
}

/// What a console reports.
#[derive(Debug)]
pub enum ConsoleEvent {
    /// A key, the mouse, a paste, a new size.
    Terminal(Event),
    /// The program is asked to end: a signal, or the terminal is gone.
    Stop,
    /// The shell asks to be let in (SIGTSTP).
    Suspend,
}
