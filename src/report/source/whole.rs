//! The facts of records that tell of whole calls: all facts of a call at once, each with its own time.

use std::io::BufRead;

use chrono::{DateTime, TimeDelta, Utc};

use super::{BadLine, FileKeys, Reading, Strictness};
use crate::{
    import::{BadRow, Course, Leg, LegEnd, PastCall, PastCalls, PastTalk, RecordFormat},
    metrics::{Fact, HandedOn, Leaving, Ledger, Worked},
};

/// Who answered where the record does not say.
const NO_SERVER: &str = "NO_SERVER";

/// Reads all calls.
pub fn read<K: FileKeys, L: Ledger<K>>(
    reading: &mut Reading<K, L>,
    format: &RecordFormat,
    reader: impl BufRead,
    strictness: Strictness,
) -> Result<(), BadLine> {
    let before = reading.so_far.lines;
    let mut calls = PastCalls::new(format, reader);
    for call in calls.by_ref() {
        match call {
            Ok(call) => tell(reading, &call),
            Err(BadRow { line, why, is_fatal: true }) => return Err(BadLine { line, why }),
            Err(bad) => reading.bad(bad.line, bad.why, strictness)?,
        }
    }
    reading.so_far.lines = before + calls.lines();
    reading.so_far.repeated += calls.repeated();
    Ok(())
}

/// Tells all of one call.
pub fn tell<K: FileKeys, L: Ledger<K>>(reading: &mut Reading<K, L>, past: &PastCall) {
    let call = &K::call(&past.name);
    let at = past.entered_at;
    let service = past.service.as_deref().map(|service| reading.names.of(service));
    reading.so_far.see(at);
    reading.tell(at, Fact::Entered { call, service: service.as_ref() });
    if let Some(caller) = past.caller() {
        reading.tell_caller(at, call, caller);
    }
    match &past.course {
        Course::SelfServed => reading.tell(at, Fact::SelfServed { call }),
        Course::Unoffered { exit, queue } => {
            let how = Leaving::from(exit);
            reading.tell(at, Fact::Left { call, how, wait_ms: None });
            if let Some(queue) = queue {
                let queue = &reading.names.of(queue);
                reading.tell(at, Fact::NeverOffered { call, queue, how });
            }
        }
        Course::Offered(legs) => {
            for (nth, leg) in legs.iter().enumerate() {
                if nth > 0 {
                    reading.tell(leg.offered_at, Fact::GoesOn { call });
                }
                tell_leg(reading, call, leg);
            }
        }
    }
}

fn tell_leg<K: FileKeys, L: Ledger<K>>(reading: &mut Reading<K, L>, call: &K::Call, leg: &Leg) {
    if let Some(queue) = &leg.queue {
        let queue = &reading.names.of(queue);
        reading.tell(leg.offered_at, Fact::Offered { call, queue });
    }
    let (over_at, wait_ms) = (later(leg.offered_at, leg.wait_ms), Some(leg.wait_ms));
    match &leg.end {
        LegEnd::Left(exit) => {
            reading.tell(over_at, Fact::Left { call, how: exit.into(), wait_ms });
            reading.so_far.see(over_at);
        }
        LegEnd::Answered(talk) => {
            let agent = &reading.names.of(talk.agent.as_deref().unwrap_or(NO_SERVER));
            let PastTalk { talk_ms, hold_ms, wrap_up_ms, .. } = *talk;
            let told = || (over_at, later(over_at, talk_ms.saturating_add(hold_ms)));
            let (answered_at, ended_at) = talk.spoken.unwrap_or_else(told);
            let handed_on = if talk.handed_on { HandedOn::Yes } else { HandedOn::No };
            let worked = Worked { talk_ms, hold_ms, wrap_up_ms };
            reading.tell(answered_at, Fact::Answered { call, agent, wait_ms });
            reading.tell(ended_at, Fact::Talked { call, agent, worked, handed_on });
            reading.so_far.see(ended_at);
        }
    }
}

fn later(at: DateTime<Utc>, ms: u64) -> DateTime<Utc> {
    let time = TimeDelta::try_milliseconds(i64::try_from(ms).unwrap_or(i64::MAX));
    time.and_then(|time| at.checked_add_signed(time)).unwrap_or(at)
}
