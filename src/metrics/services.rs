//! Services against their promises (SLA): availability, restoration, interruptions; and what has to be better.
//!
//! availability = (agreed time − interruptions in it) / agreed time. Time in which two interruptions overlap is interrupted once, and
//! interruptions that overlap or touch are one when they are counted.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Cell, Interval, Measure, Sheet};
use crate::domain::{
    CalendarId, Event, Locale, Priority,
    clock::Calendar,
    services::{Interruption, Service},
};

/// A year of the promise of interruptions.
const YEAR: TimeDelta = TimeDelta::days(365);

const PROMISES: [(&str, Measure); 15] = {
    use Measure::{Count, Number, Seconds, Share, Text};
    [
        ("service", Text),
        ("label", Text),
        ("users", Text),
        ("hours", Text),
        ("agreed_s", Seconds),
        ("interrupted_s", Seconds),
        ("availability", Share),
        ("availability_promised", Share),
        ("interruptions", Count),
        ("interruptions_promised", Count),
        ("interruptions_in_a_year", Count),
        ("longest_restoration_s", Seconds),
        ("restored_late", Count),
        ("unrestored", Count),
        ("kept_share", Number),
    ]
};

const IMPROVEMENTS: [(&str, Measure); 6] = {
    use Measure::{Number, Text};
    [
        ("service", Text),
        ("label", Text),
        ("promise", Text),
        ("promised", Number),
        ("actual", Number),
        ("missed_by", Number),
    ]
};

/// The services of a site, their hours, and what interrupted them.
#[derive(Clone, Copy, Debug)]
pub struct Services<'a> {
    /// The catalogue.
    pub services: &'a [Service],
    /// The calendars of their hours.
    pub calendars: &'a BTreeMap<CalendarId, Calendar>,
    /// What interrupted them, in any order.
    pub interruptions: &'a [Interruption],
}

/// What a service came to in a period.
struct Standing<'a> {
    service: &'a Service,
    agreed_s: u64,
    interrupted_s: u64,
    interruptions: u64,
    most_in_a_year: u64,
    longest: Option<TimeDelta>,
    late: Vec<Late>,
    unrestored: u64,
}

/// An interruption that lasted longer than promised.
struct Late {
    promised: TimeDelta,
    actual: TimeDelta,
}

/// A promise that was missed.
struct Missed {
    promise: &'static str,
    promised: f64,
    actual: f64,
    /// How much worse than promised, as a share of what was promised.
    by: f64,
}

impl<'a> Services<'a> {
    /// What was promised beside what was, in this period up to `now`; a row a service. A service whose calendar is not there has none.
    pub fn sheet(self, period: Interval, now: DateTime<Utc>, locale: Locale) -> Sheet {
        let mut sheet = Sheet::new("promises", &PROMISES);
        sheet.rows = self.standings(period, now).map(|standing| standing.cells(locale)).collect();
        sheet
    }

    /// What missed its promise, the worst first.
    pub fn improvements(self, period: Interval, now: DateTime<Utc>, locale: Locale) -> Sheet {
        let mut found: Vec<(Missed, &Service)> = Vec::new();
        for standing in self.standings(period, now) {
            found.extend(standing.missed().into_iter().map(|missed| (missed, standing.service)));
        }
        found.sort_by(|(one, _), (other, _)| other.by.total_cmp(&one.by));
        let mut sheet = Sheet::new("improvements", &IMPROVEMENTS);
        sheet.rows = found.iter().map(|(missed, service)| missed.cells(service, locale)).collect();
        sheet
    }

    fn standings(self, period: Interval, now: DateTime<Utc>) -> impl Iterator<Item = Standing<'a>> {
        let period = Interval { from: period.from, to: period.to.min(now).max(period.from) };
        self.services.iter().filter_map(move |service| {
            let calendar = self.calendars.get(&service.hours)?;
            let own: Vec<_> = self.interruptions.iter().filter(|one| one.service == service.id).collect();
            Some(Standing::of(service, calendar, &own, period))
        })
    }
}

impl<'a> Standing<'a> {
    fn of(service: &'a Service, calendar: &Calendar, own: &[&Interruption], period: Interval) -> Self {
        let spans = union(own.iter().map(|one| span(one, period.to)).filter(|span| touches(*span, period)));
        let open = |span: Interval| {
            let inside = span.within(period);
            calendar.open_seconds_between(inside.from, inside.to)
        };
        let begun: Vec<_> = own.iter().filter(|one| touches(span(one, period.to), period)).collect();
        let lasted = |one: &&&Interruption| Some(one.to.filter(|to| *to <= period.to)? - one.from);
        Self {
            service,
            agreed_s: calendar.open_seconds_between(period.from, period.to),
            interrupted_s: spans.iter().copied().map(open).sum(),
            interruptions: spans.len() as u64,
            most_in_a_year: most_in_a_year(&spans),
            longest: begun.iter().filter_map(lasted).max(),
            late: begun.iter().filter_map(|one| late(service, calendar, one, period.to)).collect(),
            unrestored: begun.iter().filter(|one| one.to.is_none_or(|to| to > period.to)).count() as u64,
        }
    }

    fn availability(&self) -> Option<f64> {
        let there = self.agreed_s.saturating_sub(self.interrupted_s);
        (self.agreed_s > 0).then(|| there as f64 / self.agreed_s as f64)
    }

    fn cells(&self, locale: Locale) -> Vec<Cell> {
        let Service { id, label, users, hours, availability, .. } = self.service;
        let (missed, promises) = (self.missed().len() as f64, self.promises() as f64);
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![
            text(id),
            text(label.text(locale)),
            text(users.text(locale)),
            text(hours.as_str()),
            Cell::Number(self.agreed_s as f64),
            Cell::Number(self.interrupted_s as f64),
            Cell::number(self.availability()),
            Cell::number(*availability),
            Cell::Count(self.interruptions),
            self.service.interruptions_a_year.map_or(Cell::Nothing, |most| Cell::Count(most.into())),
            Cell::Count(self.most_in_a_year),
            Cell::number(self.longest.map(seconds)),
            Cell::Count(self.late.len() as u64),
            Cell::Count(self.unrestored),
            Cell::number((promises > 0.0).then(|| (promises - missed) / promises)),
        ]
    }

    fn promises(&self) -> usize {
        let Service { availability, restored_within, interruptions_a_year, .. } = self.service;
        [availability.is_some(), !restored_within.is_empty(), interruptions_a_year.is_some()]
            .into_iter()
            .filter(|is_promised| *is_promised)
            .count()
    }

    fn missed(&self) -> Vec<Missed> {
        let availability = self.service.availability.zip(self.availability());
        let availability =
            availability.filter(|(promised, actual)| actual < promised).map(|(promised, actual)| Missed {
                promise: "availability",
                promised,
                actual,
                by: (promised - actual) / promised,
            });
        let most = self.service.interruptions_a_year.map(f64::from);
        let interruptions = most.map(|promised| (promised, self.most_in_a_year as f64));
        let interruptions =
            interruptions.filter(|(promised, actual)| actual > promised).map(|(promised, actual)| Missed {
                promise: "interruptions",
                promised,
                actual,
                by: (actual - promised) / promised.max(1.0),
            });
        let worst = self.late.iter().map(Late::missed).max_by(|one, other| one.by.total_cmp(&other.by));
        availability.into_iter().chain(interruptions).chain(worst).collect()
    }
}

impl Late {
    fn missed(&self) -> Missed {
        let (promised, actual) = (seconds(self.promised), seconds(self.actual));
        Missed { promise: "restoration", promised, actual, by: (actual - promised) / promised.max(1.0) }
    }
}

impl Missed {
    fn cells(&self, service: &Service, locale: Locale) -> Vec<Cell> {
        let text = |text: &str| Cell::Text(text.to_owned());
        let texts = [&service.id, service.label.text(locale), self.promise].map(text);
        let numbers = [self.promised, self.actual, self.by].map(|number| Cell::number(Some(number)));
        texts.into_iter().chain(numbers).collect()
    }
}

/// The interruptions that a log tells of: the services that need the phone switch, while the link to it is lost.
#[derive(Clone, Debug, Default)]
pub struct SwitchOutages {
    outages: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)>,
}

impl SwitchOutages {
    /// Folds an event in.
    pub fn apply(&mut self, at: DateTime<Utc>, event: &Event) {
        let going_on = self.outages.last_mut().filter(|(_, to)| to.is_none());
        match (event, going_on) {
            (Event::SwitchLost, None) => self.outages.push((at, None)),
            (Event::SwitchFound, Some((_, to))) => *to = Some(at),
            _ => {}
        }
    }

    /// What they interrupted.
    pub fn interruptions(&self, services: &[Service]) -> Vec<Interruption> {
        let concerned = services.iter().filter_map(|service| Some((service, service.switch?)));
        let of = |(service, priority): (&Service, Priority)| {
            let (service, what) = (service.id.clone(), "switch".to_owned());
            let outages = self.outages.iter();
            let one = move |(from, to): &(DateTime<Utc>, Option<DateTime<Utc>>)| Interruption {
                service: service.clone(),
                from: *from,
                to: *to,
                priority,
                what: what.clone(),
            };
            outages.map(one).collect::<Vec<_>>()
        };
        concerned.flat_map(of).collect()
    }
}

/// How long it was, up to `until` if it goes on.
fn span(one: &Interruption, until: DateTime<Utc>) -> Interval {
    Interval { from: one.from, to: one.to.unwrap_or(until).max(one.from) }
}

/// Whether some of it lies in the period; one without length counts where it is.
fn touches(span: Interval, period: Interval) -> bool {
    span.from < period.to && (span.to > period.from || span.from >= period.from)
}

/// Spans that overlap or touch are one.
fn union(spans: impl Iterator<Item = Interval>) -> Vec<Interval> {
    let mut spans: Vec<_> = spans.collect();
    spans.sort();
    let mut whole: Vec<Interval> = Vec::new();
    for span in spans {
        match whole.last_mut().filter(|last| span.from <= last.to) {
            Some(last) => last.to = last.to.max(span.to),
            None => whole.push(span),
        }
    }
    whole
}

/// The most that begin within any 365 days.
fn most_in_a_year(spans: &[Interval]) -> u64 {
    let from = |nth: usize| spans[nth].from;
    let in_year = |nth: usize| spans[nth..].iter().take_while(|span| span.from - from(nth) < YEAR).count();
    (0..spans.len()).map(in_year).max().unwrap_or(0) as u64
}

/// Whether it lasted longer than promised, as far as that is known by the end of the period.
fn late(service: &Service, calendar: &Calendar, one: &Interruption, until: DateTime<Utc>) -> Option<Late> {
    let allowance = *service.restored_within.get(&one.priority)?;
    let due = calendar.deadline(one.from, allowance)?.due;
    let end = one.to.map_or(until, |to| to.min(until));
    (due < end).then(|| Late { promised: due - one.from, actual: end - one.from })
}

fn seconds(time: TimeDelta) -> f64 {
    time.num_milliseconds() as f64 / 1_000.0
}
