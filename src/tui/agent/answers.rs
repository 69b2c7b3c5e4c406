//! Answers to what the screen asked. An answer that nobody waits for any more is stale and changes nothing.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Waiting, amend::Whereabouts, identity::Then};
use crate::{
    api::{Code, Revealed, StateAnswer},
    domain::{DraftId, SecretField},
    tui::{
        desk::{Answer, Failure, RequestId, Say, Weight},
        effect::{Effect, Request},
    },
};

impl AgentScreen {
    pub(super) fn answer(
        &mut self,
        request: RequestId,
        answer: Result<Answer, Failure>,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) {
        if self.browser_answered(request, &answer, now, out) {
            return;
        }
        let Some(what) = self.waiting.take(request) else { return };
        match answer {
            Ok(answer) => self.answered_well(what, answer, now, out),
            Err(Failure::Away) if matches!(what, Waiting::Mark(..)) => self.unsent.push((request, what)),
            Err(failure) => match what {
                Waiting::Amend(id) => self.not_amended(id, &failure, now, out),
                what => self.failed(&what, &failure, now),
            },
        }
    }

    fn answered_well(&mut self, what: Waiting, answer: Answer, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match (what, answer) {
            (Waiting::Contact(id), Answer::Contact(contact)) => {
                if let Some(case) = self.case_of(id) {
                    case.caller.contact = Some(*contact);
                }
            }
            (Waiting::History(id), Answer::History(page)) => {
                if let Some(case) = self.case_of(id) {
                    case.caller.history.add_page(page);
                }
            }
            (Waiting::Reveal(id, field), Answer::Revealed(revealed)) => {
                self.revealed(id, field, revealed, out)
            }
            (Waiting::State, Answer::State(StateAnswer::AfterCall)) => {
                self.say(Weight::Good, Say::plain("agent.toast.after-call"), now);
            }
            (Waiting::Candidates(id, then), Answer::Candidates(found)) => {
                self.take_candidates(id, then, found)
            }
            (Waiting::Similar(id), Answer::Similar(found)) => self.take_similar(id, found),
            (Waiting::Kin(done), Answer::Ticket(_)) => self.say(Weight::Good, done, now),
            (Waiting::Find(sought), Answer::Contacts(page)) => self.found(&sought, page),
            (Waiting::Reread(_, asked_at), Answer::Ticket(ticket)) => {
                self.take_reread(*ticket, asked_at, now, out)
            }
            (Waiting::Amend(id), Answer::Ticket(ticket)) => self.amended(id, *ticket, now, out),
            (Waiting::Conflict(id), Answer::Ticket(ticket)) => self.take_conflict(id, *ticket, out),
            // The other answers say only that it was done; what was done comes as an event.
            _ => {}
        }
    }

    /// What was revealed goes where the form has nothing yet: that is what it is looked up for.
    fn revealed(&mut self, id: DraftId, field: SecretField, revealed: Revealed, out: &mut Vec<Effect>) {
        let first = revealed.values.0.first().cloned();
        let shown = self.case().map(|case| case.id()) == Some(id);
        let Some(case) = self.case_of(id) else { return };
        case.caller.reveal(field, revealed);
        let form = &case.draft.form;
        let empty = match field {
            SecretField::Name => form.contact_name.is_empty(),
            SecretField::Numbers => form.contact_number.is_empty(),
        };
        let Some(value) = first.filter(|_| empty && shown && case.is_open()) else { return };
        case.refill(|form| match field {
            SecretField::Name => form.contact_name = value,
            SecretField::Numbers => form.contact_number = value,
        });
        self.form_changed(out);
    }

    /// What the agent did not ask for by a key fails quietly: it is fetched again when the server is back.
    fn failed(&mut self, what: &Waiting, failure: &Failure, now: DateTime<Utc>) {
        if let Waiting::Find(sought) = what {
            self.not_found(sought);
        }
        let quiet =
            matches!(what, Waiting::Contact(_) | Waiting::History(_) | Waiting::Candidates(_, Then::Show));
        // A callback that is not there any more is finished, as was asked: the desk itself finishes it when its ticket's caller was told.
        let is_done = matches!(what, Waiting::Finish(_)) && failure.code() == Some(Code::NotFound);
        let never = is_done || matches!(what, Waiting::Similar(_));
        if !never && (!quiet || *failure != Failure::Away) {
            self.say(Weight::Bad, Say::failure(failure), now);
        }
    }

    /// Sends again the marks that the server could not hear, under their own keys, so that none is written twice.
    pub(super) fn send_marks_again(&mut self, out: &mut Vec<Effect>) {
        for (id, what) in std::mem::take(&mut self.unsent) {
            if let Waiting::Mark(call, mark) = &what {
                let request = Request::Mark { call: *call, mark: mark.clone() };
                out.push(self.waiting.ask_again(id, what, request));
            }
        }
    }
}

impl Waiting {
    /// A draft has got another id.
    pub(super) fn rename(&mut self, old: DraftId, new: DraftId) {
        match self {
            Self::Contact(id)
            | Self::History(id)
            | Self::Reveal(id, _)
            | Self::Candidates(id, _)
            | Self::Amend(id)
            | Self::Conflict(id)
            | Self::Similar(id)
            | Self::Reread(_, Whereabouts { case: Some(id), .. })
                if *id == old =>
            {
                *id = new;
            }
            _ => {}
        }
    }
}
