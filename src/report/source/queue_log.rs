//! The facts of Asterisk's `queue_log`.
//!
//! Waits and talks are what the lines say, for their times are cut to whole seconds. A call whose first lines are missing was offered as
//! long ago as its wait; lines that come twice, or a little out of order, count once.

use std::io::BufRead;

use chrono::{DateTime, TimeDelta, Utc};

use super::{BadLine, FileKeys, Name, Reading, Strictness};
use crate::{
    domain::clean_text,
    import::queue_log::{Entries, Entry, Talk, Wait, What},
    metrics::{Fact, HandedOn, Interval, Leaving, Ledger, Missed, Stage, Worked},
};

mod crew;
mod over;

use crew::Crew;
use over::Over;

/// Who answered where a line does not say.
const NOBODY: &str = "NONE";
/// After a silence of this length nothing is known of the time between: agents did not sit there for so long.
const SILENCE: TimeDelta = TimeDelta::days(31);

/// What is remembered of a log beside what is under way.
struct Log<'r, K: FileKeys, L> {
    reading: &'r mut Reading<K, L>,
    crew: Crew,
    over: Over<K::Call>,
    /// Where the time begins that is asked for.
    from: DateTime<Utc>,
    last: Option<DateTime<Utc>>,
}

/// Reads all lines.
pub fn read<K: FileKeys, L: Ledger<K>>(
    reading: &mut Reading<K, L>,
    reader: impl BufRead,
    strictness: Strictness,
    from: DateTime<Utc>,
) -> Result<(), BadLine> {
    let mut entries = Entries::new(reader);
    let mut log = Log { reading, crew: Crew::default(), over: Over::default(), from, last: None };
    while let Some(entry) = entries.next() {
        log.reading.so_far.lines += 1;
        match entry {
            Ok(entry) => log.step(&entry),
            Err(bad) => log.reading.bad(bad.line, bad.why, strictness)?,
        }
    }
    Ok(())
}

impl<K: FileKeys, L: Ledger<K>> Log<'_, K, L> {
    fn step(&mut self, entry: &Entry<'_>) {
        self.notice_silence(entry.at);
        self.reading.so_far.see(entry.at);
        if let (Some(call), Some(queue)) = (entry.call, entry.queue) {
            let call = K::call(call);
            let queue = self.reading.names.of(queue);
            let agent = self.reading.names.of(entry.agent.unwrap_or(NOBODY));
            self.call(entry.at, &call, queue, agent, entry.what);
        } else if matches!(entry.what, What::QueueStart) {
            self.restart(entry.at);
        }
        if let Some(agent) = entry.agent {
            self.agent(entry, agent);
        }
    }

    /// A line about a call in a queue.
    fn call(&mut self, at: DateTime<Utc>, call: &K::Call, queue: Name, agent: Name, what: What<'_>) {
        match what {
            What::EnterQueue { number, .. } => {
                self.reading.tell_caller(at, call, number);
                self.enter(at, call, queue);
            }
            What::Connect { wait_s, ring_s, .. } => {
                let ring = ring_s.map(|ring_s| u64::from(ring_s) * 1_000);
                self.connect(at, call, queue, agent, (wait_s, ring));
            }
            What::CompleteCaller(talk) | What::CompleteAgent(talk) => {
                self.complete(at, call, queue, agent, (talk, HandedOn::No));
            }
            What::BlindTransfer { talk, .. } | What::AttendedTransfer { talk, .. } => {
                self.complete(at, call, queue, agent, (talk, HandedOn::Yes));
            }
            What::RingNoAnswer { .. } if self.over.is_again(at, call, agent) => {
                self.reading.so_far.repeated += 1;
            }
            What::RingNoAnswer { ring_ms } => self.rang(at, call, agent, ring_ms.into(), Missed::Yes),
            other => {
                if let Some((how, wait)) = leaving(other) {
                    self.leave(at, call, queue, how, wait);
                }
            }
        }
    }

    fn enter(&mut self, at: DateTime<Utc>, call: &K::Call, queue: Name) {
        let again = match self.reading.fold.stage(call) {
            Some(Stage::Waiting { queue: before, since }) => before == queue && since == at,
            // The line of the answer stood before this one.
            Some(Stage::With { .. }) => self.over.was_early(call, queue, at),
            Some(Stage::Elsewhere) => false,
            None => self.over.has_entrance(call, queue, at),
        };
        if again {
            self.reading.so_far.repeated += 1;
            return;
        }
        self.reading.tell(at, Fact::Forgotten { call });
        self.offer(at, call, queue);
    }

    fn offer(&mut self, at: DateTime<Utc>, call: &K::Call, queue: Name) {
        if self.reading.fold.stage(call).is_none() && !self.over.knows(call) {
            self.reading.tell(at, Fact::Entered { call, service: None });
        } else {
            self.reading.tell(at, Fact::GoesOn { call });
        }
        self.reading.tell(at, Fact::Offered { call, queue: &queue });
    }

    fn connect(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        queue: Name,
        agent: Name,
        (wait_s, ring_ms): (u32, Option<u64>),
    ) {
        match self.reading.fold.stage(call) {
            Some(Stage::Waiting { queue: here, .. }) if here == queue => {}
            Some(Stage::With { agent: before }) if before == agent => {
                self.reading.so_far.repeated += 1;
                return;
            }
            None if self.over.is_past(call, queue, at) => {
                self.reading.so_far.repeated += 1;
                return;
            }
            _ => {
                let offered_at = at - TimeDelta::seconds(i64::from(wait_s));
                self.enter(offered_at, call, queue);
                self.over.note_early(call.clone(), queue, at);
            }
        }
        self.rang(at, call, agent, ring_ms.unwrap_or_default(), Missed::No);
        let wait_ms = Some(u64::from(wait_s) * 1_000);
        self.reading.tell(at, Fact::Answered { call, agent: &agent, wait_ms });
        self.crew.begin_talk(agent);
    }

    fn complete(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        queue: Name,
        agent: Name,
        (talk, handed_on): (Talk, HandedOn),
    ) {
        let worked = Worked::talk(u64::from(talk.talk_s) * 1_000);
        match self.reading.fold.stage(call) {
            Some(Stage::With { .. }) => {}
            None if self.over.was_lately(call, queue, at) => {
                self.reading.so_far.repeated += 1;
                return;
            }
            stage => self.answer_untold(at, call, queue, agent, talk, stage),
        }
        self.reading.tell(at, Fact::Talked { call, agent: &agent, worked, handed_on });
        self.over.end(call.clone(), queue, at);
        self.crew.end_talk(agent);
        self.settle(at, agent);
    }

    /// The line of the answer is missing, and perhaps that of the entrance.
    fn answer_untold(
        &mut self,
        at: DateTime<Utc>,
        call: &K::Call,
        queue: Name,
        agent: Name,
        talk: Talk,
        stage: Option<Stage<K>>,
    ) {
        let answered_at = at - TimeDelta::seconds(i64::from(talk.talk_s));
        if !matches!(stage, Some(Stage::Waiting { queue: here, .. }) if here == queue) {
            self.enter(answered_at - TimeDelta::seconds(i64::from(talk.wait_s)), call, queue);
            self.over.note_early(call.clone(), queue, at);
        }
        let wait_ms = Some(u64::from(talk.wait_s) * 1_000);
        self.reading.tell(answered_at, Fact::Answered { call, agent: &agent, wait_ms });
        self.crew.begin_talk(agent);
    }

    fn leave(&mut self, at: DateTime<Utc>, call: &K::Call, queue: Name, how: Leaving, wait_s: Option<u32>) {
        let wait_ms = wait_s.map(|wait_s| u64::from(wait_s) * 1_000);
        match self.reading.fold.stage(call) {
            Some(Stage::Waiting { queue: here, .. }) if here == queue => {}
            _ if how == Leaving::Refused => {
                if self.over.is_again(at, call, queue) {
                    self.reading.so_far.repeated += 1;
                    return;
                }
                self.reading.tell(at, Fact::NeverOffered { call, queue: &queue, how });
                return;
            }
            Some(Stage::With { .. }) => {
                self.reading.so_far.repeated += 1;
                return;
            }
            None if self.over.was_lately(call, queue, at) => {
                self.reading.so_far.repeated += 1;
                return;
            }
            _ => {
                self.enter(at - TimeDelta::seconds(wait_s.unwrap_or_default().into()), call, queue);
                self.over.note_early(call.clone(), queue, at);
            }
        }
        self.reading.tell(at, Fact::Left { call, how, wait_ms });
        self.over.end(call.clone(), queue, at);
    }

    fn rang(&mut self, at: DateTime<Utc>, call: &K::Call, agent: Name, ring_ms: u64, missed: Missed) {
        self.reading.tell(at, Fact::RingTold { call, agent: &agent, ring_ms, missed });
    }

    /// Asterisk began anew: who was in a queue or in a talk is gone without a line.
    fn restart(&mut self, at: DateTime<Utc>) {
        let open: Vec<K::Call> = self.reading.fold.open().cloned().collect();
        for call in &open {
            let waits = matches!(self.reading.fold.stage(call), Some(Stage::Waiting { .. }));
            self.reading.tell(
                at,
                if waits {
                    Fact::Left { call, how: Leaving::Failed, wait_ms: None }
                } else {
                    Fact::Forgotten { call }
                },
            );
        }
        for agent in self.crew.end_talks() {
            self.settle(at, agent);
        }
    }

    /// A line about an agent.
    fn agent(&mut self, entry: &Entry<'_>, name: &str) {
        if !Crew::concerns(entry.what) {
            return;
        }
        let agent = self.reading.names.of(name);
        let queue = entry.queue.map(|queue| self.reading.names.of(queue));
        if let What::AgentLogoff { login_s, .. } | What::AgentCallbackLogoff { login_s, .. } = entry.what {
            if !self.crew.is_here(agent) {
                let told = login_s.map(|seconds| entry.at - TimeDelta::seconds(seconds.into()));
                let first = self.reading.so_far.span.map_or(entry.at, |span| span.from);
                let from = match self.crew.logged_off_at(agent) {
                    None => told.unwrap_or_else(|| first.max(self.from)),
                    // He was not there when he had logged off before.
                    Some(before) => told.unwrap_or(entry.at).max(before),
                };
                self.reading.tell(entry.at, Fact::Attended { agent: &agent, from });
            }
            self.crew.note_logoff(agent, entry.at);
        }
        self.crew.step(agent, queue, entry.what);
        self.settle(entry.at, agent);
    }

    /// Tells what has changed of an agent.
    fn settle(&mut self, at: DateTime<Utc>, agent: Name) {
        for change in self.crew.changes(agent) {
            self.reading.tell(at, change.fact(&agent));
        }
    }

    fn notice_silence(&mut self, at: DateTime<Utc>) {
        if let Some(last) = self.last.replace(at).filter(|last| at - *last > SILENCE) {
            let reading = &mut *self.reading;
            reading.fold.skip(Interval { from: last, to: at }, &mut reading.ledger);
        }
    }
}

/// How a caller left a queue without an answer, and after which wait, s. The lines of dialplans around Asterisk are among them.
fn leaving(what: What<'_>) -> Option<(Leaving, Option<u32>)> {
    let of = |how, wait: Wait| Some((how, wait.wait_s));
    match what {
        What::Abandon(wait) => of(Leaving::Abandoned, wait),
        What::ExitWithTimeout(wait) => of(Leaving::TimedOut, wait),
        What::ExitEmpty(wait) => of(Leaving::LeftEmpty, wait),
        What::ExitWithKey { wait, .. } => of(Leaving::KeyExit, wait),
        What::Withdraw { wait, .. } => of(Leaving::Withdrawn, wait),
        What::AgentDump | What::SysCompat => Some((Leaving::Failed, None)),
        What::Other { event: "LEAVEEMPTY", .. } => Some((Leaving::LeftEmpty, None)),
        What::Other {
            event: "FULL" | "CLOSED" | "JOINEMPTY" | "DIVERT_CA_RATIO" | "DIVERT_HOLDTIME",
            ..
        } => Some((Leaving::Refused, None)),
        _ => None,
    }
}

/// A reason to be away as the log has it.
fn reason(text: &str) -> String {
    let text = clean_text(text.trim());
    if text.is_empty() { "none".to_owned() } else { text.into_owned() }
}
