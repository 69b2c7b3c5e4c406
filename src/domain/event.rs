//! All that can happen, and an event's place in the log.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    About, AgentId, AgentKind, Attachment, AttachmentId, Broadcast, CallId, CallRecord, Callback, CallbackId,
    CallbackOutcome, ChangeId, ClockId, Contact, ContactId, Difference, Ender, Evidence, Exit, Flag, Hash,
    Monitor, NextState, NotReached, PauseCode, Phone, PhoneNumber, QueueId, QueueSettings, Recording,
    RecordingState, Request, RequestRefused, RingEnd, ScriptId, SecretField, ServiceType, Share, StepId,
    Ticket, TicketForm, TicketId, Tier, TransferTarget, UnitId, VerbId, WrapUpEnd,
    lifecycle::{Duty, Moved, Pending, TicketClock, Work},
};

mod masked;

/// The version of the encoding below. Fields are only ever added, with a default: old logs stay readable.
/// What cannot be said that way gets a new variant and a new version.
pub const EVENT_VERSION: u16 = 4;

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Recorded {
    /// Place in the log: gapless, from 1, in commit order.
    pub seq: u64,
    /// When it happened. Orders meaning; on a recorded day it is that day's time.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// Version of the encoding it was written in.
    pub version: u16,
    /// What happened.
    pub event: Event,
    /// Hash over the event before and this one; see [`super::Chain`]. Zeros in an event that has left the server.
    pub hash: Hash,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Actor {
    /// The phone switch.
    Switch,
    /// The phone switch's own record, read afterwards: nobody watched when it happened.
    SwitchRecord,
    /// The desk itself: routing, limits, timers.
    Desk,
    /// A person signed in, by user name.
    User {
        /// User name.
        name: String,
    },
}

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the fields of an event are named and typed so that they need no second telling"
)]
pub enum Event {
    /// A queue opened or its promises changed.
    QueueConfigured { queue: QueueSettings },

    /// A call entered the centre.
    CallEntered {
        call: CallId,
        switch_ref: String,
        number: PhoneNumber,
        contact: Option<ContactId>,
        tier: Tier,
        service: ServiceType,
        priority: u8,
        repeats: u32,
    },
    /// The greeting or self-service did all that the caller wanted.
    CallSelfServed { call: CallId },
    /// A call entered a queue. `kept_from` is the start of the first wait when a dropped caller's place was kept.
    /// `position` is the place in line that the switch says, from 1; none where the desk decides it.
    CallQueued {
        call: CallId,
        queue: QueueId,
        head_start_s: u32,
        kept_from: Option<DateTime<Utc>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
    },
    /// A waiting call is more or less urgent now.
    CallPrioritised { call: CallId, priority: u8, head_start_s: u32 },
    /// A call rings at an agent.
    CallRinging { call: CallId, agent: AgentId },
    /// The ring ended without an answer; the call is back in its queue.
    RingEnded { call: CallId, agent: AgentId, why: RingEnd },
    /// The agent took the call.
    CallAnswered { call: CallId, agent: AgentId },
    /// The caller is put on hold.
    CallHeld { call: CallId },
    /// The caller is taken off hold.
    CallResumed { call: CallId },
    /// The agent handed the call on; the agent is in wrap-up, the call goes on.
    CallTransferred { call: CallId, agent: AgentId, to: TransferTarget },
    /// The agent asks somebody else before handing the call on; the caller is on hold meanwhile.
    ConsultBegan { call: CallId, agent: AgentId, to: TransferTarget },
    /// The agent is with the caller again.
    ConsultEnded { call: CallId, agent: AgentId },
    /// Recording began, is muted, goes on or has stopped. `name` is the switch's name of the recording.
    CallRecording { call: CallId, state: RecordingState, name: Option<String> },
    /// A recording was fetched from the switch.
    RecordingKept { call: CallId, recording: Recording },
    /// A recording that the switch has made could not be fetched.
    RecordingMissing { call: CallId, nth: u32, why: String },
    /// Somebody took a recording to hear it.
    RecordingHeard { call: CallId, nth: u32 },
    /// Somebody's phone was brought into the talk of others.
    MonitorBegan { call: CallId, by: AgentId, how: Monitor },
    /// That phone is out of it.
    MonitorEnded { call: CallId, by: AgentId },
    /// The call left without (or before) an answer.
    CallLeft { call: CallId, exit: Exit },
    /// The talk is over; the agent is in wrap-up.
    CallEnded { call: CallId, agent: AgentId, by: Ender },
    /// The agent finished the work of a call.
    WrapUpEnded { call: CallId, agent: AgentId, why: WrapUpEnd },
    /// An agent begins a call to somebody: the agent's own phone is rung first, and no queue's meanwhile. Who was away is away again after it.
    CallPlaced {
        call: CallId,
        agent: AgentId,
        number: PhoneNumber,
        contact: Option<ContactId>,
        tier: Tier,
        service: ServiceType,
        callback: Option<CallbackId>,
    },
    /// The agent's phone is lifted, and the number is called.
    CallDialled { call: CallId, agent: AgentId, switch_ref: String },
    /// Whom we called speaks with the agent, and is `switch_ref` to the switch.
    CallConnected {
        call: CallId,
        agent: AgentId,
        #[serde(default)]
        switch_ref: String,
    },
    /// Nobody was reached: the call that we began is over, and the agent free.
    CallNotReached { call: CallId, agent: AgentId, why: NotReached },
    /// A call of the past, known from another system's record.
    CallImported { record: Box<CallRecord> },

    /// An agent signed in, and is paused or ready by a following event.
    AgentSignedIn { agent: AgentId, name: String, kind: AgentKind, queues: Vec<QueueId>, reason: PauseCode },
    /// An agent signed out.
    AgentSignedOut { agent: AgentId },
    /// An agent waits for calls.
    AgentReady { agent: AgentId },
    /// An agent is away.
    AgentPaused { agent: AgentId, reason: PauseCode },
    /// An agent asked for a state after the present call; none takes the wish back.
    NextStateAsked { agent: AgentId, next: Option<NextState> },
    /// An agent's client has been silent for the grace time.
    AgentLost { agent: AgentId },
    /// A lost agent's client was heard again.
    AgentFound { agent: AgentId },

    /// The switch lost an agent's phone, or reaches it again.
    AgentPhoneChanged { agent: AgentId, phone: Phone },

    /// A script was begun for a call.
    ScriptStarted { call: CallId, agent: AgentId, script: ScriptId, version: u32 },
    /// A step came on the agent's screen.
    ScriptStepEntered { call: CallId, agent: AgentId, step: StepId },
    /// The agent marked a step as said.
    ScriptSaid { call: CallId, agent: AgentId, step: StepId },

    /// A form became a ticket.
    TicketSubmitted { ticket: Box<Ticket> },
    /// A ticket's form was changed; `version` is the new one. `work` is there if it made the ticket an answered one, or took that away.
    TicketAmended {
        ticket: TicketId,
        version: u32,
        form: Box<TicketForm>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        work: Option<Box<Work>>,
    },
    /// Something was done to a ticket, by somebody in this part. `unit` is the doer's; `asked_by` who had asked for it, if a second
    /// person approved it.
    TicketMoved {
        ticket: TicketId,
        version: u32,
        duty: Duty,
        unit: Option<UnitId>,
        asked_by: Option<String>,
        moved: Box<Moved>,
    },
    /// Something to be done to a ticket waits for a second person.
    ApprovalAsked { ticket: TicketId, version: u32, pending: Box<Pending> },
    /// The second person did not approve it.
    ApprovalRefused { ticket: TicketId, version: u32, verb: VerbId, text: String },
    /// So much of a clock's time is used, percent; 100: it ran out. It happened at `due`, and those who are responsible are told.
    TicketClockTold { ticket: TicketId, clock: ClockId, percent: u8, due: DateTime<Utc> },
    /// The instant came until which a ticket waited, and its lifecycle has nothing done then.
    TicketWaitOver { ticket: TicketId },
    /// A ticket of a log that knew no lifecycles follows one from now on.
    TicketBegun { ticket: TicketId, work: Box<Work> },
    /// The calendar was changed: these clocks have other deadlines now, and know the old ones.
    TicketReckoned { ticket: TicketId, clocks: BTreeMap<ClockId, TicketClock> },

    /// A file was added to a ticket.
    AttachmentAdded { ticket: TicketId, attachment: Box<Attachment> },
    /// Somebody was given what is in a file of a ticket.
    AttachmentRead { ticket: TicketId, attachment: AttachmentId },

    /// A contact was written down or changed.
    ContactRecorded { contact: Box<Contact> },
    /// A contact's tier and flags, all of them, are these from now on.
    ContactMarked { contact: ContactId, tier: Tier, flags: Vec<Flag>, reason: String },
    /// Somebody said who calls, or took that back; none: it is not known. Tickets and callbacks of this call that went by `before` go along.
    CallerIdentified {
        call: CallId,
        contact: Option<ContactId>,
        before: Option<ContactId>,
        tier: Tier,
        repeats: u32,
        evidence: Vec<Evidence>,
    },
    /// Two contacts are one person: `gone` is shown as `kept` from now on.
    ContactsMerged { change: ChangeId, kept: ContactId, gone: ContactId, reason: String },
    /// A contact was two persons: what `goes` is the new one's from now on.
    ContactSplit { change: ChangeId, from: ContactId, new: Box<Contact>, goes: Box<Share>, reason: String },
    /// A merge or a split was a mistake and holds no more; `contacts` are those that it was about.
    IdentityUndone { change: ChangeId, contacts: [ContactId; 2], reason: String },
    /// Somebody saw a secret field, with a reason.
    SecretRevealed { contact: ContactId, field: SecretField, reason: String },
    /// A callback was promised.
    CallbackPromised { callback: Box<Callback> },
    /// Somebody was called back, and not reached: the callback stays due.
    CallbackAttempted {
        callback: CallbackId,
        contact: ContactId,
        call: CallId,
        agent: AgentId,
        why: NotReached,
    },
    /// A callback is off the list.
    CallbackDone { callback: CallbackId, contact: ContactId, outcome: CallbackOutcome },

    /// A lead's line to everybody.
    BroadcastSent { broadcast: Broadcast },
    /// The link to the phone switch broke: what happens there is not seen until it is back.
    SwitchLost,
    /// The link to the phone switch is back.
    SwitchFound,
    /// The switch did not do what was asked of it.
    SwitchRefused { call: Option<CallId>, agent: Option<AgentId>, request: Request, why: RequestRefused },
    /// Switch and desk disagreed for a moment; what was not applied is kept here, seen and not hidden.
    DifferenceSeen { about: String, switch_says: String, desk_says: String },
    /// Switch and desk disagree until one of them changes, or a lead decides.
    DifferenceOpened { difference: Difference },
    /// They agree again.
    DifferenceClosed { about: About },
}

impl Event {
    /// The call that it is about.
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::CallEntered { call, .. }
            | Self::CallSelfServed { call }
            | Self::CallQueued { call, .. }
            | Self::CallRinging { call, .. }
            | Self::RingEnded { call, .. }
            | Self::CallAnswered { call, .. }
            | Self::CallHeld { call }
            | Self::CallResumed { call }
            | Self::CallTransferred { call, .. }
            | Self::CallPrioritised { call, .. }
            | Self::CallerIdentified { call, .. }
            | Self::CallPlaced { call, .. }
            | Self::CallDialled { call, .. }
            | Self::CallConnected { call, .. }
            | Self::CallNotReached { call, .. }
            | Self::CallbackAttempted { call, .. }
            | Self::ConsultBegan { call, .. }
            | Self::ConsultEnded { call, .. }
            | Self::CallRecording { call, .. }
            | Self::RecordingKept { call, .. }
            | Self::RecordingHeard { call, .. }
            | Self::RecordingMissing { call, .. }
            | Self::MonitorBegan { call, .. }
            | Self::MonitorEnded { call, .. }
            | Self::CallLeft { call, .. }
            | Self::CallEnded { call, .. }
            | Self::WrapUpEnded { call, .. }
            | Self::ScriptStarted { call, .. }
            | Self::ScriptStepEntered { call, .. }
            | Self::ScriptSaid { call, .. } => Some(*call),
            Self::CallImported { record } => Some(record.call),
            Self::TicketSubmitted { ticket } => ticket.call,
            Self::CallbackPromised { callback } => callback.call,
            Self::SwitchRefused { call, .. } => *call,
            _ => None,
        }
    }

    /// The ticket that it is about.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::TicketSubmitted { ticket } => Some(ticket.id),
            Self::TicketAmended { ticket, .. }
            | Self::TicketMoved { ticket, .. }
            | Self::ApprovalAsked { ticket, .. }
            | Self::ApprovalRefused { ticket, .. }
            | Self::TicketClockTold { ticket, .. }
            | Self::TicketWaitOver { ticket }
            | Self::TicketBegun { ticket, .. }
            | Self::TicketReckoned { ticket, .. }
            | Self::AttachmentAdded { ticket, .. }
            | Self::AttachmentRead { ticket, .. } => Some(*ticket),
            _ => None,
        }
    }

    /// The version that it brings a ticket to; none if it does not count as a change that somebody made.
    pub fn ticket_version(&self) -> Option<u32> {
        match self {
            Self::TicketSubmitted { ticket } => Some(ticket.version),
            Self::TicketAmended { version, .. }
            | Self::TicketMoved { version, .. }
            | Self::ApprovalAsked { version, .. }
            | Self::ApprovalRefused { version, .. } => Some(*version),
            _ => None,
        }
    }

    /// The agent that it is about; of a transfer the one who hands on.
    pub fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::CallRinging { agent, .. }
            | Self::RingEnded { agent, .. }
            | Self::CallAnswered { agent, .. }
            | Self::CallTransferred { agent, .. }
            | Self::CallPlaced { agent, .. }
            | Self::CallbackAttempted { agent, .. }
            | Self::CallDialled { agent, .. }
            | Self::CallConnected { agent, .. }
            | Self::CallNotReached { agent, .. }
            | Self::CallEnded { agent, .. }
            | Self::WrapUpEnded { agent, .. }
            | Self::AgentSignedIn { agent, .. }
            | Self::AgentSignedOut { agent }
            | Self::AgentReady { agent }
            | Self::AgentPaused { agent, .. }
            | Self::NextStateAsked { agent, .. }
            | Self::AgentLost { agent }
            | Self::AgentFound { agent }
            | Self::AgentPhoneChanged { agent, .. }
            | Self::ConsultBegan { agent, .. }
            | Self::ConsultEnded { agent, .. }
            | Self::ScriptStarted { agent, .. }
            | Self::ScriptStepEntered { agent, .. }
            | Self::ScriptSaid { agent, .. } => Some(agent),
            Self::TicketSubmitted { ticket } => Some(&ticket.agent),
            Self::CallbackPromised { callback } => Some(&callback.agent),
            Self::SwitchRefused { agent, .. } => agent.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
