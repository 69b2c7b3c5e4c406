//! Counts and times that every number is made of.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Promise;
use crate::domain::{AgentState, CallId, Direction, Exit, NextState, PauseCode, QueueId};

/// Counts and times (ms) of an agent, a queue or the centre over one day.
///
/// A queue's calls belong to the day on which they were offered, whenever they ended. What an agent did belongs to the day on which
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
    /// Time signed in, ms: the sum of all the agent's times here.
    pub signed_in_ms: u64,
    /// Time waiting for a call, ms.
    pub ready_ms: u64,
    /// Time ringing, ms.
    pub ringing_ms: u64,
    /// Time away by reason, ms.
    pub paused_ms: BTreeMap<PauseCode, u64>,
    /// What the agent does now; none when signed out. Its time is not in the sums above: see [`Tally::at`].
    pub running: Option<Running>,
    /// The agent's latest calls of today, oldest first, at most [`Tally::CALLS_KEPT`]: what stands behind the numbers.
    pub calls: Vec<CallId>,
}

/// What an agent does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Running {
    /// What.
    pub state: AgentState,
    /// Since when, at the earliest the beginning of the day.
    pub since: DateTime<Utc>,
    /// What follows the present call.
    pub next: Option<NextState>,
    /// The queue that the present call's work is counted for; none if it was offered on another day or in no queue.
    pub queue: Option<QueueId>,
    /// Work on the present call until `since`, ms.
    pub work_ms: u64,
    /// Who began that call.
    #[serde(default)]
    pub direction: Direction,
}

impl Tally {
    /// Most calls kept in [`Tally::calls`].
    pub const CALLS_KEPT: usize = 50;

    /// The tally as it stands at `now`: the time still running is added to the sums.
    pub fn at(&self, now: DateTime<Utc>) -> Self {
        let mut tally = self.clone();
        if let Some(running) = tally.running.take() {
            tally.spend(&running.state, elapsed_ms(running.since, now));
        }
        tally
    }

    /// Adds another tally: of more agents, queues or days. Take both [`Tally::at`] the same instant first, for what is still running is not added.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.sums().into_iter().zip(other.clone().sums()) {
            *mine += *theirs;
        }
        self.longest_wait_ms = self.longest_wait_ms.max(other.longest_wait_ms);
        for (reason, ms) in &other.paused_ms {
            *self.paused_ms.entry(reason.clone()).or_default() += ms;
        }
        self.running = None;
        other.calls.iter().for_each(|call| self.keep(*call));
    }

    /// Every field that is a plain sum.
    fn sums(&mut self) -> [&mut u64; 33] {
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
            &mut self.placed,
            &mut self.placed_connected,
            &mut self.placed_handled,
            &mut self.placed_handled_ms,
            &mut self.rings,
            &mut self.missed,
            &mut self.tickets,
            &mut self.signed_in_ms,
            &mut self.ready_ms,
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
    pub(super) fn leave(&mut self, exit: &Exit, wait_ms: u64, promise: Promise) {
        match exit {
            Exit::Abandoned => {
                self.abandoned += 1;
                self.abandoned_short += u64::from(wait_ms <= promise.short_abandon_ms());
                self.abandoned_in_target += u64::from(wait_ms <= promise.target_ms());
                self.wait_abandoned_ms += wait_ms;
            }
            Exit::AbandonedInGreeting => self.abandoned_in_greeting += 1,
            Exit::KeyExit { .. } => self.key_exits += 1,
            Exit::TimedOut => self.timed_out += 1,
            Exit::LeftEmpty => self.left_empty += 1,
            Exit::Withdrawn => self.withdrawn += 1,
            Exit::Refused { .. } => self.refused += 1,
            Exit::Failed { .. } => self.failed += 1,
            // No caller was waiting.
            Exit::NotReached { .. } => {}
        }
        self.longest_wait_ms = self.longest_wait_ms.max(wait_ms);
    }

    /// Adds time that an agent, signed in, spent in a state.
    pub(super) fn spend(&mut self, state: &AgentState, ms: u64) {
        if let Some(sum) = self.sum_of(state) {
            *sum += ms;
            self.signed_in_ms += ms;
        }
    }

    /// Adds time that was spent on a queue's call.
    pub(super) fn work(&mut self, state: &AgentState, ms: u64) {
        if let Some(sum) = self.sum_of(state).filter(|_| is_work(state)) {
            *sum += ms;
        }
    }

    fn sum_of(&mut self, state: &AgentState) -> Option<&mut u64> {
        match state {
            AgentState::Offline => None,
            AgentState::Ready => Some(&mut self.ready_ms),
            AgentState::Ringing { .. } => Some(&mut self.ringing_ms),
            AgentState::Talking { .. } => Some(&mut self.talk_ms),
            AgentState::Holding { .. } => Some(&mut self.hold_ms),
            AgentState::WrapUp { .. } => Some(&mut self.wrap_up_ms),
            AgentState::Paused { reason } => Some(self.paused_ms.entry(reason.clone()).or_default()),
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

impl Running {
    /// The beginning of a state outside any call.
    pub(super) fn new(state: AgentState, since: DateTime<Utc>) -> Self {
        Self { state, since, next: None, queue: None, work_ms: 0, direction: Direction::Inbound }
    }

    /// Ends the present slice of time at `at`; its length in ms.
    pub(super) fn cut(&mut self, at: DateTime<Utc>) -> u64 {
        let ms = elapsed_ms(self.since, at);
        self.since = at;
        if is_work(&self.state) {
            self.work_ms += ms;
        }
        ms
    }
}

fn is_work(state: &AgentState) -> bool {
    matches!(state, AgentState::Talking { .. } | AgentState::Holding { .. } | AgentState::WrapUp { .. })
}

/// Milliseconds between two instants; none if they are the wrong way round, for clocks are set back now and then.
pub(super) fn elapsed_ms(from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
    u64::try_from((to - from).num_milliseconds()).unwrap_or(0)
}
