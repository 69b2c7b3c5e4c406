//! Callers in the greeting before the queue while nobody watches, and how the log of a server tells of them.

use chrono::DateTime;
use hotdesk::{
    domain::{CallId, Ender, Event, Exit, PhoneNumber},
    import::queue_log::Entry,
    switch::{
        Asterisk, Happened, SwitchEvent,
        asterisk::{Access, Block, Recovery, Told},
    },
};

use super::{
    agreement, desk,
    exchange::Exchange,
    manager::Manager,
    recovery::{Relay, Watcher, check_each_once, is_survey, log_agrees, logged, over, record},
};

/// What was told of a call, and whether it was recovered.
fn told_of(watcher: &Watcher, call: CallId) -> Vec<(Happened, bool)> {
    let of_call = watcher.told.iter().filter(|event| event.what.call() == Some(call));
    of_call.map(|SwitchEvent { what, recovered, .. }| (what.clone(), *recovered)).collect()
}

fn is_greeting(event: &Block) -> bool {
    event.get("Variable") == Some("HOTDESK_GREETING")
}

/// Waits until so many callers' channels are gone.
async fn are_gone(exchange: &Exchange, callers: usize) {
    agreement::settle("CDR", || {
        let rows = exchange.cdr();
        (rows.len() == callers, format!("{rows:#?}"))
    })
    .await;
}

/// What a record with these lines tells of a caller of whom this was told, and which stay it says that is.
fn recovered(told: Happened, lines: &[&str]) -> (Vec<Happened>, Option<u32>) {
    let at = |second| DateTime::from_timestamp(second, 0).expect("a time");
    let (names, mut before) = (super::names(), Told::default());
    before.told(&SwitchEvent::new(at(1_000), told));
    let read = || {
        let mut recovery = Recovery::new(&names, &before, &[]);
        lines.iter().for_each(|line| recovery.take(&Entry::parse(line).expect("a line")));
        recovery
    };
    let events = read().events(at(1_060)).into_iter().map(|event| event.what).collect();
    (events, read().stays().get("1.1").copied())
}

#[test]
fn the_record_tells_where_a_caller_in_the_greeting_has_not_been() {
    let call = CallId(uuid::Uuid::from_u128(1));
    let check = |lines: &[&str], events: &[Happened], stay| {
        let (number, switch_ref) = (PhoneNumber::new("0770"), "1.1".to_owned());
        let entered = Happened::Entered { call, switch_ref, number, service: "hotline".into(), priority: 0 };
        assert_eq!(recovered(entered, lines), (events.to_vec(), stay), "{lines:?}");
    };
    let hung_up = |by| Happened::HungUp { call, by };
    check(&[], &[hung_up(Ender::Caller)], None);
    check(&["1001|NONE|NONE|NONE|QUEUESTART|"], &[hung_up(Ender::System)], None);
    check(&["999|NONE|NONE|NONE|QUEUESTART|"], &[hung_up(Ender::Caller)], None);
    check(&["1005|1.1|elsewhere|NONE|ENTERQUEUE||0770|1"], &[Happened::SelfServed { call }], Some(0));
    let queued = Happened::Queued { call, queue: "hotline".into(), position: Some(1) };
    check(&["1005|1.1|hotline|NONE|ENTERQUEUE||0770|1"], &[queued], Some(0));
    let connected = Happened::Connected { call, switch_ref: "1.1".into() };
    assert_eq!(recovered(connected, &[]), (vec![], Some(0)), "whom we have called hears no greeting");
}

#[tokio::test]
async fn who_leaves_the_greeting_while_nobody_watches_has_hung_up_there_or_is_in_the_queue() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let relay = Relay::to(exchange.port()).await;
    let access = Access { address: relay.address.clone(), ..exchange.access() };
    let asterisk = Asterisk::new(access).recording(Some(record(&exchange, Told::default())));
    let mut watcher = Watcher::up(asterisk).await;
    // Once this one is in the queue, Asterisk's start is more than a second ago: by its log, nobody else was there before it.
    exchange.call("07700900004", "greeted");
    watcher.until("the queue", |happened| matches!(happened, Happened::Queued { .. })).await;
    exchange.hang_up("07700900004");
    watcher.until("an end", over).await;
    exchange.call("07700900001", "greeting");
    let hangs_up = watcher.enters().await;
    exchange.call("07700900002", "greeting");
    let hears_on = watcher.enters().await;
    let mut manager = Manager::log_in(&exchange).await;
    exchange.call("07700900003", "greeting");
    let stays = watcher.enters().await;
    let hears = manager.until("VarSet", is_greeting).await;
    relay.cut();
    watcher.until("the loss", |happened| matches!(happened, Happened::LinkLost)).await;
    exchange.hang_up("07700900001");
    are_gone(&exchange, 2).await;
    let caller = hears.get("Channel").expect("a caller has a channel");
    let queue = [("Channel", caller), ("Context", "public"), ("Exten", "hotline"), ("Priority", "1")];
    manager.done("Redirect", &queue).await;
    exchange.check_log(&[("ENTERQUEUE", 2)]).await;
    relay.mend();
    let surveyed = watcher.until("a survey", is_survey).await;
    let gone = Happened::HungUp { call: hangs_up, by: Ender::Caller };
    assert_eq!(told_of(&watcher, hangs_up)[1..], [(gone, true)]);
    assert_eq!(told_of(&watcher, hears_on).len(), 1, "nothing is new of this one");
    let (queue, position) = ("private".into(), Some(1));
    assert_eq!(told_of(&watcher, stays)[1..], [(Happened::Queued { call: stays, queue, position }, true)]);
    let Happened::Surveyed { calls, .. } = surveyed.what else { panic!("it is a survey") };
    let found: Vec<_> = calls.iter().map(|found| found.call).collect();
    assert_eq!(found, [hears_on, stays]);
    for caller in ["07700900002", "07700900003"] {
        exchange.hang_up(caller);
        watcher.until("an end", over).await;
    }
    check_each_once(&watcher.told);
    watcher.records_agree(&exchange).await;
}

/// The word about the greeting is on the caller's channel still, and no link has written a mark there.
#[tokio::test]
async fn who_has_left_the_queue_while_nobody_watched_is_past_the_greeting() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let mut manager = Manager::log_in(&exchange).await;
    exchange.call("07700900001", "greeted_in_vain");
    manager.until("VarSet", |event| event.get("Variable") == Some("QUEUESTATUS")).await;
    let watcher = Watcher::up(Asterisk::new(exchange.access())).await;
    let is_call = |event: &&SwitchEvent| event.what.call().is_some();
    assert_eq!(watcher.told.iter().find(is_call), None);
    exchange.hang_up("07700900001");
    are_gone(&exchange, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_logs_who_hangs_up_in_the_greeting_as_such() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = desk::start(home.path(), &exchange);
    exchange.phone(8001, "phone", 500);
    let mut screen = desk::agent(home.path(), &address);
    desk::become_ready(&mut screen);
    let mut manager = Manager::log_in(&exchange).await;
    exchange.call("07700900001", "greeting");
    manager.until("VarSet", is_greeting).await;
    exchange.hang_up("07700900001");
    manager.until("Hangup", |_| true).await;
    exchange.call("07700900002", "greeted");
    screen.wait_for_text("Talking");
    exchange.end_talks().await;
    screen.wait_for_text("Wrap-up");
    server.kill();
    let events = logged(home.path()).await;
    let exits: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.event {
            Event::CallLeft { exit, .. } => Some(exit.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(exits, [Exit::AbandonedInGreeting]);
    log_agrees(home.path(), &exchange).await;
}
