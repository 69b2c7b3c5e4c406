//! What has been done to a ticket: a fold of its moves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{End, Mark, Pending, Tells, Wake};
use crate::domain::{
    AttachmentId, ClockId, LifecycleId, ReasonCode, StateId, TicketId, UnitId, VerbId,
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
    /// How often the caller has urged since the last answer.
    #[serde(default)]
    pub urged: u32,
    /// The ticket that it follows.
    #[serde(default)]
    pub mother: Option<TicketId>,
    /// Whether it has ended, and how.
    #[serde(default)]
    pub end: Option<End>,
    /// Until when it waits.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    /// What a second person has to approve.
    #[serde(default)]
    pub pending: Option<Box<Pending>>,
    /// What came of the last call to the caller.
    #[serde(default)]
    pub contacted: Option<Contacted>,
    /// Since when the caller has to be told that it takes longer.
    #[serde(default)]
    pub owed: Option<DateTime<Utc>>,
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
    /// When somebody is told how much of its time is used, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// The share that was told last, percent; 0 for none.
    #[serde(default)]
    pub told: u8,
}

/// Who handles a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Involved {
    /// The unit that is responsible.
    pub lead: Option<UnitId>,
    /// Those that help it, in parallel.
    #[serde(default)]
    pub joint: Vec<UnitId>,
    /// The unit that received it first (首接负责): it answers for it until another one has signed for it.
    #[serde(default)]
    pub first: Option<UnitId>,
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
    /// Whether it ends there, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
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
    /// It follows no other ticket any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
    /// Files that prove it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<AttachmentId>,
}

impl Work {
    /// The state of a ticket without a lifecycle that waits for dispatch.
    const SUBMITTED: &str = "submitted";
    /// The state of one that was answered during the call.
    pub(in crate::domain) const ANSWERED_DIRECTLY: &str = "answered_directly";

    /// A new ticket where there are no lifecycles, and one of a log that knew none: it follows the site's first one once there is one.
    pub fn without_lifecycle(is_answered: bool, at: DateTime<Utc>) -> Self {
        let state = if is_answered { Self::ANSWERED_DIRECTLY } else { Self::SUBMITTED };
        let mut work = Self::new(LifecycleId::from(""), state.into(), at);
        work.reached = is_answered;
        work.end = is_answered.then_some(End::Closed);
        work
    }

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
            urged: 0,
            mother: None,
            end: None,
            until: None,
            pending: None,
            contacted: None,
            owed: None,
        }
    }

    /// Nobody has said which lifecycle it follows.
    pub fn has_no_lifecycle(&self) -> bool {
        self.lifecycle.as_str().is_empty()
    }

    /// Nothing was done to it, and nothing is asked.
    pub fn is_untouched(&self) -> bool {
        self.times.is_empty() && self.pending.is_none()
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

    /// What has come by an instant, in the order in which it came: of each clock the last word only.
    pub fn wakes(&self, now: DateTime<Utc>) -> Vec<Wake> {
        let marks = self.clocks.iter().filter_map(|(id, clock)| {
            Some(Wake::Mark { clock: id.clone(), mark: *clock.last_mark_by(now)? })
        });
        let until = self.until.filter(|at| *at <= now).map(|at| Wake::Until { at });
        let mut wakes: Vec<_> = marks.chain(until).collect();
        wakes.sort_by_key(Wake::at);
        wakes
    }

    /// Folds a move in.
    pub fn apply(&mut self, at: DateTime<Utc>, moved: &Moved) {
        *self.times.entry(moved.verb.clone()).or_default() += 1;
        let is_handed_on = moved.involved.as_ref().is_some_and(|now| now.lead != self.involved.lead);
        if self.state != moved.state || is_handed_on {
            self.state = moved.state.clone();
            self.since = at;
            self.until = None;
            self.pending = None;
        }
        self.end = moved.end;
        self.until = moved.until.or(self.until);
        self.clocks.extend(moved.clocks.iter().map(|(id, clock)| (id.clone(), clock.clone())));
        if let Some(involved) = &moved.involved {
            self.involved = involved.clone();
        }
        self.mother = moved.mother.or(self.mother.filter(|_| !moved.apart));
        self.contacted = moved.contacted.or(self.contacted);
        self.hear(at, moved);
    }

    /// Folds in what a move says of the caller.
    fn hear(&mut self, at: DateTime<Utc>, moved: &Moved) {
        match (moved.tells, moved.contacted) {
            (Some(Tells::Answer), _) => {
                self.answer = Some(moved.text.clone());
                (self.reached, self.attempts, self.contacted, self.urged) = (false, 0, None, 0);
            }
            (Some(Tells::Contact), Some(contacted)) if contacted.reached => {
                (self.reached, self.owed) = (true, None);
            }
            (Some(Tells::Contact), _) => self.attempts += 1,
            (Some(Tells::Redo), _) => {
                (self.answer, self.reached, self.attempts, self.contacted) = (None, false, 0, None);
                self.redone += 1;
            }
            (Some(Tells::Delay), _) => self.owed = Some(at),
            (Some(Tells::Told), _) => self.owed = None,
            (Some(Tells::Urge), _) => self.urged += 1,
            (None, _) => {}
        }
    }

    /// Folds in that somebody was told how much of a clock's time is used.
    pub fn apply_told(&mut self, clock: &ClockId, percent: u8) {
        if let Some(clock) = self.clocks.get_mut(clock) {
            clock.is_told(percent);
        }
    }

    /// The work without what was typed into it.
    pub fn without_secrets(&self) -> Self {
        let mut work = self.clone();
        work.answer = None;
        if let Some(pending) = &mut work.pending {
            pending.asked.text.clear();
        }
        work
    }
}

impl Contacted {
    /// Somebody was reached, and did not say that the matter is not solved or that it is not well.
    pub fn is_content(&self) -> bool {
        self.reached && self.solved != Some(false) && self.satisfied != Some(false)
    }
}

impl Moved {
    /// The move without what was typed with it.
    pub fn without_secrets(&self) -> Self {
        Self { text: String::new(), ..self.clone() }
    }
}
