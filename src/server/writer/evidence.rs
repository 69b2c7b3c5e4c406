//! What is looked up about files of tickets before the desk decides.

use super::Writer;
use crate::{
    api::Code,
    domain::{AttachmentId, TicketId},
    server::{attachments::check_room, problem::ApiError},
};

impl Writer {
    /// A file is added once, to a ticket that takes one more.
    pub(super) async fn check_new(
        &mut self,
        ticket: TicketId,
        id: AttachmentId,
        most: usize,
    ) -> Result<(), ApiError> {
        self.flush().await;
        if self.parts.store.attachment(id).await?.is_some() {
            let detail = format!("there is an attachment {id} already; make a new key for another file");
            return Err(ApiError::new(Code::IllegalMove, detail));
        }
        check_room(&self.parts.store.attachments(ticket).await?, most)
    }

    /// Evidence is among the files of the ticket itself. What is written of it is written already.
    pub(super) async fn check_evidence(
        &self,
        ticket: TicketId,
        evidence: &[AttachmentId],
    ) -> Result<(), ApiError> {
        if evidence.is_empty() {
            return Ok(());
        }
        let files = self.parts.store.attachments(ticket).await?;
        match evidence.iter().find(|id| !files.iter().any(|file| file.id == **id)) {
            Some(id) => {
                Err(ApiError::new(Code::NotFound, format!("the ticket has no file {id}; add it first")))
            }
            None => Ok(()),
        }
    }
}
