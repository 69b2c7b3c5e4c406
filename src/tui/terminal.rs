//! The real terminal: taken over for the screens, given back whole whatever happens.
//!
//! [`TerminalConsole::open`] enters raw mode, the alternate screen, bracketed paste, mouse capture and focus reports; all of it
//! is undone when it is dropped, by the panic hook, and while the program is suspended. It must not know any screen.

mod backend;
mod modes;
mod notice;
mod panic;

use std::{future::Future, io};

use crossterm::event::EventStream;
use futures_util::StreamExt;
use ratatui::Terminal;
use tokio::signal::unix::{Signal, SignalKind, signal};

pub use backend::FrameBackend;
pub use modes::Mouse;
pub use notice::{Notifier, Sequence};
pub use panic::install_panic_hook;

use crate::tui::runtime::{Console, ConsoleEvent, Notice};

/// The terminal of this process with its keys, mouse and signals.
pub struct TerminalConsole {
    terminal: Terminal<FrameBackend<io::Stdout>>,
    events: Option<EventStream>,
    signals: Signals,
    notifier: Notifier,
    mouse: Mouse,
}

struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
    suspend: Signal,
}

impl TerminalConsole {
    /// Takes the terminal over. Must be called inside a tokio runtime, after [`install_panic_hook`].
    ///
    /// `title` is shown by the terminal's window; `notifier` says how it is notified, `mouse` who gets the clicks.
    pub fn open(title: &str, notifier: Notifier, mouse: Mouse) -> io::Result<Self> {
        let signals = Signals::listen()?;
        modes::enter(title, mouse)?;
        let terminal = Terminal::new(FrameBackend::new(io::stdout())).inspect_err(|_| modes::leave())?;
        Ok(Self { terminal, events: Some(EventStream::new()), signals, notifier, mouse })
    }
}

impl Drop for TerminalConsole {
    fn drop(&mut self) {
        modes::leave();
    }
}

impl Console for TerminalConsole {
    type Backend = FrameBackend<io::Stdout>;

    fn terminal(&mut self) -> &mut Terminal<Self::Backend> {
        &mut self.terminal
    }

    fn next(&mut self) -> impl Future<Output = ConsoleEvent> {
        let events = self.events.get_or_insert_with(EventStream::new);
        let signals = &mut self.signals;
        async move {
            tokio::select! {
                biased;
                event = signals.next() => event,
                event = events.next() => match event {
                    Some(Ok(event)) => ConsoleEvent::Terminal(event),
                    Some(Err(_)) | None => ConsoleEvent::Stop,
                },
            }
        }
    }

    fn present(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().present()
    }

    fn notify(&mut self, notice: &Notice) -> io::Result<()> {
        let bytes = self.notifier.bytes(notice);
        self.terminal.backend_mut().send(&bytes)
    }

    /// The event stream is dropped first, because a pending one goes on reading keys that are the shell's now.
    fn suspend(&mut self) -> io::Result<()> {
        self.events = None;
        modes::leave();
        signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)?;
        modes::enter("", self.mouse)?;
        self.terminal.backend_mut().forget();
        Ok(())
    }
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            suspend: signal(SignalKind::from_raw(signal_hook::consts::SIGTSTP))?,
        })
    }

    async fn next(&mut self) -> ConsoleEvent {
        tokio::select! {
            _ = self.terminate.recv() => ConsoleEvent::Stop,
            _ = self.hang_up.recv() => ConsoleEvent::Stop,
            _ = self.interrupt.recv() => ConsoleEvent::Stop,
            _ = self.suspend.recv() => ConsoleEvent::Suspend,
        }
    }
}
