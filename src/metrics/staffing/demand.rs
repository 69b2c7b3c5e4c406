//! What is asked of a staffing formula: how much comes in, how patient it is, and what is promised. Numbers that make no sense are refused
//! here, so that the formulas need not.

/// More erlang than any centre has; beyond it somebody has mistaken a unit.
const MOST_ERLANGS: f64 = 1e7;
/// 21 / (1 − 0.3) is 30 and a trifle, which is no thirty-first agent.
const TRIFLE: f64 = 1e-9;

/// What comes in during an interval, on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    calls: f64,
    interval_s: f64,
    aht_s: f64,
}

impl Demand {
    /// So many calls an interval of this length (s), each with this handling time (s).
    ///
    /// # Errors
    /// When a number is negative or none, the interval has no length, or the load is beyond ten million erlang.
    pub fn new(calls: f64, interval_s: f64, aht_s: f64) -> Result<Self, StaffingError> {
        let demand = Self {
            calls: at_least_0("calls", calls)?,
            interval_s: at_least_0("interval", interval_s)?,
            aht_s: at_least_0("aht", aht_s)?,
        };
        if interval_s <= 0.0 {
            return Err(StaffingError::Interval);
        }
        let erlangs = demand.erlangs();
        if erlangs > MOST_ERLANGS { Err(StaffingError::Load { erlangs }) } else { Ok(demand) }
    }

    /// How many agents it keeps busy all the time: calls × handling time / interval.
    pub fn erlangs(&self) -> f64 {
        self.calls / self.interval_s * self.aht_s
    }

    /// Calls an interval.
    pub fn calls(&self) -> f64 {
        self.calls
    }

    /// Length of the interval, s.
    pub fn interval_s(&self) -> f64 {
        self.interval_s
    }

    /// Average handling time, s: talk, hold and wrap-up.
    pub fn aht_s(&self) -> f64 {
        self.aht_s
    }
}

/// How long callers wait before they hang up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Patience {
    /// For ever: Erlang C.
    Endless,
    /// Exponentially distributed with this mean, s: Erlang A. With 0 whoever is not answered at once is lost: Erlang B.
    Mean(f64),
}

impl Patience {
    /// Patience with this mean, s.
    ///
    /// # Errors
    /// When it is negative or none.
    pub fn mean(mean_s: f64) -> Result<Self, StaffingError> {
        at_least_0("patience", mean_s).map(Self::Mean)
    }
}

/// What is promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    pub(super) share: f64,
    pub(super) within_s: f64,
    pub(super) max_occupancy: f64,
    pub(super) max_abandonment: f64,
}

impl Goal {
    /// This share (above 0, up to 1) of all calls offered is answered within so many seconds: wait ≤ `within_s`.
    ///
    /// # Errors
    /// When the share is no share, or the time is negative.
    pub fn new(share: f64, within_s: f64) -> Result<Self, StaffingError> {
        let within_s = at_least_0("the time of the target", within_s)?;
        Ok(Self { share: above_0("target", share)?, within_s, max_occupancy: 1.0, max_abandonment: 1.0 })
    }

    /// And agents are busy for at most this share of their time.
    ///
    /// # Errors
    /// When it is no share above 0.
    pub fn with_max_occupancy(self, max_occupancy: f64) -> Result<Self, StaffingError> {
        Ok(Self { max_occupancy: above_0("max-occupancy", max_occupancy)?, ..self })
    }

    /// And at most this share of all calls offered is abandoned.
    ///
    /// # Errors
    /// When it is no share above 0.
    pub fn with_max_abandonment(self, max_abandonment: f64) -> Result<Self, StaffingError> {
        Ok(Self { max_abandonment: above_0("max-abandonment", max_abandonment)?, ..self })
    }

    /// The share of calls offered that is to be answered in time.
    pub fn share(&self) -> f64 {
        self.share
    }

    /// In time is a wait of at most so many seconds.
    pub fn within_s(&self) -> f64 {
        self.within_s
    }

    /// The share of their time for which agents may be busy.
    pub fn max_occupancy(&self) -> f64 {
        self.max_occupancy
    }

    /// The share of calls offered that may be abandoned.
    pub fn max_abandonment(&self) -> f64 {
        self.max_abandonment
    }
}

/// The share of paid time in which nobody is at the phones: leave, illness, training, breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shrinkage(f64);

impl Shrinkage {
    /// This share, from 0 to less than 1.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn new(share: f64) -> Result<Self, StaffingError> {
        let is_one = (0.0..1.0).contains(&share);
        is_one.then_some(Self(share)).ok_or(StaffingError::Shrinkage { share })
    }

    /// The share.
    pub fn share(self) -> f64 {
        self.0
    }

    /// How many agents the roster must hold so that so many are there: agents / (1 − shrinkage), rounded up.
    pub fn on_roster(self, agents: u32) -> u64 {
        (f64::from(agents) / (1.0 - self.0) - TRIFLE).ceil() as u64
    }

    /// How many of so many on the roster are at the phones: agents × (1 − shrinkage), rounded down.
    pub fn at_phones(self, agents: f64) -> u32 {
        (agents * (1.0 - self.0) + TRIFLE).floor() as u32
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum StaffingError {
    /// A negative number, or none at all.
    #[error("{what} cannot be {value}: give a number from 0 on")]
    Negative {
        /// Of what.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// An interval without length.
    #[error("an interval cannot be 0 s long: give its length, such as 30m")]
    Interval,
    /// An interval that does not fit into a day.
    #[error("{interval_s} s do not divide a day into equal intervals: take 5m, 15m, 30m or 1h")]
    Uneven {
        /// Its length, s.
        interval_s: f64,
    },
    /// More than any centre has.
    #[error("a load of {erlangs:e} erlang is more than any centre has: check calls, interval and aht")]
    Load {
        /// How much.
        erlangs: f64,
    },
    /// A share that is none.
    #[error("{what} cannot be {value}: give a share above 0 and up to 1 (a target: above 0 and up to 100 %)")]
    Share {
        /// Of what.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// A shrinkage that leaves nobody.
    #[error("shrinkage cannot be {share}: give a share from 0 to less than 1, such as 0.3")]
    Shrinkage {
        /// The number.
        share: f64,
    },
    /// A target of 100 %.
    #[error("no number of agents answers every call in time: aim at 99.9 % or less")]
    Never,
    /// The goal wants more agents than can be counted.
    #[error("the goal wants more than {most} agents: allow a higher occupancy or more time")]
    TooMany {
        /// The most.
        most: u32,
    },
}

fn at_least_0(what: &'static str, value: f64) -> Result<f64, StaffingError> {
    let is_one = value.is_finite() && value >= 0.0;
    is_one.then_some(value).ok_or(StaffingError::Negative { what, value })
}

fn above_0(what: &'static str, value: f64) -> Result<f64, StaffingError> {
    let is_one = value > 0.0 && value <= 1.0;
    is_one.then_some(value).ok_or(StaffingError::Share { what, value })
}
