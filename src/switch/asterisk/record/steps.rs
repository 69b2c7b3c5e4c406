//! Both sides in the same words: a line of the queue_log, and what the link has told. Pure.

use std::collections::{HashMap, HashSet};

use super::ledger::{Ledger, Place, Step, Way};
use crate::{
    domain::{CallId, Exit, QueueId},
    import::queue_log::{Entry, What},
    switch::{Happened, asterisk::names::Names},
};

/// The step that a line means; none if it moves no caller in or out of a queue.
pub fn logged(what: &What<'_>) -> Option<Step> {
    Some(match what {
        What::EnterQueue { .. } => Step::Entered,
        What::Connect { .. } => Step::Connected,
        What::CompleteCaller(_) | What::CompleteAgent(_) => Step::Completed,
        What::BlindTransfer { .. } | What::AttendedTransfer { .. } => Step::Transferred,
        What::Abandon(_) => Step::Out(Way::Abandoned),
        What::ExitWithTimeout(_) => Step::Out(Way::TimedOut),
        What::ExitEmpty(_) => Step::Out(Way::Emptied),
        What::ExitWithKey { .. } => Step::Out(Way::Keyed),
        What::Withdraw { .. } => Step::Out(Way::Withdrawn),
        What::AgentDump | What::SysCompat => Step::Out(Way::Failed),
        _ => return None,
    })
}

/// The caller and the queue of a line, where the queue is one of ours.
pub fn place<'entry>(names: &Names, entry: &Entry<'entry>) -> Option<(&'entry str, QueueId)> {
    Some((entry.call?, names.queues.get(entry.queue?)?.clone()))
}

/// What was told, by caller: the link speaks of calls, the queue_log of the callers' channels.
#[derive(Clone, Debug, Default)]
pub struct Teller {
    /// The caller's channel of each call that is not over.
    callers: HashMap<CallId, String>,
}

impl Teller {
    /// Folds what was told into the ledger, and gives whom it is about.
    pub fn tell(&mut self, ledger: &mut Ledger, happened: &Happened) -> Option<String> {
        if let Happened::Entered { call, switch_ref, .. } | Happened::Connected { call, switch_ref } =
            happened
        {
            self.callers.insert(*call, switch_ref.clone());
        }
        let (call, queue, step) = told(happened)?;
        let caller = self.callers.get(&call)?.clone();
        let waits = ledger.stays(&caller).last().is_some_and(|stay| stay.is_open());
        // A talk after a transfer to an agent is no queue's any more.
        if step == Step::Entered || waits {
            ledger.take(&caller, queue, over_or_out(ledger, &caller, step));
        }
        if matches!(happened, Happened::HungUp { .. } | Happened::Left { .. } | Happened::SelfServed { .. }) {
            self.callers.remove(&call);
        }
        Some(caller)
    }

    /// The calls that were told and are not over, with their callers.
    pub fn callers(&self) -> impl Iterator<Item = (&CallId, &String)> {
        self.callers.iter()
    }

    /// Drops all calls but these.
    pub fn keep(&mut self, calls: &HashSet<CallId>) {
        self.callers.retain(|call, _| calls.contains(call));
    }
}

/// The end of a call is the end of its talk, or of its wait.
fn over_or_out(ledger: &Ledger, caller: &str, step: Step) -> Step {
    let waits = ledger.stays(caller).last().is_some_and(|stay| stay.place == Place::Waiting);
    match step {
        Step::Completed if waits => Step::Out(Way::Abandoned),
        Step::Out(_) if !waits => Step::Completed,
        step => step,
    }
}

fn told(happened: &Happened) -> Option<(CallId, Option<&QueueId>, Step)> {
    Some(match happened {
        Happened::Queued { call, queue, .. } => (*call, Some(queue), Step::Entered),
        Happened::Answered { call, .. } => (*call, None, Step::Connected),
        Happened::Transferred { call, .. } => (*call, None, Step::Transferred),
        Happened::HungUp { call, .. } | Happened::SelfServed { call } => (*call, None, Step::Completed),
        Happened::Left { call, exit } => (*call, None, Step::Out(way(exit))),
        _ => return None,
    })
}

fn way(exit: &Exit) -> Way {
    match exit {
        Exit::Abandoned | Exit::AbandonedInGreeting => Way::Abandoned,
        Exit::KeyExit { .. } => Way::Keyed,
        Exit::TimedOut => Way::TimedOut,
        Exit::LeftEmpty => Way::Emptied,
        Exit::Withdrawn => Way::Withdrawn,
        Exit::Refused { .. } | Exit::NotReached { .. } | Exit::Failed { .. } => Way::Failed,
    }
}
