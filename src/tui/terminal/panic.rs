//! A panic gives the terminal back, leaves a crash file and ends the program.

use std::{panic, path::PathBuf, process};

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
        match observe::write_crash_file(&crash_dir, info) {
            Ok(path) => eprintln!("hotdesk stopped by a fault of its own; please report {}", path.display()),
            Err(error) => {
                eprintln!("hotdesk stopped by a fault of its own: {info}");
                eprintln!("no crash file could be written to {}: {error}", crash_dir.display());
            }
        }
        process::exit(PANIC_CODE);
    }));
}
