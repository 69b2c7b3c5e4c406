//! Real calls through a real Asterisk: what happens is told, what is asked is done, and the counts are those of its own queue_log.

use hotdesk::{
    domain::{CallId, Ender, Exit, Phone, RingEnd, TransferTarget},
    switch::{Asterisk, CommandRefused, Happened, Member, Service, Switch, SwitchCommand, SwitchLink},
};
use tokio::{sync::oneshot, time::timeout};

use super::exchange::{Caller, Exchange, PATIENCE};

/// A link to a real Asterisk, and all that it has told.
struct Line {
    exchange: Exchange,
    link: SwitchLink,
    told: Vec<Happened>,
}

impl Line {
    /// Connects, and waits for the first survey.
    async fn up() -> Option<Self> {
        let exchange = Exchange::start()?;
        let link = Box::new(Asterisk::new(exchange.access())).start();
        let mut line = Self { exchange, link, told: Vec::new() };
        line.until(|happened| matches!(happened, Happened::Surveyed { .. })).await;
        Some(line)
    }

    /// Waits for this; gives it.
    async fn until(&mut self, wanted: impl Fn(&Happened) -> bool) -> Happened {
        loop {
            let next = timeout(PATIENCE, self.link.events.recv()).await;
            let event = next.unwrap_or_else(|_| panic!("it does not come; told was {:#?}", self.told));
            let happened = event.expect("the link lives").what;
            self.told.push(happened.clone());
            if wanted(&happened) {
                return happened;
            }
        }
    }

    /// The next call that enters.
    async fn enters(&mut self) -> CallId {
        match self.until(|happened| matches!(happened, Happened::Entered { .. })).await {
            Happened::Entered { call, .. } => call,
            other => panic!("{other:?} was not waited for"),
        }
    }

    /// A caller; gives the call once it has entered.
    async fn call(&mut self, caller: &Caller) -> CallId {
        self.exchange.call(caller);
        self.enters().await
    }

    /// Waits until the caller's channel is gone as well: another caller who comes and goes is heard of later.
    async fn gone(&mut self, call: CallId) {
        let other = self.call(&caller("07700900099", 2_000)).await;
        assert_ne!(call, other);
        self.until(over).await;
    }

    async fn command(&self, command: SwitchCommand) -> Result<(), CommandRefused> {
        let (answer, answered) = oneshot::channel();
        self.link.commands.send((command, answer)).await.expect("the link lives");
        timeout(PATIENCE, answered).await.expect("it answers in time").expect("it answers")
    }

    /// Agents serve a queue.
    async fn serve(&self, agent: &str, how: Service) {
        let command = SwitchCommand::Serve {
            agent: agent.into(),
            name: "Anna".into(),
            queues: vec!["private".into(), "english".into()],
            how,
        };
        assert_eq!(self.command(command).await, Ok(()));
    }

    /// Hands a call on. An answer is told a moment before the two are connected, and nobody is so quick by hand: it is asked again then.
    async fn hand_on(&self, call: CallId, from: &str, to: TransferTarget) {
        let command = SwitchCommand::Transfer { call, agent: from.into(), to };
        let handed_on = async {
            loop {
                let answer = self.command(command.clone()).await;
                if !matches!(&answer, Err(CommandRefused::Refused(says)) if says.starts_with("Transfer ")) {
                    return answer;
                }
            }
        };
        assert_eq!(timeout(PATIENCE, handed_on).await.expect("it is handed on in time"), Ok(()));
    }

    /// What was told of a call, as short words.
    fn story(&self, call: CallId) -> Vec<String> {
        self.told.iter().filter_map(|happened| word(happened, call)).collect()
    }
}

fn word(happened: &Happened, wanted: CallId) -> Option<String> {
    let (call, word) = match happened {
        Happened::Entered { call, .. } => (call, "entered".to_owned()),
        Happened::Queued { call, queue, .. } => (call, format!("queued {queue}")),
        Happened::Ringing { call, agent } => (call, format!("rings {agent}")),
        Happened::RingEnded { call, agent, why } => (call, format!("ring ended {agent} {why:?}")),
        Happened::Answered { call, agent } => (call, format!("answered {agent}")),
        Happened::Held { call } => (call, "held".to_owned()),
        Happened::Resumed { call } => (call, "resumed".to_owned()),
        Happened::Transferred { call, agent, to: TransferTarget::Queue { queue } } => {
            (call, format!("handed on from {agent} to queue {queue}"))
        }
        Happened::Transferred { call, agent, to: TransferTarget::Agent { agent: to } } => {
            (call, format!("handed on from {agent} to agent {to}"))
        }
        Happened::HungUp { call, by } => (call, format!("hung up {by:?}")),
        Happened::Left { call, exit: Exit::KeyExit { key } } => (call, format!("key {key}")),
        Happened::Left { call, .. } => (call, "overflowed".to_owned()),
        _ => return None,
    };
    (*call == wanted).then_some(word)
}

fn over(happened: &Happened) -> bool {
    matches!(happened, Happened::HungUp { .. } | Happened::Left { .. })
}

fn caller(number: &'static str, talk_ms: u32) -> Caller {
    Caller { number, dials: "hotline", talk_ms }
}

/// Nobody in these tests waits so long: the other side hangs up first.
const LONG: u32 = 20_000;

#[tokio::test]
async fn a_call_is_answered_and_ended_by_either_side() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone", 200, 7_000);
    line.serve("8001", Service::Open).await;
    for (number, talk_ms, by) in [("07700900001", 3_500, "Caller"), ("07700900002", LONG, "Agent")] {
        let call = line.call(&caller(number, talk_ms)).await;
        line.until(over).await;
        let ended = format!("hung up {by}");
        assert_eq!(line.story(call), ["entered", "queued private", "rings 8001", "answered 8001", &ended]);
    }
    line.exchange.check_log(&[
        ("ENTERQUEUE", 2),
        ("CONNECT", 2),
        ("COMPLETECALLER", 1),
        ("COMPLETEAGENT", 1),
    ]);
}

#[tokio::test]
async fn callers_give_up_while_they_wait_and_while_it_rings() {
    let Some(mut line) = Line::up().await else { return };
    let waits = line.call(&caller("07700900001", 2_000)).await;
    line.until(over).await;
    assert_eq!(line.story(waits), ["entered", "queued private", "hung up Caller"]);
    line.exchange.phone(8001, "phone", LONG, LONG);
    line.serve("8001", Service::Open).await;
    let rung = line.call(&caller("07700900002", 2_500)).await;
    line.until(over).await;
    let story = ["entered", "queued private", "rings 8001", "ring ended 8001 CallerGone", "hung up Caller"];
    assert_eq!(line.story(rung), story);
    line.exchange.check_log(&[("ENTERQUEUE", 2), ("ABANDON", 2), ("CONNECT", 0)]);
}

#[tokio::test]
async fn a_ring_that_nobody_answers_goes_on_and_one_that_is_rejected_too() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone", LONG, LONG);
    line.serve("8001", Service::Open).await;
    let call = line.call(&caller("07700900001", LONG)).await;
    line.until(|happened| matches!(happened, Happened::RingEnded { .. })).await;
    line.serve("8001", Service::Paused("lunch".into())).await;
    line.exchange.phone(8002, "phone_rejects", 200, 0);
    line.serve("8002", Service::Open).await;
    line.until(|happened| matches!(happened, Happened::RingEnded { why: RingEnd::Rejected, .. })).await;
    assert!(line.story(call).contains(&"ring ended 8001 NoAnswer".to_owned()), "{:?}", line.story(call));
    assert_eq!(line.command(SwitchCommand::Release { call }).await, Ok(()));
    line.until(over).await;
    assert_eq!(line.story(call).last().map(String::as_str), Some("hung up System"));
    let paused = |entry: &Vec<String>| entry[4] == "PAUSE" && entry[5] == "lunch";
    assert!(line.exchange.queue_log().iter().any(paused));
}

#[tokio::test]
async fn a_phone_holds_and_resumes_and_the_desk_cannot() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone_holds", 200, LONG);
    line.serve("8001", Service::Open).await;
    let call = line.call(&caller("07700900001", LONG)).await;
    line.until(|happened| matches!(happened, Happened::Resumed { .. })).await;
    assert_eq!(line.command(SwitchCommand::Hold { call }).await, Err(CommandRefused::NotAble));
    let hang_up = SwitchCommand::HangUp { call, by: Ender::Agent };
    assert_eq!(line.command(hang_up.clone()).await, Ok(()));
    line.until(over).await;
    // Asterisk itself says that the caller ended it.
    let story =
        ["entered", "queued private", "rings 8001", "answered 8001", "held", "resumed", "hung up Agent"];
    assert_eq!(line.story(call), story);
    line.exchange.check_log(&[("COMPLETECALLER", 1)]);
    line.gone(call).await;
    assert_eq!(line.command(hang_up).await, Err(CommandRefused::NoCall(call)));
}

#[tokio::test]
async fn a_call_is_handed_on_to_a_queue_and_to_an_agent() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone", 200, LONG);
    line.exchange.phone(8002, "phone", 200, LONG);
    line.serve("8001", Service::Open).await;
    let call = line.call(&caller("07700900001", LONG)).await;
    line.until(|happened| matches!(happened, Happened::Answered { .. })).await;
    line.serve("8001", Service::Paused("wrapup".into())).await;
    line.serve("8002", Service::Open).await;
    line.hand_on(call, "8001", TransferTarget::Queue { queue: "private".into() }).await;
    line.until(|happened| matches!(happened, Happened::Answered { .. })).await;
    line.hand_on(call, "8002", TransferTarget::Agent { agent: "8001".into() }).await;
    line.until(|happened| matches!(happened, Happened::Answered { .. })).await;
    assert_eq!(line.command(SwitchCommand::HangUp { call, by: Ender::Agent }).await, Ok(()));
    line.until(over).await;
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
    line.exchange.check_log(&[("ENTERQUEUE", 2), ("CONNECT", 2), ("BLINDTRANSFER", 2)]);
}

#[tokio::test]
async fn callers_leave_by_the_longest_wait_and_by_a_key() {
    let Some(mut line) = Line::up().await else { return };
    let waits = line.call(&Caller { dials: "short", ..caller("07700900001", LONG) }).await;
    line.until(over).await;
    assert_eq!(line.story(waits), ["entered", "queued private", "overflowed"]);
    line.exchange.call_by("caller_presses_1", &Caller { dials: "keys", ..caller("07700900002", LONG) });
    let presses = line.enters().await;
    line.until(|happened| matches!(happened, Happened::Left { .. })).await;
    assert_eq!(line.story(presses), ["entered", "queued english", "key 1"]);
    line.exchange.check_log(&[("EXITWITHTIMEOUT", 1), ("EXITWITHKEY", 1), ("ABANDON", 0)]);
}

#[tokio::test]
async fn a_ring_is_stopped_for_the_reason_that_is_given() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone", LONG, LONG);
    line.serve("8001", Service::Open).await;
    let call = line.call(&caller("07700900001", LONG)).await;
    line.until(|happened| matches!(happened, Happened::Ringing { .. })).await;
    let stop = SwitchCommand::StopRing { call, agent: "8001".into(), why: RingEnd::Rejected };
    assert_eq!(line.command(stop).await, Ok(()));
    let ended = line.until(|happened| matches!(happened, Happened::RingEnded { .. })).await;
    assert_eq!(ended, Happened::RingEnded { call, agent: "8001".into(), why: RingEnd::Rejected });
}

#[tokio::test]
async fn agents_join_and_leave_queues_and_one_of_the_configuration_is_paused_for_good() {
    let Some(line) = Line::up().await else { return };
    line.serve("8001", Service::Paused("signed_in".into())).await;
    line.serve("8001", Service::Open).await;
    line.serve("8001", Service::Out).await;
    let fixed = SwitchCommand::Serve {
        agent: "8003".into(),
        name: "Fixed".into(),
        queues: vec!["stocks".into()],
        how: Service::Out,
    };
    assert_eq!(line.command(fixed).await, Ok(()));
    let again = SwitchCommand::Serve {
        agent: "8001".into(),
        name: "Anna".into(),
        queues: vec!["private".into()],
        how: Service::Out,
    };
    assert!(matches!(line.command(again).await, Ok(())), "who is out already is out");
    line.exchange.check_log(&[("ADDMEMBER", 2), ("UNPAUSE", 2), ("REMOVEMEMBER", 2)]);
    let paused = |entry: &Vec<String>| entry[4] == "PAUSE" && entry[5] == "signed out" && entry[2] == "fixed";
    assert!(line.exchange.queue_log().iter().any(paused));
}

#[tokio::test]
async fn an_asterisk_that_dies_is_told_and_surveyed_when_it_is_back() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone", 200, LONG);
    line.serve("8001", Service::Open).await;
    let call = line.call(&caller("07700900001", LONG)).await;
    line.until(|happened| matches!(happened, Happened::Answered { .. })).await;
    line.exchange.restart();
    line.until(|happened| matches!(happened, Happened::LinkLost)).await;
    assert_eq!(line.command(SwitchCommand::Hold { call }).await, Err(CommandRefused::Away));
    line.serve("8002", Service::Open).await;
    let survey = line.until(|happened| matches!(happened, Happened::Surveyed { .. })).await;
    // The one of the configuration.
    let member = Member {
        agent: "8003".into(),
        name: "Fixed".into(),
        queue: "stocks".into(),
        paused: None,
        phone: Phone::Reachable,
    };
    assert_eq!(survey, Happened::Surveyed { calls: vec![], members: vec![member] });
    line.exchange.phone(8002, "phone", 200, LONG);
    let call = line.call(&caller("07700900002", LONG)).await;
    line.until(|happened| matches!(happened, Happened::Answered { .. })).await;
    assert_eq!(line.story(call), ["entered", "queued private", "rings 8002", "answered 8002"]);
}

#[tokio::test]
async fn a_new_link_finds_who_waits_who_rings_and_who_speaks() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone", 200, LONG);
    line.serve("8001", Service::Open).await;
    let talks = line.call(&caller("07700900001", LONG)).await;
    line.until(|happened| matches!(happened, Happened::Answered { .. })).await;
    let waits = line.call(&caller("07700900002", LONG)).await;
    line.until(|happened| matches!(happened, Happened::Queued { .. })).await;
    line.link = Box::new(Asterisk::new(line.exchange.access())).start();
    let Happened::Surveyed { calls, .. } =
        line.until(|happened| matches!(happened, Happened::Surveyed { .. })).await
    else {
        panic!("that was waited for")
    };
    let found: Vec<_> = calls.into_iter().map(|found| (found.call, found.queue, found.agent)).collect();
    let private = || Some("private".into());
    assert_eq!(found, [(waits, private(), None), (talks, private(), Some("8001".into()))]);
    assert_eq!(line.command(SwitchCommand::HangUp { call: talks, by: Ender::Agent }).await, Ok(()));
    let ended = line.until(over).await;
    assert_eq!(ended, Happened::HungUp { call: talks, by: Ender::Agent });
}

#[tokio::test]
async fn three_hundred_callers_at_once_are_all_told_once() {
    let Some(mut line) = Line::up().await else { return };
    line.exchange.crowd(300, 50, &caller("07700900001", 9_000));
    for _ in 0..300 {
        line.until(over).await;
    }
    let entered = line.told.iter().filter(|happened| matches!(happened, Happened::Entered { .. })).count();
    assert_eq!(entered, 300);
    line.exchange.check_log(&[("ENTERQUEUE", 300), ("ABANDON", 300), ("CONNECT", 0)]);
}
