//! What is said outside of a screen: standard output, whose reader may have gone (`hotdesk man | head -1`), and complaints.

use std::{
    fmt,
    io::{self, ErrorKind, Write},
};

use anyhow::Context;

use crate::domain::clean_text;

/// Writes it all; a reader that wants no more is no error.
///
/// # Errors
/// When standard output cannot be written for another reason.
pub fn print(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// Writes a line.
///
/// # Errors
/// As [`print()`].
pub fn say(line: impl fmt::Display) -> anyhow::Result<()> {
    print(format!("{line}\n").as_bytes())
}

/// Says what went wrong on standard error, in one write: whoever reads it while it is written sees all of it or nothing. Some of it
/// may be a server's, which this terminal need not trust.
pub fn complain(what: &str) {
    let line = format!("hotdesk: {}\n", clean_text(what));
    // Where nobody listens there is nobody to tell that either; the exit code remains.
    let _ = io::stderr().write_all(line.as_bytes());
}
