//! Which modes of the terminal we change, and how all of them are undone.

use std::{
    io::{self, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use crossterm::{
    cursor::{SetCursorStyle, Show},
    event::{
        DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
        EnableFocusChange, EnableMouseCapture,
    },
    execute,
    style::ResetColor,
    terminal::{
        Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
        disable_raw_mode, enable_raw_mode,
    },
};

use crate::tui::text::clean;

/// Whether the terminal is ours; it is given back once, by whoever comes first.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Who gets clicks and the wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The program.
    Ours,
    /// The terminal, which selects text with it as usual.
    Terminals,
}

pub(super) fn enter(title: &str, mouse: Mouse) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    let entered =
        execute!(out, EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, EnableFocusChange);
    if mouse == Mouse::Ours {
        execute!(out, EnableMouseCapture)?;
    }
    if !title.is_empty() {
        execute!(out, SetTitle(clean(title)))?;
    }
    entered.inspect_err(|_| leave())
}

/// Undoes everything; harmless if there is nothing to undo. Errors are of no use here: the terminal may be gone.
pub(super) fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableFocusChange,
        DisableMouseCapture,
        DisableBracketedPaste,
        ResetColor,
        LeaveAlternateScreen,
        SetCursorStyle::DefaultUserShape,
        Show
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}
