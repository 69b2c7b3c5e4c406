//! What is kept of a panic: version, time, place, message, backtrace; nothing that a user typed.

use std::{
    backtrace::Backtrace,
    fs, io,
    panic::PanicHookInfo,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

/// Writes `crash-<time>.txt` into a folder (made if missing) and returns its path.
pub fn write_crash_file(dir: &Path, info: &PanicHookInfo<'_>) -> io::Result<PathBuf> {
    let now = Utc::now();
    let place = info.location().map_or_else(|| "an unknown place".to_string(), ToString::to_string);
    // A message made at run time may quote what was typed; one written in the program cannot.
    let message = info.payload().downcast_ref::<&'static str>().copied();
    let message = message.unwrap_or("its message is left out: it may hold what was typed");
    fs::create_dir_all(dir)?;
    let path = dir.join(format!("crash-{}-{}.txt", now.format("%Y%m%dT%H%M%S"), std::process::id()));
    fs::write(&path, report(now, &place, message, &Backtrace::force_capture()))?;
    Ok(path)
}

fn report(now: DateTime<Utc>, place: &str, message: &str, backtrace: &Backtrace) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let system = (std::env::consts::OS, std::env::consts::ARCH);
    format!(
        "hotdesk {version} on {} {}\nat {}\nin {place}\n\n{message}\n\n{backtrace}\n",
        system.0,
        system.1,
        now.to_rfc3339()
    )
}
