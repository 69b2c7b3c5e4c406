//! Lifecycles as files: read, and proved before they are used.

use std::path::Path;

use super::{SiteFiles, Trouble, Troubles, files::SiteFile, trouble::read_toml};
use crate::domain::lifecycle::Lifecycle;

/// The lifecycles of a site, in the order of their files: its own if it has a folder `lifecycles`, else the built-in ones.
///
/// # Errors
/// With all that is wrong in any of them.
pub fn lifecycles(files: &SiteFiles) -> Result<Vec<Lifecycle>, Troubles> {
    let mut troubles = Vec::new();
    let mut found: Vec<Lifecycle> = Vec::new();
    for name in files.names_in("lifecycles")? {
        // A file that has gone since its folder was listed is none.
        let Some(file) = files.read(&name)? else { continue };
        match proved(&file) {
            Ok(same) if found.iter().any(|one| one.id == same.id) => {
                let what = format!("there is a lifecycle {} already: give this one another `id`", same.id);
                troubles.push(Trouble::new(&file.place, what));
            }
            Ok(lifecycle) => found.push(lifecycle),
            Err(Troubles(more)) => troubles.extend(more),
        }
    }
    if troubles.is_empty() { Ok(found) } else { Err(Troubles(troubles)) }
}

/// The lifecycle of this file, wherever it is.
///
/// # Errors
/// With all that is wrong in it.
pub fn lifecycle_at(path: &Path) -> Result<Lifecycle, Troubles> {
    proved(&SiteFile::at(path)?)
}

fn proved(file: &SiteFile) -> Result<Lifecycle, Troubles> {
    let lifecycle: Lifecycle = read_toml(&file.place, &file.text)?;
    let faults: Vec<_> =
        lifecycle.faults().iter().map(|fault| Trouble::new(&file.place, fault.to_string())).collect();
    if faults.is_empty() { Ok(lifecycle) } else { Err(Troubles(faults)) }
}
