//! What happened in a call, on a line of time: marks to jump to, and bands that show which phase lasted how long.
//!
//! Pure: made from events of the log or inputs of a session; it must not know how it is drawn or played.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{CallRecord, Event, Recorded},
    tui::keymap::Action,
};

/// The line of time of a call or a session.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Timeline {
    /// The first moment, to which all times are relative.
    pub start: DateTime<Utc>,
    /// The last moment.
    pub end: DateTime<Utc>,
    /// What happened, in the log's order.
    pub marks: Vec<Mark>,
    /// Phases, in order of time, without overlaps.
    pub bands: Vec<Band>,
}

/// Something that happened at a moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: What,
}

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// An event of the log.
    Event(Box<Event>),
    /// Something that the agent did at the screen.
    Act(Action),
}

/// A time during which a call stayed in one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Band {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub stage: Stage,
}

/// The phases that a reviewer tells apart at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Greeting,
    Waiting,
    Ringing,
    Talking,
    Held,
    WrapUp,
}

impl Timeline {
    /// The line of a call's events. None without events.
    pub fn of_call(events: &[Recorded]) -> Option<Self> {
        let marks: Vec<Mark> = events.iter().map(Mark::of_event).collect();
        let (start, end) = bounds(&marks)?;
        let imported = events.iter().find_map(|recorded| match &recorded.event {
            Event::CallImported { record } => Some(record.as_ref()),
            _ => None,
        });
        Some(match imported {
            Some(record) => Self::of_record(record, marks),
            None => Self { start, end, bands: bands(&marks, end), marks },
        })
    }

    /// The line of marks between two moments, as a session has them.
    pub fn of_marks(marks: Vec<Mark>, (start, end): (DateTime<Utc>, DateTime<Utc>)) -> Self {
        Self { start, end, bands: bands(&marks, end), marks }
    }

    /// Another system's record tells only how long the wait and the talk were.
    fn of_record(record: &CallRecord, marks: Vec<Mark>) -> Self {
        let start = record.entered_at;
        let answered = start + TimeDelta::seconds(i64::from(record.wait_s));
        let end = answered + TimeDelta::seconds(i64::from(record.talk_s));
        let waiting = Band { from: start, to: answered, stage: Stage::Waiting };
        let talking = Band { from: answered, to: end, stage: Stage::Talking };
        let bands = [waiting, talking].into_iter().filter(|band| band.from < band.to).collect();
        Self { start, end, marks, bands }
    }

    /// The first mark after a moment.
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.marks.iter().map(|mark| mark.at).filter(|at| *at > after).min()
    }

    /// The last mark before a moment.
    pub fn previous(&self, before: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.marks.iter().map(|mark| mark.at).filter(|at| *at < before).max()
    }

    /// The last mark that has happened at a moment, by its place in the line.
    pub fn current(&self, at: DateTime<Utc>) -> Option<usize> {
        self.marks.iter().rposition(|mark| mark.at <= at)
    }

    /// The phase at a moment.
    pub fn stage(&self, at: DateTime<Utc>) -> Option<Stage> {
        self.bands.iter().rev().find(|band| band.from <= at && at < band.to).map(|band| band.stage)
    }
}

impl Mark {
    fn of_event(recorded: &Recorded) -> Self {
        Self { at: recorded.at, what: What::Event(Box::new(recorded.event.clone())) }
    }
}

fn bounds(marks: &[Mark]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let times = || marks.iter().map(|mark| mark.at);
    times().min().zip(times().max())
}

fn bands(marks: &[Mark], end: DateTime<Utc>) -> Vec<Band> {
    let mut bands = Vec::new();
    let mut open: Option<(DateTime<Utc>, Stage)> = None;
    for mark in marks {
        let What::Event(event) = &mark.what else { continue };
        let next = stage_after(event, open.map(|(_, stage)| stage));
        if let (Some((from, stage)), Turn::Into(_) | Turn::Over) = (open, next)
            && from < mark.at
        {
            bands.push(Band { from, to: mark.at, stage });
        }
        match next {
            Turn::Into(stage) => open = Some((mark.at, stage)),
            Turn::Over => open = None,
            Turn::Same => {}
        }
    }
    if let Some((from, stage)) = open.filter(|(from, _)| *from < end) {
        bands.push(Band { from, to: end, stage });
    }
    bands
}

/// What an event means for the phase.
#[derive(Clone, Copy)]
enum Turn {
    Same,
    Into(Stage),
    Over,
}

fn stage_after(event: &Event, now: Option<Stage>) -> Turn {
    match event {
        Event::CallEntered { .. } => Turn::Into(Stage::Greeting),
        Event::CallQueued { .. } | Event::RingEnded { .. } | Event::CallTransferred { .. } => {
            Turn::Into(Stage::Waiting)
        }
        Event::CallRinging { .. } => Turn::Into(Stage::Ringing),
        Event::CallAnswered { .. } | Event::CallResumed { .. } => Turn::Into(Stage::Talking),
        Event::CallHeld { .. } => Turn::Into(Stage::Held),
        Event::CallEnded { .. } => Turn::Into(Stage::WrapUp),
        Event::CallLeft { .. } | Event::CallSelfServed { .. } => Turn::Over,
        // After a transfer the first agent's wrap-up runs beside the call, which goes on.
        Event::WrapUpEnded { .. } if now == Some(Stage::WrapUp) => Turn::Over,
        _ => Turn::Same,
    }
}
