//! How screens look and sound on this terminal: the settings, the user's own keys and colours, the environment.

use std::{env, fs, io::ErrorKind, path::Path};

use anyhow::Context;

use crate::{
    config::{ScreenSettings, Settings, Sources},
    domain::Locale,
    tui::{
        DataFile,
        runtime::{Look, LookSources},
        terminal::{Mouse, Notifier, Sequence},
        theme::Variant,
    },
};

/// Reads keys, colours and words; the user's `keymap.toml` and `theme.toml` lie beside the settings.
///
/// # Errors
/// When one of the files has a fault: which file, which line, what to do.
pub fn load(settings: &Settings, sources: &Sources) -> anyhow::Result<Look> {
    let folder = sources.user_folder();
    let own = |name: &str| folder.as_deref().map(|folder| read(&folder.join(name))).transpose();
    let (keymap, theme) = (own("keymap.toml")?.flatten(), own("theme.toml")?.flatten());
    let sources = LookSources {
        keymap: keymap.as_ref().map(|(name, text)| DataFile { name, text }),
        theme: theme.as_ref().map(|(name, text)| DataFile { name, text }),
        variant: settings.screen.theme.name().and_then(Variant::from_name),
        locale: Some(locale(&settings.screen)),
    };
    Ok(Look::load(sources, env_text)?)
}

/// The language of the screens.
pub fn locale(screen: &ScreenSettings) -> Locale {
    let set = |name: &str| env_text(name).filter(|value| !value.is_empty());
    let lang = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    screen.locale.resolve(lang.as_deref())
}

/// How the terminal may notify its user, and who gets the mouse.
pub fn manners(screen: &ScreenSettings) -> (Notifier, Mouse) {
    let sequence = if screen.notification { Sequence::detect(env_text) } else { Sequence::None };
    (Notifier { bell: screen.bell, sequence }, if screen.mouse { Mouse::Ours } else { Mouse::Terminals })
}

/// A file of the user with its name; none where there is none.
fn read(path: &Path) -> anyhow::Result<Option<(String, String)>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some((path.display().to_string(), text))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn env_text(name: &str) -> Option<String> {
    env::var(name).ok()
}
