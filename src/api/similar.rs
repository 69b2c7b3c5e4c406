//! Tickets that may be of the same event as a new matter: what a screen proposes while the caller speaks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TicketSummary;
use crate::domain::{Alike, TicketId};

/// Open tickets that are like a matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SimilarTickets {
    /// Those that are, the newest first.
    pub tickets: Vec<SimilarTicket>,
    /// What the new ticket could follow; none if nothing is alike.
    pub hint: Option<MergeHint>,
}

/// A ticket that is like a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SimilarTicket {
    /// The ticket.
    pub ticket: TicketSummary,
    /// In what.
    pub alike: Alike,
}

/// A proposal to let a new ticket follow one that is there, with the reason: "3 calls in 20 min, this street, this category".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MergeHint {
    /// The ticket to follow: the one that most others follow, else the oldest.
    pub mother: TicketId,
    /// Its number.
    pub number: String,
    /// How many tickets are alike in this way.
    pub tickets: u32,
    /// In how much time they came until now, s.
    pub within_s: u32,
    /// In what they are alike.
    pub alike: Alike,
}
