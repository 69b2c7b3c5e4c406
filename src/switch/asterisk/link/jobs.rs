//! Commands under way: each has steps that Asterisk answers one by one, and some are done only once the fold shows it. Pure.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::wishes::Answer;
use crate::{
    domain::AgentId,
    switch::{
        CommandRefused,
        asterisk::{mapper::Mapper, orders::Awaited},
    },
};

/// All commands whose steps are not through.
#[derive(Default)]
pub struct Jobs {
    open: BTreeMap<u64, Job>,
    last: u64,
    awaited: Vec<Awaits>,
}

/// A command under way.
struct Job {
    left: usize,
    answer: Answer,
    /// Whose wish it is to serve so.
    serves: Option<AgentId>,
    refused: Option<CommandRefused>,
}

/// A step that Asterisk has taken and that has not come yet.
struct Awaits {
    job: u64,
    what: Awaited,
    until: Instant,
}

impl Jobs {
    /// A command of so many steps; gives its number.
    pub fn begin(&mut self, steps: usize, answer: Answer, serves: Option<AgentId>) -> u64 {
        self.last += 1;
        self.open.insert(self.last, Job { left: steps, answer, serves, refused: None });
        self.last
    }

    /// One step is through; the last one answers the command, with the first refusal there was. Gives whose wish it was then.
    pub fn goes_on(&mut self, number: u64, refused: Option<CommandRefused>) -> Option<AgentId> {
        let job = self.open.get_mut(&number)?;
        job.refused = job.refused.take().or(refused);
        job.left -= 1;
        if job.left > 0 {
            return None;
        }
        let Job { answer, serves, refused, .. } = self.open.remove(&number)?;
        // Whoever asked may have gone without waiting for the answer.
        let _ = answer.map(|answer| answer.send(refused.map_or(Ok(()), Err)));
        serves
    }

    /// A step was taken now, and is through once this has come.
    pub fn awaits(&mut self, job: u64, what: Awaited, now: Instant) {
        self.awaited.push(Awaits { job, until: now + what.patience(), what });
    }

    /// The commands of which it is known what came of that, and what it is.
    pub fn come(&mut self, mapper: &Mapper) -> Vec<(u64, Result<(), CommandRefused>)> {
        let mut come = Vec::new();
        self.awaited.retain(|awaits| {
            let outcome = awaits.what.outcome(mapper);
            come.extend(outcome.clone().map(|outcome| (awaits.job, outcome)));
            outcome.is_none()
        });
        come
    }

    /// Those for which it has not come in time, and what is said of it.
    pub fn late(&mut self, now: Instant) -> Vec<(u64, CommandRefused)> {
        let late = self.awaited.extract_if(.., |awaits| awaits.until <= now);
        late.map(|awaits| (awaits.job, awaits.what.failed())).collect()
    }

    /// When the first one is late.
    pub fn first_late(&self) -> Option<Instant> {
        self.awaited.iter().map(|awaits| awaits.until).min()
    }
}
