//! Other systems that are told of what happens.

use std::{collections::BTreeMap, num::NonZeroU32, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::at_least_one;
use crate::domain::{Priority, StateId, Topic, WebhookId};

/// Another system that is told of what happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// Short name; where it has come to in the log is kept by it.
    pub id: WebhookId,
    /// Where it is told; of a ticket system, the address of its front page.
    pub url: String,
    /// File that holds the secret that deliveries are signed with, or the token of the ticket system's API, and nothing else.
    pub secret_file: PathBuf,
    /// The words that it takes.
    #[serde(default)]
    pub form: WebhookForm,
    /// What it is told of; all that its form can say if empty.
    #[serde(default)]
    pub events: Vec<Topic>,
    /// Whether names, numbers and texts are sent as they are, not masked.
    #[serde(default)]
    pub secrets: bool,
    /// Whether it may be in this network or on this machine.
    #[serde(default)]
    pub allow_private: bool,
    /// Longest time for an answer, s.
    #[serde(default = "answer_s")]
    pub answer_s: NonZeroU32,
    /// Most attempts for one delivery.
    #[serde(default = "attempts")]
    pub attempts: NonZeroU32,
    /// Wait after the first failed attempt, s; it doubles with every further one.
    #[serde(default = "retry_first_s")]
    pub retry_first_s: NonZeroU32,
    /// The longest wait between two attempts, s.
    #[serde(default = "retry_max_s")]
    pub retry_max_s: NonZeroU32,
    /// What tickets become in the other ticket system.
    #[serde(default)]
    pub tickets: MappingSettings,
}

/// The words that another system takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WebhookForm {
    /// Ours: events as JSON, signed as Standard Webhooks are.
    #[default]
    Hotdesk,
    /// Request Tracker's REST2.
    RequestTracker,
    /// Zammad's REST API.
    Zammad,
}

/// What tickets become in another ticket system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MappingSettings {
    /// Request Tracker's queue, or Zammad's group.
    pub queue: String,
    /// Mail address of whom tickets there are for: there is one for all, as callers have numbers.
    pub requestor: String,
    /// Their words for our priorities; a priority that is not here is not said.
    pub priorities: BTreeMap<Priority, String>,
    /// Their words for our states; a state that is not here changes none of theirs.
    pub states: BTreeMap<StateId, String>,
    /// Longest file that is sent along, bytes.
    pub file_bytes: u64,
}

impl Default for MappingSettings {
    fn default() -> Self {
        Self {
            queue: String::new(),
            requestor: String::new(),
            priorities: BTreeMap::new(),
            states: BTreeMap::new(),
            // Request Tracker takes ten millions, unless told otherwise.
            file_bytes: 8_000_000,
        }
    }
}

fn answer_s() -> NonZeroU32 {
    at_least_one(10)
}

fn attempts() -> NonZeroU32 {
    at_least_one(16)
}

fn retry_first_s() -> NonZeroU32 {
    at_least_one(5)
}

fn retry_max_s() -> NonZeroU32 {
    at_least_one(21_600)
}
