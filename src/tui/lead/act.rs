//! What a lead can do to the floor: force a state, broadcast a line. Each asks first only where it hurts.

use chrono::{DateTime, Utc};

use super::{Asked, Entry, LeadScreen, Over, detail::Subject, trouble, wording};
use crate::{
    api::{StateAnswer, WantState},
    domain::{Agent, AgentId, AgentState, NextState, QueueId, Words as Label},
    tui::{
        desk::{Failure, Say, Weight},
        effect::{Effect, Request},
        layers::Overlay,
        widgets::{Choice, Dialog, Picker, TextField},
    },
};

/// Longest line to everybody, characters: one line of a screen.
const BROADCAST_MAX: usize = 120;

/// A state that a lead wants for an agent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    pub agent: AgentId,
    /// The states to choose from; one when it is chosen.
    pub states: Vec<NextState>,
}

impl LeadScreen {
    /// Opens the list of states for the agent that keys act on; where a queue is selected, first the list of its agents.
    pub(super) fn open_states(&mut self, now: DateTime<Utc>) {
        match self.subject(now) {
            Some(Subject::Agent(agent)) => self.open_states_of(&agent),
            Some(Subject::Queue(queue)) => self.open_crew(&queue, now),
            None => self.desk.toast(Weight::Note, Say::plain("lead.crew.nobody"), now),
        }
    }

    /// Opens the list of the agents who serve a queue and are signed in.
    fn open_crew(&mut self, queue: &QueueId, now: DateTime<Utc>) {
        let label = self.desk.queue_label(queue, self.desk.locale).to_string();
        let serves = |agent: &&Agent| agent.queues.contains(queue) && agent.state != AgentState::Offline;
        let crew: Vec<&Agent> = self.desk.floor.agents.values().filter(serves).collect();
        if crew.is_empty() {
            let say = Say::plain("lead.crew.none").with("queue", label);
            return self.desk.toast(Weight::Note, say, now);
        }
        let choices = crew.iter().map(|agent| Choice {
            label: agent.number_and_name(),
            detail: wording::state(agent, &self.desk, &self.words),
            also: String::new(),
        });
        let title = self.words.fill("lead.crew.title", &[("queue", &label)]);
        let picker = Picker::new(title, choices.collect::<Vec<_>>());
        self.crew = crew.iter().map(|agent| agent.id.clone()).collect();
        self.layers.open(Over::Crew, Overlay::Picker(picker));
    }

    /// An agent of the open list was chosen.
    pub(super) fn choose_agent(&mut self, choice: usize) {
        if let Some(agent) = std::mem::take(&mut self.crew).get(choice) {
            self.open_states_of(agent);
        }
    }

    fn open_states_of(&mut self, agent: &AgentId) {
        let Some(agent) = self.desk.floor.agents.get(agent) else { return };
        let pauses = self.desk.catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
        let reasons = pauses.filter(|pause| !pause.desk_only);
        let pauses = reasons.map(|pause| NextState::Paused { reason: pause.code.clone() });
        let states: Vec<NextState> =
            std::iter::once(NextState::Ready).chain(pauses).chain([NextState::Offline]).collect();
        let choices: Vec<Choice> = states.iter().map(|state| self.choice(state)).collect();
        let title = self.words.fill("lead.state.title", &[("agent", &name(agent))]);
        self.layers.open(Over::State, Overlay::Picker(Picker::new(title, choices)));
        self.wish = Some(Wish { agent: agent.id.clone(), states });
    }

    /// A state was chosen: does it, or asks first.
    pub(super) fn choose_state(&mut self, choice: usize, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(Wish { agent, mut states }) = self.wish.take() else { return Vec::new() };
        if choice >= states.len() {
            return Vec::new();
        }
        let wish = Wish { agent, states: vec![states.swap_remove(choice)] };
        match self.harm(&wish, now) {
            Some(body) => {
                let title = self.words.text("lead.state.sure").to_string();
                self.layers.open(Over::ConfirmState, Overlay::Dialog(Dialog::new(title, body)));
                self.wish = Some(wish);
                Vec::new()
            }
            None => self.set_state(wish, now),
        }
    }

    /// Sends the state that was chosen.
    pub(super) fn confirm_state(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        self.wish.take().map_or_else(Vec::new, |wish| self.set_state(wish, now))
    }

    fn set_state(&mut self, wish: Wish, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(want) = wish.states.first().cloned() else { return Vec::new() };
        let request = Request::SetState { agent: Some(wish.agent.clone()), want: WantState { want } };
        self.ask(Asked::State(wish), request, now)
    }

    /// What the state would break, if anything: a sign-out ends a shift, and the last ready agent leaves callers alone.
    fn harm(&self, wish: &Wish, now: DateTime<Utc>) -> Option<String> {
        let agent = self.desk.floor.agents.get(&wish.agent)?;
        let values = [("agent", &*name(agent))];
        match wish.states.first()? {
            NextState::Ready => None,
            NextState::Offline => Some(self.words.fill("lead.state.signs-out", &values)),
            NextState::Paused { .. } => {
                let alone = self.left_alone(agent, now)?;
                Some(self.words.fill("lead.state.last-ready", &[values[0], ("queue", &alone)]))
            }
        }
    }

    /// The first queue with waiting callers that would have nobody ready without this agent.
    fn left_alone(&self, agent: &Agent, now: DateTime<Utc>) -> Option<String> {
        if agent.state != AgentState::Ready {
            return None;
        }
        let alone = agent.queues.iter().find(|queue| {
            let row = super::QueueRow::of(&self.desk, queue, now);
            row.is_some_and(|row| row.crew.ready <= 1 && !row.queue.waiting.is_empty())
        })?;
        Some(self.desk.queue_label(alone, self.desk.locale).to_string())
    }

    /// Says what became of a state that was asked for.
    pub(super) fn state_answered(&mut self, wish: &Wish, answer: StateAnswer, now: DateTime<Utc>) {
        let key = match answer {
            StateAnswer::Now => "lead.state.now",
            StateAnswer::AfterCall => "lead.state.after-call",
        };
        let state = wish.states.first().map(|state| self.choice(state).label).unwrap_or_default();
        let agent = self.desk.floor.agents.get(&wish.agent).map_or_else(|| wish.agent.to_string(), name);
        self.desk.toast(Weight::Good, Say::plain(key).with("agent", agent).with("state", state), now);
    }

    /// Opens the line to everybody, with what is shown now.
    pub(super) fn open_broadcast(&mut self) {
        let mut field = TextField::with_limit(BROADCAST_MAX);
        field.set(self.desk.floor.broadcast.as_ref().map_or("", |broadcast| &broadcast.text));
        self.entry = Some(Entry::Broadcast(field));
    }

    /// Sends the line; an empty one takes the last down.
    pub(super) fn send_broadcast(&mut self, text: &str, now: DateTime<Utc>) -> Vec<Effect> {
        let text = text.trim().to_string();
        let shown = self.desk.floor.broadcast.as_ref().map_or("", |broadcast| &broadcast.text);
        if text == shown {
            return Vec::new();
        }
        self.ask(Asked::Broadcast, Request::Broadcast { text }, now)
    }

    /// Says that a request failed, and why.
    pub(super) fn failed(&mut self, failure: &Failure, now: DateTime<Utc>) {
        self.desk.toast(Weight::Bad, Say::failure(failure), now);
    }

    /// Asks the server and remembers what for.
    pub(super) fn ask(&mut self, asked: Asked, request: Request, now: DateTime<Utc>) -> Vec<Effect> {
        vec![self.asked.ask(&mut self.desk, asked, request, now)]
    }

    fn choice(&self, state: &NextState) -> Choice {
        let words = |key| Choice { label: self.words.text(key).to_string(), ..Choice::default() };
        match state {
            NextState::Ready => words("lead.state.ready"),
            NextState::Offline => words("lead.state.offline"),
            NextState::Paused { reason } => {
                let known = self.desk.catalogue.iter().flat_map(|catalogue| &catalogue.pauses);
                let pause = known.clone().find(|pause| pause.code == *reason);
                let label = pause.map_or(reason.as_str(), |pause| self.label(&pause.label));
                let limit = pause.and_then(|pause| pause.limit_s).map(trouble::seconds);
                Choice {
                    label: self.words.fill("lead.state.paused", &[("reason", label)]),
                    detail: limit.map(|limit| self.words.span(limit)).unwrap_or_default(),
                    also: reason.to_string(),
                }
            }
        }
    }

    fn label<'a>(&self, label: &'a Label) -> &'a str {
        label.text(self.desk.locale)
    }
}

/// An agent as leads say it: number and name.
pub(super) fn name(agent: &Agent) -> String {
    agent.number_and_name()
}
