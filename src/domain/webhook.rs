//! What other systems can be told of.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Event;

/// What other systems can be told of; named as the events are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the events, which tell")]
pub enum Topic {
    TicketSubmitted,
    TicketAmended,
    TicketMoved,
    ApprovalAsked,
    ApprovalRefused,
    TicketClockTold,
    TicketReckoned,
    TicketWaitOver,
    TicketBegun,
    AttachmentAdded,
    CallbackPromised,
    CallbackAttempted,
    CallbackDone,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::TicketSubmitted,
        Self::TicketAmended,
        Self::TicketMoved,
        Self::ApprovalAsked,
        Self::ApprovalRefused,
        Self::TicketClockTold,
        Self::TicketReckoned,
        Self::TicketWaitOver,
        Self::TicketBegun,
        Self::AttachmentAdded,
        Self::CallbackPromised,
        Self::CallbackAttempted,
        Self::CallbackDone,
    ];

    /// The topic of an event and what it is about: a ticket or a callback, whose events are told in their order.
    /// None for what other systems are not told of.
    pub fn of(event: &Event) -> Option<(Self, Uuid)> {
        Some(match event {
            Event::TicketSubmitted { ticket } => (Self::TicketSubmitted, ticket.id.0),
            Event::TicketAmended { ticket, .. } => (Self::TicketAmended, ticket.0),
            Event::TicketMoved { ticket, .. } => (Self::TicketMoved, ticket.0),
            Event::ApprovalAsked { ticket, .. } => (Self::ApprovalAsked, ticket.0),
            Event::ApprovalRefused { ticket, .. } => (Self::ApprovalRefused, ticket.0),
            Event::TicketClockTold { ticket, .. } => (Self::TicketClockTold, ticket.0),
            Event::TicketReckoned { ticket, .. } => (Self::TicketReckoned, ticket.0),
            Event::TicketWaitOver { ticket } => (Self::TicketWaitOver, ticket.0),
            Event::TicketBegun { ticket, .. } => (Self::TicketBegun, ticket.0),
            Event::AttachmentAdded { ticket, .. } => (Self::AttachmentAdded, ticket.0),
            Event::CallbackPromised { callback } => (Self::CallbackPromised, callback.id.0),
            Event::CallbackAttempted { callback, .. } => (Self::CallbackAttempted, callback.0),
            Event::CallbackDone { callback, .. } => (Self::CallbackDone, callback.0),
            _ => return None,
        })
    }

    /// Whether another ticket system has words for it.
    pub fn is_for_ticket_systems(self) -> bool {
        matches!(
            self,
            Self::TicketSubmitted | Self::TicketAmended | Self::TicketMoved | Self::AttachmentAdded
        )
    }

    /// As it is written: `ticket_submitted`.
    pub fn name(self) -> &'static str {
        match self {
            Self::TicketSubmitted => "ticket_submitted",
            Self::TicketAmended => "ticket_amended",
            Self::TicketMoved => "ticket_moved",
            Self::ApprovalAsked => "approval_asked",
            Self::ApprovalRefused => "approval_refused",
            Self::TicketClockTold => "ticket_clock_told",
            Self::TicketReckoned => "ticket_reckoned",
            Self::TicketWaitOver => "ticket_wait_over",
            Self::TicketBegun => "ticket_begun",
            Self::AttachmentAdded => "attachment_added",
            Self::CallbackPromised => "callback_promised",
            Self::CallbackAttempted => "callback_attempted",
            Self::CallbackDone => "callback_done",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_named_as_they_are_written() {
        for topic in Topic::ALL {
            assert_eq!(serde_json::to_value(topic).expect("a word"), topic.name());
        }
    }
}
