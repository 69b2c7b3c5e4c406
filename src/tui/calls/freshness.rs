//! How fresh a list of calls is: what happened since that it would show, and when it may be asked for again. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    api::LiveMessage,
    domain::Event,
    tui::desk::{LinkNews, News},
};

/// A list is not renewed by itself more often than this, in real time: on a busy floor calls end all the time.
const BETWEEN: TimeDelta = TimeDelta::seconds(3);

/// How fresh a list of calls is.
#[derive(Debug, Clone, Default)]
pub struct Freshness {
    /// When the newest of its calls came.
    pub listed_at: Option<DateTime<Utc>>,
    is_stale: bool,
}

impl Freshness {
    /// Notes what the list does not show yet: calls that ended, and tickets made of them.
    pub fn note(&mut self, news: &News) {
        self.is_stale |= match news {
            // Nobody knows what happened before it.
            News::Snapshot(_) | News::Link(LinkNews::Up) => true,
            News::Live(messages) => messages.iter().any(|message| match message {
                LiveMessage::Event { recorded } => is_listed(&recorded.event),
                LiveMessage::Passed { .. }
                | LiveMessage::Clock { .. }
                | LiveMessage::Resync
                | LiveMessage::Stopping => false,
            }),
            _ => false,
        };
    }

    /// The list is asked for.
    pub fn asked(&mut self) {
        self.is_stale = false;
    }

    /// Something happened since that the list would show.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Enough time has passed since the list came, in a scene of this speed.
    pub fn has_rested(&self, now: DateTime<Utc>, speed: f64) -> bool {
        let between = BETWEEN.num_milliseconds() as f64 * speed;
        self.listed_at.is_none_or(|at| (now - at).num_milliseconds() as f64 >= between)
    }
}

/// What changes a line of the list.
fn is_listed(event: &Event) -> bool {
    matches!(
        event,
        Event::CallEnded { .. }
            | Event::CallLeft { .. }
            | Event::CallNotReached { .. }
            | Event::CallSelfServed { .. }
            | Event::TicketSubmitted { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Actor, CallId, NotReached, Recorded};

    #[test]
    fn a_call_that_reached_nobody_is_listed_too() {
        let (call, agent) = (CallId(uuid::Uuid::nil()), "8001".into());
        let event = Event::CallNotReached { call, agent, why: NotReached::Busy };
        let (at, actor, hash) = (DateTime::UNIX_EPOCH, Actor::Switch, Default::default());
        let recorded = Recorded { seq: 1, at, actor, version: 1, event, hash };
        let mut freshness = Freshness::default();
        freshness.note(&News::Live(vec![LiveMessage::Event { recorded }]));
        assert!(freshness.is_stale());
    }
}
