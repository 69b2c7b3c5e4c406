//! Today's tallies of all agents, all queues and the centre: the [`Fold`] that all numbers come from, written into one day.

use std::{collections::BTreeMap, mem};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Doing, Every, Fold, Ids, Interval, Ledger, Tally, Whose, events};
use crate::domain::{AgentId, CallId, Event, QueueId};

/// Today's tallies of all agents, queues and the centre. It begins anew with the first event of another local day.
///
/// An event that comes late, up to an hour before midnight, still moves what is under way but is counted for the day that has gone;
/// one from farther back means that the clock was set back, and that day begins anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Today {
    /// Zone whose midnights part the days.
    #[schema(value_type = String)]
    pub zone: Tz,
    /// What was counted so far.
    pub tallies: Tallies,
    #[schema(value_type = Object)]
    fold: Fold<Ids>,
}

/// The tallies of one day. Time that is still running is in them up to the last event of its agent: see [`Today::agent`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Tallies {
    /// By agent: those who are signed in, or were.
    pub agents: BTreeMap<AgentId, Tally>,
    /// By queue. A call counts in each queue that it enters.
    pub queues: BTreeMap<QueueId, Tally>,
    /// The whole centre. A call counts once, until its first answer, on the day on which it entered.
    pub centre: Tally,
    day: Option<Interval>,
}

impl Today {
    /// Nothing yet, with days as people in `zone` have them.
    pub fn new(zone: Tz) -> Self {
        Self { zone, ..Self::default() }
    }

    /// Folds an event that happened at `at`. What tells nothing about calls and agents of today does not turn the day: imported calls
    /// bear times of the past.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        let Some(fact) = events::fact(event) else { return };
        self.turn(at);
        match event {
            Event::QueueConfigured { queue } => {
                self.tallies.queues.entry(queue.id.clone()).or_default();
            }
            Event::AgentSignedIn { agent, .. } => {
                self.tallies.agents.entry(agent.clone()).or_default();
            }
            _ => {}
        }
        self.fold.apply(at, fact, &mut self.tallies);
    }

    /// Begins a new day if `now` is in one; a quiet night has no event to do it.
    pub fn turn(&mut self, now: DateTime<Utc>) {
        let late = |day: Interval| now < day.from && day.from - now <= LATE;
        if self.tallies.day.is_some_and(|day| day.holds(now) || late(day)) {
            return;
        }
        let here = self.fold.signed_in().map(|agent| (agent.clone(), Tally::default())).collect();
        self.tallies.day = Some(Every::Day.of(self.zone, now));
        self.tallies.agents = here;
        self.tallies.centre = Tally::default();
        self.tallies.queues.values_mut().for_each(|tally| drop(mem::take(tally)));
    }

    /// An agent's tally as it stands at `now`: with the time that is still running. None for who has done nothing today.
    pub fn agent(&self, agent: &AgentId, now: DateTime<Utc>) -> Option<Tally> {
        let mut running = OneAgent { day: self.tallies.day, tally: self.tallies.agents.get(agent)?.clone() };
        self.fold.settle_one(now, agent, &mut running);
        Some(running.tally)
    }
}

/// How far before midnight an event may lie and still count as late.
const LATE: Duration = Duration::hours(1);

impl Tallies {
    /// What lies in today of a stretch of time, ms.
    fn today_ms(day: Option<Interval>, time: Interval) -> u64 {
        let Some(day) = day else { return 0 };
        let time = Interval { from: time.from.max(day.from), ..time };
        u64::try_from((time.to - time.from).num_milliseconds()).unwrap_or(0)
    }
}

impl Ledger<Ids> for Tallies {
    fn count(
        &mut self,
        at: DateTime<Utc>,
        whose: Whose<'_, Ids>,
        _: Option<&CallId>,
        change: impl Fn(&mut Tally),
    ) {
        if self.day.is_none_or(|day| at < day.from) {
            return;
        }
        match whose {
            Whose::Centre => change(&mut self.centre),
            Whose::Queue(queue) => change(entry(&mut self.queues, queue)),
            Whose::Agent(agent) => change(entry(&mut self.agents, agent)),
            Whose::Service(_) => {}
        }
    }

    fn spend(&mut self, time: Interval, agent: &AgentId, _: Option<&CallId>, doing: &Doing) {
        let ms = Self::today_ms(self.day, time);
        entry(&mut self.agents, agent).spend(doing, ms);
    }

    fn attend(&mut self, time: Interval, agent: &AgentId) {
        entry(&mut self.agents, agent).signed_in_ms += Self::today_ms(self.day, time);
    }

    fn touch(&mut self, at: DateTime<Utc>, agent: &AgentId, call: &CallId) {
        if self.day.is_some_and(|day| day.from <= at) {
            entry(&mut self.agents, agent).keep(*call);
        }
    }
}

/// The tally of this name.
fn entry<'t, N: Ord + Clone>(tallies: &'t mut BTreeMap<N, Tally>, name: &N) -> &'t mut Tally {
    tallies.entry(name.clone()).or_default()
}

/// The time of one agent that is still running, added to a copy.
struct OneAgent {
    day: Option<Interval>,
    tally: Tally,
}

impl Ledger<Ids> for OneAgent {
    fn count(&mut self, _: DateTime<Utc>, _: Whose<'_, Ids>, _: Option<&CallId>, _: impl Fn(&mut Tally)) {}

    fn spend(&mut self, time: Interval, _: &AgentId, _: Option<&CallId>, doing: &Doing) {
        self.tally.spend(doing, Tallies::today_ms(self.day, time));
    }

    fn attend(&mut self, time: Interval, _: &AgentId) {
        self.tally.signed_in_ms += Tallies::today_ms(self.day, time);
    }
}
