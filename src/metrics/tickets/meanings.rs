//! What the verbs and clocks of lifecycles mean to reports: read off the lifecycles, never off the names of verbs.

use std::collections::BTreeMap;

use crate::domain::{
    ClockId, LifecycleId, VerbId,
    lifecycle::{ClockCount, Lifecycle, Verb, VerbCount},
};

/// What verbs and clocks mean, by lifecycle.
#[derive(Clone, Debug, Default)]
pub struct Meanings {
    of: BTreeMap<LifecycleId, OfOne>,
    /// The lifecycle of tickets that name none.
    first: Option<LifecycleId>,
}

#[derive(Clone, Debug, Default)]
struct OfOne {
    verbs: BTreeMap<VerbId, VerbMeaning>,
    clocks: BTreeMap<ClockId, ClockCount>,
}

/// What a verb means where its move does not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct VerbMeaning {
    pub counts: Option<VerbCount>,
    /// A clock gets more time.
    pub extends: bool,
    /// Clocks stand still after it.
    pub suspends: bool,
}

impl Meanings {
    /// What the lifecycles of a site mean, in their order.
    pub fn of(lifecycles: &[Lifecycle]) -> Self {
        let of = lifecycles.iter().map(|lifecycle| (lifecycle.id.clone(), OfOne::of(lifecycle))).collect();
        let first = lifecycles.first().map(|first| first.id.clone());
        Self { of, first }
    }

    /// What a verb means; nothing if the site knows it no more.
    pub(super) fn verb(&self, lifecycle: &LifecycleId, verb: &VerbId) -> VerbMeaning {
        self.one(lifecycle).and_then(|one| one.verbs.get(verb)).copied().unwrap_or_default()
    }

    /// What a clock promises, if reports count it.
    pub(super) fn clock(&self, lifecycle: &LifecycleId, clock: &ClockId) -> Option<ClockCount> {
        self.one(lifecycle)?.clocks.get(clock).copied()
    }

    /// Whether a clock of the lifecycle promises this.
    pub(super) fn promises(&self, lifecycle: &LifecycleId, count: ClockCount) -> bool {
        self.one(lifecycle).is_some_and(|one| one.clocks.values().any(|other| *other == count))
    }

    fn one(&self, lifecycle: &LifecycleId) -> Option<&OfOne> {
        let is_named = !lifecycle.as_str().is_empty();
        self.of.get(if is_named { lifecycle } else { self.first.as_ref()? })
    }
}

impl OfOne {
    fn of(lifecycle: &Lifecycle) -> Self {
        let verbs = lifecycle.verbs.iter().map(|verb| (verb.id.clone(), VerbMeaning::of(verb, lifecycle)));
        let clocks = lifecycle.clocks.iter().filter_map(|clock| Some((clock.id.clone(), clock.counts?)));
        Self { verbs: verbs.collect(), clocks: clocks.collect() }
    }
}

impl VerbMeaning {
    fn of(verb: &Verb, lifecycle: &Lifecycle) -> Self {
        let after = verb.to.as_ref().and_then(|to| lifecycle.state(to));
        Self {
            counts: verb.counts,
            extends: verb.extends.is_some(),
            suspends: after.is_some_and(|state| !state.pauses.is_empty()),
        }
    }
}
