//! How callers leave queues without an answer. Asterisk says that they are out, and then how, if the user reads the class `dialplan`.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Mapper, Moment, event,
    line::{Leaving, Line, Out, Stage},
    queue::why,
};
use crate::{
    domain::{Exit, RefusedWhy, RingEnd},
    switch::{Happened, SwitchEvent, asterisk::event::Channel},
};

/// How long the word may take by which it is known how a caller left; without it, the longest wait was over.
const WORD: TimeDelta = TimeDelta::seconds(1);
/// How long the dialplan may take to ring an agent for a caller whom we took out of a queue.
const RINGS: TimeDelta = TimeDelta::seconds(10);

impl Mapper {
    /// The caller is out of the queue without an answer. Only who asked for the hang-up has given up: the same is said of one whose longest
    /// wait is over, who was taken out, or with whom nobody was left.
    pub(super) fn abandoned(&mut self, moment: Moment, caller: &Channel) {
        let Some(line) = self.line_at(&caller.uniqueid) else { return };
        let told: Vec<_> = match line.ender() {
            Some(by) if matches!(line.stage, Stage::Waiting(_)) => {
                line.end_rings(moment.at, why(by)).into_iter().chain(line.end(moment.at, by)).collect()
            }
            _ => {
                line.leaving = Some(Leaving::Rule);
                line.end_rings(moment.at, RingEnd::Withdrawn).into_iter().chain(line.out(moment)).collect()
            }
        };
        self.out.extend(told);
    }

    /// The caller is out of the queue: with an answer, which is told next, or without. While phones ring, that is open.
    pub(super) fn left(&mut self, moment: Moment, caller: &Channel) {
        // Of one who is out without an answer that was said before; where such a caller is by now is no key.
        let Some(line) = self.line_at(&caller.uniqueid).filter(|line| line.out.is_none()) else { return };
        line.leaving = Some(match caller.extension.as_str() {
            "" => Leaving::Rule,
            key if key != line.extension => Leaving::Key(key.to_owned()),
            _ => Leaving::Rule,
        });
        if line.rings.iter().all(|ring| ring.missed) {
            let mut told = line.end_rings(moment.at, RingEnd::NoAnswer);
            told.extend(line.out(moment));
            self.out.extend(told);
        }
    }

    /// The dialplan goes on with a caller: into a queue, or at the key by which one was left. Asterisk 16 tells the key only so, and says
    /// nothing else of how the queue was left.
    pub(super) fn stepped(&mut self, at: DateTime<Utc>, caller: Channel, queue: Option<String>) {
        let told = self.line_at(&caller.uniqueid).map(|line| line.left_for(at, &caller.extension));
        self.out.extend(told.into_iter().flatten());
        if let Some(queue) = queue {
            self.doors.insert(caller.uniqueid, queue);
        }
    }

    /// How a caller got out of a queue, or was not let in.
    pub(super) fn queue_status(&mut self, at: DateTime<Utc>, caller: &Channel, status: &str) {
        let Some(exit) = exit(status) else { return };
        let told = match self.line_at(&caller.uniqueid) {
            Some(line) if matches!(line.stage, Stage::Waiting(_)) => {
                let rings = line.end_rings(at, RingEnd::Withdrawn);
                rings.into_iter().chain(line.left_with(at, exit)).collect()
            }
            Some(line) if !matches!(line.stage, Stage::Greeting | Stage::Gone) => Vec::new(),
            _ => self.refused(at, caller, exit),
        };
        self.out.extend(told);
    }

    /// A caller who was not let into a queue: which, the step of the dialplan before has told.
    fn refused(&mut self, at: DateTime<Utc>, caller: &Channel, exit: Exit) -> Vec<SwitchEvent> {
        if !matches!(exit, Exit::Refused { .. }) {
            return Vec::new();
        }
        let Some(queue) = self.doors.remove(&caller.uniqueid) else {
            let says = format!("{} was not let into a queue; which one is not told", caller.name);
            return vec![event(at, Happened::Noted { about: "switch".into(), says })];
        };
        let Some(queue) = self.names.queues.get(&queue).cloned() else { return Vec::new() };
        let (_, entered) = self.place(at, caller, queue);
        let told = self.lines.get_mut(&caller.linkedid).and_then(|line| line.left_with(at, exit));
        entered.into_iter().chain(told).collect()
    }
}

impl Line {
    /// The caller has left the queue, if so: how is told at once for a key, else once it is known.
    pub fn out(&mut self, moment: Moment) -> Option<SwitchEvent> {
        if !matches!(self.stage, Stage::Waiting(_)) {
            return None;
        }
        match self.leaving.take()? {
            Leaving::Key(key) => self.left_with(moment.at, Exit::KeyExit { key }),
            Leaving::Rule => {
                self.out.get_or_insert(Out { at: moment.at, heard: moment.heard });
                None
            }
        }
    }

    /// The caller who was out of the queue is at this extension: that is a key if it is another one than before.
    fn left_for(&mut self, at: DateTime<Utc>, extension: &str) -> Vec<SwitchEvent> {
        let is_out = self.out.is_some() || self.leaving == Some(Leaving::Rule);
        let is_key = extension != self.extension && extension.chars().all(is_of_a_key);
        if !matches!(self.stage, Stage::Waiting(_)) || !is_out || extension.is_empty() || !is_key {
            return Vec::new();
        }
        let rings = self.end_rings(at, RingEnd::Withdrawn);
        rings.into_iter().chain(self.left_with(at, Exit::KeyExit { key: extension.to_owned() })).collect()
    }

    /// Tells that the caller has left by rule, if no word has come how.
    pub fn left_by(&mut self, now: DateTime<Utc>) -> Option<SwitchEvent> {
        let out = self.out.filter(|out| out.heard + WORD <= now)?;
        self.left_with(out.at, Exit::TimedOut)
    }

    /// The same, without waiting any longer.
    pub fn left_already(&mut self) -> Option<SwitchEvent> {
        let out = self.out?;
        self.left_with(out.at, Exit::TimedOut)
    }

    /// Tells that a caller has left whom we took out of the queue, and with whom no phone rings for long: the dialplan has not brought the
    /// caller to the agent, and who serves them now is not seen from here.
    pub fn lost_by(&mut self, now: DateTime<Utc>) -> Option<SwitchEvent> {
        if !self.is_taken || self.stage != Stage::Moving || !self.rings.is_empty() {
            self.lost = None;
            return None;
        }
        let lost = *self.lost.get_or_insert(now);
        if now - lost < RINGS {
            return None;
        }
        self.stage = Stage::Gone;
        Some(event(now, Happened::Left { call: self.call, exit: Exit::Withdrawn }))
    }

    /// The caller has left so, and goes on elsewhere in the dialplan; with an agent whom we asked to take the call, still as this call.
    fn left_with(&mut self, at: DateTime<Utc>, exit: Exit) -> Option<SwitchEvent> {
        let at = self.out.take().map_or(at, |out| out.at);
        self.leaving = None;
        if self.is_taken && matches!(exit, Exit::Withdrawn | Exit::TimedOut) {
            self.stage = Stage::Moving;
            return None;
        }
        self.stage = Stage::Gone;
        Some(event(at, Happened::Left { call: self.call, exit }))
    }
}

fn is_of_a_key(sign: char) -> bool {
    sign.is_ascii_digit() || matches!(sign, '*' | '#')
}

/// What the variable `QUEUESTATUS` means; none for a caller who was answered.
fn exit(status: &str) -> Option<Exit> {
    Some(match status {
        "TIMEOUT" => Exit::TimedOut,
        "LEAVEEMPTY" | "LEAVEUNAVAIL" => Exit::LeftEmpty,
        "WITHDRAW" => Exit::Withdrawn,
        "FULL" => Exit::Refused { why: RefusedWhy::Full },
        "JOINEMPTY" | "JOINUNAVAIL" => Exit::Refused { why: RefusedWhy::NobodySignedIn },
        _ => return None,
    })
}
