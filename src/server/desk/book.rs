//! The book: all that the log adds up to, as far as the desk needs it to decide. It changes by [`Book::apply`] alone.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::{
    domain::{Event, Floor, Illegal},
    metrics::Today,
};

/// All that the log adds up to, as far as the desk needs it to decide.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Book {
    pub floor: Floor,
    pub today: Today,
}

impl Book {
    pub fn new(_zone: Tz) -> Self {
        Self { floor: Floor::default(), today: Today::default() }
    }

    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) -> Result<(), Illegal> {
        self.floor.apply(at, event)
    }
}
