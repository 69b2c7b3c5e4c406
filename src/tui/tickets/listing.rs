//! A list of tickets, the first to be due first: read in pages, and read again when something happened. The selection stays with its ticket.
//! Among those whose callers are to be called stand callbacks that were promised. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::renewal::Renewal;
use crate::{
    api::{Page, Promise, TicketSummary, ToCall, WhichTickets},
    tui::{
        desk::{Failure, Msg},
        effect::Request,
        runtime::{Input, Zone},
        widgets::Selection,
    },
};

/// Tickets of a page.
const PAGE: u32 = 100;
/// A page that could not be had is asked for again after this, in real time.
const AFTER_FAILURE: TimeDelta = TimeDelta::seconds(5);
/// So near its end the next page is asked for.
const NEAR: usize = 20;

/// A line of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Listed {
    /// A ticket.
    Ticket(Box<TicketSummary>),
    /// A callback that was promised.
    Promise(Box<Promise>),
}

/// A list of tickets.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// What is listed.
    pub items: Vec<Listed>,
    /// It has come at least once.
    pub has_come: bool,
    /// Why it could not be had last time.
    pub failure: Option<Failure>,
    next: Option<String>,
    /// What is being read to take the place of `items`.
    fresh: Vec<Listed>,
    selected: Option<Uuid>,
    selection: Selection,
    renewal: Renewal,
    /// When it could not be read last.
    failed: Renewal,
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The list from its beginning.
    Anew,
    /// The next page of a list that is read anew.
    AnewOn(String),
    /// The page after the last that is here.
    On(String),
}

impl Listing {
    /// A list that is to be read as soon as possible.
    pub fn wanted() -> Self {
        Self { renewal: Renewal::wanted(), ..Self::default() }
    }

    /// The same, and read no oftener than this.
    pub fn rested(between: TimeDelta) -> Self {
        Self { renewal: Renewal::rested(between), ..Self::default() }
    }

    /// The selected row.
    pub fn row(&self) -> Option<usize> {
        self.selection.row(self.items.len())
    }

    /// The selected line.
    pub fn selected(&self) -> Option<&Listed> {
        self.items.get(self.row()?)
    }

    /// All tickets in it.
    pub fn tickets(&self) -> impl Iterator<Item = &TicketSummary> {
        self.items.iter().filter_map(Listed::ticket)
    }

    /// How many there are: `12`, or `100+` where there are more.
    pub fn count(&self) -> String {
        let more = if self.next.is_some() { "+" } else { "" };
        format!("{}{more}", self.items.len())
    }

    /// Something happened that may have changed it.
    pub fn stale(&mut self) {
        self.renewal.stale();
    }

    /// Whether it is to be read now.
    pub fn is_due(&self, now: DateTime<Utc>, speed: f64) -> bool {
        self.renewal.is_due(now, speed)
    }

    /// Whether it is to be read now for those who only count it: after news, and not oftener than this.
    pub fn is_due_beside(&self, between: TimeDelta, now: DateTime<Utc>, speed: f64) -> bool {
        self.is_due(now, speed) && self.renewal.has_rested_for(between, now, speed)
    }

    /// It is read from the beginning.
    pub fn begin(&mut self, now: DateTime<Utc>) -> Reading {
        self.renewal.asked(now);
        self.fresh.clear();
        Reading::Anew
    }

    /// The page to be read because the selection is near the end of what is here; what failed is not tried again at once.
    pub fn more(&self, now: DateTime<Utc>, speed: f64) -> Option<Reading> {
        let near = self.row().is_some_and(|row| row + NEAR >= self.items.len());
        let may_be_tried = self.failure.is_none() || self.failed.has_rested(now, speed);
        self.next.clone().filter(|_| near && may_be_tried).map(Reading::On)
    }

    /// What is to be read now: it from the beginning, or the page that comes near.
    pub fn wants(&mut self, now: DateTime<Utc>, speed: f64) -> Option<Reading> {
        if self.is_due(now, speed) { Some(self.begin(now)) } else { self.more(now, speed) }
    }

    /// Takes a page; gives the next one where the list was longer before.
    pub fn take(&mut self, reading: &Reading, page: Page<Listed>) -> Option<Reading> {
        self.failure = None;
        if let Reading::On(_) = reading {
            let known: BTreeSet<Uuid> = self.items.iter().map(Listed::id).collect();
            self.items.extend(page.items.into_iter().filter(|item| !known.contains(&item.id())));
            self.next = page.next;
            return None;
        }
        self.fresh.extend(page.items);
        if let Some(next) = page.next.clone().filter(|_| self.fresh.len() < self.items.len()) {
            return Some(Reading::AnewOn(next));
        }
        self.items = std::mem::take(&mut self.fresh);
        self.next = page.next;
        self.has_come = true;
        self.follow_selected();
        None
    }

    /// It could not be read: what is listed stays.
    pub fn fail(&mut self, failure: Failure, now: DateTime<Utc>) {
        self.fresh.clear();
        self.failure = Some(failure);
        self.failed = Renewal::rested(AFTER_FAILURE);
        self.failed.asked(now);
    }

    /// Moves along it; returns whether the input was for it.
    pub fn input(&mut self, input: &Input<Msg>, zone: Zone) -> bool {
        let moved = self.selection.input(input, zone, self.items.len());
        if moved {
            self.selected = self.selected().map(Listed::id);
        }
        moved
    }

    /// The selection stays with its ticket; where that has gone, the one that takes its place is selected.
    fn follow_selected(&mut self) {
        let place = self.selected.and_then(|id| self.items.iter().position(|item| item.id() == id));
        if let Some(row) = place {
            self.selection.select(row);
        }
        self.selected = self.selected().map(Listed::id);
    }
}

impl Listed {
    /// The ticket, where it is one.
    pub fn ticket(&self) -> Option<&TicketSummary> {
        match self {
            Self::Ticket(ticket) => Some(ticket),
            Self::Promise(_) => None,
        }
    }

    /// The promise, where it is one.
    pub fn promise(&self) -> Option<&Promise> {
        match self {
            Self::Ticket(_) => None,
            Self::Promise(promise) => Some(promise),
        }
    }

    /// When it is due, where it has a deadline.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Ticket(ticket) => ticket.due.as_ref().map(|due| due.at),
            Self::Promise(promise) => Some(promise.callback.due),
        }
    }

    fn id(&self) -> Uuid {
        match self {
            Self::Ticket(ticket) => ticket.id.0,
            Self::Promise(promise) => promise.callback.id.0,
        }
    }
}

impl From<TicketSummary> for Listed {
    fn from(ticket: TicketSummary) -> Self {
        Self::Ticket(Box::new(ticket))
    }
}

impl From<ToCall> for Listed {
    fn from(to_call: ToCall) -> Self {
        match to_call {
            ToCall::Ticket { ticket } => Self::Ticket(ticket),
            ToCall::Promise { promise } => Self::Promise(promise),
        }
    }
}

impl Reading {
    /// The request for it: of these tickets, or, where none are named, of whom to call.
    pub fn request(&self, which: Option<WhichTickets>) -> Request {
        let after = match self {
            Self::Anew => None,
            Self::AnewOn(after) | Self::On(after) => Some(after.clone()),
        };
        match which {
            Some(which) => Request::Tickets(Box::new(WhichTickets { after, limit: Some(PAGE), ..which })),
            None => Request::Callbacks { after, limit: PAGE },
        }
    }
}
