//! Tallies by interval: the ledger of a report.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Doing, Every, Interval, Keys, Ledger, Tally, WaitEnd, Waits, Whose};

/// The tallies of a range of time, interval by interval. What lies outside of the range is not counted, and time is cut at its ends.
#[derive(Clone, Debug)]
pub struct Periods<K: Keys> {
    every: Every,
    zone: Tz,
    range: Interval,
    /// Whether distributions of waits are wanted.
    distributes: bool,
    whom: Whom,
    /// Where each interval is, by its beginning.
    places: BTreeMap<DateTime<Utc>, usize>,
    periods: Vec<Period<K>>,
    /// The interval that was written to last: most often the next.
    last: usize,
}

/// Whose numbers are counted: what a report does not show, it need not keep, and agents by half hours are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everybody's.
    All,
    /// The centre's only.
    Centre,
    /// Only those of queues.
    Queues,
    /// Only those of service types.
    Services,
    /// Only those of agents.
    Agents,
}

/// The tallies of one interval.
#[derive(Clone, Debug)]
pub struct Period<K: Keys> {
    /// Which.
    pub interval: Interval,
    /// The centre's.
    pub centre: Tally,
    /// By queue.
    pub queues: BTreeMap<K::Queue, Tally>,
    /// By service type.
    pub services: BTreeMap<K::Service, Tally>,
    /// By agent.
    pub agents: BTreeMap<K::Agent, Tally>,
    /// How long those waited who were answered, by queue; empty if that was not wanted.
    pub waits: BTreeMap<K::Queue, Waits>,
}

impl<K: Keys> Periods<K> {
    /// No numbers yet, of this range of time.
    pub fn new(every: Every, zone: Tz, range: Interval) -> Self {
        let (whom, distributes, places) = (Whom::All, false, BTreeMap::new());
        Self { every, zone, range, whom, distributes, places, periods: Vec::new(), last: 0 }
    }

    /// With distributions of waits, which take some kilobytes for each queue and interval.
    pub fn with_waits(self) -> Self {
        Self { distributes: true, ..self }
    }

    /// The same, of them only.
    pub fn only(self, whom: Whom) -> Self {
        Self { whom, ..self }
    }

    fn counts(&self, whom: Whom) -> bool {
        self.whom == Whom::All || self.whom == whom
    }

    /// The zone that parts the intervals.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The intervals in which something was counted, in order of time.
    pub fn iter(&self) -> impl Iterator<Item = &Period<K>> {
        self.places.values().map(|&place| &self.periods[place])
    }

    /// Adds what another part of the log gave: two halves of a day give the day.
    pub fn merge(&mut self, other: &Self) {
        for theirs in &other.periods {
            let place = self.place(theirs.interval.from.max(self.range.from));
            let mine = &mut self.periods[place];
            mine.centre.merge(&theirs.centre);
            merge_all(&mut mine.queues, &theirs.queues);
            merge_all(&mut mine.services, &theirs.services);
            merge_all(&mut mine.agents, &theirs.agents);
            for (queue, waits) in &theirs.waits {
                mine.waits.entry(queue.clone()).or_default().merge(waits);
            }
        }
    }

    /// Where the interval of this instant is.
    fn place(&mut self, at: DateTime<Utc>) -> usize {
        if self.periods.get(self.last).is_some_and(|period| period.interval.holds(at)) {
            return self.last;
        }
        let known = self.places.range(..=at).next_back().map(|(_, &place)| place);
        let known = known.filter(|&place| self.periods[place].interval.holds(at));
        self.last = known.unwrap_or_else(|| self.begin(self.every.of(self.zone, at)));
        self.last
    }

    fn begin(&mut self, interval: Interval) -> usize {
        let place = self.periods.len();
        self.places.insert(interval.from, place);
        self.periods.push(Period {
            interval,
            centre: Tally::default(),
            queues: BTreeMap::new(),
            services: BTreeMap::new(),
            agents: BTreeMap::new(),
            waits: BTreeMap::new(),
        });
        place
    }

    /// Cuts a stretch of time at the borders of intervals, and writes each piece, ms, into its own.
    fn cut(&mut self, time: Interval, agent: &K::Agent, add: impl Fn(&mut Tally, u64)) {
        let mut rest = time.within(self.range);
        while rest.from < rest.to {
            let place = self.place(rest.from);
            let period = &mut self.periods[place];
            let piece = rest.within(period.interval);
            let ms = u64::try_from((piece.to - piece.from).num_milliseconds()).unwrap_or(0);
            add(entry(&mut period.agents, agent), ms);
            rest.from = piece.to;
        }
    }
}

impl<K: Keys> Ledger<K> for Periods<K> {
    fn count(
        &mut self,
        at: DateTime<Utc>,
        whose: Whose<'_, K>,
        _: Option<&K::Call>,
        change: impl Fn(&mut Tally),
    ) {
        let whom = match whose {
            Whose::Centre => Whom::Centre,
            Whose::Queue(_) => Whom::Queues,
            Whose::Service(_) => Whom::Services,
            Whose::Agent(_) => Whom::Agents,
        };
        if !self.counts(whom) || !self.range.holds(at) {
            return;
        }
        let place = self.place(at);
        let period = &mut self.periods[place];
        change(match whose {
            Whose::Centre => &mut period.centre,
            Whose::Queue(queue) => entry(&mut period.queues, queue),
            Whose::Service(service) => entry(&mut period.services, service),
            Whose::Agent(agent) => entry(&mut period.agents, agent),
        });
    }

    fn spend(&mut self, time: Interval, agent: &K::Agent, _: Option<&K::Call>, doing: &Doing) {
        if self.counts(Whom::Agents) && *doing != Doing::Ready {
            self.cut(time, agent, |tally, ms| tally.spend(doing, ms));
        }
    }

    fn attend(&mut self, time: Interval, agent: &K::Agent) {
        if self.counts(Whom::Agents) {
            self.cut(time, agent, |tally, ms| tally.signed_in_ms += ms);
        }
    }

    fn wait(&mut self, offered_at: DateTime<Utc>, queue: &K::Queue, wait_ms: u64, end: WaitEnd) {
        if self.distributes && end == WaitEnd::Answered && self.range.holds(offered_at) {
            let place = self.place(offered_at);
            self.periods[place].waits.entry(queue.clone()).or_default().add(wait_ms);
        }
    }
}

/// The tally of this name.
fn entry<'t, N: Ord + Clone>(tallies: &'t mut BTreeMap<N, Tally>, name: &N) -> &'t mut Tally {
    tallies.entry(name.clone()).or_default()
}

fn merge_all<N: Ord + Clone>(mine: &mut BTreeMap<N, Tally>, theirs: &BTreeMap<N, Tally>) {
    for (name, tally) in theirs {
        entry(mine, name).merge(tally);
    }
}
