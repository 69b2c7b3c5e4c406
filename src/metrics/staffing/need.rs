//! What so many agents give, and how many are needed.

use super::{Demand, Goal, Patience, StaffingError, erlang_a, erlang_c};

/// The most agents that are counted.
const MOST: u32 = 1_000_000_000;

/// What so many agents give. Rates are shares of 1; what is a matter of calls is none where nobody calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Service {
    /// How many agents.
    pub agents: u32,
    /// Whether the queue stays finite; if not, it grows as long as it lasts.
    pub stable: bool,
    /// Answered within the time of the goal / offered.
    pub service_level: Option<f64>,
    /// Σ wait of answered / answered, s; none where nobody is answered, or the queue grows for ever.
    pub asa_s: Option<f64>,
    /// Busy time / time of all agents; none without agents, unless work piles up before them.
    pub occupancy: Option<f64>,
    /// Calls that have to wait / offered.
    pub p_wait: Option<f64>,
    /// Abandoned / offered.
    pub abandon_rate: Option<f64>,
}

/// What a caller has to expect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Odds {
    /// Answered in time.
    pub in_time: f64,
    /// Mean wait of those who are answered, s.
    pub asa_s: Option<f64>,
    /// Not answered at once.
    pub p_wait: f64,
    /// Hangs up.
    pub abandoned: f64,
}

/// What so many agents give. "In time" is a wait ≤ `within_s`.
pub fn service(demand: Demand, patience: Patience, agents: u32, within_s: f64) -> Service {
    if demand.calls() == 0.0 {
        return idle(agents);
    }
    let (erlangs, aht_s) = (demand.erlangs(), demand.aht_s());
    let odds = match patience {
        Patience::Endless => erlang_c::odds(erlangs, agents, aht_s, within_s),
        Patience::Mean(mean_s) => Some(erlang_a::odds(erlangs, agents, aht_s, within_s, mean_s)),
    };
    odds.map_or_else(|| overrun(agents), |odds| Service::of(agents, erlangs, odds))
}

/// The least number of agents that keeps the goal.
///
/// # Errors
/// When every call is to be answered in time, which no number promises, or more agents are needed than can be counted.
pub fn needed(demand: Demand, patience: Patience, goal: Goal) -> Result<Service, StaffingError> {
    let with = |agents| service(demand, patience, agents, goal.within_s);
    if goal.share >= 1.0 && demand.erlangs() > 0.0 {
        return Err(StaffingError::Never);
    }
    let keeps = |agents| with(agents).keeps(goal);
    if keeps(0) {
        return Ok(with(0));
    }
    let mut step = 1;
    let (mut short, mut enough) = (0, 1);
    while !keeps(enough) {
        short = enough;
        step *= 2;
        enough = short + step;
        if enough > MOST {
            return Err(StaffingError::TooMany { most: MOST });
        }
    }
    while enough - short > 1 {
        let middle = short + (enough - short) / 2;
        if keeps(middle) {
            enough = middle;
        } else {
            short = middle;
        }
    }
    Ok(with(enough))
}

impl Service {
    fn of(agents: u32, erlangs: f64, odds: Odds) -> Self {
        let share = |share: f64| Some(share.clamp(0.0, 1.0));
        let busy = erlangs * (1.0 - odds.abandoned) / f64::from(agents);
        Self {
            agents,
            stable: true,
            service_level: share(odds.in_time),
            asa_s: odds.asa_s,
            occupancy: if agents > 0 { share(busy) } else { None },
            p_wait: share(odds.p_wait),
            abandon_rate: share(odds.abandoned),
        }
    }

    /// Whether it is what the goal wants. Where nobody calls there is nothing to be kept.
    pub fn keeps(&self, goal: Goal) -> bool {
        let at_most = |share: Option<f64>, limit: f64| share.is_none_or(|share| share <= limit);
        self.stable
            && self.service_level.is_none_or(|level| level >= goal.share)
            && at_most(self.occupancy, goal.max_occupancy)
            && at_most(self.abandon_rate, goal.max_abandonment)
    }
}

/// Nobody calls.
fn idle(agents: u32) -> Service {
    let occupancy = (agents > 0).then_some(0.0);
    Service {
        agents,
        stable: true,
        service_level: None,
        asa_s: None,
        occupancy,
        p_wait: None,
        abandon_rate: None,
    }
}

/// More comes in than so many agents can take, and nobody hangs up.
fn overrun(agents: u32) -> Service {
    Service {
        agents,
        stable: false,
        service_level: Some(0.0),
        asa_s: None,
        occupancy: Some(1.0),
        p_wait: Some(1.0),
        abandon_rate: Some(0.0),
    }
}
