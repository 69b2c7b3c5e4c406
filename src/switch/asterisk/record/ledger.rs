//! What one side says of the callers in our queues, and its counts: a pure fold. It must not know which side that is.
//!
//! Two sums hold at every moment, of each queue: entered = connected + out without an answer + waiting now, and
//! connected = completed + transferred + lost while talking + talking now. A step that cannot follow the one before breaks them, until it is
//! taken out of the counts ([`Ledger::settle`]).

use std::{
    collections::{BTreeMap, HashMap},
    fmt, mem,
};

use crate::domain::{Counted, QueueId};

/// A step of a caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Came to a queue.
    Entered,
    /// Speaks with an agent whom the queue found.
    Connected,
    /// The talk is over.
    Completed,
    /// The agent handed the caller on.
    Transferred,
    /// Out of the queue without an answer.
    Out(Way),
}

/// A way out of a queue without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The caller hung up.
    Abandoned,
    /// The longest wait was reached.
    TimedOut,
    /// Nobody was left who serves the queue.
    Emptied,
    /// The caller pressed a key.
    Keyed,
    /// Somebody took the caller out.
    Withdrawn,
    /// A fault.
    Failed,
}

/// The counts of one queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Callers who came.
    pub entered: u64,
    /// Callers who spoke with an agent.
    pub connected: u64,
    /// Talks that caller or agent ended.
    pub completed: u64,
    /// Talks that ended with the caller handed on.
    pub transferred: u64,
    /// Callers who left without an answer, by way.
    pub out: BTreeMap<Way, u64>,
    /// Callers who were gone with the switch while they spoke.
    pub lost: u64,
    /// Callers who wait now.
    pub waiting: u64,
    /// Callers who speak now.
    pub talking: u64,
}

/// The fold.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    queues: BTreeMap<QueueId, Counts>,
    callers: HashMap<String, Vec<Stay>>,
    broken: Vec<Broken>,
}

/// One stay of a caller's in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Where.
    pub queue: QueueId,
    /// How far it has come.
    pub place: Place,
}

/// How far a stay has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Waiting.
    Waiting,
    /// Speaking with an agent.
    Talking,
    /// Over, without an answer.
    Out,
    /// Over, after a talk.
    Ended,
}

/// A step that does not follow from the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Broken {
    caller: String,
    queue: QueueId,
    step: Step,
}

/// A queue whose sums did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsound {
    /// Its counts, with the steps that do not follow.
    pub counts: Counts,
    /// Those steps and who took them, in their order.
    pub steps: Vec<(String, Step)>,
}

impl Ledger {
    /// A caller takes a step. Where the queue is not told, it is that of the stay.
    pub fn take(&mut self, caller: &str, queue: Option<&QueueId>, step: Step) {
        let open =
            self.callers.get_mut(caller).and_then(|stays| stays.last_mut()).filter(|stay| stay.is_open());
        let Some(queue) = queue.or(open.as_ref().map(|stay| &stay.queue)).cloned() else { return };
        let place = open.map(|stay| (stay.queue == queue, stay));
        let counts = self.queues.entry(queue.clone()).or_default();
        *counts.of(step) += 1;
        let fits = match (place, step) {
            (None, Step::Entered) => {
                counts.waiting += 1;
                self.callers
                    .entry(caller.to_owned())
                    .or_default()
                    .push(Stay { queue: queue.clone(), place: Place::Waiting });
                true
            }
            (Some((true, stay)), step) => stay.follow(counts, step),
            _ => false,
        };
        if !fits {
            self.broken.push(Broken { caller: caller.to_owned(), queue, step });
        }
    }

    /// The switch began anew: who was in a queue or spoke is gone.
    pub fn restart(&mut self) {
        for stay in mem::take(&mut self.callers).into_values().flatten() {
            let Some(counts) = self.queues.get_mut(&stay.queue) else { continue };
            match stay.place {
                Place::Waiting => {
                    counts.waiting -= 1;
                    *counts.out.entry(Way::Failed).or_default() += 1;
                }
                Place::Talking => {
                    counts.talking -= 1;
                    counts.lost += 1;
                }
                Place::Out | Place::Ended => {}
            }
        }
    }

    /// The counts of each queue.
    pub fn queues(&self) -> &BTreeMap<QueueId, Counts> {
        &self.queues
    }

    /// The stays of a caller that are not forgotten, in their order.
    pub fn stays(&self, caller: &str) -> &[Stay] {
        self.callers.get(caller).map_or(&[], Vec::as_slice)
    }

    /// Callers of whom there is something to say.
    pub fn callers(&self) -> impl Iterator<Item = &String> {
        self.callers.keys()
    }

    /// The queues whose sums do not hold since this was asked last. The steps that broke them are dropped: each is told once.
    pub fn settle(&mut self) -> BTreeMap<QueueId, Unsound> {
        let mut unsound = BTreeMap::new();
        for Broken { caller, queue, step } in mem::take(&mut self.broken) {
            let Some(counts) = self.queues.get_mut(&queue) else { continue };
            let unsound =
                unsound.entry(queue).or_insert_with(|| Unsound { counts: counts.clone(), steps: Vec::new() });
            unsound.steps.push((caller, step));
            *counts.of(step) -= 1;
        }
        unsound
    }

    /// Drops a caller; the counts of stays that are over remain. One that is not was never there.
    pub fn forget(&mut self, caller: &str) {
        for stay in self.callers.remove(caller).into_iter().flatten().filter(Stay::is_open) {
            let Some(counts) = self.queues.get_mut(&stay.queue) else { continue };
            counts.entered -= 1;
            if stay.place == Place::Waiting {
                counts.waiting -= 1;
            } else {
                counts.connected -= 1;
                counts.talking -= 1;
            }
        }
    }
}

impl Stay {
    /// Whether the caller is there still.
    pub fn is_open(&self) -> bool {
        matches!(self.place, Place::Waiting | Place::Talking)
    }

    /// Goes one step on, if it can.
    fn follow(&mut self, counts: &mut Counts, step: Step) -> bool {
        let next = match (self.place, step) {
            (Place::Waiting, Step::Connected) => Place::Talking,
            (Place::Waiting, Step::Out(_)) => Place::Out,
            (Place::Talking, Step::Completed | Step::Transferred) => Place::Ended,
            _ => return false,
        };
        match self.place {
            Place::Waiting => counts.waiting -= 1,
            _ => counts.talking -= 1,
        }
        counts.talking += u64::from(next == Place::Talking);
        self.place = next;
        true
    }
}

impl Counts {
    /// The count of this kind of step.
    fn of(&mut self, step: Step) -> &mut u64 {
        match step {
            Step::Entered => &mut self.entered,
            Step::Connected => &mut self.connected,
            Step::Completed => &mut self.completed,
            Step::Transferred => &mut self.transferred,
            Step::Out(way) => self.out.entry(way).or_default(),
        }
    }

    /// Callers who left without an answer.
    pub fn all_out(&self) -> u64 {
        self.out.values().sum()
    }

    /// Whether both sums hold.
    pub fn is_whole(&self) -> bool {
        self.entered == self.connected + self.all_out() + self.waiting
            && self.connected == self.completed + self.transferred + self.lost + self.talking
    }
}

impl From<&Counts> for Counted {
    fn from(counts: &Counts) -> Self {
        Self {
            entered: counts.entered,
            answered: counts.connected,
            left: counts.all_out(),
            waiting: counts.waiting,
            talks_over: counts.completed + counts.transferred,
            talking: counts.talking,
            ..Self::default()
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entered => "entered",
            Self::Connected => "was answered",
            Self::Completed => "ended a talk",
            Self::Transferred => "was handed on",
            Self::Out(_) => "left",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps() -> impl Strategy<Value = Step> {
        prop::sample::select(vec![
            Step::Entered,
            Step::Connected,
            Step::Completed,
            Step::Transferred,
            Step::Out(Way::Abandoned),
        ])
    }

    proptest! {
        #[test]
        fn the_sums_hold_again_once_what_broke_them_is_told(
            taken in prop::collection::vec((0..4_u8, 0..2_u8, steps(), 0..20_u8), 0..60)
        ) {
            let mut ledger = Ledger::default();
            for (caller, queue, step, chance) in taken {
                let caller = caller.to_string();
                match chance {
                    0 => ledger.restart(),
                    1 => ledger.forget(&caller),
                    _ => ledger.take(&caller, Some(&QueueId::from(queue.to_string().as_str())), step),
                }
                let was_whole = ledger.queues().values().all(Counts::is_whole);
                prop_assert!(was_whole || !ledger.clone().settle().is_empty());
                if chance > 10 {
                    ledger.settle();
                    prop_assert!(ledger.queues().values().all(Counts::is_whole), "{:?}", ledger);
                    prop_assert!(ledger.settle().is_empty(), "it is told once");
                }
            }
        }
    }
}
