//! What one transaction holds, and who waits for it.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Key, Reply, View};
use crate::{
    domain::{Actor, Chain, Event, TicketId},
    server::desk::Input,
    storage::{Entry, Given, GivenAnswer},
    switch::SwitchCommand,
};

/// What one transaction holds, and who waits for it.
pub struct Batch {
    /// The end of the log once this is written.
    pub chain: Chain,
    pub record: Record,
    /// Answers to what was only asked of the switch: not written.
    pub passing: Vec<GivenAnswer>,
    pub commands: Vec<SwitchCommand>,
    pub replies: Vec<(oneshot::Sender<Reply>, String)>,
    pub looks: Vec<oneshot::Sender<Arc<View>>>,
    /// Who waits until it is written.
    pub done: Vec<oneshot::Sender<()>>,
    /// What happened, whether or not it can be written now: told again if it cannot.
    pub told: Vec<Input>,
    /// How many jobs are in it.
    pub jobs: usize,
    /// Tickets that something of it is about: storage does not know them as they are.
    tickets: HashSet<TicketId>,
}

/// What of it is written.
#[derive(Clone, Default)]
pub struct Record {
    pub entries: Vec<Entry>,
    pub answers: Vec<GivenAnswer>,
}

impl Record {
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.answers.is_empty()
    }
}

/// How long an answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// As what was done is: in the database.
    Written,
    /// As the command that was given: a server that ends forgets both, and who asks again is not told that it was done.
    Passing,
}

impl Batch {
    /// An empty one, after this end of the log.
    pub fn after(chain: Chain) -> Self {
        Self {
            chain,
            record: Record::default(),
            passing: Vec::new(),
            commands: Vec::new(),
            replies: Vec::new(),
            looks: Vec::new(),
            done: Vec::new(),
            told: Vec::new(),
            jobs: 0,
            tickets: HashSet::new(),
        }
    }

    /// The last event, once this is written.
    pub fn seq(&self) -> u64 {
        self.chain.seq
    }

    pub fn add(&mut self, events: Vec<(DateTime<Utc>, Actor, Event)>, commands: Vec<SwitchCommand>) {
        for (at, actor, event) in events {
            self.tickets.extend(event.ticket());
            match Entry::chained(&mut self.chain, at, actor, event) {
                Ok(entry) => self.record.entries.push(entry),
                // Our events have text keys only, so encoding them cannot fail.
                Err(error) => tracing::error!(%error, "an event was lost"),
            }
        }
        self.commands.extend(commands);
    }

    /// Whether something of it is about this ticket.
    pub fn is_about(&self, ticket: TicketId) -> bool {
        self.tickets.contains(&ticket)
    }

    /// The answer given in it under this key.
    pub fn given(&self, key: Uuid) -> Option<&GivenAnswer> {
        self.record.answers.iter().chain(&self.passing).find(|given| given.key == key)
    }

    pub fn answer(
        &mut self,
        user: String,
        key: Option<Key>,
        at: DateTime<Utc>,
        (answer, ticket): (String, Option<TicketId>),
        reply: oneshot::Sender<Reply>,
        lasting: Lasting,
    ) {
        if let Some(key) = key {
            let kept = ticket.map_or_else(|| Given::Json(answer.clone()), Given::Ticket);
            let given = GivenAnswer { key: key.id, user, request: key.request, answer: kept, at };
            match lasting {
                Lasting::Written => self.record.answers.push(given),
                Lasting::Passing => self.passing.push(given),
            }
        }
        self.replies.push((reply, answer));
    }
}
