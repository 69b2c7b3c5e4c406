use super::*;
use crate::switch::{
    SwitchEvent,
    asterisk::{
        block::Block,
        mapper::tests::{
            ASKS, CALLER, asks_to_hang_up, blind_transfer, called, check, check_after, connected,
            dial_answered, greeted, hangup, join, led, names, step, variable,
        },
    },
};

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn told(events: &[Block]) -> Vec<SwitchEvent> {
    let mut mapper = Mapper::new(names());
    events.iter().flat_map(|block| mapper.take(NOW, block).expect("it is typed")).collect()
}

#[test]
fn who_hangs_up_in_the_greeting_has_entered_and_reached_no_queue() {
    let events = [greeted(1, "hotline"), asks_to_hang_up(4, CALLER), hangup(4, CALLER)];
    check_after(&[], &events, &["entered", "hung up Caller"]);
    // The dialplan has ended it.
    check_after(&[], &[greeted(1, "hotline"), hangup(4, CALLER)], &["entered", "hung up System"]);
    check_after(&[], &[greeted(1, "not ours"), asks_to_hang_up(4, CALLER), hangup(4, CALLER)], &[]);
}

#[test]
fn who_stays_goes_on_in_the_queue_as_the_same_call() {
    let events = [greeted(1, "hotline"), greeted(3, "hotline"), join(5, CALLER)];
    check_after(&[], &events, &["entered", "queued private"]);
    let answer = [called(6, CALLER, "8001"), connected(8, CALLER, "8001")];
    check_after(&events, &answer, &["rings 8001", "answered 8001"]);
    let calls: Vec<_> = told(&events).iter().filter_map(|event| event.what.call()).collect();
    assert_eq!(calls, [call_id(CALLER, 0); 2]);
    assert_eq!(told(&[join(5, CALLER)])[0].what.call(), Some(calls[0]), "as without a greeting");
}

#[test]
fn who_is_not_let_in_after_the_greeting_is_refused() {
    let full = variable(3, CALLER, "QUEUESTATUS", "FULL");
    check_after(&[greeted(1, "hotline")], &[step(3, "hotline,tT"), full], &["Refused { why: Full }"]);
}

#[test]
fn who_goes_elsewhere_has_been_served_without_a_queue() {
    let elsewhere = [("Event", "QueueCallerJoin"), ("Uniqueid", CALLER), ("Queue", "not ours")];
    let dialled = dial_answered(3, Some(CALLER), "8002");
    for ends in [greeted(3, ""), dialled, elsewhere.into_iter().collect()] {
        let before = [greeted(1, "hotline")];
        check_after(&before, &[ends.clone(), asks_to_hang_up(4, CALLER), hangup(4, CALLER)], &["served"]);
        let again = told(&[greeted(1, "hotline"), ends, join(5, CALLER)]);
        let calls: Vec<_> = again.iter().filter_map(|event| event.what.call()).collect();
        let [first, second] = [0, 1].map(|visit| call_id(CALLER, visit));
        assert_eq!(calls, [first, first, second, second], "whoever comes to a queue later is another call");
    }
    check_after(&[], &[greeted(3, "")], &[]);
}

#[test]
fn who_was_in_a_queue_is_past_the_greeting() {
    let out = variable(9, CALLER, "QUEUESTATUS", "TIMEOUT");
    check_after(&[join(1, CALLER)], &[out, greeted(10, "hotline")], &["TimedOut"]);
    // Handed on to where the greeting is, at once or having asked, whatever is heard first.
    let (by, greets) = (blind_transfer(9, "hotline"), greeted(9, "hotline"));
    check(&[by.clone(), greets.clone(), join(12, CALLER)], &["to private", "queued private"]);
    check(&[greets, by, join(12, CALLER)], &["to private", "queued private"]);
    let asked = variable(5, ASKS, "HOTDESK_GREETING", "hotline");
    check(&[led(5, "hotline"), asked], &["asks private"]);
}

#[test]
fn a_recording_that_began_before_the_greeting_is_told_with_it() {
    let started = [("Event", "MixMonitorStart"), ("Uniqueid", CALLER)].into_iter().collect();
    check_after(
        &[started],
        &[greeted(1, "hotline"), join(3, CALLER)],
        &["entered", "recording Running", "queued private"],
    );
}
