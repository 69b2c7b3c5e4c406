//! From a form to a ticket: what is missing is shown and gets the cursor; what is complete goes into the outbox.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Pane, Standing, history::Known, view::wording};
use crate::{
    api::{Code, Problem, SubmitTicket},
    domain::{CallbackId, DraftId, FormField, FormTrouble, ScriptMarks, Ticket},
    tui::{
        desk::{OutboxReport, Say, Weight, code_key},
        effect::Effect,
    },
};

/// Sentences about a form that are not true any more once it is sent again.
const SETTLED: [&str; 5] = [
    "agent.toast.missing",
    "agent.toast.unfilled",
    "agent.toast.unsent",
    "agent.toast.amending",
    "agent.toast.amend-away",
];

impl AgentScreen {
    /// Submits the shown form. What was said of it before is settled by that.
    pub(super) fn submit(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.desk.toasts.retract(&SETTLED);
        let Some(case) = self.case().filter(|case| case.is_open()) else {
            return self.say(Weight::Note, Say::plain("agent.toast.nothing-to-submit"), now);
        };
        let Some(catalogue) = self.desk.catalogue.as_deref() else {
            return self.say_no_catalogue(now);
        };
        let mut troubles = case.draft.form.troubles(catalogue);
        troubles.extend(self.missing_blanks(case));
        if !troubles.is_empty() {
            return self.refuse(case.id(), troubles, now, out);
        }
        if let Some(amended) = case.draft.amends.clone() {
            return self.submit_amendment(amended, now, out);
        }
        let form = case.draft.form.clone().cleaned();
        let submission = SubmitTicket {
            draft: case.id(),
            call: case.draft.call,
            contact: case.contact(),
            script: case.marks().map(ScriptMarks::way),
            priority: form.priority(),
            then: self.following(case),
            form,
        };
        if let Some(case) = self.case_mut() {
            case.standing = Standing::Sending;
            case.troubles.clear();
            case.blank = None;
        }
        out.push(Effect::Submit(Box::new(submission)));
    }

    /// Marks what is missing, and puts the cursor into the first of it.
    fn refuse(&mut self, id: DraftId, troubles: Vec<FormTrouble>, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let what = self.missing_names(id, &troubles);
        let first = troubles.first().map(|trouble| trouble.field);
        if let Some(case) = self.case_of(id) {
            case.troubles = troubles;
        }
        self.say(Weight::Bad, Say::plain("agent.toast.missing").with("what", what), now);
        match first {
            Some(FormField::Blanks) => {
                self.pane = Pane::Script;
                self.go_to_missing_blank(now, out);
            }
            Some(field) => {
                self.pane = Pane::Ticket;
                if let Some(case) = self.case_mut() {
                    case.go_to(field);
                }
            }
            None => {}
        }
    }

    /// The names of fields that are not as they must be, and of the script's blanks.
    fn missing_names(&self, id: DraftId, troubles: &[FormTrouble]) -> String {
        let case = self.cases.iter().find(|case| case.id() == id);
        let name = |trouble: &FormTrouble| match (trouble.field, case) {
            (FormField::Blanks, Some(case)) => {
                let blanks = self.unfilled_names(case);
                self.words.fill("agent.missing.blanks", &[("blanks", &blanks)])
            }
            (field, _) => self.words.text(wording::field(field)).to_owned(),
        };
        troubles.iter().map(name).collect::<Vec<_>>().join(self.words.text("unit.comma"))
    }

    /// Takes a report about forms and promises on their way.
    pub(super) fn outbox(&mut self, report: OutboxReport, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match report {
            OutboxReport::Waiting { draft } => {
                if let Some(case) = self.case_of(draft) {
                    case.kept.saved = case.kept.changes;
                }
            }
            OutboxReport::Taken { ticket } => {
                self.say_followed(&ticket, now);
                self.taken(*ticket, now);
            }
            OutboxReport::Refused { draft, problem } => self.sent_back(draft, problem, now),
            OutboxReport::Failed { draft, why } => {
                if let Some(case) = self.case_of(draft) {
                    case.standing = Standing::Typing;
                    case.kept.trouble = Some(why);
                }
                self.say(Weight::Bad, Say::disk(why), now);
            }
            OutboxReport::PromiseWaiting { callback } => self.promise_waits(callback, now),
            OutboxReport::Promised { callback } => {
                self.promise_is_over(callback.id);
                if self.ring_about(callback.id, now, out) {
                    return;
                }
                let due = self.words.time(&self.desk.local(callback.due));
                self.say(Weight::Good, Say::plain("agent.toast.promised").with("due", due), now);
            }
            OutboxReport::PromiseRefused { callback, problem } => {
                self.promise_is_over(callback);
                self.forget_call_about(callback);
                self.say(Weight::Bad, Say::plain(code_key(problem.code)), now);
            }
            OutboxReport::PromiseFailed { callback, why } => {
                self.promise_is_over(callback);
                self.forget_call_about(callback);
                self.say(Weight::Bad, Say::disk(why), now);
            }
        }
    }

    /// A promise is safe here. The server may have been quicker, and then that was said.
    fn promise_waits(&mut self, callback: CallbackId, now: DateTime<Utc>) {
        if self.promises.contains_key(&callback) {
            self.say(Weight::Note, Say::plain("agent.toast.promise-kept"), now);
        }
    }

    /// A promise is not on its way any more.
    fn promise_is_over(&mut self, callback: CallbackId) {
        self.promises.remove(&callback);
        if self.promises.is_empty() {
            self.desk.toasts.retract(&["agent.toast.promise-kept"]);
        }
    }

    /// Forms and promises that the server does not have yet.
    pub(super) fn unsent(&self) -> usize {
        let forms = self.cases.iter().filter(|case| case.standing == Standing::Sending).count();
        forms + self.promises.len()
    }

    fn taken(&mut self, ticket: Ticket, now: DateTime<Utc>) {
        let skipped = self.cases.iter().find(|case| case.id().0 == ticket.id.0);
        let skipped = skipped.map(|case| self.unsaid_names(case)).unwrap_or_default();
        let (weight, key) = match skipped.is_empty() {
            true => (Weight::Good, "agent.toast.ticket"),
            false => (Weight::Bad, "agent.toast.ticket-unsaid"),
        };
        let say = Say::plain(key).with("number", ticket.number.as_str()).with("steps", skipped);
        self.say(weight, say, now);
        let contact = ticket.contact;
        for case in self.cases.iter_mut().filter(|case| contact.is_some() && case.contact() == contact) {
            case.caller.history.add_ticket(&ticket, Known::Whole);
        }
        let draft = DraftId(ticket.id.0);
        if let Some(case) = self.case_of(draft) {
            case.standing = Standing::Taken(Box::new(ticket));
        }
        let shown = self.case().map(|case| case.id());
        self.tidy(shown);
    }

    /// The server will not have it: it is a draft again, with the fields marked that the server named.
    fn sent_back(&mut self, draft: DraftId, problem: Problem, now: DateTime<Utc>) {
        let first = problem.fields.first().map(|trouble| trouble.field);
        self.say(Weight::Bad, Say::plain(code_key(problem.code)), now);
        let shown = self.case().map(|case| case.id());
        let Some(case) = self.case_of(draft) else { return };
        case.standing = Standing::Typing;
        case.troubles = problem.fields;
        let field = first.filter(|field| *field != FormField::Blanks && problem.code == Code::InvalidForm);
        if let Some(field) = field.filter(|_| shown == Some(draft)) {
            case.go_to(field);
        }
    }
}
