//! The database that a subcommand works on.

use std::path::PathBuf;

use anyhow::{Context, ensure};

use crate::{
    config::{Settings, Sources},
    storage::{Options, Store},
};

/// Name of the database in the data folder.
const FILE: &str = "hotdesk.db";

/// Where the settings and the database are.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Place {
    /// Settings file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the database, instead of the one in the settings.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

impl Place {
    /// The settings, with these flags over them.
    pub fn settings(&self, mut flags: Vec<(String, String)>) -> anyhow::Result<Settings> {
        if let Some(folder) = &self.data_dir {
            flags.push(("server.data_dir".to_owned(), folder.display().to_string()));
        }
        Ok(Settings::load(&Sources::of_process(self.config.clone(), flags))?)
    }
}

/// The database file of these settings.
pub fn file(settings: &Settings) -> PathBuf {
    settings.server.data_dir.join(FILE)
}

/// Opens the database; makes it and its folder if they are not there.
pub async fn open_or_make(settings: &Settings) -> anyhow::Result<Store> {
    let folder = &settings.server.data_dir;
    std::fs::create_dir_all(folder).with_context(|| {
        format!("cannot make the data folder {}; name another one with --data-dir", folder.display())
    })?;
    Ok(Store::open(&Options::file(file(settings))).await?)
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

/// A runtime for a subcommand that is done soon.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start the runtime")
}
