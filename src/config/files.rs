//! The files of a site: built in, and replaced one by one by those in the site's own folder.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;

use super::{Trouble, trouble::read_toml};

/// The built-in settings file, every setting with its comment.
pub const DEFAULT_SETTINGS: &str = include_str!("../../config/default.toml");

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../config/", $name)))),*]
    };
}

/// Name and text of the built-in files.
const BUILT_IN: &[(&str, &str)] = built_in![
    "calendars/always.toml",
    "calendars/bank-1999.toml",
    "calendars/cn-workdays.toml",
    "calendars/government.toml",
    "categories.toml",
    "lifecycles/government.toml",
    "lifecycles/power.toml",
    "lifecycles/service-desk.toml",
    "pauses.toml",
    "queues.toml",
    "rates/government.toml",
    "scorecards/agents.toml",
    "scorecards/units.toml",
    "scripts/callback.toml",
    "scripts/complaint.toml",
    "scripts/general.toml",
    "scripts/stocks.toml",
    "services.toml",
    "templates.toml",
    "units.toml",
];

/// The files of a site.
#[derive(Clone, Debug, Default)]
pub struct SiteFiles {
    folder: Option<PathBuf>,
}

/// A file that was read.
pub(super) struct SiteFile {
    /// What to call it in a message.
    pub place: String,
    /// What stands in it.
    pub text: Cow<'static, str>,
}

impl SiteFile {
    /// The file at this path.
    pub fn at(path: &Path) -> Result<Self, Trouble> {
        let place = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self { place, text: text.into() }),
            Err(error) => Err(Trouble::new(place, format!("cannot read the file: {error}"))),
        }
    }
}

/// The file at this path, read into its form.
///
/// # Errors
/// When it cannot be read, or has a fault: file, line, what to do.
pub fn toml_at<T: DeserializeOwned>(path: &Path) -> Result<T, Trouble> {
    let file = SiteFile::at(path)?;
    read_toml(&file.place, &file.text)
}

impl SiteFiles {
    /// The files of a site's folder over the built-in ones; an empty path names no folder.
    pub fn new(folder: &Path) -> Self {
        let named = !folder.as_os_str().is_empty();
        Self { folder: named.then(|| folder.to_owned()) }
    }

    /// A file that not every site has, read into its form: the site's own, else the built-in one; none if there is neither.
    ///
    /// # Errors
    /// When it has a fault: file, line, what to do.
    pub fn toml<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Trouble> {
        self.read(name)?.map(|file| read_toml(&file.place, &file.text)).transpose()
    }

    /// Whether the folder, if one is named, is there.
    pub(super) fn check_folder(&self) -> Result<(), Trouble> {
        match &self.folder {
            Some(folder) if !folder.is_dir() => {
                let what =
                    "there is no such folder: make it, or leave `desk.site` empty for the built-in files";
                Err(Trouble::new(folder.display().to_string(), what))
            }
            _ => Ok(()),
        }
    }

    /// The site's own file of this name, else the built-in one; none if there is neither.
    pub(super) fn read(&self, name: &str) -> Result<Option<SiteFile>, Trouble> {
        if let Some(path) = self.own(name).filter(|path| path.exists()) {
            return SiteFile::at(&path).map(Some);
        }
        let built_in = BUILT_IN.iter().find(|(built_in, _)| *built_in == name);
        Ok(built_in.map(|(name, text)| SiteFile { place: format!("built-in {name}"), text: (*text).into() }))
    }

    /// The names of the TOML files in a folder of the site, in order: its own if it has such a folder, else the built-in ones.
    pub(super) fn names_in(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        let Some(own) = self.own(folder).filter(|path| path.is_dir()) else {
            let built_in = BUILT_IN.iter().map(|(name, _)| (*name).to_owned());
            return Ok(built_in.filter(|name| name.starts_with(&format!("{folder}/"))).collect());
        };
        let trouble =
            |error| Trouble::new(own.display().to_string(), format!("cannot read the folder: {error}"));
        let mut names = Vec::new();
        for entry in fs::read_dir(&own).map_err(trouble)? {
            let name = entry.map_err(trouble)?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") && !name.starts_with('.') {
                names.push(format!("{folder}/{name}"));
            }
        }
        names.sort();
        Ok(names)
    }

    fn own(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(name))
    }
}
