//! The callers and agents of a recorded day, as they are at one moment.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::AgentId,
    import::{RecordedAgent, RecordedCaller},
};

/// A caller who is still to come, or in the centre.
#[derive(Clone, Debug)]
pub struct Caller {
    pub recorded: RecordedCaller,
    /// What no record says; none for those who have one.
    pub drawn: Option<Drawn>,
    pub place: Place,
    /// When the caller will hang up as things are.
    pub hangs_up_at: Option<DateTime<Utc>>,
}

/// How an invented caller behaves once somebody is there.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// How long the caller talks, with whomever it is.
    pub talk: TimeDelta,
    /// How long the caller stays on hold.
    pub hold: TimeDelta,
    /// How long the caller waits once more when handed on.
    pub patience: TimeDelta,
}

/// Where a caller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Has not called yet.
    Outside,
    Greeting,
    /// In a queue, or on the way to the next one.
    Waiting,
    /// A recorded agent picks up at that time; who works by command does so by command.
    Ringing {
        agent: AgentId,
        picks_up_at: Option<DateTime<Utc>>,
    },
    Talking {
        agent: AgentId,
    },
    Held {
        agent: AgentId,
        talks_until: Option<DateTime<Utc>>,
    },
}

impl Place {
    pub fn rings(&self, at: &AgentId) -> bool {
        matches!(self, Self::Ringing { agent, .. } if agent == at)
    }

    pub fn speaks_with(&self, with: &AgentId) -> bool {
        matches!(self, Self::Talking { agent } | Self::Held { agent, .. } if agent == with)
    }

    pub fn is_with_agent(&self) -> bool {
        matches!(self, Self::Talking { .. } | Self::Held { .. })
    }
}

/// A recorded agent.
#[derive(Clone, Debug)]
pub struct Staff {
    pub recorded: RecordedAgent,
    pub work: Work,
    /// Goes home as soon as nothing is in hand.
    pub is_going: bool,
    /// How many were served so far.
    pub served: usize,
}

/// What a recorded agent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Not there.
    Away,
    Idle,
    /// Rings, talks or wraps up.
    Busy,
}

impl Caller {
    pub fn new(recorded: RecordedCaller, drawn: Option<Drawn>) -> Self {
        Self { recorded, drawn, place: Place::Outside, hangs_up_at: None }
    }
}

impl Staff {
    pub fn new(recorded: RecordedAgent) -> Self {
        Self { recorded, work: Work::Away, is_going: false, served: 0 }
    }

    /// Begins the next service, and tells how long it takes.
    pub fn next_service(&mut self) -> TimeDelta {
        self.served += 1;
        self.this_service()
    }

    /// How long the last service takes: those of the record in their order, and again from the first.
    pub fn this_service(&self) -> TimeDelta {
        let services = &self.recorded.services_s;
        let number = self.served.saturating_sub(1) % services.len().max(1);
        TimeDelta::seconds(i64::from(services.get(number).copied().unwrap_or_default()))
    }
}
