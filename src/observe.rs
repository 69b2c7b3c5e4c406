//! Log files and the crash file. It must not know any other room.
//!
//! Logs never go to the terminal while a screen is up, and hold no numbers, names, notes or tokens.

mod crash;
mod log;

pub use crash::write_crash_file;
pub use log::{LogError, LogSettings, start_log};
