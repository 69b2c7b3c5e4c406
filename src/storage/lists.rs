//! Which items a list shows, and where in it the following page begins. It must not know SQL.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::{
    AgentId, Callback, CategoryCode, ContactId, Priority, QueueId, StateId, Ticket, TicketId, UnitId,
    lifecycle::Duty,
};

/// Which calls a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Answered by this agent.
    pub agent: Option<AgentId>,
    /// Through this queue.
    pub queue: Option<QueueId>,
}

/// Which tickets a list shows; those that are not over if nothing else is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Written by this agent.
    pub agent: Option<AgentId>,
    /// With which one of these units has to do; all if there are none.
    pub units: Vec<UnitId>,
    /// With which the units have to do so: they help with them (`true`) or handle them (`false`); either if it is not said.
    pub helped: Option<bool>,
    /// In one of these states; in any if there are none.
    pub states: Vec<StateId>,
    /// Of this category.
    pub category: Option<CategoryCode>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Submitted then or later.
    pub from: Option<DateTime<Utc>>,
    /// Submitted before.
    pub to: Option<DateTime<Utc>>,
    /// Of which something waits for the approval of this duty.
    pub approver: Option<Duty>,
    /// That follow this one.
    pub mother: Option<TicketId>,
    /// Those too that are over.
    pub over: bool,
}

/// Of what open tickets are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenOf {
    /// Of a category.
    Category(CategoryCode),
    /// Of a contact.
    Contact(ContactId),
}

/// A place in a list by due time: the following page begins after it. Written `MICROSECONDS.UUID`, or `-.UUID` where nothing is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuePlace {
    /// When the ticket is due; none where no clock runs.
    pub due: Option<DateTime<Utc>>,
    /// Which of those of the same instant.
    pub id: Uuid,
}

impl DuePlace {
    /// That of a ticket.
    pub fn of_ticket(ticket: &Ticket) -> Self {
        Self { due: ticket.work.next_due().map(|(_, due)| due), id: ticket.id.0 }
    }

    /// That of a callback.
    pub fn of_callback(callback: &Callback) -> Self {
        Self { due: Some(callback.due), id: callback.id.0 }
    }

    /// By this the list is sorted: due time in microseconds, what is never due last; and which.
    pub fn order(&self) -> (i64, Uuid) {
        (self.due.map_or(i64::MAX, |due| due.timestamp_micros()), self.id)
    }
}

impl fmt::Display for DuePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.due {
            Some(due) => write!(f, "{}.{}", due.timestamp_micros(), self.id),
            None => write!(f, "-.{}", self.id),
        }
    }
}

impl FromStr for DuePlace {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (due, id) = text.split_once('.').ok_or(NoPlace)?;
        let time = |due: &str| due.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(NoPlace);
        let due = if due == "-" { None } else { Some(time(due)?) };
        Ok(Self { due, id: id.parse().map_err(|_| NoPlace)? })
    }
}

/// A place in a list, newest first: the following page begins after it. Written `MICROSECONDS.UUID`;
/// a time (RFC 3339) stands for the place of all that is older.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When the item happened.
    pub at: DateTime<Utc>,
    /// Which of those of the same instant.
    pub id: Uuid,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id)
    }
}

/// A text that is no place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`before` is no place in this list; take it from `next` of the page before, or give a time")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self { at: at.to_utc(), id: Uuid::nil() });
        }
        let (at, id) = text.split_once('.').ok_or(NoPlace)?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(NoPlace)?;
        Ok(Self { at, id: id.parse().map_err(|_| NoPlace)? })
    }
}
