//! Standard output, whose reader may have gone (`hotdesk man | head -1`).

use std::io::{self, ErrorKind, Write};

use anyhow::Context;

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
