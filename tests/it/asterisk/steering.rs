//! What agents and leads do beside speaking, through a real Asterisk: recording, listening, taking calls out of turn, calling. Asking somebody
//! first is not here: Asterisk presses keys for it, which are lost on the way to a phone that makes no sound.

use std::fs;

use hotdesk::{
    domain::{AgentId, CallId, Ender, Exit, Monitor, NotReached, PhoneNumber, RecordingState, RefusedWhy},
    switch::{
        Asterisk, CommandRefused, Happened, Service, Switch, SwitchCommand, SwitchEvent, SwitchLink,
        asterisk::{Access, Event},
    },
};
use tokio::{sync::oneshot, time::timeout};

use super::exchange::{Exchange, PATIENCE, Release, config};

/// The configuration with what these calls need on top: all rights, only the events that are used, recordings, listening.
fn files() -> Vec<(&'static str, String)> {
    let read = |name: &str| fs::read_to_string(config().join(name)).expect("the configuration");
    let filters: String = Event::filters().iter().map(|filter| format!("eventfilter = {filter}\n")).collect();
    let manager = format!(
        "[general]\nenabled = yes\nbindaddr = 127.0.0.1\nport = @AMI@\ntimestampevents = yes\n\n[hotdesk]\nsecret = test-only\n\
         read = system,call,agent,dialplan\nwrite = system,call,agent,reporting,originate\n{filters}"
    );
    let modules = read("modules.conf")
        + "load => app_mixmonitor.so\nload => app_chanspy.so\nload => res_pjsip_notify.so\nload => format_wav.so\n";
    let extensions = "[public]\n\
        exten => hotline,1,Answer()\n \
        same => n,Queue(hotline,tT)\n \
        same => n,GotoIf($[\"${QUEUESTATUS}\" = \"WITHDRAW\"]?internal,${QUEUE_WITHDRAW_INFO},1)\n \
        same => n,Hangup()\n\
        exten => full,1,Answer()\n \
        same => n,Queue(keys,tT)\n \
        same => n,Hangup()\n\
        exten => empty,1,Answer()\n \
        same => n,Queue(fixed,tT)\n \
        same => n,Wait(1)\n \
        same => n,Hangup()\n\
        [internal]\n\
        exten => _8XXX,1,Dial(PJSIP/${EXTEN},20,tT)\n\
        exten => _0X.,1,Dial(PJSIP/8002,20)\n\
        exten => hotline,1,Goto(public,hotline,1)\n";
    let queues = "[general]\nautofill = yes\n[hotline]\nstrategy = rrmemory\ntimeout = 20\nretry = 1\nmusicclass = default\n\
        [keys]\nmaxlen = 1\nmusicclass = default\n[fixed]\njoinempty = no\nmusicclass = default\n";
    vec![
        ("manager.conf", manager),
        ("modules.conf", modules),
        ("extensions.conf", extensions.to_owned()),
        ("queues.conf", queues.to_owned()),
        ("pjsip_notify.conf", "[talk]\nEvent => talk\n".to_owned()),
    ]
}

/// A link to a real Asterisk, and all that it has told.
struct Line {
    exchange: Exchange,
    link: SwitchLink,
    told: Vec<Happened>,
}

impl Line {
    async fn up() -> Option<Self> {
        let exchange = Exchange::start_with(Release::Newest, &files())?;
        let access = Access { phone_control: true, ..exchange.access() };
        let link = Box::new(Asterisk::new(access)).start();
        let mut line = Self { exchange, link, told: Vec::new() };
        line.until("a survey", |happened| matches!(happened, Happened::Surveyed { .. })).await;
        Some(line)
    }

    /// Waits for this; gives it.
    async fn until(&mut self, what: &str, wanted: impl Fn(&Happened) -> bool) -> Happened {
        loop {
            let next = timeout(PATIENCE, self.link.events.recv()).await;
            let next = next.unwrap_or_else(|_| panic!("{what} does not come; told was {:#?}", self.told));
            let SwitchEvent { what: happened, .. } = next.expect("the link lives");
            self.told.push(happened.clone());
            if wanted(&happened) {
                return happened;
            }
        }
    }

    async fn call(&mut self, number: &'static str, dials: &'static str) -> CallId {
        self.exchange.call(number, dials);
        match self.until("a call", |happened| matches!(happened, Happened::Entered { .. })).await {
            Happened::Entered { call, .. } => call,
            other => panic!("{other:?} was not waited for"),
        }
    }

    /// A caller who speaks with agent 8001.
    async fn talk(&mut self) -> CallId {
        self.exchange.phone(8001, "phone", 200);
        self.serve("8001").await;
        let call = self.call("07700900001", "hotline").await;
        self.until("an answer", |happened| matches!(happened, Happened::Answered { .. })).await;
        call
    }

    async fn serve(&self, agent: &str) {
        let (agent, queues) = (agent.into(), vec!["private".into()]);
        let command = SwitchCommand::Serve { agent, name: "Anna".into(), queues, how: Service::Open };
        assert_eq!(self.command(command).await, Ok(()));
    }

    async fn command(&self, command: SwitchCommand) -> Result<(), CommandRefused> {
        let (answer, answered) = oneshot::channel();
        self.link.commands.send((command, answer)).await.expect("the link lives");
        timeout(PATIENCE, answered).await.expect("it answers in time").expect("it answers")
    }

    /// Asks until it is done: an answer is told a moment before the two are connected, and nobody is so quick by hand.
    async fn done(&self, command: SwitchCommand) {
        let done = async {
            while let Err(refused) = self.command(command.clone()).await {
                assert!(matches!(refused, CommandRefused::Refused(_)), "{refused}");
            }
        };
        timeout(PATIENCE, done).await.expect("it is done in time");
    }
}

fn agent(name: &str) -> AgentId {
    name.into()
}

#[tokio::test]
async fn a_talk_is_recorded_muted_and_the_recording_stopped() {
    let Some(mut line) = Line::up().await else { return };
    let call = line.talk().await;
    let record = |want| SwitchCommand::Record { call, want };
    for want in
        [RecordingState::Running, RecordingState::Muted, RecordingState::Running, RecordingState::Stopped]
    {
        line.done(record(want)).await;
        let told =
            line.until("the recording", |happened| matches!(happened, Happened::Recording { .. })).await;
        assert!(matches!(told, Happened::Recording { state, .. } if state == want), "{told:?}");
    }
    let named = line.told.iter().filter(
        |told| matches!(told, Happened::Recording { name: Some(name), .. } if name.ends_with(&format!("hotdesk-{call}.wav"))),
    );
    assert_eq!(named.count(), 1, "{:?}", line.told);
}

#[tokio::test]
async fn a_lead_listens_and_leaves() {
    let Some(mut line) = Line::up().await else { return };
    let call = line.talk().await;
    let by = agent("8002");
    let monitor = |how| SwitchCommand::Monitor { call, by: by.clone(), how };
    let said = line.command(monitor(Monitor::Listen)).await;
    assert!(matches!(&said, Err(CommandRefused::Refused(_))), "nobody lifts that phone: {said:?}");
    line.exchange.phone(8002, "phone", 200);
    line.done(monitor(Monitor::Whisper)).await;
    let began = Happened::MonitorBegan { call, by: by.clone(), how: Monitor::Whisper };
    line.until("the lead", |happened| *happened == began).await;
    line.done(SwitchCommand::StopMonitor { call, by: by.clone() }).await;
    // Asterisk looks at it with the next sound from that phone; this one makes none, and is heard of no more once the talk is over.
    line.done(SwitchCommand::HangUp { call, by: Ender::Agent }).await;
    let over = Happened::HungUp { call, by: Ender::Agent };
    line.until("the end", |happened| *happened == over).await;
}

#[tokio::test]
async fn a_waiting_call_is_put_first_and_taken_out_of_turn() {
    let Some(mut line) = Line::up().await else { return };
    let call = line.call("07700900001", "hotline").await;
    line.done(SwitchCommand::Prioritise { call, priority: 9 }).await;
    let first = Happened::Prioritised { call, priority: 9 };
    line.until("the priority", |happened| *happened == first).await;
    line.exchange.phone(8002, "phone", 200);
    line.done(SwitchCommand::Take { call, agent: agent("8002") }).await;
    line.until("the answer", |happened| matches!(happened, Happened::Answered { .. })).await;
    let ringing = Happened::Ringing { call, agent: agent("8002") };
    assert!(
        line.told.contains(&ringing) && !line.told.iter().any(|told| matches!(told, Happened::Left { .. }))
    );
    let waits_no_more = line.command(SwitchCommand::Prioritise { call, priority: 1 }).await;
    assert_eq!(waits_no_more, Err(CommandRefused::Refused("the caller does not wait any more".into())));
    line.exchange.check_log(&[("WITHDRAW", 1), ("ABANDON", 0)]);
    line.done(SwitchCommand::Note { call, agent: agent("8002"), text: "T-1|B201\nmore".into() }).await;
    line.exchange.check_log(&[("NOTE", 1)]);
    let note = line.exchange.queue_log().into_iter().find(|entry| entry[4] == "NOTE").expect("a note");
    assert_eq!(note[5], "T-1 B201 more");
}

#[tokio::test]
async fn calls_that_we_begin_reach_somebody_or_nobody() {
    let Some(mut line) = Line::up().await else { return };
    let number = PhoneNumber::new("07700900050");
    let originate = |call| SwitchCommand::Originate { call, agent: agent("8001"), number: number.clone() };
    let id = |text: &str| CallId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, text.as_bytes()));
    let (busy, given_up, talk) = (id("busy"), id("given up"), id("talk"));
    line.exchange.phone(8001, "phone", 200);
    line.exchange.phone(8002, "phone_rejects", 200);
    line.done(originate(busy)).await;
    let none = Happened::NotReached { call: busy, why: NotReached::Busy };
    line.until("no answer", |happened| *happened == none).await;
    assert!(line.told.iter().any(|told| matches!(told, Happened::Dialling { call, .. } if *call == busy)));

    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone_that_rings(8001);
    line.done(originate(given_up)).await;
    line.done(SwitchCommand::HangUp { call: given_up, by: Ender::System }).await;
    let none = Happened::NotReached { call: given_up, why: NotReached::NotLifted };
    line.until("the end of the ring", |happened| *happened == none).await;

    let Some(mut line) = Line::up().await else { return };
    line.exchange.phone(8001, "phone", 200);
    line.exchange.phone(8002, "phone", 500);
    line.done(originate(talk)).await;
    let is_connected =
        |happened: &Happened| matches!(happened, Happened::Connected { call, .. } if *call == talk);
    let connected = line.until("a talk", is_connected).await;
    line.link = Box::new(Asterisk::new(line.exchange.access())).start();
    assert_eq!(line.until("the same talk", is_connected).await, connected);
    let surveyed = line.until("a survey", |happened| matches!(happened, Happened::Surveyed { .. })).await;
    let Happened::Surveyed { calls, .. } = surveyed else { panic!("that was waited for") };
    let found: Vec<_> =
        calls.iter().map(|found| (found.call, found.queue.clone(), found.agent.clone())).collect();
    assert_eq!(found, [(talk, None, Some(agent("8001")))]);
    line.done(SwitchCommand::HangUp { call: talk, by: Ender::Agent }).await;
    let ended = Happened::HungUp { call: talk, by: Ender::Agent };
    line.until("the end", |happened| *happened == ended).await;
}

#[tokio::test]
async fn who_is_not_let_in_is_told_with_the_reason() {
    let Some(mut line) = Line::up().await else { return };
    line.call("07700900001", "full").await;
    let full = line.call("07700900002", "full").await;
    let refused = |call, why| Happened::Left { call, exit: Exit::Refused { why } };
    let told = refused(full, RefusedWhy::Full);
    line.until("a full queue", |happened| *happened == told).await;
    let empty = line.call("07700900003", "empty").await;
    let told = refused(empty, RefusedWhy::NobodySignedIn);
    line.until("an empty queue", |happened| *happened == told).await;
}
