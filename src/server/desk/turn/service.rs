//! A switch with queues of its own: it is told who serves them, and what is no longer on it is over.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Stepped, Turn};
use crate::{
    domain::{Agent, AgentId, AgentKind, AgentState, Ender, Event, NextState, PauseCode, Phase, RingEnd},
    switch::{Found, Service, SwitchCommand},
};

/// Why an agent is paused on the switch who speaks or finishes the work of a call: set before the talk ends, so that no ring slips in between.
const WRAP_UP: &str = "wrapup";
/// Why an agent is paused on the switch whose screen is silent.
const LOST: &str = "lost";

impl Turn<'_> {
    /// All calls that the switch has: the others are over. Then the switch is told anew how all serve, those who are signed out
    /// too: a sign-out that it never heard of would let callers ring at an empty desk.
    pub fn surveyed(&mut self, at: DateTime<Utc>, found: Vec<Found>) {
        let known: BTreeSet<_> = found.iter().map(|found| found.call).collect();
        let calls: Vec<_> = self.desk.book.floor.calls.keys().copied().collect();
        for call in calls.into_iter().filter(|call| !known.contains(call)) {
            // Whatever the phase, a hang-up fits.
            let _ = self.hung_up(at, call, Ender::System);
        }
        for found in found {
            let about = format!("call {}", found.call);
            if let Err(illegal) = self.bring_to(found) {
                self.differ(at, &about, "it is there", &illegal.to_string());
            }
        }
        let commands: Vec<_> =
            self.desk.book.floor.agents.keys().filter_map(|agent| self.serves(agent)).collect();
        commands.into_iter().for_each(|command| self.command(command));
    }

    /// Brings a call to where it is on the switch, if it is not there on the floor.
    fn bring_to(&mut self, found: Found) -> Stepped {
        let Found { call, queue, since, agent } = found;
        let (phase, rung) = self.call(call).map(|call| (call.phase, call.agent.clone()))?;
        let Some(agent) = agent else {
            if let (Phase::Ringing, Some(agent)) = (phase, rung) {
                // If it rings still, or again, that is told next.
                self.follow(since, Event::RingEnded { call, agent, why: RingEnd::Withdrawn })?;
            }
            return self.queued(since, call, queue);
        };
        if phase == Phase::Greeting {
            self.queued(since, call, queue)?;
        }
        self.answered(since, call, agent)
    }

    /// How an agent serves the switch's own queues; none where the desk rings, or the agent is the switch's own.
    pub fn serves(&self, agent: &AgentId) -> Option<SwitchCommand> {
        let agent = self.agent(agent).ok().filter(|agent| agent.kind == AgentKind::Person)?;
        (!self.desk_rings()).then(|| SwitchCommand::Serve {
            agent: agent.id.clone(),
            name: agent.name.clone(),
            queues: agent.queues.clone(),
            how: service(agent),
        })
    }
}

fn service(agent: &Agent) -> Service {
    let paused = |reason: &str| Service::Paused(PauseCode::from(reason));
    match (&agent.state, &agent.next) {
        (AgentState::Offline, _) => Service::Out,
        _ if agent.lost => paused(LOST),
        (AgentState::Ready | AgentState::Ringing { .. }, None | Some(NextState::Ready)) => Service::Open,
        (AgentState::Paused { reason }, _) | (_, Some(NextState::Paused { reason })) => {
            Service::Paused(reason.clone())
        }
        (_, _) => paused(WRAP_UP),
    }
}
