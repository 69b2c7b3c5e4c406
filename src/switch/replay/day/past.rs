//! A day gone on with: callers and agents where its log left them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{AFTER_HOLD, Day, Due, HOLD, generous, pick_up, wrap_up};
use crate::{
    domain::{Agent, AgentId, AgentState, Call, Event, Floor, Illegal, NextState, Phase},
    import::{RecordedAgent, RecordedCaller},
    switch::replay::people::{Caller, Place, Work},
};

/// What the log of a day says about its callers and agents: a fold.
#[derive(Clone, Debug, Default)]
pub struct Past {
    floor: Floor,
    /// How often each agent has answered.
    served: BTreeMap<AgentId, usize>,
    last: DateTime<Utc>,
}

impl Past {
    /// Takes in an event that happened at `at`.
    ///
    /// # Errors
    /// When it does not fit what came before; nothing is changed then.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) -> Result<(), Illegal> {
        self.floor.apply(at, event)?;
        if let Event::CallAnswered { agent, .. } = event {
            *self.served.entry(agent.clone()).or_default() += 1;
        }
        self.last = self.last.max(at);
        Ok(())
    }

    /// When the log ends.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.last
    }

    fn calls(&self) -> BTreeMap<&str, &Call> {
        let living = self.floor.calls.values().filter(|call| call.phase != Phase::Over);
        living.map(|call| (call.switch_ref.as_str(), call)).collect()
    }
}

impl Day {
    /// A day that goes on where its log ends: whoever waits, is rung or speaks goes on doing so, and the agents are at their work.
    /// `run` makes the calls to come others than those before, if it is another than theirs.
    pub fn after(past: &Past, callers: Vec<RecordedCaller>, agents: Vec<RecordedAgent>, run: Uuid) -> Self {
        let (living, now) = (past.calls(), past.last);
        let still_to_come = |caller: &RecordedCaller| {
            caller.enters_at > now && !living.contains_key(caller.switch_ref.as_str())
        };
        let (here, rest): (Vec<_>, Vec<_>) =
            callers.into_iter().partition(|caller| living.contains_key(caller.switch_ref.as_str()));
        let to_come = rest.into_iter().filter(still_to_come).collect();
        let mut day = Self::new(to_come, agents, run);
        day.now = now;
        let staff: Vec<_> =
            past.floor.agents.values().filter(|agent| day.staff.contains_key(&agent.id)).collect();
        for agent in staff {
            day.go_on_working(agent, past);
        }
        for recorded in here {
            if let Some(call) = living.get(recorded.switch_ref.as_str()) {
                day.stay(call, recorded);
            }
        }
        day
    }

    /// An agent whom the floor knows has come, unless sent home before the time.
    fn go_on_working(&mut self, agent: &Agent, past: &Past) {
        let now = self.now;
        let Some(staff) = self.staff.get_mut(&agent.id) else { return };
        staff.served = past.served.get(&agent.id).copied().unwrap_or_default();
        let (comes_at, goes_at) = (staff.recorded.comes_at, staff.recorded.goes_at);
        let (comes, goes) =
            ((comes_at, Due::Comes(agent.id.clone())), (goes_at, Due::Goes(agent.id.clone())));
        staff.work = match &agent.state {
            AgentState::Offline => Work::Away,
            AgentState::Ready | AgentState::Paused { .. } => Work::Idle,
            AgentState::WrapUp { call } => {
                self.due.insert((agent.since + wrap_up(*call), Due::Finishes(*call, agent.id.clone())));
                Work::Busy
            }
            AgentState::Ringing { .. } | AgentState::Talking { .. } | AgentState::Holding { .. } => {
                Work::Busy
            }
        };
        staff.is_going = agent.next == Some(NextState::Offline);
        if comes_at <= now || staff.work != Work::Away {
            // Also whom a lead has sent home since.
            self.due.remove(&comes);
        }
        if staff.is_going || (staff.work == Work::Away && goes_at <= now) {
            self.due.remove(&goes);
        }
    }

    /// A caller who is in the centre stays where the floor has the call.
    fn stay(&mut self, call: &Call, recorded: RecordedCaller) {
        let place = self.place(call, &recorded);
        // The patience of the record is for the first wait; whoever was handed on has come past it.
        let patience = recorded.hangs_up_at.filter(|at| *at >= self.now);
        let (due, until) = match (&place, recorded.queues_at) {
            (Place::Greeting, Some(at)) => (Some((at, Due::Queues(call.id))), None),
            (Place::Ringing { picks_up_at: Some(at), .. }, _) => {
                (Some((*at, Due::PicksUp(call.id))), patience)
            }
            (Place::Talking { agent }, _) => (None, Some(self.talks_until(call, &recorded, agent))),
            (Place::Held { .. }, _) => (None, Some(call.since + HOLD)),
            _ => (None, patience),
        };
        self.due.extend(due);
        self.callers.insert(call.id, Caller { recorded, drawn: None, place, hangs_up_at: None });
        self.set_patience(call.id, until);
    }

    fn place(&self, call: &Call, recorded: &RecordedCaller) -> Place {
        match (call.phase, call.agent.clone()) {
            (Phase::Greeting, _) => Place::Greeting,
            (Phase::Ringing, Some(agent)) => {
                let plays_itself = self.staff.contains_key(&agent);
                Place::Ringing { agent, picks_up_at: plays_itself.then(|| call.since + pick_up(call.id)) }
            }
            (Phase::Talking, Some(agent)) => Place::Talking { agent },
            (Phase::Held, Some(agent)) => {
                let talks_until = Some(self.talks_until(call, recorded, &agent));
                Place::Held { agent, talks_until }
            }
            _ => Place::Waiting,
        }
    }

    /// Whoever is gone on with has a minute at least, as after a hold: it may have been one.
    fn talks_until(&self, call: &Call, recorded: &RecordedCaller, agent: &AgentId) -> DateTime<Utc> {
        let since = call.answered_at.unwrap_or(call.since);
        match self.staff.get(agent) {
            Some(staff) => since + staff.this_service(),
            None => (since + generous(recorded)).max(self.now + AFTER_HOLD),
        }
    }
}
