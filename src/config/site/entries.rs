//! Entries of files with the lines on which they stand.

use serde::{Deserialize, de::DeserializeOwned};
use toml::Spanned;

use crate::{
    config::{
        SiteFiles, Trouble,
        files::SiteFile,
        trouble::{line_of, read_toml},
    },
    domain::Script,
};

/// A value and where it is from.
pub(super) struct Listed<T> {
    pub value: T,
    /// What to call its file.
    pub place: String,
    /// The line of each part of it, in order: of the entry itself, or of a script's steps.
    pub lines: Vec<usize>,
}

impl<T> Listed<T> {
    /// Trouble with this part of it.
    pub fn trouble(&self, part: usize, what: impl Into<String>) -> Trouble {
        let trouble = Trouble::new(&self.place, what);
        match self.lines.get(part) {
            Some(line) => trouble.at_line(*line),
            None => trouble,
        }
    }
}

/// The entries of one file, in order.
pub(super) struct Entries<T> {
    pub list: Vec<Listed<T>>,
    /// What to call the file.
    pub place: String,
}

impl<T> Entries<T> {
    /// The entries without their places.
    pub fn into_values(self) -> Vec<T> {
        self.list.into_iter().map(|listed| listed.value).collect()
    }
}

/// Reads a file of entries; `parts` takes the file's type apart into its entries and the rest.
pub(super) fn read<F: DeserializeOwned, T, R>(
    files: &SiteFiles,
    name: &str,
    parts: impl Fn(F) -> (Vec<Spanned<T>>, R),
) -> Result<(Entries<T>, R), Trouble> {
    let file = open(files, name)?;
    let (entries, rest) = parts(read_toml(&file.place, &file.text)?);
    let listed = |entry: Spanned<T>| Listed {
        lines: vec![line_of(&file.text, entry.span().start)],
        place: file.place.clone(),
        value: entry.into_inner(),
    };
    let list = entries.into_iter().map(listed).collect();
    Ok((Entries { list, place: file.place.clone() }, rest))
}

/// Reads all scripts, each with the lines of its steps.
pub(super) fn scripts(files: &SiteFiles) -> Result<Vec<Listed<Script>>, Trouble> {
    /// Only where the steps stand.
    #[derive(Deserialize)]
    struct Steps {
        steps: Vec<Spanned<serde::de::IgnoredAny>>,
    }
    let script = |name: String| {
        let file = open(files, &name)?;
        let value: Script = read_toml(&file.place, &file.text)?;
        let steps: Steps = read_toml(&file.place, &file.text)?;
        let lines = steps.steps.iter().map(|step| line_of(&file.text, step.span().start)).collect();
        Ok(Listed { value, place: file.place, lines })
    };
    files.names_in("scripts")?.into_iter().map(script).collect()
}

fn open(files: &SiteFiles, name: &str) -> Result<SiteFile, Trouble> {
    files.read(name)?.ok_or_else(|| Trouble::new(name, "there is no such file: add it to the site's folder"))
}
