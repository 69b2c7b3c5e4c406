//! Bodies of requests and answers.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{IdentityChange, TicketSummary};
use crate::domain::{
    About, AgentId, CallId, CallRecord, Callback, CallbackOutcome, Contact, ContactId, DraftId, Flag,
    Monitor, NextState, PhoneNumber, Priority, QueueId, RecordingState, Redacted, ScriptId, ScriptWay,
    SecretField, StepId, Ticket, TicketForm, TicketId, TransferTarget, UnitId, lifecycle::Asked,
};

/// Sign in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignIn {
    /// User name.
    pub user: String,
    /// Password.
    pub password: Redacted<String>,
    /// What the session is for: those of these roles that the user has. Whoever has none of them is refused before anything happens on
    /// the floor; none named: all of the user's roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
}

/// A session: its token goes into `Authorization: Bearer`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Opaque token.
    pub token: Redacted<String>,
    /// When it ends without use.
    pub expires: DateTime<Utc>,
    /// Who signed in.
    pub me: Me,
}

/// The user signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// User name.
    pub user: String,
    /// Name as colleagues see it.
    pub name: String,
    /// Agent number, for users who take calls.
    pub agent: Option<AgentId>,
    /// The phone at hand, whatever the session is for: the user's agent number.
    #[serde(default)]
    pub line: Option<AgentId>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Queues served.
    pub queues: Vec<QueueId>,
    /// The handling unit, for users who work for one.
    #[serde(default)]
    pub unit: Option<UnitId>,
}

/// A role; one user may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words of DOMAIN")]
pub enum Role {
    Agent,
    Lead,
    Qa,
    Clerk,
    Unit,
    Intake,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::Qa => "qa",
            Self::Clerk => "clerk",
            Self::Unit => "unit",
            Self::Intake => "intake",
        })
    }
}

/// A state asked for. During a call it takes effect after it, unless a lead forces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WantState {
    /// The state.
    pub want: NextState,
}

/// What became of a state asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateAnswer {
    /// It holds now.
    Now,
    /// It will, after the present call.
    AfterCall,
}

/// What an agent does with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words of DOMAIN")]
pub enum CallAction {
    Answer,
    Reject,
    Hold,
    Resume,
    HangUp,
    Transfer { target: TransferTarget },
    Consult { target: TransferTarget },
    CompleteConsult,
    CancelConsult,
    Record { want: RecordingState },
    Take,
    FinishWrapUp,
}

/// What a lead does with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "steer", rename_all = "snake_case")]
pub enum Steer {
    /// Bring the lead's own phone into the talk, or change how it takes part.
    Monitor {
        /// How.
        how: Monitor,
    },
    /// Take it out again.
    StopMonitor,
    /// Make a waiting call more or less urgent.
    Prioritise {
        /// More is more urgent.
        priority: u8,
    },
    /// Ring this agent with a waiting call, out of turn.
    Give {
        /// Whom.
        agent: AgentId,
    },
}

/// A lead decides that the desk's word holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settle {
    /// Which difference.
    pub about: About,
}

/// What an agent did in a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mark", rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the events they become")]
pub enum ScriptMark {
    Started { script: ScriptId, version: u32 },
    Entered { step: StepId },
    Said { step: StepId },
}

/// A write that needs no answer was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Done {
    /// Sequence number of the last event it made.
    pub seq: u64,
}

/// Some of many. `next` goes into `before` for the following page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A call in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallSummary {
    /// The call.
    pub record: CallRecord,
    /// Tickets made of it.
    pub tickets: Vec<TicketId>,
    /// Its events are in the log one by one, so it can be replayed; imported calls have a record only.
    pub replayable: bool,
}

/// One line of a contact's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "item", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its type says")]
pub enum HistoryItem {
    Call { record: CallRecord },
    Ticket { ticket: Box<Ticket> },
    Callback { callback: Callback, at: DateTime<Utc> },
    Identity { change: IdentityChange, at: DateTime<Utc> },
}

impl HistoryItem {
    /// When it happened: its place in the history.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Call { record } => record.entered_at,
            Self::Ticket { ticket } => ticket.at,
            Self::Callback { at, .. } | Self::Identity { at, .. } => *at,
        }
    }
}

/// Submit a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubmitTicket {
    /// The draft; its uuid becomes the ticket's, and is the idempotency key.
    pub draft: DraftId,
    /// The call it came from.
    pub call: Option<CallId>,
    /// Who it is for.
    pub contact: Option<ContactId>,
    /// The script that was read, and the steps of it: their required blanks must be filled. None where nothing was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptWay>,
    /// What was typed.
    pub form: TicketForm,
    /// The priority that the agent was shown; the server's own counts.
    pub priority: Priority,
    /// What is done to the new ticket at once, such as that it follows another one. Where that cannot be, it is submitted all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Box<Asked>>,
}

/// Change a ticket's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AmendTicket {
    /// The version that it was made from.
    pub version: u32,
    /// The whole new form.
    pub form: TicketForm,
    /// The form that it was made from, as it was seen. With it, what others have changed since is kept, field by field; only a field that
    /// both have changed is refused. Without it every change since is a reason to refuse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Box<TicketForm>>,
}

/// Write a caller down who is not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WriteContact {
    /// Name; it or a number must be there.
    pub name: String,
    /// Numbers, the most used first.
    #[serde(default)]
    pub numbers: Vec<PhoneNumber>,
    /// Free tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What an agent must know before speaking.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

/// See a secret field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reveal {
    /// Which.
    pub field: SecretField,
    /// Why; goes on record.
    pub reason: String,
}

/// A secret field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revealed {
    /// Its values.
    pub values: Redacted<Vec<String>>,
}

/// Promise a callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromiseCallback {
    /// Whom to call.
    pub contact: ContactId,
    /// In which call.
    pub call: Option<CallId>,
    /// For which ticket.
    pub ticket: Option<TicketId>,
    /// When the caller must have been called.
    pub due: DateTime<Utc>,
    /// What about.
    pub note: String,
}

/// Call whom a callback was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallBack {
    /// The call's identity, made by the writer: by it the call is known in the events. One that any call had before is refused; what the
    /// callback belongs to, its promise says.
    pub call: CallId,
}

/// Somebody who is to be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ToCall {
    /// The caller of a ticket is to be told the answer.
    Ticket {
        /// The ticket.
        ticket: Box<TicketSummary>,
    },
    /// A callback was promised.
    Promise {
        /// The promise.
        promise: Box<Promise>,
    },
}

/// A callback that is promised and not done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Promise {
    /// What was promised, and what came of calls so far.
    pub callback: Callback,
    /// Whom to call, masked.
    pub contact: Contact,
    /// The number of the ticket that it belongs to.
    pub ticket: Option<String>,
}

/// Take a callback off the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FinishCallback {
    /// How it ended.
    pub outcome: CallbackOutcome,
}

/// A line to everybody; an empty one takes the last down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SendBroadcast {
    /// The line.
    pub text: String,
}

/// How the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`, or what is wrong.
    pub status: String,
    /// Version of the program.
    pub version: String,
    /// Version of the wire.
    pub api: u32,
    /// Last sequence number of the log.
    pub seq: u64,
    /// Open live streams.
    pub streams: usize,
    /// The time on the server's machine, also on a recorded day: tells how far two machines' clocks are apart.
    pub now: DateTime<Utc>,
}
