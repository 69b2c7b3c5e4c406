//! What of an event may leave the server, and for whom.

use super::Event;
use crate::domain::{Contact, Exit, NotReached, PhoneNumber, RequestRefused};

impl Event {
    /// The event as it may leave the server for a review: numbers and names masked, what was written stays.
    pub fn masked_callers(&self) -> Self {
        let mut event = self.clone();
        match &mut event {
            Self::CallEntered { number, switch_ref, .. } => {
                *number = number.masked();
                switch_ref.clear();
            }
            Self::CallPlaced { number, .. } => *number = number.masked(),
            Self::CallDialled { switch_ref, .. } | Self::CallConnected { switch_ref, .. } => {
                switch_ref.clear()
            }
            Self::TicketSubmitted { ticket } => ticket.form = ticket.form.masked_caller(),
            Self::TicketAmended { form, .. } => **form = form.masked_caller(),
            Self::ContactRecorded { contact } => **contact = contact.masked(),
            Self::ContactSplit { new, goes, .. } => mask_split(new, &mut goes.numbers),
            // Sites name recordings after the number.
            Self::CallRecording { name, .. } => *name = None,
            _ => {}
        }
        event
    }

    /// The event as it may leave the server for those who may not see secrets: numbers and names masked, typed text left out. What
    /// reviewers do not see, nobody else sees.
    pub fn masked(&self) -> Self {
        let mut event = self.masked_callers();
        match &mut event {
            Self::TicketSubmitted { ticket } => {
                ticket.form = ticket.form.without_secrets();
                ticket.work = ticket.work.without_secrets();
            }
            Self::TicketAmended { form, work, .. } => {
                **form = form.without_secrets();
                work.iter_mut().for_each(|work| **work = work.without_secrets());
            }
            Self::TicketBegun { work, .. } => **work = work.without_secrets(),
            Self::TicketMoved { moved, .. } => **moved = moved.without_secrets(),
            Self::ApprovalAsked { pending, .. } => pending.asked.text.clear(),
            Self::ApprovalRefused { text, .. } => text.clear(),
            Self::AttachmentAdded { attachment, .. } => **attachment = attachment.without_secrets(),
            Self::CallbackPromised { callback } => callback.note.clear(),
            Self::SecretRevealed { reason, .. }
            | Self::ContactSplit { reason, .. }
            | Self::ContactMarked { reason, .. }
            | Self::ContactsMerged { reason, .. }
            | Self::IdentityUndone { reason, .. } => reason.clear(),
            // What a switch says in its own words may hold a number.
            Self::CallLeft { exit: Exit::KeyExit { key }, .. } => key.clear(),
            Self::CallLeft { exit: Exit::Failed { what }, .. }
            | Self::CallNotReached { why: NotReached::Failed { what }, .. }
            | Self::CallbackAttempted { why: NotReached::Failed { what }, .. } => what.clear(),
            Self::DifferenceSeen { about, switch_says, desk_says } => {
                [about, switch_says, desk_says].into_iter().for_each(String::clear);
            }
            Self::SwitchRefused { why: RequestRefused::Refused { says }, .. } => says.clear(),
            Self::DifferenceOpened { difference } => *difference = difference.masked(),
            Self::RecordingMissing { why, .. } => why.clear(),
            _ => {}
        }
        event
    }
}

fn mask_split(new: &mut Contact, numbers: &mut [PhoneNumber]) {
    *new = new.masked();
    numbers.iter_mut().for_each(|number| *number = number.masked());
}
