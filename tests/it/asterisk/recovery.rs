//! Calls that came and went while nobody watched: the connection is cut, or the server is killed, and Asterisk's own record tells them.

use std::{collections::BTreeMap, path::Path};

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{About, Actor, CallId, Ender, Event, Recorded},
    storage::{Options, Store, StoreError},
    switch::{
        Asterisk, Happened, Service, Switch, SwitchCommand, SwitchEvent, SwitchLink,
        asterisk::{Access, Record, Told},
    },
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
    time::timeout,
};

use super::{
    agreement::{self, Step},
    desk,
    exchange::{Exchange, PATIENCE},
};

/// A way to an Asterisk that can be cut and mended.
pub struct Relay {
    pub address: String,
    whole: watch::Sender<bool>,
}

impl Relay {
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let (whole, state) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, port, state.clone()));
            }
        });
        Self { address, whole }
    }

    pub fn cut(&self) {
        self.whole.send_replace(false);
    }

    pub fn mend(&self) {
        self.whole.send_replace(true);
    }
}

/// Carries bytes both ways until the way is cut.
async fn carry(mut near: TcpStream, port: u16, mut state: watch::Receiver<bool>) {
    if !*state.borrow() {
        return;
    }
    // Asterisk may be gone, or either side: the other one sees its connection end.
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = state.wait_for(|whole| !whole) => {}
    }
}

/// A link, and all that it has told.
pub struct Watcher {
    pub link: SwitchLink,
    pub told: Vec<SwitchEvent>,
}

impl Watcher {
    /// Connects, and waits for the first survey.
    pub async fn up(asterisk: Asterisk) -> Self {
        let mut watcher = Self { link: Box::new(asterisk).start(), told: Vec::new() };
        watcher.until("a survey", is_survey).await;
        watcher
    }

    /// Waits for an event like this; gives it.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Happened) -> bool) -> SwitchEvent {
        loop {
            let next = timeout(PATIENCE, self.link.events.recv()).await;
            let event = next.unwrap_or_else(|_| panic!("{what} does not come; told was {:#?}", self.told));
            let event = event.expect("the link lives");
            self.told.push(event.clone());
            if wanted(&event.what) {
                return event;
            }
        }
    }

    /// The call of the next caller who enters.
    pub async fn enters(&mut self) -> CallId {
        let entered = self.until("a caller", |happened| matches!(happened, Happened::Entered { .. })).await;
        entered.what.call().expect("it is about a call")
    }

    async fn serve(&self, agent: &str) {
        let (queues, how) = (vec!["private".into(), "english".into()], Service::Open);
        let command = SwitchCommand::Serve { agent: agent.into(), name: "Anna".into(), queues, how };
        let (answer, answered) = oneshot::channel();
        self.link.commands.send((command, answer)).await.expect("the link lives");
        assert_eq!(timeout(PATIENCE, answered).await.expect("in time"), Ok(Ok(())));
    }

    /// What was told, Asterisk's `queue_log` and its CDR agree on all calls.
    pub async fn records_agree(&self, exchange: &Exchange) {
        agreement::agree(exchange, &self.told.iter().filter_map(Step::told).collect::<Vec<_>>()).await;
    }

    /// What was told of a call, as short words, those of its record in brackets. Rings are left out: the record does not know them.
    fn story(&self, wanted: CallId) -> Vec<String> {
        let about = self.told.iter().filter(|event| event.what.call() == Some(wanted));
        let words = about.filter_map(|event| {
            let word = match &event.what {
                Happened::Entered { number, .. } => format!("entered from {}", number.reveal()),
                Happened::Queued { queue, .. } => format!("queued {queue}"),
                Happened::Answered { agent, .. } => format!("answered {agent}"),
                Happened::HungUp { by, .. } => format!("ended by {by:?}"),
                _ => return None,
            };
            Some(if event.recovered { format!("({word})") } else { word })
        });
        words.collect()
    }
}

pub fn is_survey(happened: &Happened) -> bool {
    matches!(happened, Happened::Surveyed { .. })
}

fn answered(happened: &Happened) -> bool {
    matches!(happened, Happened::Answered { .. })
}

pub fn over(happened: &Happened) -> bool {
    matches!(happened, Happened::HungUp { .. })
}

/// When a line of this event was written, in their order.
fn written(exchange: &Exchange, event: &str) -> Vec<DateTime<Utc>> {
    let log = exchange.queue_log();
    let lines = log.iter().filter(|line| line[4] == event);
    lines.map(|line| DateTime::from_timestamp(line[0].parse().expect("a time"), 0).expect("a time")).collect()
}

pub fn record(exchange: &Exchange, told: Told) -> Record {
    Record { path: exchange.queue_log_file(), told }
}

/// One talks and one waits when the watching ends. Then that talk ends, the next one begins, and a third caller comes and goes.
async fn talks_end_and_callers_come_and_go(exchange: &mut Exchange) {
    exchange.end_talks().await;
    exchange.check_log(&[("CONNECT", 2)]).await;
    exchange.call("07700900003", "hotline");
    exchange.check_log(&[("ENTERQUEUE", 3)]).await;
    exchange.hang_up("07700900003");
    exchange.check_log(&[("ABANDON", 1)]).await;
}

/// The stories of the three, and the last one's end, which is watched again.
async fn check_recovered(exchange: &Exchange, watcher: &mut Watcher, [first, second]: [CallId; 2]) {
    exchange.end_talks().await;
    watcher.until("the end of the second talk", over).await;
    let ended = ["entered from 07700900001", "queued private", "answered 8001", "(ended by Caller)"];
    assert_eq!(watcher.story(first), ended);
    let story = watcher.story(second);
    assert_eq!(story[..3], ["entered from 07700900002", "queued private", "(answered 8001)"]);
    assert!(story.len() == 4 && !story[3].starts_with('('), "{story:?}");
    let recovered: Vec<_> = watcher.told.iter().filter(|event| event.recovered).cloned().collect();
    let others: Vec<_> = recovered
        .iter()
        .filter_map(|event| event.what.call())
        .filter(|call| ![first, second].contains(call))
        .collect();
    let third = others[0];
    assert_eq!(watcher.story(third), ["(entered from 07700900003)", "(queued private)", "(ended by Caller)"]);
    let at = |call, wanted: fn(&Happened) -> bool| {
        let mut events =
            recovered.iter().filter(|event| event.what.call() == Some(call) && wanted(&event.what));
        events.next().expect("it is recovered").at
    };
    assert_eq!(at(second, answered), written(exchange, "CONNECT")[1]);
    assert_eq!(at(third, over), written(exchange, "ABANDON")[0]);
    check_each_once(&watcher.told);
    watcher.records_agree(exchange).await;
}

pub fn check_each_once(told: &[SwitchEvent]) {
    let mut entered = BTreeMap::new();
    for event in told {
        if let Happened::Entered { call, .. } = event.what {
            *entered.entry(call).or_insert(0) += 1;
        }
    }
    assert!(entered.values().all(|times| *times == 1), "{entered:?} in {told:#?}");
}

#[tokio::test]
async fn what_happens_while_the_link_is_cut_is_recovered() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    exchange.phone(8001, "phone", 200);
    let relay = Relay::to(exchange.port()).await;
    let access = Access { address: relay.address.clone(), ..exchange.access() };
    let asterisk = Asterisk::new(access).recording(Some(record(&exchange, Told::default())));
    let mut watcher = Watcher::up(asterisk).await;
    watcher.serve("8001").await;
    exchange.call("07700900001", "hotline");
    let first = watcher.enters().await;
    watcher.until("an answer", answered).await;
    exchange.call("07700900002", "hotline");
    let second = watcher.enters().await;
    watcher.until("the queue", |happened| matches!(happened, Happened::Queued { .. })).await;
    relay.cut();
    watcher.until("the loss", |happened| matches!(happened, Happened::LinkLost)).await;
    talks_end_and_callers_come_and_go(&mut exchange).await;
    relay.mend();
    watcher.until("the link", |happened| matches!(happened, Happened::LinkBack)).await;
    watcher.until("a survey", is_survey).await;
    check_recovered(&exchange, &mut watcher, [first, second]).await;
}

/// Somebody who watches, with the record, and a caller who speaks with 8001.
async fn one_speaks(exchange: &mut Exchange) -> (Watcher, CallId) {
    let asterisk = Asterisk::new(exchange.access()).recording(Some(record(exchange, Told::default())));
    let mut watcher = Watcher::up(asterisk).await;
    watcher.serve("8001").await;
    exchange.call("07700900001", "hotline");
    let call = watcher.enters().await;
    watcher.until("an answer", answered).await;
    (watcher, call)
}

#[tokio::test]
async fn what_happens_between_two_lives_of_ours_is_recovered() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    exchange.phone(8001, "phone", 200);
    let (mut before, first) = one_speaks(&mut exchange).await;
    exchange.call("07700900002", "hotline");
    let second = before.enters().await;
    before.until("the queue", |happened| matches!(happened, Happened::Queued { .. })).await;
    let mut told = Told::default();
    told.member("Anna", &"8001".into());
    before.told.iter().for_each(|event| told.told(event));
    drop(before.link);
    talks_end_and_callers_come_and_go(&mut exchange).await;
    let asterisk = Asterisk::new(exchange.access()).recording(Some(record(&exchange, told)));
    let mut after = Watcher::up(asterisk).await;
    // What is told now goes on from what was told before.
    after.told.splice(0..0, before.told);
    check_recovered(&exchange, &mut after, [first, second]).await;
}

#[tokio::test]
async fn two_links_tell_every_call_once_and_by_the_same_name() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    exchange.phone(8001, "phone", 200);
    let mut one = Watcher::up(Asterisk::new(exchange.access())).await;
    let mut other = Watcher::up(Asterisk::new(exchange.access())).await;
    one.serve("8001").await;
    exchange.call("07700900001", "hotline");
    exchange.call("07700900002", "hotline");
    one.until("an answer", answered).await;
    exchange.check_log(&[("ENTERQUEUE", 2)]).await;
    exchange.hang_up("07700900002");
    exchange.hang_up("07700900001");
    for watcher in [&mut one, &mut other] {
        watcher.until("an end", over).await;
        watcher.until("the other end", over).await;
        check_each_once(&watcher.told);
        watcher.records_agree(&exchange).await;
    }
    let of_calls = |watcher: &Watcher| {
        let told = watcher.told.iter().filter(|event| event.what.call().is_some());
        told.cloned().collect::<Vec<_>>()
    };
    assert_eq!(of_calls(&one), of_calls(&other));
}

#[tokio::test]
async fn calls_that_end_with_asterisk_itself_end_when_it_begins_anew() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    exchange.phone(8001, "phone", 200);
    let (mut watcher, call) = one_speaks(&mut exchange).await;
    exchange.restart();
    let ended = watcher.until("the end", over).await;
    let began = written(&exchange, "QUEUESTART")[1];
    assert!(ended.recovered && ended.at - began < TimeDelta::seconds(1), "{ended:?}, began {began}");
    let story = ["entered from 07700900001", "queued private", "answered 8001", "(ended by System)"];
    assert_eq!(watcher.story(call), story);
    watcher.records_agree(&exchange).await;
}

/// A server's log, after its end, Asterisk's `queue_log` and its CDR agree on all calls.
pub async fn log_agrees(home: &Path, exchange: &Exchange) {
    let steps: Vec<_> = logged(home).await.iter().filter_map(Step::logged).collect();
    agreement::agree(exchange, &steps).await;
}

/// What a server's log has, after its end.
pub async fn logged(home: &Path) -> Vec<Recorded> {
    let store = Store::open(&Options::file(home.join(".local/share/hotdesk/hotdesk.db")))
        .await
        .expect("the database");
    let mut events = Vec::new();
    store
        .walk(|event| -> Result<(), StoreError> {
            events.push(event);
            Ok(())
        })
        .await
        .expect("the log");
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_recovers_what_it_missed_into_its_log() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = desk::start(home.path(), &exchange);
    exchange.phone(8001, "phone", 500);
    let mut screen = desk::agent(home.path(), &address);
    screen.wait_for_text("F2 Ready");
    screen.type_keys(desk::F2);
    screen.wait_for_text("waiting for the next call");
    exchange.call("07700900001", "hotline");
    screen.wait_for_text("Talking");
    server.kill();
    screen.wait_for_text("Server away");
    exchange.call("07700900003", "hotline");
    exchange.check_log(&[("ENTERQUEUE", 2)]).await;
    exchange.hang_up("07700900003");
    exchange.check_log(&[("ABANDON", 1)]).await;
    exchange.end_talks().await;
    exchange.check_log(&[("COMPLETECALLER", 1)]).await;
    let listen = address.strip_prefix("http://").expect("an address");
    let (mut server, _) = desk::start_again(home.path(), &exchange, listen);
    screen.wait_for_text("Wrap-up");
    server.kill();

    let events = logged(home.path()).await;
    let recovered: Vec<_> = events.iter().filter(|event| event.actor == Actor::SwitchRecord).collect();
    let ended =
        recovered.iter().find(|event| matches!(event.event, Event::CallEnded { by: Ender::Caller, .. }));
    assert_eq!(ended.expect("the talk has ended").at, written(&exchange, "COMPLETECALLER")[0]);
    let left = recovered.iter().find(|event| matches!(event.event, Event::CallLeft { .. }));
    let abandoned = written(&exchange, "ABANDON")[0];
    assert!((left.expect("the caller has gone").at - abandoned).abs() < TimeDelta::seconds(1));
    let entered = events.iter().filter(|event| matches!(event.event, Event::CallEntered { .. })).count();
    assert_eq!(entered, 2, "nobody is counted twice");
    let is_miscounted = |event: &Recorded| matches!(&event.event, Event::DifferenceOpened { difference } if matches!(difference.about, About::Queue { .. }));
    assert!(!events.iter().any(is_miscounted), "both sides say the same");
    log_agrees(home.path(), &exchange).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_asterisk_is_killed_lets_nobody_be_stuck() {
    let Some(mut exchange) = Exchange::start() else { return };
    exchange.answers().await;
    let home = tempfile::tempdir().expect("a folder");
    let (mut server, address) = desk::start(home.path(), &exchange);
    exchange.phone(8001, "phone", 500);
    let mut screen = desk::agent(home.path(), &address);
    desk::become_ready(&mut screen);
    exchange.call("07700900001", "hotline");
    screen.wait_for_text("Talking");
    exchange.call("07700900002", "hotline");
    exchange.check_log(&[("ENTERQUEUE", 2)]).await;
    exchange.restart();
    screen.wait_for_text("Wrap-up");
    screen.type_keys(desk::F9);
    screen.wait_for_text("waiting for the next call");
    // Asterisk has forgotten who serves its queues.
    exchange.check_log(&[("ADDMEMBER", 4)]).await;
    exchange.call("07700900003", "hotline");
    screen.wait_for_text("Talking");
    exchange.end_talks().await;
    screen.wait_for_text("Wrap-up");
    server.kill();
    let entered = logged(home.path()).await;
    let entered = entered.iter().filter(|event| matches!(event.event, Event::CallEntered { .. }));
    assert_eq!(entered.count(), 3, "nobody is counted twice");
    log_agrees(home.path(), &exchange).await;
}
