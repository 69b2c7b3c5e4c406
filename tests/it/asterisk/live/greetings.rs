//! Callers in the greeting before the queue, where the dialplan says so.

use hotdesk::switch::{Asterisk, Found, Service, Switch};

use crate::asterisk::{exchange::Release, line::Line};

through_each_release!(
    callers_hang_up_in_the_greeting_or_stay_and_are_answered,
    a_new_link_finds_who_hears_the_greeting,
);

async fn callers_hang_up_in_the_greeting_or_stay_and_are_answered(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.serve("8001", Service::Open).await;
    line.exchange.call("07700900001", "greeting");
    let hangs_up = line.enters().await;
    line.hangs_up("07700900001").await;
    assert_eq!(line.story(hangs_up), ["entered", "hung up Caller"]);
    let stays = line.call("07700900002", "greeted").await;
    line.answered().await;
    line.hangs_up("07700900002").await;
    let story = ["entered", "queued private", "rings 8001", "answered 8001", "hung up Caller"];
    assert_eq!(line.story(stays), story);
    line.exchange.check_log(&[("ENTERQUEUE", 1), ("CONNECT", 1), ("ABANDON", 0)]).await;
    line.records_agree().await;
}

async fn a_new_link_finds_who_hears_the_greeting(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.serve("8001", Service::Open).await;
    let talks = line.call("07700900001", "greeted").await;
    line.answered().await;
    line.exchange.call("07700900002", "greeting");
    let hears = line.enters().await;
    line.link = Box::new(Asterisk::new(line.exchange.access())).start();
    let found = line.surveyed().await;
    let place = |found: &Found| (found.call, found.queue.clone(), found.agent.clone());
    let found: Vec<_> = found.iter().map(place).collect();
    assert_eq!(found, [(hears, None, None), (talks, Some("private".into()), Some("8001".into()))]);
    line.hangs_up("07700900002").await;
    assert_eq!(line.story(hears).last().map(String::as_str), Some("hung up Caller"));
    line.hangs_up("07700900001").await;
    line.records_agree().await;
}
