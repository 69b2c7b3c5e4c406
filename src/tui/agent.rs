//! The agent's screen: queue, call, script, ticket, me.
//!
//! ```text
//!  what comes in            what it changes                          what goes out
//!  ─────────────            ───────────────                          ─────────────
//!  keys, clicks ──▶ act ─▶ cases (form, script, caller) ─▶ SaveDraft, Submit, Ask(…)
//!  desk's news  ──▶ news ─▶ desk, queue's order, my call  ─▶ Ask(contact, history), Notify
//!  answers      ──▶ answers ─▶ caller, toasts             ─▶ (nothing)
//! ```
//!
//! An agent in the middle of a call looks at the caller, the script and the ticket: nothing there moves because something
//! arrives. A call that rings changes colour and sound, not the place of what is being typed. Each call has a case of its
//! own, so that no form is ever overwritten.
//!
//! Pure: no clock, no I/O, no randomness. It must not know the client.

mod act;
mod amend;
mod answers;
mod asking;
mod callback;
mod calling;
mod case;
mod cases;
mod context;
pub(in crate::tui) mod fields;
mod find;
mod history;
mod identity;
mod keys;
mod kin;
mod layout;
mod leave;
mod lists;
mod news;
mod next_step;
mod offers;
mod queue;
mod reader;
mod recording;
mod refused;
mod script;
mod shift;
mod skipped;
mod split;
mod submit;
mod tickets;
mod view;

pub(in crate::tui) use view::wording;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use case::{Case, Standing};
use identity::Then;
pub use next_step::NextStep;

use super::{
    desk::{Awaited, Desk, Msg, RequestId, Say, Weight},
    effect::{Effect, Request},
    layers::{Layers, Outcome},
    runtime::{Canvas, Focus, Input, Look, Pace, Screen},
    tickets::{Browser, TicketSeat},
    words::Words,
};
use crate::{
    api::{CallAction, ScriptMark},
    domain::{CallId, CallbackId, DraftId, SecretField, TicketId},
};
use amend::Whereabouts;
use callback::Promise;
use kin::Typed;
use layout::Plan;
use offers::Offer;
use queue::Queue;
use shift::Shift;
use tickets::CallAbout;

/// The agent's screen, empty until its first messages.
pub fn agent_screen(words: Words) -> AgentScreen {
    AgentScreen {
        words,
        desk: Desk::default(),
        pane: Pane::Queue,
        size: (0, 0),
        queue: Queue::default(),
        queue_changed: false,
        shift: Shift::default(),
        cases: Vec::new(),
        at: None,
        waiting: Awaited::default(),
        unsent: Vec::new(),
        promises: BTreeMap::new(),
        warned: None,
        acted: None,
        forgotten: Vec::new(),
        layers: Layers::default(),
        offers: Vec::new(),
        number: 0,
        browser: Browser::new(TicketSeat::Agent),
        is_browsing: false,
        calls_about: Vec::new(),
        ringing_about: None,
        finished: false,
    }
}

/// The agent's screen.
#[derive(Debug)]
pub struct AgentScreen {
    words: Words,
    /// The server's mirror.
    pub desk: Desk,
    /// The pane that has the focus.
    pub pane: Pane,
    /// Columns and rows of the terminal.
    size: (u16, u16),
    queue: Queue,
    queue_changed: bool,
    shift: Shift,
    /// Matters in hand: the oldest first.
    cases: Vec<Case>,
    /// The case in the ticket pane.
    at: Option<usize>,
    waiting: Awaited<Waiting>,
    /// Marks that the server could not hear.
    unsent: Vec<(RequestId, Waiting)>,
    /// Promises that the server does not have yet.
    promises: BTreeMap<CallbackId, Promise>,
    /// The call in whose wrap-up it was said that its form is not sent.
    warned: Option<CallId>,
    /// The call that something was asked about last.
    acted: Option<CallId>,
    /// Drafts that are of no use any more and are still on disk.
    forgotten: Vec<DraftId>,
    layers: Layers<Over>,
    /// What the choices of the open list stand for.
    offers: Vec<Offer>,
    /// The selected number of the pane Me.
    number: usize,
    /// Tickets, which lie over the panes while the agent looks at them.
    browser: Browser,
    is_browsing: bool,
    /// Calls about tickets whose outcome is not on record yet.
    calls_about: Vec<CallAbout>,
    /// The one of them that is to ring as soon as the desk knows of it.
    ringing_about: Option<CallbackId>,
    finished: bool,
}

/// A pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// Who waits.
    Queue,
    /// The call in hand, its caller and history.
    Call,
    /// What to say.
    Script,
    /// The form.
    Ticket,
    /// My state and numbers.
    Me,
}

impl Pane {
    /// All panes, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Queue, Self::Call, Self::Script, Self::Ticket, Self::Me];
}

/// What lies over the panes. At most one of them is a list: another one takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// A list; what its choices stand for is in `offers`.
    List,
    /// A list about this case, of no use once another is shown.
    CaseList(DraftId),
    /// Where to hand the call on to.
    Transfer,
    /// The caller of this case is looked for.
    Find(DraftId),
    /// This ticket of the past, in full.
    Ticket(TicketId),
    /// Commands, keys, or something to read: nothing follows from closing it.
    Reading,
    /// Whether to throw this draft away.
    Discard(DraftId),
    /// Whether to leave in the middle of a call.
    Leave,
}

/// What a request was for.
#[derive(Clone, Debug, PartialEq)]
enum Waiting {
    State,
    Act(CallId, CallAction),
    Mark(CallId, ScriptMark),
    Contact(DraftId),
    History(DraftId),
    Reveal(DraftId, SecretField),
    Finish(CallbackId),
    CallBack(CallbackId),
    /// Contacts that hold this text.
    Find(String),
    /// Who may be calling, for this case.
    Candidates(DraftId, Then),
    /// Something that was said of who is who.
    Identity,
    /// Tickets like this matter.
    Similar(DraftId),
    /// Something that is done to a ticket of the same matter, and what is said of it then.
    Kin(Say),
    /// A ticket of the past, to be amended by an agent who was here then.
    Reread(TicketId, Whereabouts),
    /// An amended form.
    Amend(DraftId),
    /// The ticket that somebody changed before an amended form reached it.
    Conflict(DraftId),
}

impl Screen for AgentScreen {
    type Msg = Msg;
    type Effect = Effect;

    fn update(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut out = Vec::new();
        let typed = Typed::of(&input);
        self.desk.toasts.expire(now);
        let counts_always = matches!(input, Input::Act(action) if self.counts(action));
        let outcome = if counts_always { Outcome::Passed } else { self.layers.input(&input) };
        match outcome {
            Outcome::Passed => self.take(input, now, &mut out),
            Outcome::Run(action) => self.take(Input::Act(action), now, &mut out),
            Outcome::Chosen(_, place) => self.chosen(place, now, &mut out),
            Outcome::Answered(over, answer) => self.answered(over, answer, &mut out),
            Outcome::Sought(_) => self.seek_caller(now, &mut out),
            Outcome::Taken | Outcome::Closed(_) => {}
        }
        self.settle(now);
        self.seek_kin(typed, now, &mut out);
        let is_browsing = self.is_browsing;
        self.with_browser(&mut out, |browser, around| match is_browsing {
            true => browser.settle(around, now),
            false => browser.settle_beside(around, now),
        });
        out.extend(self.forgotten.drain(..).map(Effect::DropDraft));
        out
    }

    fn view(&self, canvas: &mut Canvas<'_>, now: DateTime<Utc>, look: &Look) {
        view::draw(self, canvas, now, look);
    }

    fn focus(&self) -> Focus {
        let over = self.layers.focus().or_else(|| self.is_browsing.then(|| self.browser.focus()));
        let Some(mut focus) = over else { return self.pane_focus() };
        // What lies over the panes takes most of these for nothing; what concerns the call counts, see `counts`.
        focus.layers.extend(self.desk_layers());
        focus
    }

    /// The clock in the head counts whenever there is a floor.
    fn pace(&self) -> Pace {
        if self.desk.is_started() || !self.desk.toasts.shown().is_empty() {
            Pace::EverySecond
        } else {
            Pace::Idle
        }
    }

    fn finished(&self) -> bool {
        self.finished
    }
}

impl AgentScreen {
    /// Gives an input to the tickets that lie over the panes, else to the panes.
    fn take(&mut self, input: Input<Msg>, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        if let Some(input) = self.browsed(input, now, out) {
            self.pass(input, now, out);
        }
    }

    fn pass(&mut self, input: Input<Msg>, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        match input {
            Input::App(Msg::Desk(news)) => self.news(news, now, out),
            Input::App(Msg::Answer { request, answer }) => self.answer(request, answer, now, out),
            Input::App(Msg::Drafts(report)) => {
                self.take_found_deeds(&report, now);
                self.drafts(report, now);
            }
            Input::App(Msg::Outbox(report)) => self.outbox(report, now, out),
            Input::Act(action) => self.act(action, now, out),
            Input::Key(key) => self.key(key, now, out),
            Input::Paste(text) => self.paste(&text, now, out),
            Input::Click(_) | Input::Scroll { .. } => self.pointer(&input, now, out),
            Input::Resize { columns, rows } => self.size = (columns, rows),
            Input::Interrupt => self.desk.interrupted(now),
            Input::Stop => self.is_stopped(out),
            Input::Tick | Input::FocusGained | Input::FocusLost => {}
        }
    }

    /// What follows from any change: the queue's order, the deadline shown, the width of the text field.
    fn settle(&mut self, now: DateTime<Utc>) {
        if std::mem::take(&mut self.queue_changed) {
            self.queue.sort(&self.desk.floor, self.desk.my_queues());
        }
        self.settle_deadline(now);
        if let Some(Over::CaseList(id) | Over::Find(id)) = self.layers.top()
            && self.case().map(Case::id) != Some(id)
        {
            self.layers.close();
        }
        let columns = Plan::of(self.size).field_columns();
        if let Some(case) = self.case_mut() {
            case.set_columns(columns);
        }
    }

    fn say(&mut self, weight: Weight, say: Say, now: DateTime<Utc>) {
        self.desk.toast(weight, say, now);
    }

    /// Asks the server; what for is remembered until the answer.
    fn ask(&mut self, what: Waiting, request: Request, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        out.push(self.waiting.ask(&mut self.desk, what, request, now));
    }
}
