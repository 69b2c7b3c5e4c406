//! Which report of which time is asked for, and how keys change that.

use chrono::{DateTime, Datelike, Duration, Utc};
use chrono_tz::Tz;

use crate::{
    api::WhichReport,
    metrics::{Every, Interval, Report},
    tui::words::Words,
};

/// What the browser begins with.
#[derive(Clone, Debug)]
pub struct Begin {
    /// The report.
    pub report: Report,
    /// As the command line asks.
    pub which: WhichReport,
    /// Zone of days.
    pub zone: Tz,
    /// The answer-time target where one holds for all, s; a server's queues have their own.
    pub target_s: Option<u32>,
    /// Which days there are, as far as is known: a server's log goes on to this day, a record may be of any.
    pub days: Days,
}

/// Whether the numbers are of these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// They go on to this day.
    Present,
    /// They are of some time.
    Recorded,
}

/// Which report of which time.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub report: Report,
    begin: Begin,
    /// The stretch of time that is looked at: days, weeks, months, or all that the command line asks for.
    span: Every,
    /// An instant in it; none before the first input has told the time.
    at: Option<DateTime<Utc>>,
    /// The intervals in it.
    pub every: Every,
}

/// Intervals that are offered, with the letters that choose them.
pub(super) const INTERVALS: [(char, Every); 7] = [
    ('q', Every::Minutes(15)),
    ('h', Every::Minutes(30)),
    ('o', Every::Minutes(60)),
    ('d', Every::Day),
    ('w', Every::Week),
    ('m', Every::Month),
    ('a', Every::All),
];

impl Asked {
    pub fn new(begin: Begin) -> Self {
        let is_open = begin.which.from.is_none() && begin.which.to.is_none();
        let span = if is_open && begin.days == Days::Present { Every::Day } else { Every::All };
        let every = match (begin.which.interval, span) {
            (Every::All, Every::Day) => Every::Minutes(30),
            (Every::All, _) => Every::Day,
            (every, _) => every,
        };
        Self { report: begin.report, span, at: None, every, begin }
    }

    pub fn zone(&self) -> Tz {
        self.begin.zone
    }

    /// The first time that is told is where one begins.
    pub fn begin_at(&mut self, now: DateTime<Utc>) {
        self.at.get_or_insert(now);
    }

    /// What to ask for.
    pub fn which(&self) -> WhichReport {
        self.which_by(self.every)
    }

    /// The same by other intervals.
    pub fn which_by(&self, every: Every) -> WhichReport {
        let range = self.range();
        WhichReport {
            from: Some(range.from).filter(|from| *from != Interval::ALL.from),
            to: Some(range.to).filter(|to| *to != Interval::ALL.to),
            interval: every,
            tz: Some(self.zone()),
            ..self.begin.which.clone()
        }
    }

    /// The answer-time target of all queues, s, where one holds.
    pub fn target_s(&self) -> Option<u32> {
        self.begin.which.target_s.or(self.begin.target_s)
    }

    /// A day, a week, a month around this instant, or all; with intervals that part it well.
    pub fn look_at(&mut self, span: Every, at: Option<DateTime<Utc>>) {
        self.span = span;
        self.at = at.or(self.at);
        self.every = match span {
            Every::Day => Every::Minutes(30),
            Every::Week | Every::Month | Every::Minutes(_) | Every::All => Every::Day,
        };
    }

    /// The stretch before the one looked at; false where that is all time.
    pub fn earlier(&mut self) -> bool {
        self.step(|period| period.from - Duration::milliseconds(1))
    }

    /// The stretch after it.
    pub fn later(&mut self) -> bool {
        self.step(|period| period.to)
    }

    fn step(&mut self, to: impl Fn(Interval) -> DateTime<Utc>) -> bool {
        let Some(at) = self.at.filter(|_| self.span != Every::All) else { return false };
        self.at = Some(to(self.span.of(self.zone(), at)));
        true
    }

    fn range(&self) -> Interval {
        match self.at {
            Some(at) if self.span != Every::All => self.span.of(self.zone(), at),
            _ => self.begin.which.range(),
        }
    }

    /// The stretch in words: `1999-01-04`, `1999-01-04 – 01-10`, `1999-01`.
    pub fn span_text(&self, words: &Words) -> String {
        let range = self.range();
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone());
        let (first, last) = (local(range.from), local(range.to - Duration::milliseconds(1)));
        match self.span {
            Every::Day => {
                let day = first.weekday().num_days_from_monday() as usize;
                format!("{} {}", first.format("%Y-%m-%d"), words.text(WEEKDAYS[day]))
            }
            Every::Week => format!("{} – {}", first.format("%Y-%m-%d"), last.format("%m-%d")),
            Every::Month => first.format("%Y-%m").to_string(),
            Every::All | Every::Minutes(_) => match (self.begin.which.from, self.begin.which.to) {
                (None, None) => words.text("report.screen.all-time").to_owned(),
                (Some(_), None) => format!("{} –", first.format("%Y-%m-%d %H:%M")),
                (None, Some(_)) => format!("– {}", last.format("%Y-%m-%d %H:%M")),
                _ => format!("{} – {}", first.format("%Y-%m-%d %H:%M"), last.format("%Y-%m-%d %H:%M")),
            },
        }
    }
}

/// An interval in words.
pub(super) fn interval_text(every: Every, words: &Words) -> String {
    match every {
        Every::Day => words.text("report.screen.by-day").to_owned(),
        Every::Week => words.text("report.screen.by-week").to_owned(),
        Every::Month => words.text("report.screen.by-month").to_owned(),
        Every::All => words.text("report.screen.by-nothing").to_owned(),
        Every::Minutes(minutes) => {
            words.fill("report.screen.by-minutes", &[("minutes", minutes.to_string())])
        }
    }
}

/// The days of a week, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = [
    "report.weekday.mon",
    "report.weekday.tue",
    "report.weekday.wed",
    "report.weekday.thu",
    "report.weekday.fri",
    "report.weekday.sat",
    "report.weekday.sun",
];
