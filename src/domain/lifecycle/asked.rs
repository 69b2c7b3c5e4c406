//! What somebody wants to do to a ticket, and what is said with it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Contacted, Need, Tells, Verb};
use crate::domain::{AttachmentId, ReasonCode, TicketId, UnitId, VerbId, clock::Allowance};

/// What somebody wants to do to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Asked {
    /// What.
    pub verb: VerbId,
    /// Why, from the verb's list.
    #[serde(default)]
    pub reason: Option<ReasonCode>,
    /// In words.
    #[serde(default)]
    pub text: String,
    /// The unit that is to handle it.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Units that help it.
    #[serde(default)]
    pub joint: Vec<UnitId>,
    /// Until when.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    /// How much time is added.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub more: Option<Allowance>,
    /// The ticket that this one follows.
    #[serde(default)]
    pub mother: Option<TicketId>,
    /// What came of calling the caller.
    #[serde(default)]
    pub contacted: Option<Contacted>,
    /// Files that prove it.
    #[serde(default)]
    pub evidence: Vec<AttachmentId>,
}

impl Asked {
    /// A verb, and nothing said with it.
    pub fn plain(verb: VerbId) -> Self {
        Self {
            verb,
            reason: None,
            text: String::new(),
            unit: None,
            joint: Vec::new(),
            until: None,
            more: None,
            mother: None,
            contacted: None,
            evidence: Vec::new(),
        }
    }

    /// What the verb asks for, and words. What else was sent means nothing to it and is left out.
    pub(super) fn of(&self, verb: &Verb) -> Self {
        let needs = |need| verb.needs.contains(&need);
        let asked = self.clone();
        Self {
            reason: asked.reason.filter(|_| verb.reasons.is_some()),
            unit: asked.unit.filter(|_| needs(Need::Unit)),
            until: asked.until.filter(|_| needs(Need::Until)),
            more: asked.more.filter(|_| needs(Need::More)),
            mother: asked.mother.filter(|_| needs(Need::Mother)),
            contacted: asked.contacted.filter(|_| verb.tells == Some(Tells::Contact)),
            ..asked
        }
    }
}
