//! The facts of our own log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Fact, Keys, Missed, Promise};
use crate::domain::{AgentId, CallId, ContactId, Event, QueueId, QueueSettings, RingEnd, ServiceType};

mod past;

/// Names as our own log has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ids;

impl Keys for Ids {
    type Call = CallId;
    type Queue = QueueId;
    type Agent = AgentId;
    type Service = ServiceType;
    type Contact = ContactId;
}

/// All that an event of `at` tells of calls, callers and agents, each fact with its time: a call that was imported is told whole, in its own time.
pub fn tell<'e>(at: DateTime<Utc>, event: &'e Event, mut told: impl FnMut(DateTime<Utc>, Fact<'e, Ids>)) {
    match event {
        Event::CallImported { record } => past::tell(record, &mut told),
        event => fact(event).into_iter().chain(caller(event)).for_each(|fact| told(at, fact)),
    }
}

/// What an event tells of calls and agents as it happens; none if it tells nothing that numbers of them need.
pub fn fact(event: &Event) -> Option<Fact<'_, Ids>> {
    Some(match event {
        Event::QueueConfigured { queue } => Fact::Promised { queue: &queue.id, promise: queue.into() },
        Event::CallEntered { call, service, .. } => Fact::Entered { call, service: Some(service) },
        Event::CallSelfServed { call } => Fact::SelfServed { call },
        Event::CallQueued { call, queue, .. } => Fact::Offered { call, queue },
        Event::CallAnswered { call, agent } => Fact::Answered { call, agent, wait_ms: None },
        Event::CallHeld { call } => Fact::Held { call },
        Event::CallResumed { call } => Fact::Resumed { call },
        // Whoever asks somebody else has the caller on hold.
        Event::ConsultBegan { call, .. } => Fact::Held { call },
        Event::ConsultEnded { call, .. } => Fact::Resumed { call },
        Event::CallTransferred { call, agent, .. } => Fact::HandedOn { call, agent },
        Event::CallLeft { call, exit } => Fact::Left { call, how: exit.into(), wait_ms: None },
        Event::CallEnded { call, agent, .. } => Fact::Ended { call, agent },
        Event::TicketSubmitted { ticket } => Fact::Submitted { agent: &ticket.agent },
        _ => return fact_of_agent(event),
    })
}

/// Whether an event says who calls.
pub fn caller(event: &Event) -> Option<Fact<'_, Ids>> {
    match event {
        Event::CallEntered { call, contact: Some(contact), .. }
        | Event::CallerIdentified { call, contact: Some(contact), .. } => Some(Fact::Known { call, contact }),
        _ => None,
    }
}

fn fact_of_agent(event: &Event) -> Option<Fact<'_, Ids>> {
    Some(match event {
        Event::CallRinging { call, agent } => Fact::Rang { call, agent },
        Event::RingEnded { agent, why, .. } => Fact::RingEnded { agent, missed: (*why).into() },
        Event::WrapUpEnded { agent, .. } => Fact::WrapUpEnded { agent },
        Event::AgentSignedIn { agent, reason, .. } => Fact::SignedIn { agent, reason: Some(reason.clone()) },
        Event::AgentSignedOut { agent } => Fact::SignedOut { agent },
        Event::AgentReady { agent } => Fact::Ready { agent },
        Event::AgentPaused { agent, reason } => Fact::Paused { agent, reason: reason.clone() },
        Event::NextStateAsked { agent, next } => Fact::Wished { agent, next: next.clone() },
        Event::CallPlaced { call, agent, .. } => Fact::Placed { call, agent },
        Event::CallDialled { call, agent, .. } => Fact::Dialled { call, agent },
        Event::CallConnected { call, agent, .. } => Fact::Connected { call, agent },
        Event::CallNotReached { call, agent, .. } => Fact::NotReached { call, agent },
        _ => return None,
    })
}

impl From<RingEnd> for Missed {
    fn from(why: RingEnd) -> Self {
        match why {
            RingEnd::NoAnswer | RingEnd::Rejected => Self::Yes,
            RingEnd::CallerGone | RingEnd::Withdrawn => Self::No,
        }
    }
}

impl From<&QueueSettings> for Promise {
    fn from(settings: &QueueSettings) -> Self {
        Self { target_s: settings.target_s, short_abandon_s: settings.short_abandon_s }
    }
}
