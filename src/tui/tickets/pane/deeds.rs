//! From a verb to what is sent: the deed is begun, said, checked, sent; approvals are given or refused.

use chrono::{DateTime, Utc};

use super::{Around, Asked, Reach, TicketPane, choose, verbs};
use crate::{
    api::{DecideApproval, MoveTicket},
    domain::{
        DraftId, Ticket, VerbId,
        lifecycle::{Asked as Wanted, Forbidden, Reckoner},
    },
    tui::{
        desk::{Msg, Say, Weight},
        effect::{Effect, Request},
        keymap::Action,
        runtime::{Input, Spot},
        tickets::{
            deed::{ContactAnswer, DEED_ZONE, Deed, Field, Source, What, forbidden},
            names::Names,
        },
    },
};

impl TicketPane {
    /// Begins a verb: what needs no words and has a clear end is done at once, everything else is asked for.
    pub(super) fn begin(&mut self, verb: &VerbId, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(ticket) = self.ticket().cloned() else { return };
        let id = DraftId(around.desk.ids.uuid(now));
        let Some(lifecycle) = verbs::lifecycle(around.desk, &ticket) else { return };
        let Some(verb) = lifecycle.verb(verb) else { return };
        let approver = lifecycle.approver(&ticket.work, &verb.id);
        let mut deed = Deed::verb(id, now, &ticket, verb, approver);
        let is_plain = verb.needs.is_empty() && verb.to.is_some() && approver.is_none();
        if deed.fields.contains(&Field::Unit) {
            let catalogue = around.desk.catalogue.as_deref();
            deed.proposal = catalogue.and_then(|catalogue| catalogue.propose(&ticket.form));
            let proposed = deed.proposal.as_ref().map(|proposal| &proposal.unit);
            deed.asked.unit = choose::likely_unit(around.desk, &ticket, proposed);
        }
        self.set_deed(deed);
        if is_plain && self.deed.as_ref().is_some_and(|deed| deed.changes == 0) {
            self.send(around, now);
        }
    }

    /// Asks why what waits for approval is not approved.
    pub(super) fn refuse(&mut self, ticket: &Ticket, around: &mut Around<'_>, now: DateTime<Utc>) {
        if self.may_decide(ticket, around, now) {
            let id = DraftId(around.desk.ids.uuid(now));
            self.set_deed(Deed::refusal(id, now, ticket));
        }
    }

    /// Approves what waits for it.
    pub(super) fn approve(&mut self, ticket: &Ticket, around: &mut Around<'_>, now: DateTime<Utc>) {
        if !self.may_decide(ticket, around, now)
            || self.asked.any(|asked| *asked == Asked::Approval(ticket.id))
        {
            return;
        }
        let decided = DecideApproval { version: ticket.version, granted: true, text: String::new() };
        self.ask(Asked::Approval(ticket.id), Request::Decide { ticket: ticket.id, decided }, around, now);
    }

    /// Whether who is signed in decides on what waits; says why not.
    fn may_decide(&self, ticket: &Ticket, around: &mut Around<'_>, now: DateTime<Utc>) -> bool {
        let why_not = match &ticket.work.pending {
            None => Some("tickets.toast.nothing-waits"),
            Some(pending) if around.desk.me.as_ref().is_some_and(|me| me.user == pending.by) => {
                Some("tickets.toast.own-asking")
            }
            Some(pending) if !verbs::duties(around.desk, ticket).contains(&pending.approver) => {
                Some("tickets.toast.not-approver")
            }
            Some(_) => None,
        };
        if let Some(key) = why_not {
            around.say(Weight::Note, Say::plain(key), now);
        }
        why_not.is_none()
    }

    /// Shows a deed, with what was said of the same before.
    pub(super) fn set_deed(&mut self, mut deed: Deed) {
        self.put_aside();
        if let Some(draft) = self.take_kept(deed.ticket, &deed.asked.verb, &deed.what) {
            deed.restore(draft);
            deed.changes = Deed::RESTORED;
        }
        self.deed = Some(deed);
        self.set_columns();
    }

    pub(super) fn with_deed(&mut self, change: impl FnOnce(&mut Deed)) {
        if let Some(deed) = &mut self.deed {
            change(deed);
        }
    }

    /// The keys of a deed.
    pub(super) fn say(&mut self, input: Input<Msg>, around: &mut Around<'_>, now: DateTime<Utc>) -> Reach {
        let is_sending = self.deed.as_ref().is_some_and(|deed| deed.is_sending);
        match input {
            Input::Act(Action::Close) => self.put_aside(),
            Input::Act(Action::WorkSend) if !is_sending => self.send(around, now),
            Input::Act(Action::FieldNext) if !is_sending && self.types_path() => {
                self.look_at_path(Source::Typed, around, now);
            }
            Input::Act(Action::FieldNext) => self.with_deed(|deed| deed.step(1)),
            Input::Act(Action::FieldPrevious) => self.with_deed(|deed| deed.step(-1)),
            Input::Act(_) if is_sending => {}
            Input::Act(Action::FieldChoose) => self.choose_field(around, now),
            Input::Act(Action::FileRemove) => {
                self.with_deed(Deed::remove_file);
                self.keep(around);
            }
            Input::Act(Action::Yes) => self.answer(ContactAnswer::Yes, around),
            Input::Act(Action::No) => self.answer(ContactAnswer::No, around),
            Input::Act(Action::ValueNext) => self.turn(1, around),
            Input::Act(Action::ValuePrevious) => self.turn(-1, around),
            Input::Key(key) if !is_sending => {
                self.with_deed(|deed| deed.typed(key));
                self.keep(around);
            }
            Input::Paste(text) if !is_sending && self.is_at_path() => self.paste_paths(&text, around, now),
            Input::Paste(text) if !is_sending => {
                self.with_deed(|deed| deed.paste(&text));
                self.keep(around);
            }
            Input::Click(Spot::Row(DEED_ZONE, place)) => self.with_deed(|deed| deed.go(place)),
            Input::Act(_) | Input::Key(_) | Input::Paste(_) | Input::Click(_) | Input::Scroll { .. } => {}
            input => return Reach::Passed(input),
        }
        Reach::Taken
    }

    fn answer(&mut self, answer: ContactAnswer, around: &mut Around<'_>) {
        self.with_deed(|deed| deed.answer(answer));
        self.keep(around);
    }

    /// Sends what was said, if nothing is wrong with it.
    pub(super) fn send(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        if self.saves() {
            return self.look_at_path(Source::Meant, around, now);
        }
        let is_its = |ticket: &&Ticket| self.deed.as_ref().is_some_and(|deed| deed.ticket == ticket.id);
        let Some(ticket) = self.ticket().filter(is_its).cloned() else {
            return self.with_deed(|deed| deed.is_sending = false);
        };
        let checked = self.checked(&ticket, around, now);
        let Some(deed) = &mut self.deed else { return };
        let asked = match checked {
            Ok(asked) => asked,
            Err((trouble, field)) => return deed.cannot_be_sent(trouble, field),
        };
        deed.trouble = None;
        deed.is_sending = true;
        if self.send_file(around) {
            return;
        }
        let Some(deed) = &mut self.deed else { return };
        let (key, version) = deed.key_for(&asked, ticket.version, || around.desk.ids.request(now));
        let (said, id) = (deed.id, ticket.id);
        let request = match deed.what {
            What::Verb(..) => Request::Move { ticket: id, wanted: Box::new(MoveTicket { version, asked }) },
            What::Refusal => {
                let decided = DecideApproval { version, granted: false, text: asked.text };
                Request::Decide { ticket: id, decided }
            }
            What::Amend(_) => match Self::amendment(deed) {
                Some(request) => request,
                None => return self.with_deed(|deed| deed.is_sending = false),
            },
            What::Files | What::Save(_) => return self.files_are_there(around, now),
        };
        around.out.push(self.asked.ask_again(key, Asked::Deed(id, said), request));
    }

    /// What is to be sent; why it cannot be, and the field to be mended.
    fn checked(
        &self,
        ticket: &Ticket,
        around: &Around<'_>,
        now: DateTime<Utc>,
    ) -> Result<Wanted, (String, Option<Field>)> {
        let (desk, words) = (&*around.desk, around.words);
        let nothing = || (words.text("tickets.trouble.no-catalogue").to_owned(), None);
        let (Some(deed), Some(catalogue)) = (&self.deed, desk.catalogue.as_deref()) else {
            return Err(nothing());
        };
        let asked = deed
            .read(&catalogue.calendar, now)
            .map_err(|unsaid| (words.text(unsaid.key).to_owned(), Some(unsaid.field)))?;
        if !deed.path().trim().is_empty() && deed.what != What::Refusal {
            return Err((words.text("tickets.file.still-typed").to_owned(), Some(Field::Evidence)));
        }
        if deed.base().is_some() {
            let nothing = words.text("agent.toast.nothing-changed").to_owned();
            let plain = Wanted::plain(asked.verb);
            return if deed.is_amended() { Ok(plain) } else { Err((nothing, None)) };
        }
        if deed.what == What::Files {
            let needs = words.fill("tickets.trouble.needs", &[("what", words.text("tickets.field.files"))]);
            return if deed.proofs.is_empty() { Err((needs, Some(Field::Evidence))) } else { Ok(asked) };
        }
        if deed.what == What::Refusal {
            let needs = words.fill("tickets.trouble.needs", &[("what", words.text("tickets.field.text"))]);
            let is_said = !asked.text.trim().is_empty();
            return if is_said { Ok(asked) } else { Err((needs, Some(Field::Text))) };
        }
        let lifecycle = catalogue.lifecycle_for(&ticket.work).ok_or_else(nothing)?;
        if ticket.work.pending.is_some() && lifecycle.approver(&ticket.work, &asked.verb).is_some() {
            let why = Forbidden::Waits { verb: asked.verb };
            return Err(forbidden(&why, ticket, desk, words, now));
        }
        let held = verbs::duties(desk, ticket);
        let verb = lifecycle.verb(&asked.verb);
        let duty = verb.and_then(|verb| verb.by.iter().find(|duty| held.contains(duty)));
        let duty = duty.or(held.first()).copied().ok_or_else(|| {
            let verb = Names::of(desk, &ticket.work).verb(&asked.verb);
            (words.fill("tickets.trouble.not-yours", &[("verb", verb)]), None)
        })?;
        let form = &ticket.form;
        let of_category = catalogue.allowance(form.category.as_ref(), form.priority());
        let reckoner = Reckoner { calendar: &catalogue.calendar, of_category };
        match lifecycle.step(&ticket.work, &asked, duty, now, reckoner) {
            Ok(_) => Ok(asked),
            Err(why) => Err(forbidden(&why, ticket, desk, words, now)),
        }
    }

    /// Tells the disk what is said now.
    pub(super) fn keep(&mut self, around: &mut Around<'_>) {
        if let Some(deed) = self.deed.as_ref().filter(|deed| deed.is_worth_keeping()) {
            let (draft, change) = (Box::new(deed.draft()), deed.changes);
            around.out.push(Effect::SaveDraft { draft, change });
        }
    }
}
