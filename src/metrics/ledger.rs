//! Where a fold writes what it counts: into a day, into the intervals of a report, or into the list of what is behind one number.

use chrono::{DateTime, Utc};

use super::{Interval, Tally, fact::Keys};
use crate::domain::PauseCode;

/// Takes what a [`Fold`](super::Fold) counts.
pub trait Ledger<K: Keys> {
    /// Something counts for somebody, at the instant to which it belongs; `call` is behind it.
    fn count(
        &mut self,
        at: DateTime<Utc>,
        whose: Whose<'_, K>,
        call: Option<&K::Call>,
        change: impl Fn(&mut Tally),
    );

    /// An agent, signed in or not, spent this time so.
    fn spend(&mut self, time: Interval, agent: &K::Agent, call: Option<&K::Call>, doing: &Doing);

    /// An agent was signed in for this time.
    fn attend(&mut self, time: Interval, agent: &K::Agent);

    /// A call rang at an agent, or an agent placed it.
    fn touch(&mut self, _at: DateTime<Utc>, _agent: &K::Agent, _call: &K::Call) {}

    /// A call that was offered at that instant waited so long, ms, for an answer or for none.
    fn wait(&mut self, _offered_at: DateTime<Utc>, _queue: &K::Queue, _wait_ms: u64, _end: WaitEnd) {}
}

/// Whose number it is.
#[derive(Debug, PartialEq)]
pub enum Whose<'k, K: Keys> {
    /// The centre's. A call counts there once, until its first answer, when it entered.
    Centre,
    /// A queue's. A call counts in each queue that it enters, when it was offered there.
    Queue(&'k K::Queue),
    /// A service type's: as the queue's.
    Service(&'k K::Service),
    /// An agent's, when it was done.
    Agent(&'k K::Agent),
}

/// What an agent does.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Waits for a call.
    Ready,
    /// A call rings.
    Ringing,
    /// Speaks.
    Talking,
    /// Has the caller on hold.
    Holding,
    /// Finishes the work of a call.
    WrapUp,
    /// Is away.
    Paused(PauseCode),
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    /// An agent answered.
    Answered,
    /// The caller hung up.
    Abandoned,
    /// In another way.
    Otherwise,
}

impl Doing {
    /// Whether it is work on a call.
    pub fn is_work(&self) -> bool {
        matches!(self, Self::Talking | Self::Holding | Self::WrapUp)
    }
}
