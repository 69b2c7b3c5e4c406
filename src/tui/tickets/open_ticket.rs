//! A ticket looked at closely: itself, all that happened to it, and its family. It is read again when news about it come.

use chrono::{DateTime, TimeDelta, Utc};

use super::renewal::Renewal;
use crate::{
    api::{LiveMessage, Looker, TicketSummary, WhichTickets},
    domain::{Attachment, Recorded, Ticket, TicketId},
    tui::{
        desk::{Failure, LinkNews, News},
        effect::Request,
    },
};

/// So many of the tickets that follow one are listed.
const FOLLOWERS: u32 = 50;

/// It is said again that a ticket is on the screen after this, in real time.
const LOOKS: TimeDelta = TimeDelta::seconds(5);

/// A ticket looked at closely.
#[derive(Clone, Debug)]
pub struct OpenTicket {
    /// Which.
    pub id: TicketId,
    /// The ticket; none before it came.
    pub ticket: Option<Box<Ticket>>,
    /// All that happened to it, the oldest first.
    pub events: Vec<Recorded>,
    /// The ticket that it follows, once that came.
    pub mother: Option<Box<Ticket>>,
    /// Those that follow it.
    pub followers: Vec<TicketSummary>,
    /// Its files, in the order in which they were added.
    pub files: Vec<Attachment>,
    /// Who else looks at it.
    pub lookers: Vec<Looker>,
    /// Why it could not be had.
    pub failure: Option<Failure>,
    /// The first line seen.
    pub top: usize,
    /// When it was last said that it is on the screen.
    looked_at: Option<DateTime<Utc>>,
    renewal: Renewal,
}

/// What of an open ticket was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Itself.
    Ticket,
    /// What happened to it.
    Events,
    /// The ticket that it follows.
    Mother,
    /// Those that follow it.
    Followers,
    /// Its files.
    Files,
    /// Who else looks at it.
    Lookers,
}

impl OpenTicket {
    /// A ticket of which nothing came yet.
    pub fn new(id: TicketId) -> Self {
        Self {
            id,
            ticket: None,
            events: Vec::new(),
            mother: None,
            followers: Vec::new(),
            files: Vec::new(),
            lookers: Vec::new(),
            failure: None,
            top: 0,
            looked_at: None,
            renewal: Renewal::wanted(),
        }
    }

    /// What is to be read now, if anything is.
    pub fn wants(&mut self, now: DateTime<Utc>, speed: f64) -> Vec<(Part, Request)> {
        let mut wanted = self.looks(now, speed);
        if !self.renewal.is_due(now, speed) {
            return wanted;
        }
        self.renewal.asked(now);
        let followers =
            WhichTickets { mother: Some(self.id), limit: Some(FOLLOWERS), ..WhichTickets::default() };
        wanted.extend([
            (Part::Ticket, Request::Ticket(self.id)),
            (Part::Events, Request::TicketEvents(self.id)),
            (Part::Followers, Request::Tickets(Box::new(followers))),
            (Part::Files, Request::Attachments(self.id)),
        ]);
        wanted
    }

    /// Says now and then that it is on the screen: who else looks at it is the answer.
    fn looks(&mut self, now: DateTime<Utc>, speed: f64) -> Vec<(Part, Request)> {
        let between = LOOKS.num_milliseconds() as f64 * speed;
        let is_due = |at: DateTime<Utc>| (now - at).num_milliseconds() as f64 >= between;
        if !self.looked_at.is_none_or(is_due) {
            return Vec::new();
        }
        self.looked_at = Some(now);
        vec![(Part::Lookers, Request::Look(self.id))]
    }

    /// Takes the ticket as the server has it; an older one than is here changes nothing. Gives the mother to be read, if it is not here.
    pub fn take(&mut self, ticket: Ticket) -> Option<TicketId> {
        if ticket.id != self.id || self.ticket.as_ref().is_some_and(|known| known.version > ticket.version) {
            return None;
        }
        let mother = ticket.work.mother;
        self.failure = None;
        self.ticket = Some(Box::new(ticket));
        mother.filter(|id| self.mother.as_ref().is_none_or(|known| known.id != *id))
    }

    /// Notes what is not shown yet.
    pub fn note(&mut self, news: &News) {
        match news {
            // Nobody knows what happened before it.
            News::Snapshot(_) | News::Link(LinkNews::Up) => self.renewal.stale(),
            News::Live(messages) => {
                let is_about = |message: &LiveMessage| match message {
                    LiveMessage::Event { recorded } => self.is_about(recorded),
                    LiveMessage::Passed { .. }
                    | LiveMessage::Clock { .. }
                    | LiveMessage::Resync
                    | LiveMessage::Stopping => false,
                };
                if messages.iter().any(is_about) {
                    self.renewal.stale();
                }
            }
            _ => {}
        }
    }

    /// It has changed: it is read again.
    pub fn stale(&mut self) {
        self.renewal.stale();
    }

    fn is_about(&self, recorded: &Recorded) -> bool {
        let Some(ticket) = recorded.event.ticket() else { return false };
        ticket == self.id || self.followers.iter().any(|follower| follower.id == ticket)
    }
}
