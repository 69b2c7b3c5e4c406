//! Calls that are answered, not answered, rejected, and given up.

use hotdesk::{
    domain::{Ender, RingEnd},
    switch::{CommandRefused, Happened, Service, SwitchCommand},
};

use crate::asterisk::{exchange::Release, line::Line};

through_each_release!(
    a_call_is_answered_and_ended_by_either_side,
    callers_give_up_while_they_wait_and_while_it_rings,
    a_ring_that_nobody_answers_goes_on_and_one_that_is_rejected_too,
    a_phone_holds_and_resumes_and_the_desk_cannot,
    a_ring_is_stopped_for_the_reason_that_is_given,
);

async fn a_call_is_answered_and_ended_by_either_side(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone_that_hangs_up(8001, "phone", 200, 3_000);
    line.exchange.phone(8002, "phone", 200);
    line.serve("8002", Service::Open).await;
    let by_caller = line.call("07700900001", "hotline").await;
    line.answered().await;
    line.hangs_up("07700900001").await;
    let story = |agent: &str, by: &str| {
        ["entered", "queued private", &format!("rings {agent}"), &format!("answered {agent}"), by]
            .map(str::to_owned)
    };
    assert_eq!(line.story(by_caller), story("8002", "hung up Caller"));
    line.serve("8002", Service::Out).await;
    line.serve("8001", Service::Open).await;
    let by_agent = line.call("07700900002", "hotline").await;
    line.over().await;
    assert_eq!(line.story(by_agent), story("8001", "hung up Agent"));
    line.exchange
        .check_log(&[("ENTERQUEUE", 2), ("CONNECT", 2), ("COMPLETECALLER", 1), ("COMPLETEAGENT", 1)])
        .await;
    line.records_agree().await;
}

async fn callers_give_up_while_they_wait_and_while_it_rings(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    let waits = line.call("07700900001", "hotline").await;
    line.hangs_up("07700900001").await;
    assert_eq!(line.story(waits), ["entered", "queued private", "hung up Caller"]);
    line.exchange.phone_that_rings(8001);
    line.serve("8001", Service::Open).await;
    let rung = line.call("07700900002", "hotline").await;
    line.rings().await;
    line.hangs_up("07700900002").await;
    let story = ["entered", "queued private", "rings 8001", "ring ended 8001 CallerGone", "hung up Caller"];
    assert_eq!(line.story(rung), story);
    line.exchange.check_log(&[("ENTERQUEUE", 2), ("ABANDON", 2), ("CONNECT", 0)]).await;
    line.records_agree().await;
}

async fn a_ring_that_nobody_answers_goes_on_and_one_that_is_rejected_too(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone_that_rings(8001);
    line.serve_in("8001", &["hasty"], Service::Open).await;
    let call = line.call("07700900001", "hasty").await;
    line.until(|happened| matches!(happened, Happened::RingEnded { why: RingEnd::NoAnswer, .. })).await;
    line.serve_in("8001", &["hasty"], Service::Out).await;
    line.exchange.phone(8002, "phone_rejects", 200);
    line.serve_in("8002", &["hasty"], Service::Open).await;
    line.until(|happened| matches!(happened, Happened::RingEnded { why: RingEnd::Rejected, .. })).await;
    assert_eq!(line.command(SwitchCommand::Release { call }).await, Ok(()));
    line.over().await;
    assert_eq!(line.story(call).last().map(String::as_str), Some("hung up System"));
    line.records_agree().await;
}

async fn a_phone_holds_and_resumes_and_the_desk_cannot(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone_holds", 200);
    line.serve("8001", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    line.until(|happened| matches!(happened, Happened::Resumed { .. })).await;
    assert_eq!(line.command(SwitchCommand::Hold { call }).await, Err(CommandRefused::NotAble));
    let hang_up = SwitchCommand::HangUp { call, by: Ender::Agent };
    assert_eq!(line.command(hang_up.clone()).await, Ok(()));
    line.over().await;
    // Asterisk itself says that the caller ended it.
    let story =
        ["entered", "queued private", "rings 8001", "answered 8001", "held", "resumed", "hung up Agent"];
    assert_eq!(line.story(call), story);
    line.exchange.check_log(&[("COMPLETECALLER", 1)]).await;
    line.records_agree().await;
    // The caller's channel is gone when one who came later has come and gone.
    line.call("07700900099", "hotline").await;
    line.hangs_up("07700900099").await;
    assert_eq!(line.command(hang_up).await, Err(CommandRefused::NoCall(call)));
}

async fn a_ring_is_stopped_for_the_reason_that_is_given(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone_that_rings(8001);
    line.serve("8001", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    line.rings().await;
    let stop = SwitchCommand::StopRing { call, agent: "8001".into(), why: RingEnd::Rejected };
    assert_eq!(line.command(stop).await, Ok(()));
    let ended = line.until(|happened| matches!(happened, Happened::RingEnded { .. })).await;
    assert_eq!(ended, Happened::RingEnded { call, agent: "8001".into(), why: RingEnd::Rejected });
    line.hangs_up("07700900001").await;
    line.records_agree().await;
}
