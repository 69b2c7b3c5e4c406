//! Three records of the same calls: what hotdesk was told, Asterisk's `queue_log`, its CDR. They must agree on what happened and how
//! often, and on durations within a second: a wait lasts from joining a queue to the answer or the exit, a talk from the answer to its end.
//!
//! Calls that Asterisk had when it was killed are cut: it has written how they began and no more, neither their end nor a CDR, and what it
//! writes next is `QUEUESTART`. For us they are over then, or with the first survey after it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::{Duration, Instant},
};

use chrono::{DateTime, NaiveDateTime, Utc};
use hotdesk::{
    domain::{CallId, Event, Exit, Recorded},
    switch::{Happened, SwitchEvent},
};
use uuid::Uuid;

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
    /// By us: the agent's channel, of this `Uniqueid`, is up. No queue knows of it.
    Placed(String),
    Queued,
    Answered,
    HandedOn,
    Over,
    NotReached,
    Key(String),
    Elsewhere,
    Withdrawn,
    /// All calls but these are over.
    Surveyed(Vec<CallId>),
}

/// A survey is about no single one.
const NO_CALL: CallId = CallId(Uuid::nil());

impl Step {
    /// Of an event that the link has told.
    pub fn told(event: &SwitchEvent) -> Option<Self> {
        let (call, what) = match &event.what {
            Happened::Surveyed { calls, .. } => {
                (&NO_CALL, What::Surveyed(calls.iter().map(|found| found.call).collect()))
            }
            Happened::Entered { call, switch_ref, .. } => (call, What::Entered(switch_ref.clone())),
            Happened::Dialling { call, .. } => (call, placed(*call)),
            Happened::NotReached { call, .. } => (call, What::NotReached),
            Happened::Queued { call, .. } => (call, What::Queued),
            Happened::Answered { call, .. } => (call, What::Answered),
            Happened::Transferred { call, .. } => (call, What::HandedOn),
            Happened::HungUp { call, .. } => (call, What::Over),
            Happened::Left { call, exit: Exit::KeyExit { key } } => (call, What::Key(key.clone())),
            Happened::Left { call, exit: Exit::Withdrawn } => (call, What::Withdrawn),
            Happened::Left { call, .. } => (call, What::Elsewhere),
            _ => return None,
        };
        Some(Self { at: event.at, call: *call, what })
    }

    /// Of an event in the log of a server.
    pub fn logged(event: &Recorded) -> Option<Self> {
        let (call, what) = match &event.event {
            Event::CallEntered { call, switch_ref, .. } => (call, What::Entered(switch_ref.clone())),
            Event::CallDialled { call, .. } => (call, placed(*call)),
            Event::CallNotReached { call, .. } => (call, What::NotReached),
            Event::CallQueued { call, .. } => (call, What::Queued),
            Event::CallAnswered { call, .. } => (call, What::Answered),
            Event::CallTransferred { call, .. } => (call, What::HandedOn),
            Event::CallLeft { call, exit: Exit::KeyExit { key } } => (call, What::Key(key.clone())),
            Event::CallLeft { call, exit: Exit::Withdrawn } => (call, What::Withdrawn),
            Event::CallLeft { call, exit: Exit::TimedOut | Exit::LeftEmpty } => (call, What::Elsewhere),
            Event::CallEnded { call, .. } | Event::CallLeft { call, .. } => (call, What::Over),
            _ => return None,
        };
        Some(Self { at: event.at, call: *call, what })
    }
}

/// What the agent's channel of a call is called that we begin.
fn placed(call: CallId) -> What {
    What::Placed(format!("hotdesk-{call}"))
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
    /// When it, and its talk, was over; s since 1970.
    over: i64,
    is_cut: bool,
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
    /// By somebody's order.
    Withdrawn,
}

/// Stays by the `Uniqueid` of the caller's channel.
type Stays = BTreeMap<String, Vec<Stay>>;

/// Waits until all three agree on all calls that have entered and are over.
///
/// # Panics
/// When they do not.
pub async fn agree(exchange: &Exchange, steps: &[Step]) {
    let steps = &finished(steps);
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
    })
    .await;
    let presences = presences(steps);
    let theirs = theirs(&exchange.queue_log());
    let is_cut =
        |caller: &String| theirs.get(caller).is_some_and(|stays| stays.iter().any(|stay| stay.is_cut));
    settle("CDR", || {
        let cdr = cdr(&exchange.cdr());
        let alike = |(caller, (from, to)): (&String, &(i64, Option<i64>))| match cdr.get(caller) {
            Some((start, end)) => {
                !is_cut(caller) && near(*from, *start) && to.is_none_or(|to| near(to, *end))
            }
            None => is_cut(caller),
        };
        (presences.iter().all(alike), format!("ours {presences:#?}\nCDR {cdr:#?}"))
    })
    .await;
}

/// Waits until the `queue_log` has so many lines of these events.
pub async fn check_log(exchange: &Exchange, wanted: &[(&str, usize)]) {
    settle("queue_log", || {
        let log = exchange.queue_log();
        let count = |event: &str| log.iter().filter(|line| line[4] == event).count();
        let found: Vec<_> = wanted.iter().map(|(event, _)| (*event, count(event))).collect();
        (found == wanted, format!("found {found:?}, wanted {wanted:?}"))
    })
    .await;
}

/// Waits until a file says so: it is written a moment after its event is told.
///
/// # Panics
/// When it says something else in the end.
pub async fn settle(record: &str, look: impl Fn() -> (bool, String)) {
    let end = Instant::now() + PATIENCE;
    // A file tells nobody that it has grown.
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    loop {
        looks.tick().await;
        let (holds, found) = look();
        if holds {
            return;
        }
        assert!(Instant::now() < end, "the {record} says something else: {found}");
    }
}

/// With each survey all calls are over that it does not have.
fn finished(steps: &[Step]) -> Vec<Step> {
    let (mut all, mut open) = (Vec::new(), BTreeSet::new());
    for step in steps {
        match &step.what {
            What::Surveyed(calls) => {
                let over: Vec<_> = open.iter().filter(|call| !calls.contains(call)).copied().collect();
                open.retain(|call| !over.contains(call));
                all.extend(over.into_iter().map(|call| Step { at: step.at, call, what: What::Over }));
                continue;
            }
            What::Over | What::NotReached | What::Key(_) | What::Elsewhere | What::Withdrawn => {
                open.remove(&step.call);
            }
            _ => {
                open.insert(step.call);
            }
        }
        all.push(step.clone());
    }
    all
}

fn near(ours: i64, theirs: i64) -> bool {
    (ours - theirs).abs() <= 1
}

fn is_same(ours: &Stay, theirs: &Stay) -> bool {
    if theirs.is_cut {
        let answered =
            ours.exit == Left::Answered && theirs.exit == Left::Answered && near(ours.wait, theirs.wait);
        let waited = ours.exit == Left::Abandoned && theirs.exit == Left::NotYet;
        return (answered || waited) && ours.over + 1 >= theirs.over;
    }
    if ours.exit == Left::Answered && theirs.exit == Left::Withdrawn {
        // An agent took the caller out of turn: the phone is rung by the dialplan, of which the queue knows nothing. The CDR has all of it.
        return ours.wait + 1 >= theirs.wait;
    }
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
        if let What::Entered(caller) | What::Placed(caller) = what {
            callers.insert(*call, caller.clone());
            continue;
        }
        let caller = match callers.get(call) {
            Some(caller) => caller,
            // The agent's phone was never lifted.
            None if matches!(what, What::NotReached) => continue,
            None => panic!("{what:?} of a call that has not entered"),
        };
        let before = since.insert(*call, at.timestamp()).unwrap_or_default();
        let lasted = at.timestamp() - before;
        match (what, stays.get_mut(caller).and_then(|stays| stays.last_mut())) {
            (What::Queued, _) => stays.entry(caller.clone()).or_default().push(Stay::default()),
            (_, Some(stay)) if stay.exit == Left::NotYet => {
                (stay.exit, stay.wait, stay.over) = (left(what), lasted, at.timestamp());
            }
            // The talk of a queue's answer ends once; with whom a call was handed on to, no queue speaks.
            (What::HandedOn | What::Over, Some(stay)) if !stay.handed_on => {
                (stay.talk, stay.handed_on) = (lasted, matches!(what, What::HandedOn));
                stay.over = at.timestamp();
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
        What::Withdrawn => Left::Withdrawn,
        What::Over => Left::Abandoned,
        other => panic!("{other:?} is no way out of a queue"),
    }
}

fn theirs(log: &[Vec<String>]) -> Stays {
    let mut stays = Stays::new();
    for line in log {
        let [at, caller, _, _, event, rest @ ..] = &line[..] else { panic!("{line:?} is no line of a log") };
        let number = |place: usize| rest[place].parse::<i64>().unwrap_or_else(|_| panic!("{line:?}"));
        let at = at.parse::<i64>().unwrap_or_else(|_| panic!("{line:?}"));
        if event == "QUEUESTART" {
            stays.values_mut().flatten().filter(|stay| stay.over == 0).for_each(|stay| {
                (stay.over, stay.is_cut) = (at, true);
            });
        }
        if event == "ENTERQUEUE" {
            stays.entry(caller.clone()).or_default().push(Stay::default());
            continue;
        }
        let mut of_caller = stays.get_mut(caller).into_iter().flatten();
        // The end of a talk is written when the caller may have come to the next queue already.
        let is_open =
            |stay: &&mut Stay| stay.over == 0 && (stay.exit == Left::Answered) == ends_a_talk(event);
        let Some(stay) = of_caller.find(is_open) else { continue };
        match event.as_str() {
            "CONNECT" => (stay.exit, stay.wait) = (Left::Answered, number(0)),
            "ABANDON" => (stay.exit, stay.wait) = (Left::Abandoned, number(2)),
            "EXITWITHKEY" => (stay.exit, stay.wait) = (Left::Key(rest[0].clone()), number(3)),
            "EXITWITHTIMEOUT" | "EXITEMPTY" => (stay.exit, stay.wait) = (Left::Elsewhere, number(2)),
            "WITHDRAW" => (stay.exit, stay.wait) = (Left::Withdrawn, number(2)),
            "COMPLETECALLER" | "COMPLETEAGENT" => stay.talk = number(1),
            "BLINDTRANSFER" | "ATTENDEDTRANSFER" => (stay.talk, stay.handed_on) = (number(3), true),
            _ => continue,
        }
        if event != "CONNECT" {
            stay.over = at;
        }
    }
    stays
}

fn ends_a_talk(event: &str) -> bool {
    matches!(event, "COMPLETECALLER" | "COMPLETEAGENT" | "BLINDTRANSFER" | "ATTENDEDTRANSFER")
}

/// From when to when each caller was there, s; the end is not known of one who goes on in the dialplan, as an agent does who hears that
/// nobody was reached.
fn presences(steps: &[Step]) -> BTreeMap<String, (i64, Option<i64>)> {
    let mut callers = BTreeMap::new();
    let mut there = BTreeMap::new();
    for Step { at, call, what } in steps {
        if let What::Entered(caller) | What::Placed(caller) = what {
            callers.insert(*call, caller.clone());
            there.entry(caller.clone()).or_insert((at.timestamp(), None));
        } else if let Some((_, end)) = callers.get(call).and_then(|caller| there.get_mut(caller)) {
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
