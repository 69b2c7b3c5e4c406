//! Tickets over the panes: those that the agent wrote, and those whose callers wait for a call. What lies beneath stays as it is: the form,
//! the cursor, the place in the script; and whoever rings is seen above and answered by the same key.

use chrono::{DateTime, TimeDelta, Utc};

use super::{AgentScreen, Case, Pane, Waiting, act::LAYERS, layout::Plan};
use crate::{
    api::PromiseCallback,
    domain::{CallbackId, CallbackOutcome, Contact, TicketId},
    tui::{
        desk::{Answer, DraftReport, Failure, Msg, RequestId, Say, Weight},
        effect::{Effect, Request},
        keymap::{Action, Layer},
        runtime::{Input, Spot},
        tickets::{Around, Browser, Heard, Reach},
    },
};

/// What is done with tickets on the agent's screen: for the palette there.
pub const TICKET_LAYERS: [Layer; 5] =
    [Layer::AgentTickets, Layer::Work, Layer::List, Layer::Desk, Layer::Global];

/// A call about a ticket: the callback that stands for it on the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CallAbout {
    pub ticket: TicketId,
    pub callback: CallbackId,
    /// How often nobody was reached before.
    attempts: u32,
}

impl AgentScreen {
    /// Opens the tickets where they were left, or goes back to the panes.
    pub(super) fn browse(&mut self) {
        self.layers.close_all();
        self.is_browsing = !self.is_browsing;
    }

    /// Whether tickets lie over the panes.
    pub fn is_browsing(&self) -> bool {
        self.is_browsing
    }

    /// The tickets that lie over the panes, or would.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Gives the tickets an input before the panes; what is not for them comes back.
    pub(super) fn browsed(
        &mut self,
        input: Input<Msg>,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) -> Option<Input<Msg>> {
        if let Input::Resize { columns, rows } = input {
            self.set_ticket_room(columns, rows);
            self.with_browser(out, |browser, around| browser.input(input.clone(), around, now));
        }
        if !self.is_browsing {
            return Some(input);
        }
        match input {
            Input::Act(action) if self.counts(action) => return Some(input),
            Input::Act(Action::WorkCall) => self.call_about(now, out),
            Input::Click(Spot::Run(_)) => {
                self.is_browsing = false;
                return Some(input);
            }
            Input::Act(_) | Input::Key(_) | Input::Paste(_) | Input::Click(_) | Input::Scroll { .. } => {
                match self.with_browser(out, |browser, around| browser.input(input, around, now)) {
                    Reach::Passed(Input::Act(Action::Close)) => self.is_browsing = false,
                    Reach::Passed(Input::Act(Action::ListOpen | Action::WorkAct)) => self.open_promise(),
                    _ => {}
                }
            }
            _ => return Some(input),
        }
        None
    }

    /// Does something with the tickets, which say and ask through the screen.
    pub(super) fn with_browser<T>(
        &mut self,
        out: &mut Vec<Effect>,
        what: impl FnOnce(&mut Browser, &mut Around<'_>) -> T,
    ) -> T {
        let Self { browser, desk, words, .. } = self;
        what(browser, &mut Around { desk, words, out })
    }

    fn set_ticket_room(&mut self, columns: u16, rows: u16) {
        let body = Plan::of((columns, rows)).body();
        let (width, height) = Browser::room(body.width, body.height);
        self.browser.pane_mut().set_room(width, height);
    }

    /// An answer to what the tickets asked; whether it was one.
    pub(super) fn browser_answered(
        &mut self,
        request: RequestId,
        answer: &Result<Answer, Failure>,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) -> bool {
        let heard = self.with_browser(out, |browser, around| browser.answered(request, answer, around, now));
        if let (Heard::Changed(ticket), Ok(Answer::Ticket(_))) = (heard, answer) {
            self.end_call_about(ticket, now, out);
        }
        heard != Heard::Passed
    }

    /// What was said of tickets before, and is not done, is for who opens them.
    pub(super) fn take_found_deeds(&mut self, report: &DraftReport, now: DateTime<Utc>) {
        let DraftReport::Found(drafts) = report else { return };
        let found = self.browser.pane_mut().keep_found(drafts);
        if found > 0 {
            let say = Say::plain("tickets.toast.found").with("n", found.to_string());
            self.say(Weight::Note, say.with_key("open", Action::WorkMine), now);
        }
    }

    /// What can be done about the selected promise.
    fn open_promise(&mut self) {
        if let Some(promise) = self.browser.promise() {
            let (callback, contact) = (promise.callback.id, promise.contact.clone());
            self.offer_promise(callback, contact);
        }
    }

    /// Begins a form for a caller who is to be called: who it is, the number by a reveal, and the history stand beside it.
    pub(super) fn open_caller(&mut self, contact: Contact, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.is_browsing = false;
        self.new_case(now);
        if let Some(id) = self.case().map(Case::id) {
            self.attach(id, contact, now, out);
        }
        self.pane = Pane::Call;
    }

    /// Calls whom the selected promise or the shown ticket is for; the agent's own phone rings first. For a call about a ticket a callback on
    /// the desk stands.
    fn call_about(&mut self, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if let Some(callback) = self.browser.promise().map(|promise| promise.callback.id) {
            return if self.may_call() { self.call_back(callback, now, out) } else { self.refuse_now(now) };
        }
        let Some(open) = self.browser.shown() else {
            // Nobody is called about what was not read.
            self.with_browser(out, |browser, around| browser.act(Action::ListOpen, around, now));
            return;
        };
        let (ticket, attempts, note) = (open.id, open.work.attempts, open.form.subject.clone());
        let told_by = open.work.next_due().map(|(_, due)| due);
        let Some(contact) = open.contact else {
            return self.say(Weight::Note, Say::plain("tickets.toast.no-number"), now);
        };
        if !self.may_call() {
            return self.refuse_now(now);
        }
        if let Some(about) = self.calls_about.iter().find(|about| about.ticket == ticket) {
            return self.call_back(about.callback, now, out);
        }
        let callback = CallbackId(self.desk.ids.uuid(now));
        let wait_s = self.desk.catalogue.as_ref().map_or(0, |catalogue| catalogue.callback_s);
        // The ticket stands for it in the list of whom to call, so it is not due before that.
        let due = (now + TimeDelta::seconds(i64::from(wait_s.max(60)))).max(told_by.unwrap_or(now));
        let promise = PromiseCallback { contact, call: None, ticket: Some(ticket), due, note };
        self.calls_about.push(CallAbout { ticket, callback, attempts });
        self.ringing_about = Some(callback);
        out.push(Effect::Promise { callback, promise: Box::new(promise) });
    }

    /// The desk knows of a callback that was made to call about a ticket: now it rings.
    pub(super) fn ring_about(
        &mut self,
        callback: CallbackId,
        now: DateTime<Utc>,
        out: &mut Vec<Effect>,
    ) -> bool {
        let is_it = self.ringing_about == Some(callback);
        if is_it {
            self.ringing_about = None;
            self.call_back(callback, now, out);
        }
        is_it
    }

    /// A callback for a call about a ticket is not to be had.
    pub(super) fn forget_call_about(&mut self, callback: CallbackId) {
        self.calls_about.retain(|about| about.callback != callback);
        self.ringing_about.take_if(|ringing| *ringing == callback);
    }

    /// What came of the call is on record with the ticket: the callback that stood for it is over.
    fn end_call_about(&mut self, ticket: TicketId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let Some(work) = self.browser.shown().filter(|shown| shown.id == ticket).map(|shown| &shown.work)
        else {
            return;
        };
        let outcome = if work.reached { CallbackOutcome::Reached } else { CallbackOutcome::NotReached };
        let is_over =
            |about: &CallAbout| about.ticket == ticket && (work.reached || work.attempts > about.attempts);
        let Some(place) = self.calls_about.iter().position(is_over) else { return };
        let callback = self.calls_about.swap_remove(place).callback;
        let finish = crate::api::FinishCallback { outcome };
        self.ask(Waiting::Finish(callback), Request::Finish { callback, finish }, now, out);
    }

    /// The keys that help and palette tell of now.
    pub(super) fn help_layers(&self) -> Vec<Layer> {
        if self.is_browsing { TICKET_LAYERS.to_vec() } else { LAYERS.to_vec() }
    }
}
