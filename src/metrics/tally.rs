//! Counts and times that every number is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Doing, Leaving, Promise};
use crate::domain::{CallId, PauseCode};

/// Counts and times (ms) of an agent, a queue, a service type or the centre over one interval: a day, or that of a report.
///
/// A queue's calls belong to the interval in which they were offered, whenever they ended. What an agent did belongs to the one in which
/// it was done. A tally of a queue leaves the agent's fields at zero and the other way round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Tally {
    /// Calls that entered the centre. Only the centre's tally has it.
    pub entered: u64,
    /// Calls that got all they wanted from the greeting or self-service.
    pub self_served: u64,
    /// Callers who hung up before reaching a queue.
    pub abandoned_in_greeting: u64,
    /// Calls refused (full, closed, nobody signed in); they never entered a queue.
    pub refused: u64,

    /// Calls that entered the queue.
    pub offered: u64,
    /// Calls that an agent answered.
    pub answered: u64,
    /// Those of them whose wait was at most the target.
    pub answered_in_target: u64,
    /// Callers who hung up while they waited, the short ones too.
    pub abandoned: u64,
    /// Those of them who waited at most the short-abandon limit.
    pub abandoned_short: u64,
    /// Those of them who waited at most the target.
    pub abandoned_in_target: u64,
    /// Callers who pressed a key for voicemail or a callback.
    pub key_exits: u64,
    /// Calls that reached the longest wait.
    pub timed_out: u64,
    /// Callers whom nobody was left to serve.
    pub left_empty: u64,
    /// Callers who were taken out of the queue by a person.
    pub withdrawn: u64,
    /// Calls lost by a fault of the system.
    pub failed: u64,
    /// Calls handed on by an agent at a screen.
    pub transferred: u64,
    /// Σ wait of answered calls, ms.
    pub wait_answered_ms: u64,
    /// Σ wait of abandoned calls, ms.
    pub wait_abandoned_ms: u64,
    /// The longest wait that has ended, ms.
    pub longest_wait_ms: u64,

    /// Time spoken, ms; of a call that we begin from its placing on.
    pub talk_ms: u64,
    /// Time with the caller on hold, ms.
    pub hold_ms: u64,
    /// Time in wrap-up, ms.
    pub wrap_up_ms: u64,
    /// Calls whose work is finished: talk and wrap-up are over.
    pub handled: u64,
    /// Talk, hold and wrap-up of those calls, ms.
    pub handled_ms: u64,

    /// Answered calls of callers who are known; counted where first contacts are.
    pub known: u64,
    /// Those of them whose caller called again in time, or whose matter was dispatched: the call did not settle it.
    pub came_back: u64,

    /// Calls that we began, once the number was called. They are no queue's, and in no count above.
    pub placed: u64,
    /// Those of them that somebody answered.
    pub placed_connected: u64,
    /// Those of them whose work is finished.
    pub placed_handled: u64,
    /// Dialling, talk, hold and wrap-up of those, ms.
    pub placed_handled_ms: u64,

    /// Rings at the agent.
    pub rings: u64,
    /// Rings that the agent did not answer, or rejected (RNA).
    pub missed: u64,
    /// Tickets submitted.
    pub tickets: u64,
    /// Time signed in, ms: the sum of all the agent's times here, and of the time waiting for a call ([`Tally::ready_ms`]). 0 also where
    /// nothing is known of it.
    pub signed_in_ms: u64,
    /// Time ringing, ms.
    pub ringing_ms: u64,
    /// Time away by reason, ms.
    pub paused_ms: BTreeMap<PauseCode, u64>,
    /// The agent's latest calls of today, oldest first, at most [`Tally::CALLS_KEPT`]: what stands behind the numbers.
    pub calls: Vec<CallId>,
}

impl Tally {
    /// Most calls kept in [`Tally::calls`].
    pub const CALLS_KEPT: usize = 50;

    /// Time waiting for a call, ms: what is left of the time signed in.
    pub fn ready_ms(&self) -> u64 {
        let work = self.talk_ms + self.hold_ms + self.wrap_up_ms;
        self.signed_in_ms.saturating_sub(work + self.ringing_ms + self.paused_total_ms())
    }

    /// Calls that were offered and neither answered nor gone: they wait, or the record ends before they do.
    pub fn in_progress(&self) -> u64 {
        let gone =
            self.abandoned + self.key_exits + self.timed_out + self.left_empty + self.withdrawn + self.failed;
        self.offered.saturating_sub(self.answered + gone)
    }

    /// Adds another tally: of more agents, queues or intervals.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.sums().into_iter().zip(other.clone().sums()) {
            *mine += *theirs;
        }
        self.longest_wait_ms = self.longest_wait_ms.max(other.longest_wait_ms);
        for (reason, ms) in &other.paused_ms {
            *self.paused_ms.entry(reason.clone()).or_default() += ms;
        }
        other.calls.iter().for_each(|call| self.keep(*call));
    }

    /// Every field that is a plain sum.
    fn sums(&mut self) -> [&mut u64; 34] {
        [
            &mut self.entered,
            &mut self.self_served,
            &mut self.abandoned_in_greeting,
            &mut self.refused,
            &mut self.offered,
            &mut self.answered,
            &mut self.answered_in_target,
            &mut self.abandoned,
            &mut self.abandoned_short,
            &mut self.abandoned_in_target,
            &mut self.key_exits,
            &mut self.timed_out,
            &mut self.left_empty,
            &mut self.withdrawn,
            &mut self.failed,
            &mut self.transferred,
            &mut self.wait_answered_ms,
            &mut self.wait_abandoned_ms,
            &mut self.talk_ms,
            &mut self.hold_ms,
            &mut self.wrap_up_ms,
            &mut self.handled,
            &mut self.handled_ms,
            &mut self.known,
            &mut self.came_back,
            &mut self.placed,
            &mut self.placed_connected,
            &mut self.placed_handled,
            &mut self.placed_handled_ms,
            &mut self.rings,
            &mut self.missed,
            &mut self.tickets,
            &mut self.signed_in_ms,
            &mut self.ringing_ms,
        ]
    }

    /// All time away, ms.
    pub fn paused_total_ms(&self) -> u64 {
        self.paused_ms.values().sum()
    }

    /// Counts a call answered after this wait.
    pub(super) fn answer(&mut self, wait_ms: u64, promise: Promise) {
        self.answered += 1;
        self.answered_in_target += u64::from(wait_ms <= promise.target_ms());
        self.wait_answered_ms += wait_ms;
        self.longest_wait_ms = self.longest_wait_ms.max(wait_ms);
    }

    /// Counts a call that left after this wait.
    pub(super) fn leave(&mut self, how: Leaving, wait_ms: u64, promise: Promise) {
        match how {
            Leaving::Abandoned => {
                self.abandoned += 1;
                self.abandoned_short += u64::from(wait_ms <= promise.short_abandon_ms());
                self.abandoned_in_target += u64::from(wait_ms <= promise.target_ms());
                self.wait_abandoned_ms += wait_ms;
            }
            Leaving::AbandonedInGreeting => self.abandoned_in_greeting += 1,
            Leaving::KeyExit => self.key_exits += 1,
            Leaving::TimedOut => self.timed_out += 1,
            Leaving::LeftEmpty => self.left_empty += 1,
            Leaving::Withdrawn => self.withdrawn += 1,
            Leaving::Refused => self.refused += 1,
            Leaving::Failed => self.failed += 1,
            // No caller was waiting.
            Leaving::NotReached => {}
        }
        self.longest_wait_ms = self.longest_wait_ms.max(wait_ms);
    }

    /// Adds time that was spent so. Time waiting for a call is what is left: it is in no sum of its own.
    pub(super) fn spend(&mut self, doing: &Doing, ms: u64) {
        match doing {
            Doing::Ready => {}
            Doing::Ringing => self.ringing_ms += ms,
            Doing::Talking => self.talk_ms += ms,
            Doing::Holding => self.hold_ms += ms,
            Doing::WrapUp => self.wrap_up_ms += ms,
            Doing::Paused(reason) => match self.paused_ms.get_mut(reason) {
                Some(sum) => *sum += ms,
                None => {
                    self.paused_ms.insert(reason.clone(), ms);
                }
            },
        }
    }

    /// Counts a call whose work is finished.
    pub(super) fn finish(&mut self, work_ms: u64) {
        self.handled += 1;
        self.handled_ms += work_ms;
    }

    /// Counts a call that we began and whose work is finished.
    pub(super) fn finish_placed(&mut self, work_ms: u64) {
        self.placed_handled += 1;
        self.placed_handled_ms += work_ms;
    }

    /// Keeps a call behind the numbers.
    pub(super) fn keep(&mut self, call: CallId) {
        if self.calls.last() == Some(&call) {
            return;
        }
        if self.calls.len() == Self::CALLS_KEPT {
            self.calls.remove(0);
        }
        self.calls.push(call);
    }
}
