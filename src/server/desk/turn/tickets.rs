//! Forms become tickets, once for a draft; tickets change, from the version that they are at.

use super::{Answer, Refusal, Turn, of_another};
use crate::{
    api::{AmendTicket, Code, SubmitTicket},
    domain::{
        Actor, AgentId, ContactId, Event, FieldTrouble, FormField, FormTrouble, ScriptWay, Ticket,
        TicketForm, TicketId,
        clock::Deadline,
        lifecycle::{Reckoner, Work},
    },
    switch::SwitchCommand,
};

impl Turn<'_> {
    /// The ticket's id is the draft's uuid: however often a draft is sent, it becomes one ticket.
    pub fn submit(
        &mut self,
        actor: &Actor,
        agent: &AgentId,
        submit: SubmitTicket,
    ) -> Result<Answer, Refusal> {
        let id = TicketId(submit.draft.0);
        match self.desk.book.numbering.writer(id) {
            Some(writer) if writer == agent => return Ok(Answer::SubmittedBefore(id)),
            Some(writer) => return Err(of_another("ticket", id.0, writer)),
            None => {}
        }
        let form = self.check_form(submit.form, submit.script.as_ref())?;
        let known = submit.call.and_then(|call| self.call(call).ok()?.contact);
        let contact = submit.contact.or(known);
        contact.map_or(Ok(()), |contact| self.check_contact(contact))?;
        let ticket = Box::new(Ticket {
            id,
            number: self.desk.book.numbering.next(self.now),
            version: 1,
            call: submit.call,
            contact,
            agent: agent.clone(),
            at: self.now,
            priority: form.priority(),
            deadline: self.deadline(&form),
            work: self.begin(&form),
            form,
        });
        self.record(self.now, actor.clone(), Event::TicketSubmitted { ticket: ticket.clone() })?;
        self.note(&ticket);
        Ok(Answer::Ticket(ticket))
    }

    /// Has the ticket noted in the switch's own record: its number and category, nothing that a caller said.
    fn note(&mut self, ticket: &Ticket) {
        let Some(call) = ticket.call.filter(|_| self.desk.settings.abilities.note) else { return };
        let category = ticket.form.category.as_ref().map_or("", |category| category.as_str());
        let text = format!("{} {category}", ticket.number).trim_end().to_owned();
        self.command(SwitchCommand::Note { call, agent: ticket.agent.clone(), text });
    }

    /// Priority and state follow the new form; the deadline was promised and stays.
    pub fn amend(
        &mut self,
        actor: &Actor,
        mut current: Ticket,
        amend: AmendTicket,
    ) -> Result<Answer, Refusal> {
        let ticket = current.id;
        let at = self.desk.book.numbering.version(ticket).ok_or_else(|| {
            Refusal::new(Code::NotFound, format!("ticket {ticket} is not known; look for it by its number"))
        })?;
        let form = merged(&current, at, amend)?;
        let form = Box::new(self.check_form(form, None)?);
        let work = self.begun_anew(&current, &form).map(Box::new);
        let event = Event::TicketAmended { ticket, version: at + 1, form, work };
        self.record(self.now, actor.clone(), event.clone())?;
        current.apply(self.now, &event);
        Ok(Answer::Ticket(Box::new(current)))
    }

    /// The work of a new ticket of this form.
    fn begin(&self, form: &TicketForm) -> Work {
        let catalogue = &self.desk.settings.catalogue;
        let Some(lifecycle) = catalogue.lifecycle_of(form.category.as_ref()) else {
            return Work::without_lifecycle(form.is_answered(), self.now);
        };
        lifecycle.begin(form.is_answered(), self.now, self.reckoner(form))
    }

    /// The work of a ticket that begins anew with a changed form: as long as nothing was done to it, the form decides what it is.
    fn begun_anew(&self, current: &Ticket, form: &TicketForm) -> Option<Work> {
        let catalogue = &self.desk.settings.catalogue;
        let lifecycle = catalogue.lifecycle_of(form.category.as_ref())?;
        let is_same =
            lifecycle.id == current.work.lifecycle && form.is_answered() == current.form.is_answered();
        let is_followed = !self.desk.book.families.children(current.id).is_empty();
        (current.work.is_untouched() && !is_same && !is_followed).then(|| self.begin(form))
    }

    /// What the clocks of a ticket of this form are counted with.
    pub fn reckoner(&self, form: &TicketForm) -> Reckoner<'_> {
        let catalogue = &self.desk.settings.catalogue;
        let of_category = catalogue.allowance(form.category.as_ref(), form.priority());
        Reckoner { calendar: &catalogue.calendar, of_category }
    }

    fn check_form(&self, form: TicketForm, way: Option<&ScriptWay>) -> Result<TicketForm, Refusal> {
        let form = form.cleaned();
        let mut fields = form.troubles(&self.desk.settings.catalogue);
        let missing = way.and_then(|way| self.missing_blanks(way, &form));
        if missing.is_some() {
            fields.push(FormTrouble { field: FormField::Blanks, trouble: FieldTrouble::Empty });
        }
        if fields.is_empty() {
            return Ok(form);
        }
        let which = missing.unwrap_or_else(|| "see which".into());
        let detail = format!("the form has {} fields to mend; {which}", fields.len());
        Err(Refusal { code: Code::InvalidForm, detail, fields })
    }

    /// The blanks that the script demands of the steps gone through, named; none if all are filled. A script that was changed since
    /// demands nothing: its blanks may not be on the agent's screen.
    fn missing_blanks(&self, way: &ScriptWay, form: &TicketForm) -> Option<String> {
        let script = self.desk.settings.catalogue.script(&way.script)?;
        if script.version != way.version {
            return None;
        }
        let missing = script.missing(&way.entered, &form.blanks);
        let named: Vec<_> =
            missing.map(|(step, blank)| format!("{} of step {}", blank.id, step.id)).collect();
        (!named.is_empty())
            .then(|| format!("fill in these blanks of script {}: {}", script.id, named.join(", ")))
    }

    /// What was answered directly has nothing left that could be late.
    fn deadline(&self, form: &TicketForm) -> Option<Deadline> {
        if form.is_answered() {
            return None;
        }
        let catalogue = &self.desk.settings.catalogue;
        let allowance = catalogue.allowance(form.category.as_ref(), form.priority())?;
        catalogue.calendar.deadline(self.now, allowance)
    }

    pub fn check_contact(&self, contact: ContactId) -> Result<(), Refusal> {
        if self.desk.book.callers.people().is_known(contact) {
            return Ok(());
        }
        Err(Refusal::new(Code::NotFound, format!("contact {contact} is not known; write it down first")))
    }
}

/// The changed form on top of what others have changed since; a caller whom the changer sees masked is left as it is.
fn merged(current: &Ticket, at: u32, amend: AmendTicket) -> Result<TicketForm, Refusal> {
    let AmendTicket { version, form, base } = amend;
    let Some(base) = base else {
        if version == at {
            return Ok(form);
        }
        let detail = format!(
            "ticket {} is at version {at}, the change was made from {version}; load it again",
            current.number
        );
        return Err(Refusal::new(Code::StaleVersion, detail));
    };
    let (form, base) = unmasked(form, *base, &current.form);
    form.merged(&base, &current.form).map_err(|both| {
        let fields = both.into_iter().map(|field| FormTrouble { field, trouble: FieldTrouble::Changed });
        let detail =
            format!("others have changed the same of ticket {} since; load it again", current.number);
        Refusal { code: Code::StaleVersion, detail, fields: fields.collect() }
    })
}

/// A form and what it was made from, with the caller in them whom the changer saw masked, and left so.
fn unmasked(mut form: TicketForm, mut base: TicketForm, current: &TicketForm) -> (TicketForm, TicketForm) {
    let masked = current.masked_caller();
    let fields = [
        (&mut form.contact_name, &mut base.contact_name, masked.contact_name, &current.contact_name),
        (&mut form.contact_number, &mut base.contact_number, masked.contact_number, &current.contact_number),
    ];
    for (mine, seen, masked, whole) in fields {
        if *seen == masked {
            if *mine == masked {
                mine.clone_from(whole);
            }
            seen.clone_from(whole);
        }
    }
    (form, base)
}
