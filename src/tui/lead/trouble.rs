//! What is going wrong on the floor now, so that a lead sees it before it is asked for. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Agent, AgentState, Catalogue, Floor, Phone, QueueState};

/// A limit counts as near from this share of it on.
const NEAR: f64 = 0.75;

/// How bad something is. The order is that of attention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    /// As it should be.
    #[default]
    Fine,
    /// Near a limit.
    Near,
    /// Past a limit, or out of order.
    Wrong,
}

/// Something that a lead should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trouble {
    pub kind: TroubleKind,
    pub severity: Severity,
    /// How long, where the trouble is a time: the wait, the pause, the silence.
    pub lasts: Option<TimeDelta>,
    /// The limit that it is measured by, where there is one.
    pub limit: Option<TimeDelta>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TroubleKind {
    /// A caller waits too long.
    Wait,
    /// Callers wait, and nobody who serves the queue is signed in.
    Unstaffed,
    /// As many wait as may.
    Full,
    /// An agent's client is silent.
    Lost,
    /// The switch does not reach an agent's phone.
    Phone,
    /// Switch and desk disagree, and a lead must decide.
    Differs,
    /// A pause lasts too long.
    Pause,
    /// A wrap-up lasts too long.
    WrapUp,
    /// An agent missed rings.
    Missed,
}

impl TroubleKind {
    /// Key of its words.
    pub const fn words_key(self) -> &'static str {
        match self {
            Self::Wait => "lead.trouble.wait",
            Self::Unstaffed => "lead.trouble.unstaffed",
            Self::Full => "lead.trouble.full",
            Self::Lost => "lead.trouble.lost",
            Self::Phone => "lead.trouble.phone",
            Self::Differs => "lead.trouble.differs",
            Self::Pause => "lead.trouble.pause",
            Self::WrapUp => "lead.trouble.wrap-up",
            Self::Missed => "lead.trouble.missed",
        }
    }
}

/// The worst trouble of a queue.
pub(super) fn of_queue(queue: &QueueState, floor: &Floor, now: DateTime<Utc>) -> Option<Trouble> {
    let waiting = queue.waiting.len();
    if waiting == 0 {
        return None;
    }
    let serves = |agent: &&Agent| agent.queues.contains(&queue.settings.id);
    let staffed = floor.agents.values().filter(serves).any(|agent| agent.state != AgentState::Offline);
    if !staffed {
        return Some(Trouble::wrong(TroubleKind::Unstaffed));
    }
    if waiting >= queue.settings.capacity as usize {
        return Some(Trouble::wrong(TroubleKind::Full));
    }
    of_wait(longest_wait(queue, floor, now)?, queue.settings.target_s)
}

/// What is wrong with a wait, measured by the queue's target.
pub(super) fn of_wait(wait: TimeDelta, target_s: u32) -> Option<Trouble> {
    timed(TroubleKind::Wait, wait, Some(target_s))
}

/// How long the caller who waits longest has waited.
pub(super) fn longest_wait(queue: &QueueState, floor: &Floor, now: DateTime<Utc>) -> Option<TimeDelta> {
    let calls = queue.waiting.iter().filter_map(|call| floor.calls.get(call));
    calls.filter_map(|call| call.queued_at).min().map(|since| now - since)
}

/// The worst trouble of an agent.
pub(super) fn of_agent(
    agent: &Agent,
    floor: &Floor,
    catalogue: Option<&Catalogue>,
    now: DateTime<Utc>,
) -> Option<Trouble> {
    if agent.state == AgentState::Offline {
        return None;
    }
    if agent.lost {
        return Some(Trouble::wrong(TroubleKind::Lost));
    }
    if agent.phone == Phone::Unreachable {
        return Some(Trouble::wrong(TroubleKind::Phone));
    }
    let lasts = now - agent.since;
    let timed = match &agent.state {
        AgentState::Paused { .. } => timed(TroubleKind::Pause, lasts, limit_s(agent, floor, catalogue)),
        AgentState::WrapUp { .. } => timed(TroubleKind::WrapUp, lasts, limit_s(agent, floor, catalogue)),
        _ => None,
    };
    timed.or_else(|| missed(agent))
}

/// The limit of what the agent does now, s: of the pause's reason, or of the wrap-up.
pub(super) fn limit_s(agent: &Agent, floor: &Floor, catalogue: Option<&Catalogue>) -> Option<u32> {
    match &agent.state {
        AgentState::Paused { reason } => {
            catalogue?.pauses.iter().find(|pause| pause.code == *reason).and_then(|pause| pause.limit_s)
        }
        AgentState::WrapUp { call } => {
            let queue = floor.calls.get(call)?.queue.as_ref()?;
            floor.queues.get(queue).map(|queue| queue.settings.wrap_up_s)
        }
        _ => None,
    }
}

fn missed(agent: &Agent) -> Option<Trouble> {
    let near = Trouble { severity: Severity::Near, ..Trouble::wrong(TroubleKind::Missed) };
    (agent.missed > 0).then_some(near)
}

fn timed(kind: TroubleKind, lasts: TimeDelta, limit_s: Option<u32>) -> Option<Trouble> {
    let limit = seconds(limit_s?);
    let severity = match share(lasts, limit) {
        share if share > 1.0 => Severity::Wrong,
        share if share >= NEAR => Severity::Near,
        _ => return None,
    };
    Some(Trouble { kind, severity, lasts: Some(lasts), limit: Some(limit) })
}

impl Trouble {
    /// Orders troubles: the worse first, then what is further past its limit; without a limit, as far as can be.
    pub fn weight(&self) -> f64 {
        let past = match (self.lasts, self.limit) {
            (Some(lasts), Some(limit)) => share(lasts, limit).clamp(0.0, 998.0),
            _ if self.severity == Severity::Wrong => 999.0,
            _ => 0.0,
        };
        f64::from(self.severity as u8) * 1000.0 + past
    }

    /// How far past the limit it is, where it is.
    pub fn over(&self) -> Option<TimeDelta> {
        let over = self.lasts? - self.limit?;
        (over > TimeDelta::zero()).then_some(over)
    }

    /// A trouble that is no matter of time.
    pub fn wrong(kind: TroubleKind) -> Self {
        Self { kind, severity: Severity::Wrong, lasts: None, limit: None }
    }
}

fn share(lasts: TimeDelta, limit: TimeDelta) -> f64 {
    lasts.num_milliseconds() as f64 / limit.num_milliseconds().max(1) as f64
}

/// How bad a trouble is, if there is one.
pub(super) fn severity(trouble: Option<Trouble>) -> Severity {
    trouble.map(|trouble| trouble.severity).unwrap_or_default()
}

/// A setting in seconds as a time.
pub(super) fn seconds(seconds: u32) -> TimeDelta {
    TimeDelta::seconds(i64::from(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lasts_s: i64, limit_s: u32, severity: Severity, over_s: Option<i64>) {
        let trouble = timed(TroubleKind::Wait, TimeDelta::seconds(lasts_s), Some(limit_s));
        assert_eq!(super::severity(trouble), severity, "{lasts_s} of {limit_s}");
        assert_eq!(trouble.and_then(|trouble| trouble.over()), over_s.map(TimeDelta::seconds));
    }

    #[test]
    fn a_limit_is_near_from_three_quarters_and_kept_until_it_is_passed() {
        check(14, 20, Severity::Fine, None);
        check(15, 20, Severity::Near, None);
        check(20, 20, Severity::Near, None);
        check(21, 20, Severity::Wrong, Some(1));
        check(1, 0, Severity::Wrong, Some(1));
        assert_eq!(timed(TroubleKind::Pause, TimeDelta::days(1), None), None, "no limit, no trouble");
    }

    #[test]
    fn the_worse_goes_first_and_then_what_is_further_past_its_limit() {
        let wait =
            |lasts_s| timed(TroubleKind::Wait, TimeDelta::seconds(lasts_s), Some(20)).map(|t| t.weight());
        let lost = Trouble::wrong(TroubleKind::Lost).weight();
        assert!(wait(16) < wait(19) && wait(19) < wait(21) && wait(21) < wait(60) && wait(60) < Some(lost));
    }
}
