//! Three records of the same calls: what hotdesk was told, Asterisk's `queue_log`, its CDR. They must agree on what happened and how
//! often, and on durations within a second: a wait lasts from joining a queue to the answer or the exit, a talk from the answer to its end.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, NaiveDateTime, Utc};
use hotdesk::{
    domain::{CallId, Event, Exit, Recorded},
    switch::{Happened, SwitchEvent},
};

use super::exchange::{Exchange, PATIENCE};

/// What matters here of an event of ours, as told by the link or kept in the log.
#[derive(Clone, Debug)]
pub struct Step {
    at: DateTime<Utc>,
    call: CallId,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// By the channel of this `Uniqueid`.
    Entered(String),
    Queued,
    Answered,
    HandedOn,
    Over,
    Key(String),
    Elsewhere,
}

impl Step {
    /// Of an event that the link has told.
    pub fn told(event: &SwitchEvent) -> Option<Self> {
        let (call, what) = match &event.what {
            Happened::Entered { call, switch_ref, .. } => (call, What::Entered(switch_ref.clone())),
            Happened::Queued { call, .. } => (call, What::Queued),
            Happened::Answered { call, .. } => (call, What::Answered),
            Happened::Transferred { call, .. } => (call, What::HandedOn),
            Happened::HungUp { call, .. } => (call, What::Over),
            Happened::Left { call, exit: Exit::KeyExit { key } } => (call, What::Key(key.clone())),
            Happened::Left { call, .. } => (call, What::Elsewhere),
            _ => return None,
        };
        Some(Self { at: event.at, call: *call, what })
    }

    /// Of an event in the log of a server.
    pub fn logged(event: &Recorded) -> Option<Self> {
        let (call, what) = match &event.event {
            Event::CallEntered { call, switch_ref, .. } => (call, What::Entered(switch_ref.clone())),
            Event::CallQueued { call, .. } => (call, What::Queued),
            Event::CallAnswered { call, .. } => (call, What::Answered),
            Event::CallTransferred { call, .. } => (call, What::HandedOn),
            Event::CallLeft { call, exit: Exit::KeyExit { key } } => (call, What::Key(key.clone())),
            Event::CallLeft { call, exit: Exit::TimedOut | Exit::LeftEmpty | Exit::Withdrawn } => {
                (call, What::Elsewhere)
            }
            Event::CallEnded { call, .. } | Event::CallLeft { call, .. } => (call, What::Over),
            _ => return None,
        };
        Some(Self { at: event.at, call: *call, what })
    }
}

/// A stay in a queue, and the talk that came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stay {
    exit: Left,
    /// s
    wait: i64,
    /// s
    talk: i64,
    handed_on: bool,
}

/// How a caller left a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Left {
    #[default]
    NotYet,
    Answered,
    Abandoned,
    Key(String),
    /// By a rule of the queue.
    Elsewhere,
}

/// Stays by the `Uniqueid` of the caller's channel.
type Stays = BTreeMap<String, Vec<Stay>>;

/// Waits until all three agree on all calls that have entered and are over.
///
/// # Panics
/// When they do not.
#[track_caller]
pub fn agree(exchange: &Exchange, steps: &[Step]) {
    let ours = ours(steps);
    settle("queue_log", || {
        let theirs = theirs(&exchange.queue_log());
        let alike = ours.len() == theirs.len()
            && ours.iter().zip(&theirs).all(|((caller, ours), (other, theirs))| {
                caller == other
                    && ours.len() == theirs.len()
                    && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(ours, theirs))
            });
        (alike, format!("ours {ours:#?}\nqueue_log {theirs:#?}"))
    });
    let presences = presences(steps);
    settle("CDR", || {
        let cdr = cdr(&exchange.cdr());
        let alike = |(caller, (from, to)): (&String, &(i64, Option<i64>))| {
            let Some((start, end)) = cdr.get(caller) else { return false };
            (from - start).abs() <= 1 && to.is_none_or(|to| (to - end).abs() <= 1)
        };
        (presences.iter().all(alike), format!("ours {presences:#?}\nCDR {cdr:#?}"))
    });
}

/// Waits until the `queue_log` has so many lines of these events.
#[track_caller]
pub fn check_log(exchange: &Exchange, wanted: &[(&str, usize)]) {
    settle("queue_log", || {
        let log = exchange.queue_log();
        let count = |event: &str| log.iter().filter(|line| line[4] == event).count();
        let found: Vec<_> = wanted.iter().map(|(event, _)| (*event, count(event))).collect();
        (found == wanted, format!("found {found:?}, wanted {wanted:?}"))
    });
}

/// Waits until a file says so: it is written a moment after its event is told.
///
/// # Panics
/// When it says something else in the end.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "a file tells nobody that it has grown")]
pub fn settle(record: &str, look: impl Fn() -> (bool, String)) {
    let end = Instant::now() + PATIENCE;
    loop {
        let (holds, found) = look();
        if holds {
            return;
        }
        assert!(Instant::now() < end, "the {record} says something else: {found}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn is_same(ours: &Stay, theirs: &Stay) -> bool {
    let near = |ours: i64, theirs: i64| (ours - theirs).abs() <= 1;
    ours.exit == theirs.exit
        && ours.handed_on == theirs.handed_on
        && near(ours.wait, theirs.wait)
        && near(ours.talk, theirs.talk)
}

/// Asterisk counts whole seconds of the clock, and so do we here.
fn ours(steps: &[Step]) -> Stays {
    let mut stays = Stays::new();
    let mut callers = BTreeMap::new();
    let mut since = BTreeMap::new();
    for Step { at, call, what } in steps {
        if let What::Entered(caller) = what {
            callers.insert(*call, caller.clone());
            continue;
        }
        let caller = callers.get(call).unwrap_or_else(|| panic!("{what:?} of a call that has not entered"));
        let before = since.insert(*call, at.timestamp()).unwrap_or_default();
        let lasted = at.timestamp() - before;
        match (what, stays.get_mut(caller).and_then(|stays| stays.last_mut())) {
            (What::Queued, _) => stays.entry(caller.clone()).or_default().push(Stay::default()),
            (_, Some(stay)) if stay.exit == Left::NotYet => {
                (stay.exit, stay.wait) = (left(what), lasted);
            }
            // The talk of a queue's answer ends once; with whom a call was handed on to, no queue speaks.
            (What::HandedOn | What::Over, Some(stay)) if !stay.handed_on => {
                (stay.talk, stay.handed_on) = (lasted, matches!(what, What::HandedOn));
            }
            _ => {}
        }
    }
    stays
}

fn left(what: &What) -> Left {
    match what {
        What::Answered => Left::Answered,
        What::Key(key) => Left::Key(key.clone()),
        What::Elsewhere => Left::Elsewhere,
        What::Over => Left::Abandoned,
        other => panic!("{other:?} is no way out of a queue"),
    }
}

fn theirs(log: &[Vec<String>]) -> Stays {
    let mut stays = Stays::new();
    for line in log {
        let [_, caller, _, _, event, rest @ ..] = &line[..] else { panic!("{line:?} is no line of a log") };
        let number = |place: usize| rest[place].parse::<i64>().unwrap_or_else(|_| panic!("{line:?}"));
        if event == "ENTERQUEUE" {
            stays.entry(caller.clone()).or_default().push(Stay::default());
            continue;
        }
        let Some(stay) = stays.get_mut(caller).and_then(|stays| stays.last_mut()) else { continue };
        match event.as_str() {
            "CONNECT" => (stay.exit, stay.wait) = (Left::Answered, number(0)),
            "ABANDON" => (stay.exit, stay.wait) = (Left::Abandoned, number(2)),
            "EXITWITHKEY" => (stay.exit, stay.wait) = (Left::Key(rest[0].clone()), number(3)),
            "EXITWITHTIMEOUT" | "EXITEMPTY" | "WITHDRAW" => {
                (stay.exit, stay.wait) = (Left::Elsewhere, number(2));
            }
            "COMPLETECALLER" | "COMPLETEAGENT" => stay.talk = number(1),
            "BLINDTRANSFER" | "ATTENDEDTRANSFER" => (stay.talk, stay.handed_on) = (number(3), true),
            _ => {}
        }
    }
    stays
}

/// From when to when each caller was there, s; the end is not known of one who goes on in the dialplan.
fn presences(steps: &[Step]) -> BTreeMap<String, (i64, Option<i64>)> {
    let mut callers = BTreeMap::new();
    let mut there = BTreeMap::new();
    for Step { at, call, what } in steps {
        if let What::Entered(caller) = what {
            callers.insert(*call, caller.clone());
            there.entry(caller.clone()).or_insert((at.timestamp(), None));
        } else if let Some((_, end)) = there.get_mut(&callers[call]) {
            *end = matches!(what, What::Over).then_some(at.timestamp());
        }
    }
    there
}

/// From when to when each channel was up, s, by its `Uniqueid`: a caller who has spoken with several phones has several records.
fn cdr(rows: &[Vec<String>]) -> BTreeMap<String, (i64, i64)> {
    let mut channels = BTreeMap::new();
    for row in rows {
        let time = |column: usize| {
            let time = NaiveDateTime::parse_from_str(&row[column], "%Y-%m-%d %H:%M:%S");
            time.ok().map(|time| time.and_utc().timestamp())
        };
        let (Some(answer), Some(end)) = (time(10), time(11)) else { continue };
        let up = channels.entry(row[16].clone()).or_insert((answer, end));
        *up = (answer.min(up.0), end.max(up.1));
    }
    channels
}

/// The lines of a file, columns apart. Texts may stand in quotes, doubled within. A line that is being written is left for the next look.
pub fn whole_lines(path: &Path, separator: char) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| columns(line, separator)).collect()
}

fn columns(line: &str, separator: char) -> Vec<String> {
    let mut columns = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => columns.push(String::new()),
            letter => columns.last_mut().into_iter().for_each(|column| column.push(letter)),
        }
    }
    columns
}
