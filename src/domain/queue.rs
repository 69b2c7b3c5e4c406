//! Queues: what they promise, and who waits in them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CalendarId, CallId, QueueId, Words};

/// What a queue promises. Durations are seconds. A change is an event, so numbers of the past keep their targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueSettings {
    /// Short name.
    pub id: QueueId,
    /// Name on screens.
    pub label: Words,
    /// Answer-time target T of the service level, s.
    pub target_s: u32,
    /// An abandonment at or under this wait is short, s.
    pub short_abandon_s: u32,
    /// Longest wait before a caller overflows, s.
    pub max_wait_s: u32,
    /// How long a ring goes on before it counts as not answered, s.
    pub ring_s: u32,
    /// Limit of the wrap-up, s.
    pub wrap_up_s: u32,
    /// An agent who misses this many rings in a row is paused.
    pub misses_before_pause: u32,
    /// A caller who drops and returns within this time keeps the place, s; 0 keeps none.
    pub keep_place_s: u32,
    /// Most callers waiting; more are refused.
    pub capacity: u32,
    /// Head start in waiting seconds by priority: index = the switch's priority of the caller.
    pub head_start_s: Vec<u32>,
    /// Calendar of its service hours: new callers outside of them are refused. None: it is always open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<CalendarId>,
}

impl QueueSettings {
    /// The head start of a caller of this priority, s.
    pub fn head_start(&self, priority: u8) -> u32 {
        let last = self.head_start_s.last().copied().unwrap_or(0);
        self.head_start_s.get(usize::from(priority)).copied().unwrap_or(last)
    }
}

/// A queue on the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueState {
    /// What it promises.
    pub settings: QueueSettings,
    /// Who waits, first who is rung first: by [`Call::place`](super::Call::place), then in order of joining.
    pub waiting: Vec<CallId>,
}
