//! A scripted terminal for the real loop.

use std::{cell::RefCell, io, rc::Rc, time::Duration};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use hotdesk::tui::{
    picture,
    runtime::{Console, ConsoleEvent, Notice},
};
use ratatui::{Terminal, backend::TestBackend};
use tokio::sync::mpsc;

/// A terminal in memory, fed by a channel; it counts frames.
pub struct Scripted {
    terminal: Terminal<TestBackend>,
    events: mpsc::UnboundedReceiver<ConsoleEvent>,
    frames: Rc<RefCell<Vec<String>>>,
    /// What was to be noticed.
    pub notices: Vec<Notice>,
    /// How often the shell was let in.
    pub suspended: usize,
}

impl Scripted {
    /// A terminal of so many columns and rows; `frames` gets each frame as text.
    pub fn new(
        size: (u16, u16),
        events: mpsc::UnboundedReceiver<ConsoleEvent>,
        frames: Rc<RefCell<Vec<String>>>,
    ) -> Self {
        let terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        Self { terminal, events, frames, notices: Vec::new(), suspended: 0 }
    }
}

impl Console for Scripted {
    type Backend = TestBackend;

    fn terminal(&mut self) -> &mut Terminal<TestBackend> {
        &mut self.terminal
    }

    async fn next(&mut self) -> ConsoleEvent {
        self.events.recv().await.unwrap_or(ConsoleEvent::Stop)
    }

    fn present(&mut self) -> io::Result<()> {
        self.frames.borrow_mut().push(picture::plain(self.terminal.backend().buffer()));
        Ok(())
    }

    fn notify(&mut self, notice: &Notice) -> io::Result<()> {
        self.notices.push(notice.clone());
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.suspended += 1;
        Ok(())
    }
}

/// A key without modifiers.
pub fn key(code: KeyCode) -> ConsoleEvent {
    ConsoleEvent::Terminal(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

/// A letter held with Ctrl.
pub fn ctrl(letter: char) -> ConsoleEvent {
    ConsoleEvent::Terminal(Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)))
}

/// The mouse at a cell.
pub fn mouse(kind: MouseEventKind, column: u16, row: u16) -> ConsoleEvent {
    let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    ConsoleEvent::Terminal(Event::Mouse(event))
}

/// Lets the loop take everything that waits; the clock is paused, so no time passes in the real world.
pub async fn settle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}
