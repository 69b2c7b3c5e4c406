//! What was said and is not done: kept here and on disk until it is sent or thrown away.

use chrono::{DateTime, Utc};

use super::{Around, Offer, TicketPane};
use crate::{
    domain::{DeedKind, Draft, DraftId, TicketId, VerbId},
    tui::{
        desk::{DraftReport, Say, Weight},
        keymap::Action,
        layers::Overlay,
        tickets::{
            deed::{What, evidence::base},
            names::Names,
        },
        widgets::{Choice, Picker},
    },
};

impl TicketPane {
    /// Takes what is told of drafts on this machine.
    pub fn drafts(&mut self, report: DraftReport, around: &mut Around<'_>, now: DateTime<Utc>) {
        match report {
            DraftReport::Found(drafts) => {
                let found = self.keep_found(&drafts);
                if found > 0 {
                    let say = Say::plain("tickets.toast.found").with("n", found.to_string());
                    around.say(Weight::Note, say.with_key("open", Action::TicketDrafts), now);
                }
            }
            DraftReport::Failed { why, .. } => around.say(Weight::Bad, Say::disk(why), now),
            DraftReport::Saved { .. } => {}
        }
    }

    /// Keeps what was said before and is not done; gives how much that is.
    pub fn keep_found(&mut self, drafts: &[Draft]) -> usize {
        let before = self.kept.len();
        self.kept.extend(drafts.iter().filter(|draft| draft.deed.is_some()).cloned());
        self.kept.len() - before
    }

    /// Closes what is being said; what was typed stays, and what is on its way until it is known what became of it.
    pub(super) fn put_aside(&mut self) {
        let Some(deed) = self.deed.take() else { return };
        let is_on_its_way = deed.is_sending && deed.what.kind().is_some();
        if deed.is_worth_keeping() || is_on_its_way {
            self.kept.push(deed.draft());
        }
    }

    /// What was said and put aside, if it is this.
    pub(super) fn take_aside(&mut self, id: DraftId) -> Option<Draft> {
        let place = self.kept.iter().position(|draft| draft.id == id)?;
        Some(self.kept.swap_remove(place))
    }

    /// What was said of the same before, if anything was.
    pub(super) fn take_kept(&mut self, ticket: TicketId, verb: &VerbId, what: &What) -> Option<Draft> {
        let kind = what.kind()?;
        let is_it = |draft: &Draft| {
            let deed = draft.deed.as_ref();
            deed.is_some_and(|deed| deed.ticket == ticket && deed.asked.verb == *verb && deed.kind == kind)
        };
        let place = self.kept.iter().position(is_it)?;
        Some(self.kept.swap_remove(place))
    }

    /// Opens the list of what was said and is not done.
    pub(super) fn offer_drafts(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        if self.kept.is_empty() {
            return around.say(Weight::Note, Say::plain("tickets.toast.no-drafts"), now);
        }
        let choice = |draft: &Draft| {
            let deed = draft.deed.as_ref()?;
            let verb = Names::with_verb(around.desk, &deed.asked.verb).verb(&deed.asked.verb);
            let (words, number) = (around.words, deed.number.as_str());
            let what = match deed.kind {
                DeedKind::Verb => format!("{number} {verb}"),
                DeedKind::Refusal => {
                    words.fill("tickets.deed.refusal", &[("verb", verb), ("number", number)])
                }
                DeedKind::Files => format!("{number} {}", words.text("tickets.menu.attach")),
                DeedKind::Amend => format!("{number} {}", words.text("tickets.menu.amend")),
            };
            let files = deed.proofs.iter().map(|proof| base(&proof.path));
            let said = [what.as_str(), &deed.asked.text].into_iter().chain(files);
            let label = said.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            Some(Choice { label, detail: String::new(), also: String::new() })
        };
        let choices: Vec<Choice> = self.kept.iter().filter_map(choice).collect();
        let offers = (0..choices.len()).map(Offer::Draft).collect();
        let title = around.words.text("tickets.choose.draft");
        self.open_list(offers, Overlay::Picker(Picker::new(title, choices)));
    }

    /// Goes on with what was said: shows its ticket, and asks for the verb again.
    pub(super) fn go_on(&mut self, place: usize, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(deed) = self.kept.get(place).and_then(|draft| draft.deed.clone()) else { return };
        self.show(deed.ticket, None);
        self.resume = Some((deed.kind, deed.asked.verb));
        if self.ticket().is_some() {
            self.resume(around, now);
        }
    }

    /// Goes on with what was asked for, now that the ticket is here.
    pub(super) fn resume(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some((kind, verb)) = self.resume.take() else { return };
        let Some(ticket) = self.ticket().cloned() else { return };
        match kind {
            DeedKind::Verb => self.begin(&verb, around, now),
            DeedKind::Refusal => self.refuse(&ticket, around, now),
            DeedKind::Files => self.begin_files(&ticket, around, now),
            DeedKind::Amend => self.amend(around, now),
        }
    }
}
