//! What the server answers: the parts of a ticket, and what became of what was to be done.

use chrono::{DateTime, Utc};

use super::{Around, Asked, TicketPane};
use crate::{
    api::Code,
    domain::{DeedKind, Draft, DraftId, Locale, Ticket, TicketId, lifecycle},
    tui::{
        desk::{Answer, Failure, RequestId, Say, Weight, code_key},
        effect::{Effect, Request},
        tickets::{names::Names, open_ticket::Part},
    },
};

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was not for the ticket.
    Passed,
    /// It was.
    Taken,
    /// It was, and a ticket is another now: lists that show it are stale.
    Changed(TicketId),
}

impl TicketPane {
    /// Takes an answer, if it is one to the pane.
    pub fn answered(
        &mut self,
        request: RequestId,
        answer: &Result<Answer, Failure>,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) -> Heard {
        let Some(asked) = self.asked.take(request) else { return Heard::Passed };
        match (asked, answer.clone()) {
            (Asked::Part(id, part), Ok(answer)) => self.take_part(id, part, answer, around, now),
            (Asked::Part(id, Part::Ticket), Err(failure)) => self.not_read(id, failure),
            (Asked::Deed(id, said), Ok(Answer::Ticket(ticket))) => {
                let unsolved = self.done(said, &ticket, around, now);
                self.take_ticket(*ticket, around, now);
                if let Some(said) = unsolved {
                    self.offer_redo(&said, around, now);
                }
                return Heard::Changed(id);
            }
            (Asked::Approval(id), Ok(Answer::Ticket(ticket))) => {
                let say = Say::plain("tickets.toast.approved").with("number", ticket.number.as_str());
                around.say(Weight::Good, say, now);
                self.take_ticket(*ticket, around, now);
                return Heard::Changed(id);
            }
            (Asked::Deed(_, said), Err(failure)) => {
                self.not_done(said, &failure, around, now);
                self.not_amended(said, &failure, around, now);
            }
            (Asked::ConflictEvents(id, said), answer) => {
                if let Ok(events @ Answer::Events(_)) = answer {
                    self.take_part(id, Part::Events, events, around, now);
                }
                self.ask(Asked::Conflict(said), Request::Ticket(id), around, now);
            }
            (Asked::Conflict(said), Ok(Answer::Ticket(ticket))) => {
                self.take_theirs(said, &ticket, around, now);
                self.take_ticket(*ticket, around, now);
            }
            (asked @ (Asked::Path(..) | Asked::Attach(_) | Asked::Save(_)), answer) => {
                self.take_file_answer(asked, answer, around, now);
            }
            (Asked::Mothers(_), Ok(Answer::Tickets(page))) => self.offer_mothers(page, around),
            (Asked::SoughtMothers(_), Ok(Answer::Tickets(page))) => self.take_mothers(page, around),
            (
                Asked::Approval(_) | Asked::Mothers(_) | Asked::SoughtMothers(_) | Asked::Conflict(_),
                Err(failure),
            ) => {
                self.no_mothers();
                around.say(Weight::Bad, Say::failure(&failure), now);
                self.reread(&failure);
            }
            (Asked::Part(..), Err(_)) | (_, Ok(_)) => {}
        }
        Heard::Taken
    }

    fn take_part(
        &mut self,
        id: TicketId,
        part: Part,
        answer: Answer,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) {
        let Some(open) = self.open.as_mut().filter(|open| open.id == id) else { return };
        match (part, answer) {
            (Part::Ticket, Answer::Ticket(ticket)) => self.take_ticket(*ticket, around, now),
            (Part::Mother, Answer::Ticket(mother)) => open.mother = Some(mother),
            (Part::Events, Answer::Events(events)) => open.events = events,
            (Part::Followers, Answer::Tickets(page)) => open.followers = page.items,
            (Part::Lookers, Answer::Lookers(lookers)) => open.lookers = lookers,
            (Part::Files, Answer::Attachments(files)) => open.files = files,
            _ => {}
        }
    }

    /// The ticket is here, or is another now.
    fn take_ticket(&mut self, ticket: Ticket, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(open) = &mut self.open else { return };
        let id = open.id;
        if let Some(mother) = open.take(ticket) {
            self.ask(Asked::Part(id, Part::Mother), Request::Ticket(mother), around, now);
        }
        self.resume(around, now);
        if let Some(then) = self.then.take() {
            self.act(then, around, now);
        }
    }

    fn not_read(&mut self, id: TicketId, failure: Failure) {
        if let Some(open) = self.open.as_mut().filter(|open| open.id == id && open.ticket.is_none()) {
            open.failure = Some(failure);
        }
    }

    /// What was said is done, or asked for, also where it was put aside meanwhile: nothing has to be kept any more. Gives what was said of a
    /// call after which it is not solved.
    fn done(
        &mut self,
        id: DraftId,
        ticket: &Ticket,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) -> Option<lifecycle::Asked> {
        let unsolved = self.deed_of(id).and_then(|deed| deed.unsolved());
        let said = self.take_deed(id, around, now).or_else(|| self.take_aside(id))?;
        around.out.push(Effect::DropDraft(id));
        if let Some(open) = self.open.as_mut().filter(|open| open.id == ticket.id) {
            open.stale();
        }
        let deed = said.deed?;
        let verb = Names::of(around.desk, &ticket.work).verb(&deed.asked.verb).to_owned();
        let pending = ticket.work.pending.as_ref();
        let waits = pending.filter(|pending| pending.asked.verb == deed.asked.verb);
        let say = match (deed.kind, waits) {
            (DeedKind::Refusal, _) => Say::plain("tickets.toast.refused"),
            (DeedKind::Files, _) => return None,
            (DeedKind::Amend, _) => {
                Say::plain("agent.toast.amended").with("version", ticket.version.to_string())
            }
            (DeedKind::Verb, Some(pending)) => {
                let who = around.words.text(crate::tui::tickets::names::duty(pending.approver));
                Say::plain("tickets.toast.asked").with("who", who)
            }
            (DeedKind::Verb, None) => Say::plain("tickets.toast.done"),
        };
        around.say(Weight::Good, say.with("verb", verb).with("number", ticket.number.as_str()), now);
        unsolved
    }

    /// What is being said, if it is this. What was typed after it was sent, put aside and taken up again, is something new, and stays.
    fn take_deed(&mut self, id: DraftId, around: &mut Around<'_>, now: DateTime<Utc>) -> Option<Draft> {
        let mut deed = self.deed.take_if(|deed| deed.id == id)?;
        let said = deed.draft();
        if deed.is_typed_on() {
            deed.id = DraftId(around.desk.ids.uuid(now));
            self.deed = Some(deed);
            self.keep(around);
        }
        Some(said)
    }

    /// The server did not take it: what was said stays, with the reason. What was put aside meanwhile can be sent again from there.
    pub(super) fn not_done(
        &mut self,
        id: DraftId,
        failure: &Failure,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) {
        let words = around.words;
        let trouble = match failure {
            Failure::Away => words.text("tickets.trouble.away").to_owned(),
            Failure::Disk => words.text("tickets.file.gone").to_owned(),
            Failure::Refused(problem) if problem.code == Code::StaleVersion => {
                words.text("tickets.trouble.stale").to_owned()
            }
            // In English the server says it itself, and says more.
            Failure::Refused(problem) if words.locale == Locale::En && !problem.detail.is_empty() => {
                problem.detail.clone()
            }
            Failure::Refused(problem) => words.text(code_key(problem.code)).to_owned(),
        };
        match self.deed_of(id) {
            Some(deed) => {
                deed.cannot_be_sent(trouble, None);
                // What was refused is not done; said again, it is something new.
                if matches!(failure, Failure::Refused(_)) {
                    deed.refused();
                }
            }
            None => around.say(Weight::Bad, Say::failure(failure), now),
        }
        self.reread(failure);
    }

    /// Somebody was quicker: the ticket is read as it is now.
    fn reread(&mut self, failure: &Failure) {
        if let (Failure::Refused(_), Some(open)) = (failure, &mut self.open) {
            open.stale();
        }
    }
}
