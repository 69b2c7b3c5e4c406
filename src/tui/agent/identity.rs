//! Who calls, and who is who: candidates with their evidence, the choice, tiers and flags, merges and what is taken back.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Waiting, history::Caller, offers::Offer, view::wording};
use crate::{
    api::{Candidate, IdentifyCaller, IdentityChange, LiveMessage, MarkContact, MergeContact, UndoChange},
    domain::{Actor, CallId, ChangeId, Contact, ContactId, DraftId, Event, Flag, Tier},
    tui::{
        desk::{News, Say, Weight},
        effect::{Effect, Request},
        widgets::Choice,
    },
};

/// What candidates were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// To be seen beside the call.
    Show,
    /// To choose from.
    Offer,
}

/// What an agent may mark a contact with.
const FLAGS: [Flag; 3] = [Flag::Abusive, Flag::Secrecy, Flag::SharedPhone];

impl AgentScreen {
    /// Asks who may be calling where the number alone does not say it, once for a call.
    pub(super) fn fetch_candidates(&mut self, place: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(case) = self.cases.get(place) else { return };
        let asked = case.caller.candidates.is_some()
            || self.is_waiting_for(&Waiting::Candidates(case.id(), Then::Show));
        let call =
            self.desk.my_call().filter(|call| case.draft.call == Some(call.id) && call.number.is_known());
        if let Some(call) = call.map(|call| call.id).filter(|_| !asked) {
            self.ask_candidates(place, call, Then::Show, now, out);
        }
    }

    fn ask_candidates(
        &mut self,
        place: usize,
        call: CallId,
        then: Then,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let case = &self.cases[place];
        let (name, place) = (case.draft.form.contact_name.clone(), case.draft.form.place.clone());
        let id = case.id();
        self.ask(Waiting::Candidates(id, then), Request::Candidates { call, name, place }, now, out);
    }

    /// Opens the list of who may be calling. What the caller has said of name and place is looked up with it.
    pub(super) fn identify_caller(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let call = self.desk.my_call().map(|call| call.id);
        let Some((call, place)) = call.zip(self.call_case_place()) else {
            return self.say(Weight::Note, Say::plain("agent.toast.nobody-calls"), now);
        };
        let case = &self.cases[place];
        if case.caller.candidates.is_none() || !case.draft.form.contact_name.trim().is_empty() {
            return self.ask_candidates(place, call, Then::Offer, now, out);
        }
        self.offer_candidates();
    }

    /// Takes who may be calling. What was opened meanwhile is not covered.
    pub(super) fn take_candidates(&mut self, case: DraftId, then: Then, found: Vec<Candidate>) {
        let Some(case) = self.case_of(case) else { return };
        case.caller.candidates = Some(found);
        if then == Then::Offer && self.layers.top().is_none() {
            self.offer_candidates();
        }
    }

    fn offer_candidates(&mut self) {
        let Some((call, case)) = self.desk.my_call().zip(self.call_case()) else { return };
        let (call, known) = (call.id, case.contact());
        let others = case.caller.candidates.iter().flatten().filter(|other| Some(other.contact.id) != known);
        let mut offers: Vec<_> = others.clone().map(|other| self.candidate_offer(call, other)).collect();
        let new = IdentifyCaller::New { name: case.draft.form.contact_name.trim().to_owned() };
        offers.push((Offer::Identify(call, new), self.plain_choice("agent.identify.new")));
        offers.push((Offer::Find, self.plain_choice("agent.identify.find")));
        if let Some(known) = known {
            offers.extend(others.map(|other| self.merge_offer(known, &other.contact)));
            let back = self.plain_choice("agent.identify.take-back");
            offers.push((Offer::Identify(call, IdentifyCaller::TakeBack), back));
            offers.extend(self.split_offer(case));
        }
        self.offer("agent.identify.title", offers);
    }

    fn candidate_offer(&self, call: CallId, candidate: &Candidate) -> (Offer, Choice) {
        let warnings = wording::warnings(&self.words, &candidate.contact.flags);
        let label = format!("{}  {warnings}", self.named(&candidate.contact)).trim_end().to_owned();
        let detail = wording::evidence(&self.words, &candidate.evidence);
        let who = IdentifyCaller::Contact { contact: candidate.contact.id };
        (Offer::Identify(call, who), Choice { label, detail, also: String::new() })
    }

    fn merge_offer(&self, kept: ContactId, gone: &Contact) -> (Offer, Choice) {
        let label = self.words.fill("agent.identify.merge", &[("name", &self.named(gone))]);
        (Offer::Merge(kept, gone.id), Choice { label, ..Choice::default() })
    }

    /// A contact as far as it is shown: name, else number.
    pub(super) fn named(&self, contact: &Contact) -> String {
        wording::named(&self.words, contact)
    }

    fn plain_choice(&self, key: &str) -> Choice {
        Choice { label: self.words.text(key).to_owned(), ..Choice::default() }
    }

    pub(super) fn identify(
        &mut self,
        call: CallId,
        who: IdentifyCaller,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        self.ask(Waiting::Identity, Request::Identify { call, who }, now, out);
    }

    pub(super) fn merge(
        &mut self,
        kept: ContactId,
        gone: ContactId,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        let merge = MergeContact { gone, reason: self.words.text("agent.identify.merge-reason").to_owned() };
        self.ask(Waiting::Identity, Request::Merge { kept, merge }, now, out);
    }

    /// Tier and flags of the caller, each to be set or taken away.
    pub(super) fn offer_marks(&mut self, now: DateTime<Utc>) {
        let Some(contact) = self.call_case().and_then(|case| case.caller.contact.as_ref()) else {
            return self.say(Weight::Note, Say::plain("agent.toast.no-contact"), now);
        };
        let (id, tier, flags) = (contact.id, contact.tier, contact.flags.clone());
        let other = if tier == Tier::Key { Tier::Ordinary } else { Tier::Key };
        let mut offers =
            vec![self.mark_offer(id, "agent.mark.key", other == Tier::Key, other, flags.clone())];
        for flag in FLAGS {
            let mut changed: Vec<Flag> = flags.iter().copied().filter(|known| *known != flag).collect();
            let sets = changed.len() == flags.len();
            changed.extend(sets.then_some(flag));
            offers.push(self.mark_offer(id, wording::flag(flag), sets, tier, changed));
        }
        self.offer("agent.mark.title", offers);
    }

    fn mark_offer(
        &self,
        contact: ContactId,
        what: &str,
        sets: bool,
        tier: Tier,
        flags: Vec<Flag>,
    ) -> (Offer, Choice) {
        let words = &self.words;
        let (verb, reason) = match sets {
            true => ("agent.mark.set", "agent.mark.set-reason"),
            false => ("agent.mark.clear", "agent.mark.clear-reason"),
        };
        let reason = words.text(reason).to_owned();
        let label = words.fill(verb, &[("what", words.text(what))]);
        let choice = Choice { label, detail: reason.clone(), also: String::new() };
        (Offer::Mark(contact, MarkContact { tier, flags, reason }), choice)
    }

    pub(super) fn mark_contact(
        &mut self,
        contact: ContactId,
        mark: MarkContact,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        self.ask(Waiting::Identity, Request::MarkContact { contact, mark }, now, out);
    }

    /// A merge or a split that still holds can be taken back, with a reason.
    pub(super) fn offer_undo(&mut self, change: ChangeId) {
        let choice = |key| {
            let reason = self.words.text(key).to_owned();
            let label = self.words.fill("agent.identify.undo", &[("reason", &reason)]);
            (Offer::Undo(change, reason), Choice { label, ..Choice::default() })
        };
        let offers = ["agent.identify.undo-mistaken", "agent.identify.undo-told"].map(choice);
        self.offer("agent.identify.undo-title", offers.into());
    }

    pub(super) fn undo_change(
        &mut self,
        change: ChangeId,
        reason: String,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        self.ask(Waiting::Identity, Request::UndoChange { change, undo: UndoChange { reason } }, now, out);
    }

    /// Follows what the news say of who calls and who is who. Says whether callers are to be fetched anew.
    pub(super) fn follow_identity(&mut self, news: &News, out: &mut Vec<Effect>) -> bool {
        let News::Live(messages) = news else { return false };
        let mut changed = false;
        for message in messages {
            let LiveMessage::Event { recorded } = message else { continue };
            if let Event::CallerIdentified { call, contact, before, .. } = &recorded.event {
                self.is_identified(*call, *contact, *before, out);
                changed = true;
            }
            for case in &mut self.cases {
                changed |= case.caller.is_changed_by(&recorded.event);
            }
        }
        changed
    }

    /// Forms of this call that went by who it was before are for this contact now.
    fn is_identified(
        &mut self,
        call: CallId,
        contact: Option<ContactId>,
        before: Option<ContactId>,
        out: &mut Vec<Effect>,
    ) {
        let catalogue = self.desk.catalogue.as_deref();
        let cases = self.cases.iter_mut().filter(|case| case.draft.call == Some(call));
        for case in cases.filter(|case| case.draft.contact == before || case.draft.contact == contact) {
            let candidates = case.caller.candidates.take();
            case.draft.contact = contact;
            case.caller = Caller { candidates, ..Caller::new(contact) };
            if case.is_worth_keeping() {
                case.changed(catalogue, out);
            }
        }
    }

    /// A merge or a split in full.
    pub(super) fn change_lines(
        &self,
        change: &IdentityChange,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Vec<(String, String)> {
        let by = match &change.by {
            Actor::User { name } => name.clone(),
            _ => String::new(),
        };
        vec![
            self.line("agent.read.at", wording::moment(&self.words, &self.desk, at, now)),
            self.line("agent.read.agent", by),
            self.line("agent.read.state", self.words.text(wording::change(change))),
            self.line("agent.read.note", change.reason.clone()),
        ]
    }
}
