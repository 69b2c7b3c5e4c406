//! The desk: the one writer of the floor. Pure and without I/O: what happened and what is asked goes in, events for the log and
//! commands for the switch come out. It must not know HTTP, storage or a clock.
//!
//! [`Desk::handle`] has applied its events already when it returns them; [`Desk::replay`]ing them makes an equal desk. A command is
//! not done when it is given: what happens because of it comes back as a [`SwitchEvent`] and becomes an event then.
//!
//! With [`Ringer::Desk`](crate::switch::Ringer::Desk) the desk queues, refuses, routes and releases. A transferred call is queued (or rung
//! at the agent named) by the desk as soon as the switch says that it was transferred; a switch that reports the queueing as well does no harm.
//! With [`Ringer::Switch`](crate::switch::Ringer::Switch) the desk follows: it neither refuses nor rings nor releases. It tells the
//! switch who serves its queues ([`SwitchCommand::Serve`]), and takes a survey of the switch for the truth about calls.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use crate::{
    api::{
        AmendTicket, CallAction, DecideApproval, IdentifyCaller, Imported, MarkContact, Me, MergeContact,
        MoveTicket, PromiseCallback, Reveal, ScriptMark, SendBroadcast, SplitContact, StateAnswer, Steer,
        SubmitTicket,
    },
    domain::{
        About, Actor, AgentId, Attachment, AttachmentId, Belongings, CallId, CallRecord, Callback,
        CallbackId, CallbackOutcome, ChangeId, Contact, ContactId, Event, Evidence, Floor, Illegal,
        NextState, QueueSettings, Recorded, Recording, SecretField, Ticket, TicketId,
    },
    metrics::Today,
    routing::Reserved,
    server::recordings::Unkept,
    switch::{CommandRefused, SwitchCommand, SwitchEvent},
};

mod book;
mod family;
mod limits;
mod refusal;
mod settings;
mod timers;
mod turn;

use book::Book;
pub use family::Family;
pub use refusal::Refusal;
pub use settings::DeskSettings;
use timers::{Due, Timers};
use turn::Turn;

/// The one writer of a floor.
#[derive(Clone, Debug)]
pub struct Desk {
    settings: DeskSettings,
    book: Book,
    timers: Timers,
    reserved: Reserved,
    /// Whose session ended during a call: signed out after it, unless they come back. Forgotten by a new start.
    leaving: BTreeSet<AgentId>,
}

/// Desks are equal whose logs add up to the same, whatever they are waiting for from the switch.
impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
        self.book == other.book
    }
}

impl Desk {
    /// A desk with an empty log.
    pub fn new(settings: DeskSettings) -> Self {
        Self {
            book: Book::new(settings.zone, settings.numbers.clone()),
            settings,
            timers: Timers::default(),
            reserved: Reserved::default(),
            leaving: BTreeSet::new(),
        }
    }

    /// Folds an event of the stored log.
    ///
    /// # Errors
    /// When the event does not fit what came before: the log is not one that a desk wrote.
    pub fn replay(&mut self, recorded: &Recorded) -> Result<(), Illegal> {
        self.timers.forget();
        self.book.apply(recorded.at, &recorded.event)
    }

    /// Takes what happened or is asked at `now`, and decides.
    pub fn handle(&mut self, now: DateTime<Utc>, input: Input) -> Outcome {
        if self.timers.are_forgotten() {
            self.time_all();
        }
        Turn::new(self, now).take(input)
    }

    /// When [`Desk::handle`] wants to be called with [`Input::Timer`], if nothing happens before. After a replay that is at once.
    pub fn next_timer(&self) -> Option<DateTime<Utc>> {
        self.timers.first()
    }

    /// The floor as it is.
    pub fn floor(&self) -> &Floor {
        &self.book.floor
    }

    /// Recordings that are to be fetched from the switch.
    pub fn unkept(&self) -> &Unkept {
        &self.book.unkept
    }

    /// The tickets that follow this one.
    pub fn followers(&self, mother: TicketId) -> Vec<TicketId> {
        self.book.families.children(mother)
    }

    /// Today's numbers.
    pub fn today(&self) -> &Today {
        &self.book.today
    }

    /// Folds an event that happened at `at` and is on its way to the log: of the past, or decided here.
    ///
    /// # Errors
    /// When the event does not fit what came before; nothing is changed then.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) -> Result<(), Illegal> {
        self.book.apply(at, event)?;
        if let Some(call) = event.call() {
            self.time_call(call);
        }
        if let Some(agent) = event.agent() {
            self.time_agent(agent);
        }
        if let Event::QueueConfigured { queue } = event {
            self.time_queue(&queue.id);
        }
        Ok(())
    }
}

/// What reaches the desk.
#[derive(Clone, Debug)]
pub enum Input {
    /// The switch tells.
    Switch(SwitchEvent),
    /// The switch was started anew and knows no call of before: what is still on the floor is over.
    SwitchRestarted,
    /// The queues as they are configured; only what differs becomes an event.
    Configure(Vec<QueueSettings>),
    /// Somebody signed in asks.
    Ask {
        /// Who.
        me: Me,
        /// What.
        ask: Ask,
    },
    /// The time of [`Desk::next_timer`] has come.
    Timer,
    /// The client of an agent has been silent for the grace time.
    ClientSilent(AgentId),
    /// The client of an agent is heard.
    ClientHeard(AgentId),
    /// A recording was fetched from the switch.
    RecordingKept {
        /// Of which call.
        call: CallId,
        /// What.
        recording: Recording,
    },
    /// A recording that the switch has made could not be fetched.
    RecordingMissing {
        /// Of which call.
        call: CallId,
        /// Which of its recordings, from 1.
        nth: u32,
        /// Why.
        why: String,
    },
    /// Something happens to a ticket by itself; the ticket as it is stored.
    TicketWoken(Box<Ticket>),
    /// The calendar was changed since this ticket's deadlines were counted; the ticket as it is stored.
    TicketReckoned(Box<Ticket>),
    /// The switch did not take a command.
    CommandRefused {
        /// The command.
        command: SwitchCommand,
        /// Why not.
        why: CommandRefused,
    },
}

/// What somebody signed in may ask of the desk.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A session began. Agents come on the floor, paused; who is on it already goes on as before.
    SignIn,
    /// The session ends: signed out now, or after the present call.
    SignOut,
    /// The asker's own state.
    WantState(NextState),
    /// Another's state, by a lead.
    ForceState {
        /// Whose.
        agent: AgentId,
        /// The state.
        want: NextState,
    },
    /// An action on the asker's call.
    Call {
        /// Which.
        call: CallId,
        /// What.
        action: CallAction,
    },
    /// What a lead does with a call.
    Steer {
        /// Which.
        call: CallId,
        /// What.
        steer: Steer,
    },
    /// A lead decides that the desk's word holds.
    Settle(About),
    /// A mark in the script of the asker's call.
    Mark {
        /// Which call.
        call: CallId,
        /// What.
        mark: ScriptMark,
    },
    /// A form becomes a ticket, once for a draft.
    Submit(Box<SubmitTicket>),
    /// A ticket's form changes.
    Amend {
        /// The ticket as it is stored.
        current: Box<Ticket>,
        /// The change.
        amend: Box<AmendTicket>,
    },
    /// Something is done to a ticket.
    Move {
        /// The ticket, and those that it has to do with.
        family: Box<Family>,
        /// What.
        wanted: Box<MoveTicket>,
    },
    /// A second person decides what waits for approval.
    Decide {
        /// The ticket, and those that it has to do with.
        family: Box<Family>,
        /// How.
        decided: DecideApproval,
    },
    /// A file is added to a ticket; it is in its place already.
    Attach {
        /// Which ticket.
        ticket: TicketId,
        /// What.
        attachment: Box<Attachment>,
        /// Most files of one ticket.
        most: usize,
    },
    /// A callback is promised.
    Promise {
        /// Its identity, made by the writer, so that a second asking is the same promise.
        id: CallbackId,
        /// The promise.
        promise: PromiseCallback,
    },
    /// Whom a callback was promised is called.
    CallBack {
        /// Which.
        id: CallbackId,
        /// The call's identity, made by the writer.
        call: CallId,
    },
    /// A callback is off the list.
    FinishCallback {
        /// Which.
        id: CallbackId,
        /// How it ended.
        outcome: CallbackOutcome,
    },
    /// A secret field is seen, on record. The values themselves are in storage.
    Reveal {
        /// Whose.
        contact: ContactId,
        /// Which field, and why.
        reveal: Reveal,
    },
    /// A recording is taken to be heard.
    Hear {
        /// Of which call.
        call: CallId,
        /// Which of its recordings, from 1.
        nth: u32,
    },
    /// Somebody is given a file of a ticket.
    Read {
        /// Of which ticket.
        ticket: TicketId,
        /// Which file.
        attachment: AttachmentId,
    },
    /// A line to everybody.
    Broadcast(SendBroadcast),
    /// Calls of another system's record, and which of them are known.
    Import(Vec<CallRecord>, HashSet<CallId>),
    /// These contacts were found by a part of a secret field: it is seen as good as by a reveal.
    Found {
        /// Whose.
        contacts: Vec<ContactId>,
        /// Which field.
        field: SecretField,
    },
    /// A new contact is written down.
    RecordContact(Box<Contact>),
    /// The caller of the asker's call is this one.
    Identify {
        /// Which call.
        call: CallId,
        /// Who.
        who: IdentifyCaller,
        /// The identity of somebody who is not known yet, made by the writer.
        new: ContactId,
        /// Why it may be that one.
        evidence: Vec<Evidence>,
    },
    /// A contact's tier and flags.
    MarkContact {
        /// Whose.
        contact: ContactId,
        /// What.
        mark: MarkContact,
    },
    /// Two contacts are one person.
    Merge {
        /// The change's identity, made by the writer.
        change: ChangeId,
        /// Who stands for both.
        kept: ContactId,
        /// Who is the same.
        merge: MergeContact,
    },
    /// A contact is two persons.
    Split {
        /// The change's identity, made by the writer; the other contact has the same.
        change: ChangeId,
        /// Which.
        from: ContactId,
        /// What goes.
        split: Box<SplitContact>,
        /// What hangs on the contact, from storage.
        own: Belongings,
    },
    /// A merge or a split was a mistake.
    UndoChange {
        /// Which.
        change: ChangeId,
        /// Why.
        reason: String,
    },
}

/// What came of an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What goes to the log, in this order. Already applied.
    pub events: Vec<(DateTime<Utc>, Actor, Event)>,
    /// What the switch is asked.
    pub commands: Vec<SwitchCommand>,
    /// The answer to an [`Input::Ask`]; [`Answer::Done`] for all else.
    pub answer: Result<Answer, Refusal>,
}

/// The answer to an ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Done, or asked of the switch.
    Done,
    /// What became of a state asked for.
    State(StateAnswer),
    /// The ticket as it is now.
    Ticket(Box<Ticket>),
    /// This draft is a ticket already: the answer is that one, from storage.
    SubmittedBefore(TicketId),
    /// The file as it is on record.
    Attachment(Box<Attachment>),
    /// The callback as it is promised.
    Callback(Box<Callback>),
    /// What became of calls of another system.
    Imported(Imported),
}
