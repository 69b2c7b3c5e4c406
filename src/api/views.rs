//! Filters of tickets that users have named.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{AgentId, CategoryCode, Priority, StateId, TicketId, UnitId, lifecycle::Duty};

/// What is asked of tickets; the words are those of `GET /tickets`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ViewFilter {
    /// Words that must occur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Written by the agent who asks.
    pub mine: bool,
    /// Written by this agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// Handled by this unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// In this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<StateId>,
    /// Of this category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    /// Of this priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Submitted then or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Submitted before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Of which something waits for the approval of this duty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<Duty>,
    /// That follow this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mother: Option<TicketId>,
    /// Those too that are over.
    pub over: bool,
}

/// A filter under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavedView {
    /// Its name, one of a kind among its owner's.
    pub name: String,
    /// Who saved it, by user name.
    pub owner: String,
    /// Everybody may use it.
    pub shared: bool,
    /// What it asks of tickets.
    pub filter: ViewFilter,
}

/// Save a filter under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaveView {
    /// Everybody may use it: leads say so.
    #[serde(default)]
    pub shared: bool,
    /// What it asks of tickets.
    pub filter: ViewFilter,
}

impl SavedView {
    /// Longest name, characters.
    pub const NAME_MAX: usize = 40;
    /// Most views of one user.
    pub const MOST: usize = 50;
}
