//! A caller who goes from queue to queue while nobody watches: each stay in a queue is a call of its own, by whatever it is known afterwards.

use std::fs;

use hotdesk::{
    domain::{CallId, QueueId},
    switch::{
        Asterisk, Happened, Service, SwitchCommand,
        asterisk::{Access, Told},
    },
};
use tokio::sync::oneshot;

use super::{
    exchange::{Exchange, Release, config},
    recovery::{Relay, Watcher, check_each_once, is_survey, over, record},
};

/// Whoever waits in vain comes to the same queue again, and then to another one.
const OVERFLOWS: &str = "[public]\nexten => overflows,1,Answer(,i)\n \
    same => n,Queue(hotline,tT,,,3)\n same => n,Queue(hotline,tT,,,3)\n same => n,Queue(keys,tT)\n same => n,Hangup()\n";

/// Agent 8001 serves only where the caller comes last.
async fn serves_the_last_queue(watcher: &Watcher) {
    let (queues, how) = (vec!["english".into()], Service::Open);
    let command = SwitchCommand::Serve { agent: "8001".into(), name: "Anna".into(), queues, how };
    let (answer, answered) = oneshot::channel();
    watcher.link.commands.send((command, answer)).await.expect("the link lives");
    assert_eq!(answered.await, Ok(Ok(())));
}

/// What was told of each call, in the order in which they entered: its id, its queue, and how it ended or that it talks.
fn stays(watcher: &Watcher) -> Vec<(CallId, QueueId, &'static str)> {
    let mut stays = Vec::new();
    for event in &watcher.told {
        let word = match &event.what {
            Happened::Queued { call, queue, .. } => {
                stays.push((*call, queue.clone(), "waits"));
                continue;
            }
            Happened::Answered { agent, .. } if agent.as_str() == "8001" => "talks",
            Happened::Left { .. } => "left",
            Happened::HungUp { .. } => "over",
            _ => continue,
        };
        let stay = stays.iter_mut().find(|(call, ..)| event.what.call() == Some(*call));
        stay.expect("it has entered").2 = word;
    }
    stays
}

#[tokio::test]
async fn each_stay_while_nobody_watched_is_a_call_of_its_own() {
    let dialplan = fs::read_to_string(config().join("extensions.conf")).expect("the configuration");
    let files = [("extensions.conf", dialplan.replacen("[public]\n", OVERFLOWS, 1))];
    let Some(mut exchange) = Exchange::start_with(Release::Newest, &files) else { return };
    exchange.answers().await;
    exchange.phone(8001, "phone", 200);
    let relay = Relay::to(exchange.port()).await;
    let access = Access { address: relay.address.clone(), ..exchange.access() };
    let asterisk = Asterisk::new(access).recording(Some(record(&exchange, Told::default())));
    let mut watcher = Watcher::up(asterisk).await;
    serves_the_last_queue(&watcher).await;
    exchange.call("07700900001", "overflows");
    let first = watcher.enters().await;
    watcher.until("the queue", |happened| matches!(happened, Happened::Queued { .. })).await;
    relay.cut();
    watcher.until("the loss", |happened| matches!(happened, Happened::LinkLost)).await;
    exchange.check_log(&[("EXITWITHTIMEOUT", 2), ("CONNECT", 1)]).await;
    relay.mend();
    let surveyed = watcher.until("a survey", is_survey).await;
    let told = stays(&watcher);
    let ways: Vec<_> = told.iter().map(|(_, queue, how)| (queue.as_str(), *how)).collect();
    assert_eq!(ways, [("private", "left"), ("private", "left"), ("english", "talks")]);
    assert_eq!(told[0].0, first);
    let Happened::Surveyed { calls, .. } = surveyed.what else { panic!("it is a survey") };
    let found: Vec<_> = calls.iter().map(|found| (found.call, found.queue.clone())).collect();
    assert_eq!(found, [(told[2].0, Some("english".into()))], "the survey means the last stay");
    exchange.end_talks().await;
    watcher.until("the end", over).await;
    assert_eq!(stays(&watcher).last().map(|stay| stay.2), Some("over"));
    check_each_once(&watcher.told);
    watcher.records_agree(&exchange).await;
}
