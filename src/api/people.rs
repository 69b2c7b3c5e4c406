//! Who calls and who is who: bodies and answers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{
    Actor, ChangeId, Contact, ContactId, Evidence, Flag, PhoneNumber, TicketId, Tier, WhatChanged,
};

/// Say who calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum IdentifyCaller {
    /// Somebody who is known.
    Contact {
        /// Who.
        contact: ContactId,
    },
    /// Somebody else than all who are known: a new contact, with the number of the call and the key as its id.
    New {
        /// The name, if it was given.
        #[serde(default)]
        name: String,
    },
    /// What was said before is taken back: it is whoever the number says, if it is one person's.
    TakeBack,
}

/// Somebody who may be the one who calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// Who, masked.
    pub contact: Contact,
    /// Why; the strongest first.
    pub evidence: Vec<Evidence>,
    /// When this contact has called last before.
    pub last_call: Option<DateTime<Utc>>,
}

/// Set a contact's tier and flags: all of them, what is left out is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MarkContact {
    /// Tier.
    pub tier: Tier,
    /// What an agent must know before speaking.
    pub flags: Vec<Flag>,
    /// Why; goes on record.
    pub reason: String,
}

/// Say that two contacts are one person. The key becomes the change's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MergeContact {
    /// The other one, which is shown as this one from now on.
    pub gone: ContactId,
    /// Why; goes on record.
    pub reason: String,
}

/// Say that a contact is two persons. The key becomes the change's id and the other contact's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SplitContact {
    /// The other one's name.
    pub name: String,
    /// The numbers that go: whole, or masked as they are shown where no two look alike.
    #[serde(default)]
    pub numbers: Vec<PhoneNumber>,
    /// Numbers that both have from now on.
    #[serde(default)]
    pub shared: Vec<PhoneNumber>,
    /// The tickets that go, with their calls and callbacks.
    #[serde(default)]
    pub tickets: Vec<TicketId>,
    /// Why; goes on record.
    pub reason: String,
}

/// Take a merge or a split back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UndoChange {
    /// Why; goes on record.
    pub reason: String,
}

/// A merge or a split of a contact, as its history tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IdentityChange {
    /// Identity: by it the change is taken back.
    pub id: ChangeId,
    /// What was found out.
    pub what: WhatChanged,
    /// Who did it.
    pub by: Actor,
    /// Why.
    pub reason: String,
    /// Taken back: it holds no more.
    pub undone: bool,
}
