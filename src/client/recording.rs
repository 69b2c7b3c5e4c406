//! A recording on its way to a file: beside it first, renamed when it is whole.

use std::{io, path::Path, time::Duration};

use reqwest::Response;
use sha2::{Digest, Sha256};
use tokio::{
    fs::{self, DirBuilder, OpenOptions},
    io::AsyncWriteExt,
    time::timeout,
};

use super::error::ClientError;

/// Writes what comes into the file; gives its SHA-256 in hexadecimal digits. Nothing may come for `patience` at most.
pub async fn save(response: Response, file: &Path, patience: Duration) -> Result<String, ClientError> {
    let failed = |why| ClientError::Save { path: file.to_owned(), why };
    if let Some(folder) = file.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).await.map_err(failed)?;
    }
    let part = file.with_extension("part");
    let written = write(response, &part, patience).await;
    if written.is_err() {
        // What came is of no use; if it stays, that is no new trouble.
        let _ = fs::remove_file(&part).await;
    }
    let hash = written.map_err(|broken| match broken {
        Broken::Disk(why) => failed(why),
        Broken::Away(error) => error,
    })?;
    fs::rename(&part, file).await.map_err(failed)?;
    Ok(hash)
}

/// Why a file did not become whole.
enum Broken {
    Disk(io::Error),
    Away(ClientError),
}

impl From<io::Error> for Broken {
    fn from(why: io::Error) -> Self {
        Self::Disk(why)
    }
}

/// Writes what comes into a file that nobody else reads.
async fn write(mut response: Response, part: &Path, patience: Duration) -> Result<String, Broken> {
    // What a broken save left, or somebody laid there, is never written through.
    match fs::remove_file(part).await {
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why.into()),
        _ => {}
    }
    let mut to = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part).await?;
    let mut hash = Sha256::new();
    loop {
        let piece = timeout(patience, response.chunk()).await;
        let piece = piece.map_err(|_| Broken::Away(ClientError::silent(patience)))?;
        let Some(piece) = piece.map_err(|error| Broken::Away(error.into()))? else { break };
        hash.update(&piece);
        to.write_all(&piece).await?;
    }
    // Of a write that failed only the next one or this says so.
    to.flush().await?;
    to.sync_all().await?;
    Ok(hex::encode(hash.finalize()))
}
