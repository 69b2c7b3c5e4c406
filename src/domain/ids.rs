//! Identities. Text ids are given by people or other systems; uuid ids are made by the writer's client (UUIDv7).

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

text_ids! {
    /// An agent's number (工号), as said to callers.
    AgentId,
    /// A queue's short name.
    QueueId,
    /// A calendar's short name: that of its file.
    CalendarId,
    /// What the caller rang about as far as the greeting knows: chooses the script.
    ServiceType,
    /// The code of a pause reason.
    PauseCode,
    /// The code of a category.
    CategoryCode,
    /// A script's short name.
    ScriptId,
    /// A step inside a script.
    StepId,
    /// A typed blank of a script.
    BlankId,
    /// A lifecycle's short name.
    LifecycleId,
    /// A state of a lifecycle.
    StateId,
    /// A verb of a lifecycle: what is done to a ticket.
    VerbId,
    /// A clock of a lifecycle.
    ClockId,
    /// The code of a reason for a verb.
    ReasonCode,
    /// The part of an intake program's key that is no secret.
    IntakeKeyId,
    /// A handling unit's short name (承办单位).
    UnitId,
    /// A webhook's short name.
    WebhookId,
}

uuid_ids! {
    /// One caller's conversation, from entering the centre to its last leg.
    CallId,
    /// A person or office that calls.
    ContactId,
    /// A ticket.
    TicketId,
    /// A form while it is typed; the ticket made of it carries the same uuid, so it is made once.
    DraftId,
    /// A callback promised.
    CallbackId,
    /// A file that was added to a ticket.
    AttachmentId,
    /// A change of who is who: a merge or a split of contacts.
    ChangeId,
}
