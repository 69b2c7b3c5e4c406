//! The service catalogue: what is offered to whom, when, and what is promised of it (SLA). All of it is data.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CalendarId, Priority, Words, clock::Allowance};

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Short name.
    pub id: String,
    /// Name in reports.
    pub label: Words,
    /// When it is agreed to be there: the name of a calendar.
    pub hours: CalendarId,
    /// What it consists of.
    pub content: Words,
    /// For whom it is.
    pub users: Words,
    /// The share of the agreed time in which it is there.
    #[serde(default)]
    pub availability: Option<f64>,
    /// How long an interruption may last, by its priority.
    #[serde(default)]
    pub restored_within: BTreeMap<Priority, Allowance>,
    /// Most interruptions in any 365 days.
    #[serde(default)]
    pub interruptions_a_year: Option<u32>,
    /// It is interrupted while the link to the phone switch is lost: an interruption of this priority.
    #[serde(default)]
    pub switch: Option<Priority>,
}

/// A time in which a service was not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interruption {
    /// Which service.
    pub service: String,
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it; none while it goes on.
    pub to: Option<DateTime<Utc>>,
    /// How bad it is.
    pub priority: Priority,
    /// What happened.
    pub what: String,
}

impl Service {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<String> {
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        let is_wrong = self.availability.is_some_and(|share| !is_share(share));
        is_wrong
            .then(|| format!("service {}: `availability` is a share: write 0 to 1", self.id))
            .into_iter()
            .collect()
    }
}
