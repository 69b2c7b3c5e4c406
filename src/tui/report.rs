//! The report browser: choose a report and a time, walk over its numbers, open the calls behind one, see it drawn.
//!
//! ```text
//!  Question ─▶ (a server, or a record on this machine) ─▶ Sheet ─▶ table ─ Enter ─▶ the calls behind a number
//!                                                              └── c ──▶ lines · week · waits
//! ```
//!
//! Pure: it must not know the clock, the network, files, nor whether a server or a file answers.

mod asked;
mod board;
mod chart;
mod update;
mod view;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use asked::{Begin, Days};

use self::{
    asked::Asked,
    board::Board,
    chart::{ChartKind, Drawn, HeatOf},
};
use crate::{
    api::{WhichNumber, WhichReport},
    metrics::{Report, Sheet},
    tui::{
        keymap::{Action, Layer},
        layers::Layers,
        runtime::{Canvas, Focus, Input, Look, Pace, Screen, Typing, Zone},
        shell::Course,
        widgets::Selection,
        words::Words,
    },
};

const ROWS: Zone = Zone(1);

/// Something that is asked of whoever has the numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// A report.
    Report(Report, WhichReport),
    /// The calls behind a number of one.
    Calls(Report, WhichReport, WhichNumber),
}

/// What the browser wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Answer this; [`Msg::Told`] of the same number brings the answer.
    Ask(u64, Box<Question>),
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Msg {
    /// The answer to the question of this number, or a sentence why there is none.
    Told(u64, Result<Sheet, String>),
}

/// The browser, in these words; it begins with what the command line asked for.
pub fn report_screen(words: Words, begin: Begin) -> ReportScreen {
    ReportScreen {
        words,
        asked: Asked::new(begin),
        numbers: Shown::default(),
        behind: None,
        drawn: None,
        heat_of: HeatOf::Offered,
        questions: 0,
        layers: Layers::default(),
        course: Course::Open,
    }
}

/// The model of the browser.
pub struct ReportScreen {
    words: Words,
    asked: Asked,
    /// The report that was asked for.
    numbers: Shown<Board>,
    /// The calls behind one of its numbers, over it.
    behind: Option<Behind>,
    /// A chart in place of the table.
    drawn: Option<(ChartKind, Shown<Drawn>)>,
    heat_of: HeatOf,
    /// Questions asked so far.
    questions: u64,
    layers: Layers<Over>,
    course: Course,
}

/// An answer, and where one is in it.
#[derive(Clone, Debug)]
struct Shown<T> {
    answer: Answer<T>,
    row: Selection,
    /// Which of the columns with numbers.
    column: usize,
}

/// How far an answer has come.
#[derive(Clone, Debug)]
enum Answer<T> {
    /// Nothing was asked yet.
    Unasked,
    /// Under this number.
    Asked(u64),
    Here(Box<T>),
    /// Why there is none.
    Failed(String),
}

/// The calls behind a number.
#[derive(Clone, Debug)]
struct Behind {
    /// Of which number: row, column, value.
    title: String,
    shown: Shown<Board>,
}

/// What an overlay was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Help,
    Palette,
    Formula,
    Report,
    Interval,
}

impl<T> Default for Shown<T> {
    fn default() -> Self {
        Self { answer: Answer::Unasked, row: Selection::default(), column: 0 }
    }
}

impl<T> Answer<T> {
    fn here(&self) -> Option<&T> {
        match self {
            Self::Here(here) => Some(here),
            Self::Unasked | Self::Asked(_) | Self::Failed(_) => None,
        }
    }
}

impl Screen for ReportScreen {
    type Msg = Msg;
    type Effect = Effect;

    fn update(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        self.take(input, now)
    }

    fn view(&self, canvas: &mut Canvas<'_>, _: DateTime<Utc>, look: &Look) {
        view::draw(self, canvas, look);
    }

    fn focus(&self) -> Focus {
        let panes = Focus { layers: PANES.to_vec(), typing: Typing::Nothing };
        self.layers.focus().unwrap_or(panes)
    }

    fn pace(&self) -> Pace {
        Pace::Idle
    }

    fn finished(&self) -> bool {
        self.course == Course::Done
    }
}

/// Whose keys count on the panes, topmost first.
const PANES: [Layer; 3] = [Layer::Report, Layer::List, Layer::Global];

impl ReportScreen {
    /// What the palette offers.
    const ACTIONS: &'static [Action] = &[
        Action::ReportChoose,
        Action::ReportDay,
        Action::ReportWeek,
        Action::ReportMonth,
        Action::ReportAll,
        Action::ReportEarlier,
        Action::ReportLater,
        Action::ReportInterval,
        Action::ReportChart,
        Action::ReportFormula,
        Action::ReportRefresh,
        Action::Help,
        Action::Redraw,
        Action::Quit,
    ];

    fn zone(&self) -> Tz {
        self.asked.zone()
    }

    /// The table that keys move in: the calls over the report, or the report.
    fn table_mut(&mut self) -> &mut Shown<Board> {
        self.behind.as_mut().map_or(&mut self.numbers, |behind| &mut behind.shown)
    }
}
