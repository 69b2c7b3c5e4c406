//! The settings of made-up callers.

use std::{collections::BTreeMap, num::NonZeroU32};

use serde::{Deserialize, Serialize};

use super::at_least_one;
use crate::domain::QueueId;

/// Made-up callers, instead of a phone switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimulationSettings {
    /// Calls to each queue, calls/h on average; empty for no simulation.
    pub calls_per_hour: BTreeMap<QueueId, NonZeroU32>,
    /// The same seed draws the same callers.
    pub seed: u32,
    /// How many people call.
    pub callers: NonZeroU32,
    /// How many agents serve by themselves.
    pub agents: u32,
    /// How long the greeting takes, s.
    pub greeting_s: SpreadSettings,
    /// How long a caller waits, s.
    pub patience_s: SpreadSettings,
    /// How long a caller talks, s.
    pub talk_s: SpreadSettings,
    /// How long a caller stays on hold, s.
    pub hold_s: SpreadSettings,
    /// How many of a hundred people who are called back answer.
    pub reached_percent: Percent,
}

/// So many of a hundred, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8")]
pub struct Percent(u8);

impl Percent {
    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Percent {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        if number <= 100 { Ok(Self(number)) } else { Err("more than a hundred of a hundred: write 0 to 100") }
    }
}

/// A distribution of durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SpreadSettings {
    /// Always as long.
    Fixed(u32),
    /// By its mean.
    Exponential(u32),
    /// By its mean and standard deviation.
    Lognormal {
        /// Mean.
        mean: u32,
        /// Standard deviation.
        deviation: u32,
    },
}

impl Default for SimulationSettings {
    fn default() -> Self {
        Self {
            calls_per_hour: BTreeMap::new(),
            seed: 1,
            callers: at_least_one(500),
            agents: 0,
            greeting_s: SpreadSettings::Fixed(8),
            patience_s: SpreadSettings::Exponential(240),
            talk_s: SpreadSettings::Lognormal { mean: 180, deviation: 140 },
            hold_s: SpreadSettings::Exponential(120),
            reached_percent: Percent(70),
        }
    }
}
