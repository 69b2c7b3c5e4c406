//! The record of the bank, counted against counts that somebody else made of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use hotdesk::{
    domain::{CallRecord, Exit},
    import::bank::{self, BankCall, Outcome, Service},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::shared;

#[test]
fn january_and_february_count_as_the_reference_says() {
    let Some(reference) = shared::json("vectors/bank_1999_reference.json") else { return };
    for month in ["1999-01", "1999-02"] {
        let Some(record) = shared::text(&format!("data/bank1999/{month}.tsv.gz")) else { return };
        let reading = bank::read(record.as_bytes());
        assert!(reading.bad.is_empty(), "{month}: {:?}", reading.bad);
        assert_eq!(counts(&reading.calls), reference["months"][month], "{month}");
    }
}

#[test]
fn a_line_that_cannot_be_read_is_counted_and_the_next_one_follows() {
    let long = "x".repeat(5000);
    let row = "AA0101\t1\t0\t0\tPS\t990101\t7:00:00\t7:00:09\t9\t0:00:00\t0:00:00\t0\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER";
    let text = format!("\"vru+line\"\tcall_id\r\n{row}\r\nnonsense\n{long}\n\n{row}");
    let reading = bank::read(text.as_bytes());
    assert_eq!(reading.calls.len(), 2);
    let bad: Vec<String> = reading.bad.iter().map(ToString::to_string).collect();
    let columns = "1 columns, not 17; check that they are separated by tabs";
    assert_eq!(bad, [format!("line 3: {columns}"), format!("line 4: {columns}")]);
}

proptest! {
    #[test]
    fn no_input_panics(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = bank::read(bytes.as_slice());
    }

    #[test]
    fn no_row_panics(
        times in proptest::collection::vec("-?[0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}|0:00:00", 6),
        numbers in proptest::collection::vec("-?[0-9]{1,11}", 5),
        date in "[0-9]{6}",
        (service, outcome, server) in ("PS|AA|NW|X", "AGENT|HANG|PHANTOM", "AG[0-9]{1,8}|NO_SERVER(~AG12)?"),
    ) {
        let row = [
            "AA0101", &numbers[0], "C000001", "2", &service, &date, &times[0], &times[1], &numbers[1], &times[2], &times[3],
            &numbers[2], &outcome, &times[4], &times[5], &numbers[3], &server,
        ];
        let reading = bank::read(row.join("\t").as_bytes());
        prop_assert_eq!(reading.calls.len() + reading.bad.len(), 1);
        for call in &reading.calls {
            if let (Some(record), Some(offered)) = (call.record(), call.offered_at()) {
                prop_assert!(record.entered_at <= offered);
            }
        }
    }
}

/// The counts of the reference, in its own words.
fn counts(calls: &[BankCall]) -> Value {
    let records: Vec<_> = calls.iter().filter_map(|call| Some((call, call.record()?))).collect();
    let offered = records.iter().filter(|(_, record)| record.queue.is_some());
    let (answered, abandoned): (Vec<_>, Vec<_>) = offered.partition(|(_, record)| record.exit.is_none());
    let waits = |within| answered.iter().filter(|(_, record)| record.wait_s <= within).count();
    let sum_wait =
        |records: &[&(&BankCall, CallRecord)]| records.iter().map(|(_, record)| record.wait_s).sum::<u32>();
    let mut talks: Vec<u32> = answered.iter().map(|(_, record)| record.talk_s).collect();
    talks.sort_unstable();
    let mut by_type = BTreeMap::new();
    for call in calls {
        *by_type.entry(code(call.service)).or_insert(0) += 1;
    }
    let (identified, repeated) = repeats(&answered);
    json!({
        "rows": calls.len(),
        "phantom": calls.iter().filter(|call| call.outcome == Outcome::Phantom).count(),
        "left_in_vru": records.iter().filter(|(_, record)| record.exit == Some(Exit::AbandonedInGreeting)).count(),
        "offered": answered.len() + abandoned.len(),
        "answered": answered.len(),
        "abandoned": abandoned.len(),
        "by_type": by_type,
        "answered_without_queueing": answered.iter().filter(|(call, _)| call.queue.is_none()).count(),
        "sum_wait_answered_s": sum_wait(&answered),
        "sum_wait_abandoned_s": sum_wait(&abandoned),
        "answered_within_20s": waits(20),
        "answered_within_60s": waits(60),
        "abandoned_within_5s": abandoned.iter().filter(|(_, record)| record.wait_s <= 5).count(),
        "longest_wait_s": records.iter().map(|(_, record)| record.wait_s).max(),
        "sum_service_s": talks.iter().sum::<u32>(),
        "median_service_s": f64::from(talks[(talks.len() - 1) / 2] + talks[talks.len() / 2]) / 2.0,
        "service_under_10s": talks.iter().filter(|&&talk_s| talk_s < 10).count(),
        "negative_vru_time": calls.iter().filter(|call| call.greeting_s < 0).count(),
        "identified_customers": calls.iter().filter_map(|call| call.customer).collect::<BTreeSet<_>>().len(),
        "distinct_agents": records.iter().filter_map(|(_, record)| record.agent.clone()).collect::<BTreeSet<_>>().len(),
        "identified_answered_calls": identified,
        "of_them_followed_by_another_within_7_days_in_the_same_month": repeated,
    })
}

/// How many answered calls are of identified customers, and how many of these are followed by another within seven days.
fn repeats(answered: &[&(&BankCall, CallRecord)]) -> (usize, usize) {
    let mut by_customer: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (call, _) in answered {
        if let Some(customer) = call.customer {
            by_customer.entry(customer).or_default().push(call.greeting.from);
        }
    }
    by_customer.values_mut().for_each(|times| times.sort_unstable());
    let followed = |times: &Vec<_>| {
        times
            .windows(2)
            .filter(|pair: &&[chrono::DateTime<_>]| pair[1] - pair[0] <= TimeDelta::days(7))
            .count()
    };
    (by_customer.values().map(Vec::len).sum(), by_customer.values().map(followed).sum())
}

fn code(service: Service) -> &'static str {
    match service {
        Service::Private => "PS",
        Service::English => "PE",
        Service::Internet => "IN",
        Service::Stocks => "NE",
        Service::Prospect => "NW",
        Service::Callback => "TT",
        Service::Other => "AA",
    }
}
