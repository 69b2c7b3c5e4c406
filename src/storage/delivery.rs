//! Records of what other systems are told.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::{Topic, WebhookId};

/// How a webhook stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRow {
    /// Which.
    pub id: WebhookId,
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
    /// Why the oldest of those that wait failed last; empty if none has been tried.
    pub why: String,
}

/// An event that a webhook is to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// The event.
    pub seq: u64,
    /// What it is about.
    pub topic: Topic,
    /// The ticket or callback, whose deliveries keep their order.
    pub about: Uuid,
    /// When it may be sent.
    pub at: DateTime<Utc>,
}

/// A delivery that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The event.
    pub seq: u64,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is tried next.
    pub at: DateTime<Utc>,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has arrived.
    Arrived {
        /// When.
        at: DateTime<Utc>,
    },
    /// It is tried again.
    Failed {
        /// When.
        next: DateTime<Utc>,
        /// Why it failed.
        why: String,
    },
    /// It is given up.
    Died {
        /// When.
        at: DateTime<Utc>,
        /// Why it failed.
        why: String,
    },
}
