//! One turn of the desk: an input becomes events and commands. What each input means is told in the files of this room.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Answer, Ask, Desk, Due, Input, Outcome, Refusal};
use crate::{
    api::Code,
    domain::{About, Actor, AgentId, Call, CallId, Event, Illegal, QueueSettings},
    switch::{Ringer, SwitchCommand},
};

mod agents;
mod apart;
mod asks;
mod calls;
mod difference;
mod evidence;
mod happened;
mod imports;
mod outbound;
mod people;
mod records;
mod rings;
mod service;
mod steering;
mod tickets;
mod work;

/// What a step of a turn comes to.
pub(super) type Stepped = Result<(), Illegal>;

/// One turn: what it has decided so far.
pub(super) struct Turn<'desk> {
    pub desk: &'desk mut Desk,
    pub now: DateTime<Utc>,
    /// Who says what is followed: the switch, or its own record afterwards.
    source: Actor,
    out: Outcome,
}

impl<'desk> Turn<'desk> {
    pub fn new(desk: &'desk mut Desk, now: DateTime<Utc>) -> Self {
        let out = Outcome { events: Vec::new(), commands: Vec::new(), answer: Ok(Answer::Done) };
        Self { desk, now, source: Actor::Switch, out }
    }

    pub fn take(mut self, input: Input) -> Outcome {
        match input {
            Input::Switch(event) => self.switch_says(event),
            Input::SwitchRestarted => self.switch_restarted(),
            Input::Configure(queues) => self.configure(queues),
            Input::Ask { me, ask } => self.out.answer = self.asked(&me, ask),
            Input::Timer => self.timer(),
            Input::ClientSilent(agent) => self.client_silent(&agent),
            Input::ClientHeard(agent) => self.client_heard(&agent),
            Input::RecordingKept { call, recording } => self.recording_kept(call, recording),
            Input::RecordingMissing { call, nth, why } => self.recording_missing(call, nth, &why),
            Input::TicketWoken(ticket) => self.ticket_woken(*ticket),
            Input::TicketReckoned(ticket) => self.ticket_reckoned(*ticket),
            Input::CommandRefused { command, why } => self.command_refused(command, &why),
        }
        self.route();
        self.out
    }

    fn configure(&mut self, queues: Vec<QueueSettings>) {
        for queue in queues {
            let known = self.desk.book.floor.queues.get(&queue.id);
            if known.is_none_or(|known| known.settings != queue) {
                self.decide(Event::QueueConfigured { queue });
            }
        }
    }

    /// Applies an event and puts it down for the log.
    ///
    /// # Errors
    /// When it does not fit the floor; nothing is changed then.
    pub fn record(&mut self, at: DateTime<Utc>, actor: Actor, event: Event) -> Stepped {
        let at = self.time_of(at, &event);
        let agent = event.agent().cloned();
        let served = agent.as_ref().and_then(|agent| self.serves(agent));
        self.desk.apply(at, &event)?;
        self.out.events.push((at, actor, event));
        let serves = agent.as_ref().and_then(|agent| self.serves(agent));
        if let Some(command) = serves.filter(|serves| served.as_ref() != Some(serves)) {
            self.command(command);
            // What the switch said before is out of date.
            agent.into_iter().for_each(|agent| self.close_difference(&About::Agent { agent }));
        }
        Ok(())
    }

    /// Records what the switch says that happened.
    pub fn follow(&mut self, at: DateTime<Utc>, event: Event) -> Stepped {
        self.record(at, self.source.clone(), event)
    }

    /// Whether what is followed happened while nobody watched.
    pub fn is_past(&self) -> bool {
        self.source == Actor::SwitchRecord
    }

    /// Records what the desk decides now. A decision that does not fit the floor is a fault of ours: it is kept where it is seen.
    pub fn decide(&mut self, event: Event) {
        let decided = self.record(self.now, Actor::Desk, event);
        self.must(decided);
    }

    pub fn must(&mut self, decided: Stepped) {
        if let Err(illegal) = decided {
            self.differ(self.now, "desk", "", &illegal.to_string());
        }
    }

    pub fn command(&mut self, command: SwitchCommand) {
        self.out.commands.push(command);
    }

    pub fn call(&self, id: CallId) -> Result<&Call, Illegal> {
        self.desk.book.floor.calls.get(&id).ok_or(Illegal::NoCall(id))
    }

    pub fn desk_rings(&self) -> bool {
        self.desk.settings.abilities.ringer == Ringer::Desk
    }

    pub fn in_seconds(&self, seconds: u32) -> DateTime<Utc> {
        self.now + TimeDelta::seconds(i64::from(seconds))
    }

    /// When an event counts as having happened: never after now, and not before the last thing that happened to its call and agent.
    /// A last thing that lies after now is of a clock that was set back, and binds nothing.
    fn time_of(&self, at: DateTime<Utc>, event: &Event) -> DateTime<Utc> {
        let floor = &self.desk.book.floor;
        let call = event.call().and_then(|id| floor.calls.get(&id));
        // A talk at a phone alone is none of what the agent does here.
        let is_free = call.is_some_and(|call| call.phone_only);
        let agent =
            event.agent().filter(|id| !is_free && !self.is_out(id)).and_then(|id| floor.agents.get(id));
        let last = call.map(|call| call.since).into_iter().chain(agent.map(|agent| agent.since));
        let last = last.filter(|since| *since <= self.now).max();
        let at = at.min(self.now);
        last.map_or(at, |last| at.max(last))
    }
}

/// Why an agent is not given what another wrote, though it is asked for by its very id: its whole text holds a caller's name and number.
pub(super) fn of_another(what: &str, id: uuid::Uuid, agent: &AgentId) -> Refusal {
    Refusal::new(Code::Forbidden, format!("{what} {id} was written by agent {agent}; ask that agent"))
}
