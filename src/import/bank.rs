//! The call records of the Anonymous Bank call centre of 1999 (I. Guedj and A. Mandelbaum, Technion): one tab-separated row a call.
//! It must not know where the text comes from.
//!
//! | column | meaning |
//! |---|---|
//! | `vru+line` `call_id` | where the call came in, and its number there; unique only together with the date |
//! | `customer_id` | `C000001`, or `0` where the caller was not identified |
//! | `priority` | 0 or 1 ordinary or unidentified, 2 high |
//! | `type` | what about: `PS` `PE` `IN` `NE` `NW` `TT`, and a few `AA` that nobody can explain |
//! | `date` | `yymmdd` of the day on which the call came in |
//! | `vru_entry` `vru_exit` `vru_time` | greeting: from, to, s; the clocks of two machines, so `vru_time` may be negative |
//! | `q_start` `q_exit` `q_time` | queue: from, to, s; `0:00:00` where there was none |
//! | `outcome` | `AGENT`, `HANG`, or `PHANTOM`, which is no call at all |
//! | `ser_start` `ser_exit` `ser_time` | service: from, to, s; `0:00:00` where there was none |
//! | `server` | `AG01`, `NO_SERVER`, or `NO_SERVER~AG01` where a search-and-replace went wrong (it is `AG01`) |
//!
//! Times are local to Jerusalem, `h:mm:ss`, and go on over midnight. How a row becomes a [`CallRecord`] is told at
//! [`BankCall::record`].

use std::io::BufRead;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::{Uuid, uuid};

use crate::domain::{AgentId, CallId, CallRecord, ContactId, Exit, QueueId, ServiceType, Tier};

mod line;
mod past;
mod rows;

pub use line::Trouble;
pub(super) use past::Calls;
pub use rows::{BadLine, Rows};

/// The zone of all times of the record.
pub const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jerusalem;

/// Identities made from the record live in this namespace (UUIDv5), so that importing twice makes one.
const NAMESPACE: Uuid = uuid!("a5d1f6c2-6d0e-5b5c-9a8e-1f0c5a3b1999");

/// One row of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankCall {
    /// The machine and its line that took the call.
    pub line: String,
    /// The call's number on that line; it comes back on other days.
    pub number: u32,
    /// The day.
    pub date: NaiveDate,
    /// Who called, if identified.
    pub customer: Option<Customer>,
    /// The caller's priority; 2 is high.
    pub priority: u8,
    /// What about.
    pub service: Service,
    /// When the greeting began and ended.
    pub greeting: Span,
    /// Time in the greeting as written, s; negative in a few rows.
    pub greeting_s: i32,
    /// When the caller waited; none for callers who did not have to.
    pub queue: Option<Span>,
    /// Time in the queue, s; 0 for callers who did not have to wait. Who began to wait at midnight sharp has a wait without a start.
    pub wait_s: u32,
    /// How it went on.
    pub outcome: Outcome,
    /// When an agent served the caller, where the record says.
    pub served: Option<Span>,
    /// Time served, s.
    pub served_s: u32,
    /// Who served, where the record says.
    pub agent: Option<AgentId>,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Start.
    pub from: DateTime<Utc>,
    /// End; by the clock of another machine, so it may lie before the start.
    pub to: DateTime<Utc>,
}

/// How a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An agent took the call.
    Agent,
    /// The caller hung up.
    Hang,
    /// No call at all.
    Phantom,
}

/// A customer's number in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Customer(pub u32);

impl Customer {
    /// The contact that stands for this customer.
    pub fn contact(self) -> ContactId {
        ContactId(Uuid::new_v5(&NAMESPACE, format!("C{:06}", self.0).as_bytes()))
    }
}

/// What a call was about; each has a queue of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// `PS`: regular banking.
    Private,
    /// `PE`: regular banking in English.
    English,
    /// `IN`: help with the internet site.
    Internet,
    /// `NE`: stock exchange.
    Stocks,
    /// `NW`: questions of people who may become customers.
    Prospect,
    /// `TT`: callers who had asked to be called back and were put on hold.
    Callback,
    /// `AA`: nobody can say.
    Other,
}

impl Service {
    /// The word for it in our own records.
    pub fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::English => "english",
            Self::Internet => "internet",
            Self::Stocks => "stocks",
            Self::Prospect => "prospect",
            Self::Callback => "callback",
            Self::Other => "other",
        }
    }

    /// Its service type.
    pub fn service_type(self) -> ServiceType {
        self.word().into()
    }

    /// Its queue.
    pub fn queue(self) -> QueueId {
        self.word().into()
    }
}

impl BankCall {
    /// The call as our own record; none for a phantom.
    ///
    /// Offered is who was answered or reached a queue. A caller who hung up without having been offered abandoned in the greeting.
    /// Talk is the time served of an answered call (of others it is ignored); no hold and no wrap-up are recorded.
    pub fn record(&self) -> Option<CallRecord> {
        let answered = self.outcome == Outcome::Agent;
        let exit = match self.outcome {
            Outcome::Phantom => return None,
            Outcome::Agent => None,
            Outcome::Hang if self.queue.is_some() => Some(Exit::Abandoned),
            Outcome::Hang => Some(Exit::AbandonedInGreeting),
        };
        Some(CallRecord {
            call: CallId(Uuid::new_v5(&NAMESPACE, self.switch_ref().as_bytes())),
            switch_ref: self.switch_ref(),
            contact: self.customer.map(Customer::contact),
            service: self.service.service_type(),
            queue: self.offered_at().map(|_| self.service.queue()),
            entered_at: self.entered_at(),
            wait_s: self.wait_s,
            exit,
            agent: self.agent.clone().filter(|_| answered),
            talk_s: if answered { self.served_s } else { 0 },
            offered_at: self.offered_at(),
            hold_s: 0,
            wrap_up_s: 0,
            transferred: false,
            under_way: false,
            direction: Default::default(),
        })
    }

    /// The record's own name for it, unique in the record.
    pub fn switch_ref(&self) -> String {
        format!("{}-{}-{}", self.date.format("%y%m%d"), self.line, self.number)
    }

    /// When the call was offered to agents: when it began to wait, or left the greeting without having to wait. None for callers who
    /// hung up before, and for phantoms.
    pub fn offered_at(&self) -> Option<DateTime<Utc>> {
        match (self.outcome, self.queue) {
            (Outcome::Phantom, _) | (Outcome::Hang, None) => None,
            (_, Some(queue)) => Some(queue.from),
            (Outcome::Agent, None) => Some(self.greeting.to),
        }
    }

    /// When the call came in; never after it was offered, whatever the clocks said.
    pub fn entered_at(&self) -> DateTime<Utc> {
        let next = self.offered_at().unwrap_or(self.greeting.from);
        self.greeting.from.min(next)
    }

    /// The caller's tier: high priority is [`Tier::Key`].
    pub fn tier(&self) -> Tier {
        if self.priority >= 2 { Tier::Key } else { Tier::Ordinary }
    }
}

/// What was read from a record.
#[derive(Debug, Default)]
pub struct Reading {
    /// The rows that could be read, in their order.
    pub calls: Vec<BankCall>,
    /// The lines that could not.
    pub bad: Vec<BadLine>,
}

/// Reads a whole record. Lines that cannot be read are kept apart; see [`Rows`] to read one by one.
pub fn read(reader: impl BufRead) -> Reading {
    let mut reading = Reading::default();
    for row in Rows::new(reader) {
        match row {
            Ok(call) => reading.calls.push(call),
            Err(bad) => reading.bad.push(bad),
        }
    }
    reading
}
