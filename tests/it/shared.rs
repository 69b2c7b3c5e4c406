//! Data and vectors that lie beside the checkout. A test that needs one is skipped with a message where it is missing.

use std::{env, fs, path::PathBuf};

/// The file of this name, parsed; none, with a message, if it is missing.
pub fn json(name: &str) -> Option<serde_json::Value> {
    let text = text(name)?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} is no JSON: {error}")))
}

/// The text of this file; none, with a message, if it is missing.
pub fn text(name: &str) -> Option<String> {
    let path = folder().join(name);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is missing (set HOTDESK_SHARED)", path.display());
    }
    text
}

fn folder() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    env::var_os("HOTDESK_SHARED").map_or_else(beside, PathBuf::from)
}
