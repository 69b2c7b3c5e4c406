//! The facts of the bank's call records. A row is a whole call: its facts are told at once, each with its own time.

use std::io::BufRead;

use chrono::TimeDelta;

use super::{BadLine, FileKeys, Reading, Strictness};
use crate::{
    import::bank::{BankCall, Outcome, Rows},
    metrics::{Fact, HandedOn, Leaving, Ledger},
};

/// Who answered where the record does not say.
const NO_SERVER: &str = "NO_SERVER";

/// Reads all rows.
pub fn read<K: FileKeys, L: Ledger<K>>(
    reading: &mut Reading<K, L>,
    reader: impl BufRead,
    strictness: Strictness,
) -> Result<(), BadLine> {
    for row in Rows::new(reader) {
        reading.so_far.lines += 1;
        match row {
            Ok(row) => tell(reading, &row),
            Err(bad) => reading.bad(bad.line, bad.why, strictness)?,
        }
    }
    Ok(())
}

fn tell<K: FileKeys, L: Ledger<K>>(reading: &mut Reading<K, L>, row: &BankCall) {
    if row.outcome == Outcome::Phantom {
        return;
    }
    let call = &K::call(&row.switch_ref());
    let queue = &reading.names.of(row.service.word());
    let entered_at = row.entered_at();
    reading.so_far.see(entered_at);
    reading.tell(entered_at, Fact::Entered { call, service: Some(queue) });
    if let Some(customer) = row.customer {
        reading.tell_caller(entered_at, call, &customer.0.to_string());
    }
    let Some(offered_at) = row.offered_at() else {
        let how = Leaving::AbandonedInGreeting;
        reading.tell(entered_at, Fact::Left { call, how, wait_ms: None });
        reading.tell(entered_at, Fact::NeverOffered { call, queue, how });
        return;
    };
    reading.tell(offered_at, Fact::Offered { call, queue });
    let answered_at = offered_at + TimeDelta::seconds(i64::from(row.wait_s));
    let wait_ms = Some(u64::from(row.wait_s) * 1_000);
    if row.outcome == Outcome::Hang {
        reading.tell(answered_at, Fact::Left { call, how: Leaving::Abandoned, wait_ms });
        return;
    }
    let agent = &reading.names.of(row.agent.as_ref().map_or(NO_SERVER, |agent| agent.as_str()));
    let over_at = answered_at + TimeDelta::seconds(i64::from(row.served_s));
    let talk_ms = u64::from(row.served_s) * 1_000;
    reading.tell(answered_at, Fact::Answered { call, agent, wait_ms });
    reading.tell(over_at, Fact::Talked { call, agent, talk_ms, handed_on: HandedOn::No });
    reading.so_far.see(over_at);
}
