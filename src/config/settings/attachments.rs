//! What may be attached to tickets.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// What may be attached to tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttachmentSettings {
    /// Largest file, bytes.
    pub max_bytes: NonZeroU32,
    /// Most files of one ticket.
    pub per_ticket: NonZeroU32,
    /// Media types that are taken.
    pub kinds: Vec<String>,
}

impl Default for AttachmentSettings {
    fn default() -> Self {
        let kinds = [
            "image/jpeg",
            "image/png",
            "image/webp",
            "application/pdf",
            "audio/mpeg",
            "audio/x-wav",
            "video/mp4",
            "text/plain",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ];
        Self {
            max_bytes: super::at_least_one(20_971_520),
            per_ticket: super::at_least_one(20),
            kinds: kinds.map(str::to_owned).to_vec(),
        }
    }
}
