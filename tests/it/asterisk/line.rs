//! hotdesk's link to a real Asterisk, and all that it has told: in these words the tests say what must have happened.

use hotdesk::{
    domain::{CallId, Exit, TransferTarget},
    switch::{
        Asterisk, CommandRefused, Found, Happened, Service, Switch, SwitchCommand, SwitchEvent, SwitchLink,
        asterisk::Access,
    },
};
use tokio::{sync::oneshot, time::timeout};

use super::{
    agreement::{self, Step},
    exchange::{Exchange, PATIENCE, Release},
    manager::Manager,
};

/// A link, and all that it has told.
pub struct Line {
    pub exchange: Exchange,
    pub link: SwitchLink,
    pub told: Vec<SwitchEvent>,
}

impl Line {
    /// Connects, and waits for the first survey.
    pub async fn up() -> Option<Self> {
        Self::up_to(Release::Newest).await
    }

    /// The same with an Asterisk of this release.
    pub async fn up_to(release: Release) -> Option<Self> {
        let exchange = Exchange::start_of(release)?;
        let access = exchange.access();
        Some(Self::connect(exchange, access).await)
    }

    /// The same with phones that are told to answer, hold and go on.
    pub async fn up_with_phone_control(release: Release) -> Option<Self> {
        let exchange = Exchange::start_of(release)?;
        let access = Access { phone_control: true, ..exchange.access() };
        Some(Self::connect(exchange, access).await)
    }

    async fn connect(exchange: Exchange, access: Access) -> Self {
        let link = Box::new(Asterisk::new(access)).start();
        let mut line = Self { exchange, link, told: Vec::new() };
        line.surveyed().await;
        line
    }

    /// Waits for this; gives it.
    pub async fn until(&mut self, wanted: impl Fn(&Happened) -> bool) -> Happened {
        loop {
            let next = timeout(PATIENCE, self.link.events.recv()).await;
            let event = next.unwrap_or_else(|_| panic!("it does not come; told was {:#?}", self.told));
            let event = event.expect("the link lives");
            self.told.push(event.clone());
            if wanted(&event.what) {
                return event.what;
            }
        }
    }

    /// Waits for a survey; gives what it found.
    pub async fn surveyed(&mut self) -> Vec<Found> {
        match self.until(|happened| matches!(happened, Happened::Surveyed { .. })).await {
            Happened::Surveyed { calls, .. } => calls,
            other => panic!("{other:?} was not waited for"),
        }
    }

    /// Waits for the next call that enters.
    pub async fn enters(&mut self) -> CallId {
        match self.until(|happened| matches!(happened, Happened::Entered { .. })).await {
            Happened::Entered { call, .. } => call,
            other => panic!("{other:?} was not waited for"),
        }
    }

    /// A caller dials; gives the call once it waits.
    pub async fn call(&mut self, number: &str, dials: &str) -> CallId {
        self.exchange.call(number, dials);
        let call = self.enters().await;
        self.until(|happened| matches!(happened, Happened::Queued { .. })).await;
        call
    }

    /// Waits until a phone rings.
    pub async fn rings(&mut self) {
        self.until(|happened| matches!(happened, Happened::Ringing { .. })).await;
    }

    /// Waits until somebody answers.
    pub async fn answered(&mut self) {
        self.until(|happened| matches!(happened, Happened::Answered { .. })).await;
    }

    /// Waits until a call is over, or out of its queue for good.
    pub async fn over(&mut self) {
        self.until(over).await;
    }

    /// The caller hangs up, and the call is over.
    pub async fn hangs_up(&mut self, number: &str) {
        self.exchange.hang_up(number);
        self.over().await;
    }

    /// Asks for something; gives the answer.
    pub async fn command(&self, command: SwitchCommand) -> Result<(), CommandRefused> {
        let (answer, answered) = oneshot::channel();
        self.link.commands.send((command, answer)).await.expect("the link lives");
        timeout(PATIENCE, answered).await.expect("it answers in time").expect("it answers")
    }

    /// Asks until it is done: an answer is told a moment before the two are connected, and nobody is so quick by hand.
    pub async fn asks(&self, command: SwitchCommand) {
        let done = async {
            while let Err(refused) = self.command(command.clone()).await {
                assert!(matches!(refused, CommandRefused::Refused(_)), "{refused}");
            }
        };
        timeout(PATIENCE, done).await.expect("it is done in time");
    }

    /// An agent serves the queues that most tests use.
    pub async fn serve(&self, agent: &str, how: Service) {
        self.serve_in(agent, &["private", "english"], how).await;
    }

    /// An agent serves these queues.
    pub async fn serve_in(&self, agent: &str, queues: &[&str], how: Service) {
        let queues = queues.iter().map(|queue| (*queue).into()).collect();
        let command = SwitchCommand::Serve { agent: agent.into(), name: "Anna".into(), queues, how };
        assert_eq!(self.command(command).await, Ok(()));
    }

    /// Hands a call on.
    pub async fn hand_on(&self, call: CallId, from: &str, to: TransferTarget) {
        self.asks(SwitchCommand::Transfer { call, agent: from.into(), to }).await;
    }

    /// Asks for something at the phone; gives the answer. A ring is told a moment before Asterisk has heard from the phone: it is asked again.
    pub async fn at_the_phone(&self, command: SwitchCommand) -> Result<(), CommandRefused> {
        let answered = async {
            loop {
                let answer = self.command(command.clone()).await;
                if answer != Err(CommandRefused::Refused("Channel not found".into())) {
                    return answer;
                }
            }
        };
        timeout(PATIENCE, answered).await.expect("it is answered in time")
    }

    /// A session of somebody else's at the same Asterisk.
    pub async fn manager(&self) -> Manager {
        Manager::log_in(&self.exchange).await
    }

    /// What was told of a call, as short words.
    pub fn story(&self, call: CallId) -> Vec<String> {
        self.told.iter().filter_map(|event| word(&event.what, call)).collect()
    }

    /// What was told, Asterisk's `queue_log` and its CDR agree on all calls.
    pub async fn records_agree(&self) {
        agreement::agree(&self.exchange, &self.told.iter().filter_map(Step::told).collect::<Vec<_>>()).await;
    }
}

/// Whether a call is over, or out of its queue for good.
pub fn over(happened: &Happened) -> bool {
    matches!(happened, Happened::HungUp { .. } | Happened::Left { .. })
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
        Happened::ConsultBegan { call, agent, to: TransferTarget::Queue { queue } } => {
            (call, format!("{agent} asks queue {queue}"))
        }
        Happened::ConsultBegan { call, agent, to: TransferTarget::Agent { agent: to } } => {
            (call, format!("{agent} asks agent {to}"))
        }
        Happened::ConsultEnded { call, agent } => (call, format!("{agent} asks no more")),
        Happened::HungUp { call, by } => (call, format!("hung up {by:?}")),
        Happened::Left { call, exit: Exit::KeyExit { key } } => (call, format!("key {key}")),
        Happened::Left { call, exit } => (call, format!("{exit:?}")),
        _ => return None,
    };
    (*call == wanted).then_some(word)
}
