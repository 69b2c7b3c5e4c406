//! What a lead does with calls that are not the lead's: listen to a talk, make a waiting call more urgent, give it to an agent. The switch
//! does it; what comes of it is seen on the boards.

use chrono::{DateTime, Utc};

use super::{Asked, LeadScreen, Over, Pane, act::name, detail::Subject};
use crate::{
    api::{LiveMessage, Steer},
    domain::{
        Agent, AgentId, AgentState, Call, CallId, Event, Monitor, Monitoring, Phase, QueueSettings, Request,
    },
    tui::{
        able,
        desk::{News, Say, Weight},
        effect::{self, Effect},
        keymap::Action,
        layers::Overlay,
        refusal,
        widgets::{Choice, Picker},
    },
};

/// What can be done with a call, as the open list offers it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offered {
    pub call: CallId,
    pub steers: Vec<Steer>,
}

/// The least number of priorities to choose from, whatever head starts a queue gives: the switch may go by the number itself.
const LEAST_PRIORITIES: usize = 3;

impl LeadScreen {
    /// Opens the ways to take part in a talk.
    pub(super) fn open_monitor(&mut self, now: DateTime<Utc>) {
        let Some(call) = self.talk(now).map(|call| call.id) else {
            return self.desk.toast(Weight::Note, Say::plain("lead.monitor.nobody"), now);
        };
        if self.line().is_none() {
            return self.desk.toast(Weight::Bad, Say::plain("lead.monitor.no-line"), now);
        }
        let mine = self.monitoring(call).map(|monitoring| monitoring.how);
        let ways = [Monitor::Listen, Monitor::Whisper, Monitor::Barge].map(|how| {
            let detail = if mine == Some(how) { self.words.text("lead.monitor.now") } else { "" };
            (Steer::Monitor { how }, self.worded(way_key(how), detail))
        });
        let stop = mine.map(|_| (Steer::StopMonitor, self.worded("lead.monitor.stop", "")));
        self.offer(call, self.words.text("lead.monitor.title").to_owned(), ways.into_iter().chain(stop));
    }

    /// Opens the priorities of the selected waiting call.
    pub(super) fn open_priorities(&mut self, now: DateTime<Utc>) {
        let Some(call) = self.selected_waiting().cloned() else { return self.say_not_waiting(now) };
        let settings = call.queue.as_ref().and_then(|queue| self.desk.floor.queues.get(queue));
        let settings = settings.map(|queue| &queue.settings);
        let levels = settings.map_or(0, |settings| settings.head_start_s.len());
        let levels = levels.max(LEAST_PRIORITIES).max(usize::from(call.priority) + 1);
        let levels = u8::try_from(levels).unwrap_or(u8::MAX);
        let choices: Vec<_> =
            (0..levels).rev().map(|priority| self.priority(priority, &call, settings)).collect();
        let number = self.words.number(&call.number);
        let title = self.words.fill("lead.priority.title", &[("caller", &number)]);
        self.offer(call.id, title, choices);
    }

    fn priority(&self, priority: u8, call: &Call, settings: Option<&QueueSettings>) -> (Steer, Choice) {
        let key = match priority.cmp(&call.priority) {
            std::cmp::Ordering::Less => "lead.priority.less",
            std::cmp::Ordering::Equal => "lead.priority.same",
            std::cmp::Ordering::Greater => "lead.priority.more",
        };
        let label = self.words.fill(key, &[("priority", &priority.to_string())]);
        let head_start = settings.map_or(0, |settings| settings.head_start(priority));
        let detail = self.words.fill("lead.priority.head-start", &[("seconds", &head_start.to_string())]);
        let detail = if head_start > 0 { detail } else { String::new() };
        (Steer::Prioritise { priority }, Choice { label, detail, also: String::new() })
    }

    /// Opens the agents who can be rung with the selected waiting call: those who serve its queue first.
    pub(super) fn open_takers(&mut self, now: DateTime<Utc>) {
        let Some(call) = self.selected_waiting().cloned() else { return self.say_not_waiting(now) };
        let ready = |agent: &&Agent| agent.state == AgentState::Ready && agent.is_in_reach();
        let mut ready: Vec<&Agent> = self.desk.floor.agents.values().filter(ready).collect();
        if ready.is_empty() {
            return self.desk.toast(Weight::Note, Say::plain("lead.give.nobody"), now);
        }
        let serves = |agent: &Agent| call.queue.as_ref().is_some_and(|queue| agent.queues.contains(queue));
        ready.sort_by_key(|agent| (!serves(agent), agent.idle_since));
        let takers: Vec<_> = ready.into_iter().map(|agent| self.taker(agent, serves(agent))).collect();
        let number = self.words.number(&call.number);
        let title = self.words.fill("lead.give.title", &[("caller", &number)]);
        self.offer(call.id, title, takers);
    }

    fn taker(&self, agent: &Agent, serves: bool) -> (Steer, Choice) {
        let detail = self.words.text(if serves { "lead.give.serves" } else { "lead.give.other" });
        let choice = Choice { label: name(agent), detail: detail.to_owned(), also: String::new() };
        (Steer::Give { agent: agent.id.clone() }, choice)
    }

    fn offer(&mut self, call: CallId, title: String, offers: impl IntoIterator<Item = (Steer, Choice)>) {
        let (steers, choices): (Vec<_>, Vec<_>) = offers.into_iter().unzip();
        self.layers.open(Over::Steer, Overlay::Picker(Picker::new(title, choices)));
        self.offered = Some(Offered { call, steers });
    }

    /// What was chosen in the open list is asked of the server.
    pub(super) fn choose_steer(&mut self, choice: usize, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(Offered { call, mut steers }) = self.offered.take() else { return Vec::new() };
        if choice >= steers.len() {
            return Vec::new();
        }
        let steer = steers.swap_remove(choice);
        self.steered = Some(call);
        self.ask(Asked::Steer(steer.clone()), effect::Request::Steer { call, steer }, now)
    }

    /// The server has passed it on. Of all but a phone that is to ring the boards tell.
    pub(super) fn steered(&mut self, steer: &Steer, now: DateTime<Utc>) {
        if let Steer::Monitor { .. } = steer {
            self.desk.toast(Weight::Good, Say::plain("lead.monitor.asked"), now);
        }
    }

    /// Says what the switch refused of what was asked at this screen.
    pub(super) fn say_refusals(&mut self, news: &News, now: DateTime<Utc>) {
        let News::Live(messages) = news else { return };
        for message in messages {
            let LiveMessage::Event { recorded } = message else { continue };
            let Event::SwitchRefused { call, request, why, .. } = &recorded.event else { continue };
            let is_mine = call.is_some() && *call == self.steered;
            if is_mine && matches!(request, Request::Monitor | Request::Prioritise | Request::Take) {
                let say = refusal::not_done_for_lead(*request, why, &self.words);
                self.desk.toast(Weight::Bad, say, now);
            }
        }
    }

    /// Whether an action of this screen can be done now, as far as the switch and the selection go: hints name no others.
    pub(super) fn fits(&self, action: Action, now: DateTime<Utc>) -> bool {
        able::can(self.desk.abilities, action)
            && match action {
                Action::LeadMonitor => self.line().is_some() && self.talk(now).is_some(),
                Action::LeadPrioritise | Action::LeadGive => self.selected_waiting().is_some(),
                Action::WorkDecide => self.ticket_counts(now).1 > 0,
                Action::LeadSettle => self.detail.is_none() && self.pane == Pane::Differences,
                Action::PaneFour => !self.desk.floor.differences.is_empty() && self.pane != Pane::Differences,
                _ => true,
            }
    }

    /// The talk of the agent that keys act on.
    fn talk(&self, now: DateTime<Utc>) -> Option<&Call> {
        let Some(Subject::Agent(agent)) = self.subject(now) else { return None };
        let call = self.desk.floor.call_of(&agent)?;
        matches!(call.phase, Phase::Talking | Phase::Held).then_some(call)
    }

    /// The lead's own phone.
    fn line(&self) -> Option<&AgentId> {
        self.desk.me.as_ref()?.line.as_ref()
    }

    /// How the lead's own phone takes part in a talk.
    fn monitoring(&self, call: CallId) -> Option<&Monitoring> {
        let line = self.line()?;
        self.desk.floor.calls.get(&call)?.monitored.iter().find(|monitoring| monitoring.by == *line)
    }

    /// The waiting caller that keys act on, who rings nowhere yet.
    fn selected_waiting(&self) -> Option<&Call> {
        if self.detail.is_some() || self.pane != Pane::Waiting {
            return None;
        }
        let call = self.desk.floor.calls.get(self.waiting.selected()?)?;
        (call.phase == Phase::Queued).then_some(call)
    }

    fn say_not_waiting(&mut self, now: DateTime<Utc>) {
        self.desk.toast(Weight::Note, Say::plain("lead.waiting.choose"), now);
    }

    fn worded(&self, key: &str, detail: &str) -> Choice {
        Choice { label: self.words.text(key).to_owned(), detail: detail.to_owned(), also: String::new() }
    }
}

fn way_key(how: Monitor) -> &'static str {
    match how {
        Monitor::Listen => "lead.monitor.listen",
        Monitor::Whisper => "lead.monitor.whisper",
        Monitor::Barge => "lead.monitor.barge",
    }
}
