//! A clock that runs on a matter: what it may take, when it stood still, by how much it was extended, when it was stopped.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Allowance, Calendar, Counted, Deadline};

/// A clock that runs on a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    /// When the matter was received.
    pub start: DateTime<Utc>,
    /// How much time there is.
    #[schema(value_type = String)]
    pub allowance: Allowance,
    /// How much was added since, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub extensions: Vec<Allowance>,
    /// When it stood still, in order; two do not overlap, and only the last may go on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// When it was stopped: the matter is done as far as this clock is concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<DateTime<Utc>>,
}

/// A time in which a clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pause {
    /// First instant that is not counted.
    pub from: DateTime<Utc>,
    /// First instant that is counted again; none as long as it goes on.
    pub to: Option<DateTime<Utc>>,
}

/// What of its time a clock has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Counted so far: beyond the deadline too.
    pub used: TimeDelta,
    /// What is left; negative by how much it is late.
    pub left: TimeDelta,
}

impl Clock {
    /// A clock that has just begun to run.
    pub fn new(start: DateTime<Utc>, allowance: Allowance) -> Self {
        Self { start, allowance, extensions: Vec::new(), pauses: Vec::new(), stopped: None }
    }

    /// The clock with these pauses, in any order; those that overlap or touch are one.
    pub fn with_pauses(mut self, pauses: impl IntoIterator<Item = Pause>) -> Self {
        let mut pauses: Vec<_> = pauses.into_iter().collect();
        pauses.sort_by_key(|pause| pause.from);
        for pause in pauses {
            match self.pauses.last_mut().filter(|last| last.to.is_none_or(|to| pause.from <= to)) {
                Some(last) => last.to = last.to.zip(pause.to).map(|(one, other)| one.max(other)),
                None => self.pauses.push(pause),
            }
        }
        self
    }

    /// Since when it stands still; none while it runs.
    pub fn paused_since(&self) -> Option<DateTime<Utc>> {
        self.pauses.last().filter(|pause| pause.to.is_none()).map(|pause| pause.from)
    }

    /// When it is due, and why; none while it stands still before that, or where the calendar has not as much working time.
    pub fn deadline(&self, calendar: &Calendar) -> Option<Deadline> {
        let mut why = self.count(calendar, self.start, self.allowance)?;
        for more in &self.extensions {
            why.extend(self.count_on(calendar, why.last()?.to, *more)?);
        }
        let (start, due) = (self.start, why.last()?.to);
        let unannounced = match self.allowance {
            Allowance::ClockMinutes(_) => None,
            _ => calendar.unknown_year(start, due),
        };
        Some(Deadline { due, start, allowance: self.allowance, why, unannounced })
    }

    /// What it has used by an instant, and what is left; none where there is no deadline. A pause that goes on is taken to end then.
    pub fn spent(&self, calendar: &Calendar, at: DateTime<Utc>) -> Option<Spent> {
        let at = self.stopped.map_or(at, |stopped| stopped.min(at));
        let clock = self.resumed(at);
        let deadline = clock.deadline(calendar)?;
        let sum = |spans: &mut dyn Iterator<Item = Counted>| spans.map(Counted::length).sum::<TimeDelta>();
        let total = sum(&mut deadline.why.iter().copied());
        let in_time = sum(&mut deadline.why.iter().filter_map(|span| span.before(at)));
        let late = if at > deadline.due { clock.late(calendar, deadline.due, at) } else { TimeDelta::zero() };
        Some(Spent { used: in_time + late, left: total - in_time - late })
    }

    /// When so much of the time up to this deadline of it is used, percent; beyond 100 as much again runs on. None where the calendar ends before.
    pub fn at_share(&self, deadline: &Deadline, percent: u8, calendar: &Calendar) -> Option<DateTime<Utc>> {
        let total: TimeDelta = deadline.why.iter().copied().map(Counted::length).sum();
        let share = |percent: u8| total * i32::from(percent) / 100;
        if percent == 100 || total.is_zero() {
            return Some(deadline.due);
        }
        if percent < 100 {
            return Some(take(deadline.why.iter().copied(), share(percent))?.last()?.to);
        }
        let more = share(percent - 100);
        let run = match self.allowance {
            Allowance::ClockMinutes(_) => {
                take(self.run(Counted { from: deadline.due, to: DateTime::<Utc>::MAX_UTC }), more)?
            }
            Allowance::WorkingMinutes(_) | Allowance::WorkingDays(_) => {
                let open = self.until_it_stands_still(calendar.spans(deadline.due));
                take(open.flat_map(|span| self.run(span)), more)?
            }
        };
        Some(run.last()?.to)
    }

    /// The clock as if a pause that goes on ended at this instant.
    pub fn resumed(&self, at: DateTime<Utc>) -> Self {
        let mut clock = self.clone();
        if let Some(pause) = clock.pauses.last_mut().filter(|pause| pause.to.is_none()) {
            pause.to = Some(at.max(pause.from));
        }
        clock
    }

    /// The time of its kind that has run since the deadline.
    fn late(&self, calendar: &Calendar, due: DateTime<Utc>, at: DateTime<Utc>) -> TimeDelta {
        let since = match self.allowance {
            Allowance::ClockMinutes(_) => vec![Counted { from: due, to: at }],
            Allowance::WorkingMinutes(_) | Allowance::WorkingDays(_) => {
                calendar.spans(due).map_while(|span| span.before(at)).collect()
            }
        };
        since.into_iter().flat_map(|span| self.run(span)).map(Counted::length).sum()
    }

    /// What is counted from the receipt.
    fn count(&self, calendar: &Calendar, start: DateTime<Utc>, allowance: Allowance) -> Option<Vec<Counted>> {
        let Allowance::WorkingDays(days) = allowance else {
            return self.count_time(calendar, start, allowance);
        };
        let open_after_start = |date: &NaiveDate| calendar.spans_on(*date).any(|span| span.to > start);
        let received = calendar.days(calendar.day_of(start)).find(open_after_start)?;
        if days > 0 {
            return self.count_days(calendar, received, days);
        }
        let day = calendar.days(received).find(|date| self.counts(calendar, *date))?;
        let spans = calendar.spans_on(day).filter_map(|span| span.after(start));
        Some(spans.flat_map(|span| self.run(span)).collect())
    }

    /// What is counted from a deadline on, which an extension moves. The due instant ends the day that it is in.
    fn count_on(&self, calendar: &Calendar, due: DateTime<Utc>, more: Allowance) -> Option<Vec<Counted>> {
        match more {
            Allowance::WorkingDays(0) => Some(Vec::new()),
            Allowance::WorkingDays(days) => {
                self.count_days(calendar, calendar.day_of(due - TimeDelta::nanoseconds(1)), days)
            }
            _ => self.count_time(calendar, due, more),
        }
    }

    fn count_time(
        &self,
        calendar: &Calendar,
        start: DateTime<Utc>,
        allowance: Allowance,
    ) -> Option<Vec<Counted>> {
        match allowance {
            Allowance::ClockMinutes(minutes) => {
                let whole = Counted { from: start, to: DateTime::<Utc>::MAX_UTC };
                take(self.run(whole), TimeDelta::minutes(minutes.into()))
            }
            Allowance::WorkingMinutes(minutes) => {
                let open = self.until_it_stands_still(calendar.spans(start));
                take(open.flat_map(|span| self.run(span)), TimeDelta::minutes(minutes.into()))
            }
            Allowance::WorkingDays(days) => self.count_days(calendar, calendar.day_of(start), days),
        }
    }

    /// So many working days after this one.
    fn count_days(&self, calendar: &Calendar, received: NaiveDate, days: u32) -> Option<Vec<Counted>> {
        let (mut why, mut left) = (Vec::new(), days);
        for date in calendar.days(received.succ_opt()?) {
            if self.paused_since().is_some_and(|since| calendar.spans_on(date).any(|span| since < span.from))
            {
                return None;
            }
            if self.counts(calendar, date) {
                why.extend(calendar.spans_on(date).flat_map(|span| self.run(span)));
                left -= 1;
            }
            if left == 0 {
                return Some(why);
            }
        }
        None
    }

    /// Whether a date counts as a working day: it has a closing, and the clock runs up to it.
    fn counts(&self, calendar: &Calendar, date: NaiveDate) -> bool {
        let is_paused = |closing: DateTime<Utc>| {
            self.pauses.iter().any(|pause| pause.from < closing && pause.to.is_none_or(|to| closing <= to))
        };
        calendar.spans_on(date).last().is_some_and(|span| !is_paused(span.to))
    }

    /// The parts of a span in which it runs.
    fn run(&self, span: Counted) -> impl Iterator<Item = Counted> {
        let begins = self.pauses.iter().map(|pause| Some(pause.from)).chain([None]);
        let ends = std::iter::once(None).chain(self.pauses.iter().map(|pause| pause.to));
        let first = std::iter::once(true).chain(self.pauses.iter().map(|pause| pause.to.is_some()));
        let runs = ends.zip(begins).zip(first).filter(|(_, is_there)| *is_there);
        runs.filter_map(move |((from, to), _)| {
            let span = from.map_or(Some(span), |from| span.after(from))?;
            to.map_or(Some(span), |to| span.before(to))
        })
    }

    /// The spans that begin before it stands still for good.
    fn until_it_stands_still(&self, spans: impl Iterator<Item = Counted>) -> impl Iterator<Item = Counted> {
        let stands = self.paused_since();
        spans.take_while(move |span| stands.is_none_or(|since| span.from <= since))
    }
}

/// The first so much of these spans; none if there is not as much.
fn take(spans: impl Iterator<Item = Counted>, mut left: TimeDelta) -> Option<Vec<Counted>> {
    let mut why = Vec::new();
    for span in spans {
        let to = span.from.checked_add_signed(left)?.min(span.to);
        why.push(Counted { from: span.from, to });
        left -= to - span.from;
        if left.is_zero() {
            return Some(why);
        }
    }
    None
}
