//! What is wrong with a lifecycle: found before it is used.

use std::{collections::BTreeSet, fmt};

use super::{Duty, End, Lifecycle, Need, Occasion, Verb};
use crate::domain::{ClockId, StateId};

/// One thing that is wrong with a lifecycle, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Lifecycle {
    /// All that is wrong with it: names that nothing has, states that cannot be reached or left, clocks that never stop, approvers who are
    /// nobody. Empty for one that can be used.
    pub fn faults(&self) -> Vec<Fault> {
        let named = self.unknown_names();
        if !named.is_empty() {
            return named;
        }
        let mut faults = self.twice();
        faults.extend(self.unreachable());
        faults.extend(self.dead_ends());
        faults.extend(self.endless_clocks());
        faults.extend(self.verbs.iter().flat_map(|verb| self.faults_of(verb)));
        faults
    }

    fn unknown_names(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut check = |is_known: bool, place: &str, what: &str, name: &str| {
            if !is_known {
                faults.push(Fault(format!("{place}: there is no {what} {name}: correct it, or add one")));
            }
        };
        for state in [&self.start, &self.answered] {
            check(self.state(state).is_some(), "start and answered", "state", state.as_str());
        }
        for clock in &self.begins {
            check(self.clock(clock).is_some(), "begins", "clock", clock.as_str());
        }
        for state in &self.states {
            for clock in &state.pauses {
                check(self.clock(clock).is_some(), &format!("state {}", state.id), "clock", clock.as_str());
            }
        }
        for verb in &self.verbs {
            let place = format!("verb {}", verb.id);
            for state in verb.from.iter().chain(&verb.to) {
                check(self.state(state).is_some(), &place, "state", state.as_str());
            }
            for clock in verb
                .starts
                .iter()
                .chain(&verb.begins)
                .chain(&verb.stops)
                .chain(&verb.extends)
                .chain(&verb.before)
            {
                check(self.clock(clock).is_some(), &place, "clock", clock.as_str());
            }
            if let Some(list) = &verb.reasons {
                check(self.reasons.contains_key(list), &place, "list of reasons", list);
            }
        }
        faults
    }

    fn twice(&self) -> Vec<Fault> {
        let mut seen = BTreeSet::new();
        let states = self.states.iter().map(|state| format!("state {}", state.id));
        let verbs = self.verbs.iter().map(|verb| format!("verb {}", verb.id));
        let clocks = self.clocks.iter().map(|clock| format!("clock {}", clock.id));
        let twice = states.chain(verbs).chain(clocks).filter(|name| !seen.insert(name.clone()));
        twice.map(|name| Fault(format!("{name} is there twice: give one another name"))).collect()
    }

    fn unreachable(&self) -> Vec<Fault> {
        let reached = self.reached_from([&self.start, &self.answered].map(Clone::clone).into());
        let lost = self.states.iter().filter(|state| !reached.contains(&state.id));
        let fault =
            |id: &StateId| Fault(format!("state {id} is never reached: add a verb to it, or take it away"));
        lost.map(|state| fault(&state.id)).collect()
    }

    fn dead_ends(&self) -> Vec<Fault> {
        let ends = self.states.iter().filter(|state| state.end.is_some()).map(|state| &state.id);
        let ends: BTreeSet<_> = ends.cloned().collect();
        let goes_on =
            |state: &StateId| self.reached_from([state.clone()].into()).intersection(&ends).next().is_some();
        let stuck = self.states.iter().filter(|state| !goes_on(&state.id));
        let fault = |id: &StateId| {
            Fault(format!("from state {id} no verb leads to an end: add one, or give the state an end"))
        };
        stuck.map(|state| fault(&state.id)).collect()
    }

    /// A clock that a verb starts must be stopped by one that can still come, and all of them by those that lead to an end.
    fn endless_clocks(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for clock in &self.clocks {
            let starts_it = |verb: &&Verb| verb.starts.contains(&clock.id) || verb.begins.contains(&clock.id);
            let starts = self.verbs.iter().filter(starts_it).collect::<Vec<_>>();
            let begins = self.begins.contains(&clock.id);
            if begins && let Some(end) = self.end_with_clock(vec![self.start.clone()], &clock.id) {
                faults.push(endless(&clock.id, "with the ticket", &end));
            }
            if starts.is_empty() && !begins {
                faults.push(Fault(format!(
                    "clock {} is never started: name it in a verb's `starts`, or in `begins`",
                    clock.id
                )));
            }
            for verb in starts {
                let begun = verb.to.as_ref().map_or_else(|| verb.from.clone(), |to| vec![to.clone()]);
                if let Some(end) = self.end_with_clock(begun, &clock.id) {
                    faults.push(endless(&clock.id, &format!("by {}", verb.id), &end));
                }
            }
        }
        faults
    }

    /// An end that can be reached from these states by verbs none of which stops the clock.
    fn end_with_clock(&self, begun: Vec<StateId>, clock: &ClockId) -> Option<StateId> {
        let reached = self.reached_by(begun, |verb| !verb.stops.contains(clock));
        reached.into_iter().find(|id| self.state(id).is_some_and(|state| state.end.is_some()))
    }

    fn faults_of(&self, verb: &Verb) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |is_wrong: bool, what: &str| {
            if is_wrong {
                faults.push(Fault(format!("verb {}: {what}", verb.id)));
            }
        };
        fault(verb.by.is_empty(), "nobody may use it: name somebody in `by`");
        fault(verb.from.is_empty(), "it is possible in no state: name some in `from`");
        let approver = verb.approval.as_ref().map(|approval| approval.by);
        fault(approver == Some(Duty::System), "hotdesk itself cannot approve: name a person's duty");
        fault(
            verb.by.contains(&Duty::System) != verb.on.is_some(),
            "`on` says when hotdesk itself does it: it belongs to `by` system, and needs it",
        );
        let waits_in = |state: &&StateId| self.of_itself(state, Occasion::Until).is_none();
        let waits = verb.to.iter().chain(verb.from.iter().filter(|_| verb.to.is_none()));
        fault(
            verb.needs.contains(&Need::Until) && waits.clone().any(|state| waits_in(&state)),
            "it waits until an instant, and nothing happens then: add a verb with `on` until",
        );
        let is_back = verb.to.as_ref() == Some(&self.start);
        fault(
            is_back && self.begins.iter().any(|clock| !verb.starts.contains(clock)),
            "it leads back to the start: its `starts` must name what the lifecycle's `begins` names",
        );
        let rival = self.verbs.iter().take_while(|other| other.id != verb.id).find(|other| {
            other.on.is_some()
                && other.on == verb.on
                && other.from.iter().any(|from| verb.from.contains(from))
        });
        fault(rival.is_some(), "another verb is done on the same occasion in the same state: take one away");
        fault(
            verb.needs.contains(&Need::Reason) && verb.reasons.is_none(),
            "it needs a reason and has no list of `reasons`",
        );
        fault(
            verb.extends.is_some() != verb.needs.contains(&Need::More),
            "`extends` and the need `more` belong together",
        );
        let empty = |list: &String| self.reasons.get(list).is_some_and(Vec::is_empty);
        fault(verb.reasons.as_ref().is_some_and(empty), "its list of reasons is empty");
        let closes = self.end_of(verb) == Some(End::Closed);
        fault(
            closes && self.attempts == 0,
            "it would close without the caller: `attempts` must be 1 at least",
        );
        faults
    }

    fn reached_from(&self, states: Vec<StateId>) -> BTreeSet<StateId> {
        self.reached_by(states, |_| true)
    }

    /// All states that these verbs lead to from these, and these.
    fn reached_by(&self, states: Vec<StateId>, by: impl Fn(&Verb) -> bool) -> BTreeSet<StateId> {
        let mut seen: BTreeSet<StateId> = states.iter().cloned().collect();
        let mut open = states;
        while let Some(state) = open.pop() {
            let verbs = self.verbs.iter().filter(|verb| verb.from.contains(&state) && by(verb));
            for next in verbs.filter_map(|verb| verb.to.as_ref()) {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    }
}

fn endless(clock: &ClockId, started: &str, end: &StateId) -> Fault {
    Fault(format!(
        "clock {clock}, started {started}, can still run in the end {end}: name it in the `stops` of a verb on the way there"
    ))
}
