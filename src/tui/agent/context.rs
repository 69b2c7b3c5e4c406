//! What texts may speak of: the facts of a case for scripts and templates.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case};
use crate::{
    domain::{Call, PhoneNumber, Words},
    script::{AgentFacts, CallFacts, CallerFacts, Context, HotlineFacts, TicketFacts},
};

impl AgentScreen {
    /// The facts of a case; none before there is a catalogue and an agent.
    pub(super) fn script_context(&self, case: &Case, now: DateTime<Utc>) -> Option<Context> {
        let catalogue = self.desk.catalogue.as_deref()?;
        let me = self.desk.me.as_ref()?;
        let call = case.draft.call.and_then(|call| self.desk.floor.calls.get(&call));
        let due = case.deadline.as_ref().map(|deadline| deadline.due);
        let due = case.ticket().map_or(due, |ticket| ticket.deadline.as_ref().map(|deadline| deadline.due));
        Some(Context {
            hotline: HotlineFacts {
                name: catalogue.hotline.clone(),
                callback_minutes: catalogue.callback_s / 60,
            },
            call: self.call_facts(case, call),
            caller: CallerFacts {
                name: case.caller.names.as_ref().and_then(|names| names.first().cloned()).unwrap_or_default(),
                tier: call.map(|call| call.tier).unwrap_or_default(),
            },
            agent: AgentFacts { number: me.agent.clone()?, name: me.name.clone() },
            ticket: TicketFacts {
                number: case.ticket().map(|ticket| ticket.number.clone()).unwrap_or_default(),
                subject: case.draft.form.subject.clone(),
                due: due.map(|due| self.desk.local(due).naive_local()),
            },
            clock: self.desk.local(now).naive_local(),
            blanks: case.blanks(),
        })
    }

    fn call_facts(&self, case: &Case, call: Option<&Call>) -> CallFacts {
        let number = case.draft.caller.clone().unwrap_or_else(|| PhoneNumber::new(""));
        let queue = call.and_then(|call| self.desk.floor.queues.get(call.queue.as_ref()?));
        CallFacts {
            number,
            queue: queue.map_or_else(nothing, |queue| queue.settings.label.clone()),
            waited_s: call.map_or(0, waited_s),
            repeats: call.map_or(0, |call| call.repeats),
        }
    }
}

fn nothing() -> Words {
    Words { zh: String::new(), en: String::new() }
}

/// How long a caller waited before the answer, s.
fn waited_s(call: &Call) -> u32 {
    let from = call.queued_at.unwrap_or(call.entered_at);
    let wait = call.answered_at.unwrap_or(call.since) - from;
    u32::try_from(wait.num_seconds()).unwrap_or_default()
}
