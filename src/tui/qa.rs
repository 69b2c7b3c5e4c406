//! The reviewer's screen: choose a call of the log, or a recorded session, and see what happened, when, and what the agent saw.
//!
//! ```text
//!  GET /calls ─▶ list ─▶ GET /calls/{id}/events ─▶ timeline + moment (the log folded up to the playing position)
//!  session file ─▶ session (the agent's own screen, played again) ─▶ timeline + frame
//!                        transport: play, pause, 0.5–64×, jump        the same for both
//! ```
//!
//! Pure: it must not know the clock, the network, files, or which screen a session was recorded from.

mod calls;
mod moment;
mod review;
mod session;
mod timeline;
mod transport;
mod update;
mod view;

use chrono::{DateTime, Utc};

pub use session::Session;

use self::{
    calls::Calls,
    review::{Review, Source},
};
use crate::{
    api::CallSummary,
    domain::{AgentId, QueueId},
    tui::{
        desk::{Awaited, Desk, Link, Msg},
        effect::Effect,
        keymap::{Action, Layer},
        layers::Layers,
        runtime::{Canvas, Focus, Input, Look, Pace, Screen, Typing, Zone},
        shell::Course,
        widgets::TextField,
        words::Words,
    },
};

const CALLS: Zone = Zone(1);
const TIMELINE: Zone = Zone(2);
const SCENE: Zone = Zone(3);
const BAR: Zone = Zone(4);

/// The reviewer's screen, with the words in which it asks; it begins with a session if there is one, else with the calls.
pub fn qa_screen(words: Words, session: Option<Session>) -> QaScreen {
    let session = session.map(|session| Review::new(Source::Session(Box::new(session))));
    let shown = if session.is_some() { Shown::Session } else { Shown::Calls };
    QaScreen {
        words,
        desk: Desk::default(),
        calls: Calls::default(),
        call: None,
        session,
        shown,
        frame: Frame::Inside,
        pan: (0, 0),
        entry: None,
        asked: Awaited::default(),
        layers: Layers::default(),
        offered: Offered::Nothing,
        ticked: None,
        course: Course::Open,
    }
}

/// The model of the reviewer's screen.
pub struct QaScreen {
    words: Words,
    desk: Desk,
    calls: Calls,
    /// The call of the log that was opened last.
    call: Option<Review>,
    /// The session file that was given at the start.
    session: Option<Review>,
    shown: Shown,
    frame: Frame,
    /// Columns and rows of a session's screen that lie left of and above what is seen, where it does not fit.
    pan: (u16, u16),
    /// The time being typed before which calls are listed.
    entry: Option<TextField>,
    asked: Awaited<Asked>,
    layers: Layers<Over>,
    offered: Offered,
    /// When time last passed for the transport.
    ticked: Option<DateTime<Utc>>,
    course: Course,
}

/// What fills the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Calls,
    Call,
    Session,
}

/// How a session's screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Beside the timeline.
    Inside,
    /// Alone.
    Full,
}

/// What an answer is for.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    /// The first page of calls, in place of what is listed.
    Calls,
    /// The first page of calls, to renew what is listed.
    NewCalls,
    /// The page after what is listed.
    MoreCalls,
    /// The events of this call, to open it.
    Events(Box<CallSummary>),
    /// The events of the open call, which may have got more.
    NewEvents(Box<CallSummary>),
    /// A recording of the open call, to save it.
    Recording,
}

/// What an overlay was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Help,
    Palette,
    Filter,
}

/// What the choices of the open filter stand for, after the first, which stands for all.
#[derive(Debug, Clone, Default)]
enum Offered {
    #[default]
    Nothing,
    Agents(Vec<AgentId>),
    Queues(Vec<QueueId>),
}

impl Screen for QaScreen {
    type Msg = Msg;
    type Effect = Effect;

    fn update(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = self.take(input, now);
        effects.extend(self.renew_when_due(now));
        effects
    }

    fn view(&self, canvas: &mut Canvas<'_>, _: DateTime<Utc>, look: &Look) {
        view::draw(self, canvas, look);
    }

    fn focus(&self) -> Focus {
        if self.entry.is_some() {
            return Focus { layers: vec![Layer::Picker], typing: Typing::Line };
        }
        let panes = Focus { layers: self.panes().to_vec(), typing: Typing::Nothing };
        self.layers.focus().unwrap_or(panes)
    }

    fn pace(&self) -> Pace {
        match self.review() {
            Some(review) if review.is_playing() => Pace::Smooth,
            _ if !self.desk.toasts.shown().is_empty() || self.wants_new_calls() => Pace::EverySecond,
            _ => Pace::Idle,
        }
    }

    fn finished(&self) -> bool {
        self.course == Course::Done
    }
}

impl QaScreen {
    /// What the palette offers.
    const ACTIONS: &'static [Action] = &[
        Action::QaOpenCall,
        Action::QaSession,
        Action::QaFilterAgent,
        Action::QaFilterQueue,
        Action::QaFilterTime,
        Action::QaRefresh,
        Action::QaSaveRecording,
        Action::QaFullScreen,
        Action::PlayPause,
        Action::PlayFaster,
        Action::PlaySlower,
        Action::PlayNextMark,
        Action::PlayPreviousMark,
        Action::Help,
        Action::Redraw,
        Action::Quit,
    ];

    /// Whose keys count on the panes, topmost first.
    fn panes(&self) -> &'static [Layer] {
        match self.shown {
            Shown::Calls => &[Layer::Qa, Layer::List, Layer::Global],
            Shown::Call | Shown::Session => &[Layer::Player, Layer::Qa, Layer::List, Layer::Global],
        }
    }

    /// There is nobody to ask: a session is played from its file alone.
    fn is_alone(&self) -> bool {
        self.session.is_some() && self.desk.link == Link::Connecting
    }

    /// What is being reviewed.
    fn review(&self) -> Option<&Review> {
        match self.shown {
            Shown::Calls => None,
            Shown::Call => self.call.as_ref(),
            Shown::Session => self.session.as_ref(),
        }
    }

    fn review_mut(&mut self) -> Option<&mut Review> {
        match self.shown {
            Shown::Calls => None,
            Shown::Call => self.call.as_mut(),
            Shown::Session => self.session.as_mut(),
        }
    }
}
