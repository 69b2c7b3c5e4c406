//! The ways out of a queue beside an answer, and queues that take nobody.

use hotdesk::switch::Service;

use crate::asterisk::{exchange::Release, line::Line};

through_each_release!(
    callers_leave_when_they_have_waited_longest,
    callers_leave_when_nobody_is_left,
    callers_are_refused_where_it_is_full_and_where_nobody_serves,
    callers_leave_by_a_key,
);

async fn callers_leave_when_they_have_waited_longest(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    let waits = line.call("07700900001", "short").await;
    line.over().await;
    assert_eq!(line.story(waits), ["entered", "queued private", "TimedOut"]);
    line.exchange.check_log(&[("EXITWITHTIMEOUT", 1), ("ABANDON", 0)]).await;
    line.records_agree().await;
}

async fn callers_leave_when_nobody_is_left(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone_that_rings(8001);
    line.serve_in("8001", &["lonely"], Service::Open).await;
    let left_alone = line.call("07700900001", "lonely").await;
    line.rings().await;
    line.serve_in("8001", &["lonely"], Service::Out).await;
    line.over().await;
    assert_eq!(line.story(left_alone).last().map(String::as_str), Some("LeftEmpty"));
    line.exchange.check_log(&[("ENTERQUEUE", 1), ("EXITEMPTY", 1)]).await;
    line.records_agree().await;
}

async fn callers_are_refused_where_it_is_full_and_where_nobody_serves(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.call("07700900001", "lonely");
    let refused = line.enters().await;
    line.over().await;
    assert_eq!(line.story(refused), ["entered", "Refused { why: NobodySignedIn }"]);
    let first = line.call("07700900002", "small").await;
    line.exchange.call("07700900003", "small");
    let second = line.enters().await;
    line.over().await;
    assert_eq!(line.story(second), ["entered", "Refused { why: Full }"]);
    line.hangs_up("07700900002").await;
    assert_eq!(line.story(first), ["entered", "queued small", "hung up Caller"]);
    line.exchange.check_log(&[("ENTERQUEUE", 1), ("ABANDON", 1)]).await;
    line.records_agree().await;
}

async fn callers_leave_by_a_key(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.call_and_press_1("07700900001", "keys");
    let presses = line.enters().await;
    line.over().await;
    assert_eq!(line.story(presses), ["entered", "queued english", "key 1"]);
    line.exchange.check_log(&[("EXITWITHKEY", 1), ("ABANDON", 0)]).await;
    line.records_agree().await;
}

#[tokio::test]
async fn a_caller_who_is_withdrawn_goes_on_elsewhere() {
    let Some(mut line) = Line::up().await else { return };
    let mut manager = line.manager().await;
    let call = line.call("07700900001", "hotline").await;
    let waits = manager.until("QueueCallerJoin", |_| true).await;
    let caller = waits.get("Channel").expect("a caller has a channel");
    manager.done("QueueWithdrawCaller", &[("Queue", "hotline"), ("Caller", caller)]).await;
    line.over().await;
    assert_eq!(line.story(call), ["entered", "queued private", "Withdrawn"]);
    line.exchange.check_log(&[("WITHDRAW", 1), ("ABANDON", 0)]).await;
    line.records_agree().await;
}
