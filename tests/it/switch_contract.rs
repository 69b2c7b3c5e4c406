//! What every switch keeps to, whatever is behind it: a replay, made-up callers, or a real Asterisk (where `HOTDESK_ASTERISK` names one).

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    domain::{
        AgentId, CallId, Ender, Monitor, PhoneNumber, RecordingState, Request, RingEnd, Ringer,
        TransferTarget,
    },
    import::RecordedCaller,
    switch::{
        Asterisk, Begin, CommandRefused, Crowd, Day, Happened, Plan, Replay, Service, Simulation, Spread,
        Switch, SwitchCommand, SwitchEvent, SwitchLink,
    },
};
use tokio::{sync::oneshot, time::timeout};
use uuid::Uuid;

use crate::asterisk::exchange::{Exchange, PATIENCE};

/// A command is answered within it, whatever the switch does.
const LIMIT: Duration = Duration::from_secs(15);
const AGENT: &str = "8001";
const QUEUE: &str = "private";

/// A running switch with callers behind it, and all that it has told.
struct Line {
    name: &'static str,
    link: SwitchLink,
    told: Vec<SwitchEvent>,
    /// Where callers have to be sent for; elsewhere they come by themselves, and their phones answer by command.
    exchange: Option<Exchange>,
}

/// All switches that there are.
fn all() -> Vec<Line> {
    let line = |name, link| Line { name, link, told: Vec::new(), exchange: None };
    let asterisk = Exchange::start().map(|exchange| {
        let link = Box::new(Asterisk::new(exchange.access())).start();
        Line { name: "asterisk", link, told: Vec::new(), exchange: Some(exchange) }
    });
    let mut all = vec![line("replay", replay()), line("simulation", simulation())];
    all.extend(asterisk);
    all
}

/// Callers of a record: one every tenth of a second from now on, who wait for hours.
fn replay() -> SwitchLink {
    let now = Utc::now();
    let caller = |nth: i32| {
        let enters_at = now + TimeDelta::milliseconds(100) * nth;
        RecordedCaller {
            switch_ref: format!("recorded-{nth}"),
            number: PhoneNumber::new("+447700900001"),
            service: QUEUE.into(),
            queue: QUEUE.into(),
            priority: 0,
            enters_at,
            queues_at: Some(enters_at),
            hangs_up_at: Some(enters_at + TimeDelta::hours(9)),
            served_s: 900,
        }
    };
    let day = Day::new((0..600).map(caller).collect(), Vec::new(), Uuid::now_v7());
    Box::new(Replay::new(day, Utc::now, 1.0, Begin::Anew)).start()
}

/// The same, made up.
fn simulation() -> SwitchLink {
    let plan = Plan {
        calls_per_hour: [(QUEUE.into(), 36_000)].into(),
        callers: 100,
        greeting: Spread::Fixed(0),
        patience: Spread::Fixed(30_000),
        talk: Spread::Fixed(900),
        hold: Spread::Fixed(900),
        reached_percent: 100,
        agents: Vec::new(),
    };
    let crowd = Crowd::new(plan, 1, Utc::now(), Uuid::now_v7());
    Box::new(Simulation::new(crowd, Utc::now, 1.0, Begin::Anew)).start()
}

impl Line {
    /// The next thing that it tells; none once it has ended.
    async fn next(&mut self) -> Option<SwitchEvent> {
        let next = timeout(PATIENCE, self.link.events.recv()).await;
        let event =
            next.unwrap_or_else(|_| panic!("{}: it does not come; told was {:#?}", self.name, self.told))?;
        self.told.push(event.clone());
        Some(event)
    }

    /// Waits for the first that fits, and gives what was wanted of it.
    async fn until<T>(&mut self, wanted: impl Fn(&Happened) -> Option<T>) -> T {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("{}: it has ended", self.name));
            if let Some(found) = wanted(&event.what) {
                return found;
            }
        }
    }

    async fn command(&self, command: SwitchCommand) -> Result<(), CommandRefused> {
        let (answer, answered) = oneshot::channel();
        self.link.commands.send((command.clone(), answer)).await.expect("the link lives");
        let answered = timeout(LIMIT, answered).await;
        answered.unwrap_or_else(|_| panic!("{}: no answer to {command:?}", self.name)).expect("it answers")
    }

    /// A switch with queues of its own surveys them before anything else.
    async fn is_up(&mut self) {
        if self.link.abilities.ringer == Ringer::Switch {
            self.until(|happened| matches!(happened, Happened::Surveyed { .. }).then_some(())).await;
        }
    }

    /// A caller who waits, and whom nobody is rung with.
    async fn waits(&mut self) -> CallId {
        if let Some(exchange) = &mut self.exchange {
            exchange.call("07700900001", "hotline");
        }
        self.until(|happened| if let Happened::Queued { call, .. } = happened { Some(*call) } else { None })
            .await
    }

    /// A caller who speaks with the agent.
    async fn talks(&mut self) -> CallId {
        let (call, agent) = (self.waits().await, AgentId::from(AGENT));
        if let Some(exchange) = &mut self.exchange {
            exchange.phone(8001, "phone", 100);
            let (name, queues) = ("Anna".to_owned(), vec![QUEUE.into()]);
            let serve = SwitchCommand::Serve { agent, name, queues, how: Service::Open };
            assert_eq!(self.command(serve).await, Ok(()), "{}", self.name);
        } else {
            let ring = SwitchCommand::Ring { call, agent: agent.clone() };
            assert_eq!(self.command(ring).await, Ok(()), "{}", self.name);
            assert_eq!(self.command(SwitchCommand::Answer { call, agent }).await, Ok(()), "{}", self.name);
        }
        self.until(|happened| {
            matches!(happened, Happened::Answered { call: of, .. } if *of == call).then_some(())
        })
        .await;
        call
    }

    /// Who ended this call.
    async fn ender(&mut self, call: CallId) -> Ender {
        self.until(|happened| match happened {
            Happened::HungUp { call: of, by } if *of == call => Some(*by),
            _ => None,
        })
        .await
    }

    /// Of each call the first word is that it entered, said once; its times go on; and after its end nothing is said of it.
    fn check_order(&self) {
        let (mut last, mut over) = (BTreeMap::<CallId, DateTime<Utc>>::new(), BTreeSet::new());
        for event in &self.told {
            let Some(call) = call(&event.what) else { continue };
            let entered = matches!(event.what, Happened::Entered { .. });
            assert_eq!(entered, !last.contains_key(&call), "{}: {event:?}", self.name);
            assert!(!over.contains(&call), "{}: {event:?} after its end", self.name);
            let before = last.insert(call, event.at);
            assert!(before.is_none_or(|before| before <= event.at), "{}: {event:?} goes back", self.name);
            if matches!(event.what, Happened::HungUp { .. } | Happened::Left { .. }) {
                over.insert(call);
            }
        }
        assert!(!last.is_empty(), "{}: no call was told of", self.name);
    }
}

/// The call that an event is about.
fn call(happened: &Happened) -> Option<CallId> {
    // Every event that is about a call says so under the same name.
    let told = serde_json::to_value(happened).expect("it can be written");
    told.get("call").map(|call| serde_json::from_value(call.clone()).expect("a call"))
}

/// Every command there is, about this call.
fn commands(call: CallId) -> Vec<SwitchCommand> {
    let agent = || AgentId::from(AGENT);
    let to = || TransferTarget::Queue { queue: QUEUE.into() };
    vec![
        SwitchCommand::Ring { call, agent: agent() },
        SwitchCommand::StopRing { call, agent: agent(), why: RingEnd::Withdrawn },
        SwitchCommand::Answer { call, agent: agent() },
        SwitchCommand::Hold { call },
        SwitchCommand::Resume { call },
        SwitchCommand::Transfer { call, agent: agent(), to: to() },
        SwitchCommand::Consult { call, agent: agent(), to: to() },
        SwitchCommand::CompleteConsult { call, agent: agent() },
        SwitchCommand::CancelConsult { call, agent: agent() },
        SwitchCommand::Record { call, want: RecordingState::Running },
        SwitchCommand::Monitor { call, by: "8002".into(), how: Monitor::Listen },
        SwitchCommand::StopMonitor { call, by: "8002".into() },
        SwitchCommand::Prioritise { call, priority: 1 },
        SwitchCommand::Take { call, agent: agent() },
        SwitchCommand::Note { call, agent: agent(), text: "noted".into() },
        SwitchCommand::HangUp { call, by: Ender::Agent },
        SwitchCommand::Release { call },
    ]
}

/// Whether the switch is the one to do it: what a desk that rings does by itself, it never asks for.
fn can(line: &Line, request: Request) -> bool {
    let (able, own_queues) = (line.link.abilities, line.link.abilities.ringer == Ringer::Switch);
    match request {
        Request::Ring => !own_queues,
        Request::Answer | Request::Hold | Request::Resume => able.phone_control,
        Request::Consult => able.consult,
        Request::Record => able.record,
        Request::Monitor => able.monitor,
        Request::Prioritise => own_queues && able.prioritise,
        Request::Take => own_queues && able.take,
        Request::Originate => able.originate,
        Request::Note => able.note,
        _ => true,
    }
}

#[tokio::test]
async fn what_cannot_be_done_and_whose_call_is_gone_is_refused_as_that() {
    for mut line in all() {
        line.is_up().await;
        let gone = CallId(Uuid::now_v7());
        for command in commands(gone) {
            let request = command.request();
            let refused = line.command(command.clone()).await;
            match refused {
                // A ring that is over needs no stopping.
                Ok(()) if request == Request::StopRing => {}
                // Whoever listens and whoever notes is beside the call: that it is over is a reason like others.
                Err(CommandRefused::Refused(_))
                    if matches!(command, SwitchCommand::StopMonitor { .. } | SwitchCommand::Note { .. }) => {}
                refused if can(&line, request) => {
                    assert_eq!(refused, Err(CommandRefused::NoCall(gone)), "{}: {command:?}", line.name);
                }
                refused => assert_eq!(refused, Err(CommandRefused::NotAble), "{}: {command:?}", line.name),
            }
        }
    }
}

#[tokio::test]
async fn whoever_is_said_to_end_a_call_has_ended_it() {
    for mut line in all() {
        line.is_up().await;
        let waits = line.waits().await;
        assert_eq!(line.command(SwitchCommand::Release { call: waits }).await, Ok(()), "{}", line.name);
        assert_eq!(line.ender(waits).await, Ender::System, "{}", line.name);
        let talks = line.talks().await;
        let hang_up = SwitchCommand::HangUp { call: talks, by: Ender::Agent };
        assert_eq!(line.command(hang_up).await, Ok(()), "{}", line.name);
        assert_eq!(line.ender(talks).await, Ender::Agent, "{}", line.name);
        line.check_order();
    }
}

#[tokio::test]
async fn a_call_that_is_handed_on_to_a_queue_leaves_the_agent() {
    for mut line in all() {
        line.is_up().await;
        let call = line.talks().await;
        let (agent, to) = (AgentId::from(AGENT), TransferTarget::Queue { queue: QUEUE.into() });
        let hand_on = SwitchCommand::Transfer { call, agent, to: to.clone() };
        // An answer is told a moment before the two are connected, and nobody is so quick by hand: it is asked again then.
        while let Err(refused) = line.command(hand_on.clone()).await {
            assert!(matches!(refused, CommandRefused::Refused(_)), "{}: {refused:?}", line.name);
        }
        let handed_on = line
            .until(|happened| match happened {
                Happened::Transferred { call: of, to, .. } if *of == call => Some(to.clone()),
                _ => None,
            })
            .await;
        assert_eq!(handed_on, to, "{}", line.name);
        line.check_order();
    }
}

#[tokio::test]
async fn a_switch_ends_with_the_one_who_commands() {
    for mut line in all() {
        line.is_up().await;
        line.waits().await;
        let (never, _) = tokio::sync::mpsc::channel(1);
        drop(std::mem::replace(&mut line.link.commands, never));
        while line.next().await.is_some() {}
        line.check_order();
    }
}
