//! Files are added to tickets.

use super::{Answer, Refusal, Turn};
use crate::{
    api::Code,
    domain::{Actor, Attachment, Event, TicketId},
};

impl Turn<'_> {
    /// The file itself is in its place already.
    pub fn attach(
        &mut self,
        actor: &Actor,
        ticket: TicketId,
        attachment: Attachment,
    ) -> Result<Answer, Refusal> {
        if self.desk.book.numbering.version(ticket).is_none() {
            return Err(Refusal::new(Code::NotFound, format!("there is no ticket {ticket}")));
        }
        let attachment = Box::new(Attachment { at: self.now, ..attachment });
        self.record(
            self.now,
            actor.clone(),
            Event::AttachmentAdded { ticket, attachment: attachment.clone() },
        )?;
        Ok(Answer::Attachment(attachment))
    }
}
