//! Calls out of turn, and calls that we begin.

use hotdesk::{
    domain::{AgentId, CallId, Ender, NotReached, PhoneNumber},
    switch::{Asterisk, CommandRefused, Happened, Switch, SwitchCommand},
};
use uuid::Uuid;

use crate::asterisk::{exchange::Release, line::Line};

through_each_release!(
    whom_we_call_may_be_engaged,
    a_call_that_we_begin_is_given_up_while_it_rings,
    a_new_link_finds_a_talk_that_we_began,
);

fn agent(name: &str) -> AgentId {
    name.into()
}

/// A call of ours to somebody whose phone is that of 8002.
fn originate() -> (CallId, SwitchCommand) {
    let call = CallId(Uuid::now_v7());
    let number = PhoneNumber::new("07700900050");
    (call, SwitchCommand::Originate { call, agent: agent("8001"), number })
}

/// Asterisk 16 cannot let go of a caller who waits.
#[tokio::test]
async fn a_waiting_call_is_put_first_and_taken_out_of_turn() {
    let Some(mut line) = Line::up().await else { return };
    let call = line.call("07700900001", "hotline").await;
    line.asks(SwitchCommand::Prioritise { call, priority: 9 }).await;
    let first = Happened::Prioritised { call, priority: 9 };
    line.until(|happened| *happened == first).await;
    line.exchange.phone(8002, "phone", 200);
    line.asks(SwitchCommand::Take { call, agent: agent("8002") }).await;
    line.answered().await;
    let waits_no_more = line.command(SwitchCommand::Prioritise { call, priority: 1 }).await;
    assert_eq!(waits_no_more, Err(CommandRefused::Refused("the caller does not wait any more".into())));
    line.asks(SwitchCommand::Note { call, agent: agent("8002"), text: "T-1|B201\nmore".into() }).await;
    line.exchange.check_log(&[("NOTE", 1)]).await;
    let note = line.exchange.queue_log().into_iter().find(|entry| entry[4] == "NOTE").expect("a note");
    assert_eq!(note[5], "T-1 B201 more");
    line.hangs_up("07700900001").await;
    let story = ["entered", "queued private", "rings 8002", "answered 8002", "hung up Caller"];
    assert_eq!(line.story(call), story);
    line.exchange.check_log(&[("WITHDRAW", 1), ("ABANDON", 0)]).await;
    line.records_agree().await;
}

async fn whom_we_call_may_be_engaged(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.exchange.phone(8002, "phone_rejects", 200);
    let (call, begin) = originate();
    line.asks(begin).await;
    let none = Happened::NotReached { call, why: NotReached::Busy };
    line.until(|happened| *happened == none).await;
    let is_dialling =
        |told: &Happened| matches!(told, Happened::Dialling { call: dialled, .. } if *dialled == call);
    assert!(line.told.iter().any(|event| is_dialling(&event.what)));
    line.records_agree().await;
}

async fn a_call_that_we_begin_is_given_up_while_it_rings(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone_that_rings(8001);
    let (call, begin) = originate();
    line.asks(begin).await;
    line.asks(SwitchCommand::HangUp { call, by: Ender::System }).await;
    let none = Happened::NotReached { call, why: NotReached::NotLifted };
    line.until(|happened| *happened == none).await;
    line.records_agree().await;
}

async fn a_new_link_finds_a_talk_that_we_began(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.exchange.phone(8002, "phone", 500);
    let (call, begin) = originate();
    line.asks(begin).await;
    let is_connected =
        |happened: &Happened| matches!(happened, Happened::Connected { call: begun, .. } if *begun == call);
    let connected = line.until(is_connected).await;
    line.link = Box::new(Asterisk::new(line.exchange.access())).start();
    assert_eq!(line.until(is_connected).await, connected);
    let found = line.surveyed().await;
    let found: Vec<_> = found.into_iter().map(|found| (found.call, found.queue, found.agent)).collect();
    assert_eq!(found, [(call, None, Some(agent("8001")))]);
    line.asks(SwitchCommand::HangUp { call, by: Ender::Agent }).await;
    let ended = Happened::HungUp { call, by: Ender::Agent };
    line.until(|happened| *happened == ended).await;
    line.records_agree().await;
}
