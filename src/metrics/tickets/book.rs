//! All stories, by ticket: what every report of tickets is folded from.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    Meanings, Story,
    story::{News, told_of},
};
use crate::domain::{Event, TicketId, UnitId};

/// The stories of all tickets that a log tells of. One event is folded in at once, whatever their number.
#[derive(Clone, Debug)]
pub struct Book {
    meanings: Arc<Meanings>,
    stories: BTreeMap<TicketId, Story>,
}

/// What an event did to a ticket.
pub(super) struct Told<'a> {
    pub ticket: TicketId,
    pub story: &'a Story,
    /// The unit that had it before.
    pub unit_before: Option<UnitId>,
    pub news: News,
}

impl Book {
    /// A book without tickets.
    pub fn new(meanings: Arc<Meanings>) -> Self {
        Self { meanings, stories: BTreeMap::new() }
    }

    /// Folds an event in; what is about no ticket, or about one that was never submitted, changes nothing.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        self.fold(at, event);
    }

    pub(super) fn fold(&mut self, at: DateTime<Utc>, event: &Event) -> Option<Told<'_>> {
        if let Event::TicketSubmitted { ticket } = event {
            let (story, news) = Story::begin(ticket, &self.meanings);
            let story = self.stories.entry(ticket.id).insert_entry(story).into_mut();
            return Some(Told { ticket: ticket.id, story, unit_before: None, news });
        }
        let ticket = told_of(event)?;
        let story = self.stories.get_mut(&ticket)?;
        let unit_before = story.unit.clone();
        let news = story.apply(at, event, &self.meanings);
        Some(Told { ticket, story, unit_before, news })
    }

    /// The story of a ticket.
    pub fn story(&self, ticket: TicketId) -> Option<&Story> {
        self.stories.get(&ticket)
    }

    /// All stories, in the order of their tickets' ids.
    pub fn stories(&self) -> impl Iterator<Item = (TicketId, &Story)> {
        self.stories.iter().map(|(id, story)| (*id, story))
    }

    /// Takes in the stories of other tickets: the log of a ticket is folded by one book, and books of different tickets are one afterwards.
    pub fn merge(&mut self, other: Self) {
        self.stories.extend(other.stories);
    }
}
