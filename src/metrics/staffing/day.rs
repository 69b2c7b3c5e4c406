//! A day: what is needed in each of its intervals, beside who is rostered.

use super::{Demand, Goal, Intervals, Patience, Service, Shrinkage, StaffingError, needed, service};

/// What a day is staffed for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Average handling time, s.
    pub aht_s: f64,
    /// How long callers wait.
    pub patience: Patience,
    /// What is promised.
    pub goal: Goal,
    /// The share of paid time away from the phones.
    pub shrinkage: Shrinkage,
}

/// One interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Staffed {
    /// Calls expected.
    pub calls: f64,
    /// The least that keeps the goal.
    pub needed: Service,
    /// How many the roster must hold for that.
    pub on_roster: u64,
    /// Who is rostered, if there is a roster.
    pub rostered: Option<Rostered>,
}

/// What a roster has for an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rostered {
    /// Agents, those who work a part of the interval counted as a part.
    pub agents: f64,
    /// Agents rostered − agents that the roster must hold: below 0 somebody is missing.
    pub gap: f64,
    /// What they give, as far as they are at the phones: their number less shrinkage, rounded down.
    pub service: Service,
}

impl Plan {
    /// The intervals of a day on which so many calls are expected, and so many agents are rostered, in each.
    ///
    /// # Errors
    /// As [`Demand::new`] and [`needed`].
    pub fn day(
        &self,
        intervals: Intervals,
        calls: &[f64],
        rostered: Option<&[f64]>,
    ) -> Result<Vec<Staffed>, StaffingError> {
        let of = |(number, calls): (usize, &f64)| {
            let there = rostered.and_then(|rostered| rostered.get(number).copied());
            self.interval(Demand::new(*calls, f64::from(intervals.length_s()), self.aht_s)?, there)
        };
        calls.iter().enumerate().map(of).collect()
    }

    fn interval(&self, demand: Demand, rostered: Option<f64>) -> Result<Staffed, StaffingError> {
        let needed = needed(demand, self.patience, self.goal)?;
        let on_roster = self.shrinkage.on_roster(needed.agents);
        let rostered = rostered.map(|agents| Rostered {
            agents,
            gap: agents - on_roster as f64,
            service: service(demand, self.patience, self.shrinkage.at_phones(agents), self.goal.within_s()),
        });
        Ok(Staffed { calls: demand.calls(), needed, on_roster, rostered })
    }
}
