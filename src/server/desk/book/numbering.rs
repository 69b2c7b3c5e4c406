//! Ticket numbers, counted afresh each local day; who wrote each ticket, and the version that it is at.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::{AgentId, Event, TicketId};

/// Ticket numbers, writers and versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::desk) struct Numbering {
    zone: Tz,
    last: BTreeMap<NaiveDate, u32>,
    tickets: HashMap<TicketId, Known>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    writer: AgentId,
    version: u32,
}

impl Numbering {
    pub fn new(zone: Tz) -> Self {
        Self { zone, last: BTreeMap::new(), tickets: HashMap::new() }
    }

    /// The number of the next ticket, `YYYYMMDD-NNNN` by the local day.
    pub fn next(&self, now: DateTime<Utc>) -> String {
        let day = now.with_timezone(&self.zone).date_naive();
        let count = self.last.get(&day).copied().unwrap_or(0) + 1;
        format!("{}-{count:04}", day.format("%Y%m%d"))
    }

    /// The version that a ticket is at; none if there is no such ticket.
    pub fn version(&self, ticket: TicketId) -> Option<u32> {
        self.tickets.get(&ticket).map(|known| known.version)
    }

    /// Who wrote a ticket; none if there is no such ticket.
    pub fn writer(&self, ticket: TicketId) -> Option<&AgentId> {
        self.tickets.get(&ticket).map(|known| &known.writer)
    }

    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::TicketSubmitted { ticket } => {
                let known = Known { writer: ticket.agent.clone(), version: ticket.version };
                self.tickets.insert(ticket.id, known);
                if let Some((day, count)) = parse(&ticket.number) {
                    let last = self.last.entry(day).or_default();
                    *last = count.max(*last);
                }
            }
            event => {
                let known = event.ticket().and_then(|ticket| self.tickets.get_mut(&ticket));
                if let Some((known, version)) = known.zip(event.ticket_version()) {
                    known.version = version;
                }
            }
        }
    }
}

fn parse(number: &str) -> Option<(NaiveDate, u32)> {
    let (day, count) = number.split_once('-')?;
    Some((NaiveDate::parse_from_str(day, "%Y%m%d").ok()?, count.parse().ok()?))
}
