//! The projections as a fold of the events: pure, so that every engine keeps the same tables.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::domain::{
    AgentId, Attachment, Attempt, CallId, CallRecord, Callback, CallbackId, CallbackOutcome, Contact,
    ContactId, Direction, Event, Exit, QueueId, Recorded, Ticket, TicketId,
};

/// Version of the fold below. A database folded by another version is folded again when it is opened.
pub const PROJECTION: u32 = 8;

/// What some events change in the projections. All inserts come before all updates: a row is inserted once, by its first event.
#[derive(Default)]
pub struct Changes<'a> {
    /// New calls: the record so far, and whether its events are in the log.
    pub calls: Vec<NewCall>,
    /// Which event is about which call.
    pub call_events: Vec<(CallId, u64)>,
    /// Which event is about which ticket, besides its submission.
    pub ticket_events: Vec<(TicketId, u64)>,
    /// New tickets, with the places of their submissions in the log.
    pub tickets: Vec<(&'a Ticket, u64)>,
    /// New files of tickets.
    pub attachments: Vec<(TicketId, &'a Attachment)>,
    /// New or changed contacts.
    pub contacts: Vec<&'a Contact>,
    /// New callbacks, with when they were promised.
    pub callbacks: Vec<(&'a Callback, DateTime<Utc>)>,
    /// Changes of rows, in order.
    pub updates: Vec<Update<'a>>,
}

/// A call's first row.
pub struct NewCall {
    /// What is known of it.
    pub record: CallRecord,
    /// Where it comes from.
    pub source: CallSource,
}

/// Where a call is known from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CallSource {
    /// From its own events.
    Live,
    /// From another system's record.
    Imported,
}

/// A change of a row that is there.
pub enum Update<'a> {
    /// A call began to wait.
    CallQueued { call: CallId, queue: &'a QueueId, from: DateTime<Utc> },
    /// The number of a call that we began is called: the switch has a name for it.
    CallDialled { call: CallId, switch_ref: &'a str },
    /// A call that we began reached nobody.
    CallNotReached { call: CallId, exit: Exit },
    /// A call was answered.
    CallAnswered { call: CallId, agent: &'a AgentId, at: DateTime<Utc> },
    /// A talk ended, whether the call is over or handed on.
    TalkEnded { call: CallId, at: DateTime<Utc> },
    /// A call left without an answer.
    CallLeft { call: CallId, exit: &'a Exit, at: DateTime<Utc> },
    /// A call is over.
    CallOver { call: CallId },
    /// Something happened to a ticket.
    Ticket { ticket: TicketId, at: DateTime<Utc>, event: &'a Event },
    /// A call reached nobody to whom a callback was promised.
    CallbackAttempted { callback: CallbackId, attempt: Attempt },
    /// Somebody said who calls.
    CallerIdentified { call: CallId, contact: Option<ContactId>, before: Option<ContactId> },
    /// It was found out who is who, or said what is true of somebody.
    People(&'a Recorded),
    /// A callback is off the list.
    CallbackDone { callback: CallbackId, outcome: CallbackOutcome },
}

impl<'a> Changes<'a> {
    /// What these events change.
    pub fn of(events: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut changes = Self::default();
        for recorded in events {
            changes.project(recorded);
        }
        changes.keep_last_of_each_contact();
        changes
    }

    /// Not every engine takes the same row twice in one statement. Each stays where it came first: contacts keep the order in which they
    /// were written down, however many events are folded at once.
    fn keep_last_of_each_contact(&mut self) {
        let last: HashMap<_, _> = self.contacts.iter().map(|contact| (contact.id, *contact)).collect();
        let mut seen = HashSet::new();
        self.contacts.retain(|contact| seen.insert(contact.id));
        for contact in &mut self.contacts {
            *contact = last.get(&contact.id).copied().unwrap_or(*contact);
        }
    }

    fn project(&mut self, recorded: &'a Recorded) {
        let at = recorded.at;
        match &recorded.event {
            Event::CallEntered { .. } | Event::CallPlaced { .. } => self.calls.extend(begun(recorded)),
            Event::CallDialled { call, switch_ref, .. } => {
                self.updates.push(Update::CallDialled { call: *call, switch_ref });
            }
            Event::CallNotReached { call, why, .. } => {
                let exit = Exit::NotReached { why: why.clone() };
                self.updates.push(Update::CallNotReached { call: *call, exit });
                self.updates.push(Update::CallOver { call: *call });
            }
            Event::CallImported { record } => {
                self.calls.push(NewCall { record: (**record).clone(), source: CallSource::Imported });
                return;
            }
            Event::CallQueued { call, queue, kept_from, .. } => {
                self.updates.push(Update::CallQueued { call: *call, queue, from: kept_from.unwrap_or(at) });
            }
            Event::CallAnswered { call, agent } | Event::CallConnected { call, agent, .. } => {
                self.updates.push(Update::CallAnswered { call: *call, agent, at });
            }
            Event::CallTransferred { call, .. } => self.updates.push(Update::TalkEnded { call: *call, at }),
            Event::CallEnded { call, .. } => {
                self.updates.push(Update::TalkEnded { call: *call, at });
                self.updates.push(Update::CallOver { call: *call });
            }
            Event::CallLeft { call, exit } => {
                self.updates.push(Update::CallLeft { call: *call, exit, at });
                self.updates.push(Update::CallOver { call: *call });
            }
            Event::CallSelfServed { call } => self.updates.push(Update::CallOver { call: *call }),
            Event::TicketSubmitted { ticket } => self.tickets.push((ticket, recorded.seq)),
            Event::AttachmentAdded { ticket, attachment } => self.attachments.push((*ticket, attachment)),
            // Who read a file changes nothing of its ticket.
            Event::AttachmentRead { .. } => {}
            Event::ContactRecorded { contact } => self.contacts.push(contact),
            Event::CallerIdentified { call, contact, before, .. } => {
                let (call, contact, before) = (*call, *contact, *before);
                self.updates.push(Update::CallerIdentified { call, contact, before });
            }
            Event::ContactMarked { .. }
            | Event::ContactsMerged { .. }
            | Event::ContactSplit { .. }
            | Event::IdentityUndone { .. } => self.updates.push(Update::People(recorded)),
            Event::CallbackPromised { callback } => self.callbacks.push((callback, at)),
            Event::CallbackAttempted { callback, agent, why, .. } => {
                let attempt = Attempt { at, agent: agent.clone(), why: why.clone() };
                self.updates.push(Update::CallbackAttempted { callback: *callback, attempt });
            }
            Event::CallbackDone { callback, outcome, .. } => {
                self.updates.push(Update::CallbackDone { callback: *callback, outcome: *outcome });
            }
            event => self.updates.extend(event.ticket().map(|ticket| Update::Ticket { ticket, at, event })),
        }
        let is_submission = matches!(recorded.event, Event::TicketSubmitted { .. });
        let about = recorded.event.ticket().filter(|_| !is_submission);
        self.ticket_events.extend(about.map(|ticket| (ticket, recorded.seq)));
        self.call_events.extend(recorded.event.call().map(|call| (call, recorded.seq)));
    }
}

fn begun(recorded: &Recorded) -> Option<NewCall> {
    let (call, switch_ref, contact, service, agent, direction) = match &recorded.event {
        Event::CallEntered { call, switch_ref, contact, service, .. } => {
            (call, switch_ref.as_str(), contact, service, None, Direction::Inbound)
        }
        Event::CallPlaced { call, contact, service, agent, .. } => {
            (call, "", contact, service, Some(agent.clone()), Direction::Outbound)
        }
        _ => return None,
    };
    let record = CallRecord {
        call: *call,
        switch_ref: switch_ref.to_owned(),
        contact: *contact,
        service: service.clone(),
        queue: None,
        entered_at: recorded.at,
        wait_s: 0,
        exit: None,
        agent,
        talk_s: 0,
        offered_at: None,
        hold_s: 0,
        wrap_up_s: 0,
        transferred: false,
        under_way: true,
        direction,
    };
    Some(NewCall { record, source: CallSource::Live })
}
