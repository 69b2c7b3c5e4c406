//! The database that a subcommand works on.

use std::{
    fs::{DirBuilder, File},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use super::output;
use crate::{
    config::{Flag, Settings, Sources},
    storage::{Options, Store},
};

/// Name of the database in the data folder.
const FILE: &str = "hotdesk.db";
/// Name of the file that a running server holds.
const LOCK: &str = "server.lock";
/// A server that stops has let go of its folder by then.
const STOPPING: Duration = Duration::from_secs(6);
/// Between two looks at whether it has.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Where the database is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Place {
    /// Folder of the database, instead of the one in the settings.
    #[arg(long, value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,
}

impl Place {
    /// The settings of this file, with these flags over them.
    pub fn settings(&self, config: Option<PathBuf>, mut flags: Vec<Flag>) -> anyhow::Result<Settings> {
        if let Some(folder) = &self.data_dir {
            let text = folder.display().to_string();
            flags.push(Flag { name: "--data-dir", section: "server", key: "data_dir", text });
        }
        Ok(Settings::load(&Sources::of_process(config, flags))?)
    }
}

/// The database file of these settings.
pub fn file(settings: &Settings) -> PathBuf {
    settings.server.data_dir.join(FILE)
}

/// Opens the database; makes it and its folder if they are not there, for nobody else to read.
pub async fn open_or_make(settings: &Settings) -> anyhow::Result<Store> {
    let path = file(settings);
    make_folder(settings)?;
    // The database makes its other files with the mode of this one.
    File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Store::open(&Options::file(path)).await?)
}

/// Holds a data folder for one server; it is free again when this is dropped, however the program ends. A server that is about to
/// stop is waited for.
///
/// # Errors
/// When another server goes on holding it.
pub async fn hold(settings: &Settings) -> anyhow::Result<File> {
    make_folder(settings)?;
    let folder = &settings.server.data_dir;
    let path = folder.join(LOCK);
    let lock = File::options().create(true).append(true).mode(0o600).open(&path);
    let lock = lock.with_context(|| format!("cannot write {}", path.display()))?;
    if lock.try_lock().is_ok() {
        return Ok(lock);
    }
    output::complain(&format!("another server works in {}; waiting a moment for its end", folder.display()));
    let started = Instant::now();
    while lock.try_lock().is_err() {
        let stopping = started.elapsed() < STOPPING;
        ensure!(stopping, "another server works in {}; stop it, or name another folder", folder.display());
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok(lock)
}

fn make_folder(settings: &Settings) -> anyhow::Result<()> {
    let folder = &settings.server.data_dir;
    DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(|| {
        format!("cannot make the data folder {}; name another one with --data-dir", folder.display())
    })
}

/// Opens a database that is there.
pub async fn open(settings: &Settings) -> anyhow::Result<Store> {
    let path = file(settings);
    ensure!(
        path.is_file(),
        "there is no database at {}; name its folder with --data-dir, or run `hotdesk user add` to begin one",
        path.display()
    );
    Ok(Store::open(&Options::file(path)).await?)
}

/// A runtime for a server: every screen holds a connection, so as many files may be open as this machine lets us have.
pub fn server_runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    if let Err(error) = rlimit::increase_nofile_limit(rlimit::INFINITY) {
        tracing::warn!(%error, "the number of open files cannot be raised; see ulimit -n");
    }
    tokio::runtime::Runtime::new().context("cannot start the runtime")
}

/// A runtime for a subcommand that is done soon.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start the runtime")
}
