//! The matters in hand: one for each call, and for tickets without a call. None is thrown away while it is worth keeping.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case, Pane, Waiting, history};
use crate::{
    domain::{CallId, Catalogue, Draft, DraftId},
    tui::{
        desk::{DraftReport, Say, Weight},
        effect::{Effect, Request},
    },
};

impl AgentScreen {
    /// The case in the ticket pane.
    pub fn case(&self) -> Option<&Case> {
        self.cases.get(self.at?)
    }

    pub(super) fn case_mut(&mut self) -> Option<&mut Case> {
        self.cases.get_mut(self.at?)
    }

    /// All matters in hand, the oldest first.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The case of the call in hand, whose caller the call pane shows; without a call, the case in the ticket pane.
    pub fn call_case(&self) -> Option<&Case> {
        match self.desk.my_call() {
            Some(call) => self.cases.iter().rev().find(|case| case.draft.call == Some(call.id)),
            None => self.case(),
        }
    }

    pub(super) fn case_of(&mut self, id: DraftId) -> Option<&mut Case> {
        self.cases.iter_mut().find(|case| case.id() == id)
    }

    /// Where the case of a call is; it is made if there is none.
    pub(super) fn case_for_call(&mut self, call: CallId, now: DateTime<Utc>, out: &mut Vec<Effect>) -> usize {
        if let Some(place) = self.cases.iter().rposition(|case| case.draft.call == Some(call)) {
            return place;
        }
        let id = DraftId(self.desk.ids.uuid(now));
        self.cases.push(Case::new(id, now, self.desk.floor.calls.get(&call)));
        self.fetch_caller(self.cases.len() - 1, now, out);
        self.cases.len() - 1
    }

    /// Begins another ticket: for the call in hand if there is one.
    pub(super) fn new_case(&mut self, now: DateTime<Utc>) {
        let id = DraftId(self.desk.ids.uuid(now));
        let mut case = Case::new(id, now, self.desk.my_call());
        if let Some(known) = self.call_case().filter(|known| known.draft.call == case.draft.call) {
            case.caller = known.caller.clone();
            case.draft.contact = known.contact();
            case.draft.marks.clone_from(&known.draft.marks);
            case.draft.form.blanks = case.blanks();
        }
        self.cases.push(case);
        self.show_case(self.cases.len() - 1);
        self.pane = Pane::Ticket;
    }

    /// Puts a case into the ticket pane. One that holds nothing is gone when it is left.
    pub(super) fn show_case(&mut self, place: usize) {
        let shown = self.cases[place].id();
        self.cases[place].is_unseen = false;
        self.at = Some(place);
        self.tidy(Some(shown));
    }

    /// Forgets cases that hold nothing and belong to no call in hand, but for the one that is shown and those not looked at yet.
    pub(super) fn tidy(&mut self, shown: Option<DraftId>) {
        let call = self.desk.my_call().map(|call| call.id);
        let (kept, gone) = std::mem::take(&mut self.cases).into_iter().partition(|case| {
            let in_hand = call.is_some() && case.draft.call == call;
            in_hand || case.is_worth_keeping() || case.is_unseen || Some(case.id()) == shown
        });
        self.cases = kept;
        let gone: Vec<Case> = gone;
        // A place in the script may be all that was kept of it.
        self.forgotten
            .extend(gone.iter().filter(|case| case.is_open() && case.kept.changes > 0).map(Case::id));
        self.at = shown.and_then(|id| self.cases.iter().position(|case| case.id() == id));
    }

    /// Fetches what is not known yet of a case's caller, or who it may be.
    pub(super) fn fetch_caller(&mut self, place: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(case) = self.cases.get(place) else { return };
        let (id, Some(contact)) = (case.id(), case.contact()) else {
            return self.fetch_candidates(place, now, out);
        };
        if case.caller.contact.is_none() && !self.is_waiting_for(&Waiting::Contact(id)) {
            self.ask(Waiting::Contact(id), Request::Contact(contact), now, out);
        }
        if !self.cases[place].caller.history.begun {
            self.fetch_history(place, now, out);
        }
    }

    /// Fetches the next page of a case's history, if there is one and it is not under way.
    pub(super) fn fetch_history(&mut self, place: usize, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(case) = self.cases.get(place) else { return };
        let (id, Some(contact)) = (case.id(), case.contact()) else { return };
        let history = &case.caller.history;
        let done = history.begun && history.next.is_none();
        if done || self.is_waiting_for(&Waiting::History(id)) {
            return;
        }
        let request = Request::History { contact, before: history.next.clone(), limit: history::PAGE };
        self.ask(Waiting::History(id), request, now, out);
    }

    pub(super) fn is_waiting_for(&self, what: &Waiting) -> bool {
        self.waiting.any(|waiting| waiting == what)
    }

    /// Throws a draft away, here and on disk. A ticket that was being amended beside its call stays, as it was submitted.
    pub(super) fn discard(&mut self, id: DraftId, out: &mut Vec<Effect>) {
        out.push(Effect::DropDraft(id));
        if self.case_of(id).is_some_and(Case::close_again) {
            return;
        }
        self.cases.retain(|case| case.id() != id);
        self.at = None;
    }

    /// Takes a change of the shown form: to disk, and to what is shown of it.
    pub(super) fn form_changed(&mut self, out: &mut Vec<Effect>) {
        let Some(place) = self.at else { return };
        let catalogue: Option<&Catalogue> = self.desk.catalogue.as_deref();
        self.cases[place].changed(catalogue, out);
    }

    /// Counts the deadline of the shown form anew.
    pub(super) fn settle_deadline(&mut self, now: DateTime<Utc>) {
        let (Some(place), Some(catalogue)) = (self.at, self.desk.catalogue.as_deref()) else { return };
        let case = &mut self.cases[place];
        let form = &case.draft.form;
        let allowance = catalogue.allowance(form.category.as_ref(), form.priority());
        case.deadline = allowance.and_then(|allowance| catalogue.calendar.deadline(now, allowance));
    }

    /// Takes a report about drafts on this machine.
    pub(super) fn drafts(&mut self, report: DraftReport, now: DateTime<Utc>) {
        match report {
            DraftReport::Found(drafts) => self.take_found(drafts, now),
            DraftReport::Saved { draft, change } => {
                if let Some(case) = self.case_of(draft) {
                    case.kept.saved = case.kept.saved.max(change);
                    case.kept.trouble = None;
                }
            }
            DraftReport::Failed { draft, why } => {
                let known = self.case_of(draft).map(|case| case.kept.trouble.replace(why));
                if known == Some(None) {
                    self.say(Weight::Bad, Say::disk(why), now);
                }
            }
        }
    }

    fn take_found(&mut self, drafts: Vec<Draft>, now: DateTime<Utc>) {
        let mut found = 0;
        // What is about to be done to a ticket is for who looks at that ticket.
        for draft in drafts.into_iter().filter(|draft| draft.deed.is_none()) {
            if self.case_of(draft.id).is_none() {
                self.cases.push(Case::found(draft));
                found += 1;
            }
        }
        if found > 0 {
            let count = found.to_string();
            self.say(Weight::Note, Say::plain("agent.toast.found").with("count", count), now);
        }
    }
}
