//! Data and vectors that lie beside the checkout. A test that needs one is skipped with a message where it is missing.

use std::{env, fs, io::Read, path::PathBuf};

use flate2::read::GzDecoder;

/// The file of this name, parsed; none, with a message, if it is missing.
pub fn json(name: &str) -> Option<serde_json::Value> {
    let text = text(name)?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} is no JSON: {error}")))
}

/// The text of this file, unpacked if its name ends in `.gz`; none, with a message, if it is missing.
pub fn text(name: &str) -> Option<String> {
    let path = folder().join(name);
    let Ok(bytes) = fs::read(&path) else {
        println!("skipped: {} is missing (set HOTDESK_SHARED)", path.display());
        return None;
    };
    let mut text = String::new();
    let read = match name.ends_with(".gz") {
        true => GzDecoder::new(bytes.as_slice()).read_to_string(&mut text),
        false => bytes.as_slice().read_to_string(&mut text),
    };
    read.unwrap_or_else(|error| panic!("{name} is no text: {error}"));
    Some(text)
}

/// The files below this folder, as names for [`text`]; none if it is missing.
pub fn files(name: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder().join(name)) else {
        println!("skipped: {} is missing (set HOTDESK_SHARED)", folder().join(name).display());
        return Vec::new();
    };
    let below = entries.flatten().flat_map(|entry| {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() { files(&name) } else { vec![name] }
    });
    below.collect()
}

fn folder() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    env::var_os("HOTDESK_SHARED").map_or_else(beside, PathBuf::from)
}
