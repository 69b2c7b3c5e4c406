//! A recording on its way to a file: beside it first, renamed when it is whole.

use std::{path::Path, time::Duration};

use reqwest::Response;
use sha2::{Digest, Sha256};
use tokio::{
    fs::{self, File},
    io::AsyncWriteExt,
    time::timeout,
};

use super::error::ClientError;

/// Writes what comes into the file; gives its SHA-256 in hexadecimal digits. Nothing may come for `patience` at most.
pub async fn save(mut response: Response, file: &Path, patience: Duration) -> Result<String, ClientError> {
    let failed = |why| ClientError::Save { path: file.to_owned(), why };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).await.map_err(failed)?;
    }
    let part = file.with_extension("part");
    let mut to = File::create(&part).await.map_err(failed)?;
    let mut hash = Sha256::new();
    loop {
        let piece =
            timeout(patience, response.chunk()).await.map_err(|_| ClientError::silent(patience))??;
        let Some(piece) = piece else { break };
        hash.update(&piece);
        to.write_all(&piece).await.map_err(failed)?;
    }
    to.sync_all().await.map_err(failed)?;
    fs::rename(&part, file).await.map_err(failed)?;
    Ok(hex::encode(hash.finalize()))
}
