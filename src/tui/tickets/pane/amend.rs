//! A clerk changes a ticket's form: begun from the ticket that is shown, sent with what it was made from, and merged where others were quicker.

use chrono::{DateTime, Utc};

use super::{Around, Asked, Offer, Over, TicketPane, verbs};
use crate::{
    api::{AmendTicket, Code},
    domain::{DraftId, Event, FormTrouble, Recorded, Ticket, lifecycle::Duty},
    tui::{
        agent::wording,
        desk::{Failure, Say, Weight},
        effect::Request,
        layers::Overlay,
        tickets::{
            deed::{Changed, Deed},
            names,
            search::category_choices,
        },
        widgets::{Picker, Reader},
        words::Words,
    },
};

impl TicketPane {
    /// Whether who is signed in may change the form of a ticket: clerks; agents do it on their own form.
    pub(super) fn may_amend(ticket: &Ticket, around: &Around<'_>) -> bool {
        verbs::duties(around.desk, ticket).contains(&Duty::Clerk)
    }

    /// Begins to change the form of the ticket that is shown, or goes on with it.
    pub(super) fn amend(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(ticket) = self.ticket().cloned() else { return };
        let id = DraftId(around.desk.ids.uuid(now));
        self.set_deed(Deed::amending(id, now, &ticket));
    }

    /// Opens the list of categories.
    pub(super) fn offer_categories(&mut self, around: &mut Around<'_>) {
        let (choices, codes): (Vec<_>, Vec<_>) = category_choices(around.desk).into_iter().unzip();
        let offers = codes.into_iter().map(Offer::Category).collect();
        let title = around.words.text("tickets.filter.category");
        self.open_list(offers, Overlay::Picker(Picker::new(title, choices).of_paths()));
    }

    /// The request by which the changed form is sent; none where nothing is another.
    pub(super) fn amendment(deed: &Deed) -> Option<Request> {
        let base = deed.base().filter(|_| deed.is_amended())?;
        let form = deed.form().clone().cleaned();
        let amend = AmendTicket { version: base.version, form, base: Some(Box::new(base.form.clone())) };
        Some(Request::Amend { ticket: base.ticket, amend: Box::new(amend) })
    }

    /// The form was not taken: the fields to be mended are named; where others changed the same, the ticket is read as it is now.
    pub(super) fn not_amended(
        &mut self,
        id: DraftId,
        failure: &Failure,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) {
        let Failure::Refused(problem) = failure else { return };
        let deed = self.deed_of(id).filter(|deed| deed.base().is_some());
        let Some(ticket) = deed.map(|deed| deed.ticket) else { return };
        if problem.code == Code::StaleVersion {
            // Who changed it stands in what happened, which is older here than the refusal.
            self.ask(Asked::ConflictEvents(ticket, id), Request::TicketEvents(ticket), around, now);
        } else if !problem.fields.is_empty() {
            let said = problem.fields.iter().map(|trouble| in_words(trouble, around.words));
            let why = said.collect::<Vec<_>>().join(around.words.text("unit.comma"));
            self.with_deed(|deed| deed.trouble = Some(why));
        }
    }

    /// What others changed comes into the form where nothing else was typed; where both did, both texts are shown.
    pub(super) fn take_theirs(
        &mut self,
        id: DraftId,
        ticket: &Ticket,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) {
        let by = self.who_amended(ticket, around.words);
        let Some(deed) = self.deed_of(id) else { return };
        let mine = deed.form().clone();
        let changed = deed.take_theirs(ticket);
        if changed.is_empty() {
            return around.say(Weight::Note, Say::plain("tickets.toast.again"), now);
        }
        let (words, desk) = (around.words, &*around.desk);
        let value = |form, field| wording::value(words, desk, form, field);
        let mut lines = vec![(String::new(), words.fill("agent.conflict.by", &by))];
        for Changed { field, is_both } in changed {
            let theirs = value(&ticket.form, field);
            let name = words.text(wording::field(field)).to_owned();
            let key = if is_both { "tickets.conflict.theirs" } else { "agent.conflict.taken-over" };
            lines.push((name, words.fill(key, &[("value", theirs)])));
            if is_both {
                let yours = words.fill("tickets.conflict.yours", &[("value", value(&mine, field))]);
                lines.push((String::new(), yours));
            }
        }
        let title = words.fill("agent.conflict.title", &[("number", ticket.number.as_str())]);
        self.layers.open(Over::Reading, Overlay::Reader(Reader::new(title, lines)));
        self.keep(around);
    }

    /// Who changed the form last since it began to be changed here, as far as it is known, and to which version.
    fn who_amended(&self, ticket: &Ticket, words: &Words) -> [(&'static str, String); 2] {
        let events =
            self.open.as_ref().filter(|open| open.id == ticket.id).map_or(&[][..], |open| &open.events);
        let base = self.deed.as_ref().and_then(|deed| deed.base()).map_or(0, |base| base.version);
        let is_theirs = |known: &&Recorded| match known.event {
            Event::TicketAmended { version, .. } => version > base && version <= ticket.version,
            _ => false,
        };
        let last = events.iter().rev().find(is_theirs);
        let who =
            last.map_or(words.text("tickets.conflict.somebody"), |known| names::actor(&known.actor, words));
        [("who", who.to_owned()), ("version", ticket.version.to_string())]
    }
}

/// A field to be mended, and what is wrong with it.
fn in_words(trouble: &FormTrouble, words: &Words) -> String {
    let field = words.text(wording::field(trouble.field));
    format!("{field}: {}", wording::trouble(words, trouble.trouble))
}
