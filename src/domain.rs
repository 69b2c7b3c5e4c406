//! Events and what they mean. Everything here is pure: no clock, no randomness, no I/O; it knows no other room.
//!
//! Read in this order: [`Event`] (all that can happen), [`Recorded`] (an event in the log), [`Floor`] (what events add up to).

pub mod clock;
pub mod lifecycle;
pub mod rates;
pub mod scorecards;
pub mod services;

mod abilities;
mod agent;
mod attachment;
mod call;
mod caller;
mod catalogue;
mod chain;
mod contact;
mod difference;
mod draft;
mod event;
mod floor;
mod ids;
mod number;
mod people;
mod place;
mod queue;
mod said;
mod script;
mod search;
mod similar;
mod text;
mod ticket;
mod unit;
mod webhook;

pub use abilities::{Abilities, Ringer};
pub use agent::{Agent, AgentKind, AgentState, NextState, PauseReason, Phone};
pub use attachment::{Attachment, AttachmentRules};
pub use call::{
    Call, CallRecord, Direction, Ender, Exit, Monitor, Monitoring, NotReached, Phase, Recording,
    RecordingState, RefusedWhy, RingEnd, Tier, TransferTarget, WrapUpEnd,
};
pub use caller::{Evidence, SameIn};
pub use catalogue::{Catalogue, Category, Locale, PlaceUnit, Proposal, ProposedBy, TicketTemplate, Words};
pub use chain::{Chain, ChainError, Hash};
pub use contact::{Attempt, Callback, CallbackOutcome, Contact, Flag, PhoneNumber, SecretField};
pub use difference::{About, Difference, Request, RequestRefused};
pub use draft::{Amended, Deed, DeedKind, Draft, Followed, Proof};
pub use event::{Actor, EVENT_VERSION, Event, Recorded};
pub use floor::{Broadcast, Floor, Illegal};
pub use ids::{
    AgentId, AttachmentId, BlankId, CalendarId, CallId, CallbackId, CategoryCode, ChangeId, ClockId,
    ContactId, DraftId, IntakeKeyId, LifecycleId, PauseCode, QueueId, ReasonCode, ScriptId, ServiceType,
    StateId, StepId, TicketId, UnitId, VerbId, WebhookId,
};
pub use number::{DialPlan, NormalNumber};
pub use people::{Belongings, Change, IdentityTrouble, People, Person, Share, WhatChanged};
pub use place::common_street;
pub use queue::{QueueSettings, QueueState};
pub use said::{Counted, Fact, Said};
pub use script::{Blank, BlankKind, Branch, Script, ScriptMarks, ScriptStep, ScriptWay};
pub use search::{Ending, FEWEST_DIGITS, NotSought, Sought, Term, number_parts, words_of};
pub use similar::{Alike, Matter};
pub use text::{Redacted, clean_text, folded, is_ideograph};
pub use ticket::{
    Channel, FieldTrouble, FormField, FormTrouble, Impact, Priority, Ticket, TicketForm, TicketKind, Urgency,
};
pub use unit::{Unit, UnitFault, Units};
pub use webhook::Topic;
