//! What happened in a call, on a line of time: marks to jump to, and bands that show which phase lasted how long.
//!
//! Pure: made from events of the log or inputs of a session; it must not know how it is drawn or played.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    domain::{Actor, CallRecord, Event, Recorded},
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
    /// How it came to the log.
    pub told: Told,
}

/// How something came to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// When it happened.
    AtOnce,
    /// Read from the phone switch's own record afterwards.
    ByRecord,
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
    /// What the log says happened.
    pub fn of_event(recorded: &Recorded) -> Self {
        let told = if recorded.actor == Actor::SwitchRecord { Told::ByRecord } else { Told::AtOnce };
        Self { at: recorded.at, what: What::Event(Box::new(recorded.event.clone())), told }
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
        Event::CallAnswered { .. } | Event::CallResumed { .. } | Event::ConsultEnded { .. } => {
            Turn::Into(Stage::Talking)
        }
        // Whom the agent asks speaks with the agent; the caller waits.
        Event::CallHeld { .. } | Event::ConsultBegan { .. } => Turn::Into(Stage::Held),
        Event::CallEnded { .. } => Turn::Into(Stage::WrapUp),
        Event::CallLeft { .. } | Event::CallSelfServed { .. } => Turn::Over,
        // After a transfer the first agent's wrap-up runs beside the call, which goes on.
        Event::WrapUpEnded { .. } if now == Some(Stage::WrapUp) => Turn::Over,
        _ => Turn::Same,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{AgentId, CallId, Ender, TransferTarget, WrapUpEnd};

    const CALL: CallId = CallId(Uuid::nil());

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn agent(id: &str) -> AgentId {
        id.into()
    }

    fn line(events: Vec<(i64, Event)>) -> Timeline {
        let last = events.last().map_or(0, |(second, _)| *second);
        let told = Told::AtOnce;
        let mark = |(second, event)| Mark { at: at(second), what: What::Event(Box::new(event)), told };
        Timeline::of_marks(events.into_iter().map(mark).collect(), (at(0), at(last)))
    }

    fn check(events: Vec<(i64, Event)>, expected: &[(i64, i64, Stage)]) {
        let expected: Vec<Band> = expected
            .iter()
            .map(|(from, to, stage)| Band { from: at(*from), to: at(*to), stage: *stage })
            .collect();
        assert_eq!(line(events).bands, expected);
    }

    #[test]
    fn a_call_handed_on_goes_on_while_its_first_agent_wraps_up() {
        let (first, second) = (agent("1"), agent("2"));
        let to = TransferTarget::Agent { agent: second.clone() };
        let wrapped_up =
            |agent: &AgentId| Event::WrapUpEnded { call: CALL, agent: agent.clone(), why: WrapUpEnd::Done };
        check(
            vec![
                (0, Event::CallAnswered { call: CALL, agent: first.clone() }),
                (10, Event::CallTransferred { call: CALL, agent: first.clone(), to }),
                (12, Event::CallRinging { call: CALL, agent: second.clone() }),
                (15, wrapped_up(&first)),
                (20, Event::CallAnswered { call: CALL, agent: second.clone() }),
                (30, Event::CallEnded { call: CALL, agent: second.clone(), by: Ender::Caller }),
                (33, wrapped_up(&second)),
            ],
            &[
                (0, 10, Stage::Talking),
                (10, 12, Stage::Waiting),
                (12, 20, Stage::Ringing),
                (20, 30, Stage::Talking),
                (30, 33, Stage::WrapUp),
            ],
        );
    }

    #[test]
    fn a_call_that_is_not_over_lasts_to_the_end_of_the_line() {
        let held = vec![(0, Event::CallResumed { call: CALL }), (4, Event::CallHeld { call: CALL })];
        check(
            [held, vec![(9, Event::CallSelfServed { call: CallId(Uuid::max()) })]].concat(),
            &[(0, 4, Stage::Talking), (4, 9, Stage::Held)],
        );
    }

    #[test]
    fn jumps_find_the_nearest_mark_on_each_side() {
        let line = line([3, 3, 7].map(|second| (second, Event::CallHeld { call: CALL })).to_vec());
        assert_eq!((line.next(at(3)), line.previous(at(3))), (Some(at(7)), None));
        assert_eq!((line.next(at(7)), line.previous(at(7))), (None, Some(at(3))));
        assert_eq!((line.current(at(2)), line.current(at(5))), (None, Some(1)));
    }
}
