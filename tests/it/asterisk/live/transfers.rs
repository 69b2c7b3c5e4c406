//! Calls that are handed on, by the desk and by the phone.

use hotdesk::{
    domain::{Ender, TransferTarget},
    switch::{Service, SwitchCommand},
};

use crate::asterisk::{exchange::Release, line::Line, phone::Phone};

through_each_release!(a_call_is_handed_on_to_a_queue_and_to_an_agent, a_call_is_handed_on_by_the_phone,);

async fn a_call_is_handed_on_to_a_queue_and_to_an_agent(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.exchange.phone(8002, "phone", 200);
    line.serve("8001", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    line.answered().await;
    line.serve("8001", Service::Paused("wrapup".into())).await;
    line.serve("8002", Service::Open).await;
    line.hand_on(call, "8001", TransferTarget::Queue { queue: "private".into() }).await;
    line.answered().await;
    line.hand_on(call, "8002", TransferTarget::Agent { agent: "8001".into() }).await;
    line.answered().await;
    assert_eq!(line.command(SwitchCommand::HangUp { call, by: Ender::Agent }).await, Ok(()));
    line.over().await;
    let story = [
        "entered",
        "queued private",
        "rings 8001",
        "answered 8001",
        "handed on from 8001 to queue private",
        "queued private",
        "rings 8002",
        "answered 8002",
        "handed on from 8002 to agent 8001",
        "rings 8001",
        "answered 8001",
        "hung up Agent",
    ];
    assert_eq!(line.story(call), story);
    line.exchange.check_log(&[("ENTERQUEUE", 2), ("CONNECT", 2), ("BLINDTRANSFER", 2)]).await;
    line.records_agree().await;
}

/// By SIP's REFER.
async fn a_call_is_handed_on_by_the_phone(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    let Some(mut phone) = Phone::register(&line.exchange, "8004").await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.serve("8004", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    phone.answers().await;
    line.answered().await;
    phone.does("transfer", &format!("sip:8001@127.0.0.1:{}", line.exchange.sip_port())).await;
    line.answered().await;
    line.hangs_up("07700900001").await;
    let story = [
        "entered",
        "queued private",
        "rings 8004",
        "answered 8004",
        "handed on from 8004 to agent 8001",
        "rings 8001",
        "answered 8001",
        "hung up Caller",
    ];
    assert_eq!(line.story(call), story);
    line.exchange.check_log(&[("ENTERQUEUE", 1), ("CONNECT", 1), ("BLINDTRANSFER", 1)]).await;
    line.records_agree().await;
}
