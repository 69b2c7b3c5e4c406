//! What has been done to a ticket: a fold of its moves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Tells;
use crate::domain::{
    ClockId, LifecycleId, ReasonCode, StateId, TicketId, UnitId, VerbId,
    clock::{Clock, Deadline},
};

/// How far a ticket has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Work {
    /// The lifecycle that it follows.
    pub lifecycle: LifecycleId,
    /// Where it stands.
    pub state: StateId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Its clocks: those that run, stand still, or were stopped.
    #[serde(default)]
    pub clocks: BTreeMap<ClockId, TicketClock>,
    /// How often each verb was used.
    #[serde(default)]
    pub times: BTreeMap<VerbId, u32>,
    /// Who handles it.
    #[serde(default)]
    pub involved: Involved,
    /// The last answer for the caller.
    #[serde(default)]
    pub answer: Option<String>,
    /// Whether that has reached the caller.
    #[serde(default)]
    pub reached: bool,
    /// Attempts to reach the caller with it that failed.
    #[serde(default)]
    pub attempts: u32,
    /// How often it was begun anew.
    #[serde(default)]
    pub redone: u32,
    /// The ticket that it follows.
    #[serde(default)]
    pub mother: Option<TicketId>,
}

/// A clock of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketClock {
    /// Since when, how much, and when it stood still.
    pub clock: Clock,
    /// When it runs out, and why then; none while it stands still, or where the calendar has not as much time.
    pub deadline: Option<Deadline>,
    /// The deadlines that it had before.
    #[serde(default)]
    pub earlier: Vec<DateTime<Utc>>,
}

/// Who handles a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Involved {
    /// The unit that is responsible.
    pub lead: Option<UnitId>,
    /// Those that help it, in parallel.
    #[serde(default)]
    pub joint: Vec<UnitId>,
}

/// What came of calling the caller back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contacted {
    /// Somebody was reached.
    pub reached: bool,
    /// The matter is solved; none if that was not said.
    #[serde(default)]
    pub solved: Option<bool>,
    /// The caller is satisfied; none if that was not said.
    #[serde(default)]
    pub satisfied: Option<bool>,
}

/// Something done to a ticket, with all that it changes: it is folded without the lifecycle, which may be another one by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Moved {
    /// What was done.
    pub verb: VerbId,
    /// Why, from the verb's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonCode>,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The state after it.
    pub state: StateId,
    /// The clocks that it changed, as they are after it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clocks: BTreeMap<ClockId, TicketClock>,
    /// Who handles it from now on, where that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub involved: Option<Involved>,
    /// What it says of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tells: Option<Tells>,
    /// What came of calling the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted: Option<Contacted>,
    /// Until when it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// The ticket that it follows from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mother: Option<TicketId>,
}

impl Work {
    /// A ticket of this lifecycle that has just come to this state.
    pub fn new(lifecycle: LifecycleId, state: StateId, since: DateTime<Utc>) -> Self {
        Self {
            lifecycle,
            state,
            since,
            clocks: BTreeMap::new(),
            times: BTreeMap::new(),
            involved: Involved::default(),
            answer: None,
            reached: false,
            attempts: 0,
            redone: 0,
            mother: None,
        }
    }

    /// How often a verb was used.
    pub fn times(&self, verb: &VerbId) -> u32 {
        self.times.get(verb).copied().unwrap_or(0)
    }

    /// The clock that runs out first, with its deadline; none if none runs.
    pub fn next_due(&self) -> Option<(&ClockId, DateTime<Utc>)> {
        let running = self.clocks.iter().filter(|(_, clock)| clock.clock.stopped.is_none());
        let due = running.filter_map(|(id, clock)| Some((id, clock.deadline.as_ref()?.due)));
        due.min_by_key(|(_, due)| *due)
    }

    /// Folds a move in.
    pub fn apply(&mut self, at: DateTime<Utc>, moved: &Moved) {
        *self.times.entry(moved.verb.clone()).or_default() += 1;
        if self.state != moved.state {
            self.state = moved.state.clone();
            self.since = at;
        }
        self.clocks.extend(moved.clocks.iter().map(|(id, clock)| (id.clone(), clock.clone())));
        if let Some(involved) = &moved.involved {
            self.involved = involved.clone();
        }
        self.mother = moved.mother.or(self.mother);
        match (moved.tells, moved.contacted) {
            (Some(Tells::Answer), _) => {
                self.answer = Some(moved.text.clone());
                (self.reached, self.attempts) = (false, 0);
            }
            (Some(Tells::Contact), Some(contacted)) if contacted.reached => self.reached = true,
            (Some(Tells::Contact), _) => self.attempts += 1,
            (Some(Tells::Redo), _) => {
                (self.answer, self.reached, self.attempts) = (None, false, 0);
                self.redone += 1;
            }
            (None, _) => {}
        }
    }
}
