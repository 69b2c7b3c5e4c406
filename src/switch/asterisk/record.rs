//! Asterisk's own record of its queues, the `queue_log`, beside what the link tells: what was missed is recovered from it, and what is told is
//! held against it. It must not know how the link talks.
//!
//! ```text
//! link ─▶ SwitchEvent ─────────────┬──────────────▶ the desk        told:     what was told of calls until now
//!  ▲         │ held until surveyed │ recovered                      recovery: lines over that, as events
//!  │stays    ▼                     │                                audit:    both sides caller by caller
//! queue_log ─┴─▶ past ─▶ recovery ─┘   tail ─▶ audit ─▶ Miscounted
//! ```
//!
//! Which stay in our queues a caller is in, and so which call, has one rule: what was told, and the lines since. The link asks for it before it
//! tells a survey, and recovery goes by it.
//!
//! While the link is away nothing is made up: phones and queues go on, and when the link has surveyed the switch again, the lines since it
//! was heard last are told first, marked as recovered. After a restart of ours that moment is known from our own log ([`Told`]).

use std::{
    collections::{HashMap, HashSet},
    io, mem,
    path::PathBuf,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{
    sync::{mpsc, oneshot},
    task::spawn_blocking,
    time::{Instant, Interval, MissedTickBehavior, interval, sleep},
};

use super::{link::Asked, names::Names};
use crate::{
    domain::CallId,
    import::queue_log::Entry,
    switch::{CommandRefused, Found, Happened, Member, SwitchCommand, SwitchEvent},
};

mod audit;
mod ledger;
mod past;
mod recovery;
mod steps;
mod tail;
mod told;

#[cfg(test)]
mod tests;

pub use audit::Audit;
pub use ledger::{Counts, Ledger, Way};
pub use recovery::Recovery;
use tail::Tail;
pub use told::Told;

/// How often the file is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How far before the last that was heard lines are read: a broken connection is silent before it is found to be broken.
const MARGIN: TimeDelta = TimeDelta::seconds(60);
/// How often the lines of calls that are gone are looked for: they are written a moment after they are told.
const LOOKS: usize = 8;
/// The pause between.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// Events that may wait for the desk or for us.
pub const ROOM: usize = 1024;

/// A queue_log, and what was told before we began.
#[derive(Clone, Debug)]
pub struct Record {
    /// Where it is.
    pub path: PathBuf,
    /// What was told of calls until now.
    pub told: Told,
}

/// The ways in and out of a keeper.
pub struct Ways {
    /// What the link tells.
    pub from_link: mpsc::Receiver<SwitchEvent>,
    /// What the desk is told.
    pub to_desk: mpsc::Sender<SwitchEvent>,
    /// What the desk asks for.
    pub from_desk: mpsc::Receiver<Asked>,
    /// What the link is asked for.
    pub to_link: mpsc::Sender<Asked>,
    /// What the link asks.
    pub questions: mpsc::Receiver<Question>,
}

/// What a link wants to know before it tells a survey.
pub struct Question {
    /// How far the clock of the switch is ahead of ours, where that is too far.
    pub ahead: TimeDelta,
    /// The way back for the answer: which stay in our queues callers are in, or were in last, by their `Uniqueid`; from 0.
    pub answer: oneshot::Sender<HashMap<String, u32>>,
}

/// Stands between the link and the desk.
pub struct Keeper {
    names: Names,
    told: Told,
    audit: Audit,
    ways: Ways,
    /// Away while the reading goes on elsewhere.
    tail: Option<Tail>,
    /// How far the clock that the lines are written by is ahead of ours.
    ahead: TimeDelta,
    look: Interval,
    /// What the link tells before its survey; none once it is surveyed.
    held: Option<Vec<SwitchEvent>>,
    /// When the record was read last, and the calls that are over by it: what the link tells of them from before then is late.
    closed: Option<(DateTime<Utc>, HashSet<CallId>)>,
    /// The time at which it began, by the clock of the system and by the one that is never set.
    begun: (DateTime<Utc>, Instant),
    /// Whether the file could be read at the last look; that it can at the first one is nothing new.
    readable: bool,
}

/// Nobody is left to tell.
struct Nobody;

impl Keeper {
    /// One that has told nothing yet.
    pub fn new(names: Names, record: Record, ways: Ways) -> Self {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            audit: Audit::new(names.clone()),
            names,
            told: record.told,
            ways,
            tail: Some(Tail::new(record.path)),
            ahead: TimeDelta::zero(),
            look,
            held: Some(Vec::new()),
            closed: None,
            begun: (Utc::now(), Instant::now()),
            readable: true,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.begun.0 + self.begun.1.elapsed()
    }

    /// Runs until the link or the desk has dropped its end.
    pub async fn run(mut self) {
        while self.step().await.is_ok() {}
    }

    async fn step(&mut self) -> Result<(), Nobody> {
        tokio::select! {
            event = self.ways.from_link.recv() => self.heard(event.ok_or(Nobody)?).await,
            asked = self.ways.from_desk.recv() => self.asked(asked.ok_or(Nobody)?).await,
            Some(question) = self.ways.questions.recv() => self.stays(question).await,
            _ = self.look.tick() => self.look().await,
        }
    }

    /// Passes a command on. Agents are known in the record by the names that they are given here. What is asked before a survey is told may
    /// be about calls that are over by it: only how agents serve is kept then.
    async fn asked(&mut self, (command, answer): Asked) -> Result<(), Nobody> {
        match &command {
            SwitchCommand::Serve { agent, name, .. } => self.told.member(name, agent),
            _ if self.held.is_some() => {
                // Whoever asked may have gone without waiting for the answer.
                let _ = answer.send(Err(CommandRefused::Away));
                return Ok(());
            }
            _ => {}
        }
        self.ways.to_link.send((command, answer)).await.map_err(|_| Nobody)
    }

    /// Tells a survey, and what was missed before it.
    async fn surveyed(
        &mut self,
        event: SwitchEvent,
        calls: &[Found],
        members: &[Member],
    ) -> Result<(), Nobody> {
        members.iter().for_each(|member| self.told.member(&member.name, &member.agent));
        let held = self.held.replace(Vec::new()).unwrap_or_default();
        self.catch_up(event.at, calls, held).await?;
        while let Ok(asked) = self.ways.from_desk.try_recv() {
            self.asked(asked).await?;
        }
        self.held = None;
        self.tell(event).await
    }

    async fn heard(&mut self, event: SwitchEvent) -> Result<(), Nobody> {
        match (&event.what, &mut self.held) {
            (Happened::LinkLost, _) => {
                self.held = Some(Vec::new());
                self.tell(event).await
            }
            (Happened::LinkBack, _) | (_, None) => self.tell(event).await,
            (Happened::Surveyed { calls, members }, Some(_)) => {
                let (calls, members) = (calls.clone(), members.clone());
                self.surveyed(event, &calls, &members).await
            }
            (_, Some(held)) => {
                held.push(event);
                Ok(())
            }
        }
    }

    /// Tells what was missed, then what the survey has to tell beside its list.
    async fn catch_up(
        &mut self,
        now: DateTime<Utc>,
        found: &[Found],
        held: Vec<SwitchEvent>,
    ) -> Result<(), Nobody> {
        let missed = self.missed(now, found).await;
        tracing::info!(events = missed.len(), since = ?self.told.until(), "recovered from the queue_log");
        let is_end = |event: &&SwitchEvent| {
            matches!(
                event.what,
                Happened::HungUp { .. } | Happened::Left { .. } | Happened::SelfServed { .. }
            )
        };
        let over = missed.iter().filter(is_end).filter_map(|event| event.what.call());
        let is_found = |call: &CallId| found.iter().any(|found| found.call == *call);
        self.closed = Some((now, over.filter(|call| !is_found(call)).collect()));
        for event in missed {
            self.tell(event).await?;
        }
        for event in held {
            // The survey tells all whom it has found; those who were told before have entered once.
            let is_told = matches!(&event.what, Happened::Entered { call, .. } if self.told.is_live(*call));
            if !is_told {
                self.tell(event).await?;
            }
        }
        Ok(())
    }

    /// Answers which stays callers are in, by all that the link has told before it asked.
    async fn stays(&mut self, question: Question) -> Result<(), Nobody> {
        while let Ok(event) = self.ways.from_link.try_recv() {
            self.heard(event).await?;
        }
        self.ahead = question.ahead;
        let stays = self.fold(&[], |recovery| recovery.stays()).await;
        // The connection may be gone by now.
        let _ = question.answer.send(stays.unwrap_or_default());
        Ok(())
    }

    /// What the record tells beyond what was told.
    async fn missed(&mut self, now: DateTime<Utc>, found: &[Found]) -> Vec<SwitchEvent> {
        let mut looks = 1;
        loop {
            match self.fold(found, move |recovery| (recovery.unexplained(), recovery.events(now))).await {
                Some((unexplained, _)) if unexplained > 0 && looks < LOOKS => sleep(LOOK_AGAIN).await,
                Some((_, events)) => return events,
                None => return Vec::new(),
            }
            looks += 1;
        }
    }

    /// Folds the record since the switch was heard last; none where it cannot be read, or nothing was ever told.
    async fn fold<T: Send + 'static>(
        &mut self,
        found: &[Found],
        what: impl FnOnce(Recovery<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let (until, path) = (self.told.until()?, self.tail.as_ref()?.path().to_owned());
        let (names, found, ahead) = (self.names.clone(), found.to_vec(), self.ahead);
        let told = mem::take(&mut self.told);
        let reading = spawn_blocking(move || {
            let mut recovery = Recovery::new(&names, &told, &found);
            let read = past::since(&path, until - MARGIN + ahead, |entry| recovery.take(&ours(entry, ahead)));
            (read.map(|()| what(recovery)), told)
        });
        // The reading neither panics nor is it stopped.
        let (read, told) = reading.await.ok()?;
        self.told = told;
        read.inspect_err(
            |error| tracing::warn!(%error, "the queue_log cannot be read, so nothing is recovered"),
        )
        .ok()
    }

    async fn tell(&mut self, event: SwitchEvent) -> Result<(), Nobody> {
        if self.is_late(&event) {
            return Ok(());
        }
        self.told.told(&event);
        let now = self.now();
        self.audit.told(now, &event);
        self.ways.to_desk.send(event).await.map_err(|_| Nobody)
    }

    /// Whether it is about a call that is over by the record, from before that was read.
    fn is_late(&self, event: &SwitchEvent) -> bool {
        let Some((read_at, calls)) = &self.closed else { return false };
        !event.recovered
            && event.at <= *read_at
            && event.what.call().is_some_and(|call| calls.contains(&call))
    }

    /// Reads what was written, and tells differences that have lasted.
    async fn look(&mut self) -> Result<(), Nobody> {
        let Some(mut tail) = self.tail.take() else { return Ok(()) };
        // The reading neither panics nor is it stopped.
        let Ok((read, tail)) = spawn_blocking(move || (tail.look(), tail)).await else { return Err(Nobody) };
        let notice = self.notice(&read, &tail);
        self.tail = Some(tail);
        self.read(&read.unwrap_or_default());
        let now = self.now();
        let differences = self.audit.differences(now);
        for what in notice.into_iter().chain(differences) {
            self.tell(SwitchEvent::new(now, what)).await?;
        }
        Ok(())
    }

    fn read(&mut self, lines: &[u8]) {
        let now = self.now();
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            match Entry::parse(&String::from_utf8_lossy(line)) {
                Ok(entry) => self.audit.logged(now, &ours(&entry, self.ahead)),
                Err(error) => tracing::warn!(%error, "a line of the queue_log is left out"),
            }
        }
    }

    /// A change of whether the file can be read is told.
    fn notice(&mut self, read: &io::Result<Vec<u8>>, tail: &Tail) -> Option<Happened> {
        let was_readable = mem::replace(&mut self.readable, read.is_ok());
        let says = match read {
            Err(error) if was_readable => format!(
                "{} cannot be read ({error}), so calls are not counted twice and nothing can be recovered; check [switch.asterisk] queue_log, and that hotdesk may read it",
                tail.path().display()
            ),
            Ok(_) if !was_readable => format!("{} is read again", tail.path().display()),
            _ => return None,
        };
        Some(Happened::Noted { about: "queue_log".into(), says })
    }
}

/// A line as if it was written by our clock.
fn ours<'line>(entry: &Entry<'line>, ahead: TimeDelta) -> Entry<'line> {
    Entry { at: entry.at - ahead, ..*entry }
}
