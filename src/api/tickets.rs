//! What is asked about tickets, and the lines of their lists.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::domain::{
    AgentId, CategoryCode, Channel, ClockId, LifecycleId, Priority, StateId, Ticket, TicketForm, TicketId,
    TicketKind, UnitId, VerbId,
    lifecycle::{Asked, Duty},
};

/// Which tickets; those that are not over if nothing else is said. All that is said must be so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichTickets {
    /// Words that must occur, a phrase in quotes, a part of a ticket's number. Callers' names and numbers are looked into only in tickets
    /// that the asker wrote: nobody else sees them there.
    pub q: Option<String>,
    /// Written by this agent.
    pub agent: Option<AgentId>,
    /// Of this category.
    pub category: Option<CategoryCode>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Submitted then or later.
    pub from: Option<DateTime<Utc>>,
    /// Submitted before.
    pub to: Option<DateTime<Utc>>,
    /// Written by the agent who asks.
    #[serde(default)]
    pub mine: bool,
    /// With which this unit has to do: it handles them, or helps.
    pub unit: Option<UnitId>,
    /// With which the unit has to do so: it helps with them (`true`) or handles them (`false`); either if left out.
    pub helped: Option<bool>,
    /// In this state, or in one of these: commas between them.
    #[serde(default, deserialize_with = "between_commas")]
    #[param(value_type = Option<String>)]
    pub state: Vec<StateId>,
    /// Of which something waits for the approval of this duty.
    pub approver: Option<Duty>,
    /// That follow this one.
    pub mother: Option<TicketId>,
    /// Those too that are over.
    #[serde(default)]
    pub over: bool,
    /// `next` of the page before; none for the first.
    pub after: Option<String>,
    /// Most items; 50 if left out.
    pub limit: Option<u32>,
}

fn between_commas<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<StateId>, D::Error> {
    let states = String::deserialize(deserializer)?;
    Ok(states.split(',').filter(|state| !state.is_empty()).map(StateId::from).collect())
}

/// A matter that did not come by phone: from a web form, by SMS, in a letter, of a visitor. However often a sender's matter is taken in, it
/// becomes one ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakeIn {
    /// How it reached us; it goes into the form.
    pub channel: Channel,
    /// What the sender calls it, 1 to 200 characters; it goes into the form's blanks as `reference`.
    pub reference: String,
    /// What is written down of it, as an agent would.
    pub form: TicketForm,
}

/// Do something to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoveTicket {
    /// The version that the asker has seen. What changes neither state nor time is done whatever was done since.
    pub version: u32,
    /// What, and what is said with it.
    #[serde(flatten)]
    pub asked: Asked,
}

/// A second person's word on what waits for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecideApproval {
    /// The version that was seen.
    pub version: u32,
    /// Done, or not.
    pub granted: bool,
    /// Why; needed where it is not granted.
    #[serde(default)]
    pub text: String,
}

/// A ticket in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketSummary {
    /// Identity.
    pub id: TicketId,
    /// Number told to the caller.
    pub number: String,
    /// The version that it is at.
    pub version: u32,
    /// When it was submitted.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub agent: AgentId,
    /// Kind of matter.
    pub kind: TicketKind,
    /// Category.
    pub category: Option<CategoryCode>,
    /// One line: what it is.
    pub subject: String,
    /// Where.
    pub place: String,
    /// Priority.
    pub priority: Priority,
    /// The lifecycle that it follows.
    pub lifecycle: LifecycleId,
    /// Where it stands.
    pub state: StateId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The unit that handles it.
    pub unit: Option<UnitId>,
    /// The clock that runs out first.
    pub due: Option<Due>,
    /// When the caller was promised an answer.
    pub promised: Option<DateTime<Utc>>,
    /// What waits for a second person.
    pub pending: Option<PendingSummary>,
    /// The caller has to be told that it takes longer.
    pub owed: bool,
    /// How often it was begun anew.
    pub redone: u32,
    /// How often the caller has asked again since the last answer.
    #[serde(default)]
    pub urged: u32,
    /// How often the caller could not be reached with the answer.
    #[serde(default)]
    pub tried: u32,
    /// Until when it waits.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    /// The ticket that it follows.
    pub mother: Option<TicketId>,
    /// It has ended.
    pub over: bool,
}

/// When a clock of a ticket runs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Due {
    /// Which clock.
    pub clock: ClockId,
    /// When.
    pub at: DateTime<Utc>,
    /// The share of its time that was told last, percent; 0 where nobody was warned yet.
    #[serde(default)]
    pub told: u8,
}

/// What of a ticket waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PendingSummary {
    /// What.
    pub verb: VerbId,
    /// Who asks, by user name.
    pub by: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who has to approve it.
    pub approver: Duty,
}

/// Somebody who looks at a ticket now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Looker {
    /// User name.
    pub user: String,
    /// Name as colleagues see it.
    pub name: String,
}

impl TicketSummary {
    /// The line of a ticket.
    pub fn of(ticket: &Ticket) -> Self {
        let (form, work) = (&ticket.form, &ticket.work);
        Self {
            id: ticket.id,
            number: ticket.number.clone(),
            version: ticket.version,
            at: ticket.at,
            agent: ticket.agent.clone(),
            kind: form.kind,
            category: form.category.clone(),
            subject: form.subject.clone(),
            place: form.place.clone(),
            priority: ticket.priority,
            lifecycle: work.lifecycle.clone(),
            state: work.state.clone(),
            since: work.since,
            unit: work.involved.lead.clone(),
            due: work.next_due().map(|(clock, at)| Due {
                clock: clock.clone(),
                at,
                told: work.clocks.get(clock).map_or(0, |clock| clock.told),
            }),
            promised: ticket.deadline.as_ref().map(|deadline| deadline.due),
            pending: work.pending.as_ref().map(|pending| PendingSummary {
                verb: pending.asked.verb.clone(),
                by: pending.by.clone(),
                at: pending.at,
                approver: pending.approver,
            }),
            owed: work.owed.is_some(),
            redone: work.redone,
            urged: work.urged,
            tried: work.attempts,
            until: work.until,
            mother: work.mother,
            over: ticket.is_over(),
        }
    }
}
