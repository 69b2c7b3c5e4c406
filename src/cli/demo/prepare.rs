//! The recorded day made ready: its past put on record, and its morning played in no time, so that the demo can begin at any hour.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::office::{self, Office};
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
    /// Those behind the desk who work on tickets; none where nobody does.
    pub office: Option<office::Past>,
}

impl Prepared {
    /// The recorded day at `from`, a time of that day ([`RecordedDay::at`]). `run` makes its calls others than those of the next run. With
    /// an office, tickets come of its calls and are worked on.
    ///
    /// # Errors
    /// When the past does not fit the desk: a fault of ours.
    pub fn at(
        from: DateTime<Utc>,
        recorded: &RecordedDay,
        settings: DeskSettings,
        queues: Vec<QueueSettings>,
        run: Uuid,
        office: Option<Office>,
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
        let mut prepared = Self { desk, day, log, office: office.map(office::Past::new) };
        prepared.play(from);
        Ok(prepared)
    }

    /// Plays on up to `until`, as fast as it goes.
    pub fn play(&mut self, until: DateTime<Utc>) {
        self.log.extend(play(&mut self.desk, &mut self.day, self.office.as_mut(), until));
    }
}

/// Plays desk and day together up to `until`, as fast as they can. Gives what goes to the log.
fn play(
    desk: &mut Desk,
    day: &mut Day,
    mut office: Option<&mut office::Past>,
    until: DateTime<Utc>,
) -> Vec<Entry> {
    let mut log = Vec::new();
    loop {
        let office_next = office.as_ref().and_then(|office| office.next_at());
        let next = desk.next_timer().into_iter().chain(day.next_at()).chain(office_next).min();
        let Some(now) = next.filter(|now| *now <= until) else { return log };
        let mut inputs: VecDeque<Input> = day.advance(now).into_iter().map(Input::Switch).collect();
        inputs.push_back(Input::Timer);
        while let Some(input) = inputs.pop_front() {
            let outcome = desk.handle(now, input);
            if let Some(office) = &mut office {
                outcome.events.iter().for_each(|(at, _, event)| office.hear(*at, event));
            }
            log.extend(outcome.events);
            inputs.extend(outcome.commands.into_iter().flat_map(|command| obey(day, now, command)));
        }
        for outcome in office.iter_mut().flat_map(|office| office.act(desk, now)) {
            log.extend(outcome.events);
            outcome.commands.into_iter().for_each(|command| drop(obey(day, now, command)));
        }
    }
}

/// Has the switch do what the desk asks; gives what the desk hears of it.
fn obey(day: &mut Day, now: DateTime<Utc>, command: SwitchCommand) -> Vec<Input> {
    match day.command(now, command.clone()) {
        Ok(happened) => happened.into_iter().map(Input::Switch).collect(),
        Err(why) => vec![Input::CommandRefused { command, why }],
    }
}
