//! A file on its way in: to the disk piece by piece, hashed and counted, and into its place when it is whole.

use std::{io, path::PathBuf};

use axum::body::BodyDataStream;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::{
    fs::{File, OpenOptions},
    io::AsyncWriteExt,
};
use uuid::Uuid;

use super::{Attachments, Mark, kind, make, remove, unfit, unwritable};
use crate::{
    api::Code,
    domain::{Attachment, clean_text},
    server::problem::ApiError,
};

/// What the sender says of a file.
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Its media type; empty if nothing is said.
    pub kind: String,
    /// Its length, where that is said.
    pub bytes: Option<u64>,
}

/// A file that is whole and in order, and not in its place yet. If it is dropped, nothing of it stays.
pub struct Arrived {
    part: Part,
    pub kind: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Attachments {
    /// Takes a file in.
    ///
    /// # Errors
    /// When it is none that is taken, breaks off, or cannot be written; nothing of it stays then.
    pub async fn receive(&self, body: &mut BodyDataStream, claim: &Claim) -> Result<Arrived, ApiError> {
        check_name(&claim.name)?;
        self.check_length(claim.bytes.unwrap_or(0))?;
        let folder = self.arriving();
        let begun = tokio::task::spawn_blocking(move || Part::begin(folder)).await;
        let part = begun.map_err(|error| ApiError::internal(&error))?.map_err(|error| unwritable(&error))?;
        let mut file = part.open().await.map_err(|error| unwritable(&error))?;
        let mut seen = Seen::default();
        let kind = self.pour(body, &mut file, &mut seen, claim).await?;
        // Of a write that failed only the next one or this says so.
        file.flush().await.map_err(|error| unwritable(&error))?;
        file.sync_all().await.map_err(|error| unwritable(&error))?;
        Ok(Arrived { part, kind, bytes: seen.bytes, sha256: hex::encode(seen.hash.finalize()) })
    }

    /// Reads on after a refusal, as far as a file may be long: who is still sending hears the answer only after that.
    pub async fn drain(&self, body: &mut BodyDataStream) {
        let mut left = self.limits.max_bytes.get() as usize;
        while let Some(Ok(piece)) = body.next().await
            && piece.len() < left
        {
            left -= piece.len();
        }
    }

    /// Puts a file in its place, marked as one that is not in the log yet.
    pub async fn place_marked(&self, arrived: Arrived) -> Result<Mark, ApiError> {
        let (place, arriving) = (self.place(&arrived.sha256), self.arriving());
        let placing = tokio::task::spawn_blocking(move || -> io::Result<Mark> {
            let mark = Mark::make(&arriving, &arrived.sha256)?;
            let shelf = place.parent().unwrap_or(&arriving);
            make(shelf)?;
            std::fs::rename(&arrived.part.0, &place)?;
            // What the log says must be so after a power cut too.
            for folder in [Some(shelf), shelf.parent()].into_iter().flatten() {
                std::fs::File::open(folder)?.sync_all()?;
            }
            Ok(mark)
        });
        let placed = placing.await.map_err(|error| ApiError::internal(&error))?;
        placed.map_err(|error| unwritable(&error))
    }

    /// Gives what it is, as soon as enough has come to say it.
    async fn pour(
        &self,
        body: &mut BodyDataStream,
        file: &mut File,
        seen: &mut Seen,
        claim: &Claim,
    ) -> Result<String, ApiError> {
        let examine = |head: &[u8]| kind::examine(head, &claim.kind, &claim.name, &self.limits.kinds);
        let mut kind = None;
        while let Some(piece) = body.next().await {
            let piece =
                piece.map_err(|_| ApiError::new(Code::BadRequest, "the file broke off; send it again"))?;
            seen.take(&piece);
            self.check_length(seen.bytes)?;
            if kind.is_none() && seen.head.len() == kind::HEAD {
                kind = Some(examine(&seen.head)?);
            }
            file.write_all(&piece).await.map_err(|error| unwritable(&error))?;
        }
        match kind {
            Some(kind) => Ok(kind),
            None if seen.bytes == 0 => Err(unfit("the file is empty; choose another one")),
            None => examine(&seen.head),
        }
    }

    fn check_length(&self, bytes: u64) -> Result<(), ApiError> {
        let most = self.limits.max_bytes.get();
        if bytes <= u64::from(most) {
            return Ok(());
        }
        Err(ApiError::new(
            Code::TooLarge,
            format!("the file is longer than {most} bytes; send a smaller one"),
        ))
    }
}

/// What was seen of a file so far.
#[derive(Default)]
struct Seen {
    head: Vec<u8>,
    bytes: u64,
    hash: Sha256,
}

impl Seen {
    fn take(&mut self, piece: &[u8]) {
        let room = kind::HEAD - self.head.len();
        self.head.extend_from_slice(&piece[..piece.len().min(room)]);
        self.bytes += piece.len() as u64;
        self.hash.update(piece);
    }
}

/// What has come of a file, until it is in its place.
struct Part(PathBuf);

impl Part {
    fn begin(folder: PathBuf) -> io::Result<Self> {
        make(&folder)?;
        Ok(Self(folder.join(Uuid::now_v7().simple().to_string())))
    }

    async fn open(&self) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.0).await
    }
}

impl Drop for Part {
    /// Nothing is there any more of one that is in its place; what else cannot be removed goes at the next start.
    fn drop(&mut self) {
        if let Err(error) = remove(&self.0) {
            tracing::warn!(%error, "a part of an attachment stays until the next start");
        }
    }
}

/// A name is one line, and no way to somewhere else.
fn check_name(name: &str) -> Result<(), ApiError> {
    let most = Attachment::NAME_MAX;
    if name.trim().is_empty() || matches!(name, "." | "..") {
        return Err(unfit("the file has no name; send one"));
    }
    if name.chars().count() > most {
        return Err(unfit(format!("the file's name is longer than {most} characters; shorten it")));
    }
    if name.contains(['/', '\\', '\n', '\t']) || clean_text(name) != name {
        return Err(unfit(
            "the file's name holds a path or characters that cannot be shown; send the plain name",
        ));
    }
    Ok(())
}
