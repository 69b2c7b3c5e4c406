//! A switch with queues of its own: it is told who serves them, and what is no longer on it is over.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Stepped, Turn};
use crate::{
    domain::{
        About, Agent, AgentId, AgentKind, AgentState, Call, Ender, Event, Fact, NextState, PauseCode, Phase,
        RingEnd,
    },
    switch::{Found, Member, Service, SwitchCommand},
};

/// Why an agent is paused on the switch who speaks or finishes the work of a call: set before the talk ends, so that no ring slips in between.
const WRAP_UP: &str = "wrapup";
/// Why an agent is paused on the switch whose screen is silent.
const LOST: &str = "lost";

impl Turn<'_> {
    /// All calls that the switch has: the others are over. Then the switch is told anew how those serve who are signed in. That somebody
    /// serves who is signed out here may be meant so: a lead is shown it.
    pub fn surveyed(&mut self, at: DateTime<Utc>, found: Vec<Found>, members: Vec<Member>) {
        let known: BTreeSet<_> = found.iter().map(|found| found.call).collect();
        // What was begun here while the switch was looked at is not in it.
        let later = |call: &&Call| call.phase == Phase::Placed && call.entered_at >= at;
        let calls =
            self.desk.book.floor.calls.values().filter(|call| !later(call) && !known.contains(&call.id));
        let calls: Vec<_> = calls.map(|call| call.id).collect();
        for call in calls {
            // Whatever the phase, a hang-up fits.
            let _ = self.hung_up(at, call, Ender::System);
        }
        for found in found {
            let about = format!("call {}", found.call);
            let brought = self.bring_to(&found).and_then(|()| self.leave_those_found(at, &found));
            if let Err(illegal) = brought {
                self.differ(at, &about, "it is there", &illegal.to_string());
            }
        }
        self.compare(&members);
        let signed_in =
            self.desk.book.floor.agents.values().filter(|agent| agent.state != AgentState::Offline);
        let commands: Vec<_> = signed_in.filter_map(|agent| self.serves(&agent.id)).collect();
        commands.into_iter().for_each(|command| self.command(command));
    }

    /// Agents as the switch has them beside agents as they are here.
    fn compare(&mut self, members: &[Member]) {
        let known: Vec<Agent> = self.desk.book.floor.agents.values().cloned().collect();
        for agent in known.into_iter().filter(|agent| agent.kind == AgentKind::Person) {
            let of_agent: Vec<_> = members.iter().filter(|member| member.agent == agent.id).collect();
            if let Some(member) = of_agent.first() {
                let changed = self.phone_changed(self.now, agent.id.clone(), member.phone);
                self.must(changed);
            }
            let rung: Vec<_> = of_agent.iter().filter(|member| member.paused.is_none()).collect();
            let about = About::Agent { agent: agent.id };
            if agent.state == AgentState::Offline && !rung.is_empty() {
                let queues = rung.iter().map(|member| member.queue.clone()).collect();
                self.open_difference(about, Fact::Serves { queues }.into(), Fact::SignedOut.into());
            } else {
                self.close_difference(&about);
            }
        }
    }

    /// Brings a call to where it is on the switch, if it is not there on the floor.
    fn bring_to(&mut self, found: &Found) -> Stepped {
        let Found { call, queue, since, agent, .. } = found.clone();
        let (phase, rung) = self.call(call).map(|call| (call.phase, call.agent.clone()))?;
        if matches!(phase, Phase::Placed | Phase::Dialling) {
            return if agent.is_some() { self.connected(since, call, "") } else { Ok(()) };
        }
        let Some(agent) = agent else {
            if let (Phase::Ringing, Some(agent)) = (phase, rung) {
                // If it rings still, or again, that is told next.
                self.follow(since, Event::RingEnded { call, agent, why: RingEnd::Withdrawn })?;
            }
            return queue.map_or(Ok(()), |queue| self.queued(since, call, queue, None));
        };
        if let (Phase::Greeting, Some(queue)) = (phase, queue) {
            self.queued(since, call, queue, None)?;
        }
        self.answered(since, call, agent)
    }

    /// Whoever was in the talk of others and is not found there has left meanwhile.
    fn leave_those_found(&mut self, at: DateTime<Utc>, found: &Found) -> Stepped {
        let call = found.call;
        let monitored = self.call(call)?.monitored.iter().map(|monitoring| monitoring.by.clone());
        let gone: Vec<_> = monitored.filter(|by| !found.monitored_by.contains(by)).collect();
        gone.into_iter().try_for_each(|by| self.follow(at, Event::MonitorEnded { call, by }))
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
