//! A call or a session under review: its timeline, and the place on it. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    BAR, Session, TIMELINE,
    timeline::Timeline,
    transport::{Run, Transport},
};
use crate::{
    api::CallSummary,
    domain::{CallId, Event, Recorded, Recording},
    tui::{
        desk::Msg,
        keymap::Action,
        runtime::{Input, Spot},
    },
};

/// How far the keys for forward and backward go.
const STEP: TimeDelta = TimeDelta::seconds(5);
/// Marks that a page key goes over.
const PAGE: usize = 10;
/// A bar's places: a click on place n of them means n thousandths of the whole.
pub(super) const PLACES: usize = 1000;

/// What is reviewed, and where in it.
pub(super) struct Review {
    pub source: Source,
    transport: Transport,
}

/// The recordings among the events of a call.
pub(super) fn recordings(events: &[Recorded]) -> impl Iterator<Item = &Recording> {
    events.iter().filter_map(|recorded| match &recorded.event {
        Event::RecordingKept { recording, .. } => Some(recording),
        _ => None,
    })
}

/// Where the past comes from.
pub(super) enum Source {
    /// A call of the log.
    Call { summary: Box<CallSummary>, events: Vec<Recorded>, timeline: Timeline },
    /// A session file.
    Session(Box<Session>),
}

impl Source {
    /// A call with its events; none when the log has none of it.
    pub fn of_call(summary: Box<CallSummary>, events: Vec<Recorded>) -> Option<Self> {
        let timeline = Timeline::of_call(&events)?;
        Some(Self::Call { summary, events, timeline })
    }

    pub fn timeline(&self) -> &Timeline {
        match self {
            Self::Call { timeline, .. } => timeline,
            Self::Session(session) => session.timeline(),
        }
    }
}

impl Review {
    /// Paused at the beginning.
    pub fn new(source: Source) -> Self {
        let timeline = source.timeline();
        let mut review = Self { transport: Transport::new(timeline.start, timeline.end), source };
        review.show();
        review
    }

    /// The same call with what happened since; the place on it stays.
    pub fn renew(&mut self, source: Source) {
        let timeline = source.timeline();
        self.transport.stretch(timeline.start, timeline.end);
        self.source = source;
    }

    pub fn timeline(&self) -> &Timeline {
        self.source.timeline()
    }

    /// The call of the log that is reviewed.
    pub fn call(&self) -> Option<CallId> {
        match &self.source {
            Source::Call { summary, .. } => Some(summary.record.call),
            Source::Session(_) => None,
        }
    }

    /// Its recordings that the server keeps.
    pub fn recordings(&self) -> impl Iterator<Item = &Recording> {
        let events = match &self.source {
            Source::Call { events, .. } => events.as_slice(),
            Source::Session(_) => &[],
        };
        recordings(events)
    }

    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    pub fn position(&self) -> DateTime<Utc> {
        self.transport.position()
    }

    pub fn is_playing(&self) -> bool {
        self.transport.run() == Run::Playing
    }

    /// Lets real time pass.
    pub fn pass(&mut self, real: TimeDelta) {
        self.transport.pass(real);
        self.show();
    }

    /// Plays, pauses, jumps; clicks on a mark or on the bar go there. Returns whether the input was for it.
    pub fn input(&mut self, input: &Input<Msg>) -> bool {
        match input {
            Input::Act(action) if !self.act(*action) => return false,
            Input::Act(_) => {}
            Input::Click(Spot::Row(TIMELINE, mark)) => {
                let at = self.timeline().marks.get(*mark).map(|mark| mark.at);
                self.jump(at);
            }
            Input::Click(Spot::Row(BAR, place)) => {
                let timeline = self.timeline();
                let part =
                    (timeline.end - timeline.start).num_milliseconds() as f64 * *place as f64 / PLACES as f64;
                let to = timeline.start + TimeDelta::milliseconds(part as i64);
                self.transport.seek(to);
            }
            Input::Scroll { over: Some(Spot::Row(TIMELINE, _) | Spot::Zone(TIMELINE)), lines } => {
                self.step(*lines > 0);
            }
            _ => return false,
        }
        self.show();
        true
    }

    fn act(&mut self, action: Action) -> bool {
        let position = self.position();
        match action {
            Action::PlayPause => self.transport.toggle(),
            Action::PlayFaster => self.transport.faster(),
            Action::PlaySlower => self.transport.slower(),
            Action::PlayForward => self.transport.seek(position + STEP),
            Action::PlayBackward => self.transport.seek(position - STEP),
            Action::PlayNextMark | Action::ListDown => self.step(true),
            Action::PlayPreviousMark | Action::ListUp => self.step(false),
            Action::ListPageDown => (0..PAGE).for_each(|_| self.step(true)),
            Action::ListPageUp => (0..PAGE).for_each(|_| self.step(false)),
            Action::ListFirst => self.transport.seek(self.timeline().start),
            Action::ListLast => self.transport.seek(self.timeline().end),
            _ => return false,
        }
        true
    }

    /// To the next mark in time, or to the one before.
    fn step(&mut self, forward: bool) {
        let position = self.position();
        let timeline = self.timeline();
        let to = if forward { timeline.next(position) } else { timeline.previous(position) };
        self.jump(to);
    }

    fn jump(&mut self, to: Option<DateTime<Utc>>) {
        if let Some(to) = to {
            self.transport.seek(to);
        }
    }

    /// Brings the source to the transport's place.
    fn show(&mut self) {
        if let Source::Session(session) = &mut self.source {
            session.seek(self.transport.position());
        }
    }
}
