//! Records of other systems: the calls in them, what is wrong with them, and their way into a server's log.

mod captures;
mod cut;
mod sent;
mod tables;

use chrono_tz::Tz;
use hotdesk::import::{LegEnd, PastCall, PastCalls, RecordFormat};

/// The door: what a record comes down to, and its bad lines.
pub fn read(format: &RecordFormat, text: &[u8]) -> (Vec<PastCall>, Vec<String>) {
    let (mut calls, mut bad) = (Vec::new(), Vec::new());
    for call in PastCalls::new(format, text) {
        match call {
            Ok(call) => calls.push(call),
            Err(row) => bad.push(row.to_string()),
        }
    }
    (calls, bad)
}

/// A call in one line: its name, then a word for each way through a queue, with the seconds of waiting, talk and hold.
pub fn line(call: &PastCall) -> String {
    let legs = call.legs().iter().map(|leg| {
        let (queue, wait) = (leg.queue.as_deref().unwrap_or("-"), leg.wait_ms / 1_000);
        match &leg.end {
            LegEnd::Left(exit) => format!("{queue} {wait} {exit:?}"),
            LegEnd::Answered(talk) => {
                let agent = talk.agent.as_deref().unwrap_or("?");
                let on = if talk.handed_on { " on" } else { "" };
                format!("{queue} {wait} {agent} {}+{}{on}", talk.talk_ms / 1_000, talk.hold_ms / 1_000)
            }
        }
    });
    let legs: Vec<String> = legs.collect();
    match legs.is_empty() {
        true => format!("{}: {:?}", call.name, call.course),
        false => format!("{}: {}", call.name, legs.join(", ")),
    }
}

pub fn lines(calls: &[PastCall]) -> Vec<String> {
    calls.iter().map(line).collect()
}

pub const CDR: RecordFormat = RecordFormat::Cdr(Tz::UTC);
pub const CEL: RecordFormat = RecordFormat::Cel(Tz::UTC);
