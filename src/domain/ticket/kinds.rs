//! What is chosen for a ticket from short lists: kind, channel, urgency, impact; and the priority that comes of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kind of matter (咨询, 求助, 投诉, 建议, 举报, 表扬, 报修).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum TicketKind {
    #[default]
    Inquiry,
    Help,
    Complaint,
    Suggestion,
    Report,
    Praise,
    Fault,
}

impl TicketKind {
    /// All kinds, in the order of the screen.
    pub const ALL: [Self; 7] = [
        Self::Inquiry,
        Self::Help,
        Self::Complaint,
        Self::Suggestion,
        Self::Report,
        Self::Praise,
        Self::Fault,
    ];
}

/// How a matter reached us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum Channel {
    #[default]
    Phone,
    Ivr,
    Web,
    Sms,
    Letter,
    Visit,
    TransferredIn,
}

impl Channel {
    /// All channels, in the order of the screen.
    pub const ALL: [Self; 7] =
        [Self::Phone, Self::Ivr, Self::Web, Self::Sms, Self::Letter, Self::Visit, Self::TransferredIn];
}

/// How soon it hurts; the discriminant is its rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum Urgency {
    High,
    Medium,
    #[default]
    Low,
}

impl Urgency {
    /// All, the most urgent first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];
}

/// How many it hurts; the discriminant is its rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum Impact {
    Many,
    Several,
    #[default]
    One,
}

impl Impact {
    /// All, the widest first.
    pub const ALL: [Self; 3] = [Self::Many, Self::Several, Self::One];
}

/// Priority of a ticket; 1 is the most urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[expect(missing_docs, reason = "plain ranks")]
pub enum Priority {
    P1,
    P2,
    P3,
    P4,
}
