//! Ticket numbers, counted afresh each local day, and the version that each ticket is at.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::{Event, TicketId};

/// Ticket numbers and versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::desk) struct Numbering {
    zone: Tz,
    last: BTreeMap<NaiveDate, u32>,
    versions: HashMap<TicketId, u32>,
}

impl Numbering {
    pub fn new(zone: Tz) -> Self {
        Self { zone, last: BTreeMap::new(), versions: HashMap::new() }
    }

    /// The number of the next ticket, `YYYYMMDD-NNNN` by the local day.
    pub fn next(&self, now: DateTime<Utc>) -> String {
        let day = now.with_timezone(&self.zone).date_naive();
        let count = self.last.get(&day).copied().unwrap_or(0) + 1;
        format!("{}-{count:04}", day.format("%Y%m%d"))
    }

    /// The version that a ticket is at; none if there is no such ticket.
    pub fn version(&self, ticket: TicketId) -> Option<u32> {
        self.versions.get(&ticket).copied()
    }

    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::TicketSubmitted { ticket } => {
                self.versions.insert(ticket.id, ticket.version);
                if let Some((day, count)) = parse(&ticket.number) {
                    let last = self.last.entry(day).or_default();
                    *last = count.max(*last);
                }
            }
            Event::TicketAmended { ticket, version, .. } => {
                self.versions.insert(*ticket, *version);
            }
            _ => {}
        }
    }
}

fn parse(number: &str) -> Option<(NaiveDate, u32)> {
    let (day, count) = number.split_once('-')?;
    Some((NaiveDate::parse_from_str(day, "%Y%m%d").ok()?, count.parse().ok()?))
}
