//! Today's tallies of all agents, all queues and the centre: one incremental fold over the log, in a step of the same cost for every event.
//!
//! It needs nothing but the events of a log that a floor has accepted. What it must remember between two events of a call or an agent
//! travels with it, so a snapshot taken in the middle of a day goes on as if it had seen the whole day.

use std::{collections::BTreeMap, mem};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Running, Tally, day::Day, tally::elapsed_ms};
use crate::domain::{
    AgentId, AgentState, CallId, Direction, Event, NextState, QueueId, QueueSettings, RingEnd,
};

mod calls;
mod placed;

/// Today's tallies of all agents, queues and the centre. It begins anew with the first event of another local day.
///
/// An event that comes late, up to an hour before midnight, still moves what is under way but is counted for the day that has gone;
/// one from farther back means that the clock was set back, and that day begins anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Today {
    /// Zone whose midnights part the days.
    #[schema(value_type = String)]
    pub zone: Tz,
    /// By agent.
    pub agents: BTreeMap<AgentId, Tally>,
    /// By queue. A call counts in each queue that it enters.
    pub queues: BTreeMap<QueueId, Tally>,
    /// The whole centre. A call counts once, until its first answer, on the day on which it entered.
    pub centre: Tally,
    day: Option<Day>,
    calls: BTreeMap<CallId, OpenCall>,
    promises: BTreeMap<QueueId, Promise>,
}

/// What a queue promised when a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promise {
    /// Answer-time target, s.
    pub target_s: u32,
    /// Short-abandon limit, s.
    pub short_abandon_s: u32,
}

/// A call that is not over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
struct OpenCall {
    entered_at: DateTime<Utc>,
    /// It was answered at least once, so that the centre has counted it; or we began it, and the centre does not.
    answered: bool,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Place {
    Greeting,
    Waiting {
        queue: QueueId,
        since: DateTime<Utc>,
    },
    With {
        agent: AgentId,
    },
    /// Handed on, on its way.
    Between,
}

impl Today {
    /// Nothing yet, with days as people in `zone` have them.
    pub fn new(zone: Tz) -> Self {
        Self { zone, ..Self::default() }
    }

    /// Folds an event that happened at `at`.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        if concerns_nobody(event) {
            return;
        }
        self.turn(at);
        match event {
            Event::QueueConfigured { queue } => self.configure(queue),
            Event::CallEntered { call, .. } => self.enter(at, *call),
            Event::CallSelfServed { call } => self.self_served(*call),
            Event::CallQueued { call, queue, .. } => self.enqueue(at, *call, queue),
            Event::CallRinging { call, agent } => self.ring(at, *call, agent),
            Event::RingEnded { agent, why, .. } => self.end_ring(at, agent, *why),
            Event::CallAnswered { call, agent } => self.answer(at, *call, agent),
            Event::CallHeld { call } => self.on_call(at, *call, AgentState::Holding { call: *call }),
            Event::CallResumed { call } => self.on_call(at, *call, AgentState::Talking { call: *call }),
            // Whoever asks somebody else has the caller on hold.
            Event::ConsultBegan { call, .. } => self.on_call(at, *call, AgentState::Holding { call: *call }),
            Event::ConsultEnded { call, .. } => self.on_call(at, *call, AgentState::Talking { call: *call }),
            Event::CallTransferred { call, agent, .. } => self.transfer(at, *call, agent),
            Event::CallLeft { call, exit } => self.leave(at, *call, exit),
            Event::CallEnded { call, agent, .. } => self.end_talk(at, *call, agent),
            Event::WrapUpEnded { agent, .. } => self.end_wrap_up(at, agent),
            Event::AgentSignedIn { agent, reason, .. } => {
                let state = AgentState::Paused { reason: reason.clone() };
                self.sign_in(at, agent, state);
            }
            Event::AgentSignedOut { agent } => self.idle(at, agent, AgentState::Offline),
            Event::AgentReady { agent } => self.idle(at, agent, AgentState::Ready),
            Event::AgentPaused { agent, reason } => {
                self.idle(at, agent, AgentState::Paused { reason: reason.clone() });
            }
            Event::NextStateAsked { agent, next } => self.ask_next(agent, next.clone()),
            Event::CallPlaced { call, agent, .. } => self.place(at, *call, agent),
            Event::CallDialled { call, agent, .. } => self.dial(at, *call, agent),
            Event::CallConnected { call, agent, .. } => self.connect(*call, agent),
            Event::CallNotReached { call, agent, .. } => self.not_reached(at, *call, agent),
            Event::TicketSubmitted { ticket } => {
                self.count(at, &ticket.agent, |tally| tally.tickets += 1);
            }
            _ => {}
        }
    }

    /// Begins a new day if `now` is in one; a quiet night has no event to do it.
    pub fn turn(&mut self, now: DateTime<Utc>) {
        let late = |day: Day| now < day.from && day.from - now <= LATE;
        if self.day.is_some_and(|day| day.holds(now) || late(day)) {
            return;
        }
        let day = Day::of(self.zone, now);
        self.day = Some(day);
        self.centre = Tally::default();
        self.queues.values_mut().for_each(|tally| *tally = Tally::default());
        self.agents.retain(|_, tally| tally.running.is_some());
        self.agents.values_mut().for_each(|tally| *tally = carried_over(mem::take(tally), day.from));
    }

    fn configure(&mut self, settings: &QueueSettings) {
        let promise = Promise { target_s: settings.target_s, short_abandon_s: settings.short_abandon_s };
        self.promises.insert(settings.id.clone(), promise);
        self.queues.entry(settings.id.clone()).or_default();
    }

    fn sign_in(&mut self, at: DateTime<Utc>, agent: &AgentId, state: AgentState) {
        self.becomes(at, agent, AgentState::Offline);
        self.agents.entry(agent.clone()).or_default().running = Some(Running::new(state, at));
    }

    /// A move outside a call takes a wish for the time after it back.
    fn idle(&mut self, at: DateTime<Utc>, agent: &AgentId, state: AgentState) {
        self.ask_next(agent, None);
        self.becomes(at, agent, state);
    }

    fn ask_next(&mut self, agent: &AgentId, next: Option<NextState>) {
        if let Some(running) = self.agents.get_mut(agent).and_then(|tally| tally.running.as_mut()) {
            running.next = next;
        }
    }

    fn end_ring(&mut self, at: DateTime<Utc>, agent: &AgentId, why: RingEnd) {
        let missed = matches!(why, RingEnd::NoAnswer | RingEnd::Rejected);
        self.count(at, agent, |tally| tally.missed += u64::from(missed));
        self.free(at, agent);
    }

    fn end_wrap_up(&mut self, at: DateTime<Utc>, agent: &AgentId) {
        self.settle(at, agent);
        let Some(running) = self.agents.get_mut(agent).and_then(|tally| tally.running.as_mut()) else {
            return;
        };
        let (queue, work_ms) = (running.queue.take(), mem::take(&mut running.work_ms));
        match mem::take(&mut running.direction) {
            Direction::Inbound => self.count(at, agent, |tally| tally.finish(work_ms)),
            Direction::Outbound => self.count(at, agent, |tally| tally.finish_placed(work_ms)),
        }
        if let Some(tally) = queue.and_then(|queue| self.queues.get_mut(&queue)) {
            tally.finish(work_ms);
        }
        self.free(at, agent);
    }

    /// The agent's call is out of hand: on to the state asked for, else ready.
    fn free(&mut self, at: DateTime<Utc>, agent: &AgentId) {
        let running = self.agents.get_mut(agent).and_then(|tally| tally.running.as_mut());
        let next = running.and_then(|running| running.next.take());
        self.becomes(at, agent, following(next));
    }

    /// Writes down the time until now, then changes what the agent does.
    fn becomes(&mut self, at: DateTime<Utc>, agent: &AgentId, state: AgentState) {
        self.settle(at, agent);
        let Some(tally) = self.agents.get_mut(agent) else { return };
        tally.running = tally.running.take().filter(|_| state != AgentState::Offline);
        if let Some(running) = &mut tally.running {
            running.state = state;
        }
    }

    /// Writes down the time that the agent has spent until now, for the agent and for the queue whose call it was.
    fn settle(&mut self, at: DateTime<Utc>, agent: &AgentId) {
        let at = self.day.map_or(at, |day| at.max(day.from));
        let Some(tally) = self.agents.get_mut(agent) else { return };
        let Some(running) = &mut tally.running else { return };
        let (ms, state, queue) = (running.cut(at), running.state.clone(), running.queue.clone());
        tally.spend(&state, ms);
        if let Some(tally) = queue.and_then(|queue| self.queues.get_mut(&queue)) {
            tally.work(&state, ms);
        }
    }

    /// Counts what an agent did today.
    fn count(&mut self, at: DateTime<Utc>, agent: &AgentId, count: impl FnOnce(&mut Tally)) {
        if self.is_today(at) {
            count(self.agents.entry(agent.clone()).or_default());
        }
    }

    fn is_today(&self, at: DateTime<Utc>) -> bool {
        self.day.is_some_and(|day| day.from <= at)
    }
}

impl Promise {
    pub(super) fn target_ms(self) -> u64 {
        u64::from(self.target_s) * 1_000
    }

    pub(super) fn short_abandon_ms(self) -> u64 {
        u64::from(self.short_abandon_s) * 1_000
    }
}

impl Default for Promise {
    /// The defaults of a hotline: 20 s and 5 s.
    fn default() -> Self {
        Self { target_s: 20, short_abandon_s: 5 }
    }
}

/// How far before midnight an event may lie and still count as late.
const LATE: Duration = Duration::hours(1);

/// What tells nothing about calls and agents of today must not turn the day: imported calls bear times of the past.
fn concerns_nobody(event: &Event) -> bool {
    matches!(
        event,
        Event::CallImported { .. }
            | Event::AgentLost { .. }
            | Event::AgentFound { .. }
            | Event::ScriptStarted { .. }
            | Event::ScriptStepEntered { .. }
            | Event::ScriptSaid { .. }
            | Event::TicketAmended { .. }
            | Event::TicketMoved { .. }
            | Event::ApprovalAsked { .. }
            | Event::ApprovalRefused { .. }
            | Event::TicketClockTold { .. }
            | Event::TicketWaitOver { .. }
            | Event::TicketBegun { .. }
            | Event::TicketReckoned { .. }
            | Event::ContactRecorded { .. }
            | Event::ContactMarked { .. }
            | Event::CallerIdentified { .. }
            | Event::ContactsMerged { .. }
            | Event::ContactSplit { .. }
            | Event::IdentityUndone { .. }
            | Event::SecretRevealed { .. }
            | Event::CallbackPromised { .. }
            | Event::CallbackAttempted { .. }
            | Event::CallbackDone { .. }
            | Event::BroadcastSent { .. }
            | Event::DifferenceSeen { .. }
            | Event::DifferenceOpened { .. }
            | Event::DifferenceClosed { .. }
            | Event::SwitchLost
            | Event::SwitchFound
            | Event::SwitchRefused { .. }
            | Event::AgentPhoneChanged { .. }
            | Event::CallRecording { .. }
            | Event::RecordingKept { .. }
            | Event::RecordingHeard { .. }
            | Event::RecordingMissing { .. }
            | Event::MonitorBegan { .. }
            | Event::MonitorEnded { .. }
            | Event::CallPrioritised { .. }
    )
}

/// An agent's tally at the beginning of a day: what is under way goes on, its call is no longer counted for its queue.
fn carried_over(yesterday: Tally, midnight: DateTime<Utc>) -> Tally {
    let running = yesterday.running.map(|mut running| {
        running.cut(midnight.max(running.since));
        Running { queue: None, ..running }
    });
    Tally { running, ..Tally::default() }
}

fn following(next: Option<NextState>) -> AgentState {
    match next {
        None | Some(NextState::Ready) => AgentState::Ready,
        Some(NextState::Paused { reason }) => AgentState::Paused { reason },
        Some(NextState::Offline) => AgentState::Offline,
    }
}
