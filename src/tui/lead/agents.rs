//! The board of agents: what a row holds, what its columns are, how they order, who is listed. Pure; it must not know how it is drawn.

use std::cell::OnceCell;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    board::{Direction, SortColumn, SortKey},
    trouble::{self, Severity, Trouble},
};
use crate::{
    domain::{Agent, AgentId, AgentState, Call},
    metrics::{Metric, Tally},
    tui::desk::Desk,
};

/// An agent with all that its columns show.
pub(super) struct AgentRow<'a> {
    pub agent: &'a Agent,
    pub trouble: Option<Trouble>,
    /// The call in hand.
    pub call: Option<&'a Call>,
    desk: &'a Desk,
    now: DateTime<Utc>,
    tally: OnceCell<Tally>,
}

/// The columns, from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgentColumn {
    Mark,
    Number,
    Name,
    State,
    Time,
    Over,
    Queue,
    Calls,
    Aht,
    Occupancy,
    Missed,
    PauseShare,
    Next,
}

/// Which agents are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum StateFilter {
    /// All who are signed in.
    #[default]
    SignedIn,
    /// Those with something wrong.
    Attention,
    Ready,
    OnCall,
    WrapUp,
    Paused,
    Offline,
}

impl SortColumn for AgentColumn {
    const ALL: &'static [Self] = &[
        Self::Mark,
        Self::Number,
        Self::Name,
        Self::State,
        Self::Time,
        Self::Over,
        Self::Queue,
        Self::Calls,
        Self::Aht,
        Self::Occupancy,
        Self::Missed,
        Self::PauseShare,
        Self::Next,
    ];

    fn natural(self) -> Direction {
        match self {
            Self::Number | Self::Name | Self::State | Self::Queue | Self::Occupancy => Direction::Ascending,
            _ => Direction::Descending,
        }
    }
}

impl AgentColumn {
    /// The number of today that the column shows, if it is one.
    pub fn metric(self) -> Option<Metric> {
        match self {
            Self::Aht => Some(Metric::Aht),
            Self::Occupancy => Some(Metric::Occupancy),
            Self::Missed => Some(Metric::RnaRate),
            Self::PauseShare => Some(Metric::PauseShare),
            _ => None,
        }
    }

    /// What a row is ordered by in this column.
    pub fn key(self, row: &AgentRow<'_>) -> SortKey {
        let time = |time: Option<TimeDelta>| SortKey::number(time.map(|time| time.num_milliseconds() as f64));
        match self {
            Self::Mark => SortKey::Number(row.trouble.map_or(0.0, |trouble| trouble.weight())),
            Self::Number => SortKey::Text(row.agent.id.to_string()),
            Self::Name => SortKey::Text(row.agent.name.clone()),
            Self::State => SortKey::Number(rank(&row.agent.state)),
            Self::Time => time(Some(row.lasts())),
            Self::Over => time(row.trouble.and_then(|trouble| trouble.over())),
            Self::Queue => row.queue().map_or(SortKey::Nothing, |queue| SortKey::Text(queue.to_string())),
            Self::Calls => SortKey::Number(row.tally().answered as f64),
            Self::Missed => SortKey::Number(row.tally().missed as f64),
            Self::Next => row.agent.next.as_ref().map_or(SortKey::Nothing, |_| SortKey::Number(1.0)),
            Self::Aht | Self::Occupancy | Self::PauseShare => {
                SortKey::number(self.metric().and_then(|metric| metric.of(row.tally())))
            }
        }
    }
}

/// The order of states in which a lead reads a board: who is free, who is busy, who is away.
fn rank(state: &AgentState) -> f64 {
    match state {
        AgentState::Ready => 0.0,
        AgentState::Ringing { .. } => 1.0,
        AgentState::Talking { .. } => 2.0,
        AgentState::Holding { .. } => 3.0,
        AgentState::WrapUp { .. } => 4.0,
        AgentState::Paused { .. } => 5.0,
        AgentState::Offline => 6.0,
    }
}

impl<'a> AgentRow<'a> {
    /// The row of an agent; none when nobody of this number was ever signed in.
    pub fn of(desk: &'a Desk, id: &AgentId, now: DateTime<Utc>) -> Option<Self> {
        let agent = desk.floor.agents.get(id)?;
        Some(Self::new(desk, agent, now))
    }

    /// The row of an agent of the floor.
    pub fn new(desk: &'a Desk, agent: &'a Agent, now: DateTime<Utc>) -> Self {
        let trouble = trouble::of_agent(agent, &desk.floor, desk.catalogue.as_deref(), now);
        let call = agent.state.call().and_then(|call| desk.floor.calls.get(&call));
        Self { agent, trouble, call, desk, now, tally: OnceCell::new() }
    }

    /// How long the agent has been in the present state.
    pub fn lasts(&self) -> TimeDelta {
        self.now - self.agent.since
    }

    /// The queue of the call in hand.
    pub fn queue(&self) -> Option<&'a crate::domain::QueueId> {
        self.call.and_then(|call| call.queue.as_ref())
    }

    /// Today's numbers up to this moment; worked out when first asked for, as most columns do without.
    pub fn tally(&self) -> &Tally {
        let today = || self.desk.today.agent(&self.agent.id, self.now);
        self.tally.get_or_init(|| today().unwrap_or_default())
    }
}

impl StateFilter {
    const ALL: [Self; 7] = [
        Self::SignedIn,
        Self::Attention,
        Self::Ready,
        Self::OnCall,
        Self::WrapUp,
        Self::Paused,
        Self::Offline,
    ];

    /// The filter after this one, round and round.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|filter| *filter == self).unwrap_or_default();
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// Whether an agent is listed.
    pub fn lists(self, row: &AgentRow<'_>) -> bool {
        let state = &row.agent.state;
        match self {
            Self::SignedIn => *state != AgentState::Offline,
            Self::Attention => trouble::severity(row.trouble) > Severity::Fine,
            Self::Ready => *state == AgentState::Ready,
            Self::OnCall => rank(state) >= 1.0 && rank(state) <= 3.0,
            Self::WrapUp => matches!(state, AgentState::WrapUp { .. }),
            Self::Paused => matches!(state, AgentState::Paused { .. }),
            Self::Offline => *state == AgentState::Offline,
        }
    }

    /// Key of its words.
    pub const fn words_key(self) -> &'static str {
        match self {
            Self::SignedIn => "lead.filter.signed-in",
            Self::Attention => "lead.filter.attention",
            Self::Ready => "lead.filter.ready",
            Self::OnCall => "lead.filter.on-call",
            Self::WrapUp => "lead.filter.wrap-up",
            Self::Paused => "lead.filter.paused",
            Self::Offline => "lead.filter.offline",
        }
    }
}
