//! Attachments: files that were added to tickets, as evidence of what was found and done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AttachmentId;

/// A file that was added to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Identity: the key of the write that added it.
    pub id: AttachmentId,
    /// The file's name, as whoever added it calls it.
    pub name: String,
    /// What it is, as its first bytes say: a media type such as `image/jpeg`.
    pub kind: String,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of what is in it, in hexadecimal digits.
    pub sha256: String,
    /// When it was added.
    pub at: DateTime<Utc>,
}

/// Which files a site takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttachmentRules {
    /// Largest file, bytes.
    pub max_bytes: u64,
    /// Most files of one ticket.
    pub per_ticket: u32,
    /// Media types that are taken.
    pub kinds: Vec<String>,
}

impl Attachment {
    /// Longest name, characters.
    pub const NAME_MAX: usize = 120;

    /// What colleagues may see of it on the floor: that it is there. Its name may hold a caller's, and from its hash it could be found
    /// out by trying.
    pub fn without_secrets(&self) -> Self {
        Self { name: String::new(), sha256: String::new(), ..self.clone() }
    }
}
