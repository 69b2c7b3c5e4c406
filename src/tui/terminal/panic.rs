//! A panic gives the terminal back, leaves a crash file and ends the program.

use std::{
    io::{self, Write},
    panic,
    path::PathBuf,
    process,
};

use super::modes;
use crate::observe;

/// Exit code after a panic, the one that Rust itself uses.
const PANIC_CODE: i32 = 101;

/// From now on a panic, on whatever thread, restores the terminal, writes a crash file into `crash_dir`, says where it is and ends the program.
///
/// It ends rather than unwinds, because a panicking task would otherwise leave the loop drawing over the restored terminal.
pub fn install_panic_hook(crash_dir: PathBuf) {
    panic::set_hook(Box::new(move |info| {
        modes::leave();
        let said = match observe::write_crash_file(&crash_dir, info) {
            Ok(path) => format!("hotdesk stopped by a fault of its own; please report {}\n", path.display()),
            Err(error) => format!(
                "hotdesk stopped by a fault of its own: {info}\nno crash file could be written to {}: {error}\n",
                crash_dir.display()
            ),
        };
        // The terminal may be gone, and a panic in here would abort.
        let _ = io::stderr().write_all(said.as_bytes());
        process::exit(PANIC_CODE);
    }));
}
