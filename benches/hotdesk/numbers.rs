//! The fold that all numbers come from: facts a second, one core, and what an event costs where the numbers of a thousand agents are kept
//! while it happens.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use hotdesk::{
    domain::{Event, Floor},
    metrics::{Every, Fact, Fold, HandedOn, Interval, Missed, Periods, Promise, Today, Worked},
    report::{ByNumber, Name, Names},
};

use crate::{
    fold::busy_log,
    measure::{at, median, ratio, row, show_rate, show_spread, time},
};

const CALLS: usize = 1_000_000;
const AGENTS: usize = 300;
/// Callers who wait at the same time, and calls in which agents are.
const WAITING: usize = 20;
const TALKING: usize = 200;
/// Agents on the live floor.
const LIVE: u64 = 1_000;

/// Prints the rows.
pub fn run() {
    throughput();
    live();
}

fn throughput() {
    let mut names = Names::default();
    let queues: Vec<Name> = (0..5).map(|nth| names.of(&format!("queue-{nth}"))).collect();
    let agents: Vec<Name> = (0..AGENTS).map(|nth| names.of(&format!("PJSIP/{}", 7_001 + nth))).collect();
    let calls: Vec<u64> = (0..CALLS as u64).map(|nth| nth.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
    let facts = facts(&calls, &queues, &agents);
    let folded = median(5, || time(|| folded(&facts)));
    let summed = median(5, || time(|| summed(&facts)));
    row(
        &format!("fold of {} facts of calls into tallies of half hours, one core", facts.len()),
        &show_rate(facts.len(), folded),
        &format!("only their waits summed: {}", show_rate(facts.len(), summed)),
        ratio(folded, summed),
    );
}

/// Five facts of each call: callers come one a second, wait, ring, speak.
fn facts<'f>(
    calls: &'f [u64],
    queues: &'f [Name],
    agents: &'f [Name],
) -> Vec<(DateTime<Utc>, Fact<'f, ByNumber>)> {
    let mut facts = Vec::with_capacity(calls.len() * 5);
    for nth in 0..calls.len() + WAITING + TALKING {
        let at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(nth as i64);
        if let Some(call) = calls.get(nth) {
            facts.push((at, Fact::Entered { call, service: None }));
            facts.push((at, Fact::Offered { call, queue: &queues[nth % queues.len()] }));
        }
        if let Some((nth, call)) = nth.checked_sub(WAITING).and_then(|nth| Some((nth, calls.get(nth)?))) {
            let (agent, wait_ms) = (&agents[nth % agents.len()], Some(WAITING as u64 * 1_000));
            facts.push((at, Fact::RingTold { call, agent, ring_ms: 4_000, missed: Missed::No }));
            facts.push((at, Fact::Answered { call, agent, wait_ms }));
        }
        if let Some((nth, call)) =
            nth.checked_sub(WAITING + TALKING).and_then(|nth| Some((nth, calls.get(nth)?)))
        {
            let (agent, worked) = (&agents[nth % agents.len()], Worked::talk(TALKING as u64 * 1_000));
            facts.push((at, Fact::Talked { call, agent, worked, handed_on: HandedOn::No }));
        }
    }
    facts
}

fn folded(facts: &[(DateTime<Utc>, Fact<'_, ByNumber>)]) -> Periods<ByNumber> {
    let mut periods = Periods::new(Every::Minutes(30), Tz::UTC, Interval::ALL);
    let mut fold = Fold::new(Promise::default().into());
    for (at, fact) in facts {
        fold.apply(*at, fact.clone(), &mut periods);
    }
    periods
}

fn summed(facts: &[(DateTime<Utc>, Fact<'_, ByNumber>)]) -> u64 {
    let waits = facts.iter().map(|(_, fact)| match fact {
        Fact::Answered { wait_ms: Some(wait_ms), .. } => *wait_ms,
        _ => 0,
    });
    waits.sum()
}

fn live() {
    let events = busy_log(LIVE);
    let (mut today, mut floor) = (Today::new(Tz::UTC), Floor::default());
    let mut ours = each(&events, |at, event| today.apply(at, event));
    let mut bare = each(&events, |at, event| floor.apply(at, event).expect("the bench's log is legal"));
    let share = ratio(at(&mut ours, 0.5), at(&mut bare, 0.5));
    row(
        &format!("live numbers of {LIVE} agents, an event"),
        &show_spread(&mut ours),
        &format!("a bare floor: {}", show_spread(&mut bare)),
        share,
    );
}

/// How long each event takes.
fn each(events: &[(DateTime<Utc>, Event)], mut apply: impl FnMut(DateTime<Utc>, &Event)) -> Vec<Duration> {
    let timed = |(at, event): &(DateTime<Utc>, Event)| {
        let begin = Instant::now();
        apply(*at, event);
        begin.elapsed()
    };
    events.iter().map(timed).collect()
}
