//! Files of tickets: sent and saved piece by piece.

use std::{io, path::Path, time::Duration};

use bytes::Bytes;
use futures_util::stream::try_unfold;
use reqwest::{Body, Method, header::CONTENT_LENGTH};
use tokio::{fs::File, io::AsyncReadExt};

use super::{
    Client, WriteKey,
    error::ClientError,
    http::{answered, sent},
    recording,
};
use crate::{
    api::IDEMPOTENCY_KEY,
    domain::{Attachment, AttachmentId, TicketId},
};

/// Bytes sent at once.
const PIECE: usize = 64 << 10;
/// Longest that a file may take to be sent.
const SENDING: Duration = Duration::from_secs(300);

impl Client {
    /// Adds a file to a ticket, under its own name. What it is, the server sees by its first bytes.
    ///
    /// # Errors
    /// When it cannot be read, or the server does not take it.
    pub async fn attach(
        &self,
        key: WriteKey,
        ticket: TicketId,
        file: &Path,
    ) -> Result<Attachment, ClientError> {
        let failed = |why| ClientError::Read { path: file.to_owned(), why };
        let open = File::open(file).await.map_err(failed)?;
        let length = open.metadata().await.map_err(failed)?.len();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let mut url = self.at(&["tickets", &ticket.to_string(), "attachments"]);
        url.query_pairs_mut().append_pair("name", &name);
        let request = self.request(Method::POST, url).header(IDEMPOTENCY_KEY, key.0.to_string());
        let request = request.header(CONTENT_LENGTH, length).body(body(open));
        answered(request.timeout(SENDING)).await
    }

    /// The files of a ticket, in the order in which they were added.
    ///
    /// # Errors
    /// When the server does not tell them.
    pub async fn attachments(&self, ticket: TicketId) -> Result<Vec<Attachment>, ClientError> {
        self.get(self.at(&["tickets", &ticket.to_string(), "attachments"])).await
    }

    /// Saves a file of a ticket as this file, whole or not at all; gives the SHA-256 of what came, in hexadecimal digits.
    ///
    /// # Errors
    /// When the server does not give it, or the file cannot be written.
    pub async fn save_attachment(
        &self,
        attachment: AttachmentId,
        file: &Path,
    ) -> Result<String, ClientError> {
        let url = self.at(&["attachments", &attachment.to_string()]);
        recording::save(sent(self.request(Method::GET, url)).await?, file, self.pace().answer).await
    }
}

fn body(file: File) -> Body {
    Body::wrap_stream(try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    }))
}
