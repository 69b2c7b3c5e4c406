//! Writes a frame in one piece, and nothing at all when no cell has changed.
//!
//! ratatui's own backend ends every frame with resets and moves the cursor even if nothing changed; on a slow line an
//! idle screen would go on talking.

use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

/// Frames up to this many bytes are written at once by the system anyway; longer ones are wrapped so that none is seen half drawn.
const ALWAYS_WHOLE: usize = 1024;
const BEGIN_SYNCHRONIZED: &[u8] = b"\x1b[?2026h";
const END_SYNCHRONIZED: &[u8] = b"\x1b[?2026l";

/// A backend that keeps a frame until [`FrameBackend::present`].
#[derive(Debug)]
pub struct FrameBackend<W: Write> {
    inner: CrosstermBackend<Frame>,
    frame: Frame,
    out: W,
    cursor: Cursor,
}

/// The bytes of a frame, shared with ratatui's backend, which gives no access to its writer and flushes too early.
#[derive(Debug, Default, Clone)]
struct Frame(Rc<RefCell<Vec<u8>>>);

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the terminal's cursor was last told; `None` is unknown.
#[derive(Debug, Default, Clone, Copy)]
struct Cursor {
    at: Option<Position>,
    shown: Option<bool>,
}

impl<W: Write> FrameBackend<W> {
    /// A backend that writes frames to `out`.
    pub fn new(out: W) -> Self {
        let frame = Frame::default();
        Self { inner: CrosstermBackend::new(frame.clone()), frame, out, cursor: Cursor::default() }
    }

    /// Writes what has been drawn since the last time.
    pub fn present(&mut self) -> io::Result<()> {
        let mut frame = self.frame.0.borrow_mut();
        if frame.is_empty() {
            return Ok(());
        }
        let long = frame.len() > ALWAYS_WHOLE;
        if long {
            frame.splice(0..0, BEGIN_SYNCHRONIZED.iter().copied());
            frame.extend_from_slice(END_SYNCHRONIZED);
        }
        let written = self.out.write_all(&frame).and_then(|()| self.out.flush());
        frame.clear();
        written
    }

    /// Writes bytes that are no part of a frame: a bell, a notification.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    /// The terminal was used by somebody else; nothing is known of its cursor.
    pub fn forget(&mut self) {
        self.cursor = Cursor::default();
    }
}

impl FrameBackend<Vec<u8>> {
    /// What has been written so far; for measuring how much a screen says.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }
}

impl<W: Write> Backend for FrameBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.cursor.at = None;
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor.shown.replace(false) == Some(false) {
            return Ok(());
        }
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor.shown.replace(true) == Some(true) {
            return Ok(());
        }
        self.inner.show_cursor()
    }

    /// Never asks the terminal: its answer would arrive among the user's keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor.at.replace(position) == Some(position) {
            return Ok(());
        }
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    /// A frame is written by [`FrameBackend::present`], when its cursor is set too.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
