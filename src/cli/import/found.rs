//! What was found in records, and what became of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::{
    api::Imported,
    cli::output,
    domain::clean_text,
    import::{LegEnd, PastCall},
};

/// Most queues that are listed.
const QUEUES: usize = 1_000;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Lines read.
    pub lines: u64,
    /// Lines that could not be read.
    pub bad: u64,
    calls: u64,
    new: u64,
    known: u64,
    span: Option<[DateTime<Utc>; 2]>,
    queues: BTreeMap<String, Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    calls: u64,
    answered: u64,
}

impl Found {
    /// A call was read.
    pub fn note(&mut self, call: &PastCall) {
        self.calls += 1;
        let [from, to] = self.span.get_or_insert([call.entered_at; 2]);
        *from = (*from).min(call.entered_at);
        *to = (*to).max(call.entered_at);
        let first = call.legs().first();
        let queue = first.and_then(|leg| leg.queue.as_deref()).unwrap_or("-");
        if !self.queues.contains_key(queue) && self.queues.len() == QUEUES {
            return;
        }
        let counts = self.queues.entry(queue.to_owned()).or_default();
        counts.calls += 1;
        let is_answered = call.legs().iter().any(|leg| matches!(leg.end, LegEnd::Answered(_)));
        counts.answered += u64::from(is_answered);
    }

    /// The server took some in.
    pub fn imported(&mut self, imported: Imported) {
        self.new += u64::from(imported.new);
        self.known += u64::from(imported.known);
    }

    /// Says what became of all.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn tell(&self) -> anyhow::Result<()> {
        output::say(format_args!(
            "{} calls: {} new, {} known before; {}",
            self.calls,
            self.new,
            self.known,
            self.of_lines()
        ))
    }

    /// Says what would be imported.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn tell_what_would_be(&self, zone: Tz) -> anyhow::Result<()> {
        output::say(format_args!("{} calls; {}", self.calls, self.of_lines()))?;
        if let Some([from, to]) = self.span {
            let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S");
            output::say(format_args!("from {} to {} ({zone})", local(from), local(to)))?;
        }
        for (queue, Counts { calls, answered }) in &self.queues {
            let queue = clean_text(queue);
            output::say(format_args!("  {queue:<24} {calls:>9} calls {answered:>9} answered"))?;
        }
        Ok(())
    }

    fn of_lines(&self) -> String {
        match self.bad {
            0 => format!("{} lines, all read", self.lines),
            bad => format!("{bad} of {} lines could not be read", self.lines),
        }
    }
}
