//! What a screen starts from, and what follows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Me;
use crate::{
    domain::{Abilities, Floor, Recorded},
    metrics::Today,
};

/// Everything up to `seq`. Numbers and names in it are masked by the reader's role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// The last event that is in it; the stream goes on with the next.
    pub seq: u64,
    /// The server's clock.
    pub clock: ClockReading,
    /// Who reads.
    pub me: Me,
    /// The floor.
    pub floor: Floor,
    /// Today's numbers.
    pub today: Today,
    /// What the phone switch can do.
    #[serde(default)]
    pub abilities: Abilities,
}

/// The server's clock: on a recorded day it shows that day's time and may run faster.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClockReading {
    /// What it shows now.
    pub now: DateTime<Utc>,
    /// Its seconds per second.
    pub speed: f64,
    /// Zone in which people here read times.
    #[schema(value_type = String)]
    pub zone: chrono_tz::Tz,
    /// The clock is a recorded day's.
    pub recorded: bool,
}

/// A message of the live stream. On the wire: `id:` is the sequence of the event or of the last one passed, `event:` is the tag, `data:` the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "live", rename_all = "snake_case")]
pub enum LiveMessage {
    /// An event of the log, masked by the reader's role.
    Event {
        /// The event.
        recorded: Recorded,
    },
    /// The events after `after` up to `to` are none of the reader's: a handling unit is told of nothing but its own tickets.
    Passed {
        /// The last event before them.
        after: u64,
        /// The last of them.
        to: u64,
    },
    /// At the start of each stream: the clock was read, and what the switch can do, as both may be others after a restart of the server.
    Clock {
        /// The reading.
        clock: ClockReading,
        /// What the phone switch can do; none from a server that does not say it here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        abilities: Option<Abilities>,
    },
    /// The reader is too far behind: take a new snapshot.
    Resync,
    /// The server is stopping; connect again in a while.
    Stopping,
}
