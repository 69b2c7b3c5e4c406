//! Settings from all their sources, the weakest first: built-in, file, environment, flags.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use super::{Settings, Trouble, Troubles, layers::Override, trouble::read_toml};

/// Where settings come from beside the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The settings file named by the user; else the one in the user's configuration folder, if it is there.
    pub file: Option<PathBuf>,
    /// The environment.
    pub environment: BTreeMap<String, String>,
    /// Flags, the last one wins.
    pub flags: Vec<Flag>,
}

/// A flag of the command line that stands for a setting.
#[derive(Clone, Debug)]
pub struct Flag {
    /// As its giver wrote it: `--locale`.
    pub name: &'static str,
    /// Section of the setting.
    pub section: &'static str,
    /// Key in the section.
    pub key: &'static str,
    /// What was given.
    pub text: String,
}

impl Sources {
    /// The process's own environment, with this file and these flags. Variables that are no UTF-8 are left out.
    pub fn of_process(file: Option<PathBuf>, flags: Vec<Flag>) -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self { file, environment: env::vars_os().filter_map(text).collect(), flags }
    }

    /// The settings file that is read, if any.
    pub fn settings_file(&self) -> Option<PathBuf> {
        let of_user = || self.user_folder().map(|dir| dir.join("hotdesk.toml"));
        self.file.clone().or_else(|| of_user().filter(|path| path.is_file()))
    }

    /// The user's folder of settings, keys and colours; none where there is no home.
    pub fn user_folder(&self) -> Option<PathBuf> {
        self.folder("XDG_CONFIG_HOME", ".config")
    }

    /// The program's folder among the user's folders of one kind.
    fn folder(&self, variable: &str, below_home: &str) -> Option<PathBuf> {
        let set =
            |name: &str| self.environment.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let base = set(variable).or_else(|| set("HOME").map(|home| home.join(below_home)));
        base.map(|base| base.join("hotdesk"))
    }

    fn fill_path(&self, path: &mut PathBuf, key: &str, default: Option<PathBuf>) -> Result<(), Trouble> {
        if path.as_os_str().is_empty() {
            *path = default
                .ok_or_else(|| Trouble::new("environment", format!("HOME is not set: set it, or `{key}`")))?;
        }
        Ok(())
    }
}

impl Settings {
    /// The settings of these sources, with every path filled in.
    pub fn load(sources: &Sources) -> Result<Self, Troubles> {
        let mut settings = match sources.settings_file() {
            Some(path) => Self::read(&path)?,
            None => Self::default(),
        };
        for (name, value) in &sources.environment {
            if let Some(change) = Override::from_variable(name, value) {
                settings = change.apply(&settings)?;
            }
        }
        for flag in &sources.flags {
            settings = Override::from_flag(flag).apply(&settings)?;
        }
        settings.fill_paths(sources)?;
        Ok(settings)
    }

    /// The built-in settings with those of this file over them. Paths that nobody named stay empty.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        let place = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| {
            Trouble::new(
                &place,
                format!("cannot read the settings file: {error}; check the path and its permissions"),
            )
        })?;
        read_toml(&place, &text)
    }

    fn fill_paths(&mut self, sources: &Sources) -> Result<(), Trouble> {
        let data = sources.folder("XDG_DATA_HOME", ".local/share");
        let state = sources.folder("XDG_STATE_HOME", ".local/state");
        let logs = state.as_ref().map(|state| state.join("log"));
        let heard = data.as_ref().map(|data| data.join("heard"));
        sources.fill_path(&mut self.server.data_dir, "server.data_dir", data)?;
        sources.fill_path(&mut self.client.recordings_dir, "client.recordings_dir", heard)?;
        sources.fill_path(&mut self.client.drafts_dir, "client.drafts_dir", state)?;
        sources.fill_path(&mut self.log.dir, "log.dir", logs)
    }
}
