//! What other systems are told, and what leads see of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::{Actor, Event, Topic, WebhookId};

/// The body of a delivery, `POST` to the webhook's address with the headers of Standard Webhooks: `webhook-id` (the same for every attempt),
/// `webhook-timestamp` (s since 1970), `webhook-signature` (`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// What it is about: a [`Topic`], or `test`.
    #[serde(rename = "type")]
    pub topic: String,
    /// When it happened.
    pub timestamp: DateTime<Utc>,
    /// Place in the log: orders deliveries.
    pub seq: u64,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub data: Event,
}

/// How a webhook stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    /// Short name.
    pub id: WebhookId,
    /// Its form as the settings name it; none if they do not name it any more: then it stands still.
    pub form: Option<String>,
    /// Scheme, host and port; the rest of an address may be secret.
    pub place: Option<String>,
    /// The last event of the log that was looked at for it.
    pub seq: u64,
    /// Deliveries that have arrived.
    pub delivered: u64,
    /// When the last of them did.
    pub last: Option<DateTime<Utc>>,
    /// Deliveries that wait.
    pub waiting: u64,
    /// Dead letters.
    pub dead: u64,
    /// Why the oldest of those that wait failed last; empty if it has not.
    pub why: String,
}

/// A delivery that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeadLetter {
    /// The event.
    pub seq: u64,
    /// What it is about.
    pub topic: Topic,
    /// The ticket or callback.
    pub about: Uuid,
    /// Attempts made.
    pub attempts: u32,
    /// When the last was made.
    pub at: DateTime<Utc>,
    /// Why it failed.
    pub why: String,
}

/// Send dead letters again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Replay {
    /// The one of this event; all of the webhook if left out.
    #[serde(default)]
    pub seq: Option<u64>,
}

/// How many dead letters are sent again. One that waits already is not counted: asking twice sends it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Replayed {
    /// How many.
    pub count: u64,
}

/// What came of a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tested {
    /// Why it did not arrive; none if it did.
    pub why: Option<String>,
}
