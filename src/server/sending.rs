//! A file as the body of an answer, piece by piece.

use std::{io, path::Path};

use axum::body::{Body, Bytes};
use futures_util::{TryStreamExt, stream};
use tokio::{fs::File, io::AsyncReadExt};

/// Bytes sent at once.
const PIECE: usize = 64 << 10;

/// The file, if it is so long: one that is not any more would end in the middle of an answer.
///
/// # Errors
/// When it cannot be read, or is longer or shorter.
pub async fn open(path: &Path, bytes: u64) -> io::Result<File> {
    let file = File::open(path).await?;
    match file.metadata().await?.len() {
        now if now == bytes => Ok(file),
        now => Err(io::Error::other(format!("it was {bytes} bytes long, and is {now} now"))),
    }
}

/// The file as a body.
pub fn body(file: File) -> Body {
    Body::from_stream(pieces(file))
}

fn pieces(file: File) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
    .into_stream()
}
