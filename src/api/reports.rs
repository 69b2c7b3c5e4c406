//! What a report is asked for.

use std::{fmt::Display, str::FromStr};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, de::Error};
use utoipa::IntoParams;

use crate::metrics::{Every, Interval};

/// Which time, and by which promises.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct WhichReport {
    /// From this instant on; the log's beginning if left out.
    pub from: Option<DateTime<Utc>>,
    /// Up to this instant, which is not in it any more; now if left out.
    pub to: Option<DateTime<Utc>>,
    /// Length of an interval: `15m`, `30m`, `1h`, `1d`, `1w`, `1mo`, `all`.
    #[serde(deserialize_with = "read")]
    #[param(value_type = Option<String>)]
    pub interval: Every,
    /// Zone of days; the server's if left out.
    #[param(value_type = Option<String>)]
    pub tz: Option<Tz>,
    /// Answer-time target of all queues, s; what each promised when a call was offered if left out.
    pub target_s: Option<u32>,
    /// Short-abandon limit of all queues, s; what each had when a call was offered if left out.
    pub short_abandon_s: Option<u32>,
}

/// Which number of a report the calls are behind.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichNumber {
    /// Whose row: the queue, the service type or the agent; the centre has none.
    #[serde(default)]
    pub row: String,
    /// An instant of its interval; may be left out where all time is one.
    pub start: Option<DateTime<Utc>>,
    /// Its column.
    pub column: String,
}

impl WhichReport {
    /// The time that it is about.
    pub fn range(&self) -> Interval {
        Interval { from: self.from.unwrap_or(Interval::ALL.from), to: self.to.unwrap_or(Interval::ALL.to) }
    }
}

fn read<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}
