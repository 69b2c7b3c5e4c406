//! What else people put on record: callbacks, secrets seen, lines to everybody, contacts.

use super::{Answer, Refusal, Turn, of_another};
use crate::{
    api::{Code, Me, PromiseCallback, Reveal},
    domain::{
        Actor, AgentId, Broadcast, Callback, CallbackId, CallbackOutcome, Contact, ContactId, Event,
        PhoneNumber, SecretField, TicketForm, clean_text,
    },
};

/// Most numbers and tags of a contact.
pub(super) const ITEMS_MAX: usize = 50;

impl Turn<'_> {
    pub fn promise(
        &mut self,
        actor: &Actor,
        agent: &AgentId,
        id: CallbackId,
        promise: PromiseCallback,
    ) -> Result<Answer, Refusal> {
        if let Some(callback) = self.desk.book.callbacks.get(&id) {
            if callback.agent != *agent {
                return Err(of_another("callback", id.0, &callback.agent));
            }
            return Ok(Answer::Callback(Box::new(callback.clone())));
        }
        self.check_contact(promise.contact)?;
        self.check_not_promised(&promise)?;
        if promise.due <= self.now {
            return Err(Refusal::new(
                Code::BadRequest,
                "the callback is due in the past; choose a later time",
            ));
        }
        let callback = Box::new(Callback {
            id,
            contact: promise.contact,
            call: promise.call,
            ticket: promise.ticket,
            agent: agent.clone(),
            due: promise.due,
            note: text("the note of a callback", &promise.note, TicketForm::TEXT_MAX)?,
            outcome: None,
            attempts: Vec::new(),
        });
        self.record(self.now, actor.clone(), Event::CallbackPromised { callback: callback.clone() })?;
        Ok(Answer::Callback(callback))
    }

    /// One call needs one callback.
    fn check_not_promised(&self, promise: &PromiseCallback) -> Result<(), Refusal> {
        let same = |callback: &&Callback| callback.call.is_some() && callback.call == promise.call;
        let Some(before) = self.desk.book.callbacks.values().find(same) else { return Ok(()) };
        let due = before.due.with_timezone(&self.desk.settings.zone).format("%Y-%m-%d %H:%M");
        let detail =
            format!("a callback is promised for this call already, due {due}; finish that one first");
        Err(Refusal::new(Code::IllegalMove, detail))
    }

    pub fn finish_callback(
        &mut self,
        actor: &Actor,
        callback: CallbackId,
        outcome: CallbackOutcome,
    ) -> Result<Answer, Refusal> {
        let contact = self.promised(callback)?.contact;
        self.record(self.now, actor.clone(), Event::CallbackDone { callback, contact, outcome })?;
        Ok(Answer::Done)
    }

    pub fn reveal(&mut self, actor: &Actor, contact: ContactId, reveal: &Reveal) -> Result<Answer, Refusal> {
        self.check_contact(contact)?;
        let reason = because(&reveal.reason)?;
        self.record(self.now, actor.clone(), Event::SecretRevealed { contact, field: reveal.field, reason })?;
        Ok(Answer::Done)
    }

    pub fn found(
        &mut self,
        actor: &Actor,
        contacts: &[ContactId],
        field: SecretField,
    ) -> Result<Answer, Refusal> {
        for &contact in contacts {
            let reason = "found by a search".into();
            self.record(self.now, actor.clone(), Event::SecretRevealed { contact, field, reason })?;
        }
        Ok(Answer::Done)
    }

    pub fn broadcast(&mut self, actor: &Actor, me: &Me, line: &str) -> Result<Answer, Refusal> {
        let broadcast = Broadcast {
            text: text("the line", line.trim(), TicketForm::LINE_MAX)?,
            from: clean_text(&me.name).into_owned(),
            at: self.now,
        };
        self.record(self.now, actor.clone(), Event::BroadcastSent { broadcast })?;
        Ok(Answer::Done)
    }

    pub fn record_contact(&mut self, actor: &Actor, mut contact: Contact) -> Result<Answer, Refusal> {
        if contact.numbers.len() > ITEMS_MAX || contact.tags.len() > ITEMS_MAX {
            let detail = format!("the contact has more than {ITEMS_MAX} numbers or tags; leave some out");
            return Err(Refusal::new(Code::BadRequest, detail));
        }
        if self.desk.book.callers.people().is_known(contact.id) {
            let detail = format!("contact {} is written down already; take another key", contact.id);
            return Err(Refusal::new(Code::IllegalMove, detail));
        }
        let line = |what, line: &str| text(what, line, TicketForm::LINE_MAX);
        contact.name = line("the name", &contact.name)?;
        for number in &mut contact.numbers {
            *number = PhoneNumber::new(line("a number", number.reveal())?);
        }
        for tag in &mut contact.tags {
            *tag = line("a tag", tag)?;
        }
        if contact.name.trim().is_empty() && !contact.numbers.iter().any(PhoneNumber::is_known) {
            return Err(Refusal::new(Code::BadRequest, "a contact needs a name or a number; give one"));
        }
        self.record(self.now, actor.clone(), Event::ContactRecorded { contact: Box::new(contact) })?;
        Ok(Answer::Done)
    }
}

/// A reason that goes on record: there must be one.
pub(super) fn because(reason: &str) -> Result<String, Refusal> {
    let reason = text("the reason", reason.trim(), TicketForm::LINE_MAX)?;
    if reason.is_empty() {
        return Err(Refusal::new(Code::BadRequest, "this is not done without a reason on record; give one"));
    }
    Ok(reason)
}

/// A text without control characters, if it is not too long.
pub(super) fn text(what: &str, text: &str, max: usize) -> Result<String, Refusal> {
    let text = clean_text(text);
    if text.chars().count() > max {
        let detail = format!("{what} is longer than {max} characters; shorten it");
        return Err(Refusal::new(Code::BadRequest, detail));
    }
    Ok(text.into_owned())
}
