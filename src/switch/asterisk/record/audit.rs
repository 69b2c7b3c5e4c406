//! The queue_log beside what the link has told, caller by caller: a difference that lasts is told once, with the counts of both. Pure.
//!
//! So is a step of either side that does not follow from the one before, for it breaks the sums ([`Ledger`]). Either side may be a moment ahead. Callers of before the first survey are not judged, and nobody is while the link is away.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt::{Display, Write},
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::{
    ledger::{Counts, Ledger, Stay, Step, Unsound},
    steps::{self, Teller},
};
use crate::{
    domain::{CallId, Counted, QueueId},
    import::queue_log::{Entry, What},
    switch::{Found, Happened, SwitchEvent, asterisk::names::Names},
};

/// A difference that lasts for this long is none of being ahead.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);
/// A caller about whom the sides differ is given up after this time.
const GIVEN_UP: TimeDelta = TimeDelta::days(1);
/// Most callers whom a difference names.
const NAMED: usize = 5;

/// The fold of both sides.
#[derive(Clone, Debug)]
pub struct Audit {
    names: Names,
    logged: Ledger,
    told: Ledger,
    teller: Teller,
    /// When the first survey was; nothing is compared before.
    since: Option<DateTime<Utc>>,
    /// Callers who are not judged, and since when: they were there before, or one side missed a part.
    spared: HashMap<String, DateTime<Utc>>,
    /// Callers about whom the sides differ, and since when.
    doubts: HashMap<String, DateTime<Utc>>,
    /// The differences that were told.
    shown: BTreeMap<QueueId, BTreeSet<String>>,
    away: bool,
}

impl Audit {
    /// An audit that has seen nothing.
    pub fn new(names: Names) -> Self {
        Self {
            names,
            logged: Ledger::default(),
            told: Ledger::default(),
            teller: Teller::default(),
            since: None,
            spared: HashMap::new(),
            doubts: HashMap::new(),
            shown: BTreeMap::new(),
            away: false,
        }
    }

    /// Takes a line that was written.
    pub fn logged(&mut self, now: DateTime<Utc>, entry: &Entry<'_>) {
        if entry.what == What::QueueStart {
            return self.restarted();
        }
        let (Some(since), Some(step)) = (self.since, steps::logged(&entry.what)) else { return };
        let Some((caller, queue)) = steps::place(&self.names, entry) else { return };
        let is_new = step == Step::Entered || !self.logged.stays(caller).is_empty();
        // Whole seconds: a line of the first one may be about before or after. Who was there before was told.
        if entry.at >= since.trunc_subsecs(0) && is_new && !self.spared.contains_key(caller) {
            self.logged.take(caller, Some(&queue), step);
            self.compare(now, caller);
        }
    }

    /// Takes something that the link has told.
    pub fn told(&mut self, now: DateTime<Utc>, event: &SwitchEvent) {
        match &event.what {
            Happened::LinkLost => self.away = true,
            Happened::Surveyed { calls, .. } => self.surveyed(now, calls),
            happened => {
                let caller = self.teller.tell(&mut self.told, happened);
                if let Some(caller) = caller.filter(|caller| self.is_judged(caller)) {
                    self.compare(now, &caller);
                }
            }
        }
    }

    /// The differences that have lasted and were not told before, those that are over, and sums that did not hold.
    pub fn differences(&mut self, now: DateTime<Utc>) -> Vec<Happened> {
        if self.away {
            return Vec::new();
        }
        let mut told = self.unsound();
        self.give_up(now);
        self.spare_those_asked_for(now);
        let mut lasting = BTreeMap::<QueueId, BTreeSet<String>>::new();
        for (caller, _) in self.doubts.iter().filter(|(_, since)| now - **since >= PATIENCE) {
            let queue = first_difference(self.logged.stays(caller), self.told.stays(caller));
            lasting.entry(queue.clone()).or_default().insert(caller.clone());
        }
        let queues: BTreeSet<_> = lasting.keys().chain(self.shown.keys()).cloned().collect();
        let changed = queues.into_iter().filter(|queue| lasting.get(queue) != self.shown.get(queue));
        told.extend(changed.map(|queue| self.difference(&queue, lasting.get(&queue))));
        self.shown = lasting;
        told
    }

    /// The counts of the queue_log, of our queues.
    pub fn counted(&self) -> &BTreeMap<QueueId, Counts> {
        self.logged.queues()
    }

    fn unsound(&mut self) -> Vec<Happened> {
        let logged =
            self.logged.settle().into_iter().map(|(queue, unsound)| (queue, "the queue_log", unsound));
        let told = self.told.settle().into_iter().map(|(queue, unsound)| (queue, "what was told", unsound));
        logged.chain(told).map(|(queue, side, unsound)| noted(&queue, side, &unsound)).collect()
    }

    fn difference(&self, queue: &QueueId, callers: Option<&BTreeSet<String>>) -> Happened {
        let counted = |ledger: &Ledger| ledger.queues().get(queue).map(Counted::from).unwrap_or_default();
        let switch_says = callers.map(|callers| Counted {
            callers: callers.iter().take(NAMED).cloned().collect(),
            more: callers.len().saturating_sub(NAMED),
            ..counted(&self.logged)
        });
        Happened::Miscounted { queue: queue.clone(), switch_says, desk_says: counted(&self.told) }
    }

    fn is_judged(&self, caller: &str) -> bool {
        self.since.is_some() && !self.spared.contains_key(caller)
    }

    /// Both sides say the same of who is over: such a caller can be forgotten.
    fn compare(&mut self, now: DateTime<Utc>, caller: &str) {
        let (logged, told) = (self.logged.stays(caller), self.told.stays(caller));
        if logged != told {
            self.doubts.entry(caller.to_owned()).or_insert(now);
            return;
        }
        self.doubts.remove(caller);
        if !logged.iter().any(Stay::is_open) {
            self.forget(caller);
        }
    }

    fn forget(&mut self, caller: &str) {
        self.logged.forget(caller);
        self.told.forget(caller);
        self.doubts.remove(caller);
    }

    fn spare(&mut self, now: DateTime<Utc>, caller: String) {
        self.logged.forget(&caller);
        self.told.forget(&caller);
        self.doubts.remove(&caller);
        self.spared.insert(caller, now);
    }

    /// Who was there before the first survey is not judged, nor who was not found where the told events had brought the caller.
    fn surveyed(&mut self, now: DateTime<Utc>, found: &[Found]) {
        self.away = false;
        let is_first = self.since.is_none();
        self.since.get_or_insert(now);
        let calls: HashSet<CallId> = found.iter().map(|found| found.call).collect();
        let spared: Vec<_> = self
            .teller
            .callers()
            .filter(|(call, caller)| {
                let open = self.told.stays(caller).last().is_some_and(Stay::is_open);
                is_first || calls.contains(call) != open
            })
            .map(|(_, caller)| caller.clone())
            .collect();
        spared.into_iter().for_each(|caller| self.spare(now, caller));
        self.teller.keep(&calls);
        if is_first {
            // Counts begin here.
            self.told = Ledger::default();
        }
        self.doubts.values_mut().for_each(|since| *since = now);
    }

    /// Nobody who was there lives on, and no line tells of them.
    fn restarted(&mut self) {
        self.logged.restart();
        let callers: Vec<_> = self.told.callers().cloned().collect();
        self.told.restart();
        callers.iter().for_each(|caller| self.forget(caller));
        self.doubts.clear();
    }

    /// An agent who asks a queue for the caller waits there in the caller's stead, and once the caller is handed over the queue_log goes on with
    /// the agent's channel: a stay that only one side knows, and a like one that only the other knows, are the same.
    fn spare_those_asked_for(&mut self, now: DateTime<Utc>) {
        let lasting = self.doubts.iter().filter(|(_, since)| now - **since >= PATIENCE);
        let callers: Vec<_> = lasting.map(|(caller, _)| caller.clone()).collect();
        for caller in &callers {
            let (logged, told) = (self.logged.stays(caller), self.told.stays(caller));
            let Some(only_told) = told.strip_prefix(logged).filter(|stays| !stays.is_empty()) else {
                continue;
            };
            let stands_in =
                |other: &&String| self.told.stays(other).is_empty() && self.logged.stays(other) == only_told;
            if let Some(other) = callers.iter().find(stands_in) {
                self.spare(now, other.clone());
                self.spare(now, caller.clone());
            }
        }
    }

    fn give_up(&mut self, now: DateTime<Utc>) {
        let old = self.doubts.iter().filter(|(_, since)| now - **since >= GIVEN_UP);
        let old: Vec<_> = old.map(|(caller, _)| caller.clone()).collect();
        old.iter().for_each(|caller| self.forget(caller));
        self.spared.retain(|_, since| now - *since < GIVEN_UP);
    }
}

/// The queue of the first stay in which the sides differ. There is one: callers who do not differ are in no doubt.
fn first_difference<'stay>(logged: &'stay [Stay], told: &'stay [Stay]) -> &'stay QueueId {
    let differs = (0..logged.len().max(told.len())).find(|place| logged.get(*place) != told.get(*place));
    let place = differs.unwrap_or_default();
    let stay = logged.get(place).or(told.get(place)).expect("one side has a stay that the other has not");
    &stay.queue
}

fn noted(queue: &QueueId, side: &str, unsound: &Unsound) -> Happened {
    let steps = unsound.steps.iter().map(|(caller, step)| format!("{caller} {step}"));
    let counted = Counted::from(&unsound.counts);
    let says = format!("{side} does not add up: {counted} (out of turn: {})", listed(steps));
    Happened::Noted { about: queue.to_string(), says }
}

/// The first of them, and how many more there are.
fn listed(all: impl ExactSizeIterator<Item = impl Display>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let first: Vec<_> = all.take(NAMED).map(|one| one.to_string()).collect();
    let mut text = first.join(", ");
    if more > 0 {
        // Writing to a text cannot fail.
        let _ = write!(text, " and {more} more");
    }
    text
}
