//! An Asterisk that dies, and a link that begins in the middle of calls.

use hotdesk::{
    domain::Ender,
    switch::{Asterisk, CommandRefused, Happened, Service, Switch, SwitchCommand},
};

use crate::asterisk::{exchange::Release, line::Line};

through_each_release!(
    an_asterisk_that_dies_is_told_and_surveyed_when_it_is_back,
    a_new_link_finds_who_waits_and_who_speaks,
);

async fn an_asterisk_that_dies_is_told_and_surveyed_when_it_is_back(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.serve("8001", Service::Open).await;
    let call = line.call("07700900001", "hotline").await;
    line.answered().await;
    line.call("07700900003", "hotline").await;
    line.exchange.restart();
    line.until(|happened| matches!(happened, Happened::LinkLost)).await;
    assert_eq!(line.command(SwitchCommand::Hold { call }).await, Err(CommandRefused::Away));
    line.serve("8002", Service::Open).await;
    assert_eq!(line.surveyed().await, []);
    line.exchange.phone(8002, "phone", 200);
    let call = line.call("07700900002", "hotline").await;
    line.answered().await;
    line.hangs_up("07700900002").await;
    let story = ["entered", "queued private", "rings 8002", "answered 8002", "hung up Caller"];
    assert_eq!(line.story(call), story);
    line.records_agree().await;
}

async fn a_new_link_finds_who_waits_and_who_speaks(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.serve("8001", Service::Open).await;
    let talks = line.call("07700900001", "hotline").await;
    line.answered().await;
    let waits = line.call("07700900002", "hotline").await;
    line.link = Box::new(Asterisk::new(line.exchange.access())).start();
    let found = line.surveyed().await;
    let found: Vec<_> = found.into_iter().map(|found| (found.call, found.queue, found.agent)).collect();
    let private = || Some("private".into());
    assert_eq!(found, [(waits, private(), None), (talks, private(), Some("8001".into()))]);
    assert_eq!(line.command(SwitchCommand::HangUp { call: talks, by: Ender::Agent }).await, Ok(()));
    let ended = line.until(|happened| matches!(happened, Happened::HungUp { .. })).await;
    assert_eq!(ended, Happened::HungUp { call: talks, by: Ender::Agent });
    line.answered().await;
    line.hangs_up("07700900002").await;
    line.records_agree().await;
}
