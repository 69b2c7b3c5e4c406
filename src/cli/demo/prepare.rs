//! The recorded day made ready: its past put on record, and its morning played in no time, so that the demo can begin at any hour.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    domain::{Actor, Event, Illegal, QueueSettings},
    import::RecordedDay,
    server::desk::{Desk, DeskSettings, Input},
    switch::{Day, Engine, SwitchCommand},
};

/// How many of the recorded agents play themselves.
pub const AGENTS: usize = 8;

/// An event that has no place in a log yet.
pub type Entry = (DateTime<Utc>, Actor, Event);

/// A day that can go on live from where it stands.
#[derive(Debug)]
pub struct Prepared {
    /// The desk, as the log makes it.
    pub desk: Desk,
    /// The switch, as the floor shows it.
    pub day: Day,
    /// Everything up to now, for a fresh log.
    pub log: Vec<Entry>,
}

impl Prepared {
    /// The recorded day at `from`, a time of that day ([`RecordedDay::at`]). `run` makes its calls others than those of the next run.
    ///
    /// # Errors
    /// When the past does not fit the desk: a fault of ours.
    pub fn at(
        from: DateTime<Utc>,
        recorded: &RecordedDay,
        settings: DeskSettings,
        queues: Vec<QueueSettings>,
        run: Uuid,
    ) -> Result<Self, Illegal> {
        let mut desk = Desk::new(settings);
        let history = recorded.history();
        let start = history.first().map_or(from, |(at, _)| *at);
        let mut log = desk.handle(start, Input::Configure(queues)).events;
        for (at, event) in history {
            desk.apply(at, &event)?;
            log.push((at, Actor::Desk, event));
        }
        let day = Day::new(recorded.callers(), recorded.agents(AGENTS), run);
        let mut prepared = Self { desk, day, log };
        prepared.play(from);
        Ok(prepared)
    }

    /// Plays on up to `until`, as fast as it goes.
    pub fn play(&mut self, until: DateTime<Utc>) {
        self.log.extend(play(&mut self.desk, &mut self.day, until));
    }
}

/// Plays desk and day together up to `until`, as fast as they can. Gives what goes to the log.
fn play(desk: &mut Desk, day: &mut Day, until: DateTime<Utc>) -> Vec<Entry> {
    let mut log = Vec::new();
    let next = |desk: &Desk, day: &Day| desk.next_timer().into_iter().chain(day.next_at()).min();
    while let Some(now) = next(desk, day).filter(|now| *now <= until) {
        let mut inputs: VecDeque<Input> = day.advance(now).into_iter().map(Input::Switch).collect();
        inputs.push_back(Input::Timer);
        while let Some(input) = inputs.pop_front() {
            let outcome = desk.handle(now, input);
            log.extend(outcome.events);
            inputs.extend(outcome.commands.into_iter().flat_map(|command| obey(day, now, command)));
        }
    }
    log
}

/// Has the switch do what the desk asks; gives what the desk hears of it.
fn obey(day: &mut Day, now: DateTime<Utc>, command: SwitchCommand) -> Vec<Input> {
    match day.command(now, command.clone()) {
        Ok(happened) => happened.into_iter().map(Input::Switch).collect(),
        Err(why) => vec![Input::CommandRefused { command, why }],
    }
}
