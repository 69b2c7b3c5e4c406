//! Who is who: the caller of a call, two contacts that are one, one that is two, tiers and flags. Each is on record with its reason, and
//! can be taken back.

use super::{
    Answer, Refusal, Turn,
    records::{because, text},
};
use crate::{
    api::{Code, IdentifyCaller, MarkContact, MergeContact, SplitContact},
    domain::{
        Actor, AgentId, Belongings, CallId, ChangeId, Contact, ContactId, Event, Evidence, Flag, PhoneNumber,
        Share, TicketForm, TicketId, Tier,
    },
};

impl Turn<'_> {
    /// The agent of a call says who calls. `new` is the identity of somebody who is not known yet.
    pub fn identify(
        &mut self,
        actor: &Actor,
        agent: &AgentId,
        call: CallId,
        who: IdentifyCaller,
        new: ContactId,
        evidence: Vec<Evidence>,
    ) -> Result<Answer, Refusal> {
        self.in_hand(agent, call)?;
        let before = self.call(call)?.contact;
        let callers = &self.desk.book.callers;
        let caller = match who {
            IdentifyCaller::TakeBack => {
                let number = &self.call(call)?.number;
                let caller = callers.identify(number, call, self.now);
                check_something_said(call, before, caller.contact)?;
                caller
            }
            IdentifyCaller::Contact { contact } => {
                self.check_contact(contact)?;
                callers.caller(contact, call, self.now)
            }
            IdentifyCaller::New { name } => {
                self.record_caller(actor, call, new, name)?;
                self.desk.book.callers.caller(new, call, self.now)
            }
        };
        if caller.contact == before {
            return Ok(Answer::Done);
        }
        let (contact, tier, repeats) = (caller.contact, caller.tier, caller.repeats);
        let event = Event::CallerIdentified { call, contact, before, tier, repeats, evidence };
        self.record(self.now, actor.clone(), event)?;
        Ok(Answer::Done)
    }

    /// Whoever calls and is not known is written down with the number of the call, which may be others' as well.
    fn record_caller(
        &mut self,
        actor: &Actor,
        call: CallId,
        id: ContactId,
        name: String,
    ) -> Result<(), Refusal> {
        let number = Some(self.call(call)?.number.clone()).filter(PhoneNumber::is_known);
        let contact = Contact {
            id,
            name,
            numbers: number.into_iter().collect(),
            tier: Tier::Ordinary,
            tags: Vec::new(),
            flags: Vec::new(),
            fictitious: false,
        };
        self.record_contact(actor, contact).map(drop)
    }

    pub fn mark_contact(
        &mut self,
        actor: &Actor,
        contact: ContactId,
        mark: MarkContact,
    ) -> Result<Answer, Refusal> {
        let MarkContact { tier, flags: given, reason } = mark;
        let mut flags: Vec<Flag> = Vec::new();
        given.into_iter().for_each(|flag| {
            if !flags.contains(&flag) {
                flags.push(flag)
            }
        });
        let event = Event::ContactMarked { contact, tier, flags, reason: because(&reason)? };
        self.record(self.now, actor.clone(), event)?;
        Ok(Answer::Done)
    }

    pub fn merge(
        &mut self,
        actor: &Actor,
        change: ChangeId,
        kept: ContactId,
        merge: &MergeContact,
    ) -> Result<Answer, Refusal> {
        let (gone, reason) = (merge.gone, because(&merge.reason)?);
        self.record(self.now, actor.clone(), Event::ContactsMerged { change, kept, gone, reason })?;
        Ok(Answer::Done)
    }

    /// The other one has the id of the change. Calls go with their tickets; those without one, with their numbers.
    pub fn split(
        &mut self,
        actor: &Actor,
        change: ChangeId,
        from: ContactId,
        split: SplitContact,
        own: Belongings,
    ) -> Result<Answer, Refusal> {
        let reason = because(&split.reason)?;
        let shown = self.desk.book.callers.people().shown(from);
        let shown =
            shown.ok_or_else(|| Refusal::new(Code::NotFound, format!("contact {from} is not known")))?;
        let numbers = self.numbers_of(&shown, &split.numbers)?;
        let both = self.numbers_of(&shown, &split.shared)?;
        if numbers.is_empty() && split.tickets.is_empty() {
            let detail = format!("nothing of contact {from} would go; name numbers or tickets");
            return Err(Refusal::new(Code::BadRequest, detail));
        }
        own.check_tickets(&split.tickets).map_err(|ticket| not_its_ticket(from, ticket))?;
        let name = text("the name", split.name.trim(), TicketForm::LINE_MAX)?;
        let new = other_one(ContactId(change.0), name, numbers.iter().chain(&both));
        if new.name.is_empty() && new.numbers.is_empty() {
            return Err(Refusal::new(
                Code::BadRequest,
                "the other contact needs a name or a number; give one",
            ));
        }
        let plan = self.desk.book.callers.plan();
        let goes = |number: &PhoneNumber| numbers.iter().any(|gone| plan.is_same(gone, number));
        let (calls, callbacks) = own.go_with(&split.tickets, goes);
        let goes = Box::new(Share { numbers, tickets: split.tickets, calls, callbacks });
        let event = Event::ContactSplit { change, from, new: Box::new(new), goes, reason };
        self.record(self.now, actor.clone(), event)?;
        Ok(Answer::Done)
    }

    pub fn undo_change(&mut self, actor: &Actor, change: ChangeId, reason: &str) -> Result<Answer, Refusal> {
        let reason = because(reason)?;
        let known = self.desk.book.callers.people().change(change);
        // What is not known is refused by the fold; its contacts are then nobody's.
        let contacts = known.map_or([ContactId(change.0); 2], |known| known.what.contacts());
        self.record(self.now, actor.clone(), Event::IdentityUndone { change, contacts, reason })?;
        Ok(Answer::Done)
    }

    /// The contact's own numbers that are meant: whole, in whatever form, or masked as they are shown.
    fn numbers_of(&self, contact: &Contact, meant: &[PhoneNumber]) -> Result<Vec<PhoneNumber>, Refusal> {
        let plan = self.desk.book.callers.plan();
        let find = |meant: &PhoneNumber| {
            let is_it =
                |own: &&PhoneNumber| *own == meant || plan.is_same(own, meant) || own.masked() == *meant;
            let mut found = contact.numbers.iter().filter(is_it);
            match (found.next(), found.next()) {
                (Some(own), None) => Ok(own.clone()),
                (None, _) => {
                    Err(refused(format!("contact {} has no such number; look at it again", contact.id)))
                }
                (Some(_), Some(_)) => Err(refused(format!(
                    "contact {} has several numbers that look like this one; name it whole",
                    contact.id
                ))),
            }
        };
        meant.iter().map(find).collect()
    }
}

fn other_one<'a>(id: ContactId, name: String, numbers: impl Iterator<Item = &'a PhoneNumber>) -> Contact {
    let (tier, numbers) = (Tier::Ordinary, numbers.cloned().collect());
    Contact { id, name, numbers, tier, tags: Vec::new(), flags: Vec::new(), fictitious: false }
}

fn check_something_said(
    call: CallId,
    before: Option<ContactId>,
    by_number: Option<ContactId>,
) -> Result<(), Refusal> {
    if before != by_number {
        return Ok(());
    }
    let detail = format!("nobody has said who calls in call {call}; there is nothing to take back");
    Err(Refusal::new(Code::IllegalMove, detail))
}

fn not_its_ticket(contact: ContactId, ticket: TicketId) -> Refusal {
    refused(format!("ticket {ticket} is not one of contact {contact}; look at its history again"))
}

fn refused(detail: String) -> Refusal {
    Refusal::new(Code::BadRequest, detail)
}
