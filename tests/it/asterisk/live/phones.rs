//! Phones that register, act by themselves, get lost and come back.

use hotdesk::switch::{Happened, Service};

use crate::asterisk::{exchange::Release, line::Line, phone::Phone};

through_each_release!(
    a_phone_that_is_lost_is_not_rung_until_it_is_back,
    an_agent_answers_holds_resumes_and_hangs_up_at_the_phone,
    an_agent_who_is_taken_out_of_a_queue_on_the_switch_is_told,
);

async fn an_agent_answers_holds_resumes_and_hangs_up_at_the_phone(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    let Some(mut phone) = Phone::register(&line.exchange, "8004").await else { return };
    line.serve("8004", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    phone.answers().await;
    line.answered().await;
    for _ in 0..2 {
        phone.does("hold", "").await;
        line.until(|happened| matches!(happened, Happened::Held { .. })).await;
        phone.does("resume", "").await;
        line.until(|happened| matches!(happened, Happened::Resumed { .. })).await;
    }
    phone.does("hangup", "").await;
    line.over().await;
    let story = [
        "entered",
        "queued private",
        "rings 8004",
        "answered 8004",
        "held",
        "resumed",
        "held",
        "resumed",
        "hung up Agent",
    ];
    assert_eq!(line.story(call), story);
    line.exchange.check_log(&[("CONNECT", 1), ("COMPLETEAGENT", 1)]).await;
    line.records_agree().await;
}

async fn a_phone_that_is_lost_is_not_rung_until_it_is_back(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    let mut manager = line.manager().await;
    let Some(mut phone) = Phone::register(&line.exchange, "8004").await else { return };
    // Of one that Asterisk has never reached it does not tell that it is lost.
    manager.until("ContactStatus", |block| block.get("ContactStatus") == Some("Reachable")).await;
    line.serve_in("8004", &["private"], Service::Open).await;
    phone.lost();
    manager.until("QueueMemberStatus", |block| block.get("Status") == Some("5")).await;
    let call = line.call("07700900001", "hotline").await;
    phone.back().await;
    phone.answers().await;
    line.answered().await;
    line.hangs_up("07700900001").await;
    let story = ["entered", "queued private", "rings 8004", "answered 8004", "hung up Caller"];
    assert_eq!(line.story(call), story);
    line.records_agree().await;
}

async fn an_agent_who_is_taken_out_of_a_queue_on_the_switch_is_told(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    let mut manager = line.manager().await;
    line.serve_in("8001", &["private"], Service::Open).await;
    let member = [("Queue", "hotline"), ("Interface", "PJSIP/8001")];
    let is_told = |lacks: usize| move |happened: &Happened| matches!(happened, Happened::ServesElsewise { lacking, .. } if lacking.len() == lacks);
    manager.done("QueueRemove", &member).await;
    line.until(is_told(1)).await;
    manager.done("QueueAdd", &member).await;
    line.until(is_told(0)).await;
}
