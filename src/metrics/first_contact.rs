//! Whether a matter was settled by the first call (FCR, 一次解决率): no second one by the same caller within some days, and no dispatch.
//!
//! It follows the facts of the [`Fold`](super::Fold) beside it, and remembers callers for those days and for as long as a record may be out
//! of order. Only callers who are known can be seen to call again.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Fact, Keys, Ledger, Tally, Whose};

/// The matters of known callers.
#[derive(Clone, Debug)]
pub struct FirstContacts<K: Keys> {
    within: TimeDelta,
    kept: TimeDelta,
    /// Calls of known callers that are not over.
    open: BTreeMap<K::Call, Open<K>>,
    /// The answered calls of each caller, in order of time.
    matters: BTreeMap<K::Contact, Vec<Matter<K>>>,
    /// Whose call each of them is.
    callers: BTreeMap<K::Call, K::Contact>,
    /// The latest instant that was told, and up to which matters were forgotten.
    seen: DateTime<Utc>,
    forgotten: DateTime<Utc>,
}

#[derive(Clone, Debug)]
struct Open<K: Keys> {
    contact: K::Contact,
    queue: Option<K::Queue>,
    offered_at: DateTime<Utc>,
}

/// An answered call.
#[derive(Clone, Debug)]
struct Matter<K: Keys> {
    call: K::Call,
    queue: Option<K::Queue>,
    offered_at: DateTime<Utc>,
    agent: K::Agent,
    answered_at: DateTime<Utc>,
    came_back: CameBack,
}

/// Whether it is known that the first call did not settle it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum CameBack {
    NotYet,
    Yes,
}

impl<K: Keys> FirstContacts<K> {
    /// Nobody yet; a call within this time is about the same matter (7 days are usual). Facts may be out of order by `disorder`.
    pub fn new(within: TimeDelta, disorder: TimeDelta) -> Self {
        let (never, kept) = (DateTime::<Utc>::MIN_UTC, within + disorder);
        Self {
            within,
            kept,
            open: BTreeMap::new(),
            matters: BTreeMap::new(),
            callers: BTreeMap::new(),
            seen: never,
            forgotten: never,
        }
    }

    /// Follows a fact that happened at `at`.
    pub fn apply(&mut self, at: DateTime<Utc>, fact: &Fact<'_, K>, ledger: &mut impl Ledger<K>) {
        match fact {
            Fact::Known { call, contact } => {
                let open = Open { contact: (*contact).clone(), queue: None, offered_at: at };
                self.open.insert((*call).clone(), open);
            }
            Fact::Offered { call, queue } => {
                if let Some(open) = self.open.get_mut(*call) {
                    open.queue = Some((*queue).clone());
                    open.offered_at = at;
                }
            }
            Fact::Answered { call, agent, .. } => self.answer(at, call, agent, ledger),
            Fact::Dispatched { call } => self.dispatch(call, ledger),
            Fact::Left { call, .. } | Fact::SelfServed { call } | Fact::Forgotten { call } => {
                self.open.remove(*call);
            }
            _ => {}
        }
    }

    fn answer(&mut self, at: DateTime<Utc>, call: &K::Call, agent: &K::Agent, ledger: &mut impl Ledger<K>) {
        let Some(open) = self.open.remove(call) else { return };
        let matter = Matter {
            call: call.clone(),
            queue: open.queue,
            offered_at: open.offered_at,
            agent: agent.clone(),
            answered_at: at,
            came_back: CameBack::NotYet,
        };
        matter.count(ledger, |tally| tally.known += 1);
        self.callers.insert(call.clone(), open.contact.clone());
        let within = self.within;
        let matters = self.matters.entry(open.contact).or_default();
        let place = matters.partition_point(|known| known.answered_at <= at);
        matters.insert(place, matter);
        for first in place.saturating_sub(1)..=place {
            let next_at = matters.get(first + 1).map(|next| next.answered_at);
            let Some(matter) = matters.get_mut(first) else { continue };
            if next_at.is_some_and(|next_at| next_at - matter.answered_at <= within) {
                matter.come_back(ledger);
            }
        }
        self.forget(at);
    }

    /// The matter went to a unit: the call did not settle it.
    fn dispatch(&mut self, call: &K::Call, ledger: &mut impl Ledger<K>) {
        let matters = self.callers.get(call).and_then(|contact| self.matters.get_mut(contact));
        let matter = matters.and_then(|matters| matters.iter_mut().find(|matter| matter.call == *call));
        if let Some(matter) = matter {
            matter.come_back(ledger);
        }
    }

    /// Forgets now and then what nobody can come back to.
    fn forget(&mut self, at: DateTime<Utc>) {
        self.seen = self.seen.max(at);
        let limit = self.seen - self.kept;
        if limit - self.forgotten < self.within {
            return;
        }
        self.forgotten = limit;
        let callers = &mut self.callers;
        self.matters.retain(|_, matters| {
            let old = matters.partition_point(|matter| matter.answered_at < limit);
            matters.drain(..old).for_each(|matter| drop(callers.remove(&matter.call)));
            !matters.is_empty()
        });
    }
}

impl<K: Keys> Matter<K> {
    fn come_back(&mut self, ledger: &mut impl Ledger<K>) {
        if self.came_back == CameBack::NotYet {
            self.came_back = CameBack::Yes;
            self.count(ledger, |tally| tally.came_back += 1);
        }
    }

    fn count(&self, ledger: &mut impl Ledger<K>, change: impl Fn(&mut Tally)) {
        ledger.count(self.answered_at, Whose::Agent(&self.agent), Some(&self.call), &change);
        if let Some(queue) = &self.queue {
            ledger.count(self.offered_at, Whose::Queue(queue), Some(&self.call), &change);
        }
    }
}
