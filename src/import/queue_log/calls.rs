//! The calls of a `queue_log`, whole: each with all its ways through queues.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Entry, Talk, What};
use crate::{
    domain::{Exit, PhoneNumber, RefusedWhy},
    import::{
        lines::Spot,
        open::OpenCalls,
        past::{Course, Leg, LegEnd, PastCall, PastTalk},
        past_calls::{Gather, Line, Trouble},
        times::between_ms,
    },
};

/// Most calls that are under way at once.
const OPEN: usize = 65_536;
/// A call that is in no queue may come to another one so much later.
const LATER: TimeDelta = TimeDelta::minutes(10);

/// Makes calls of lines.
pub struct Calls(OpenCalls<Logged>);

impl Default for Calls {
    fn default() -> Self {
        Self(OpenCalls::new(OPEN))
    }
}

/// A call that may not be over.
struct Logged {
    name: String,
    number: String,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    waiting: Option<(String, DateTime<Utc>)>,
    talking: Option<(String, DateTime<Utc>)>,
    legs: Vec<Leg>,
    refused: Option<(Exit, String)>,
}

impl Gather for Calls {
    fn line(&mut self, line: Line<'_>, ready: &mut VecDeque<PastCall>) -> Result<(), Trouble> {
        let entry = Entry::parse(line.text).map_err(|why| Trouble::Line(why.to_string()))?;
        if matches!(entry.what, What::QueueStart) {
            // Whoever was in a queue or in a talk is gone without a line.
            while let Some(call) = self.0.close_first() {
                ready.extend(call.over());
            }
        }
        if let (Some(call), Some(queue)) = (entry.call, entry.queue) {
            let new = || Logged::new(call, entry.at);
            self.0.of(call, line.spot, new).step(&entry, queue);
        }
        while self.0.first().is_some_and(|first| first.is_over(entry.at)) {
            ready.extend(self.0.close_first().and_then(Logged::over));
        }
        ready.extend(self.0.spill().and_then(Logged::over));
        Ok(())
    }

    /// Calls that are not over are told when the record goes on.
    fn finish(&mut self, ready: &mut VecDeque<PastCall>) {
        while let Some(call) = self.0.close_first() {
            ready.extend(Some(call).filter(Logged::is_in_no_queue).and_then(Logged::over));
        }
    }

    fn since(&self) -> Option<Spot> {
        self.0.since()
    }
}

impl Logged {
    fn new(name: &str, at: DateTime<Utc>) -> Self {
        let (name, number) = (name.to_owned(), String::new());
        let (waiting, talking, refused) = (None, None, None);
        Self { name, number, first: at, last: at, waiting, talking, legs: Vec::new(), refused }
    }

    fn step(&mut self, entry: &Entry<'_>, queue: &str) {
        let at = entry.at;
        self.last = self.last.max(at);
        let agent = entry.agent.unwrap_or_default();
        match entry.what {
            What::EnterQueue { number, .. } => {
                self.number = number.to_owned();
                if self.waiting.as_ref().is_none_or(|(here, _)| here != queue) {
                    self.waiting = Some((queue.to_owned(), at));
                }
            }
            What::Connect { wait_s, .. } if self.talking.is_none() => self.answer(at, queue, agent, wait_s),
            What::CompleteCaller(talk) | What::CompleteAgent(talk) => {
                self.complete(at, queue, agent, talk, false);
            }
            What::BlindTransfer { talk, .. } | What::AttendedTransfer { talk, .. } => {
                self.complete(at, queue, agent, talk, true);
            }
            what => match leaving(what) {
                Some((Exit::Refused { why }, _)) => {
                    self.refused = Some((Exit::Refused { why }, queue.to_owned()));
                }
                Some((exit, wait_s)) => self.leave(at, queue, exit, wait_s),
                None => {}
            },
        }
    }

    fn answer(&mut self, at: DateTime<Utc>, queue: &str, agent: &str, wait_s: u32) {
        let talk = PastTalk { agent: Some(agent.to_owned()), ..PastTalk::default() };
        self.leg(at, queue, Some(wait_s), LegEnd::Answered(talk));
        self.talking = Some((agent.to_owned(), at));
    }

    /// A talk that was told before is not told again; one whose beginning is missing began as long ago as it says.
    fn complete(&mut self, at: DateTime<Utc>, queue: &str, agent: &str, told: Talk, handed_on: bool) {
        if self.talking.take().is_none() {
            if self.waiting.is_none() && !self.legs.is_empty() {
                return;
            }
            self.answer(at - TimeDelta::seconds(told.talk_s.into()), queue, agent, told.wait_s);
            self.talking = None;
        }
        if let Some(Leg { end: LegEnd::Answered(talk), .. }) = self.legs.last_mut() {
            talk.talk_ms = u64::from(told.talk_s) * 1_000;
            talk.handed_on = handed_on;
        }
    }

    fn leave(&mut self, at: DateTime<Utc>, queue: &str, exit: Exit, wait_s: Option<u32>) {
        if self.waiting.is_some() || self.legs.is_empty() {
            self.leg(at, queue, wait_s, LegEnd::Left(exit));
        }
    }

    /// A wait is over, which may have begun before the record.
    fn leg(&mut self, at: DateTime<Utc>, queue: &str, wait_s: Option<u32>, end: LegEnd) {
        let told = TimeDelta::seconds(wait_s.unwrap_or_default().into());
        let offered_at = self.waiting.take().map_or(at - told, |(_, since)| since);
        self.first = self.first.min(offered_at);
        let wait_ms = wait_s.map_or_else(|| between_ms(offered_at, at), |wait_s| u64::from(wait_s) * 1_000);
        self.legs.push(Leg { queue: Some(queue.to_owned()), offered_at, wait_ms, end });
    }

    fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.is_in_no_queue() && now - self.last > LATER
    }

    fn is_in_no_queue(&self) -> bool {
        self.waiting.is_none() && self.talking.is_none()
    }

    fn over(mut self) -> Option<PastCall> {
        if let Some((queue, _)) = self.waiting.clone() {
            let exit = Exit::Failed { what: "the switch was started anew".into() };
            self.leg(self.last, &queue, None, LegEnd::Left(exit));
        }
        let course = match (self.legs.is_empty(), self.refused) {
            (false, _) => Course::Offered(self.legs),
            (true, Some((exit, queue))) => Course::Unoffered { exit, queue: Some(queue) },
            (true, None) => return None,
        };
        let number = PhoneNumber::new(self.number);
        Some(PastCall {
            name: self.name,
            number,
            customer: None,
            service: None,
            entered_at: self.first,
            course,
        })
    }
}

/// How a caller left a queue without an answer, and after which wait, s.
fn leaving(what: What<'_>) -> Option<(Exit, Option<u32>)> {
    let refused = |why| Some((Exit::Refused { why }, None));
    match what {
        What::Abandon(wait) => Some((Exit::Abandoned, wait.wait_s)),
        What::ExitWithTimeout(wait) => Some((Exit::TimedOut, wait.wait_s)),
        What::ExitEmpty(wait) => Some((Exit::LeftEmpty, wait.wait_s)),
        What::ExitWithKey { key, wait } => Some((Exit::KeyExit { key: key.to_owned() }, wait.wait_s)),
        What::Withdraw { wait, .. } => Some((Exit::Withdrawn, wait.wait_s)),
        What::AgentDump | What::SysCompat => {
            Some((Exit::Failed { what: "the caller was let go".into() }, None))
        }
        What::Other { event: "LEAVEEMPTY", .. } => Some((Exit::LeftEmpty, None)),
        What::Other { event: "FULL", .. } => refused(RefusedWhy::Full),
        What::Other { event: "CLOSED", .. } => refused(RefusedWhy::Closed),
        What::Other { event: "JOINEMPTY", .. } => refused(RefusedWhy::NobodySignedIn),
        _ => None,
    }
}
